package messages

import (
	"strings"

	"github.com/munshi-in/munshi/scripts/corpus/invent"
)

// banksAbroad are banks as messages of a country name them. A bank of India in them would make its numbers, dates and rupees those of India.
var banksAbroad = map[string][]string{
	"AE": list("Emirates NBD, FAB, ADCB, Mashreq, RAKBANK, DIB, ADIB, CBD"), "SA": list("AlRajhi, Alinma, SNB, Riyad Bank, SABB, Albilad"),
	"QA": list("QNB, CBQ, Doha Bank, QIB"), "KW": list("NBK, KFH, Gulf Bank, Boubyan"), "EG": list("CIB, Banque Misr, NBE, QNB Alahli, Alexbank"),
	"US": list("Chase, Citi, Wells Fargo, Capital One, Discover, Huntington, Navy Federal, BofA, USAA"), "GB": list("Barclays, Lloyds Bank, NatWest, Monzo, Halifax"),
	"SG": list("DBS, OCBC, UOB"), "BD": list("BRAC Bank, City Bank, EBL, DBBL, Islami Bank"), "NP": list("Nabil Bank, NMB Bank, Everest Bank, NIC Asia Bank, Global IME Bank, Siddhartha Bank, Laxmi Sunrise"),
	"PK": list("HBL, UBL, MCB Bank, Meezan Bank, Bank Alfalah"), "LK": list("Sampath Bank, HNB, Commercial Bank of Ceylon, Seylan Bank"),
	"KE": list("Equity Bank, KCB, NCBA, Absa Bank Kenya"), "TZ": list("CRDB Bank, NBC Tanzania"), "UG": list("Stanbic Bank Uganda, Centenary Bank"),
	"GH": list("GCB Bank, CalBank, Ecobank Ghana"), "NG": list("GTBank, Access Bank, Zenith Bank, Sterling Bank"), "ET": list("CBE, Dashen Bank, Awash Bank, Bank of Abyssinia, Zemen Bank"),
	"BF": list("Coris Bank, Ecobank, BOA"), "CI": list("Ecobank, NSIA Banque, SGCI"), "CM": list("Afriland First Bank, BICEC"),
	"FR": list("BNP Paribas, LCL, Crédit Agricole, Boursorama"), "CO": list("Bancolombia, Davivienda, Banco de Bogotá, AV Villas"), "MX": list("BBVA México, Banorte, Banamex, BanCoppel"),
	"PE": list("BCP, Interbank, BBVA Perú"), "CL": list("Banco de Chile, BancoEstado, BCI"), "ES": list("CaixaBank, Bankinter, Sabadell"), "BR": list("Nubank, Itaú, Bradesco, Banco do Brasil"),
	"KR": list("KB국민, 신한, 하나, 우리, 농협, 삼성, 롯데"), "RU": list("Сбербанк, ВТБ, Альфа-Банк, Т-Банк"), "BY": list("Priorbank, Belarusbank, MTBank"), "UA": list("monobank, PrivatBank"),
	"TH": list("KBANK, SCB, Krungthai Bank, GSB"), "IR": list("بانک ملت, بانک ملی, صادرات, پاسارگاد"), "TR": list("Garanti BBVA, Akbank, Yapi Kredi, Halkbank"),
	"ID": list("BCA, BRI, BNI, Bank Mandiri"), "MY": list("Maybank, CIMB, Public Bank, Bank Islam"), "PH": list("BDO, BPI, Metrobank, RCBC"), "VN": list("Vietcombank, Techcombank, BIDV, TPBank"),
	"OM": list("Bank Muscat, Bank Dhofar"), "BH": list("BBK, ila Bank"), "ZA": list("FNB, Capitec, Absa, Nedbank"), "ZM": list("Zanaco, FNB Zambia"), "RW": list("Bank of Kigali"),
	"DE": list("Sparkasse, DKB, Commerzbank"), "CH": list("UBS, PostFinance"), "IT": list("Intesa Sanpaolo, UniCredit, Fineco"), "CN": list("工商银行, 建设银行, 招商银行"), "JP": list("三井住友, 楽天, 三菱UFJ"),
}

// bankOf is a bank of the country: one in three abroad is one that nobody knows.
func bankOf(s invent.Source, c country) invent.Bank {
	bank := s.Bank()
	if c.code == "IN" {
		return bank
	}
	bank.Short = coined(s) + invent.Pick(s, " Bank", "", " Credit Union", " Savings")
	if names := banksAbroad[c.code]; len(names) > 0 && s.Chance(0.67) {
		bank.Short = invent.Pick(s, names...)
	}
	bank.Name, bank.IFSC, bank.Sender = bank.Short, strings.ToUpper(s.Letters(4)), strings.ToUpper(firstLetters(strings.ReplaceAll(bank.Short, " ", ""), 10))
	return bank
}
