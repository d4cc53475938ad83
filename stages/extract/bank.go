package extract

import (
	_ "embed"
	"math"
	"regexp"
	"slices"
	"strings"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/extract/layout"
	"github.com/munshi-in/munshi/stages/extract/values"
)

// banksFile has one bank a line: the four letters of its IFSC, the three digits of its MICR codes or -, its name.
//
//go:embed banks.txt
var banksFile string

type bank struct{ ifsc, micr, name, bare string }

var banks = func() []bank {
	var list []bank
	for _, l := range strings.Split(banksFile, "\n") {
		f := strings.Fields(l)
		if len(f) < 3 || strings.HasPrefix(l, "#") {
			continue
		}
		name := strings.Join(f[2:], " ")
		list = append(list, bank{ifsc: f[0], micr: strings.Trim(f[1], "-"), name: name, bare: bare(name)})
	}
	return list
}()

func knownBank(code string) bool { return bankOf(code) != nil }

func bankOf(code string) *bank {
	for i := range banks {
		if banks[i].ifsc == code {
			return &banks[i]
		}
	}
	return nil
}

// bankField finds the bank as printed: a bank's name of the table where it stands first on the page, else a cell near the
// top that calls itself a bank.
func bankField(s *sheet) *munshiv1.Field {
	rows := s.rows[:min(len(s.rows), 60)]
	for _, r := range rows {
		for i := range r.Words[:min(len(r.Words), 100)] {
			if b, n := bankAt(r, i); b != nil {
				span := withSuffix(r, i, i+n)
				value, misread := strings.Trim(span.Text(), " ,.:;-"), false
				if !strings.HasPrefix(bare(value), b.bare) { // a letter was misread
					value, misread = strings.TrimSpace(b.name+" "+strings.Trim(r.Span(i+n, span.To).Text(), " ,.:;-")), true
				}
				return passed(repaired(newField("bank", value, byPosition, span), misread), "bank_known")
			}
		}
	}
	for _, r := range rows[:min(len(rows), 12)] {
		for _, cell := range r.Cells(cellGap) {
			text := strings.Trim(cell.Text(), " ,.:;-|")
			if n := cell.To - cell.From; n < 2 || n > 6 || !isName(text) || cell.Confidence() < legible {
				continue
			}
			if end := legalEnd.FindString(text); end != "" {
				text = strings.Trim(end, " .")
			}
			for _, w := range cell.Words() {
				if w.Bare == "BANK" {
					return newField("bank", text, byGuess, cell)
				}
			}
		}
	}
	return nil
}

// bankOfBranch is the bank that a branch's code names, for a letterhead that cannot be read: logos are drawn, not set.
func bankOfBranch(ifsc *munshiv1.Field) *munshiv1.Field {
	if ifsc == nil {
		return nil
	}
	b := bankOf(ifsc.GetValue()[:4])
	if b == nil {
		return nil
	}
	return &munshiv1.Field{
		Name: "bank", Value: b.name, Raw: ifsc.GetRaw(), Page: ifsc.GetPage(), Box: ifsc.GetBox(),
		Confidence: round(ifsc.GetConfidence() * byGuess), Checks: []string{"bank_code"},
	}
}

// bankAt returns the bank whose name begins at word i, the longest name first, and its words.
func bankAt(r *layout.Row, i int) (*bank, int) {
	var best *bank
	words := 0
	for k := range banks {
		if n := labelAt(r, i, banks[k].bare); n > 0 && (best == nil || len(banks[k].bare) > len(best.bare)) {
			best, words = &banks[k], n
		}
	}
	return best, words
}

// withSuffix takes the Ltd or Limited that follows a name into it.
func withSuffix(r *layout.Row, from, to int) layout.Span {
	if to < len(r.Words) && (r.Words[to].Bare == "LTD" || r.Words[to].Bare == "LIMITED") {
		to++
	}
	return r.Span(from, to)
}

var ifscLabels = []string{"IFSC", "IFSCODE", "IFSCCODE", "IFSCNO", "RTGSNEFTIFSC", "RTGSNEFTIFSCODE", "RTGSNEFTIFSCCODE", "NEFTIFSC", "IFSCRTGSNEFT"}

// ifscField finds the branch's code: beside its label, or any word of its structure whose bank is known.
func ifscField(s *sheet) *munshiv1.Field {
	for _, label := range s.labels(ifscLabels...) {
		for _, v := range valuesOf(label) {
			for i := v.From; i < min(v.To, v.From+4); i++ {
				if f := ifscAt(v.Row, i, byLabel); f != nil {
					return f
				}
			}
		}
	}
	for _, r := range s.rows[:min(len(s.rows), maxLabelRows)] {
		for i, w := range r.Words {
			switch {
			case len(w.Bare) == 11 && knownBank(w.Bare[:4]):
				if f := ifscAt(r, i, byPosition); f != nil {
					return f
				}
			case len(w.Bare) > 11:
				if m := gluedIFSC.FindStringSubmatch(w.Bare); m != nil && knownBank(m[1][:4]) {
					return passed(passed(newField("ifsc", m[1], byLabel, r.Span(i, i+1)), "ifsc_structure"), "bank_code")
				}
			}
		}
	}
	return nil
}

// gluedIFSC is a code in a word that also holds its label, or that of what follows it: readers lose spaces in small print.
var gluedIFSC = regexp.MustCompile(`^(?:(?:RTGS|NEFT)*IFSC?(?:CODE|NO)?|CODE)?([A-Z]{4}0[A-Z0-9]{6})(?:MICR[A-Z0-9]*)?$`)

// leastCodeDigits is how many digits a code has at least that had to be put right: CORPORATION is one but for its O. The branches of some
// co-operative banks are letters only, but those follow a nought.
const leastCodeDigits = 3

// ifscAt reads the code from word i, or from it and the next when a reader put a space in it.
func ifscAt(r *layout.Row, i int, vouched float64) *munshiv1.Field {
	for n := 1; n <= 3; n++ {
		span := r.Span(i, i+n)
		id, ok := values.IFSC(span.Text(), knownBank)
		if !ok || id.Repaired && digitsIn(id.Value) <= leastCodeDigits {
			continue
		}
		f := passed(repaired(newField("ifsc", id.Value, vouched, span), id.Repaired), "ifsc_structure")
		if knownBank(id.Value[:4]) {
			passed(f, "bank_code")
		}
		return f
	}
	return nil
}

// accountNumber finds the account number beside or under its label.
func accountNumber(s *sheet) *munshiv1.Field {
	labels := s.labels("ACCOUNTNO", "ACCOUNTNUMBER", "ACNO", "ACNUMBER", "ACCTNO", "SBACNO", "CAACNO", "SAVINGSACCOUNTNO", "SAVINGACCOUNTNO",
		"CURRENTACCOUNTNO", "SBACCOUNTNO", "ACCNO", "ODACNO", "CCACNO", "ALCNO", "AICNO", "NCNO", "SAVINGSAC", "CURRENTAC", "SBAC")
	// What only says Account may be a title, under which stands the customer's number.
	for _, label := range append(labels, s.labels("ACCOUNT", "AC")...) {
		for _, v := range valuesOf(label) {
			for n := v.To - v.From; n >= 1; n-- { // printed in groups, or followed by other words
				span := v.Row.Span(v.From, v.From+n)
				number, ok := values.Account(strings.Trim(span.Text(), ".:()[]| "))
				if ok {
					return newField("account_number", number, byLabel, span)
				}
			}
		}
	}
	return nil
}

// unlabelledAccount is the one number of an account's length on the upper part of a statement or on a leaf, where its label could not be
// read: no telephone, no customer's number, no MICR code.
func unlabelledAccount(s *sheet) *munshiv1.Field {
	var only *munshiv1.Field
	for _, r := range s.rows[:min(len(s.rows), maxAccountRows)] {
		for i, w := range r.Words[:min(len(r.Words), maxLabelWords)] {
			if n := digitsIn(w.Text); n < unlabelledDigits || n != len(w.Text) || i > 0 && slices.Contains(otherNumbers, r.Words[i-1].Bare) {
				continue
			}
			number, ok := values.Account(w.Text)
			if !ok || only != nil && only.GetValue() == number {
				continue
			}
			if only != nil {
				return nil
			}
			only = newField("account_number", number, byGuess, r.Span(i, i+1))
		}
	}
	return only
}

// maxAccountRows is how far down an account is described.
const maxAccountRows = 60

// unlabelledDigits is how many digits only an account's number has, or a reference.
const unlabelledDigits = 11

// otherNumbers are words before a long number that is no account's.
var otherNumbers = []string{"UTR", "CIF", "CIN", "UPI", "REF", "REFNO", "MOBILE", "PHONE", "TEL", "FOLIO", "CKYC", "CRN", "PREFIX", "ID", "AADHAAR", "UID"}

// statementHolder finds whose account it is: beside a label, else the first cell that begins with a title.
func statementHolder(s *sheet) *munshiv1.Field {
	for _, label := range s.labels("ACCOUNTNAME", "ACCOUNTHOLDER", "ACCOUNTHOLDERNAME", "ACCOUNTHOLDERSNAME", "CUSTOMERNAME", "NAME", "ACCOUNTTITLE", "NAMEOFACCOUNTHOLDER",
		"NAMEOFCUSTOMER", "ACNAME", "HOLDERNAME", "CUSTOMER", "ACHOLDER", "ACHOLDERNAME", "NAMEOFTHEACCOUNTHOLDER", "PRIMARYHOLDER", "PRIMARYACCOUNTHOLDER", "PRIMARYHOLDERNAME",
		"FIRSTHOLDER", "CLIENTNAME", "NAMEOFACCOUNT", "NAMEANDADDRESS", "NAMEADDRESS", "CUSTOMERNAMEANDADDRESS", "ACCOUNTHOLDERS", "NAMEOFTHECUSTOMER", "DEAR") {
		if label.From > 0 && slices.Contains(otherNames, label.Row.Words[label.From-1].Bare) {
			continue
		}
		for _, v := range holdersOf(label) {
			if name := untitled(v.Text()); isName(name) && !saysAny(name, notAddressee) {
				return holderField(name, byLabel, v)
			}
		}
	}
	for _, r := range s.rows[:min(len(s.rows), 40)] {
		cells := r.Cells(cellGap)
		for i, cell := range cells {
			first := cell.Words()[0].Bare
			if cell.To-cell.From == 1 && i+1 < len(cells) && cells[i+1].Left()-cell.Right() < 3*cellGap*r.Page.Glyph { // the title has a field of its own
				cell = r.Span(cell.From, cells[i+1].To)
			}
			if (titles[first] || first == "MS") && cell.To-cell.From >= 2 {
				if name := untitled(cell.Text()); isName(name) {
					return holderField(name, byPosition, cell)
				}
			}
		}
	}
	return addressee(s)
}

// holderField is a holder's name, in which lyer is put right: readers take the capital I of a name like Anil Iyer for an l.
func holderField(name string, vouched float64, at layout.Span) *munshiv1.Field {
	mended := misreadCapital.ReplaceAllString(name, "${1}I$2")
	return repaired(newField("account_holder", mended, vouched, at), mended != name)
}

var misreadCapital = regexp.MustCompile(`([A-Z][a-z]+ (?:[A-Z]\.? )?)l([a-z]{2,})\b`)

// otherNames are words before Name that make it that of something else.
var otherNames = []string{"BRANCH", "BANK", "NOMINEE", "PRODUCT", "SCHEME", "GUARDIAN", "FATHERS", "FATHER", "MOTHERS", "SPOUSE", "FILE", "USER"}

// holdersOf lists what a label of a name may name: what stands beside it, and only where nothing does, what stands below.
func holdersOf(label layout.Span) []layout.Span {
	right := rightOf(label)
	if right.Empty() {
		return valuesOf(label)
	}
	return []layout.Span{right}
}

// addressee is the name over an address: a cell of words only, under which, at the same left edge, a PIN code follows.
func addressee(s *sheet) *munshiv1.Field {
	rows := s.rows[:min(len(s.rows), 40)]
	for k, r := range rows {
		for _, cell := range r.Cells(cellGap) {
			name := strings.Trim(cell.Text(), " .,:;-_|")
			n := cell.To - cell.From
			if n == 1 && len(name) >= longName { // of a firm's name a reader lost the spaces
				n = 2
			}
			if n < 2 || n > 6 || !isName(name) || saysAny(name, notAddressee) {
				continue
			}
			if addressBelow(cell, rows[k+1:min(len(rows), k+7)]) {
				return holderField(name, byPosition, cell)
			}
		}
	}
	if f := overAccount(s); f != nil {
		return f
	}
	return firstName(rows)
}

// overAccount is a name right over the account's number, at the same left edge.
func overAccount(s *sheet) *munshiv1.Field {
	for _, label := range s.labels("ACCOUNTNO", "ACCOUNTNUMBER", "ACNO", "ACNUMBER") {
		r := label.Row
		if label.From > 0 || r.Index == 0 {
			continue
		}
		cell := r.Page.Rows[r.Index-1].Cells(cellGap)[0]
		name := strings.Trim(cell.Text(), " .,:;-_|")
		_, ofBank := bankAt(cell.Row, cell.From)
		if n := cell.To - cell.From; n >= 2 && n <= 4 && math.Abs(cell.Left()-label.Left()) < r.Page.Glyph && ofBank == 0 && isName(name) && !saysAny(name, notAddressee) {
			return holderField(name, byGuess, cell)
		}
	}
	return nil
}

// longName is how long a word is that must be a name of several.
const longName = 14

// firstName is the first cell that may be a name, where neither a label nor an address tells one.
func firstName(rows []*layout.Row) *munshiv1.Field {
	for _, r := range rows[:min(len(rows), 14)] {
		for _, cell := range r.Cells(cellGap) {
			name := strings.Trim(cell.Text(), " .,:;-_|")
			if n := cell.To - cell.From; n < 2 || n > 4 || !isName(name) || saysAny(name, notAddressee) || cell.Confidence() < legible {
				continue
			}
			if _, words := bankAt(r, cell.From); words == 0 && strings.ToUpper(name) == name {
				return holderField(name, byGuess, cell)
			}
		}
	}
	return nil
}

// notAddressee are words in a statement's head that no person's name has.
var notAddressee = []string{"BANK", "STATEMENT", "ACCOUNT", "BRANCH", "PERIOD", "ADDRESS", "CUSTOMER", "CURRENCY", "ROAD", "STREET", "NAGAR", "INDIA",
	"IFSC", "MICR", "NOMINATION", "DATE", "PAGE", "SUMMARY", "BALANCE", "PHONE", "EMAIL", "SAVINGS", "CURRENT", "TRANSACTION", "TRANSACTIONS", "OPENING", "CLOSING", "TOTAL", "PASSBOOK", "PAYMENTS", "REGISTERED", "REGULAR", "SCHEME", "TYPE", "NUMBER", "NO", "ID", "CODE", "MODE", "STATUS", "CIF", "DETAILS", "COLONY", "MARG", "SECTOR", "FLOOR"}

func saysAny(text string, words []string) bool {
	for _, w := range strings.Fields(text) {
		if slices.Contains(words, bare(w)) {
			return true
		}
	}
	return false
}

func addressBelow(name layout.Span, rows []*layout.Row) bool {
	for _, r := range rows {
		if r.Page != name.Row.Page {
			return false
		}
		for _, cell := range r.Cells(cellGap) {
			if math.Abs(cell.Left()-name.Left()) > 1.5*r.Page.Glyph {
				continue
			}
			for _, w := range cell.Words() {
				if pinCode.MatchString(strings.Trim(w.Text, ".,-")) {
					return true
				}
			}
		}
	}
	return false
}

// pinCode ends a word: Mumbai-400001.
var pinCode = regexp.MustCompile(`^(\d*[^\d]+)?[1-9]\d{5}$`)
