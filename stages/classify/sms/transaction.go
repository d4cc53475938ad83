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
	// Fields says of each value where it stands and how sure it is.
	Fields []Field
}

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

// How sure what rules choose is, as measured on messages that the rules were not written for.
const (
	sureForm = 0.98 // an amount, an account, a balance
	// An address or a purpose stands in for a name, and a name cut out of a description, or one that nobody introduces, may be another's.
	sureStandIn = 0.85
	sureCutOut  = 0.88
	sureSign    = 0.92 // whose money $ or Rs are, when nobody says which bank writes
)

// transaction puts the values together; sure is how sure the type is.
func (r *reading) transaction(seen *evidence, sure float64) Transaction {
	t := Transaction{Amount: seen.moved.value, Fields: make([]Field, 0, 8)}
	t.add(r, &sure, "amount", seen.moved.first, seen.moved.last, sureForm)
	var way int32
	t.Direction, way = r.direction(seen.moved)
	sure *= r.know.ways.certainty(way)
	t.Currency = r.currency(seen.moved)
	if r.from == 0 && r.sharedSign(seen.moved) != "" {
		sure *= sureSign
	}
	own := r.ownAccount(t.Direction)
	if a := own; a != nil {
		t.Account = a.digits
		t.add(r, &sure, "account", a.first, a.last, sureForm)
	}
	if b := r.amountOf(partBalance); b != nil {
		t.Balance = r.signed(b)
		t.add(r, &sure, "balance", b.first, b.last, sureForm)
	}
	if l := r.amountOf(partLimit); l != nil {
		t.CreditLimit = l.value
		t.add(r, &sure, "credit_limit", l.first, l.last, sureForm)
	}
	if r.ref >= 0 {
		c := r.codes[r.ref]
		t.Reference = r.textOf(c.first, c.last)
		t.add(r, &sure, "reference", c.first, c.last, r.know.codes.certainty(r.refAhead))
	}
	r.nameParty(&t, seen.moved, own, &sure)
	t.Instrument = r.instrument(own)
	t.Category = r.category(t.CounterpartyName, t.Direction, t.Instrument, own)
	var when *moment
	if t.OccurredAt, when = r.occurredAt(); when != nil {
		t.OccurredFrom = FromText
		t.add(r, &sure, "occurred_at", when.first, when.last, sureForm)
	} else {
		t.OccurredFrom = FromReceipt
	}
	t.Confidence = rounded(sure)
	return t
}

// nameParty gives the counterparty in its three forms. That nobody is named can be as unsure as a name.
func (r *reading) nameParty(t *Transaction, moved *amount, own *account, sure *float64) {
	c, ahead := r.counterparty(t.Direction, moved)
	certain := r.know.names.certainty(ahead)
	if c == nil {
		*sure *= certain
		if first, last, ok := r.otherAccount(t.Direction, own); ok {
			t.Counterparty = trimName(r.textOf(first, last))
			t.add(r, sure, "counterparty", first, last, sureStandIn)
		}
		return
	}
	t.Counterparty = r.nameText(*c)
	t.CounterpartyName = normalName(r.namedIn(c, t.Counterparty, t.Direction))
	certain *= r.standing(c)
	first, last := r.units[c.first].first, r.units[c.last].last
	t.add(r, sure, "counterparty", first, last, certain)
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

// standing is how sure a chosen candidate is a name at all, and a whole one.
func (r *reading) standing(c *name) float64 {
	known, head := true, r.headOf(int(c.first))
	for n := c.first; n <= c.last; n++ {
		known = known && r.units[n].mark != 0
	}
	lead, _ := r.significantBefore(int(c.first) - 1)
	switch {
	case r.units[c.first].traits.has(traitAddress | traitReference), known:
		return sureStandIn
	case head != &r.units[c.first], !c.whole && r.unitAt(int(c.last)+1).traits.has(traitHyphen|traitStar|traitSlash),
		lead.mark == 0 && !lead.traits.has(traitDate|traitAmount|traitLine):
		return sureCutOut
	}
	return 1
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

// add notes where a field stands in the text as it came, and lets its confidence count.
func (t *Transaction) add(r *reading, sure *float64, name string, first, last int32, confidence float64) {
	*sure *= confidence
	t.Fields = append(t.Fields, Field{name, r.originOf(int(r.tokens[first].start)), r.originOf(int(r.tokens[last].end)), rounded(confidence)})
}

func rounded(confidence float64) float64 { return math.Round(confidence*100) / 100 }

// currency is what is written beside the amount; a bare amount has that of the balance, else of the country.
func (r *reading) currency(a *amount) string {
	written := a.currency
	for n := range r.amounts {
		if written == 0 {
			written = r.amounts[n].currency
		}
	}
	if sign := r.sharedSign(a); written == 0 || sign != "" && sign == r.habit.ownSign {
		return r.habit.currency
	}
	return r.know.currencies[written]
}

// sharedSign is the sign beside an amount when many countries use it for their money: $, rs; empty when it is another or none.
func (r *reading) sharedSign(a *amount) string {
	for _, i := range []int32{a.first, a.last} {
		for _, s := range sharedSigns {
			if r.know.currencies[a.currency] == s.home && strings.EqualFold(r.textOf(i, i), s.sign) {
				return s.sign
			}
		}
	}
	return ""
}

// sharedSigns are the signs that many countries use, and whose money they are where nothing tells the country.
var sharedSigns = [...]struct{ sign, home string }{{"$", "USD"}, {"rs", "INR"}}
