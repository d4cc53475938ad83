package sms

// A plan is how a text is read: what it is, and where in it each value stands. It holds nothing of the text, so that it serves every text of
// the same wording.
type plan struct {
	wording    []uint64
	kind       string
	from       uint16 // the bank whose message it is
	habit      *country
	suspicious bool
	confidence float64
	dates      []moment // in the reading it was made of, until it is kept
	payment    payment  // of a transaction
	parts      []span   // which may tell of a movement each
	sureType   float64  // how sure the type is, of the parts
}

// leastMoved is how sure it must be that money moved: that the type is right, and that what was found fits it.
const leastMoved = 0.5

// plan decides how a text is read.
func (r *reading) plan() (p plan) {
	r.mark()
	r.find()
	seen := r.evidence()
	kind, ahead := r.messageType(&seen)
	p.kind, p.from, p.habit, p.dates, p.suspicious = kind, r.from, r.habit, r.dates, r.suspicious()
	p.sureType = r.know.types.certainty(ahead)
	p.confidence = rounded(p.sureType)
	if kind != TypeTransaction {
		return p
	}
	p.parts = r.movements()
	p.payment = r.payment(&seen, ahead)
	if moved := r.told.sureType * p.sureType; moved < leastMoved {
		p.kind, p.confidence = TypeOther, rounded(1-moved)
	}
	return p
}

// fits says whether the dates of a plan are days in this text: of "31-02" and "31-03", of one wording, one is none.
func (r *reading) fits(p *plan) bool {
	r.habit = p.habit
	for n := range p.dates {
		if !r.real(&p.dates[n]) {
			return false
		}
	}
	return true
}

// result takes what a plan says out of the text.
func (r *reading) result(p *plan) Result {
	result := Result{Type: p.kind, Bank: r.know.banks[p.from].name, Confidence: p.confidence}
	if p.suspicious {
		result.Flags = []string{FlagSuspiciousLink}
	}
	if len(p.parts) > 1 {
		if all := r.several(p.parts); len(all) > 1 {
			result.Type, result.Confidence, result.Transactions = TypeTransaction, rounded(p.sureType), all
			return result
		}
	}
	if p.kind == TypeTransaction {
		result.Transactions = r.written(&p.payment, p.dates)
	}
	return result
}
