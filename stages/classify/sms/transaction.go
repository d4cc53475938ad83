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

// FieldName says which value of a transaction a field is.
type FieldName uint8

// The fields of a transaction, in their order.
const (
	FieldAmount FieldName = iota
	FieldAccount
	FieldBalance
	FieldCreditLimit
	FieldReference
	FieldCounterparty
	FieldOccurredAt
)

// String is the field's name in events: credit_limit.
func (f FieldName) String() string { return fieldNames[f] }

var fieldNames = [MaxFields]string{"amount", "account", "balance", "credit_limit", "reference", "counterparty", "occurred_at"}

// Field is one value of a transaction: from byte Start up to End of the message's text, and how sure it is.
type Field struct {
	Name       FieldName
	Start, End int32
	Confidence float64
}

// sureDate is how sure a date is, as measured on messages that the rules were not written for.
const sureDate = 0.98

// transaction puts the values of the one transaction together; typeAhead is how far ahead its type was.
func (r *reading) transaction(seen *evidence, typeAhead int32) []Transaction {
	p := r.payment(seen, typeAhead)
	return r.written(&p, r.dates)
}

// written takes what a payment says out of the text; dates are those of the text.
func (r *reading) written(p *payment, dates []moment) []Transaction {
	room := new(struct { // at once
		one    [1]Transaction
		fields [MaxFields]Field
	})
	t := &room.one[0]
	t.Direction, t.Currency, t.Instrument, t.Confidence = p.direction, p.currency, p.instrument, p.confidence
	t.Fields = room.fields[:0]
	for n := range p.spots[:p.count] {
		at := &p.spots[n]
		switch at.name {
		case FieldAmount:
			t.Amount = r.value(&p.amount)
		case FieldAccount:
			t.Account = r.digits(int(at.first), int(at.last))
		case FieldBalance:
			t.Balance = r.value(&p.balance)
			if p.negative {
				t.Balance = "-" + t.Balance
			}
		case FieldCreditLimit:
			t.CreditLimit = r.value(&p.limit)
		case FieldReference:
			t.Reference = r.textOf(at.first, at.last)
		case FieldCounterparty:
			r.nameParty(t, &p.party, at)
		}
		t.add(r, at.name, at.first, at.last, at.sure)
	}
	traded := t.CounterpartyName
	if p.party.naming == namedByAddress {
		traded, _, _ = strings.Cut(t.CounterpartyAddress, "@") // of a shop's code, paytmqr2810, not the app alone
	}
	t.Category = r.category(t.CounterpartyName, traded, t.Counterparty, &p.purpose)
	var when *moment
	if t.OccurredAt, when = r.occurredAt(dates); when != nil {
		t.OccurredFrom = FromText
		t.add(r, FieldOccurredAt, when.first, when.last, sureDate)
	} else {
		t.OccurredFrom = FromReceipt
	}
	return room.one[:]
}

// nameParty gives the counterparty in its three forms.
func (r *reading) nameParty(t *Transaction, p *party, at *spot) {
	t.Counterparty = r.printed(at.first, at.last, p.naming == namedByAddress, p.owner)
	name := ""
	switch p.naming {
	case namedWhole:
		name = t.Counterparty
	case namedByAddress:
		name, _, _ = strings.Cut(t.Counterparty, "@")
	case namedBehind:
		name = trimName(r.textOf(p.behind, at.last))
	case namedInside:
		name = r.know.partyIn(t.Counterparty, t.Direction)
	}
	t.CounterpartyName = normalName(name)
	if p.addressed {
		t.CounterpartyAddress = r.textOf(p.address.first, p.address.last)
	}
}

// add notes where a field stands in the text as it came.
func (t *Transaction) add(r *reading, name FieldName, first, last int32, sure float64) {
	t.Fields = append(t.Fields, Field{name, r.originOf(r.tokens[first].start), r.originOf(r.tokens[last].end), sure})
}

// rounded never rounds up: 0.9 promises no less. Nothing is impossible.
func rounded(confidence float64) float64 { return max(math.Floor(confidence*100), 1) / 100 }
