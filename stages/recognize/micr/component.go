package micr

import "image"

// darkness is how far under the mean around it a pixel must be to be ink: Bradley and Roth, Adaptive Thresholding Using
// the Integral Image (2007).
const darkness = 0.85

// components are the boxes of connected dark spots.
func components(page *image.Gray) []image.Rectangle {
	w, h := page.Bounds().Dx(), page.Bounds().Dy()
	sums := integral(page)
	reach := max(8, max(w, h)/48)
	type run struct{ from, to, y int }
	var runs []run
	sets := newSets(0)
	above, aboveEnd := 0, 0 // the runs of the row above
	for y := range h {
		first := len(runs)
		row := page.Pix[y*page.Stride:]
		for x := 0; x < w; {
			if !dark(sums, w, h, x, y, reach, row[x]) {
				x++
				continue
			}
			from := x
			for x < w && dark(sums, w, h, x, y, reach, row[x]) {
				x++
			}
			runs = append(runs, run{from, x, y})
			this := sets.add()
			for above < aboveEnd && runs[above].to < from {
				above++
			}
			for k := above; k < aboveEnd && runs[k].from <= x; k++ {
				sets.join(this, k)
			}
		}
		above, aboveEnd = first, len(runs)
	}
	boxes := map[int]image.Rectangle{}
	for i, r := range runs {
		root := sets.root(i)
		boxes[root] = boxes[root].Union(image.Rect(r.from, r.y, r.to, r.y+1))
	}
	found := make([]image.Rectangle, 0, len(boxes))
	for i := range runs { // in order, so that the same page gives the same list
		if b, ok := boxes[i]; ok {
			found = append(found, b)
		}
	}
	return found
}

// integral has at [y*(w+1)+x] the sum of all pixels left of x and above y.
func integral(page *image.Gray) []uint32 {
	w, h := page.Bounds().Dx(), page.Bounds().Dy()
	sums := make([]uint32, (w+1)*(h+1))
	for y := range h {
		row := uint32(0)
		for x := range w {
			row += uint32(page.Pix[y*page.Stride+x])
			sums[(y+1)*(w+1)+x+1] = sums[y*(w+1)+x+1] + row
		}
	}
	return sums
}

func dark(sums []uint32, w, h, x, y, reach int, shade uint8) bool {
	left, right, top, bottom := max(0, x-reach), min(w, x+reach+1), max(0, y-reach), min(h, y+reach+1)
	sum := sums[bottom*(w+1)+right] - sums[bottom*(w+1)+left] - sums[top*(w+1)+right] + sums[top*(w+1)+left]
	return float64(shade)*float64((right-left)*(bottom-top)) < darkness*float64(sum)
}

// sets are disjoint sets of numbers from 0.
type sets []int

func newSets(n int) *sets {
	s := make(sets, n)
	for i := range s {
		s[i] = i
	}
	return &s
}

func (s *sets) add() int {
	*s = append(*s, len(*s))
	return len(*s) - 1
}

func (s *sets) root(i int) int {
	for (*s)[i] != i {
		(*s)[i] = (*s)[(*s)[i]]
		i = (*s)[i]
	}
	return i
}

// join puts two sets together under the smaller root.
func (s *sets) join(i, j int) {
	a, b := s.root(i), s.root(j)
	(*s)[max(a, b)] = min(a, b)
}
