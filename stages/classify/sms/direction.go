package sms

// Directions of money, seen from the reader.
const (
	Debit  = "debit"
	Credit = "credit"
)

// movementIn says whether a word in the clause tells of money that moved.
func (r *reading) movementIn(clause int32) bool {
	for n := range r.marks {
		if r.marks[n].clause == clause && r.happened(n, cueDebit|cueCredit) {
			return true
		}
	}
	return false
}

// movement is what names one.
const movement = cueDebit | cueCredit | cueUndo | cueDebitWeak | cueCreditWeak

// findMovements tells of each mark whether it names a movement that may have happened: outside advice to the reader, and not in the future
// or a condition. What part each amount plays must be known.
func (r *reading) findMovements() {
	for n := range r.marks {
		m := &r.marks[n]
		m.happens = m.cues.has(movement) && !m.aside && !(m.cues.has(cueCredit|cueDebit) && r.besideBalance(m)) && !r.conditional(n)
	}
}

// conditional says whether mark n is in the future or a condition.
func (r *reading) conditional(n int) bool {
	m := &r.marks[n]
	for p := n - 1; p >= 0 && r.marks[p].clause == m.clause && m.first-r.marks[p].last <= 5; p-- {
		if r.marks[p].cues.has(cueFuture) {
			return true
		}
		if r.marks[p].cues.has(cueDebit | cueCredit) {
			break // an earlier movement parts this one from its condition
		}
	}
	return false
}

// happened says whether mark n is one of the cues, of a movement that happened.
func (r *reading) happened(n int, any traits) bool {
	m := &r.marks[n]
	return m.happens && m.cues.has(any) && r.tokens[m.first].taken == free
}

// besideBalance says whether a mark is the sign of a balance: the CR of "Bal Rs 500 CR".
func (r *reading) besideBalance(m *mark) bool {
	for n := range r.amounts {
		if a := &r.amounts[n]; a.part != partMoved && m.first-a.last == 1 {
			return true
		}
	}
	return false
}

// Templates of the scorer of directions.
const (
	wayBias = iota
	wayWord
	waySays
	wayPhrase
	wayNear
	wayThen
	wayElsewhere
)

func directionScorer(l *lexicon) *scorer {
	return newScorer("direction", []string{Credit}, l, []template{
		wayBias: {name: "bias", counts: 1}, wayWord: {name: "first word", counts: 8, labels: []string{"none", "none (1)", "none (2)", "none (3)", "weak debit", "weak credit", "debit", "credit"}}, waySays: {name: "says", kind: traitOf},
		wayPhrase: {name: "phrase", kind: phraseOf}, wayNear: {name: "phrase beside", kind: phraseOf}, wayThen: {name: "then", kind: pairOf},
		wayElsewhere: {name: "says elsewhere", kind: traitOf},
	})
}

// direction tells which way the amount moved, and by how much that is more likely than the other way.
func (r *reading) direction(of *amount) (direction string, ahead int32) {
	t := r.ask(r.know.ways, 0)
	r.describeDirection(t, of)
	if score := t.total(); score > 0 {
		return Credit, score
	} else {
		return Debit, -score
	}
}

// directionFeatures lists what is said of the direction.
func (r *reading) directionFeatures(of *amount) []int32 {
	return r.list(r.know.ways, 0, r.deaf, func(t *tally) { r.describeDirection(t, of) })
}

// describeDirection tells the words of the amount's sentence and of the others, outside advice, and what the first word says.
func (r *reading) describeDirection(t *tally, of *amount) {
	t.add(wayBias, 0)
	first, strong := r.firstWord(of)
	t.add(wayWord, side(first)+2*bit(strong)+4*bit(first != ""))
	clause := int32(0)
	if of != nil {
		clause = r.tokens[of.first].clause
	}
	var here, elsewhere traits
	last := lowest(traitEdge)
	for n := range r.units {
		u := &r.units[n]
		if u.advice {
			continue
		}
		if u.clause != clause {
			elsewhere |= u.traits
		} else {
			here |= u.traits
		}
		if u.mark == 0 {
			continue
		}
		m := &r.marks[u.mark-1]
		t.add(wayPhrase, int(m.phrase))
		if m.clause == clause {
			t.add(wayNear, int(m.phrase))
		}
		if says := lowest(u.traits); says != lowest(cueFiller) && says != lowest(cueAbbreviation) {
			t.add(wayThen, last*traitCount+says)
			last = says
		}
	}
	t.addTraits(waySays, here)
	t.addTraits(wayElsewhere, elsewhere)
}

// firstWord is what the first word says of the direction, and whether it is a strong one. A refund is a credit; else the first
// strong word of the amount's own sentence decides, then the nearest sentence's, then a weak word.
func (r *reading) firstWord(of *amount) (direction string, strong bool) {
	clause := int32(0)
	if of != nil {
		clause = r.tokens[of.first].clause
	}
	for n := range r.marks {
		if r.happened(n, cueUndo) {
			return Credit, true
		}
	}
	nearest := int32(1 << 30)
	for n := range r.marks {
		m := &r.marks[n]
		if !r.happened(n, cueDebit|cueCredit) {
			continue
		}
		away := m.clause - clause
		if away < 0 {
			away = -away
		}
		if away >= nearest {
			continue
		}
		nearest, direction = away, Debit
		if m.cues.has(cueCredit) && !r.toBeneficiary(n) {
			direction = Credit
		}
	}
	if direction != "" {
		return direction, true
	}
	for n := range r.marks {
		switch {
		case r.happened(n, cueCreditWeak):
			return Credit, false
		case direction == "" && r.happened(n, cueDebitWeak):
			direction = Debit
		}
	}
	if direction == "" {
		for n := range r.accounts {
			if a := &r.accounts[n]; a.named && a.side == cueTo {
				direction = Credit
			} else if a.named && a.side == cueFrom {
				return Debit, false
			}
		}
	}
	return direction, false
}

// toBeneficiary says whether the credit of mark n is the other side's: "credited to beneficiary".
func (r *reading) toBeneficiary(n int) bool {
	for p := n + 1; p < len(r.marks) && p <= n+3 && r.marks[p].clause == r.marks[n].clause; p++ {
		if r.marks[p].cues.has(cueOwn) {
			return false
		}
		if r.marks[p].cues.has(cueBeneficiary) {
			return true
		}
	}
	return false
}
