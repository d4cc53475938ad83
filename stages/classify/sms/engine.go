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
type Engine struct {
	know     *knowledge
	wordings *wordings
}

// New makes an Engine of the knowledge that is built in. It fails when a data file holds a mistake.
func New() (*Engine, error) { return engine() }

var engine = sync.OnceValues(func() (*Engine, error) {
	k, err := load(embedded)
	if err != nil {
		return nil, err
	}
	return newEngineOf(k), nil
})

func newEngineOf(k *knowledge) *Engine { return &Engine{know: k, wordings: new(wordings)} }

// Classify reads one message. It never fails: a text that makes no sense is of type other.
func (e *Engine) Classify(m Message) Result {
	r := e.know.cutMessage(m)
	defer r.close()
	wording := r.wording()
	known, number := e.wordings.find(wording)
	if known != nil && r.fits(known) {
		return r.result(known)
	}
	p := r.plan()
	if wording != nil && !r.unlike {
		e.wordings.keep(wording, number, &p)
	}
	return r.result(&p)
}

// cutMessage cuts a message into tokens, and notes what is known beside its text.
func (k *knowledge) cutMessage(m Message) *reading {
	text, origin := normalize(m.Text)
	r := k.cut(text)
	r.origin = origin
	r.received = m.ReceivedAt
	r.private = privateNumber(m.Sender)
	header, promotional := splitSender(m.Sender)
	r.promotional = promotional
	r.sentBy, r.bySender = k.senderBank(header)
	return r
}

// read finds everything in a message that the model decides about.
func (k *knowledge) read(m Message) *reading {
	r := k.cutMessage(m)
	r.mark()
	r.find()
	return r
}

// readPart reads a part of a text as a message of its own, of the same bank and time.
func (k *knowledge) readPart(whole *reading, text string) *reading {
	r := k.open(text)
	r.received, r.private, r.promotional = whole.received, whole.private, whole.promotional
	r.from, r.bySender, r.habit = whole.from, whole.bySender, whole.habit
	r.findAll()
	return r
}

// find finds whose message it is, and all candidates.
func (r *reading) find() {
	r.from = r.bank()
	r.habit = r.know.habitOf(r.from, r)
	r.findAll()
}

func (r *reading) findAll() {
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
