package sms

import (
	"math"
	"strings"
	"time"
)

// Transaction is one movement of money. What the text does not tell is empty.
type Transaction struct {
	Direction   string // Debit or Credit
	Amount      string // plain decimal
	Currency    string // ISO 4217
	Account     string // the digits shown of the reader's own account or card
	Balance     string // plain decimal
	CreditLimit string // plain decimal: what is left of a card's limit
	// Counterparty is who was paid or who paid, as printed; of a UPI address the part that says who, before the @.
	Counterparty string
	// CounterpartyName is the same without what payment gateways put around it, written as a name.
	CounterpartyName string
	// CounterpartyAddress is the UPI address when one is told.
	CounterpartyAddress string
	Reference           string
	Instrument          string // one of schemas.Instruments
	Category            string // one of schemas.Categories
	OccurredAt          time.Time
	// OccurredFrom says where OccurredAt is from: FromText or FromReceipt.
	OccurredFrom string
	// Confidence says how sure all of it is, 0 to 1.
	Confidence float64
	// Fields says of each value where it stands and how sure it is; at most MaxFields.
	Fields []Field
}

// MaxFields is how many values of a transaction may stand in a text.
const MaxFields = 7

// Where a time is from.
const (
	FromText    = "text"
	FromReceipt = "received"
)

// Field is one value of a transaction: from byte Start up to End of the message's text, and how sure it is.
type Field struct {
	Name       string
	Start, End int
	Confidence float64
}

// sureDate is how sure a date is, as measured on messages that the rules were not written for.
const sureDate = 0.98

// transaction puts the values of the one transaction together; typeAhead is how far ahead its type was.
func (r *reading) transaction(seen *evidence, typeAhead int32) []Transaction {
	room := new(struct { // at once
		one    [1]Transaction
		fields [MaxFields]Field
	})
	t := &room.one[0]
	t.Amount, t.Currency, t.Fields = seen.moved.value, r.currency(seen.moved), room.fields[:0]
	x := &r.told
	*x = told{seen: *seen, typeAhead: typeAhead, balance: r.amountOf(partBalance), limit: r.amountOf(partLimit)}
	t.Direction, x.wayAhead = r.direction(seen.moved)
	x.own = r.ownAccount(t.Direction)
	x.party, x.partyAhead = r.counterparty(t.Direction, seen.moved)
	var instead span // an account in the place of a name
	if x.party == nil {
		instead.first, instead.last, x.instead = r.otherAccount(t.Direction, x.own)
	}
	asked := r.ask(r.know.trust, 0)
	r.describeTrust(asked, x)
	sure, whole := asked.chances(asked.answers[:asked.count])
	x.sureType = sure[aspectType]
	t.Confidence = min(r.know.trust.certainty(wholeScale(whole)), r.know.types.certainty(typeAhead)) // nothing is right of what is no transaction
	if x.party != nil && r.ofTaste(x.party) {
		sure[aspectCounterparty], t.Confidence = min(sure[aspectCounterparty], sureTaste), min(t.Confidence, sureTaste)
	}
	t.Confidence = rounded(t.Confidence)
	t.add(r, "amount", seen.moved.first, seen.moved.last, sure[aspectAmount])
	if a := x.own; a != nil {
		t.Account = a.digits
		t.add(r, "account", a.first, a.last, sure[aspectAccount])
	}
	if b := x.balance; b != nil {
		t.Balance = r.signed(b)
		t.add(r, "balance", b.first, b.last, sure[aspectBalance])
	}
	if l := x.limit; l != nil {
		t.CreditLimit = l.value
		t.add(r, "credit_limit", l.first, l.last, sure[aspectLimit])
	}
	if r.ref >= 0 {
		c := r.codes[r.ref]
		t.Reference = r.textOf(c.first, c.last)
		t.add(r, "reference", c.first, c.last, sure[aspectReference])
	}
	switch {
	case x.party != nil:
		r.nameParty(t, x.party, sure[aspectCounterparty])
	case x.instead:
		t.Counterparty = trimName(r.textOf(instead.first, instead.last))
		t.add(r, "counterparty", instead.first, instead.last, sure[aspectCounterparty])
	}
	t.Instrument = r.instrument(x.own)
	t.Category = r.category(t.CounterpartyName, t.Direction, t.Instrument, x.own)
	var when *moment
	if t.OccurredAt, when = r.occurredAt(); when != nil {
		t.OccurredFrom = FromText
		t.add(r, "occurred_at", when.first, when.last, sureDate)
	} else {
		t.OccurredFrom = FromReceipt
	}
	return room.one[:]
}

// nameParty gives the counterparty in its three forms.
func (r *reading) nameParty(t *Transaction, c *name, sure float64) {
	t.Counterparty = r.nameText(*c)
	t.CounterpartyName = normalName(r.namedIn(c, t.Counterparty, t.Direction))
	first, last := r.units[c.first].first, r.units[c.last].last
	t.add(r, "counterparty", first, last, sure)
	if r.units[c.first].traits.has(traitAddress) {
		t.CounterpartyAddress = r.textOf(first, last)
	} else if a := r.addressBeside(c); a != nil {
		t.CounterpartyAddress = r.textOf(a.first, a.last)
	}
}

// namedIn is who is named in a counterparty as printed: of a description, "NEFT-N2132-RAVI KUMAR", the part that is a name; of
// "HDFC A/c XX12 of Ravi" what stands behind the account; of a purpose or an instrument that stands in for a name, nobody.
func (r *reading) namedIn(c *name, printed, direction string) string {
	words, codes, first := false, false, &r.units[c.first]
	behind := c.first
	for n := c.first; n <= c.last; n++ {
		switch u := &r.units[n]; {
		case u.traits.has(traitAccount):
			behind = n + 1
		case u.traits.has(traitReference):
			codes = true
		case u.traits.has(traitWord), u.traits.has(traitBank) && first == u && c.first == c.last:
			words = true
		}
	}
	described := codes || first.mark != 0 && r.unitAt(int(c.first)+1).traits.has(traitHyphen|traitStar|traitSlash)
	for behind > c.first && behind < c.last && r.units[behind].mark != 0 {
		behind++
	}
	switch {
	case first.traits.has(traitAddress):
		before, _, _ := strings.Cut(printed, "@")
		return before
	case behind > c.first && behind <= c.last:
		return trimName(r.textOf(r.units[behind].first, r.units[c.last].last))
	case !words && !(c.first == c.last && first.traits.has(traitReference)):
		return ""
	case described:
		return r.know.partyIn(printed, direction)
	}
	return printed
}

// signed is a balance with the minus that stands before it: "Acct 1234 has a -$15.01 bal".
func (r *reading) signed(b *amount) string {
	sign := int(b.first) - 1
	for i := b.first; i < b.last; i++ { // between the currency and the number: "$-15.01"
		if r.isChar(int(i), '-') {
			sign = int(i)
		}
	}
	if isZero(b.value) || !r.isChar(sign, '-') || !r.glued(sign+1) || sign == 0 || sign < int(b.first) && (r.glued(sign) || r.cueAt(sign-1, cueBalance)) {
		return b.value
	}
	return "-" + b.value
}

// addressBeside is the UPI address that stands next to a name: "ravi@upi (RAVI KUMAR)".
func (r *reading) addressBeside(c *name) *unit {
	for _, n := range []int{int(c.first) - 1, int(c.first) - 2, int(c.last) + 1, int(c.last) + 2} {
		if u := r.unitAt(n); u.traits.has(traitAddress) {
			return u
		}
	}
	return nil
}

// add notes where a field stands in the text as it came.
func (t *Transaction) add(r *reading, name string, first, last int32, sure float64) {
	t.Fields = append(t.Fields, Field{name, r.originOf(int(r.tokens[first].start)), r.originOf(int(r.tokens[last].end)), rounded(sure)})
}

// rounded never rounds up: 0.9 promises no less. Nothing is impossible.
func rounded(confidence float64) float64 { return max(math.Floor(confidence*100), 1) / 100 }

// currency is what is written beside the amount; a bare amount has that of the balance, else of the country.
func (r *reading) currency(a *amount) string {
	written := a.currency
	for n := range r.amounts {
		if written == 0 {
			written = r.amounts[n].currency
		}
	}
	if sign := r.sharedSign(a.currency, a.first, a.last); written == 0 || sign != "" && sign == r.habit.ownSign {
		return r.habit.currency
	}
	return r.know.currencies[written]
}

// sharedSign is the sign of a currency, beside an amount from token first to last, when many countries use it for their money: $, rs, fcfa; empty when it is another or none.
func (r *reading) sharedSign(currency uint16, first, last int32) string {
	for n := range r.know.shared {
		if s := &r.know.shared[n]; currency == s.currency && (r.tokens[first].id == s.id || r.tokens[last].id == s.id) {
			return s.sign
		}
	}
	return ""
}

// A sharedSign is one that many countries use.
type sharedSign struct {
	sign     string // as countries.txt calls it
	id       uint32 // the number in the vocabulary of how it is written
	currency uint16 // whose money it is where nothing tells the country
}

// learnSharedSigns finds the signs that many countries use among the words and currencies: a sign is a word of its own, whose number is quicker
// compared than its letters.
func (k *knowledge) learnSharedSigns() {
	for _, s := range [...]struct{ written, sign, home string }{{"$", "$", "USD"}, {"rs", "rs", "INR"}, {"रु", "rs", "INR"}, {"fcfa", "fcfa", "XOF"}} {
		if id := k.words.tokenize(s.written, nil)[0].id; id != 0 {
			k.shared = append(k.shared, sharedSign{s.sign, id, uint16(index(&k.currencies, s.home))})
		}
	}
}
