package sms

import (
	"math"
)

const (
	// minCodeDigits is asked of a code that no word announces; behind "ref no" fewer will do.
	minCodeDigits     = 6
	minMixedDigits    = 4 // of a code with letters
	minMixedBytes     = 8
	minNamedDigits    = 4
	minNamedBytes     = 6 // of a code with fewer digits than that: "VWX4YZA"
	maxReferenceBytes = 40
	maxCodes          = 24
	mostInGroup       = 5 // digits of the first group of a code in groups
)

// findCodes claims every run of letters and digits that is too long to be anything but a code: references, telephones,
// numbers of orders and cheques. Which of them is the reference the model says.
func (r *reading) findCodes() {
	for i := r.coded.next(0); i < len(r.tokens) && len(r.codes) < maxCodes; i = r.coded.next(i + 1) {
		t := &r.tokens[i]
		if r.onlyAnnounces(i) {
			continue // the number begins behind it
		}
		if i > 0 && t.glued && r.tokens[i-1].taken == free && r.inner(i-1) && !r.onlyAnnounces(i-1) {
			continue
		}
		named := r.announced(i) || r.isChar(i-1, '=')
		if next, _ := r.prefixed(i, i); i > 0 && next == i && !(named && r.glued(i+1) && r.tokens[i+1].kind == number) && r.width(i) > 1 && r.cueAt(i, cueReference|cueFiller|cueAccount|cueCard) {
			continue // "No.605880"
		}
		last, digits := r.code(i, named)
		if next, more := r.prefixed(i, last); next > last {
			last, digits = next, digits+more
		} else if next, more := r.inGroups(last, named); i == last && next > last {
			last, digits = next, digits+more
		} else if i == last && r.broken(i) {
			last, digits = i+1, railDigits
		}
		if last < i {
			continue
		}
		bytes := int(r.tokens[last].end - t.start)
		long := digits >= minCodeDigits || digits >= minMixedDigits && bytes >= minMixedBytes && r.single(i, last)
		if named {
			long = digits >= minNamedDigits || digits == 0 && bytes >= minNamedBytes && r.isChar(i-1, ':') && r.capitals(i, last) || digits > 0 && bytes >= minNamedBytes || i == 0 && digits > 0 && bytes >= minMixedBytes
		}
		if digits > 0 && bytes >= minMixedBytes && last > i && last+1 < len(r.tokens) && r.cueAt(last+1, cueDone) { // "SJ12ABCDE3 Confirmed."
			long = true
		}
		if long && bytes <= maxReferenceBytes {
			r.codes = append(r.codes, span{int32(i), int32(last)})
			r.take(int32(i), int32(last), takenReference)
		}
		i = max(i, last)
	}
}

// prefixed goes on behind a hyphen when letters stand before it and a long number behind: "IN-670725619". What names an instrument is no
// part of a code, nor is what stands inside a description: "UPI-524618830917-RAVI".
func (r *reading) prefixed(i, last int) (end, digits int) {
	if i != last || r.tokens[i].kind != word || r.width(i) > 3 || !r.capitals(i, i) || !r.isChar(i+1, '-') || !r.glued(i+1) || !r.glued(i+2) ||
		r.tokens[i+2].kind != number || r.width(i+2) < minMixedBytes || r.tokens[i+2].taken != free || r.isChar(i+3, '-') && r.glued(i+3) {
		return last, 0
	}
	if m := r.markAt(i); m != nil && (m.instrument != 0 || m.bank != 0 || m.cues.has(cueReference)) {
		return last, 0
	}
	return i + 2, r.width(i + 2)
}

// inGroups goes on with a number written in groups: a telephone's, "0711 111 111", and behind a word for one a reference, "5012 345 678901".
func (r *reading) inGroups(i int, named bool) (end, digits int) {
	most, widest := 12, 4
	if named {
		most, widest = 16, 6
	}
	if r.tokens[i].kind != number || r.width(i) < 3 || r.width(i) > mostInGroup || !named && !r.tokens[i].form.has(startsZero) {
		return i, 0
	}
	for end = i; end+1 < len(r.tokens) && r.tokens[end+1].kind == number && !r.tokens[end+1].glued && r.tokens[end+1].taken == free &&
		r.tokens[end+1].start-r.tokens[end].end == 1 && r.width(end+1) >= 3 && r.width(end+1) <= widest; {
		end++
		digits += r.width(end)
	}
	if total := digits + r.width(i); total < 9 || total > most {
		return i, 0
	}
	return end, digits
}

// broken says whether the number at token i of a statement line goes on behind a space: where the column ended, "4273188 40912".
func (r *reading) broken(i int) bool {
	return r.line && i+1 < len(r.tokens) && r.tokens[i].kind == number && r.tokens[i+1].kind == number && r.tokens[i+1].taken == free &&
		r.tokens[i+1].start-r.tokens[i].end == 1 && r.width(i)+r.width(i+1) == railDigits
}

// capitals says whether a run has no small letter.
func (r *reading) capitals(i, last int) bool {
	for n := i; n <= last; n++ {
		if f := r.tokens[n].form; n == i && f.has(startsForeign) || f.has(someSmall) || f.has(someForeign) && !r.large(n) {
			return false
		}
	}
	return true
}

// single says whether a run begins like a code rather than like a name with a number behind it: TXN12345, not BakeryNo12.
func (r *reading) single(i, last int) bool {
	return r.tokens[i].kind == number || r.width(i) <= 6 || last > i+1
}

func (r *reading) inner(i int) bool { return r.tokens[i].kind == word || r.tokens[i].kind == number }

// announced says whether a word for a reference stands right before token i.
func (r *reading) announced(i int) bool {
	for j := i - 1; j >= 0 && j >= i-4; j-- {
		if m := r.markAt(j); m != nil {
			if m.cues.has(cueReference) {
				return true
			}
			if m.cues&^(cueFiller|cueAbbreviation|cueStop) != 0 || m.instrument != 0 {
				return false
			}
			continue
		}
		if r.tokens[j].kind != symbol {
			return false
		}
	}
	return false
}

// onlyAnnounces says whether the word at token i announces the long number that a lost space joined to it: "Ref No531300011122", "UPI531300011122",
// unlike the REF531300011122 behind "Txn ID:", which is the code.
func (r *reading) onlyAnnounces(i int) bool {
	m := r.markAt(i)
	if m == nil || int(m.last) != i || r.tokens[i].kind != word || !r.glued(i+1) || r.tokens[i+1].kind != number {
		return false
	}
	within := int(m.first) < i // a phrase of more words, so none of a code
	digits := r.width(i + 1)
	switch {
	case m.cues.has(cueReference):
		return digits >= minBareDigits && (within || !r.announced(i)) || digits >= minCodeDigits && (within || !r.capitals(i, i) && !r.announced(i))
	case m.cues.has(cueFiller):
		return digits >= minCodeDigits
	}
	return m.instrument != 0 && digits >= railDigits && (r.line || !r.announced(i))
}

// code returns the last token of the run of letters and digits that begins at token i, and how many digits it shows.
// A hyphen inside belongs to it when a digit follows and joined is true: a description parts its pieces by hyphens.
func (r *reading) code(i int, joined bool) (last, digits int) {
	for last = i; last < len(r.tokens); last++ {
		t := &r.tokens[last]
		if last > i && !t.glued || r.tokens[last].taken != free {
			break
		}
		switch {
		case t.kind == number:
			digits += int(t.end - t.start)
		case t.kind == word:
			if last > i && digits > 0 && r.ends(last) || r.line && digits >= railDigits && r.tokens[i].kind == number && r.width(last) > 2 {
				return last - 1, digits // in a description a name goes on right behind the number: 530977889900ARUN
			}
		case joined && t.char == '-' && last > i && last+1 < len(r.tokens) && r.tokens[last+1].glued && r.tokens[last+1].kind == number:
		case joined && t.char == '-' && last > i && digits == 0 && r.capitals(i, last) && r.glued(last+1) && r.tokens[last+1].kind == word && r.isChar(last+2, '-') && r.glued(last+2): // NPI-IPS-22091188
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

// ends says whether the word at token i, glued to a code, begins something new all the same: "...3456Not you", "...3456on 03-05-25".
func (r *reading) ends(i int) bool {
	m := r.markAt(i)
	return m != nil && (m.first < m.last && m.cues.has(cueAside|cueStop|cueBalance) ||
		r.lostSpace(i) && !r.glued(i+1))
}

// Templates of the scorer of references.
const (
	codeBias = iota
	codeLeft
	codeLead
	codeLeadPhrase
	codeSecond
	codeRight
	codeNext
	codeForm
	codeDigits
	codePlace
	codeOrder
	codeHead
	codeDistance
)

func codeScorer(name string, l *lexicon) *scorer {
	return newScorer(name, []string{"yes"}, l, []template{
		codeBias: {name: "bias", counts: 2}, codeLeft: {name: "left", kind: traitOf}, codeLead: {name: "lead", kind: traitOf, phrase: codeLeadPhrase},
		codeLeadPhrase: {name: "lead phrase", kind: phraseOf}, codeSecond: {name: "second", kind: traitOf}, codeRight: {name: "right", kind: traitOf},
		codeNext: {name: "next", kind: traitOf}, codeForm: {name: "form", counts: 8}, codeDigits: {name: "digits", counts: 20},
		codePlace: {name: "place", counts: len(places), labels: places}, codeOrder: {name: "order", counts: 6}, codeHead: {name: "head", kind: traitOf},
		codeDistance: {name: "distance", counts: 6},
	})
}

// codeScorer is who knows references in texts of this kind.
func (r *reading) codeScorer() *scorer {
	if r.line {
		return r.know.lineCodes
	}
	return r.know.codes
}

// reference chooses the code that is the reference, -1 when none is, and says by how much it was better than the next.
func (r *reading) reference() (best int, ahead int32) {
	t := r.ask(r.codeScorer(), 0)
	r.describeCode(t, -1)
	best = -1
	top, next := t.total(), int32(math.MinInt32/2)
	for n := range r.codes {
		r.describeCode(t, n)
		switch score := t.total(); {
		case score > top:
			best, top, next = n, score, top
		case score > next:
			next = score
		}
	}
	return best, top - next
}

// describeCode says of a code what stands around it and how it is written; n < 0 is no code at all.
func (r *reading) describeCode(t *tally, n int) {
	if n < 0 {
		t.add(codeBias, 1)
		return
	}
	t.add(codeBias, 0)
	c := r.codes[n]
	at := r.unitOf(c.first)
	t.addUnit(codeLeft, r.unitAt(at-1))
	lead, leadAt := r.significantBefore(at - 1)
	t.addUnit(codeLead, lead)
	t.add(codeDistance, at-leadAt-1)
	second, _ := r.significantBefore(leadAt - 1)
	t.addUnit(codeSecond, second)
	right := r.unitAt(at + 1)
	t.addUnit(codeRight, right)
	if right.traits&symbols != 0 {
		t.addUnit(codeNext, r.unitAt(at+2))
	}
	digits, letters := 0, 0
	for i := c.first; i <= c.last; i++ {
		switch r.tokens[i].kind {
		case number:
			digits += r.width(int(i))
		case word:
			letters += r.width(int(i))
		}
	}
	t.add(codeForm, bit(letters > 0)+2*bit(r.tokens[c.first].kind == word)+4*bit(letters > 4))
	t.add(codeDigits, digits)
	t.add(codePlace, r.placeOf(c.first, r.moved()))
	t.add(codeOrder, n)
	t.addUnit(codeHead, r.headOf(at))
}

// codeFeatures lists what is said of a code.
func (r *reading) codeFeatures(n int) []int32 {
	return r.list(r.codeScorer(), 0, r.deaf, func(t *tally) { r.describeCode(t, n) })
}

// headOf returns the first unit of the description, glued together by slashes, hyphens or stars, that unit n is part of.
func (r *reading) headOf(n int) *unit {
	for n > 0 && r.units[n].glued && !r.units[n-1].traits.has(traitBracket|traitLine|traitColon|traitPoint) {
		n--
	}
	return r.unitAt(n)
}

// unitOf returns the number of the unit that begins at token i.
func (r *reading) unitOf(i int32) int {
	low, high := 0, len(r.units)
	for low < high {
		if mid := (low + high) / 2; r.units[mid].first < i {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low
}
