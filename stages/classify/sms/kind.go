package sms

import "math"

// The types a message may have: the contract of munshi.messages.
const (
	TypeTransaction = "transaction"
	TypeOTP         = "otp"
	TypePromotion   = "promotion"
	TypeDue         = "due"
	TypeFailed      = "failed"
	TypeBalance     = "balance"
	TypeStatement   = "statement"
	TypeRequest     = "request"
	TypeMandate     = "mandate"
	TypeOther       = "other"
)

const typeCount = 10

// Types lists them.
var Types = []string{TypeOther, TypeTransaction, TypeOTP, TypePromotion, TypeDue, TypeFailed, TypeBalance, TypeStatement, TypeRequest, TypeMandate}

// evidence is what speaks for and against money having moved.
type evidence struct {
	moved      *amount
	strong     int // words such as "debited"
	weak       int // words such as "payment"
	done       bool
	account    bool // the reader's account or card is named
	reference  bool
	balance    bool
	dated      bool
	merchant   bool   // "at", "to" or an address of UPI
	promotions int    // words that sell, up to the sentence of the amount
	selling    int    // words that sell, anywhere
	failed     int    // place of the first word of failure, from 1
	restored   bool   // money came back after a failure
	coming     bool   // a movement that has not happened yet: "will be debited"
	comingIn   bool   // it is a credit
	points     bool   // the first amount counts points
	cues       traits // of every mark outside advice
}

func (r *reading) evidence() (e evidence) {
	e.moved = r.moved()
	clause := int32(1 << 30)
	if e.moved != nil {
		clause = r.tokens[e.moved.first].clause
	}
	for n := range r.marks {
		m := &r.marks[n]
		if m.aside || r.tokens[m.first].taken != free {
			continue
		}
		e.cues |= m.cues
		switch {
		case m.cues.has(cueFailed):
			if e.failed == 0 {
				e.failed = n + 1
			}
		case r.happened(n, cueDebit|cueCredit|cueUndo):
			e.strong++
			e.restored = e.restored || (e.failed > 0 && m.cues.has(cueCredit|cueUndo))
		case m.cues.has(cueDebit | cueCredit):
			if !r.besideBalance(m) {
				e.coming = true
				e.comingIn = m.cues.has(cueCredit)
			}
		case r.happened(n, cueDebitWeak|cueCreditWeak):
			e.weak++
		}
		if m.cues.has(cuePromotion) {
			e.selling++
			if m.clause <= clause {
				e.promotions++
			}
		}
		e.merchant = e.merchant || m.cues.has(cueAt|cueTo)
	}
	e.done = e.cues.has(cueDone)
	e.reference = r.ref >= 0
	e.balance = r.amountOf(partBalance) != nil
	e.dated = len(r.dates) > 0
	e.merchant = e.merchant || len(r.addresses) > 0
	for n := range r.accounts {
		e.account = e.account || r.accounts[n].named
		if r.accounts[n].named && r.accounts[n].side != cueStop {
			e.weak++ // "Rs 200 from A/c X0763": no verb, and yet a movement
		}
	}
	e.points = len(r.amounts) > 0 && r.amounts[0].part == partPoints
	return e
}

// happened says whether there is enough to believe that money moved.
func (e *evidence) happened() bool {
	switch {
	case e.moved == nil:
		return false
	case e.strong > 0:
		return true
	case e.weak > 0:
		return e.done || e.cues.has(cueCard) && e.dated && e.balance || e.account && (e.merchant || e.dated || e.balance) || e.reference && e.merchant
	}
	return false
}

// proofs counts what only a real movement has.
func (e *evidence) proofs() (n int) {
	for _, have := range []bool{e.strong > 0, e.account, e.reference, e.balance, e.dated} {
		if have {
			n++
		}
	}
	return n
}

// Templates of the scorer of types.
const (
	typeBias = iota
	typeSays
	typeAdvises
	typePhrase
	typeThen
	typeFinds
	typeProofs
	typeSelling
	typeMoved
	typeBehind
	typeSaysBehind
)

func typeScorer(l *lexicon) *scorer {
	return newScorer("type", Types, l, []template{
		typeBias: {name: "bias", counts: 1}, typeSays: {name: "says", kind: traitOf}, typeAdvises: {name: "advises", kind: traitOf},
		typePhrase: {name: "phrase", kind: phraseOf}, typeThen: {name: "then", kind: pairOf},
		typeFinds: {name: "finds", counts: len(findings), labels: findings[:]}, typeProofs: {name: "proofs", counts: 6}, typeSelling: {name: "selling", counts: 5},
		typeMoved:  {name: "moved and says", kind: traitOf},
		typeBehind: {name: "phrase behind", kind: phraseOf}, typeSaysBehind: {name: "says behind", kind: traitOf},
	})
}

// findings are what evidence may have found.
var findings = [...]string{"amount", "strong", "weak", "account", "reference", "balance", "date", "merchant", "failed", "restored", "coming", "coming in",
	"points", "happened", "promotional sender", "link", "no currency", "address", "question", "digits"}

// typeFeatures lists what is said of the type.
func (r *reading) typeFeatures(e *evidence) []int32 {
	return r.list(r.know.types, 0, r.deaf, func(t *tally) { r.describeType(t, e) })
}

// describeType tells the message by its words and by what was found in it.
func (r *reading) describeType(t *tally, e *evidence) {
	t.add(typeBias, 0)
	happened := e.happened()
	var says, behind, advises traits
	clause := int32(math.MaxInt32) // what stands behind the sentence of the amount says less of it
	if e.moved != nil {
		clause = r.tokens[e.moved.first].clause
	}
	last, lastClause := lowest(traitEdge), int32(-1)
	for n := range r.units {
		u := &r.units[n]
		if u.mark == 0 {
			if u.traits&(symbols|traitLine) == 0 {
				says |= u.traits
			}
			continue
		}
		m := &r.marks[u.mark-1]
		if m.aside {
			advises |= u.traits
			continue
		}
		if m.clause > clause {
			behind |= u.traits
			t.add(typeBehind, int(m.phrase))
			continue
		}
		says |= u.traits
		t.add(typePhrase, int(m.phrase))
		if m.clause != lastClause {
			last, lastClause = lowest(traitEdge), m.clause
		}
		if says := lowest(u.traits); says < cueCount && says != lowest(cueFiller) && says != lowest(cueAbbreviation) {
			t.add(typeThen, last*traitCount+says)
			last = says
		}
	}
	t.addTraits(typeSays, says)
	if happened {
		t.addTraits(typeMoved, says)
	}
	t.addTraits(typeSaysBehind, behind)
	t.addTraits(typeAdvises, advises)
	for n, found := range [len(findings)]bool{
		e.moved != nil, e.strong > 0, e.weak > 0, e.account, e.reference, e.balance, e.dated, e.merchant, e.failed > 0, e.restored,
		e.coming, e.comingIn, e.points, happened, r.promotional, says.has(traitLink), e.moved != nil && e.moved.currency == 0,
		len(r.addresses) > 0, r.asked(e.moved), says.has(traitNumber),
	} {
		if found {
			t.add(typeFinds, n)
		}
	}
	t.add(typeProofs, e.proofs())
	t.add(typeSelling, e.selling)
}

// asked says whether the sentence of an amount is a question: "Rs 500 spent on fuel?"
func (r *reading) asked(a *amount) bool {
	if a == nil {
		return false
	}
	for i := r.breaks.next(int(a.last) + 1); i < len(r.tokens) && r.tokens[i].clause == r.tokens[a.first].clause && !r.tokens[i].advice; i = r.breaks.next(i + 1) {
		if r.tokens[i].char == '?' {
			return true
		}
	}
	return false
}

// messageType tells what a message is, and how far ahead of the next type it is.
func (r *reading) messageType(e *evidence) (kind string, ahead int32) {
	t := r.ask(r.know.types, 0)
	r.describeType(t, e)
	scores := t.scores(t.answers[:t.count])
	best, next := 0, -1
	for c := range typeCount {
		if e.moved == nil && Types[c] == TypeTransaction {
			continue // nothing that could have moved
		}
		switch {
		case scores[c] > scores[best]:
			best, next = c, best
		case c != best && (next < 0 || scores[c] > scores[next]):
			next = c
		}
	}
	return Types[best], scores[best] - scores[next]
}
