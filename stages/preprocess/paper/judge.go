package paper

import "math"

const (
	// samples is at how many points a side is looked at.
	samples = 48
	// minSupport is the part of each side that is an edge, and minMean that of all four.
	minSupport, minMean = 0.6, 0.75
	// minDifference is how much the colour differs across each side, of 255, as a mean over a strip along it. Stripes of a table
	// cloth and frames of a form stay under it: there the strips look alike.
	minDifference = 22
	// strip is how deep a strip is, as a part of the picture's longer side, and gap how far from the side it begins.
	strip, gap = 0.045, 0.01
)

// likely is how much an outline looks like that of a page, 0 when it is none. The larger of two like ones is likelier: inside a
// page are frames, outside of it is nothing of its own.
func (s *scene) likely(c Corners) float64 {
	const clear, forArea = 80, 0.5 // a difference that is beyond doubt
	var supports [4]float64
	sum := 0.0
	for i := range c {
		supports[i] = s.support(c[i], c[(i+1)%4])
		if supports[i] < minSupport {
			return 0
		}
		sum += supports[i]
	}
	if sum < 4*minMean {
		return 0
	}
	likely := forArea * c.Area() / float64(s.Width*s.Height)
	for i := range c {
		difference := s.difference(c[i], c[(i+1)%4])
		if difference < minDifference {
			return 0
		}
		likely += supports[i] * min(1, difference/clear)
	}
	return likely
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
		for off := -2.0; off <= 2; off++ {
			at := int(y+off*ny)*s.Width + int(x+off*nx)
			dx, dy := float64(s.dx[at]), float64(s.dy[at])
			if slope := math.Hypot(dx, dy); slope >= float64(s.steep) && math.Abs(dx*nx+dy*ny) > 0.85*slope {
				found++
				break
			}
		}
	}
	if all < samples/2 {
		return 0
	}
	return float64(found) / float64(all)
}

// difference is how far the mean colours of the strips inside and outside a side are apart.
func (s *scene) difference(from, to Point) float64 {
	length := math.Hypot(to.X-from.X, to.Y-from.Y)
	nx, ny := (to.Y-from.Y)/length, -(to.X-from.X)/length // outward: corners go round with the clock
	long := float64(max(s.Width, s.Height))
	mean := func(side float64) (colour [3]float64, n float64) {
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
		return colour, n
	}
	in, nIn := mean(-1)
	out, nOut := mean(1)
	if nIn < samples || nOut < samples {
		return 0 // too little is seen of one side
	}
	most := 0.0
	for c := range 3 {
		most = max(most, math.Abs(in[c]/nIn-out[c]/nOut))
	}
	return most
}

// printedBeyond says whether what is outside is paper too, with print on it: then the outline is that of a tinted table on a page, or
// of a picture, and cutting it out would lose the rest of the page.
func (s *scene) printedBeyond(c Corners) bool {
	const white, print, most = 190, 10, 0.004 // a shade, shades a pixel, and the part of the outside
	near := 0.02 * float64(max(s.Width, s.Height))
	var shades [256]int
	all, printed := 0, 0
	for y := int(near); y < s.Height-int(near); y++ {
		for x := int(near); x < s.Width-int(near); x++ {
			if c.beyond(Point{float64(x), float64(y)}) < near {
				continue
			}
			at := y*s.Width + x
			all++
			shades[min(s.Pix[3*at], s.Pix[3*at+1], s.Pix[3*at+2])]++
			if math.Hypot(float64(s.dx[at]), float64(s.dy[at])) >= print {
				printed++
			}
		}
	}
	dark := 0
	for _, n := range shades[:white] {
		dark += n
	}
	return all > 0 && 2*dark < all && float64(printed) > most*float64(all)
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
