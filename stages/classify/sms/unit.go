package sms

import "math/bits"

// A unit is what the model sees of a text: a candidate, a phrase of the lexicon, a word it does not know, a symbol.
// Each token belongs to exactly one.
type unit struct {
	first, last int32
	traits      traits
	mark        int32 // place in marks, from 1; 0 none
	row         int32 // of the tables of weights (tally.go): its only trait, or traitCount and the number of its phrase
	clause      int32 // number of its sentence
	advice      bool  // it stands in advice to the reader
	glued       bool  // nothing stands between this unit and the one before
}

// Traits beside the cues, which have the first bits.
const (
	traitInstrument traits = 1 << (cueCount + iota)
	traitBank
	traitMonth
	traitWord // letters the lexicon does not know
	traitNumber
	traitAmount
	traitDate
	traitAccount
	traitLink
	traitAddress
	traitReference
	traitLine // the end of a line
	traitEdge // before the first or behind the last unit
	traitColon
	traitSlash
	traitHyphen
	traitStar
	traitBracket
	traitPoint
	traitComma
	traitAt
	traitSymbol // any other
)

var traitNames = [...]string{
	"instrument", "bank", "month", "word", "number", "Amount", "Date", "Account", "Link", "Address", "Reference", "line", "edge",
	":", "/", "-", "*", "bracket", ".", ",", "@", "symbol",
}

const traitCount = cueCount + len(traitNames)

func traitName(t int) string {
	if t < cueCount {
		return cueNames[t]
	}
	return traitNames[t-cueCount]
}

// traitNamed is the number of a trait, -1 when there is none of that name.
func traitNamed(name string) int {
	for t := range traitCount {
		if traitName(t) == name {
			return t
		}
	}
	return -1
}

// pair is the answer of a question about two units: the most telling trait of each.
func pair(a, b traits) int { return lowest(a)*traitCount + lowest(b) }

// symbols are the traits of signs that say nothing by themselves.
const symbols = traitColon | traitSlash | traitHyphen | traitStar | traitBracket | traitPoint | traitComma | traitAt | traitSymbol

var edge = unit{traits: traitEdge, row: int32(lowest(traitEdge))}

// lowest is the most telling of the traits: cues come first, in the order of their weight.
func lowest(t traits) int { return bits.TrailingZeros64(uint64(t)) }

// findUnits parts the text into units. Everything must be found before.
func (r *reading) findUnits() {
	for i := 0; i < len(r.tokens); {
		t := &r.tokens[i]
		u := unit{first: int32(i), last: int32(i), clause: t.clause, advice: t.advice, glued: t.glued}
		if claim := t.taken; claim != free {
			for int(u.last)+1 < len(r.tokens) && r.tokens[u.last+1].taken == claim && !r.tokens[u.last+1].begins {
				u.last++
			}
			u.traits = claimTraits[claim]
			u.row = int32(lowest(u.traits))
		} else if m := r.markAt(i); m != nil && int(m.first) == i && r.tokens[m.last].taken == free {
			u.last, u.mark, u.traits, u.row = m.last, t.mark, m.shows, int32(traitCount+int(m.phrase))
		} else {
			u.traits = t.traits()
			u.row = int32(lowest(u.traits))
		}
		r.units = append(r.units, u)
		i = int(u.last) + 1
	}
}

var claimTraits = [...]traits{
	takenAmount: traitAmount, takenDate: traitDate, takenAccount: traitAccount, takenLink: traitLink,
	takenAddress: traitAddress, takenReference: traitReference,
}

func (t *token) traits() traits {
	switch t.kind {
	case word:
		return traitWord
	case number:
		return traitNumber
	case newline:
		return traitLine
	}
	switch t.char {
	case ':':
		return traitColon
	case '/':
		return traitSlash
	case '-':
		return traitHyphen
	case '*':
		return traitStar
	case '(', ')', '[', ']', '{', '}', '<', '>', '"':
		return traitBracket
	case '.':
		return traitPoint
	case ',', ';':
		return traitComma
	case '@':
		return traitAt
	}
	return traitSymbol
}

// unitAt returns unit n, and the edge outside the text.
func (r *reading) unitAt(n int) *unit {
	if n < 0 || n >= len(r.units) {
		return &edge
	}
	return &r.units[n]
}
