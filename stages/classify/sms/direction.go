package sms

// Directions of money, seen from the reader.
const (
	Debit  = "debit"
	Credit = "credit"
)

// movementIn says whether a word in the clause tells of money that moved.
func (r *reading) movementIn(clause int32) bool {
	for n := range r.marks {
		if r.marks[n].clause == clause && r.happened(n, cueDebit, cueCredit) {
			return true
		}
	}
	return false
}

// happened says whether mark n is one of the cues, outside advice to the reader, and not in the future or a condition.
func (r *reading) happened(n int, any ...cue) bool {
	m := &r.marks[n]
	if m.aside || !m.cues.has(any...) || r.taken[m.first] != free {
		return false
	}
	if m.cues.has(cueCredit, cueDebit) && r.besideBalance(m) {
		return false
	}
	for p := n - 1; p >= 0 && r.marks[p].clause == m.clause && m.first-r.marks[p].last <= 5; p-- {
		if r.marks[p].cues.has(cueFuture) {
			return false
		}
		if r.marks[p].cues.has(cueDebit, cueCredit) {
			break // an earlier movement parts this one from its condition
		}
	}
	return true
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

// direction tells which way the amount moved, and whether a strong word says so. A refund is a credit; else the first
// strong word of the amount's own sentence decides, then the nearest sentence's, then a weak word.
func (r *reading) direction(of *amount) (direction string, strong bool) {
	clause := int32(0)
	if of != nil {
		clause = r.clause[of.first]
	}
	for n := range r.marks {
		if r.happened(n, cueUndo) {
			return Credit, true
		}
	}
	nearest := int32(1 << 30)
	for n := range r.marks {
		m := &r.marks[n]
		if !r.happened(n, cueDebit, cueCredit) {
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
