package sms

import "math/bits"

// A unit is what the model sees of a text: a candidate, a phrase of the lexicon, a word it does not know, a symbol.
// Each token belongs to exactly one.
type unit struct {
	first, last int32
	traits      traits
	mark        int32 // place in marks, from 1; 0 none
	glued       bool  // nothing stands between this unit and the one before
}

// traits say what a unit is and what it hints at: the cues of its phrase, or what kind of candidate or symbol it is.
type traits uint64

// Traits beside the cues, which have the first bits.
const (
	traitInstrument = uint(cueCount) + iota
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
	traitCount
)

var traitNames = [traitCount - uint(cueCount)]string{
	"instrument", "bank", "month", "word", "number", "Amount", "Date", "Account", "Link", "Address", "Reference", "line", "edge",
	":", "/", "-", "*", "bracket", ".", ",", "@", "symbol",
}

func traitName(t int) string {
	if t < int(cueCount) {
		return cueNames[t]
	}
	return traitNames[t-int(cueCount)]
}

// traitNamed is the number of a trait, -1 when there is none of that name.
func traitNamed(name string) int {
	for t := range int(traitCount) {
		if traitName(t) == name {
			return t
		}
	}
	return -1
}

// pair is the answer of a question about two units: the most telling trait of each.
func pair(a, b traits) int { return lowest(a)*int(traitCount) + lowest(b) }

func (t traits) has(any ...uint) bool {
	var asked traits
	for _, one := range any {
		asked |= 1 << one
	}
	return t&asked != 0
}

// symbols are the traits of signs that say nothing by themselves.
const symbols = traits(1<<traitColon | 1<<traitSlash | 1<<traitHyphen | 1<<traitStar | 1<<traitBracket | 1<<traitPoint | 1<<traitComma | 1<<traitAt | 1<<traitSymbol)

var edge = unit{traits: 1 << traitEdge}

// lowest is the most telling of the traits: cues come first, in the order of their weight.
func lowest(t traits) int { return bits.TrailingZeros64(uint64(t)) }

// findUnits parts the text into units. Everything must be found before.
func (r *reading) findUnits() {
	r.units = r.units[:0]
	for i := 0; i < len(r.tokens); {
		u := unit{first: int32(i), last: int32(i), glued: r.tokens[i].glued}
		if claim := r.taken[i]; claim != free {
			for int(u.last)+1 < len(r.tokens) && r.taken[u.last+1] == claim && !r.begins[u.last+1] {
				u.last++
			}
			u.traits = 1 << claimTraits[claim]
		} else if m := r.markAt(i); m != nil && int(m.first) == i && r.taken[m.last] == free {
			u.last, u.mark, u.traits = m.last, r.at[i], m.traits()
		} else {
			u.traits = r.tokens[i].traits()
		}
		r.units = append(r.units, u)
		i = int(u.last) + 1
	}
}

var claimTraits = [...]uint{
	takenAmount: traitAmount, takenDate: traitDate, takenAccount: traitAccount, takenLink: traitLink,
	takenAddress: traitAddress, takenReference: traitReference,
}

func (m *mark) traits() traits {
	t := traits(m.cues)
	if m.instrument != 0 {
		t |= 1 << traitInstrument
	}
	if m.bank != 0 {
		t |= 1 << traitBank
	}
	if m.month != 0 {
		t |= 1 << traitMonth
	}
	return t
}

func (t *token) traits() traits {
	switch t.kind {
	case word:
		return 1 << traitWord
	case number:
		return 1 << traitNumber
	case newline:
		return 1 << traitLine
	}
	switch t.char {
	case ':':
		return 1 << traitColon
	case '/':
		return 1 << traitSlash
	case '-':
		return 1 << traitHyphen
	case '*':
		return 1 << traitStar
	case '(', ')', '[', ']', '{', '}', '<', '>', '"':
		return 1 << traitBracket
	case '.':
		return 1 << traitPoint
	case ',', ';':
		return 1 << traitComma
	case '@':
		return 1 << traitAt
	}
	return 1 << traitSymbol
}

// unitAt returns unit n, and the edge outside the text.
func (r *reading) unitAt(n int) *unit {
	if n < 0 || n >= len(r.units) {
		return &edge
	}
	return &r.units[n]
}
