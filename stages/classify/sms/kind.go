package sms

// The types a message may have: the contract of munshi.messages.
const (
	TypeTransaction = "transaction"
	TypeOTP         = "otp"
	TypePromotion   = "promotion"
	TypeDue         = "due"
	TypeFailed      = "failed"
	TypeBalance     = "balance"
	TypeStatement   = "statement"
	TypeOther       = "other"
)

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
	merchant   bool // "at", "to" or an address of UPI
	promotions int  // words that sell, up to the sentence of the amount
	selling    int  // words that sell, anywhere
	failed     int  // place of the first word of failure, from 1
	restored   bool // money came back after a failure
	coming     bool // a movement that has not happened yet: "will be debited"
	comingIn   bool // it is a credit
	points     bool // the first amount counts points
	cues       cues // of every mark outside advice
}

func (r *reading) evidence() (e evidence) {
	e.moved = r.moved()
	clause := int32(1 << 30)
	if e.moved != nil {
		clause = r.clause[e.moved.first]
	}
	for n := range r.marks {
		m := &r.marks[n]
		if m.aside || r.taken[m.first] != free {
			continue
		}
		e.cues |= m.cues
		switch {
		case m.cues.has(cueFailed):
			if e.failed == 0 {
				e.failed = n + 1
			}
		case r.happened(n, cueDebit, cueCredit, cueUndo):
			e.strong++
			e.restored = e.restored || (e.failed > 0 && m.cues.has(cueCredit, cueUndo))
		case m.cues.has(cueDebit, cueCredit):
			if !r.besideBalance(m) {
				e.coming = true
				e.comingIn = m.cues.has(cueCredit)
			}
		case r.happened(n, cueDebitWeak, cueCreditWeak):
			e.weak++
		}
		if m.cues.has(cuePromotion) {
			e.selling++
			if m.clause <= clause {
				e.promotions++
			}
		}
		e.merchant = e.merchant || m.cues.has(cueAt, cueTo)
	}
	e.done = e.cues.has(cueDone)
	e.reference = len(r.references) > 0
	e.balance = r.balance() != nil
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

// messageType tells what a message is, most telling signs first, and how sure that is.
func (r *reading) messageType(e *evidence, promotional bool) (kind string, confidence float64) {
	happened := e.happened()
	switch {
	case e.cues.has(cueOTP) && !(happened && e.strong > 0 && e.account && (e.reference || e.balance)):
		return TypeOTP, 0.97
	case e.failed > 0 && !e.restored:
		return TypeFailed, 0.9
	case e.cues.has(cueElsewhere) && !(e.account && e.strong > 0) && !e.balance:
		return TypeOther, 0.7
	case e.points, promotional && !(happened && e.account), e.selling > 0 && !happened && !e.cues.has(cueDue, cueBalance, cueStatement):
		return TypePromotion, 0.9
	case e.promotions >= max(1, e.proofs()) && (e.strong == 0 || e.promotions >= 2), happened && e.selling > 0 && e.proofs() < 2 && !e.done && e.selling >= 2:
		return TypePromotion, 0.8
	case e.cues.has(cueRequest) && !(happened && (e.done || e.strong > 0)):
		return TypeOther, 0.8
	case e.cues.has(cueStatement) && e.strong == 0 && !(happened && e.done):
		return TypeStatement, 0.9
	case e.cues.has(cueDue) && !(e.strong > 0 && (e.account || e.reference || e.balance)) && !(happened && e.done),
		e.coming && !e.comingIn && e.strong == 0:
		return TypeDue, 0.9
	case e.coming && e.strong == 0:
		return TypeOther, 0.8
	case happened:
		return TypeTransaction, min(0.98, 0.6+0.08*float64(e.proofs())-0.05*float64(e.promotions))
	case e.balance:
		return TypeBalance, 0.9
	case e.cues.has(cueFuture) && e.moved != nil && e.cues.has(cueDebit, cueDebitWeak):
		return TypeDue, 0.8
	}
	return TypeOther, 0.7
}
