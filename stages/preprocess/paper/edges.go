package paper

import (
	"math"
	"slices"
)

// edge is a straight line: the points with cos*x + sin*y = far.
type edge struct{ cos, sin, far float64 }

// stands says whether the line is nearer to plumb than to level.
func (e edge) stands() bool { return math.Abs(e.cos) > math.Abs(e.sin) }

func (e edge) meets(f edge) (Point, bool) {
	d := e.cos*f.sin - e.sin*f.cos
	if math.Abs(d) < 0.2 {
		return Point{}, false
	}
	return Point{(e.far*f.sin - f.far*e.sin) / d, (f.far*e.cos - e.far*f.cos) / d}, true
}

// scene is a picture with its slopes: how fast, and where to, the colour changes at each pixel.
type scene struct {
	Picture
	dx, dy []float32
	// steep is the slope from which a pixel is part of an edge.
	steep float32
}

const (
	// blurs are how often the picture is softened with a mean of 3 x 3 pixels: weave and noise go, edges stay.
	blurs = 2
	// leastSteep is the least slope of an edge, in shades a pixel.
	leastSteep = 3
)

func sceneOf(p Picture) *scene {
	s := &scene{Picture: Picture{p.Width, p.Height, slices.Clone(p.Pix)}}
	for range blurs {
		s.soften()
	}
	s.brighten()
	s.slope()
	return s
}

// printReach is how thick a stroke of print may be, in pixels, for unprinted to take it away: half of that is gone from either side.
const printReach = 8

// unprinted is the scene without what is printed on it: each pixel is as light as the darkest of the lightest places around it (a closing). Of a
// newspaper its paper is left, and its pictures.
func (s *scene) unprinted() *scene {
	u := &scene{Picture: Picture{s.Width, s.Height, slices.Clone(s.Pix)}}
	for range printReach / 2 {
		u.around(func(a, b uint8) uint8 { return max(a, b) })
	}
	for range printReach / 2 {
		u.around(func(a, b uint8) uint8 { return min(a, b) })
	}
	for range blurs {
		u.soften()
	}
	u.slope()
	return u
}

// around picks for each pixel one shade of the 3 x 3 around it, by rows and then by columns.
func (s *scene) around(pick func(a, b uint8) uint8) {
	for _, step := range [2]int{3, 3 * s.Width} {
		from := slices.Clone(s.Pix)
		for at := step; at < len(from)-step; at++ {
			s.Pix[at] = pick(from[at], pick(from[at-step], from[at+step]))
		}
	}
}

// tints is the scene without its light: of each pixel only how red and how blue it is beside its other colours. Shadows and folds are gray and
// vanish, and a tinted card stands out from a newspaper that is as light as it is.
func (s *scene) tints() *scene {
	t := &scene{Picture: Picture{s.Width, s.Height, make([]byte, len(s.Pix))}}
	const plain, times = 128, 2
	shade := func(v int) byte { return byte(max(0, min(plain+times*v, 255))) }
	for i := 0; i < len(s.Pix); i += 3 {
		r, g, b := int(s.Pix[i]), int(s.Pix[i+1]), int(s.Pix[i+2])
		t.Pix[i], t.Pix[i+1], t.Pix[i+2] = shade(r-g), shade(b-(r+g)/2), plain
	}
	t.slope()
	return t
}

// slope fills in how the colours change.
func (s *scene) slope() {
	n := s.Width * s.Height
	s.dx, s.dy = make([]float32, n), make([]float32, n)
	var slopes []float32
	for y := 1; y < s.Height-1; y++ {
		for x := 1; x < s.Width-1; x++ {
			best := float32(0)
			for c := range 3 { // the colour that changes most
				at := func(x, y int) float32 { return float32(s.Pix[3*(y*s.Width+x)+c]) }
				dx := (at(x+1, y-1) + 2*at(x+1, y) + at(x+1, y+1) - at(x-1, y-1) - 2*at(x-1, y) - at(x-1, y+1)) / 8
				dy := (at(x-1, y+1) + 2*at(x, y+1) + at(x+1, y+1) - at(x-1, y-1) - 2*at(x, y-1) - at(x+1, y-1)) / 8
				if slope := dx*dx + dy*dy; slope > best {
					best, s.dx[y*s.Width+x], s.dy[y*s.Width+x] = slope, dx, dy
				}
			}
			slopes = append(slopes, best)
		}
	}
	slices.Sort(slopes)
	s.steep = max(leastSteep, float32(math.Sqrt(float64(slopes[len(slopes)*85/100]))))
}

// bright is the shade that the lightest twentieth of a picture should have at the least: what sets paper apart from a table is as many
// times less in bad light as the paper is darker.
const bright = 200

func (s *scene) brighten() {
	var shades [256]int
	for _, v := range s.Pix {
		shades[v]++
	}
	light, above := 255, 0
	for ; light > 0 && above+shades[light] < len(s.Pix)/20; light-- {
		above += shades[light]
	}
	if light == 0 || light >= bright {
		return
	}
	for i, v := range s.Pix {
		s.Pix[i] = uint8(min(int(v)*bright/light, 255))
	}
}

func (s *scene) soften() {
	from := slices.Clone(s.Pix)
	for y := 1; y < s.Height-1; y++ {
		for x := 1; x < s.Width-1; x++ {
			for c := range 3 {
				sum := 4
				for dy := -1; dy <= 1; dy++ {
					for dx := -1; dx <= 1; dx++ {
						sum += int(from[3*((y+dy)*s.Width+x+dx)+c])
					}
				}
				s.Pix[3*(y*s.Width+x)+c] = uint8(sum / 9)
			}
		}
	}
}

const (
	angles = 180 // of lines, one a degree
	// unsureAt is the slope of which the direction is sure to 3 degrees; of half the slope it is sure to 4.
	unsureAt = 20
	// manyLines of each direction are looked at, and the worthiest maxLines tried: four of them make a page, so this is what Find costs.
	manyLines, maxLines = 48, 14
	// apart is how different two lines must be, in degrees and pixels.
	apartAngle, apartFar = 4, 8
)

// lines are the edges that lie and that stand and are most likely the sides of something: the Hough transform, where each pixel votes for the lines across
// its slope.
func (s *scene) lines() (across, along []segment) {
	diagonal := int(math.Hypot(float64(s.Width), float64(s.Height))) + 2
	votes := make([]float32, angles*2*diagonal)
	var cos, sin [angles]float64
	for a := range angles {
		sin[a], cos[a] = math.Sincos(float64(a) * math.Pi / angles)
	}
	for y := range s.Height {
		for x := range s.Width {
			dx, dy := s.dx[y*s.Width+x], s.dy[y*s.Width+x]
			if dx*dx+dy*dy < s.steep*s.steep {
				continue
			}
			direction := math.Atan2(float64(dy), float64(dx)) * angles / math.Pi
			unsure := 2 + math.Round(unsureAt/math.Hypot(float64(dx), float64(dy)))
			for off := -unsure; off <= unsure; off++ {
				a := (int(math.Round(direction+off)) + 2*angles) % angles
				far := int(math.Round(float64(x)*cos[a]+float64(y)*sin[a])) + diagonal
				votes[a*2*diagonal+far]++ // each pixel has one vote, however steep: a page's edge is long, not sharp
			}
		}
	}
	type candidate struct {
		votes  float32
		a, far int
	}
	var all []candidate
	least := float32(min(s.Width, s.Height)) * 0.1
	for a := range angles {
		for far := 1; far < 2*diagonal-1; far++ {
			here := votes[a*2*diagonal+far]
			if here >= least && here >= votes[a*2*diagonal+far-1] && here >= votes[a*2*diagonal+far+1] {
				all = append(all, candidate{here, a, far})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return int(b.votes - a.votes) })
	var chosen [2][]candidate
	for _, c := range all {
		class := 0 // lies: its normal stands
		if c.a < angles/4 || c.a >= angles*3/4 {
			class = 1
		}
		near := func(d candidate) bool {
			turn := (c.a - d.a + angles) % angles
			far := c.far - d.far
			if turn > angles/2 {
				turn = angles - turn
			}
			if c.a < angles/4 != (d.a < angles/4) && class == 1 { // the same line has its distance negative half a turn on
				far = c.far + d.far - 2*diagonal
			}
			return turn < apartAngle && far < apartFar && far > -apartFar
		}
		if len(chosen[class]) < manyLines && !slices.ContainsFunc(chosen[class], near) {
			chosen[class] = append(chosen[class], c)
		}
	}
	made := func(cs []candidate) (edges []edge) {
		for _, c := range cs {
			edges = append(edges, edge{cos[c.a], sin[c.a], float64(c.far - diagonal)})
		}
		return edges
	}
	return s.worthiest(made(chosen[0])), s.worthiest(made(chosen[1]))
}
