package invent

import "time"

// Bank is a bank as its papers print it.
type Bank struct {
	// Name as printed on paper.
	Name string
	// Short name as used in messages.
	Short string
	// IFSC is the first four letters of its branches' codes.
	IFSC string
	// MICR is the bank's three digits in the middle of a MICR code.
	MICR string
	// AccountDigits is the length of its account numbers.
	AccountDigits int
	// Sender is the six letters of its SMS header.
	Sender string
	// Colour of its letterhead.
	Colour [3]uint8
}

// Bank picks a bank.
func (s Source) Bank() Bank { return Pick(s, Banks...) }

// Banks is every bank of the corpus.
var Banks = []Bank{
	{"State Bank of India", "SBI", "SBIN", "002", 11, "SBIINB", [3]uint8{40, 60, 140}},
	{"HDFC Bank Ltd", "HDFC Bank", "HDFC", "240", 14, "HDFCBK", [3]uint8{0, 60, 120}},
	{"ICICI Bank Ltd", "ICICI Bank", "ICIC", "229", 12, "ICICIB", [3]uint8{170, 60, 20}},
	{"Axis Bank Ltd", "Axis Bank", "UTIB", "211", 15, "AXISBK", [3]uint8{130, 20, 70}},
	{"Punjab National Bank", "PNB", "PUNB", "024", 16, "PNBSMS", [3]uint8{140, 20, 60}},
	{"Bank of Baroda", "BOB", "BARB", "012", 14, "BOBTXN", [3]uint8{200, 80, 20}},
	{"Canara Bank", "Canara Bank", "CNRB", "015", 13, "CANBNK", [3]uint8{0, 90, 160}},
	{"Union Bank of India", "Union Bank", "UBIN", "026", 15, "UNIONB", [3]uint8{180, 20, 40}},
	{"Kotak Mahindra Bank Ltd", "Kotak Bank", "KKBK", "485", 10, "KOTAKB", [3]uint8{20, 50, 120}},
	{"Indian Bank", "Indian Bank", "IDIB", "019", 9, "INDBNK", [3]uint8{30, 60, 130}},
	{"Federal Bank Ltd", "Federal Bank", "FDRL", "049", 14, "FEDBNK", [3]uint8{20, 60, 130}},
	{"IndusInd Bank Ltd", "IndusInd Bank", "INDB", "234", 12, "INDUSB", [3]uint8{110, 30, 40}},
}

// Account is an account at a branch.
type Account struct {
	Bank   Bank
	Branch string
	Place  Place
	PIN    string
	Number string
	IFSC   string
	MICR   string
	Holder Person
}

// Account invents an account of holder at bank.
func (s Source) Account(bank Bank, holder Person) Account {
	place := s.Place()
	a := Account{Bank: bank, Branch: s.Area(), Place: place, Holder: holder, PIN: place.PIN + "0" + s.Digits(2)}
	a.Number = s.Digits(bank.AccountDigits)
	a.IFSC = bank.IFSC + "0" + s.branchCode(bank)
	a.MICR = place.PIN + bank.MICR + "0" + s.Digits(2)
	return a
}

// branchCode is the last six of an IFSC: digits, but Bank of Baroda writes letters.
func (s Source) branchCode(b Bank) string {
	if b.IFSC == "BARB" {
		return s.Letters(6)
	}
	return "00" + s.Digits(4)
}

// ChequeNumber invents the six digits of a cheque.
func (s Source) ChequeNumber() string { return "0" + s.Digits(5) }

// Clock puts a time of day on a day.
func (s Source) Clock(day time.Time) time.Time {
	return day.Add(time.Duration(s.Between(7*3600, 22*3600)) * time.Second)
}
