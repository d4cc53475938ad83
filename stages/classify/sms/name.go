package sms

import (
	"math"
	"slices"

	"github.com/munshi-in/munshi/schemas"
)

const (
	maxNameUnits = 18
	// maxPieces bounds how many pieces of one run are joined, maxNames the candidates of one text; a description has twice as many.
	maxPieces = 5
	maxNames  = 40
)

// A name is a candidate for the counterparty: a run of units without a hard end inside.
type name struct {
	first, last int32 // units
	whole       bool  // the run goes on neither before nor behind it
}

// side is which answers of a sided template hold.
func side(direction string) int { return bit(direction == Credit) }

// counterparty chooses who was paid or who paid: the candidate that scores best, nobody when none scores better than that.
// ahead is by how much the choice was better than the next.
func (r *reading) counterparty(direction string, moved *amount) (best *name, ahead int32) {
	t := r.ask(r.nameScorer(), side(direction))
	r.describeNobody(t)
	top, next := t.total(), int32(math.MinInt32/2)
	for n := range r.names {
		r.describeName(t, r.names[n], n, moved)
		switch score := t.total(); {
		case score > top:
			best, top, next = &r.names[n], score, top
		case score > next:
			next = score
		}
	}
	return best, top - next
}

// nameScorer is who knows names in texts of this kind.
func (r *reading) nameScorer() *scorer {
	if r.line {
		return r.know.lineNames
	}
	return r.know.names
}

// Templates of the scorer of names, in the order of nameTemplates.
const (
	nameBias = iota
	nameLeft
	nameLead
	nameLeadPhrase
	nameSecond
	nameRight
	nameRightPhrase
	nameNext
	nameInside
	nameFirst
	nameLast
	nameShape
	nameLength
	nameWhole
	namePlace
	nameOrder
	nameAlone
	nameDistance
	nameFirstPhrase
	nameLeadRight
	nameHead
	nameLeadSecond
	nameAlonePlace
	nameLeftRight
	nameLeadPlace
	nameHeadPhrase
	nameHeadLeft
	nameMeans
	nameTrade
)

func nameScorer(name string, l *lexicon) *scorer {
	return newScorer(name, []string{"yes"}, l, []template{
		nameBias: {name: "bias", counts: 2, sided: true}, nameLeft: {name: "left", kind: traitOf, sided: true},
		nameLead: {name: "lead", kind: traitOf, sided: true, phrase: nameLeadPhrase}, nameLeadPhrase: {name: "lead phrase", kind: phraseOf, sided: true},
		nameSecond: {name: "second", kind: traitOf, sided: true}, nameRight: {name: "right", kind: traitOf, phrase: nameRightPhrase},
		nameRightPhrase: {name: "right phrase", kind: phraseOf}, nameNext: {name: "next", kind: traitOf},
		nameInside: {name: "inside", kind: traitOf}, nameFirst: {name: "first", kind: traitOf, phrase: nameFirstPhrase}, nameLast: {name: "last", kind: traitOf},
		nameShape: {name: "shape", counts: 16, labels: shapes}, nameLength: {name: "length", counts: 16}, nameWhole: {name: "whole", counts: 4},
		namePlace: {name: "place", counts: len(places), labels: places, sided: true}, nameOrder: {name: "order", counts: 6}, nameAlone: {name: "alone", counts: 4},
		nameDistance: {name: "distance", counts: 6}, nameFirstPhrase: {name: "first phrase", kind: phraseOf},
		nameLeadRight:  {name: "lead and right", kind: pairOf},
		nameHead:       {name: "head", kind: traitOf, sided: true, phrase: nameHeadPhrase},
		nameLeadSecond: {name: "lead and second", kind: pairOf}, nameAlonePlace: {name: "alone and place", counts: 32},
		nameLeftRight: {name: "left and right", kind: pairOf}, nameLeadPlace: {name: "lead and place", counts: 8 * traitCount},
		nameHeadPhrase: {name: "head phrase", kind: phraseOf}, nameHeadLeft: {name: "head and left", kind: pairOf},
		nameMeans: {name: "nobody when by", counts: 16, sided: true},
		nameTrade: {name: "trade", counts: 32, labels: schemas.Categories, sided: true},
	})
}

// hardEnds end a name wherever they stand; softEnds may end it or be part of it.
const (
	hardEnds = cueDebit | cueCredit | cueDone | cueUndo | cueFailed | cueFuture | cueOTP | cueDue | cueBalance | cueLimit | cueOwn |
		cueReference | cueAside | cueStatement | cueRequest
	// structure is what no name is made of alone.
	structure   = cueTo | cueFrom | cueBy | cueAt | cueFor | cueOn | cueStop | cueName | cueAbbreviation | cueFiller | cueAccount | cueCard | cueBeneficiary
	littleWords = cueTo | cueFrom | cueBy | cueAt | cueFor | cueOn | cueStop | cueName | cueAbbreviation | cueFiller
	softEnds    = cueTo | cueFrom | cueBy | cueAt | cueFor | cueName | cueOn | cueStop | cueAccount | cueCard | cueFiller | cueFee | cuePoints | cueElsewhere | cueBeneficiary | cueDebitWeak | cueCreditWeak
)

// piece is a run of units between two soft ends; closed when nothing joins it: a soft mark. A little word such as "to" may
// stand inside a name, not at its ends. A code or an account number may be part of one, as in "NEFT-N2132-PRAGAT", and is none alone.
type piece struct {
	first, last             int32
	closed, little, carried bool
}

// findNames collects what could be a name: each run of words between hard ends, and its parts between soft ones.
func (r *reading) findNames() {
	for n := 0; n <= len(r.units); n++ {
		switch u := r.unitAt(n); r.endOf(n, u) {
		case inside:
			if u.traits&symbols != 0 && !(len(r.pieces) > 0 && r.pieces[len(r.pieces)-1].last == int32(n-1) && !r.pieces[len(r.pieces)-1].closed) {
				continue // no name begins with a full stop
			}
			if k := len(r.pieces); k > 0 && r.pieces[k-1].last == int32(n-1) && !r.pieces[k-1].closed {
				r.pieces[k-1].last = int32(n)
			} else {
				r.pieces = append(r.pieces, piece{first: int32(n), last: int32(n)})
			}
		case alone:
			little := u.traits&^littleWords == 0 && u.traits&^(cueFiller|cueAbbreviation) != 0 && !u.traits.has(traitInstrument|traitBank|traitMonth) &&
				!(r.unitAt(n+1).glued && r.unitAt(n+1).traits.has(traitHyphen|traitStar)) // "TPT-RAVI"
			r.pieces = append(r.pieces, piece{first: int32(n), last: int32(n), closed: true, little: little})
		case carried:
			if r.telephone(u) {
				r.names = append(r.names, name{first: int32(n), last: int32(n), whole: true})
			}
			r.pieces = append(r.pieces, piece{first: int32(n), last: int32(n), closed: true, carried: true})
		case hard:
			r.joinPieces()
			if u.traits.has(traitAddress) {
				r.names = append(r.names, name{first: int32(n), last: int32(n), whole: true})
			}
		}
	}
}

// telephone says whether a code may be a telephone number, which names somebody when nothing else does.
func (r *reading) telephone(u *unit) bool {
	digits := int(r.tokens[u.last].end - r.tokens[u.first].start)
	return u.traits.has(traitReference) && r.tokens[u.first].kind == number && r.tokens[u.last].kind == number && digits >= 8 && digits <= 13
}

type ending uint8

const (
	inside  ending = iota // part of a piece
	alone                 // a piece of its own: a soft mark
	carried               // a piece that is no name by itself: a code, an account number
	soft                  // between two pieces
	hard
)

func (r *reading) endOf(n int, u *unit) ending {
	switch {
	case u.traits.has(traitReference | traitAccount):
		return carried
	case u.traits.has(traitLink) && !r.hasScheme(u), u.traits.has(traitNumber) && r.lastDigit(n, u):
		return carried
	case u.traits.has(traitEdge | traitLine | traitAmount | traitDate | traitLink):
		return hard
	case u.traits.has(traitComma | traitBracket | traitColon):
		return hard
	case u.traits.has(traitAddress):
		return hard
	case u.mark != 0 && (u.traits.has(cuePurpose) || r.line && u.traits&hardEnds != 0):
		return alone // in a description the columns part names, not the words: HOME CREDIT INDIA
	case r.line && (u.traits.has(traitSlash) || u.mark != 0 && u.traits.has(traitMonth)):
		return hard
	case r.line && u.traits.has(traitNumber) && r.width(int(u.first)) >= minNamedDigits:
		return carried
	case u.mark != 0 && u.traits&^cueAbbreviation == cueName && n > 0 && r.unitAt(n-1).traits.has(traitWord) && !r.unitAt(n+1).traits.has(traitColon|traitHyphen):
		return inside // "BRAND NAME"
	case u.mark != 0 && u.traits&hardEnds != 0:
		if u.glued && n > 0 && r.units[n-1].traits&symbols != 0 && !r.units[n-1].traits.has(traitColon|traitBracket|traitComma|traitSlash) && r.units[n-1].glued && !u.traits.has(cueAside|cueReference|cueBalance) {
			return inside // NETFLIX.COM, PAY*SWIGGY
		}
		return hard
	case u.traits.has(traitPoint):
		switch {
		case r.clauseEnds(int(u.last)):
			return hard
		}
		return inside
	case u.traits.has(traitSlash | traitAt), u.traits.has(traitHyphen) && !(u.glued && r.unitAt(n+1).glued):
		return soft
	case u.traits.has(traitHyphen) && r.unitAt(n+1).traits.has(traitNumber) && n > 0 && r.units[n-1].traits.has(traitWord):
		return inside // a shop's number: TARGET T-1122
	case u.traits.has(traitHyphen | traitStar), u.traits.has(traitSymbol) && r.tokens[u.first].char == '_':
		return soft
	case u.traits.has(traitSymbol):
		switch r.tokens[u.first].char {
		case '&', '\'', '#', '+':
			if n > 0 && r.endOf(n-1, &r.units[n-1]) == inside {
				return inside
			}
		}
		return hard
	case u.mark != 0 && (u.traits&softEnds != 0 || u.traits.has(traitInstrument)):
		return alone
	}
	return inside
}

// hasScheme says whether a link begins with "https:" or the like; one that does not may be part of a name: "AMZN.COM/BILL".
func (r *reading) hasScheme(u *unit) bool { return r.isChar(int(u.first)+1, ':') }

// lastDigit says whether a single digit ends the sentence: behind "sent to RAVI 1." it numbers his till.
func (r *reading) lastDigit(n int, u *unit) bool {
	return r.width(int(u.first)) == 1 && r.unitAt(n+1).traits.has(traitPoint) && r.clauseEnds(int(u.last)+1)
}

// joinPieces makes a candidate of each piece of the run collected, and of each row of pieces that follow each other.
func (r *reading) joinPieces() {
	p := r.pieces
	for a := range p {
		for b := a; b < len(p) && len(r.names) < maxNames*(1+bit(r.line)); b++ {
			if b == a+maxPieces {
				if len(p) > 2*maxPieces {
					break
				}
				b = len(p) - 1 // of longer runs the whole
			}
			if p[a].little && (a == 0 || !p[a-1].little) || p[a].carried {
				break
			}
			if p[b].little || p[b].carried && r.units[p[b].first].traits.has(traitAccount) && !r.units[p[a].first].traits.has(cuePurpose) {
				continue // whoever has an account stands behind it: "KKBK A/c XX12 of RAVI"
			}
			c := name{first: p[a].first, last: p[b].last, whole: a == 0 && b == len(p)-1}
			if c.last-c.first < maxNameUnits && r.mayBeName(c) {
				r.names = append(r.names, c)
			}
		}
	}
	r.pieces = r.pieces[:0]
}

// mayBeName says whether a run holds something that can name somebody.
func (r *reading) mayBeName(c name) bool {
	letters, telling := 0, false
	for n := c.first; n <= c.last; n++ {
		if u := &r.units[n]; u.traits.has(traitWord) || u.mark != 0 {
			letters += int(r.tokens[u.last].end - r.tokens[u.first].start)
			telling = telling || u.mark == 0 || u.traits&^structure != 0 || u.traits.has(traitInstrument)
		}
	}
	first := &r.units[c.first]
	return letters >= 2 && telling && first.traits&symbols == 0 || c.first == c.last && first.traits.has(traitNumber) && r.width(int(first.first)) >= 8
}

// describeName says of a candidate what stands around it and what it is made of.
func (r *reading) describeName(t *tally, c name, order int, moved *amount) {
	t.add(nameBias, 0)
	left := r.unitAt(int(c.first) - 1)
	t.addUnit(nameLeft, left)
	lead, at := r.significantBefore(int(c.first) - 1)
	t.addUnit(nameLead, lead)
	t.add(nameDistance, int(c.first)-at-1)
	second, _ := r.significantBefore(at - 1)
	t.addUnit(nameSecond, second)
	right := r.unitAt(int(c.last) + 1)
	t.addUnit(nameRight, right)
	if right.traits&(symbols|traitLine) != 0 {
		t.addUnit(nameNext, r.unitAt(int(c.last)+2))
	}
	first, last := &r.units[c.first], &r.units[c.last]
	if c.first == c.last {
		t.addUnit(nameInside, first)
	} else {
		var inner traits
		for n := c.first; n <= c.last; n++ {
			inner |= r.units[n].traits
		}
		t.addTraits(nameInside, inner)
	}
	t.addUnit(nameFirst, first)
	t.addUnit(nameLast, last)
	t.add(nameShape, r.shape(c))
	t.add(nameLength, min(int(c.last-c.first), 7)+8*bit(int(r.tokens[last.last].end-r.tokens[first.first].start) <= 3))
	t.add(nameWhole, bit(c.whole))
	place := r.placeOf(first.first, moved)
	t.add(namePlace, place)
	t.add(nameOrder, order)
	lineUp := bit(left.traits.has(traitLine|traitEdge)) + 2*bit(right.traits.has(traitLine|traitEdge))
	t.add(nameAlone, lineUp)
	if head := r.headOf(int(c.first)); head != first {
		t.addUnit(nameHead, head)
		t.add(nameHeadLeft, pair(head.traits, left.traits))
	}
	t.add(nameLeadRight, pair(lead.traits, right.traits))
	t.add(nameLeadSecond, pair(lead.traits, second.traits))
	t.add(nameLeftRight, pair(left.traits, right.traits))
	t.add(nameAlonePlace, lineUp+4*place)
	t.add(nameLeadPlace, lowest(lead.traits)*8+place)
	if r.line { // "rent" stands in a column of its own beside who gets it
		if trade := slices.Index(schemas.Categories, r.know.categoryOf(r.textOf(first.first, last.last))); trade >= 0 {
			t.add(nameTrade, trade)
		}
	}
}

// describeNobody says that nobody is named: some ways of moving money seldom name somebody.
func (r *reading) describeNobody(t *tally) {
	t.add(nameBias, 1)
	t.add(nameMeans, int(r.means()))
}

// nameFeatures lists what is said of candidate n, or of naming nobody when n is below 0.
func (r *reading) nameFeatures(n int, direction string, moved *amount) []int32 {
	if n < 0 {
		return r.list(r.nameScorer(), side(direction), 0, r.describeNobody)
	}
	return r.list(r.nameScorer(), side(direction), r.deaf, func(t *tally) { r.describeName(t, r.names[n], n, moved) })
}

// significantBefore returns the nearest unit at n or before it that is neither a symbol nor filler, on the same line.
func (r *reading) significantBefore(n int) (*unit, int) {
	for ; n >= 0; n-- {
		u := &r.units[n]
		if u.traits&symbols != 0 || u.mark != 0 && u.traits&^(cueFiller|cueAbbreviation) == 0 && !u.traits.has(traitInstrument|traitBank) {
			continue
		}
		return u, n
	}
	return &edge, -1
}

// places are where a token may stand as seen from the amount that moved.
var places = []string{"no amount", "before the amount", "behind the amount", "an earlier sentence", "the next sentence", "two or three sentences on", "far behind", "advice"}

// placeOf says where a token stands as seen from the amount that moved.
func (r *reading) placeOf(token int32, moved *amount) int {
	if moved == nil {
		return 0
	}
	away := r.tokens[token].clause - r.tokens[moved.first].clause
	switch {
	case r.tokens[token].advice:
		return 7
	case away == 0 && token < moved.first:
		return 1
	case away == 0:
		return 2
	case away < 0:
		return 3
	case away == 1:
		return 4
	case away <= 3:
		return 5
	}
	return 6
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (r *reading) clauseEnds(i int) bool {
	return i+1 >= len(r.tokens) || r.tokens[i+1].clause != r.tokens[i].clause
}
