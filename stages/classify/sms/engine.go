package sms

import (
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
	// Type is one of Types.
	Type string
	// Bank is the bank's name, empty when neither header nor text tell it.
	Bank string
	// Confidence says how sure the type is, 0 to 1.
	Confidence float64
	// Flags warn of something about the message: FlagSuspiciousLink.
	Flags []string
	// Transactions is empty unless Type is TypeTransaction. A message that tells of several movements has several.
	Transactions []Transaction
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
	kind, ahead := r.messageType(&seen)
	result := Result{Type: kind, Bank: e.know.banks[r.from].name, Confidence: rounded(e.know.types.certainty(ahead)), Flags: r.flags()}
	if kind != TypeTransaction {
		return result
	}
	if parts := r.movements(); len(parts) > 1 {
		result.Transactions = e.several(r, parts)
	}
	if len(result.Transactions) < 2 {
		result.Transactions = r.transaction(&seen, ahead)
		if moved := r.told.sureType * e.know.types.certainty(ahead); moved < leastMoved {
			result.Type, result.Transactions, result.Confidence = TypeOther, nil, rounded(1-moved)
		}
	}
	return result
}

// leastMoved is how sure it must be that money moved: that the type is right, and that what was found fits it.
const leastMoved = 0.5

// read finds everything in a message that the model decides about.
func (k *knowledge) read(m Message) *reading {
	text, origin := normalize(m.Text)
	r := k.open(text)
	r.origin = origin
	r.received = m.ReceivedAt
	r.sender = m.Sender
	r.header, r.promotional = splitSender(m.Sender)
	r.from = r.bank(r.header)
	r.habit = k.habitOf(r.from, r)
	r.find()
	return r
}

// readPart reads a part of a text as a message of its own, of the same bank and time.
func (k *knowledge) readPart(whole *reading, text string) *reading {
	r := k.open(text)
	r.received, r.sender, r.header, r.promotional = whole.received, whole.sender, whole.header, whole.promotional
	r.from, r.bySender, r.habit = whole.from, whole.bySender, whole.habit
	r.find()
	return r
}

func (r *reading) find() {
	r.findDates()
	r.findAccounts()
	r.findAmounts()
	r.giveParts()
	r.findMovements()
	r.main = r.chooseMoved()
	r.findCodes()
	r.findUnits()
	r.findNames()
	r.ref, r.refAhead = r.reference()
}
