package messages

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/munshi-in/munshi/scripts/corpus/invent"
)

// country is how money, dates and people are written somewhere.
type country struct {
	code, currency string
	signs          []string // before an amount, with the space where one stands
	after          []string // behind an amount
	offset         time.Duration
	comma          bool // 1.234,56
	spaced         bool // 1 234
	whole          bool // no decimals
	indian         bool // 1,23,456
	people, shops  []string
	phone          string // how a telephone number begins
}

// facts is what a message may tell.
type facts struct {
	country         country
	bank            invent.Bank
	sender          string
	sign            string
	at              time.Time
	account, card   string
	amount, balance invent.Paise
	limit, fee      invent.Paise
	name            string // the counterparty
	wallet          string // whose wallet, where it is one
	rrn             string
	handle, handled string // the UPI address, and what it names
	decimals        int
}

// slots is the facts a grammar may ask for.
var slots = strings.Fields(`amt amtb amtx bal balb lim limb fee due acct card other cp person shop vpa addr me ref refl utr chq rrn
	date dmon time datetime bank short phone url otp num num4 city hello code months biz tail purpose masked payee ifsc cut wallet vpaw atm phones digit fab refn link cardno acno addrup`)

func inventFacts(s invent.Source, k kind) facts {
	c := countries[invent.Pick(s, k.countries...)]
	f := facts{country: c, bank: bankOf(s, c), at: s.Clock(s.Day(2021, 2026)).Add(-c.offset), account: s.Digits(invent.Pick(s, 3, 4, 4, 4, 4, 4, 5, 6)), card: s.Digits(4), rrn: s.Digits(12)}
	if s.Chance(0.15) {
		f.account, f.card = "0"+f.account[1:], "0"+f.card[1:]
	}
	f.wallet = "Paytm"
	if names := wallets[c.code]; len(names) > 0 {
		f.wallet = invent.Pick(s, names...)
	}
	f.sender = f.senderOf(s)
	if k.instrument == "wallet" {
		f.sender = f.wallet
	}
	f.sign = invent.Pick(s, append(c.signs, c.after...)...)
	f.amount = invent.Rupees(s.Between(1, invent.Pick(s, 90, 900, 9_000, 90_000, 900_000))) + invent.Paise(invent.Pick(s, 0, 0, 0, s.IntN(100)))
	f.balance = invent.Rupees(s.Between(3, invent.Pick(s, 900, 90_000, 900_000))) + invent.Paise(s.IntN(100))
	f.limit = invent.Rupees(s.Between(900, 400_000)) + invent.Paise(s.IntN(100))
	f.fee = invent.Rupees(s.Between(0, 30)) + invent.Paise(invent.Pick(s, 0, 0, 50))
	f.decimals = invent.Pick(s, 2, 2, 2, 0, 1)
	switch {
	case k.instrument == "card" && s.Chance(0.9), k.instrument == "wallet" && s.Chance(0.6):
		f.name = f.shopName(s)
	case s.Chance(0.5):
		f.name = f.personName(s)
	default:
		f.name = f.shopName(s)
	}
	f.handle, f.handled = f.handleOf(s)
	return f
}

func (f *facts) senderOf(s invent.Source) string {
	if f.country.code != "IN" {
		return invent.Pick(s, strings.ToUpper(f.bank.IFSC), f.bank.Sender, s.Digits(5), "")
	}
	return invent.Pick(s, "VM-", "AD-", "JD-", "BZ-", "AX-", "VK-") + f.bank.Sender + invent.Pick(s, "", "-S", "-S", "-T")
}

// firstLetters cuts a name as banks do.
func firstLetters(name string, n int) string {
	if utf8.RuneCountInString(name) <= n {
		return name
	}
	return strings.TrimSpace(string([]rune(name)[:n]))
}

func (f *facts) personName(s invent.Source) string {
	var name string
	if len(f.country.people) > 0 {
		name = invent.Pick(s, f.country.people...) + " " + invent.Pick(s, f.country.people...)
	} else {
		p := s.Person()
		name = p.Name()
		switch s.IntN(24) {
		case 4:
			name = initials(s) + invent.Pick(s, " ", " ", ".") + p.Given
		case 5:
			if s.Chance(0.3) {
				name += invent.Pick(s, " S/O ", " D/O ", " W/O ", " S/o ", " C/O ") + p.Father
			}
		case 8, 9:
			name = p.Surname[:1] + " " + p.Given
		case 10, 11:
			name = p.Given + " " + p.Middle + " " + coined(s)
		case 0, 12:
			name = p.Given + " " + p.Surname[:1]
		case 1, 13:
			name = p.Given
		case 3, 14:
			name = p.Given[:2] + "*****"
		case 2, 15:
			name = invent.Pick(s, "Mr ", "Mrs ", "Ms ", "Mr. ", "Smt ", "Shri ", "Dr ", "Dr. ") + name
		}
	}
	return f.cased(s, name)
}

func (f *facts) shopName(s invent.Source) string {
	if len(f.country.shops) > 0 && s.Chance(0.6) {
		return f.cased(s, invent.Pick(s, f.country.shops...))
	}
	var name string
	switch s.IntN(10) {
	case 0:
		name = s.Shop().Name
	case 9: // names as they are spoken, and those of their founders
		name = invent.Pick(s, spoken...) + " "
		if s.Chance(0.4) {
			name = initials(s) + invent.Pick(s, "", " ")
		}
		name += invent.Pick(s, trades...)
	case 8:
		name = invent.Pick(s, brands...) + " " + invent.Pick(s, services...)
	case 6: // names made of words that messages use otherwise
		name = invent.Pick(s, traps...)
	case 7: // syllables, as many a brand has
		name = coined(s) + invent.Pick(s, "", "", " "+invent.Pick(s, trades...), " "+coined(s), " INDIA", " "+s.Place().City, ".COM", " LTD", " PAY", " "+s.Place().City+" IN", " "+s.Place().City+" IND")
	case 1:
		name = invent.Pick(s, prefixes...) + invent.Pick(s, brands...)
	case 2:
		name = invent.Pick(s, brands...) + invent.Pick(s, ".COM", ".IN", " PVT LTD", " PRIVATE LIMITED", " LTD", " INDIA", " LIMITED", " LLP", " INC", "-"+s.Area(), " #"+s.Digits(4), " "+s.Digits(4), " & SONS", " CO.", " AND CO", " T-"+s.Digits(4), "-"+s.Digits(2), " #"+s.Digits(3), "'S", "'S #"+s.Digits(3), " "+s.Letters(1)+"-"+s.Digits(2))
	case 3:
		name = invent.Pick(s, brands...) + " " + invent.Pick(s, trades...)
	case 4:
		name = invent.Pick(s, "SRI ", "NEW ", "THE ", "SHREE ", "HOTEL ", "M/S ", "AL ", "ST ", "NEW ", "OLD ") + invent.Pick(s, brands...) + " " + invent.Pick(s, trades...)
	default:
		name = invent.Pick(s, brands...)
	}
	return f.cased(s, name)
}

// initials are some letters as names begin with them: S.K., A K, R.
func initials(s invent.Source) string {
	letters := strings.Split(s.Letters(s.Between(1, 3)), "")
	return strings.Join(letters, invent.Pick(s, ".", ".", " ", ". ")) + invent.Pick(s, ".", "")
}

// coined makes a word up of syllables.
func coined(s invent.Source) string {
	var word string
	for range s.Between(2, 4) {
		word += invent.Pick(s, syllables...)
	}
	return strings.ToUpper(word[:1]) + word[1:]
}

func (f *facts) cased(s invent.Source, name string) string {
	switch s.IntN(6) {
	case 0, 1, 2:
		name = strings.ToUpper(name)
	case 3:
		name = strings.ToLower(name)
	}
	if s.Chance(0.2) {
		name = firstLetters(name, invent.Pick(s, 9, 12, 15, 16, 20))
	}
	if s.Chance(0.03) { // cut behind a little word
		name += invent.Pick(s, " AND", " In", " OF", " & CO", " THE")
	}
	return strings.Trim(strings.TrimSuffix(name, " &"), " -.#'_/")
}

// handleOf invents a UPI address and what it names: of an app's code for a shop the app, of a brand with something behind it the brand, else
// all before the @.
func (f *facts) handleOf(s invent.Source) (address, named string) {
	local := strings.ToLower(strings.Join(strings.FieldsFunc(f.name, func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9') }), invent.Pick(s, "", ".", "", "-")))
	if local == "" {
		local = "shop"
	}
	switch s.IntN(6) {
	case 0:
		local += s.Digits(s.Between(1, 4))
	case 1:
		local = "9" + s.Digits(9)
	case 2:
		local = invent.Pick(s, "paytmqr", "paytmqr", "phonepeqr", "bharatpe.", "q", "gpay-", "vyapar.") + s.Digits(s.Between(6, 11))
	case 3:
		local += invent.Pick(s, ".payu", ".rzp", ".paytm", "-1", ".upi", "store")
	}
	named = local
	letters := strings.IndexFunc(local, func(r rune) bool { return r < 'a' || r > 'z' })
	if letters > 0 && slices.Contains(addressed, strings.TrimSuffix(local[:letters], "qr")) {
		named = strings.TrimSuffix(local[:letters], "qr")
	}
	return local + "@" + invent.Pick(s, "okaxis", "okhdfcbank", "oksbi", "okicici", "ybl", "ibl", "axl", "paytm", "upi", "apl", "ptys", "yesbank", "icici", "hdfcbank", "sbi", "fbl", "airtel", "kotak", "pthdfc", "indus", "yapl"), named
}

// fill writes the fact of a slot.
func (t *telling) fill(slot string) {
	s := t.Source
	switch slot {
	case "amt":
		t.money("amount", t.amount, true)
	case "amtb":
		t.money("amount", t.amount, false)
	case "amtx": // an amount that is nothing: of an offer, or a threshold
		t.text.WriteString(t.printed(invent.Rupees(s.Between(1, 90)*invent.Pick(s, 1, 10, 100, 1000)), true))
	case "bal":
		t.money("balance", t.balance, true)
	case "balb":
		t.money("balance", t.balance, false)
	case "lim":
		t.money("credit_limit", t.limit, true)
	case "limb":
		t.money("credit_limit", t.limit, false)
	case "fee":
		t.text.WriteString(t.printed(t.fee, true))
	case "due":
		t.text.WriteString(t.printed(t.amount+t.balance, true))
	case "acct":
		t.said("account", t.account, t.masked(t.account))
	case "card":
		t.said("account", t.card, t.masked(t.card))
	case "tail": // digits alone, behind a word such as "ending"
		t.said("account", t.card, t.card)
	case "other":
		t.text.WriteString(t.masked(s.Digits(4)))
	case "cp":
		t.said("merchant", t.name, t.name)
	case "payee": // nobody is named but by a telephone
		number := t.telephone()
		t.said("merchant", number, number)
	case "cut": // a name as far as the bank's columns go
		cut := strings.TrimRight(firstLetters(t.name, s.Between(4, 14)), " -.#'_/&*")
		t.said("merchant", cut, cut)
	case "phones": // in groups
		t.text.WriteString("0" + s.Digits(3) + " " + s.Digits(3) + " " + s.Digits(3))
	case "link": // to a receipt
		t.text.WriteString("https://" + invent.Pick(s, "apps.cbe.com.et:100/", "slip.examplebank.com/r", "receipts.bank.example/v/", "pay.wallet.example/"))
	case "digit":
		t.text.WriteString(s.Digits(1))
	case "refn": // behind letters that belong to it
		n := invent.Pick(s, "IN-", "IN-", "OUT-", "FT-", "BR-") + s.Digits(s.Between(8, 10))
		t.said("reference", n, n)
	case "fab": // digits between masks, a zero written as the letter O
		a := s.Digits(2)
		t.said("account", t.account[len(t.account)-2:]+a+"1", "0"+t.account[len(t.account)-2:]+"XXX"+a+"XXXO1")
	case "atm": // the number of a machine
		t.text.WriteString(s.Letters(s.Between(0, 4)) + s.Digits(s.Between(3, 9)))
	case "wallet":
		t.text.WriteString(t.wallet)
	case "purpose":
		purpose := t.cased(s, invent.Pick(s, purposes...))
		t.said("merchant", purpose, purpose)
	case "masked": // a customer's name with its middle hidden
		name := []rune(t.personName(s))
		t.text.WriteString(string(name[0]) + "*" + string(name[2:3]))
	case "person":
		t.text.WriteString(t.personName(s))
	case "hello":
		t.text.WriteString(invent.Pick(s, "Customer", "Sir/Madam", "User", "Cardholder", "Cardmember", "Member", t.personName(s), "Valued Customer", "A/C holder", "Customer,"))
	case "shop":
		t.text.WriteString(t.shopName(s))
	case "biz":
		t.text.WriteString(t.bank.Short)
	case "vpa":
		t.said("merchant", t.handled, t.handle)
	case "vpaw": // an address that is given whole
		whole := t.handle
		if local, _, _ := strings.Cut(t.handle, "@"); local != t.handled {
			whole = t.handled
		}
		t.said("merchant", whole, t.handle)
	case "addr":
		t.text.WriteString(t.handle)
	case "addrup":
		t.text.WriteString(strings.ToUpper(t.handle))
	case "me":
		t.text.WriteString(strings.ToLower(s.Person().Given) + s.Digits(2) + "@" + invent.Pick(s, "okaxis", "ybl", "oksbi"))
	case "ref", "rrn":
		t.said("reference", t.rrn, t.rrn)
	case "refl":
		ref := code(s)
		t.said("reference", ref, ref)
	case "utr":
		utr := t.bank.IFSC + invent.Pick(s, "N", "R", "H", "") + s.Digits(invent.Pick(s, 10, 11, 12, 16))
		if s.Chance(0.15) {
			utr = "N" + s.Digits(15)
		}
		t.said("reference", utr, utr)
	case "ifsc": // a branch, which is no reference
		t.text.WriteString(invent.Pick(s, invent.Banks...).IFSC + "000" + s.Digits(4))
	case "chq":
		n := s.Digits(6)
		t.said("reference", n, n)
	case "date", "dmon", "datetime", "time":
		t.text.WriteString(t.when(slot))
	case "bank", "short":
		t.text.WriteString(t.bankName())
	case "phone":
		t.text.WriteString(t.telephone())
	case "url":
		t.text.WriteString(invent.Pick(s, "https://", "http://", "", "") + invent.Pick(s, "bit.ly/", "x.co/", "tinyurl.com/", strings.ToLower(t.bank.IFSC)+".in/", "goo.gl/", "1kx.in/") + s.Letters(2) + s.Digits(3))
	case "otp":
		t.text.WriteString(s.Digits(invent.Pick(s, 4, 6, 6, 6, 8)))
	case "num":
		t.text.WriteString(s.Digits(s.Between(5, 11)))
	case "num4":
		t.text.WriteString(s.Digits(s.Between(2, 4)))
	case "city":
		t.text.WriteString(t.cased(s, invent.Pick(s, s.Place().City, s.Area())))
	case "code":
		t.text.WriteString(s.Letters(s.Between(4, 6)) + s.Digits(s.Between(1, 4)))
	case "cardno": // the reader's card, as statements print it
		t.text.WriteString(s.Digits(6) + "XXXXXX" + t.card)
	case "acno": // an account in full
		t.text.WriteString(s.Digits(s.Between(11, 15)))
	case "months":
		t.text.WriteString(strconv.Itoa(s.Between(3, 24)))
	default:
		panic("slot " + slot + " has no fact")
	}
}
