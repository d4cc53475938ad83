package layout

import (
	"math"
	"slices"
)

// leanBands is how many bands of a page have a lean of their own: on a photograph rows lean differently at top and foot.
const leanBands = 5

// leastPairs is how many pairs of words a band needs to tell its lean.
const leastPairs = 6

// maxLean is the steepest lean believed: preprocess turns pages upright, but not one whose edges are lost in what it lies on.
const maxLean = 0.2

// lean is how far rows still fall to the right, as a slope, from the top of a page to its foot.
type lean struct {
	slopes [leanBands]float64
	height float64
}

// leanOf measures the slope between neighbouring words that the reader put in one line, and takes each band's middle one.
func leanOf(words []Word, p *Page) lean {
	l := lean{height: p.Height}
	var slopes [leanBands][]float64
	for i := 1; i < len(words); i++ {
		a, b := words[i-1], words[i]
		run := (b.Left + b.Right - a.Left - a.Right) / 2
		if a.line != b.line || run < 2*p.Glyph || math.Abs(a.Height()-b.Height()) > 0.25*p.Glyph {
			continue
		}
		if slope := (b.middle() - a.middle()) / run; math.Abs(slope) <= maxLean {
			band := l.band(a)
			slopes[band] = append(slopes[band], slope)
		}
	}
	last := 0.0
	for i, s := range slopes {
		if len(s) >= leastPairs {
			slices.Sort(s)
			last = s[len(s)/2]
		}
		l.slopes[i] = last
	}
	return l
}

func (l lean) band(w Word) int {
	return min(max(int(w.middle()/l.height*leanBands), 0), leanBands-1)
}

// Level is the height of a word as if the page did not lean: the same for all words that stand in one row.
func (p *Page) Level(w Word) float64 { return p.lean.level(w) }

// level is the height at which the row of w crosses the left edge: the same for all words of a row. Between the middles
// of two bands the slope changes gradually, so that no row is torn where they meet.
func (l lean) level(w Word) float64 {
	at := w.middle()/l.height*leanBands - 0.5
	low := min(max(int(math.Floor(at)), 0), leanBands-1)
	high := min(low+1, leanBands-1)
	part := min(max(at-float64(low), 0), 1)
	slope := l.slopes[low]*(1-part) + l.slopes[high]*part
	return w.middle() - slope*(w.Left+w.Right)/2
}
