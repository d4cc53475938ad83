package sms

import (
	"math"
	"slices"

	"github.com/munshi-in/munshi/schemas"
)

// side is which answers of a sided template hold.
func side(direction string) int { return bit(direction == Credit) }

// counterparty chooses who was paid or who paid: the candidate that scores best, nobody when none scores better than that.
// ahead is by how much the choice was better than the next.
func (r *reading) counterparty(direction string, moved *amount) (best *name, ahead int32) {
	t := r.ask(r.nameScorer(), side(direction))
	r.describeNobody(t)
	top, next := t.total(), int32(math.MinInt32/2)
	var same before
	shared := int32(0) // the score of what stands before
	for n := range r.names {
		c := &r.names[n]
		if n == 0 || c.first != r.names[n-1].first {
			same = r.describeBefore(t, int(c.first), moved)
			shared = t.total()
		}
		r.describeName(t, c, n, same)
		switch score := shared + t.total(); {
		case score > top:
			best, top, next = c, score, top
		case score > next:
			next = score
		}
	}
	if best != nil && best.last > best.first && !r.line && !r.units[best.last].glued && r.telephone(&r.units[best.last]) {
		best.last-- // "sent to RAVI 0722334455"
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
	nameHeadNext
	nameLeadNext
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
		nameMeans:    {name: "nobody when by", counts: 16, sided: true},
		nameTrade:    {name: "trade", counts: 32, labels: schemas.Categories, sided: true},
		nameHeadNext: {name: "head and next", kind: pairOf}, nameLeadNext: {name: "lead and next", kind: pairOf},
	})
}

// A before is what stands before a candidate: the same for all that begin at one unit.
type before struct {
	left, lead, second *unit
	place              int // as seen from the amount that moved
}

// describeBefore says of the candidates that begin at unit n what stands before them.
func (r *reading) describeBefore(t *tally, n int, moved *amount) (b before) {
	first := &r.units[n]
	b.left = r.unitAt(n - 1)
	lead, at := r.significantBefore(n - 1)
	second, _ := r.significantBefore(at - 1)
	b.lead, b.second, b.place = lead, second, r.placeOf(first.first, moved)
	t.add(nameBias, 0)
	t.addUnit(nameLeft, b.left)
	t.addUnit(nameLead, lead)
	t.add(nameDistance, n-at-1)
	t.addUnit(nameSecond, second)
	t.addUnit(nameFirst, first)
	t.add(namePlace, b.place)
	if head := r.headOf(n); head != first {
		t.addUnit(nameHead, head)
		t.add(nameHeadLeft, pair(head.traits, b.left.traits))
	}
	t.add(nameLeadSecond, pair(lead.traits, second.traits))
	t.add(nameLeadPlace, lowest(lead.traits)*8+b.place)
	return b
}

// describeName says of a candidate what stands around it and what it is made of.
func (r *reading) describeName(t *tally, c *name, order int, b before) {
	right := r.unitAt(int(c.last) + 1)
	t.addUnit(nameRight, right)
	if right.traits&(symbols|traitLine) != 0 {
		t.addUnit(nameNext, r.unitAt(int(c.last)+2))
	}
	first, last := &r.units[c.first], &r.units[c.last]
	if c.first == c.last {
		t.addUnit(nameInside, first)
	} else {
		t.addTraits(nameInside, c.traits)
	}
	t.addUnit(nameLast, last)
	t.add(nameShape, r.shape(c))
	t.add(nameLength, min(int(c.last-c.first), 7)+8*bit(int(r.tokens[last.last].end-r.tokens[first.first].start) <= 3))
	t.add(nameWhole, bit(c.whole))
	t.add(nameOrder, order)
	lineUp := bit(b.left.traits.has(traitLine|traitEdge)) + 2*bit(right.traits.has(traitLine|traitEdge))
	t.add(nameAlone, lineUp)
	t.add(nameLeadRight, pair(b.lead.traits, right.traits))
	t.add(nameLeftRight, pair(b.left.traits, right.traits))
	t.add(nameAlonePlace, lineUp+4*b.place)
	if r.line { // "rent" stands in a column of its own beside who gets it, with some banks before his
		next := right
		if right.traits&symbols != 0 {
			next = r.unitAt(int(c.last) + 2)
		}
		t.add(nameHeadNext, pair(r.headOf(int(c.first)).traits, next.traits))
		t.add(nameLeadNext, pair(b.lead.traits, next.traits))
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
	return r.list(r.nameScorer(), side(direction), r.deaf, func(t *tally) {
		r.describeName(t, &r.names[n], n, r.describeBefore(t, int(r.names[n].first), moved))
	})
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
