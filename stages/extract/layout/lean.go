package layout

import (
	"math"
	"slices"
)

// lean is how far the rows of a page fall below where they cross its left edge, in heights of a word: they lean on a page that was turned, and
// bend where the paper did. It is a polynomial of the place, each as a fraction of the page: across to the third power, for the two bends of
// a sheet that lies open, and down to the second, since rows lean differently at top and foot.
type lean struct {
	terms                [leanTerms]float64
	width, height, glyph float64
}

const leanTerms = 9

func (l lean) powers(x, y float64) [leanTerms]float64 {
	x, y = x/l.width, y/l.height
	var p [leanTerms]float64
	across := 1.0
	for i := 0; i < leanTerms; i += 3 {
		across *= x
		p[i], p[i+1], p[i+2] = across, across*y, across*y*y
	}
	return p
}

// A tie is two words that stand in one row.
type tie struct{ a, b Word }

const (
	// leastTies is how many tell how a page leans.
	leastTies = 6
	// slack is how well the middles of two words in a row agree, in heights: tails and capitals move them.
	slack = 0.1
	// maxLean is the steepest lean believed: preprocess turns pages upright, but not one whose edges are lost in what it lies on.
	maxLean = 0.2
	// levelPage is the most, in heights, that rows of a page may fall which needs no second look.
	levelPage = 0.2
	// reach is how far from its row, in heights, the words of another column may stand to be tied to it.
	reach = 0.6
)

// likelyTerms is how large the terms of the polynomial may be, by the power of the way down: few words must not make them larger, and a sheet bends
// much the same from top to foot.
var likelyTerms = [3]float64{10, 3, 1}

// leanOf measures how rows fall between the words that the reader put in one line. Where that is much, the columns of a table, which are lines of
// their own, are tied to the rows they then stand nearest to, and all is measured again.
func leanOf(words []Word, p *Page) lean {
	l := lean{width: p.Width, height: p.Height, glyph: p.Glyph}
	var ties []tie
	segments := runs(words)
	for _, s := range segments {
		for i := 1; i < len(s); i++ {
			ties = l.tied(ties, s[i-1], s[i])
		}
		if len(s) > 2 {
			ties = l.tied(ties, s[0], s[len(s)-1])
		}
	}
	if len(ties) < leastTies {
		return l
	}
	l.fit(ties)
	if l.most() <= levelPage {
		return l
	}
	// From column to column: where rows go beyond what is known of them is guessed best close by.
	for far := 0.3; far < 1.25; far += 0.1 {
		l.fit(append(ties[:len(ties):len(ties)], l.across(segments, far*p.Width)...))
	}
	return l
}

// runs are the words of each of the reader's lines.
func runs(words []Word) [][]Word {
	var found [][]Word
	from := 0
	for i := 1; i <= len(words); i++ {
		if i == len(words) || words[i].line != words[from].line {
			found = append(found, words[from:i])
			from = i
		}
	}
	return found
}

// tied adds two words that tell how a row falls: apart, of one height, not too steep.
func (l lean) tied(ties []tie, a, b Word) []tie {
	run := b.center() - a.center()
	if run < 2*l.glyph || math.Abs(a.Height()-b.Height()) > 0.25*l.glyph || math.Abs(b.middle()-a.middle()) > maxLean*run {
		return ties
	}
	return append(ties, tie{a, b})
}

func (w Word) center() float64 { return (w.Left + w.Right) / 2 }

// across ties the beginning of each line, unless it is further right than far, to the end of the one that stands left of it in its row.
func (l lean) across(segments [][]Word, far float64) []tie {
	band := func(w Word) int { return int(l.level(w) / l.glyph) }
	ends := map[int][]Word{}
	for _, s := range segments {
		last := s[len(s)-1]
		ends[band(last)] = append(ends[band(last)], last)
	}
	var ties []tie
	for _, s := range segments {
		first := s[0]
		if first.Left > far {
			continue
		}
		var nearest *Word
		for b := band(first) - 1; b <= band(first)+1; b++ {
			for i, end := range ends[b][:min(len(ends[b]), maxCandidates)] {
				if end.Right <= first.Left && math.Abs(l.level(end)-l.level(first)) <= reach*l.glyph && (nearest == nil || end.Right > nearest.Right) {
					nearest = &ends[b][i]
				}
			}
		}
		if nearest != nil && math.Abs(nearest.Height()-first.Height()) <= 0.5*l.glyph {
			ties = append(ties, tie{*nearest, first})
		}
	}
	return ties
}

// fit finds the terms with which the words of ties stand level, by least squares. What does not fit counts for little: some ties are wrong.
func (l *lean) fit(ties []tie) {
	for range 5 {
		var matrix [leanTerms][leanTerms + 1]float64
		for i := range matrix {
			likely := likelyTerms[i%3]
			matrix[i][i] = 1 / (likely * likely)
		}
		for _, t := range ties {
			a, b := l.powers(t.a.center(), t.a.middle()), l.powers(t.b.center(), t.b.middle())
			fall := (t.b.middle() - t.a.middle()) / l.glyph
			off := fall
			for i := range a {
				b[i] -= a[i]
				off -= l.terms[i] * b[i]
			}
			weight := 1 / (slack*slack + off*off)
			for i := range b {
				for j := range b {
					matrix[i][j] += weight * b[i] * b[j]
				}
				matrix[i][leanTerms] += weight * b[i] * fall
			}
		}
		l.terms = solved(matrix)
	}
}

// solved is the solution of linear equations whose matrix is symmetric and positive, the right side in its last column.
func solved(m [leanTerms][leanTerms + 1]float64) [leanTerms]float64 {
	for i := range m {
		for k := i + 1; k < leanTerms; k++ {
			share := m[k][i] / m[i][i]
			for j := i; j <= leanTerms; j++ {
				m[k][j] -= share * m[i][j]
			}
		}
	}
	var x [leanTerms]float64
	for i := leanTerms - 1; i >= 0; i-- {
		x[i] = m[i][leanTerms]
		for j := i + 1; j < leanTerms; j++ {
			x[i] -= m[i][j] * x[j]
		}
		x[i] /= m[i][i]
	}
	return x
}

// most is how far rows fall or rise at the most, in heights.
func (l lean) most() float64 {
	var falls []float64
	for y := 0.0; y <= 1; y += 0.25 {
		for x := 0.25; x <= 1; x += 0.25 {
			falls = append(falls, math.Abs(l.fall(x*l.width, y*l.height)))
		}
	}
	return slices.Max(falls) / l.glyph
}

// fall is how far, in pixels, a row has fallen at a place.
func (l lean) fall(x, y float64) float64 {
	sum := 0.0
	for i, p := range l.powers(x, y) {
		sum += l.terms[i] * p
	}
	return sum * l.glyph
}

// Level is the height of a word as if the page did not lean: the same for all words that stand in one row.
func (p *Page) Level(w Word) float64 { return p.lean.level(w) }

// level is the height at which the row of w crosses the left edge: the same for all words of a row.
func (l lean) level(w Word) float64 { return w.middle() - l.fall(w.center(), w.middle()) }
