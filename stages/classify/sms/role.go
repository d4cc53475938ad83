package sms

// giveParts tells balances, limits, fees and points from the money that moved, by the words before each amount
// and the one behind it.
func (r *reading) giveParts() {
	for n := range r.amounts {
		a := &r.amounts[n]
		stop := 0
		if n > 0 {
			stop = int(r.amounts[n-1].last) + 1
		}
		a.part = r.partBefore(int(a.first)-1, stop)
		for j := int(a.last) + 1; a.part == partMoved && j <= int(a.last)+2 && j < len(r.tokens); j++ {
			switch m := r.markAt(j); {
			case m == nil:
			case m.cues.has(cuePoints):
				a.part = partPoints
			case m.cues.has(cueBalance) && int(m.first) == int(a.last)+1 && !r.amountFollows(int(m.last)):
				a.part = partBalance // "has a $10.12 bal"
			}
		}
	}
}

// amountFollows says whether the next amount stands right behind token i.
func (r *reading) amountFollows(i int) bool {
	for n := range r.amounts {
		if away := int(r.amounts[n].first) - i; away > 0 && away <= 4 {
			return true
		}
	}
	return r.isChar(i+1, ':') || r.isChar(i+1, '-')
}

// partBefore reads backwards from token j; the first word that decides does so.
func (r *reading) partBefore(j, stop int) part {
	for unknown := 0; j >= stop && unknown < 4; {
		if r.isChar(j, '.') && r.clauseEnds(j) && j+1 < len(r.tokens) && r.tokens[j+1].kind == newline {
			return partMoved // a sentence and its line end: what it said was of something else
		}
		if r.tokens[j].taken == takenDate || r.tokens[j].taken == takenAccount { // "balance in A/c XX1190 as on 12-10-25 is ..."
			j--
			continue
		}
		m := r.markAt(j)
		if m == nil {
			if t := &r.tokens[j]; t.kind == word || t.kind == number {
				unknown++
			} else if t.kind == newline {
				unknown += 2
			}
			j--
			continue
		}
		switch {
		case m.cues.has(cueOwed):
			return partOwed
		case m.cues.has(cueLimit):
			return partLimit
		case m.cues.has(cueBalance):
			return partBalance
		case m.cues.has(cueDebit|cueCredit|cueDebitWeak|cueCreditWeak) && m.cues&(cueFee|cuePoints) == 0:
			return partMoved
		case m.cues.has(cueFee):
			return partFee
		}
		j = int(m.first) - 1
	}
	return partMoved
}

// moved is the amount that moved, nil when there is none.
func (r *reading) moved() *amount { return r.main }

// chooseMoved chooses the amount that moved: beside a word of movement, with a currency, early. nil when there is none.
func (r *reading) chooseMoved() (best *amount) {
	top, moving := -100, 0
	for n := range r.amounts {
		moving += bit(r.amounts[n].part == partMoved)
	}
	several := moving > 1
	for _, part := range []part{partMoved, partFee} {
		for n := range r.amounts {
			a := &r.amounts[n]
			if a.part != part || r.isZero(&a.numeral) {
				continue
			}
			score := -n
			if a.currency != 0 {
				score += 8
			}
			if r.movementIn(r.tokens[a.first].clause) {
				score += 10
			}
			if several && r.besideMovement(a) {
				score += 3
			}
			if m := r.markAt(int(a.first)); m != nil && m.aside || best != nil && r.sells(r.tokens[a.first].clause) {
				score -= 10
			}
			if score > top {
				best, top = a, score
			}
		}
		if best != nil {
			return best
		}
	}
	return nil
}

// besideMovement says whether nothing but little words stands between an amount and a word of movement: of "your FD for Rs 5,000 is closed and
// Rs 5,100 is credited" the second moved.
func (r *reading) besideMovement(a *amount) bool {
	for _, way := range [...]int{-1, 1} {
		i := int(a.first) - 1
		if way > 0 {
			i = int(a.last) + 1
		}
		for m := r.markAt(i); m != nil; m = r.markAt(i) {
			if m.happens {
				return true
			}
			if m.cues&^(cueFiller|cueStop|cueBy|cueFor|cueAbbreviation) != 0 {
				break
			}
			if i = int(m.first) - 1; way > 0 {
				i = int(m.last) + 1
			}
		}
	}
	return false
}

// sells says whether a sentence wants to sell something.
func (r *reading) sells(clause int32) bool {
	for n := range r.marks {
		if r.marks[n].clause == clause && r.marks[n].cues.has(cuePromotion) {
			return true
		}
	}
	return false
}

// amountOf returns the first amount that plays a part, nil when there is none.
func (r *reading) amountOf(p part) *amount {
	for n := range r.amounts {
		if r.amounts[n].part == p {
			return &r.amounts[n]
		}
	}
	return nil
}
