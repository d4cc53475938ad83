// Package messages writes labelled bank SMS in the varied wordings that Indian banks use, with invented names and numbers.
// Start at Make; the wordings are in wordings.go.
package messages

import (
	"fmt"
	"strings"
	"time"

	"github.com/munshi-in/munshi/scripts/corpus/invent"
)

// Message is one SMS as `munshi publish messages` and `munshi classify` read it.
type Message struct {
	ID         string    `json:"id"`
	Sender     string    `json:"sender"`
	Text       string    `json:"text"`
	ReceivedAt time.Time `json:"receivedAt"`
}

// Label is what a reader should find in a message: one line of sms_labels.jsonl.
type Label struct {
	ID     string `json:"id"`
	Text   string `json:"text"`
	Bank   string `json:"bank"`
	Expect Expect `json:"expect"`
}

// Expect holds only what the text says. For a message that is no transaction all but the first two are empty.
type Expect struct {
	IsTransaction bool   `json:"is_transaction"`
	Type          string `json:"type"`
	Direction     string `json:"direction,omitempty"`
	Amount        string `json:"amount,omitempty"`
	Currency      string `json:"currency,omitempty"`
	Account       string `json:"account,omitempty"`
	Balance       string `json:"balance,omitempty"`
	Merchant      string `json:"merchant,omitempty"`
	Reference     string `json:"reference,omitempty"`
	Instrument    string `json:"instrument,omitempty"`
}

// Make writes message number index; the wordings go round. The same arguments always give the same message.
func Make(seed uint64, index int) (Message, Label) {
	s := invent.New(seed, fmt.Sprintf("sms/%d", index))
	w := wordings[index%len(wordings)]
	f := inventFacts(s, w.amounts)
	text, expect := w.write(f)
	if w.direction != "" {
		expect.IsTransaction, expect.Type, expect.Direction = true, "transaction", w.direction
		expect.Amount, expect.Currency = f.amount.Plain(), "INR"
	}
	id := fmt.Sprintf("sms_%04d", index+1)
	prefix := invent.Pick(s, "VM-", "AD-", "JD-", "BZ-", "AX-", "VK-")
	return Message{ID: id, Sender: prefix + f.bank.Sender, Text: text, ReceivedAt: f.at.UTC()},
		Label{ID: id, Text: text, Bank: f.bank.Name, Expect: expect}
}

// Wordings is how many different wordings there are.
func Wordings() int { return len(wordings) }

// Banks write Indian time.
const offset = 5*time.Hour + 30*time.Minute

var india = time.FixedZone("IST", int(offset.Seconds()))

// facts is what a message may tell.
type facts struct {
	bank            invent.Bank
	account, card   string // last four digits
	amount, balance invent.Paise
	at              time.Time
	shop, person    string
	handle          string // UPI address
	rrn, utr        string
	area, code      string
}

func inventFacts(s invent.Source, usual span) facts {
	person := s.Person()
	f := facts{
		bank: s.Bank(), account: s.Digits(4), card: s.Digits(4), at: s.Clock(s.Day(2024, 2025).In(india).Add(-offset)), person: strings.ToUpper(person.Name()),
		shop: strings.ToUpper(s.Shop().Name), rrn: s.Digits(12), area: strings.ToUpper(s.Area()), code: s.Digits(6),
	}
	f.handle = strings.ToLower(person.Given+"."+person.Surname) + "@" + invent.Pick(s, "okaxis", "ybl", "paytm", "oksbi")
	f.amount = invent.Rupees(s.Between(20, 9500)) + invent.Paise(invent.Pick(s, 0, 0, 50, 75))
	if usual.step > 0 {
		f.amount = invent.Rupees(s.Between(usual.low/usual.step, usual.high/usual.step) * usual.step)
	}
	f.balance = invent.Rupees(s.Between(900, 240_000)) + invent.Paise(s.IntN(100))
	f.utr = s.Bank().IFSC + "N" + f.at.Format("06002") + s.Digits(6)
	return f
}
