package neural

import (
	"maps"
	"math"
	"slices"
)

// How lines are taken from the map of the detection network. The map tells for each pixel how likely it belongs to the core of
// a line, which is narrower than the line, so that neighbours do not touch (Liao et al., Real-time Scene Text Detection
// with Differentiable Binarization, AAAI 2020).
const (
	coreThreshold = 0.3
	boxThreshold  = 0.5 // mean likelihood of a box, below which it is no text
	unclipRatio   = 1.6 // how far a core is from its line's edge, as a share of area / perimeter
	minCore       = 3   // shortest side of a core, in pixels of the map
	maxBoxes      = 1500
)

// boxesOn finds the lines of text on a map of width x height likelihoods. Corners are in pixels of the map.
func boxesOn(likelihood []float32, width, height int) []Quad {
	var boxes []Quad
	var add func(core []column)
	add = func(core []column) {
		if len(boxes) == maxBoxes {
			return
		}
		box := smallestRectangle(hull(outline(core)))
		w, h := box.width(), box.height()
		if min(w, h) < minCore {
			return
		}
		if meanWithin(likelihood, width, height, box) < boxThreshold {
			if left, right := cut(likelihood, width, core); len(left) > 0 {
				add(left)
				add(right)
			}
			return
		}
		grow := w * h * unclipRatio / (2 * (w + h))
		boxes = append(boxes, grown(box, grow))
	}
	cores(likelihood, width, height, add)
	return boxes
}

// column is how far down a core reaches at x, from its highest to its lowest pixel.
type column struct{ x, top, bottom int }

func outline(core []column) []Point {
	points := make([]Point, 0, 2*len(core))
	for _, c := range core {
		points = append(points, Point{float64(c.x), float64(c.top)}, Point{float64(c.x), float64(c.bottom)})
	}
	return points
}

// leastBent is how many times longer than high a core is that may be cut because it bends.
const leastBent = 8

// cut is a long line on paper that curves in two, and nothing of anything else: a rectangle around the whole is mostly what is above and
// below it, though the core itself is sure. It is cut where it is faintest near its middle, which is between two words, and what both
// will grow by is left out, or both would have the letter beside the cut.
func cut(likelihood []float32, width int, core []column) (left, right []column) {
	var sum, faintest float64
	pixels, at := 0, 0
	for i, c := range core {
		inColumn := 0.0
		for y := c.top; y <= c.bottom; y++ {
			inColumn += float64(likelihood[y*width+c.x])
		}
		sum, pixels = sum+inColumn, pixels+c.bottom-c.top+1
		if i >= len(core)/3 && i <= len(core)*2/3 && (at == 0 || inColumn < faintest) {
			at, faintest = i, inColumn
		}
	}
	if len(core)*len(core) < leastBent*pixels || sum < boxThreshold*float64(pixels) {
		return nil, nil
	}
	margin := int(unclipRatio / 2 * float64(pixels) / float64(len(core)))
	return core[:at-margin], core[at+margin:]
}

// cores calls each with every connected part of the map over the threshold, from left to right. Parts one pixel apart are one: the map is
// widened by a pixel to the right and below.
func cores(likelihood []float32, width, height int, each func(core []column)) {
	mask := make([]bool, width*height)
	for y := range height {
		for x := range width {
			if likelihood[y*width+x] <= coreThreshold {
				continue
			}
			for ny := y; ny <= min(y+1, height-1); ny++ {
				for nx := x; nx <= min(x+1, width-1); nx++ {
					mask[ny*width+nx] = true
				}
			}
		}
	}
	var stack []int
	for start, set := range mask {
		if !set {
			continue
		}
		columns := map[int]column{}
		mask[start] = false
		stack = append(stack[:0], start)
		for len(stack) > 0 {
			at := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			x, y := at%width, at/width
			if c, seen := columns[x]; seen {
				columns[x] = column{x, min(c.top, y), max(c.bottom, y)}
			} else {
				columns[x] = column{x, y, y}
			}
			for ny := max(y-1, 0); ny <= min(y+1, height-1); ny++ {
				for nx := max(x-1, 0); nx <= min(x+1, width-1); nx++ {
					if next := ny*width + nx; mask[next] {
						mask[next] = false
						stack = append(stack, next)
					}
				}
			}
		}
		each(slices.SortedFunc(maps.Values(columns), func(a, b column) int { return a.x - b.x }))
	}
}

// hull is the convex hull, by Andrew's monotone chain.
func hull(points []Point) []Point {
	slices.SortFunc(points, func(p, q Point) int {
		if p.X != q.X {
			return int(math.Copysign(1, p.X-q.X))
		}
		return int(math.Copysign(1, p.Y-q.Y))
	})
	points = slices.Compact(points)
	if len(points) < 3 {
		return points
	}
	half := func(points []Point) []Point {
		var chain []Point
		for _, p := range points {
			for len(chain) > 1 && cross(chain[len(chain)-2], chain[len(chain)-1], p) <= 0 {
				chain = chain[:len(chain)-1]
			}
			chain = append(chain, p)
		}
		return chain[:len(chain)-1]
	}
	lower := half(points)
	slices.Reverse(points)
	return append(lower, half(points)...)
}

func cross(o, p, q Point) float64 { return (p.X-o.X)*(q.Y-o.Y) - (p.Y-o.Y)*(q.X-o.X) }

// smallestRectangle is the rectangle of least area around a convex hull: one of its sides lies on a side of the hull
// (Freeman and Shapira, 1975). Its corners go clockwise from the one that is top left when it is turned least.
func smallestRectangle(hull []Point) Quad {
	if len(hull) == 1 {
		return Quad{hull[0], hull[0], hull[0], hull[0]}
	}
	var best Quad
	least := math.Inf(1)
	for i, from := range hull {
		side := hull[(i+1)%len(hull)].minus(from)
		angle := math.Mod(math.Atan2(side.Y, side.X)+2*math.Pi, math.Pi/2)
		if angle > math.Pi/4 {
			angle -= math.Pi / 2
		}
		along, down := Point{math.Cos(angle), math.Sin(angle)}, Point{-math.Sin(angle), math.Cos(angle)}
		left, top, right, bottom := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
		for _, p := range hull {
			u, v := p.X*along.X+p.Y*along.Y, p.X*down.X+p.Y*down.Y
			left, right, top, bottom = min(left, u), max(right, u), min(top, v), max(bottom, v)
		}
		if area := (right - left) * (bottom - top); area < least {
			least = area
			corner := func(u, v float64) Point { return along.times(u).plus(down.times(v)) }
			best = Quad{corner(left, top), corner(right, top), corner(right, bottom), corner(left, bottom)}
		}
	}
	return best
}

// grown moves each side of a rectangle outward by as many pixels.
func grown(q Quad, by float64) Quad {
	along, down := unit(q[1].minus(q[0])).times(by), unit(q[3].minus(q[0])).times(by)
	return Quad{q[0].minus(along).minus(down), q[1].plus(along).minus(down), q[2].plus(along).plus(down), q[3].minus(along).plus(down)}
}

func unit(p Point) Point { return p.times(1 / max(math.Hypot(p.X, p.Y), 1e-9)) }

// meanWithin is the mean of the map within a rectangle.
func meanWithin(likelihood []float32, width, height int, q Quad) float64 {
	left, top, right, bottom := q.Bounds()
	along, down := unit(q[1].minus(q[0])), unit(q[3].minus(q[0]))
	w, h := q.width(), q.height()
	sum, n := 0.0, 0
	for y := max(int(top), 0); y <= min(int(math.Ceil(bottom)), height-1); y++ {
		for x := max(int(left), 0); x <= min(int(math.Ceil(right)), width-1); x++ {
			p := Point{float64(x), float64(y)}.minus(q[0])
			u, v := p.X*along.X+p.Y*along.Y, p.X*down.X+p.Y*down.Y
			if u >= -0.5 && u <= w+0.5 && v >= -0.5 && v <= h+0.5 {
				sum += float64(likelihood[y*width+x])
				n++
			}
		}
	}
	return sum / float64(max(n, 1))
}
