package invent

// Shop is a seller with its address and, when registered, its tax number.
type Shop struct {
	Name, Kind, Street string
	Place              Place
	PIN, Phone, GSTIN  string
}

// Shop invents a seller; about one in eight is not registered for tax.
func (s Source) Shop() Shop {
	kind := Pick(s, "supermarket", "restaurant", "pharmacy", "hardware", "clothing")
	place := s.Place()
	shop := Shop{Kind: kind, Name: s.shopName(kind), Street: s.Street(), Place: place, PIN: place.PIN + "0" + s.Digits(2), Phone: "9" + s.Digits(9)}
	if s.Chance(7.0 / 8) {
		shop.GSTIN = s.GSTIN(place.GST)
	}
	return shop
}

func (s Source) shopName(kind string) string {
	first := Pick(s, "Sri Balaji", "New Bharat", "Annapurna", "Royal", "Shree Ganesh", "Metro", "Krishna", "City", "Lotus", "Himalaya",
		"Modern", "National", "Green Leaf", "Golden", "Konkan", "Deccan", "Ganga", "Surya", "Mahalaxmi", "Om Sai")
	last := map[string][]string{
		"supermarket": {"Super Market", "Provision Stores", "Departmental Store", "Fresh Mart", "Bazaar"},
		"restaurant":  {"Restaurant", "Veg Restaurant", "Bhojanalaya", "Family Dhaba", "Cafe", "Sweets & Snacks"},
		"pharmacy":    {"Medical Stores", "Pharmacy", "Medicos", "Chemists"},
		"hardware":    {"Hardware", "Electricals", "Paints & Hardware", "Sanitary Works"},
		"clothing":    {"Textiles", "Garments", "Silks & Sarees", "Fashions"},
	}[kind]
	return first + " " + Pick(s, last...)
}

// Item is something sold, with a usual price in rupees and its tax in per cent (CGST and SGST together).
type Item struct {
	Name       string
	Low, High  int
	TaxPercent int
}

// Items are the wares of a kind of shop.
func Items(kind string) []Item {
	return wares[kind]
}

var wares = map[string][]Item{
	"supermarket": {{"Basmati Rice 5kg", 420, 780, 5}, {"Toor Dal 1kg", 130, 190, 5}, {"Sunflower Oil 1L", 120, 180, 5}, {"Sugar 1kg", 42, 55, 5},
		{"Tea Powder 500g", 180, 320, 5}, {"Bath Soap 3s", 90, 160, 18}, {"Toothpaste 200g", 95, 140, 18}, {"Biscuits", 20, 60, 18},
		{"Detergent 2kg", 220, 420, 18}, {"Ghee 500ml", 280, 360, 12}, {"Turmeric 200g", 50, 90, 5}, {"Shampoo 340ml", 210, 380, 18}},
	"restaurant": {{"Masala Dosa", 70, 140, 5}, {"Paneer Butter Masala", 190, 320, 5}, {"Butter Naan", 35, 70, 5}, {"Veg Biryani", 160, 280, 5},
		{"Filter Coffee", 25, 60, 5}, {"Sweet Lassi", 50, 110, 5}, {"Meals", 110, 220, 5}, {"Gulab Jamun", 40, 90, 5}, {"Veg Thali", 150, 280, 5},
		{"Chicken Curry", 220, 360, 5}},
	"pharmacy": {{"Paracetamol 650 15s", 28, 36, 12}, {"Cough Syrup 100ml", 90, 140, 12}, {"Vitamin C 10s", 35, 60, 12}, {"Bandage Roll", 40, 75, 12},
		{"Antacid Gel 170ml", 110, 160, 12}, {"Face Mask 10s", 50, 120, 12}, {"ORS Sachet", 18, 24, 12}, {"Thermometer", 180, 320, 18}},
	"hardware": {{"LED Bulb 9W", 80, 140, 12}, {"PVC Pipe 1in", 140, 260, 18}, {"Wall Paint 1L", 320, 560, 18}, {"Switch Board", 120, 240, 18},
		{"Copper Wire 90m", 1400, 2600, 18}, {"Door Lock", 450, 1200, 18}, {"Cement 50kg", 360, 440, 28}, {"Screw Set", 60, 120, 18}},
	"clothing": {{"Cotton Shirt", 600, 1400, 5}, {"Silk Saree", 1800, 6500, 5}, {"Jeans", 900, 2200, 12}, {"Kurta", 500, 1300, 5},
		{"Towel Set", 300, 700, 5}, {"School Uniform", 650, 1250, 5}, {"Bed Sheet", 450, 1100, 5}},
}
