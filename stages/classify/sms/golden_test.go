package sms

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite testdata/golden.jsonl with what the engine says now; review the diff")

// golden is one line of testdata/golden.jsonl: a message written for this test, and all that it says.
type golden struct {
	Name   string `json:"name"`
	Sender string `json:"sender,omitempty"`
	Text   string `json:"text"`
	Want   *said  `json:"want"`
}

type said struct {
	Type         string `json:"type"`
	Direction    string `json:"direction,omitempty"`
	Amount       string `json:"amount,omitempty"`
	Currency     string `json:"currency,omitempty"`
	Account      string `json:"account,omitempty"`
	Balance      string `json:"balance,omitempty"`
	Counterparty string `json:"counterparty,omitempty"`
	Named        string `json:"counterpartyName,omitempty"`
	Reference    string `json:"reference,omitempty"`
	Instrument   string `json:"instrument,omitempty"`
	Category     string `json:"category,omitempty"`
	OccurredAt   string `json:"occurredAt,omitempty"`
	Bank         string `json:"bank,omitempty"`
}

// received is when every golden message was received.
var received = time.Date(2025, 10, 20, 6, 0, 0, 0, time.UTC)

const goldenPath = "testdata/golden.jsonl"

func readGolden(t testing.TB) (all []golden) {
	t.Helper()
	file, err := os.ReadFile(goldenPath)
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(file) {
		var g golden
		if err := json.Unmarshal(line, &g); err != nil {
			t.Fatalf("%s: %v", goldenPath, err)
		}
		all = append(all, g)
	}
	return all
}

func TestEveryGoldenMessageIsReadAsWritten(t *testing.T) {
	engine := newEngine(t)
	var rewritten bytes.Buffer
	encoder := json.NewEncoder(&rewritten)
	encoder.SetEscapeHTML(false)
	all := readGolden(t)
	if len(all) < 300 {
		t.Errorf("%d golden messages, want at least 300", len(all))
	}
	for _, g := range all {
		got := saidBy(engine.Classify(Message{Text: g.Text, Sender: g.Sender, ReceivedAt: received}))
		if !*update && (g.Want == nil || *g.Want != got) {
			want, _ := json.Marshal(g.Want)
			have, _ := json.Marshal(got)
			t.Errorf("%s: %q\n got %s\nwant %s", g.Name, g.Text, have, want)
		}
		g.Want = &got
		if err := encoder.Encode(g); err != nil {
			t.Fatal(err)
		}
	}
	if *update {
		if err := os.WriteFile(goldenPath, rewritten.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNoTransactionIsSurerThanItsType(t *testing.T) {
	engine := newEngine(t)
	for _, g := range readGolden(t) {
		if r := engine.Classify(Message{Text: g.Text, Sender: g.Sender}); len(r.Transactions) == 1 && r.Transactions[0].Confidence > r.Confidence {
			t.Errorf("%s: %.2f sure of a transaction that is one with %.2f", g.Name, r.Transactions[0].Confidence, r.Confidence)
		}
	}
}

func saidBy(r Result) said {
	s := said{Type: r.Type, Bank: r.Bank}
	if len(r.Transactions) > 0 {
		t := r.Transactions[0]
		s.Direction, s.Amount, s.Currency, s.Account, s.Balance, s.Named = t.Direction, t.Amount, t.Currency, t.Account, t.Balance, t.CounterpartyName
		s.Counterparty, s.Reference, s.Instrument, s.Category = t.Counterparty, t.Reference, t.Instrument, t.Category
		s.OccurredAt = t.OccurredAt.Format(time.RFC3339)
	}
	return s
}

func newEngine(t testing.TB) *Engine {
	t.Helper()
	e, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return e
}
