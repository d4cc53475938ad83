package recognize

import (
	"cmp"
	"image"
	"slices"
	"unicode"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/recognize/neural"
)

// Tesseract takes a line in much larger type than the rest for a picture and leaves it out: the firm's name at the head of a bill. So ink
// of the shape of a line where it saw no word is shown to the networks.
const (
	// maxUnreadSide is the longest side of the copy on which ink is looked for: a letter of body text is ten pixels high on it.
	maxUnreadSide = 1600
	// inkDepth is how far ink is from the shade of the paper, of 255.
	inkDepth = 60
	// A line is so many heights of the page's words high, at least and at most, at least so wide for its height, and so full of ink.
	leastHigh, mostHigh, leastWide = 0.6, 5, 2.5
	leastFull, mostFull            = 0.08, 0.7
	// maxUnread bounds the lines that are shown to the networks, the largest first.
	maxUnread = 8
	// sureLine is the confidence from which a line is believed, and leastLetters how many letters it has: the rest are signatures, stamps
	// and the pattern of the paper.
	sureLine, leastLetters = 0.95, 4
)

// unread adds the lines of a flat page that Tesseract did not see.
func (s *sheet) unread(words []*munshiv1.Word) ([]*munshiv1.Word, error) {
	if len(words) == 0 {
		return words, nil
	}
	shades, err := s.image.Shades(maxUnreadSide)
	if err != nil {
		return nil, err
	}
	scale := float64(s.image.Width()) / float64(shades.Bounds().Dx())
	var boxes []neural.Quad
	for _, b := range unreadInk(shades, words) {
		boxes = append(boxes, piece{left: float64(b.Min.X) * scale, top: float64(b.Min.Y) * scale, right: float64(b.Max.X) * scale, bottom: float64(b.Max.Y) * scale}.quad())
	}
	if len(boxes) == 0 {
		return words, nil
	}
	lines, err := s.seenIn(s.image, boxes)
	if err != nil {
		return nil, err
	}
	number, block := int32(0), int32(0)
	for _, w := range words {
		number, block = max(number, w.GetLine()+1), max(block, w.GetBlock()+1)
	}
	width, height := float64(s.image.Width()), float64(s.image.Height())
	for _, line := range lines {
		if line.Confidence < sureLine || lettersIn(line) < leastLetters {
			continue
		}
		var seen []*munshiv1.Word
		for _, w := range line.Words {
			seen = append(seen, word(w, number, block, width, height))
		}
		number, block = number+1, block+1
		at := slices.IndexFunc(words, func(w *munshiv1.Word) bool { return w.GetBox().GetTop() >= seen[0].GetBox().GetBottom() })
		if at < 0 {
			at = len(words)
		}
		words = slices.Insert(words, at, seen...)
	}
	return words, nil
}

func lettersIn(line neural.Line) int {
	n := 0
	for _, r := range lineText(line) {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// unreadInk are the places of ink that has the shape of a line, and no word.
func unreadInk(shades *image.Gray, words []*munshiv1.Word) []image.Rectangle {
	width, height := shades.Bounds().Dx(), shades.Bounds().Dy()
	heights := make([]float64, len(words))
	for i, w := range words {
		heights[i] = (w.GetBox().GetBottom() - w.GetBox().GetTop()) * float64(height)
	}
	slices.Sort(heights)
	glyph := max(heights[len(heights)/2], 4)
	ink := inkIn(shades)
	for _, w := range words { // and what hangs over a word's box
		b, over := w.GetBox(), glyph/4
		left, right := max(int(b.GetLeft()*float64(width)-over), 0), min(int(b.GetRight()*float64(width)+over), width)
		for y := max(int(b.GetTop()*float64(height)-over), 0); y < min(int(b.GetBottom()*float64(height)+over), height); y++ {
			clear(ink[y*width+min(left, right) : y*width+right])
		}
	}
	var lines []image.Rectangle
	for _, c := range clumps(ink, width, int(glyph)) {
		wide, high := float64(c.box.Dx()), float64(c.box.Dy())
		full := float64(c.ink) / (wide * high)
		if high >= leastHigh*glyph && high <= mostHigh*glyph && wide >= leastWide*high && full >= leastFull && full <= mostFull {
			lines = append(lines, c.box)
		}
	}
	slices.SortFunc(lines, func(a, b image.Rectangle) int { return cmp.Compare(b.Dx()*b.Dy(), a.Dx()*a.Dy()) })
	return lines[:min(len(lines), maxUnread)]
}

// inkIn tells of each pixel whether it is far from the commonest shade.
func inkIn(shades *image.Gray) []bool {
	var times [256]int
	for _, v := range shades.Pix {
		times[v]++
	}
	paper := 0
	for v, n := range times {
		if n > times[paper] {
			paper = v
		}
	}
	ink := make([]bool, len(shades.Pix))
	for i, v := range shades.Pix {
		ink[i] = int(v) < paper-inkDepth || int(v) > paper+inkDepth
	}
	return ink
}

// clump is ink that hangs together.
type clump struct {
	box image.Rectangle
	ink int
}

// clumps joins ink across gaps of at most so many pixels in a row, and with what it touches in the row above.
func clumps(ink []bool, width, gap int) []clump {
	type run struct{ from, to, clump int }
	var found []clump
	var parent []int
	root := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	var above []run
	for y := 0; (y+1)*width <= len(ink); y++ {
		var runs []run
		row := ink[y*width : (y+1)*width]
		for x := 0; x < width; x++ {
			if !row[x] {
				continue
			}
			r := run{from: x, to: x + 1}
			dots := 1
			for next := x + 1; next < width && next-r.to <= gap; next++ {
				if row[next] {
					r.to, dots = next+1, dots+1
				}
			}
			r.clump = len(found)
			found = append(found, clump{image.Rect(r.from, y, r.to, y+1), dots})
			parent = append(parent, r.clump)
			runs = append(runs, r)
			x = r.to
		}
		for i, j := 0, 0; i < len(above) && j < len(runs); {
			a, b := above[i], runs[j]
			if a.from < b.to && b.from < a.to {
				if p, q := root(a.clump), root(b.clump); p != q {
					parent[q] = p
					found[p].box, found[p].ink = found[p].box.Union(found[q].box), found[p].ink+found[q].ink
				}
			}
			if a.to < b.to {
				i++
			} else {
				j++
			}
		}
		above = runs
	}
	var whole []clump
	for i := range found {
		if parent[i] == i {
			whole = append(whole, found[i])
		}
	}
	return whole
}
