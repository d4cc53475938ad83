package paper

import (
	"cmp"
	"math"
	"slices"
)

// segment is the part of a line along which what is on one side looks different from what is on the other, in the same way all along:
// the side of a sheet, or a crease in it. A check of a table cloth and a line of print change from one way to the other, and the
// gap of two boards has the same on both sides.
type segment struct {
	edge
	from, to Point // from is the upper or the left end
	worth    float64
}

const (
	// pace is how far apart the points are at which a line is looked at, in pixels.
	pace = 4
	// plain is a difference that tells two sides apart, of 255; where there is no edge a segment loses so much of the worth of a point.
	plain, missed = 20, 0.6
)

// segmentOf is the best part of a line.
func (s *scene) segmentOf(e edge) segment {
	best := segment{edge: e}
	diagonal := math.Hypot(float64(s.Width), float64(s.Height))
	at := func(t float64) Point { return Point{e.far*e.cos - t*e.sin, e.far*e.sin + t*e.cos} }
	// The greatest sum of a run (Kadane), for each colour and each way it may differ.
	var sums, starts [6]float64
	for t := -diagonal; t <= diagonal; t += pace {
		p := at(t)
		if p.X < 3 || p.Y < 3 || p.X > float64(s.Width-4) || p.Y > float64(s.Height-4) {
			continue
		}
		edged, difference := s.edged(p, e.cos, e.sin), s.across(p, e.cos, e.sin)
		for i := range sums {
			worth := -missed
			if edged {
				worth = max(-1, min(1, float64(1-2*(i%2))*difference[i/2]/plain))
			}
			if sums[i] <= 0 {
				sums[i], starts[i] = 0, t
			}
			if sums[i] += worth; sums[i] > best.worth {
				best.worth, best.from, best.to = sums[i], at(starts[i]), p
			}
		}
	}
	if e.stands() && best.from.Y > best.to.Y || !e.stands() && best.from.X > best.to.X {
		best.from, best.to = best.to, best.from
	}
	return best
}

// edged says whether there is an edge at a point, or nearly, across a direction.
func (s *scene) edged(p Point, nx, ny float64) bool {
	for off := -2.0; off <= 2; off++ {
		at := int(p.Y+off*ny)*s.Width + int(p.X+off*nx)
		dx, dy := float64(s.dx[at]), float64(s.dy[at])
		if slope := math.Hypot(dx, dy); slope >= float64(s.steep) && math.Abs(dx*nx+dy*ny) > 0.85*slope {
			return true
		}
	}
	return false
}

// across is how the colour beyond a point differs from that before it.
func (s *scene) across(p Point, nx, ny float64) (difference [3]float64) {
	long := float64(max(s.Width, s.Height))
	n := 0.0
	for depth := gap * long; depth <= (gap+strip)*long; depth += 3 {
		x, y := int(p.X+depth*nx), int(p.Y+depth*ny)
		u, v := int(p.X-depth*nx), int(p.Y-depth*ny)
		if min(x, y, u, v) < 0 || max(x, u) >= s.Width || max(y, v) >= s.Height {
			break
		}
		for c := range 3 {
			difference[c] += float64(s.Pix[3*(y*s.Width+x)+c]) - float64(s.Pix[3*(v*s.Width+u)+c])
		}
		n++
	}
	for c := range 3 {
		difference[c] /= max(n, 1)
	}
	return difference
}

// worthiest are the lines with the best segments.
func (s *scene) worthiest(lines []edge) []segment {
	var all []segment
	for _, e := range lines {
		all = append(all, s.segmentOf(e))
	}
	slices.SortStableFunc(all, func(a, b segment) int { return cmp.Compare(b.worth, a.worth) })
	return all[:min(len(all), maxLines)]
}

const (
	// curve is how far the side of a bent sheet may be from where it would be straight, as a part of the picture's longer side.
	curve = 0.035
	// alike is how much shorter one of the two straight sides may be than the other.
	alike = 0.7
)

// bent is the largest sheet that is curled or folded: two of its sides are straight all the same, the creases or the roll run along
// them, and at their ends are its corners. Between them is no line, but in each quarter what is inside looks different from
// what is outside.
func (s *scene) bent(across, along []segment) (best Corners, found bool) {
	most := 0.0
	for _, sides := range [][]segment{across, along} {
		for i, a := range sides {
			for _, b := range sides[i+1:] {
				c := between(a, b)
				if c.Area() < 0 {
					c = between(b, a)
				}
				if area := c.Area(); area > most && s.plausible(c) && s.bentAt(c, a.stands()) {
					best, most = c, area
				}
			}
		}
	}
	return best, most > 0
}

// between is the outline between two sides, of which the first is the upper or the left one.
func between(a, b segment) Corners {
	if a.stands() {
		return Corners{a.from, b.from, b.to, a.to}
	}
	return Corners{a.from, a.to, b.to, b.from}
}

// bentAt says whether an outline may be that of a sheet whose standing sides, or else its lying ones, are straight.
func (s *scene) bentAt(c Corners, standing bool) bool {
	straight, curved := [2]int{0, 2}, [2]int{1, 3}
	if standing {
		straight, curved = curved, straight
	}
	length := func(i int) float64 { return math.Hypot(c[(i+1)%4].X-c[i].X, c[(i+1)%4].Y-c[i].Y) }
	if a, b := length(straight[0]), length(straight[1]); min(a, b) < alike*max(a, b) {
		return false
	}
	least := math.Inf(1)
	for _, i := range straight {
		from, to := c[i], c[(i+1)%4]
		if least = min(least, s.difference(from, to, gap)); least < minDifference || s.support(from, to) < minSupport {
			return false
		}
	}
	for _, i := range curved {
		from, to := c[i], c[(i+1)%4]
		for quarter := range 4 {
			t, u := float64(quarter)/4, float64(quarter+1)/4
			a := Point{from.X + t*(to.X-from.X), from.Y + t*(to.Y-from.Y)}
			b := Point{from.X + u*(to.X-from.X), from.Y + u*(to.Y-from.Y)}
			if s.difference(a, b, curve) < max(minDifference, least/2) {
				return false
			}
		}
	}
	return true
}

// continues says whether a sheet goes on beyond the sides of a panel of it: what is there looks more like the panel than like anything
// outside the sheet.
func (s *scene) continues(panel, sheet Corners) bool {
	const inside = 0.05 // a side so far inside, as a part of the picture's longer side, is none of the sheet's
	for i, from := range panel {
		to := panel[(i+1)%4]
		if sheet.beyond(Point{(from.X + to.X) / 2, (from.Y + to.Y) / 2}) > -inside*float64(max(s.Width, s.Height)) {
			continue
		}
		paper, beyond, _ := s.strips(from, to, gap)
		for j := range sheet {
			if _, ground, seen := s.strips(sheet[j], sheet[(j+1)%4], gap); seen && apart(beyond, ground) < apart(beyond, paper) {
				return false
			}
		}
	}
	return true
}
