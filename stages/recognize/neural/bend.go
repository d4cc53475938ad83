package neural

import (
	"math"
	"slices"
)

// bend is how far rows fall, in heights of a line, from the left edge of what is written to a place on the page: they curve where the paper
// does. It is a polynomial of the place, across to the third power, for the two bends of a sheet that lies open, and down to the first.
type bend struct {
	terms                           [bendTerms]float64
	left, top, width, depth, height float64
}

const (
	bendTerms = 6
	// leastLong is how many long lines tell how a page bends.
	leastLong = 8
	// endSlack is how well the ends of a straight line are known, in heights: a tail or a capital at one end tilts its box.
	endSlack = 0.15
	// straight is the most, in heights, that rows of a page may fall which needs no second look.
	straight = 0.3
)

// likelyBend is how large the terms may be, by the power of the way down: few lines must not make them larger.
var likelyBend = [2]float64{10, 3}

// bendOf measures how rows bend by how each long line lies, so that the columns of a table, which are lines of their own, are known to
// stand in one row although nothing is written between them.
func bendOf(pieces []piece) bend {
	b := bend{left: math.Inf(1), top: math.Inf(1)}
	var long []piece
	var heights []float64
	right, foot := math.Inf(-1), math.Inf(-1)
	for _, p := range pieces {
		b.left, right = min(b.left, p.left), max(right, p.right)
		b.top, foot = min(b.top, p.level), max(foot, p.level)
		if p.right-p.left > 3*p.height {
			long, heights = append(long, p), append(heights, p.height)
		}
	}
	b.width, b.depth = right-b.left, foot-b.top
	if len(long) < leastLong || b.depth <= 0 {
		return bend{}
	}
	slices.Sort(heights)
	b.height = heights[len(heights)/2]
	b.fit(long)
	if !b.explains(long) {
		return bend{}
	}
	for across := 0.25; across <= 1; across += 0.25 {
		for down := 0.0; down <= 1; down += 0.5 {
			if math.Abs(b.fall(b.left+across*b.width, b.top+down*b.depth)) > straight*b.height {
				return b
			}
		}
	}
	return bend{}
}

// explains tells whether lines lie as the fit says: on crumpled paper each lies as it likes, and a fit to them would part rows that stand
// together.
func (b bend) explains(long []piece) bool {
	var before, after []float64
	for _, p := range long {
		before = append(before, math.Abs(p.fall))
		after = append(after, math.Abs(p.fall-b.fall(p.right, p.level)+b.fall(p.left, p.level)))
	}
	slices.Sort(before)
	slices.Sort(after)
	return after[len(after)/2] < before[len(before)/2]/2
}

// powers are the terms of the polynomial at a place.
func (b bend) powers(at, level float64) [bendTerms]float64 {
	x, y := (at-b.left)/b.width, (level-b.top)/b.depth
	return [bendTerms]float64{x, x * y, x * x, x * x * y, x * x * x, x * x * x * y}
}

// fall is how far, in pixels, a row has fallen at a place.
func (b bend) fall(at, level float64) float64 {
	if b.height == 0 {
		return 0
	}
	sum := 0.0
	for i, p := range b.powers(at, level) {
		sum += b.terms[i] * p
	}
	return sum * b.height
}

// fit finds the terms with which the ends of each line stand level, by least squares. What does not fit counts for little: a stamp or a
// signature lies as it likes.
func (b *bend) fit(long []piece) {
	for range 5 {
		var matrix [bendTerms][bendTerms + 1]float64
		for i := range matrix {
			likely := likelyBend[i%2]
			matrix[i][i] = 1 / (likely * likely)
		}
		for _, p := range long {
			from, to := b.powers(p.left, p.level), b.powers(p.right, p.level)
			fall := p.fall / b.height
			off := fall
			for i := range to {
				to[i] -= from[i]
				off -= b.terms[i] * to[i]
			}
			weight := 1 / (endSlack*endSlack + off*off)
			for i := range to {
				for j := range to {
					matrix[i][j] += weight * to[i] * to[j]
				}
				matrix[i][bendTerms] += weight * to[i] * fall
			}
		}
		b.terms = solved(matrix)
	}
}

// solved is the solution of linear equations whose matrix is symmetric and positive, the right side in its last column.
func solved(m [bendTerms][bendTerms + 1]float64) [bendTerms]float64 {
	for i := range m {
		for k := i + 1; k < bendTerms; k++ {
			share := m[k][i] / m[i][i]
			for j := i; j <= bendTerms; j++ {
				m[k][j] -= share * m[i][j]
			}
		}
	}
	var x [bendTerms]float64
	for i := bendTerms - 1; i >= 0; i-- {
		x[i] = m[i][bendTerms]
		for j := i + 1; j < bendTerms; j++ {
			x[i] -= m[i][j] * x[j]
		}
		x[i] /= m[i][i]
	}
	return x
}
