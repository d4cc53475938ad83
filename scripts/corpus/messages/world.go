package messages

import (
	"strings"
	"time"
)

const hour = time.Hour

// countries is how money and time are written in each, and who lives there.
var countries = map[string]country{
	"IN": {code: "IN", currency: "INR", indian: true, offset: 5*hour + hour/2, signs: []string{"Rs.", "Rs.", "Rs ", "Rs. ", "INR ", "INR ", "₹", "Rs", "INR", "Rs:", "₹ ", "INR."}},
	"AE": {code: "AE", currency: "AED", offset: 4 * hour, signs: []string{"AED ", "AED", "AED "}, after: []string{" AED"}, people: arabs, shops: gulfShops, phone: "600"},
	"SA": {code: "SA", currency: "SAR", offset: 3 * hour, signs: []string{"SAR ", "SAR"}, after: []string{" SAR"}, people: arabs, shops: gulfShops, phone: "920"},
	"QA": {code: "QA", currency: "QAR", offset: 3 * hour, signs: []string{"QAR ", "QAR"}, people: arabs, shops: gulfShops, phone: "44"},
	"KW": {code: "KW", currency: "KWD", offset: 3 * hour, signs: []string{"KWD ", "KD "}, people: arabs, shops: gulfShops, phone: "18"},
	"EG": {code: "EG", currency: "EGP", offset: 2 * hour, signs: []string{"EGP ", "EGP"}, people: arabs, shops: gulfShops, phone: "19"},
	"US": {code: "US", currency: "USD", offset: -5 * hour, signs: []string{"$", "$", "$", "USD "}, people: anglos, shops: westernShops, phone: "800"},
	"GB": {code: "GB", currency: "GBP", signs: []string{"£", "£", "GBP "}, people: anglos, shops: westernShops, phone: "0345"},
	"SG": {code: "SG", currency: "SGD", offset: 8 * hour, signs: []string{"SGD ", "S$", "SGD"}, people: anglos, shops: westernShops, phone: "6"},
	"BD": {code: "BD", currency: "BDT", offset: 6 * hour, signs: []string{"Tk ", "Tk", "BDT ", "Tk. ", "৳"}, people: bengalis, shops: bengaliShops, phone: "017"},
	"NP": {code: "NP", currency: "NPR", offset: 5*hour + 3*hour/4, indian: true, signs: []string{"NPR ", "Rs.", "NPR", "Rs "}, phone: "98"},
	"PK": {code: "PK", currency: "PKR", offset: 5 * hour, signs: []string{"PKR ", "PKR", "PKR. "}, people: arabs, shops: gulfShops, phone: "111"},
	"LK": {code: "LK", currency: "LKR", offset: 5*hour + hour/2, signs: []string{"LKR ", "LKR"}, phone: "011"},
	"KE": {code: "KE", currency: "KES", offset: 3 * hour, signs: []string{"Ksh", "KES ", "Ksh "}, people: africans, shops: africanShops, phone: "07"},
	"TZ": {code: "TZ", currency: "TZS", offset: 3 * hour, signs: []string{"TZS ", "Tsh"}, people: africans, shops: africanShops, phone: "07"},
	"UG": {code: "UG", currency: "UGX", offset: 3 * hour, signs: []string{"UGX ", "UGX"}, people: africans, shops: africanShops, phone: "07"},
	"GH": {code: "GH", currency: "GHS", signs: []string{"GHS ", "GHS"}, people: africans, shops: africanShops, phone: "02"},
	"NG": {code: "NG", currency: "NGN", offset: hour, signs: []string{"NGN", "NGN ", "₦", "N"}, people: africans, shops: africanShops, phone: "08"},
	"ET": {code: "ET", currency: "ETB", offset: 3 * hour, signs: []string{"ETB ", "ETB"}, after: []string{" Birr"}, people: africans, shops: africanShops, phone: "09"},
	"BF": {code: "BF", currency: "XOF", whole: true, spaced: true, after: []string{" FCFA", "FCFA", " F CFA", " XOF"}, people: africans, shops: africanShops, phone: "226"},
	"CM": {code: "CM", currency: "XAF", offset: hour, whole: true, after: []string{" XAF", "XAF"}, people: africans, shops: africanShops, phone: "237"},
	"FR": {code: "FR", currency: "EUR", offset: hour, comma: true, signs: []string{"€"}, after: []string{" EUR", "€", " €"}, people: anglos, shops: westernShops, phone: "0"},
	"CI": {code: "CI", currency: "XOF", whole: true, spaced: true, after: []string{" FCFA", "FCFA", "F", " F"}, people: africans, shops: africanShops, phone: "225"},
	"CO": {code: "CO", currency: "COP", offset: -5 * hour, comma: true, signs: []string{"$", "$ ", "COP "}, people: hispanics, shops: hispanicShops, phone: "01"},
	"MX": {code: "MX", currency: "MXN", offset: -6 * hour, signs: []string{"MXN ", "MXN$"}, after: []string{" MXN"}, people: hispanics, shops: hispanicShops, phone: "55"},
	"PE": {code: "PE", currency: "PEN", offset: -5 * hour, signs: []string{"S/ ", "S/", "PEN "}, people: hispanics, shops: hispanicShops, phone: "01"},
	"KR": {code: "KR", currency: "KRW", offset: 9 * hour, whole: true, after: []string{"원"}, people: koreans, shops: koreanShops, phone: "1588"},
	"RU": {code: "RU", currency: "RUB", offset: 3 * hour, after: []string{"р", " RUB", " руб.", "RUB", "₽", "р."}, people: russians, shops: russianShops, phone: "8800"},
	"TH": {code: "TH", currency: "THB", offset: 7 * hour, signs: []string{"THB ", "฿"}, after: []string{" บาท", "บ.", " THB", " Baht", " บ.", "บ"}, people: thais, shops: thaiShops, phone: "02"},
	"IR": {code: "IR", currency: "IRR", offset: 3*hour + hour/2, whole: true, after: []string{" ریال", "ریال"}, people: persians, shops: persianShops, phone: "021"},
	"TR": {code: "TR", currency: "TRY", offset: 3 * hour, comma: true, after: []string{" TL", "TL", " TRY", "₺"}, people: turks, shops: turkishShops, phone: "444"},
	"ID": {code: "ID", currency: "IDR", offset: 7 * hour, comma: true, whole: true, signs: []string{"Rp", "Rp ", "Rp.", "IDR "}, people: indonesians, shops: indonesianShops, phone: "08"},
	"BR": {code: "BR", currency: "BRL", offset: -3 * hour, comma: true, signs: []string{"R$ ", "R$", "R$ "}, people: brazilians, shops: brazilianShops, phone: "0800"},
	"PH": {code: "PH", currency: "PHP", offset: 8 * hour, signs: []string{"PHP ", "PHP", "₱"}, people: hispanics, shops: filipinoShops, phone: "09"},
	"MY": {code: "MY", currency: "MYR", offset: 8 * hour, signs: []string{"RM", "RM ", "MYR "}, people: indonesians, shops: indonesianShops, phone: "03"},
	"CL": {code: "CL", currency: "CLP", offset: -4 * hour, comma: true, whole: true, signs: []string{"CLP ", "CLP$"}, people: hispanics, shops: hispanicShops, phone: "600"},
	"ES": {code: "ES", currency: "EUR", offset: hour, comma: true, signs: []string{"€"}, after: []string{" EUR", "€", " €"}, people: hispanics, shops: hispanicShops, phone: "9"},
	"OM": {code: "OM", currency: "OMR", offset: 4 * hour, signs: []string{"OMR ", "OMR"}, people: arabs, shops: gulfShops, phone: "24"},
	"BH": {code: "BH", currency: "BHD", offset: 3 * hour, signs: []string{"BHD ", "BHD"}, people: arabs, shops: gulfShops, phone: "17"},
	"ZA": {code: "ZA", currency: "ZAR", offset: 2 * hour, signs: []string{"ZAR ", "R", "R", "R"}, people: africans, shops: africanShops, phone: "08"},
	"ZM": {code: "ZM", currency: "ZMW", offset: 2 * hour, signs: []string{"ZMW ", "ZMW"}, people: africans, shops: africanShops, phone: "09"},
	"RW": {code: "RW", currency: "RWF", offset: 2 * hour, signs: []string{"RWF "}, after: []string{" RWF"}, people: africans, shops: africanShops, phone: "07"},
	"VN": {code: "VN", currency: "VND", offset: 7 * hour, whole: true, after: []string{"VND", " VND", "đ"}, people: vietnamese, shops: vietnameseShops, phone: "1900"},
	"DE": {code: "DE", currency: "EUR", offset: hour, comma: true, signs: []string{"EUR "}, after: []string{" EUR", " €", "€"}, people: germans, shops: germanShops, phone: "0"},
	"CH": {code: "CH", currency: "CHF", offset: hour, signs: []string{"CHF ", "CHF"}, people: germans, shops: germanShops, phone: "0"},
	"IT": {code: "IT", currency: "EUR", offset: hour, comma: true, signs: []string{"EUR ", "€"}, after: []string{" EUR", " euro", "€"}, people: italians, shops: italianShops, phone: "0"},
	"UA": {code: "UA", currency: "UAH", offset: 2 * hour, after: []string{"₴", " грн", " UAH", "UAH"}, people: ukrainians, shops: ukrainianShops, phone: "0800"},
	"CN": {code: "CN", currency: "CNY", offset: 8 * hour, signs: []string{"人民币", "RMB"}, after: []string{"元", "元"}, people: chinese, shops: chineseShops, phone: "955"},
	"JP": {code: "JP", currency: "JPY", offset: 9 * hour, whole: true, signs: []string{"JPY "}, after: []string{"円", "円"}, people: japanese, shops: japaneseShops, phone: "0120"},
	"BY": {code: "BY", currency: "BYN", offset: 3 * hour, after: []string{" BYN", "BYN"}, people: russians, shops: russianShops, phone: "375"},
}

// list parts a text at its commas.
func list(s string) []string {
	parts := strings.Split(s, ",")
	for i, p := range parts {
		parts[i] = strings.TrimLeft(p, " \n\t")
	}
	return parts
}

var (
	germans         = list("Anna, Lukas, Schmidt, Müller, Weber, Fischer, Jan, Lena, Koch, De Vries, Jansen, Bakker, Sophie, Max, Becker")
	italians        = list("Marco, Giulia, Rossi, Bianchi, Ferrari, Luca, Chiara, Esposito, Romano, Paolo")
	germanShops     = list("REWE Markt, EDEKA, LIDL SAGT DANKE, ALDI SUED, DM DROGERIE, ROSSMANN, MEDIA MARKT, SHELL 1182, DB VERTRIEB, MIGROS, COOP, AMAZON EU, Bäckerei Huber, Apotheke am Markt, Restaurant Adler")
	italianShops    = list("ESSELUNGA, CONAD, COOP, ENI STATION, TRENITALIA, FARMACIA ROMA, BAR CENTRALE, TRATTORIA DA GINO, AMAZON IT, IKEA, AUTOGRILL")
	arabs           = list("Abdullah, Faisal, Layla, Zainab, Huda, Majid, Rashid, Sultan, Salma, Bilal, Imran, Usman, Perera, Fernando, Silva, Jayasuriya, Ahmed, Mohammed, Fatima, Khalid, Omar, Yusuf, Mariam, Hassan, Aisha, Tariq, Saeed, Noura, Al Mansoori, Al Hashmi, Siddiqui, Haddad, Nasser, Rahman, Ali")
	anglos          = list("William, Olivia, Henry, Claire, Sophie, Daniel, Kate, Morgan, Smith, Jones, Taylor, Hall, Young, King, Price, Bell, Martin, Dupont, Laurent, Schmidt, Rossi, John, Mary, Robert, Linda, James, Susan, Miller, Carter, Evans, Cooper, Brooks, Wood, Emma, Oliver, Grace, Turner")
	bengalis        = list("Rahim, Karim, Shirin, Nasima, Jahangir, Sultana, Hossain, Akter, Mia, Chowdhury, Islam, Begum")
	africans        = list("Mercy, Joyce, Brian, Faith, Peter, Kipchoge, Njeri, Wafula, Chebet, Auma, Nakato, Ssempijja, Asante, Boateng, Adebayo, Chukwu, Eze, Bello, Alemu, Girma, Hailu, Kone, Sawadogo, Kabore, Fofana, Nkomo, Amina, Kwame, Ngozi, Wanjiku, Otieno, Kamau, Mensah, Achieng, Abebe, Tesfaye, Bekele, Ouedraogo, Traore, Diallo, Issa, Moussa, Mwangi, Okafor")
	hispanics       = list("Andres, Valentina, Jose, Laura, Martinez, Hernandez, Castro, Rojas, Vargas, Moreno, Juan, Maria, Carlos, Lucia, Perez, Gomez, Rodriguez, Diego, Sofia, Torres, Ramirez, Camila")
	koreans         = list("윤서준, 임하은, 한지우, 오세훈, 김민수, 이영희, 박지훈, 최수진, 정하늘, 강민아")
	russians        = list("Дмитрий, Елена, Алексей, Наталья, Сидорова, Кузнецов, Козлов, Иван, Мария, Петр, Ольга, Иванова, Петров, Сергей, Анна")
	thais           = list("สมชาย, สมหญิง, กมล, วิชัย, SOMCHAI, KANYA, NATTAPONG, SIRIPORN, ANAN S, MALEE W, ปรีชา, นภา")
	persians        = list("علی, رضا, محمدی, احمدی, زهرا, مریم, حسینی, کریمی, سارا, امیر")
	turks           = list("AHMET, MEHMET, AYSE, FATMA, YILMAZ, KAYA, DEMIR, ŞAHİN, ÖZTÜRK, EMRE, ZEYNEP, ÇELİK")
	indonesians     = list("BUDI, SITI, AGUS, DEWI, RINA, ANDI, SANTOSO, WIJAYA, PUTRI, AHMAD, NUR, HIDAYAT, LESTARI, AZLAN, FARAH")
	brazilians      = list("Joao, Maria, Silva, Santos, Ana, Pedro, Oliveira, Souza, Lucas, Juliana, Costa, Beatriz")
	vietnamese      = list("NGUYEN VAN, TRAN THI, LE HOANG, PHAM MINH, VU NGOC, Nguyen Thi, Do Quang")
	vietnameseShops = list("GRAB, SHOPEE, VINMART, HIGHLANDS COFFEE, DIEN MAY XANH, EVN HANOI, BACH HOA XANH, CIRCLE K, TIKI, Quan An Ngon")
	ukrainians      = list("Олена, Андрій, Коваленко, Шевченко, Тарас, Ірина, Бондар, Мельник, Юлія")
	ukrainianShops  = list("Сільпо, АТБ, NOVA POSHTA, ROZETKA, АПТЕКА 9-1-1, WOG, OKKO, Аврора, BOLT, KYIVSTAR, Фора")
	chinese         = list("王伟, 李娜, 张敏, 刘洋, 陈静, 杨磊, 赵强, 黄丽, 周杰")
	chineseShops    = list("美团, 滴滴出行, 盒马鲜生, 星巴克, 拼多多, 淘宝, 中国移动, 全家便利店, 沃尔玛, 海底捞火锅, 财付通, 支付宝, 携程旅行")
	japanese        = list("サトウ タロウ, タナカ ハナコ, 鈴木一郎, 高橋美咲, ヤマダ ケンジ, 伊藤, ワタナベ ユイ")
	japaneseShops   = list("ファミリーマート, ローソン, AMAZON.CO.JP, スターバックス, ユニクロ, マクドナルド, 東京電力, ドコモ, イオン, すき家, ニトリ, JR東日本")
	thaiShops       = list("7-ELEVEN, LOTUS'S, BIG C, GRAB, SHOPEE, LAZADA, CENTRAL, ร้านก๋วยเตี๋ยว, ร้านกาแฟ, MAKRO, PTT STATION, AIS, TRUE, ตลาดสด, LINE MAN, การไฟฟ้า")
	persianShops    = list("دیجی کالا, اسنپ, رستوران یاس, سوپر مارکت نور, همراه اول, ایرانسل, داروخانه مهر, پمپ بنزین آزادی, نانوایی, کافه سپید")
	turkishShops    = list("MIGROS, BIM A.S., A101, TRENDYOL, HEPSIBURADA, GETIR, SHELL PETROL, OPET, CARREFOURSA, YEMEKSEPETI, TURKCELL, ECZANE DERMAN, LC WAIKIKI, KAHVE DUNYASI, SOK MARKET, IGDAS")
	indonesianShops = list("INDOMARET, ALFAMART, TOKOPEDIA, SHOPEE, GOJEK, GRAB, PLN PREPAID, TELKOMSEL, WARUNG SEDERHANA, KOPI KENANGAN, SPBU PERTAMINA, APOTEK K24, MR DIY, PETRONAS, 99 SPEEDMART, TEALIVE")
	brazilianShops  = list("IFOOD, UBER *TRIP, MERCADO LIVRE, PAO DE ACUCAR, CARREFOUR, DROGASIL, POSTO IPIRANGA, PADARIA REAL, LOJAS RIO, MAGALU, NETFLIX.COM, RAIA, Farmacia Popular")
	filipinoShops   = list("JOLLIBEE, SM SUPERMARKET, MERALCO, GRAB, LAZADA, SHOPEE, 7-ELEVEN, GLOBE, PUREGOLD, MERCURY DRUG, FOODPANDA, ANGKAS, PLDT HOME, SARI SARI NENA")
	gulfShops       = list("CARREFOUR MKT, ZOOMEAL, NOON.COM, CITY MALL PARKING, ADNOC, ENOC SITE, DU TELECOM, AL NOOR BARBERS, NAMSHI, AMAZON.AE, EMIRATES AIR, STC PAY, JARIR, PANDA MARKET, HUNGERSTATION, IKEA, VODAFONE EGYPT, KFC, DARAZ, FOODPANDA, KEELLS, CARGILLS, GRAB.COM, SHOPEE, Modern Self-Service Est, Sahara Express, Company Name Trading, WEB PLATFORM, LULU CENTER, NOON FOODS, AL MADINA GROCERY, SPINNEY MART, OASIS PHARMACY, DESERT ROSE CAFE, METRO FUEL STATION, TALABAT GO, SALIK TOPUP, DUBAI GIFT SHOP, ETISALAT BILL, PEARL ELECTRONICS, BLUE WAVE LAUNDRY")
	westernShops    = list("WALMART, HOME DEPOT, OFFICE DEPOT, PARA CAFE, VALOR TIRES, TARGET 1182, COSTCO WHSE, SHELL OIL, 7-ELEVEN, BEANHOUSE STORE #4410, Green Foods Market, TESCO, SAINSBURYS, BOOTS, ESSO#4471B, WEBSHOP MKT*QK71A, Shopnow.com/pay, GEICO, GAS COMPANY, NETFLIX.COM, LYFT *RIDE, DOORDASH*TACO, APPLE.COM/BILL, CARREFOUR CITY, MONOPRIX, SNCF, FNAC, Blue Bottle Market, PAYPAL *GREENLEAF, Corner Deli, SQ *BAKERY LANE, TST* PASTA HOUSE, Maple Grocers, Sunny Gas, WWW.BOOKNOOK.COM, Oak Street Cafe, CITY PARKING, MUSICBOX.COM, Gigabox.io/plan, HARBOR HARDWARE, Quick Mart #2213, AMZN Mktp US")
	bengaliShops    = list("Bazaar Bangladesh Limit, Daraz BD, Pathao, Chaldal, Agora, Aarong, Walton Plaza, Robi Recharge, Grameenphone, Shwapno Bazar, Meena Store, ALIF PHARMACY, Dhaka Books, Padma Telecom, RUPALI FASHION, Star Kabab, DESCO Bill, TITAS GAS")
	africanShops    = list("Savings Paybill Account, EQUATOR BULK ACCOUNT, COOP UTILITY ACCOUNT, PAYGATE B2C, NAIVAS, QUICKMART, DSTV, SHOPRITE, JUMIA, GOTV, UMEME, ETHIO TELECOM, SAFARICOM OFFERS, KPLC TOKENS, MELCOM, NAKU MART, Safari Fuel, KPLC PREPAID, MAMA OLIECH HOTEL, JUMBO STORES, TUSKYS, Zuku Fiber, GOLDEN BAKERY, CITY WATER, QUICK BITES")
	hispanicShops   = list("EXITO, RAPPI, OXXO, UBER EATS, MERCADO PAGO, WALMART MX, PLAZA VEA, TAMBO, CINE COLOMBIA, TIENDA LA ESQUINA, Supermercado Sol, FARMACIA SAN JUAN, Panaderia Luz, ALMACENES NORTE, Cafe del Parque, RESTAURANTE EL FOGON, DROGUERIA VIDA")
	koreanShops     = list("주식회사하늘, 이름난국밥, 날마다빵집, BSP하늘항공, 우아한형제들, 롯데마트, 이마트24, 카카오택시, 스타벅스, 버거나라, 네이버페이, 동물병원, SK주유소, GS25, 신세계, 김밥세상, 이디야커피, 행복마트, 씨유서울역점, 맛나분식, 스타카페강남점, 우리약국, 지에스편의점, 미소치과, 하늘주유소, 네이처샵, 365할인마트, 커피나무 역삼점, BEST치킨")
	russianShops    = list("PIZZA SEVER, AZK N12, MOBILE SALON, EUROOPT, BELTELECOM, WILDBERRIES, ПЯТЁРОЧКА, МАГНИТ, МТС, СБЕР АПТЕКА, PYATEROCHKA 1234, MAGNIT MM, КАФЕ УЮТ, АПТЕКА 36, YANDEX GO, EVROOPT, OZON, АЗС ЛУКОС, SOSEDI, KOPEECHKA")

	// brands are made up, or the common names that anybody trades under; some are the public names that messages are full of.
	brands = list(`Zomato, Swiggy, Amazon, Flipkart, BigBasket, Blinkit, Uber, Ola, IRCTC, Netflix, Spotify, Google Play, Apple Services, Myntra, Paytm, Airtel, Jio, BookMyShow,
 DMart, Reliance Fresh, Dominos, Croma, Decathlon, Zepto, Nykaa, PVR Cinemas, MakeMyTrip, Shell, Indian Oil, BPCL, HPCL, LIC, BESCOM, Tata Power, Zerodha, Groww,
 Lakshmi, Annapurna, Balaji, Ganesh, Saraswati, Green Leaf, Blue Star, Sunrise, Royal, Metro, City, Himalaya, Kaveri, Ganga, Om Sai, Star, Galaxy, National, Modern, Famous, Udupi, Madras, Punjab, Bombay, Delhi, Krishna, Anand, Sagar, Vijaya, Meghana, Nandini, Apollo, MedPlus, Wellness, Lenskart, Titan, Bata, Raymond, Khadim, Peters, Globus, Orchid, Tulip, Pearl, Crystal, Vision, Alpha, Omega, Nova, Zen`)
	trades = list(`Stores, Traders, Enterprises, Restaurant, Bakery, Sweets, Medicals, Pharmacy, Electronics, Textiles, Super Market, Hospital, Petrol Pump, Fuels, Filling Station, Cafe, Hotel, Jewellers, Agencies, Mobiles, Communication, Fashions,
 Garments, Hardware, Furniture, Book Depot, School, College, Clinic, Tailors, Salon, Gym, Travels, Transport, Foods, Dairy, Fruits, Vegetables, Tea Stall, Juice Center, Kirana, General Store, Mart, Bazaar, Wines, Optical, Studio, Services, Solutions, Technologies, Infotech, Logistics, Builders, Motors, Auto Works, Collections, Creations, Footwear, Toys, Tiffin Center, Biryani House, Chicken Center`)
	// traps are names made of words that say something else in a message.
	traps = list(`Indian Clearing Corp, Transfer Point, Clearing House Cafe, HDFC Life, HDFC LTD, ICICI Lombard, PNB Housing, IDFC First Loans, Bajaj Finance, SBI Cards, Axis Mutual Fund, Home Credit India, Amazon Pay, Amazon Pay Balance, Mobile World, Cash Point, Gold Loan Point, Card Gallery, Money Point, Bank of Spices,
 Star Health Insurance, Gift Point, Balance Gym, Free Mart, Win Sports, Credit Access, First Cry, No Limit Fashions, Thank You Foods, Reward Station, Points Cafe, Offer Bazaar, Call Taxi, May Flower Hotel,
 March Eleven, Info Edge, Reference Books, Order Mart, In and Out, On Time Couriers, Fund Easy, Policy Bazaar, Policybazaar, Debit Note Cafe, Power Board, Water Board, Municipal Corporation, Income Tax Department, Income Tax Dept,
 Mobile Point, Recharge World, Gold Recovery Ag, Salary Day Wines, Ticket Window, One97 Communications, Account Section, Cash and Carry, Metro Cash & Carry, Mutual Fund House, Lotus Mutual Fund, Post Office Savings, LIC of India,
 State Bank Mauritius Limited, Federal Traders, Union Stores, Central Stationers, Indian Coffee House, Canara Foods, State Emporium, City Bank Canteen, Card World, Visa House, Savings Paybill Account, Wallet Factory,
 Standard Sweets, The Payment Company, Atm Auto Works, UPI Lite Kirana, Register Cafe, Statement Fashion, Limit Zero, Due South Cafe, Reversal Sports, Transfer Taxi, Contract Client, Large Order, Club Membership, Sample Merchant, Vendor Name, Brand Name Outlet,
 R AND M LAW INC, U AND I Books, A2B, R K S Fuel Point, 2xCodeforge AI, 24 Seven, 7 Eleven, 99 Pancakes, 3M Car Care, 1 MG, K K Stores, V S T Motors, Google Play, Google Fi, Google India Digital, Apple.com/bill, Facebook Pay, CRED Club, CRED, My HDFC, My Axis Saving, If Only Cafe, Will Power Gym, Can Do Foods, Pending Shop, Upcoming Stars, Shall We Dance, Scheduled Flights, PhonePe, Paytm, GPay, BharatPe, Razorpay, BillDesk,
 Make My Trip, Credit Saison, Mahindra Finance, HDB Financial Services, Kotak Securities, ICICI Prudential Life, Tata AIA, SBI Life, Max Bupa, Indian Clearing Corp, NSE Clearing, BSE Limited, Zerodha Broking, Upstox, Nippon India MF, Paypal *Gamebox, Ride Cash, Uber Trip, Ola Money, Stream Entertainment Services, Disney Hotstar, JioHotstar, Youtube Premium, Openai *Chatgpt, Credit Mantri, Shree Credit Society, Jai Hind Credit Coop, Muthoot Credit Services, Debit Diner, Balance Bridal, Due North, Limit Store, Hold My Tea, Dr Lal Path Labs, Dr Agarwals Eye Hospital, DR Batras Clinic, My Home Constructions, GST Payment,
 FASTag Recharge, Bill Desk, Bescom Bill Desk, Order Of Lions, The By Pass Hotel, Point To Point, Writer.ai Subscription, Google *Youtube, Amazon IT, Amazon UK, Amzn Mktp, Audible`)
	// spoken are what names begin with that are spoken like a phrase.
	spoken = list("A One, A to Z, A Plus, A-1, At Home, At Your Door, By the Bay, By Two, For You, For Ever, From Scratch, In Style, In Touch, On the Go, On the Rocks, On Wheels, To Go, To the Point, Up and Above, With Love, 24X7, 24x7 Fresh, 2x, No 1, No. 1, My Own, Your Own, Our Own, All Day, Any Time, Next Door, One Stop, Best Buy, Pay Less, Call Me, Info Point, Edge, New You")
	// services are what follows the name of a firm that sells what messages speak of.
	services = list("Bill, Prepaid, Postpaid, Broadband, Fiber, DTH, Gas, Toll, Toll Plaza, Plaza, Loans, Finance, Insurance, Mutual Fund, Payments, Money, Cash, Card, Wallet, Credit India, Rewards, Premium, Subscription, Bill Pay, Services, Securities, Broking, Fund, Trust, Society, Utilities")
	// addressed are the beginnings of UPI addresses that name a brand by themselves.
	addressed = list("zomato, swiggy, amazon, flipkart, bigbasket, blinkit, uber, irctc, netflix, spotify, myntra, paytm, phonepe, gpay, bharatpe, airtel, jio, bookmyshow, dmart, dominos, croma, decathlon, zepto, nykaa, makemytrip, bpcl, hpcl, bescom, zerodha, groww, lenskart, medplus, razorpay, billdesk, upstox, cred")
	syllables = strings.Fields(`ba be bi bo da de di do fa fe fi ga go ha ja jo ka ke ki ko la le li lo ma me mi mo na ne ni no pa pe pi ra re ri ro sa se si so ta te ti to va ve vi vo ya yo za zi shri van gar mart pur dev raj ven kar tel nex zon lux mia`)
	// purposes stand where a name would, when nobody is named.
	purposes = list("credit card bill payment, If Salary, If Zulmera, If Bonus Pay, Will Pay, interest, Salary, monthly interest, annual maintenance charges, SMS charges, Debit Card Annual Fee, ATM Withdrawal, Loan EMI, Fund Transfer, Mobile Recharge, Bill Payment, Salary Payment, Trade Payment, Rent, Insurance premium, Wallet Load, Dividend, Pension, Bill Settlement, Cash Deposit, Loan Repayment, Locker rent, Cheque book charges, Online Shopping, Electricity Bill, School Fees, NEFT transaction, IMPS transaction, reversal of transaction, Transfer, Cash payment, Standing Instruction, GST, TDS, Interest Paid, FD Interest, Locker Charges, Minimum balance charges, Cheque Withdrawal, Cheque Deposit, Salary of the month, SALARY CREDIT, BY SALARY, Cashback, Refund, CASH, Cash, Consolidated charges, Food Order, Web purchase, Khalti Wallet Load, Card Fee, AMC charges, Stamp duty, Subsidy, PM-KISAN SAMMAN NIDHI, PMJJBY renewal premium, PMSBY premium, APY contribution, AePS withdrawal, Locker rent charges, SMS & AMC Chrgs, SMS Chrgs, Debit Card AMC, Scholarship, Stipend, Bonus, Reimbursement, Overdraft interest, Credit interest, LPG subsidy, PM-KISAN, Self transfer, Internal transfer, Chargeback, Payment, NEFT charges, RTGS charges, ATM charges, Penalty, EMI, Maturity proceeds, FD closure, Online Payment, QR Payment, Merchant Payment, POS purchase, Debit Card purchase, Balance transfer, Pension credit, Gratuity, ECS return charges, Cheque return charges, Inward clearing, Outward clearing")
	// wallets hold money beside the banks; what they tell of moved in them.
	wallets = map[string][]string{
		"IN": list("Paytm, PhonePe, Amazon Pay, MobiKwik, Freecharge, Ola Money"), "BD": list("bKash, Nagad, Rocket, Upay"), "KE": list("M-PESA, Airtel Money"),
		"TZ": list("M-PESA, Tigo Pesa, Airtel Money"), "UG": list("MTN MoMo, Airtel Money"), "GH": list("MTN MoMo, Telecel Cash"), "NG": list("OPay, PalmPay"), "ET": list("telebirr"),
		"NP": list("eSewa, Khalti"), "BF": list("Orange Money, Moov Money"), "CM": list("Orange Money, MTN MoMo"), "PK": list("Easypaisa, JazzCash"), "PH": list("GCash, Maya"), "RW": list("MTN MoMo"), "ZM": list("MTN MoMo, Airtel Money"),
	}
	prefixes = list("PAYTM*, RAZ*, PAYU*, WWW , PYU*, BILLDESK*, CAS*, RSP*, IND*, CCA*, Razorpay , PhonePe*, BC *, SQ *, SP , PP*, UBR*, GPAY*, PAYPAL *, ")
)
