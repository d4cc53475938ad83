package sms

// minReferenceDigits parts a reference from a word that merely stands behind "ref".
const (
	minReferenceDigits = 4
	// minMixedBytes is asked of a code with fewer digits: "VWX4YZA".
	minMixedBytes     = 6
	maxReferenceBytes = 40
	// minBareDigits is asked of a number that no word names a reference, only an instrument: "UPI/429269093079".
	minBareDigits = 9
)

// findReferences collects codes behind "ref no", "UTR" and the like; when there is none, long codes
// behind the name of an instrument.
func (r *reading) findReferences() {
	for n := range r.marks {
		m := &r.marks[n]
		if m.cues.has(cueReference) && r.taken[m.first] == free {
			r.referenceBehind(int(m.last), minReferenceDigits, 4)
		}
	}
	if len(r.references) > 0 || r.leadingReference() {
		return
	}
	for n := range r.marks {
		if m := &r.marks[n]; r.know.carriesReference(m.instrument) && !m.aside {
			r.referenceBehind(int(m.last), minBareDigits, 24)
		}
	}
}

// leadingReference takes a code that opens the message: "SJ12ABCDE3 Confirmed. Ksh500 sent to ...".
func (r *reading) leadingReference() bool {
	if len(r.tokens) == 0 || r.taken[0] != free || r.tokens[0].kind == symbol {
		return false
	}
	last, digits := r.code(0, false)
	if last == 0 || digits == 0 || r.tokens[last].end < minMixedBytes+2 || last+1 >= len(r.tokens) || !r.cueAt(last+1, cueDone) {
		return false
	}
	r.references = append(r.references, span{0, int32(last)})
	r.take(0, int32(last), takenReference)
	return true
}

// referenceBehind takes the first code behind token i, at most reach tokens away.
func (r *reading) referenceBehind(i, minDigits, reach int) {
	for j := i + 1; j < len(r.tokens) && j <= i+reach; j++ {
		t := &r.tokens[j]
		if t.kind == newline && j > i+2 {
			return
		}
		if r.taken[j] != free {
			if minDigits == minBareDigits && (r.taken[j] == takenAddress || r.taken[j] == takenLink) {
				continue
			}
			return
		}
		if t.kind == symbol || t.kind == newline {
			continue
		}
		last, digits := r.code(j, minDigits == minReferenceDigits)
		enough := digits >= minDigits || (minDigits == minReferenceDigits && digits > 0 && r.tokens[last].end-t.start >= minMixedBytes)
		if enough && int(r.tokens[last].end-t.start) <= maxReferenceBytes {
			r.references = append(r.references, span{int32(j), int32(last)})
			r.take(int32(j), int32(last), takenReference)
			return
		}
		if m := r.markAt(j); m == nil && minDigits == minReferenceDigits || m != nil && m.cues.has(cueDebit, cueCredit, cueAside, cueBalance) {
			return
		}
		j = last
	}
}

// code returns the last token of the run of letters and digits that begins at token i, and how many digits it shows.
// A hyphen inside belongs to it when a digit follows and joined is true: a description parts its pieces by hyphens.
func (r *reading) code(i int, joined bool) (last, digits int) {
	for last = i; last < len(r.tokens); last++ {
		t := &r.tokens[last]
		if last > i && !t.glued || r.taken[last] != free {
			break
		}
		switch {
		case t.kind == number:
			digits += int(t.end - t.start)
		case t.kind == word:
			if last > i && digits > 0 && r.ends(last) {
				return last - 1, digits
			}
		case joined && t.char == '-' && last > i && last+1 < len(r.tokens) && r.tokens[last+1].glued && r.tokens[last+1].kind == number:
		case t.char == '.' && last > i && r.codeGoesOn(last+1):
		default:
			return last - 1, digits
		}
	}
	return last - 1, digits
}

// codeGoesOn says whether a code goes on behind a full stop: "PP251003.0912.C1", unlike "987.Small txns?".
func (r *reading) codeGoesOn(i int) bool {
	if i >= len(r.tokens) || !r.tokens[i].glued {
		return false
	}
	return r.tokens[i].kind == number ||
		r.tokens[i].kind == word && r.width(i) <= 3 && i+1 < len(r.tokens) && r.tokens[i+1].glued && r.tokens[i+1].kind == number
}

// ends says whether the word at token i, glued to a code, begins something new all the same ("...3456Not you").
func (r *reading) ends(i int) bool {
	m := r.markAt(i)
	return m != nil && m.first < m.last && m.cues.has(cueAside, cueStop, cueBalance)
}

// carriesReference says whether a long number behind an instrument's name is a reference; behind a wallet's it is a telephone.
func (k *knowledge) carriesReference(instrument uint8) bool {
	switch k.instruments[instrument] {
	case "upi", "imps", "neft", "rtgs", "ach", "cheque":
		return true
	}
	return false
}
