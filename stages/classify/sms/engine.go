package sms

import (
	"math"
	"sync"
	"time"
)

// Message is one SMS, with what is known beside its text.
type Message struct {
	Text string
	// Sender is the header, such as VM-HDFCBK-S; empty when unknown.
	Sender string
	// ReceivedAt is when the phone received it; zero when unknown.
	ReceivedAt time.Time
}

// Result is what a message says.
type Result struct {
	// Type is one of the Type constants.
	Type string
	// Bank is the bank's name, empty when neither header nor text tell it.
	Bank string
	// Confidence says how sure the type is, 0 to 1.
	Confidence float64
	// Transactions is empty unless Type is TypeTransaction.
	Transactions []Transaction
}

// Transaction is one movement of money. What the text does not tell is empty.
type Transaction struct {
	Direction    string // Debit or Credit
	Amount       string // plain decimal
	Currency     string // ISO 4217
	Account      string // the digits shown of the reader's own account or card
	Balance      string // plain decimal
	Counterparty string // as printed
	Reference    string
	Instrument   string // one of Instruments
	Category     string // one of Categories
	OccurredAt   time.Time
	Confidence   float64
}

// Engine reads messages and the descriptions of statement lines. It is safe for concurrent use.
type Engine struct{ know *knowledge }

// New makes an Engine of the knowledge that is built in. It fails when a data file holds a mistake.
func New() (*Engine, error) { return engine() }

var engine = sync.OnceValues(func() (*Engine, error) {
	k, err := load(embedded)
	if err != nil {
		return nil, err
	}
	return &Engine{know: k}, nil
})

// Classify reads one message. It never fails: a text that makes no sense is of type other.
func (e *Engine) Classify(m Message) Result {
	r := e.know.read(m)
	defer r.close()
	seen := r.evidence()
	kind, ahead := r.messageType(&seen, r.promotional)
	confidence := rounded(1 - 1/(2+float64(ahead)/2000))
	result := Result{Type: kind, Bank: e.know.banks[r.from].name, Confidence: confidence}
	if kind == TypeTransaction {
		result.Transactions = []Transaction{r.transaction(&seen, confidence)}
	}
	return result
}

// read finds everything in a message that the model decides about.
func (k *knowledge) read(m Message) *reading {
	r := k.open(normalize(m.Text))
	r.received = m.ReceivedAt
	var header string
	header, r.promotional = splitSender(m.Sender)
	r.from = r.bank(header)
	r.habit = k.habitOf(r.from, r.marks)
	r.findDates()
	r.findAccounts()
	r.findAmounts()
	r.giveParts()
	r.findCodes()
	r.findUnits()
	r.findNames()
	r.ref = r.reference()
	return r
}

// transaction puts the values together.
func (r *reading) transaction(seen *evidence, confidence float64) Transaction {
	t := Transaction{Amount: seen.moved.value, OccurredAt: r.occurredAt()}
	var strong bool
	t.Direction, strong = r.direction(seen.moved)
	if !strong {
		confidence -= 0.1
	}
	t.Currency = r.currency(seen.moved)
	if a := r.ownAccount(t.Direction); a != nil {
		t.Account = a.digits
	}
	if b := r.balance(); b != nil {
		t.Balance = b.value
	}
	if r.ref >= 0 {
		t.Reference = r.textOf(r.codes[r.ref].first, r.codes[r.ref].last)
	}
	if c := r.counterparty(t.Direction, seen.moved); c != nil {
		t.Counterparty = r.nameText(*c)
	}
	t.Instrument = r.instrument()
	t.Category = r.category(t.Counterparty, t.Direction, t.Instrument)
	t.Confidence = rounded(max(0.1, confidence))
	return t
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
	switch name := r.know.currencies[written]; {
	case written == 0:
		return r.habit.currency
	case name == "USD" && r.textOf(a.first, a.first) == "$" && r.habit.currency != "" && r.habit.usesDollarSign():
		return r.habit.currency
	default:
		return name
	}
}

// usesDollarSign: a bare $ in these countries is their own money.
func (c country) usesDollarSign() bool {
	switch c.currency {
	case "COP", "MXN", "SGD", "AUD", "CAD", "NZD", "HKD":
		return true
	}
	return false
}
