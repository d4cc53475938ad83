package paper

import (
	"math"
	"slices"
)

// reach is how far from a side, in pixels, its true edge is looked for.
const reach = 9

// refined are the corners where the steepest edges along the four sides meet: the lines of the Hough transform are up to a
// degree and some pixels off.
func (s *scene) refined(c Corners) Corners {
	var sides [4]edge
	for i := range c {
		e, ok := s.steepest(c[i], c[(i+1)%4])
		if !ok {
			return c
		}
		sides[i] = e
	}
	better := c
	for i := range c {
		p, ok := sides[(i+3)%4].meets(sides[i])
		if !ok || math.Hypot(p.X-c[i].X, p.Y-c[i].Y) > 2*reach {
			return c
		}
		better[i] = p
	}
	return better
}

// steepest is the line through the steepest points near a side.
func (s *scene) steepest(from, to Point) (edge, bool) {
	length := math.Hypot(to.X-from.X, to.Y-from.Y)
	ux, uy := (to.X-from.X)/length, (to.Y-from.Y)/length
	nx, ny := uy, -ux
	var along, off []float64
	for i := range samples {
		u := (float64(i) + 0.5) / samples * length
		best, at := 0.0, 0.0
		for v := -float64(reach); v <= reach; v += 0.5 {
			x, y := int(math.Round(from.X+u*ux+v*nx)), int(math.Round(from.Y+u*uy+v*ny))
			if x < 1 || y < 1 || x >= s.Width-1 || y >= s.Height-1 {
				continue
			}
			dx, dy := float64(s.dx[y*s.Width+x]), float64(s.dy[y*s.Width+x])
			if across := math.Abs(dx*nx + dy*ny); across > best && across > 0.85*math.Hypot(dx, dy) {
				best, at = across, v
			}
		}
		if best >= float64(s.steep) {
			along, off = append(along, u), append(off, at)
		}
	}
	tilt, base, ok := fitted(along, off)
	if !ok {
		return edge{}, false
	}
	// The points from + u*(ux, uy) + (base + tilt*u)*(nx, ny), as a line.
	a, b := Point{from.X + base*nx, from.Y + base*ny}, Point{ux + tilt*nx, uy + tilt*ny}
	cos, sin := b.Y/math.Hypot(b.X, b.Y), -b.X/math.Hypot(b.X, b.Y)
	return edge{cos, sin, a.X*cos + a.Y*sin}, true
}

// fitted is the straight line off = base + tilt*along that lies near most points. Print near the edge of a page pulls the
// others aside: the line through two points with the smallest median distance to all (least median of squares).
func fitted(along, off []float64) (tilt, base float64, ok bool) {
	n := len(along)
	if n < samples/3 {
		return 0, 0, false
	}
	least := math.Inf(1)
	distances := make([]float64, n)
	for i := 0; i < n; i += 2 {
		for j := i + n/3; j < n; j += 2 {
			t := (off[j] - off[i]) / (along[j] - along[i])
			b := off[i] - t*along[i]
			for k := range n {
				distances[k] = math.Abs(off[k] - b - t*along[k])
			}
			slices.Sort(distances)
			if distances[n/2] < least {
				least, tilt, base = distances[n/2], t, b
			}
		}
	}
	// Then the mean of those that are on it.
	var m, su, sv, suu, suv float64
	for k := range n {
		if v := off[k]; math.Abs(v-base-tilt*along[k]) <= max(1, 2.5*least) {
			u := along[k]
			m, su, sv, suu, suv = m+1, su+u, sv+v, suu+u*u, suv+u*v
		}
	}
	if spread := m*suu - su*su; spread > 0 {
		tilt = (m*suv - su*sv) / spread
		base = (sv - tilt*su) / m
	}
	return tilt, base, true
}

// edgedEnough is the part of a side that is an edge when the side is straight, and bulge how far one is moved outward of which no part is,
// as a part of the picture's longer side.
const edgedEnough, bulge = 0.9, 0.09

// grown is the outline with the sides moved outward that are not an edge all along: there the sheet is curved, and may bulge beyond
// them. What is lost is not read, and a strip of the ground does no harm.
func (s *scene) grown(c Corners) Corners {
	var sides [4]edge
	for i, from := range c {
		to := c[(i+1)%4]
		length := math.Hypot(to.X-from.X, to.Y-from.Y)
		nx, ny := (to.Y-from.Y)/length, -(to.X-from.X)/length
		sides[i] = edge{nx, ny, from.X*nx + from.Y*ny}
		if support := s.support(from, to); support < edgedEnough {
			sides[i].far += (1 - support/edgedEnough) * bulge * float64(max(s.Width, s.Height))
		}
	}
	larger := c
	for i := range c {
		p, ok := sides[(i+3)%4].meets(sides[i])
		if !ok {
			return c
		}
		larger[i] = p
	}
	return larger
}
