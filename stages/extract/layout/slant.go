package layout

import (
	"math"
	"slices"
)

// slant is how far the columns of a page run to the right from top to foot, as a slope: across at its left edge, and wider more to the
// right, as on a page that was seen from aside and whose edges could not be found.
type slant struct{ left, wider, width, middle float64 }

const (
	// leastStacks is how many pairs of words tell a slant.
	leastStacks = 12
	// stackReach is how far apart, in heights, two words may begin that stand in one column, and how far the lower is below.
	stackReach, stackHigh = 1.0, 4.0
	// plumb is the most, in heights, that columns of a page may run aside which needs no straightening.
	plumb = 0.75
)

// A stack is two words of one column: their edges, and how far the lower one is below the other.
type stack struct{ x, aside, down float64 }

// slantOf measures how the edges of lines move from one to the next below, at the left and at the right: some of them are a column's.
func slantOf(words []Word, p *Page) slant {
	s := slant{width: p.Width, middle: p.Height / 2}
	if p.lean.most() <= levelPage {
		return s
	}
	segments := runs(words)
	var lefts, rights []Word
	for _, r := range segments {
		lefts, rights = append(lefts, r[0]), append(rights, r[len(r)-1])
	}
	stacks := append(p.stacks(lefts, func(w Word) float64 { return w.Left }), p.stacks(rights, func(w Word) float64 { return w.Right })...)
	if len(stacks) < leastStacks {
		return s
	}
	s.fit(stacks, p.Glyph)
	if max(math.Abs(s.left), math.Abs(s.left+s.wider))*p.Height/2 < plumb*p.Glyph {
		return slant{width: p.Width, middle: p.Height / 2}
	}
	return s
}

// stacks pairs each word with the next one below that begins, or ends, near by.
func (p *Page) stacks(words []Word, edge func(Word) float64) []stack {
	slices.SortStableFunc(words, func(a, b Word) int { return int(a.middle() - b.middle()) })
	var found []stack
	for i, w := range words {
		for _, below := range words[i+1 : min(len(words), i+1+maxCandidates)] {
			down := below.middle() - w.middle()
			if down > stackHigh*p.Glyph {
				break
			}
			if aside := edge(below) - edge(w); down > 0.6*p.Glyph && math.Abs(aside) <= stackReach*p.Glyph {
				found = append(found, stack{edge(w), aside, down})
				break
			}
		}
	}
	return found
}

// fit is a straight line through the stacks' slopes, by least squares; what is far off counts for little.
func (s *slant) fit(stacks []stack, glyph float64) {
	const loose, likely = 0.15, 0.15 // heights that edges of a column are apart; the slope that is likely
	for range 8 {
		var aa, ab, bb, ay, by float64
		aa, bb = 1/(likely*likely), 1/(likely*likely)
		for _, k := range stacks {
			down, aside, x := k.down/glyph, k.aside/glyph, k.x/s.width
			off := aside - (s.left+s.wider*x)*down
			weight := 1 / (loose*loose + off*off)
			aa, ab, bb = aa+weight*down*down, ab+weight*down*down*x, bb+weight*down*down*x*x
			ay, by = ay+weight*down*aside, by+weight*down*aside*x
		}
		d := aa*bb - ab*ab
		s.left, s.wider = (ay*bb-by*ab)/d, (aa*by-ab*ay)/d
	}
}

// straight is where a place would be across if columns stood plumb.
func (s slant) straight(x, y float64) float64 {
	return x - (s.left+s.wider*x/s.width)*(y-s.middle)
}
