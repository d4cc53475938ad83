// Package paper finds a page or card in a photograph: its four corners, when they are sure.
//
// Find looks for straight edges (edges.go), keeps those along which two sides look different (segment.go), joins four of them to
// quadrilaterals, and believes one only when each of its sides is an edge over most of its length and what is inside looks different
// from what is outside along each (judge.go). A bent sheet has two straight sides and two curved ones (segment.go); of a white sheet on
// a white table there is only the edge, and it is believed where nothing is printed beyond it. When in doubt there is no page: a page that
// is left as it is can be read, one that lost its foot cannot.
package paper

import (
	"math"
)

// Point is a place in a picture, in pixels.
type Point struct{ X, Y float64 }

// Corners are top left, top right, bottom right and bottom left.
type Corners [4]Point

// Picture has red, green and blue bytes, row by row.
type Picture struct {
	Width, Height int
	Pix           []byte
}

const (
	// Side is how long the longer side of a picture should be: finer ones show the weave of the table cloth, coarser
	// ones lose the corners.
	Side = 480
	// minSide is the least that is looked at.
	minSide = 60
	// minArea and maxArea are the part of the picture that a page covers. A page that fills it needs no cutting out.
	minArea, maxArea = 0.2, 0.97
	// muchLarger is how much larger than a straight sheet a bent one must be to take its place, and asLarge one that is an edge nearly all
	// along and has nothing around it.
	muchLarger, asLarge = 1.1, 0.9
	// outside is how far, as a part of the picture, a corner may be beyond its edge.
	outside = 0.02
)

// Find is the page's corners; false when it is not sure.
func Find(p Picture) (Corners, bool) {
	if min(p.Width, p.Height) < minSide || len(p.Pix) != 3*p.Width*p.Height {
		return Corners{}, false
	}
	s := sceneOf(p)
	across, along := s.lines()
	best, found := s.straight(across, along, onGround)
	enough := muchLarger
	if found {
		best = s.refined(best)
		support := s.supported(best)
		found = support >= leastRefined && !s.printedBeyond(best)
		if support < straightEnough {
			enough = asLarge // a line through a curve is askew
		}
	}
	// A panel of a folded sheet looks like a sheet: what is around it is the sheet.
	if bent, ok := s.bent(across, along); ok && (!found || bent.Area() > enough*best.Area()) && !s.printedBeyond(bent) {
		// When what is beyond the panel may as well be the ground, neither is sure.
		best, found = bent, !found || s.continues(best, bent)
	}
	if faint, ok := s.straight(across, along, onPaper); ok && (!found || faint.Area() > asLarge*best.Area()) {
		if faint = s.refined(faint); s.blankBeyond(faint) {
			return s.grown(faint), true
		}
	}
	if !found || s.supported(best) < straightEnough {
		if c, ok := s.onPrint(); ok {
			return c, true
		}
	}
	if !found {
		return Corners{}, false
	}
	return s.grown(best), true
}

// onPrint is the outline of a sheet that lies on another one full of print, such as a newspaper: the print is steeper than the sheet's edges, so
// they are looked for without it. The larger of two is the sheet: part of a card may be as light as the newspaper, or have its tint.
func (s *scene) onPrint() (largest Corners, found bool) {
	if s.printed() < leastPrinted {
		return Corners{}, false
	}
	unprinted := s.unprinted()
	for _, u := range []*scene{unprinted, unprinted.tints()} {
		across, along := u.lines()
		c, ok := u.straight(across, along, onGround)
		if !ok {
			continue
		}
		if c = u.refined(c); u.supported(c) >= straightEnough && s.printAround(c) && c.Area() > largest.Area() {
			largest, found = u.grown(c), true
		}
	}
	return largest, found
}

// straight is the likeliest outline of four of the lines.
func (s *scene) straight(across, along []segment, d demands) (best Corners, found bool) {
	most := 0.0
	for i, top := range across {
		for _, bottom := range across[i+1:] {
			for j, left := range along {
				for _, right := range along[j+1:] {
					c, ok := corners(top.edge, bottom.edge, left.edge, right.edge)
					if !ok || !s.plausible(c) {
						continue
					}
					if likely := s.likely(c, d); likely > most {
						best, most = c, likely
					}
				}
			}
		}
	}
	return best, most > 0
}

// corners are where two lines that lie and two that stand meet.
func corners(a, b, c, d edge) (Corners, bool) {
	var points [4]Point
	for i, pair := range [4][2]edge{{a, c}, {a, d}, {b, d}, {b, c}} {
		p, ok := pair[0].meets(pair[1])
		if !ok {
			return Corners{}, false
		}
		points[i] = p
	}
	// The first line need not be the upper one, nor the third the left one.
	if points[0].Y+points[1].Y > points[2].Y+points[3].Y {
		points[0], points[1], points[2], points[3] = points[3], points[2], points[1], points[0]
	}
	if points[0].X+points[3].X > points[1].X+points[2].X {
		points[0], points[1], points[2], points[3] = points[1], points[0], points[3], points[2]
	}
	return points, true
}

// plausible says whether a page can have that outline: convex, large, and seen from not too far aside.
func (s *scene) plausible(c Corners) bool {
	w, h := float64(s.Width), float64(s.Height)
	for _, p := range c {
		if p.X < -outside*w || p.Y < -outside*h || p.X > (1+outside)*w || p.Y > (1+outside)*h {
			return false
		}
	}
	if part := c.Area() / (w * h); part < minArea || part > maxArea {
		return false
	}
	const flattest, sharpest = 60 * math.Pi / 180, 120 * math.Pi / 180
	for i := range c {
		before, at, after := c[(i+3)%4], c[i], c[(i+1)%4]
		turn := math.Atan2(after.Y-at.Y, after.X-at.X) - math.Atan2(before.Y-at.Y, before.X-at.X)
		turn = math.Mod(-turn+4*math.Pi, 2*math.Pi)
		if turn < flattest || turn > sharpest {
			return false
		}
	}
	return true
}

// Area in square pixels; negative when the corners go round the other way.
func (c Corners) Area() float64 {
	sum := 0.0
	for i, p := range c {
		q := c[(i+1)%4]
		sum += p.X*q.Y - q.X*p.Y
	}
	return sum / 2
}

// Scaled are the corners in a picture that is so many times as large.
func (c Corners) Scaled(x, y float64) Corners {
	for i := range c {
		c[i].X *= x
		c[i].Y *= y
	}
	return c
}

// Size is the width and height of the page as it will be seen from the front: the longer of opposite sides, so that
// nothing is lost.
func (c Corners) Size() (width, height float64) {
	side := func(i, j int) float64 { return math.Hypot(c[i].X-c[j].X, c[i].Y-c[j].Y) }
	return max(side(0, 1), side(3, 2)), max(side(0, 3), side(1, 2))
}

// Lean is the angle of the side that is farthest from level or plumb, in radians.
func (c Corners) Lean() float64 {
	most := 0.0
	for i, p := range c {
		q := c[(i+1)%4]
		dx, dy := math.Abs(q.X-p.X), math.Abs(q.Y-p.Y)
		most = max(most, math.Atan2(min(dx, dy), max(dx, dy)))
	}
	return most
}
