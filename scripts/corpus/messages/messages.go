// Package messages writes labelled bank SMS of every type, in many wordings, languages and countries, with invented names
// and numbers: what the classify model is trained on and measured by. Start at Make; the wordings are in grammar/,
// how they are read is in grammar.go, the facts they tell in facts.go.
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
	ID      string `json:"id"`
	Text    string `json:"text"`
	Sender  string `json:"sender"`
	Bank    string `json:"bank"`
	Country string `json:"country"`
	// Wording is the file and line of the grammar that made it: whoever measures keeps some wordings back.
	Wording string `json:"wording"`
	// Family is the kind of message that the grammar tells in such wordings.
	Family string `json:"family"`
	Expect Expect `json:"expect"`
	// Spans says where in Text each value stands.
	Spans []Span `json:"spans,omitempty"`
}

// Span is a value of a field in bytes of the text.
type Span struct {
	Field string `json:"field"`
	Start int    `json:"start"`
	End   int    `json:"end"`
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
	CreditLimit   string `json:"credit_limit,omitempty"`
	Merchant      string `json:"merchant,omitempty"`
	Reference     string `json:"reference,omitempty"`
	Instrument    string `json:"instrument,omitempty"`
}

// Make writes message number index; the kinds go round. The same arguments always give the same message.
func Make(seed uint64, index int) (Message, Label) {
	return tellOne(invent.New(seed, fmt.Sprintf("sms/%d", index)), theGrammar.kinds[index%len(theGrammar.kinds)], fmt.Sprintf("sms_%04d", index+1))
}

// MakeLine writes the description of line number index of a bank statement, and what it says beside its amount.
func MakeLine(seed uint64, index int) Label {
	s := invent.New(seed, fmt.Sprintf("line/%d", index))
	_, label := tellOne(s, theGrammar.lines[index%len(theGrammar.lines)], fmt.Sprintf("line_%04d", index+1))
	if s.Chance(0.1) {
		label.Text, label.Spans = broken(label.Text, s.Between(16, 40)), nil
	}
	return label
}

// broken is a description as it comes from a column of so many letters: a space stands where a line of it ended.
func broken(text string, width int) string {
	var all strings.Builder
	for n, c := range []rune(text) {
		if n > 0 && n%width == 0 && c != ' ' {
			all.WriteByte(' ')
		}
		all.WriteRune(c)
	}
	return all.String()
}

func tellOne(s invent.Source, k kind, id string) (Message, Label) {
	w := invent.Pick(s, k.wordings...)
	t := telling{Source: s, facts: inventFacts(s, k)}
	t.tell(w.node)
	if k.label == "transaction" && s.Chance(0.2) {
		t.text.WriteString(invent.Pick(s, ". ", ".\n", ". "))
		t.tell(theGrammar.rules["advert"])
	}
	text := t.text.String()
	expect := t.expect
	expect.Type, expect.IsTransaction = k.label, k.label == "transaction"
	if expect.IsTransaction || k.label == lineLabel {
		expect.Direction, expect.Instrument = k.direction, w.instrument
	} else {
		expect = Expect{Type: k.label}
	}
	return Message{ID: id, Sender: t.sender, Text: text, ReceivedAt: t.at.UTC()},
		Label{ID: id, Text: text, Sender: t.sender, Bank: t.bank.Name, Country: t.country.code, Wording: w.id, Family: k.name, Expect: expect, Spans: t.spans}
}

// Kinds is how many kinds of message there are.
func Kinds() int { return len(theGrammar.kinds) }

// telling is one message being written.
type telling struct {
	invent.Source
	facts
	text   strings.Builder
	expect Expect
	spans  []Span
	// inWhole: what is told is part of a counterparty, whose name in it is none by itself.
	inWhole bool
}

func (t *telling) tell(n node) {
	switch {
	case n.text != "":
		t.text.WriteString(n.text)
	case n.slot != "":
		t.fill(n.slot)
	case n.rule != "":
		t.tell(theGrammar.rules[n.rule])
	case n.whole && !t.inWhole:
		start := t.text.Len()
		t.inWhole = true
		t.tell(n)
		t.inWhole = false
		told := t.text.String()[start:]
		t.label("merchant", told, start)
	case len(n.choices) > 0:
		for _, part := range n.choices[t.IntN(len(n.choices))] {
			t.tell(part)
		}
	}
}

// said writes a value and notes where it stands; a value that was told before keeps its first place.
func (t *telling) said(field, value, printed string) {
	start := t.text.Len()
	t.text.WriteString(printed)
	if !(field == "merchant" && t.inWhole) {
		t.label(field, value, start)
	}
}

// label notes a value that was told from start on.
func (t *telling) label(field, value string, start int) {
	if into := t.expect.field(field); into != nil && *into == "" {
		*into = value
		t.spans = append(t.spans, Span{field, start, t.text.Len()})
	}
}

func (e *Expect) field(name string) *string {
	return map[string]*string{
		"amount": &e.Amount, "account": &e.Account, "balance": &e.Balance, "credit_limit": &e.CreditLimit,
		"merchant": &e.Merchant, "reference": &e.Reference, "currency": &e.Currency,
	}[name]
}
