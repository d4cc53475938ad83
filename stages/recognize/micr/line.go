package micr

import (
	"cmp"
	"image"
	"math"
	"slices"
)

// line is a row of characters of one height at one distance: x grows along it, in pixels of the page.
type line struct {
	left, right float64 // where the characters begin and end
	middle      fit     // y of the middle of the characters
	height      fit
	pitch       float64
	ends        []float64 // where its members end: right edges
}

// fit is a straight line over x.
type fit struct{ at0, slope float64 }

func (f fit) at(x float64) float64 { return f.at0 + f.slope*x }

const (
	// minHeight and maxHeight of a character, in pixels. Under 8 the strokes run together.
	minHeight, maxHeight = 8, 120
	// minNear of a line's 23 or more digits must stand near each other to be looked at, and minMembers in all.
	minNear, minMembers = 5, 8
	// widest is how many heights wide a member may be: characters that a lens blurred into one, of which the last one's right edge is seen.
	widest = 4.4
	// perHeight is the distance of characters for each pixel of their height: 0.125 inch to 0.117.
	perHeight = 0.125 / 0.117
)

// lines finds rows of characters that may be magnetic ink, the lowest first. Where a pen or a stamp went through the row, its pieces are put together again.
func lines(page *image.Gray) []line {
	boxes := slices.DeleteFunc(components(page), func(b image.Rectangle) bool {
		w, h := float64(b.Dx()), float64(b.Dy())
		return h < minHeight || h > maxHeight || w < 0.3*h || w > widest*h
	})
	slices.SortFunc(boxes, func(a, b image.Rectangle) int { return cmp.Or(a.Max.Y-b.Max.Y, a.Max.X-b.Max.X) })
	var found []line
	taken := map[image.Rectangle]bool{}
	for _, piece := range pieces(boxes) {
		if taken[piece[0]] {
			continue
		}
		l, ok := lineOf(piece, minNear)
		if !ok {
			continue
		}
		members := l.along(boxes)
		for _, m := range members {
			taken[m] = true
		}
		if l, ok = lineOf(members, minMembers); ok {
			found = append(found, l)
		}
	}
	slices.SortStableFunc(found, func(a, b line) int { return cmp.Compare(b.middle.at(b.left), a.middle.at(a.left)) }) // the lowest first
	return found[:min(len(found), maxLines)]
}

// pieces are boxes that are neighbours of one another, the most first.
func pieces(boxes []image.Rectangle) [][]image.Rectangle {
	sets := newSets(len(boxes))
	for i, a := range boxes {
		for j := i + 1; j < len(boxes) && boxes[j].Max.Y-a.Max.Y < a.Dy(); j++ {
			if neighbours(a, boxes[j]) {
				sets.join(i, j)
			}
		}
	}
	members := make([][]image.Rectangle, len(boxes))
	for i, b := range boxes {
		root := sets.root(i)
		members[root] = append(members[root], b)
	}
	members = slices.DeleteFunc(members, func(m []image.Rectangle) bool { return len(m) < minNear })
	slices.SortStableFunc(members, func(a, b []image.Rectangle) int { return len(b) - len(a) })
	return members
}

// along are the boxes that stand on the line, or where it would go on to both sides.
func (l line) along(boxes []image.Rectangle) []image.Rectangle {
	var members []image.Rectangle
	for _, b := range boxes {
		x := float64(b.Max.X)
		away := max(0, l.left-x, x-l.right)
		h := l.height.at(min(max(x, l.left), l.right))
		off := math.Abs(float64(b.Min.Y+b.Max.Y)/2 - l.middle.at(x))
		if away < beyond*l.pitch && off < 0.15*h+0.02*away && math.Abs(float64(b.Dy())-h) < 0.15*h+1 {
			members = append(members, b)
		}
	}
	return members
}

// neighbours says whether two characters can be one, two or three places apart on one line. Right edges are what the type
// sets at equal distances.
func neighbours(a, b image.Rectangle) bool {
	h := float64(a.Dy()+b.Dy()) / 2
	if math.Abs(float64(a.Dy()-b.Dy())) > 0.15*h+1 {
		return false
	}
	dx, dy := math.Abs(float64(b.Max.X-a.Max.X)), math.Abs(float64(b.Max.Y-a.Max.Y))
	const steepest = 0.2 // eleven degrees
	if dy > steepest*dx+0.1*h+1 {
		return false
	}
	places := math.Round(dx / (perHeight * h))
	// Seen from aside, a character is narrower or wider than its height tells.
	return places >= 1 && places <= 3 && math.Abs(dx-places*perHeight*h) < 0.1*h+0.1*dx
}

// lineOf fits a line to its members, if there are enough.
func lineOf(members []image.Rectangle, enough int) (line, bool) {
	if len(members) < enough {
		return line{}, false
	}
	slices.SortFunc(members, func(a, b image.Rectangle) int { return a.Max.X - b.Max.X })
	var xs, middles, heights, steps []float64
	for i, m := range members {
		xs = append(xs, float64(m.Max.X))
		middles = append(middles, float64(m.Min.Y+m.Max.Y)/2)
		heights = append(heights, float64(m.Dy()))
		if i > 0 {
			if step := float64(m.Max.X - members[i-1].Max.X); step < 1.5*float64(m.Dy()) && step > 0.7*float64(m.Dy()) {
				steps = append(steps, step)
			}
		}
	}
	if len(steps) < enough/2 {
		return line{}, false
	}
	l := line{left: float64(members[0].Min.X), right: xs[len(xs)-1], middle: fitted(xs, middles), height: fitted(xs, heights), pitch: mean(middleHalf(steps)), ends: xs}
	return l, l.height.at(l.left) >= minHeight && l.height.at(l.right) >= minHeight
}

// fitted is the least squares line, once more without what lies far off it.
func fitted(xs, ys []float64) fit {
	var f fit
	keep := func(int) bool { return true }
	for range 2 {
		var n, sx, sy, sxx, sxy float64
		for i, x := range xs {
			if keep(i) {
				n, sx, sy, sxx, sxy = n+1, sx+x, sy+ys[i], sxx+x*x, sxy+x*ys[i]
			}
		}
		if spread := n*sxx - sx*sx; n >= minNear/2 && spread > 0 {
			f.slope = (n*sxy - sx*sy) / spread
			f.at0 = (sy - f.slope*sx) / n
		}
		first := f
		var off []float64
		for i, x := range xs {
			off = append(off, math.Abs(ys[i]-first.at(x)))
		}
		limit := 1.5*mean(off) + 0.5
		keep = func(i int) bool { return off[i] <= limit }
	}
	return f
}

func middleHalf(values []float64) []float64 {
	slices.Sort(values)
	return values[len(values)/4 : len(values)-len(values)/4]
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(max(1, len(values)))
}
