package paper

import "math"

const (
	// samples is at how many points a side is looked at.
	samples = 48
	// leastRefined is the part of each side that must be an edge when it was refined: four lines that meet on print and pictures here and
	// there do not become surer. A side that is less of an edge than straightEnough may be curved.
	leastRefined, straightEnough = 0.5, 0.8
	// minDifference is how much the colour differs across each side, of 255, as a mean over a strip along it. Stripes of a table
	// cloth and frames of a form stay under it: there the strips look alike.
	minDifference = 22
	// minSupport is the part of each side that is an edge.
	minSupport = 0.6
	// strip is how deep a strip is, as a part of the picture's longer side, and gap how far from the side it begins.
	strip, gap = 0.045, 0.01
)

// demands are what an outline must fulfil: which part of each side is an edge and of all four, and how much the colours differ across each,
// to be one at all, and to be beyond doubt.
type demands struct{ support, mean, difference, clear float64 }

var (
	// onGround is a page on a ground that looks different.
	onGround = demands{support: minSupport, mean: 0.75, difference: minDifference, clear: 80}
	// onPaper is a white page on a white ground: nearly nothing sets them apart, so there must be an edge nearly all along.
	onPaper = demands{support: 0.7, mean: 0.85, difference: 3, clear: 20}
)

// likely is how much an outline looks like that of a page, 0 when it is none. The larger of two like ones is likelier: inside a
// page are frames, outside of it is nothing of its own.
func (s *scene) likely(c Corners, d demands) float64 {
	const forArea = 0.5
	var supports [4]float64
	sum := 0.0
	for i := range c {
		supports[i] = s.support(c[i], c[(i+1)%4])
		if supports[i] < d.support {
			return 0
		}
		sum += supports[i]
	}
	if sum < 4*d.mean {
		return 0
	}
	likely := forArea * c.Area() / float64(s.Width*s.Height)
	for i := range c {
		difference := s.difference(c[i], c[(i+1)%4], gap)
		if difference < d.difference {
			return 0
		}
		likely += supports[i] * min(1, difference/d.clear)
	}
	return likely
}

// supported is the part of that side which is least of an edge.
func (s *scene) supported(c Corners) float64 {
	least := 1.0
	for i := range c {
		least = min(least, s.support(c[i], c[(i+1)%4]))
	}
	return least
}

// support is the part of a side along which there is an edge.
func (s *scene) support(from, to Point) float64 {
	length := math.Hypot(to.X-from.X, to.Y-from.Y)
	nx, ny := (to.Y-from.Y)/length, -(to.X-from.X)/length
	found, all := 0, 0
	for i := range samples {
		t := (float64(i) + 0.5) / samples
		x, y := from.X+t*(to.X-from.X), from.Y+t*(to.Y-from.Y)
		if x < 3 || y < 3 || x > float64(s.Width-4) || y > float64(s.Height-4) {
			continue // the page goes on beyond the picture here: nothing can be seen
		}
		all++
		if s.edged(Point{x, y}, nx, ny) {
			found++
		}
	}
	if all < samples/2 {
		return 0
	}
	return float64(found) / float64(all)
}

// difference is how far the mean colours of the strips inside and outside a side are apart, which begin so far from it.
func (s *scene) difference(from, to Point, gap float64) float64 {
	in, out, ok := s.strips(from, to, gap)
	if !ok {
		return 0
	}
	return apart(in, out)
}

// apart is how far two colours are apart, in the one of red, green and blue that differs most.
func apart(a, b [3]float64) float64 {
	return max(math.Abs(a[0]-b[0]), math.Abs(a[1]-b[1]), math.Abs(a[2]-b[2]))
}

// strips are the mean colours inside and outside a side; not ok when too little is seen of one of them.
func (s *scene) strips(from, to Point, gap float64) (in, out [3]float64, ok bool) {
	length := math.Hypot(to.X-from.X, to.Y-from.Y)
	nx, ny := (to.Y-from.Y)/length, -(to.X-from.X)/length // outward: corners go round with the clock
	long := float64(max(s.Width, s.Height))
	mean := func(side float64) (colour [3]float64, ok bool) {
		n := 0.0
		for i := range samples {
			t := 0.04 + 0.92*(float64(i)+0.5)/samples
			for depth := gap * long; depth <= (gap+strip)*long; depth += 2 {
				x, y := int(from.X+t*(to.X-from.X)+side*depth*nx), int(from.Y+t*(to.Y-from.Y)+side*depth*ny)
				if x < 0 || y < 0 || x >= s.Width || y >= s.Height {
					break
				}
				for c := range 3 {
					colour[c] += float64(s.Pix[3*(y*s.Width+x)+c])
				}
				n++
			}
		}
		for c := range 3 {
			colour[c] /= max(n, 1)
		}
		return colour, n >= samples
	}
	in, seenIn := mean(-1)
	out, seenOut := mean(1)
	return in, out, seenIn && seenOut
}

// printedBeyond says whether what is outside is paper too, with print on it: then the outline is that of a tinted table on a page, or
// of a picture, and cutting it out would lose the rest of the page. Print that runs askew to the outline is another sheet's.
func (s *scene) printedBeyond(c Corners) bool {
	const white, most = 190, 0.004 // a shade, and the part of the outside
	bright, printed := s.lookedBeyond(c, white, print)
	return bright > 0.5 && printed > most && !s.askewBeyond(c)
}

// askewBeyond says whether most of what is outside is lines, and they run another way than the outline.
func (s *scene) askewBeyond(c Corners) bool {
	const lined, askew = 0.3, 4 * math.Pi / 180
	var beyond, sides bearings
	s.eachBeyond(c, func(at int) { beyond.add(float64(s.dx[at]), float64(s.dy[at])) })
	for i, from := range c {
		to := c[(i+1)%4]
		sides.add(to.X-from.X, to.Y-from.Y)
	}
	return beyond.alike() > lined && math.Abs(beyond.from(sides)) > askew
}

// bearings are the directions of what is drawn, each as weighty as it is long, up to quarter turns: lines of print have slopes across them and,
// at the stems of letters, along them.
type bearings struct{ re, im, all float64 }

func (b *bearings) add(dx, dy float64) {
	length := math.Hypot(dx, dy)
	sin, cos := math.Sincos(4 * math.Atan2(dy, dx))
	b.re, b.im, b.all = b.re+length*cos, b.im+length*sin, b.all+length
}

// alike is 1 when all have the same direction and 0 when they have any.
func (b bearings) alike() float64 { return math.Hypot(b.re, b.im) / max(b.all, 1) }

// from is the angle from the directions of c to those of b, in radians, at most an eighth of a turn.
func (b bearings) from(c bearings) float64 {
	return math.Atan2(b.im*c.re-b.re*c.im, b.re*c.re+b.im*c.im) / 4
}

// blankBeyond says whether there is nothing outside that could be print.
func (s *scene) blankBeyond(c Corners) bool {
	const print, most = 4, 0.002
	_, printed := s.lookedBeyond(c, 0, print)
	return printed < most
}

// lookedBeyond is which part of the outside is brighter than a shade, and which part slopes by more shades a pixel.
func (s *scene) lookedBeyond(c Corners, shade byte, slope float64) (bright, sloping float64) {
	all := 0.0
	s.eachBeyond(c, func(at int) {
		all++
		if min(s.Pix[3*at], s.Pix[3*at+1], s.Pix[3*at+2]) >= shade {
			bright++
		}
		if math.Hypot(float64(s.dx[at]), float64(s.dy[at])) >= slope {
			sloping++
		}
	})
	return bright / max(all, 1), sloping / max(all, 1)
}

const (
	// print is how steep print is, in shades a pixel.
	print = 10
	// leastPrinted is the part of a newspaper that is print; of a ruled page, of wood and of cloth it is less.
	leastPrinted = 0.06
)

// printed is the part of the picture that may be print.
func (s *scene) printed() float64 {
	n := 0
	for at := range s.dx {
		if math.Hypot(float64(s.dx[at]), float64(s.dy[at])) >= print {
			n++
		}
	}
	return float64(n) / float64(len(s.dx))
}

// printAround says whether an outline lies on another sheet that is full of print: on its own page a tinted table does too, but there
// the print runs along with it.
func (s *scene) printAround(c Corners) bool {
	_, printed := s.lookedBeyond(c, 0, print)
	return printed > leastPrinted && s.askewBeyond(c)
}

// eachBeyond goes through the pixels that are clearly outside, and not at the edge of the picture.
func (s *scene) eachBeyond(c Corners, look func(at int)) {
	near := 0.02 * float64(max(s.Width, s.Height))
	for y := int(near); y < s.Height-int(near); y++ {
		for x := int(near); x < s.Width-int(near); x++ {
			if c.beyond(Point{float64(x), float64(y)}) >= near {
				look(y*s.Width + x)
			}
		}
	}
}

// beyond is how far a point is outside, in pixels; negative inside.
func (c Corners) beyond(p Point) float64 {
	most := math.Inf(-1)
	for i, from := range c {
		to := c[(i+1)%4]
		length := math.Hypot(to.X-from.X, to.Y-from.Y)
		most = max(most, ((p.X-from.X)*(to.Y-from.Y)-(p.Y-from.Y)*(to.X-from.X))/length)
	}
	return most
}
