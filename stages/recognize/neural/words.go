package neural

// worded makes a line of its characters. step is the width of the network's steps in pixels of the drawn line, which fills the
// left width columns.
func worded(box Quad, glyphs []glyph, step float64, drawn tensor, width int) Line {
	line := Line{Quad: box}
	ink := inkOf(drawn)[:width]
	middle := func(g glyph) float64 { return (float64(g.step) + 0.5) * step }
	sum := 0.0
	from := 0 // of the glyphs, where the word begins
	left := ink.next(0, 1, len(ink))
	for i, g := range glyphs {
		sum += float64(g.confidence)
		if g.text != " " {
			continue
		}
		if i == from || i+1 == len(glyphs) { // a space that parts no words
			if i == from {
				from = i + 1
			}
			continue
		}
		end, begin := ink.gap(int(middle(glyphs[i-1])), int(middle(glyphs[i+1])))
		line.add(glyphs[from:i], left, end, width)
		from, left = i+1, begin
	}
	line.add(glyphs[from:], left, ink.next(len(ink)-1, -1, len(ink))+1, width)
	line.Confidence = sum / float64(max(len(glyphs), 1))
	return line
}

// add adds a word that stands between two columns of a drawn line of that width.
func (l *Line) add(glyphs []glyph, left, right, width int) {
	for len(glyphs) > 0 && glyphs[len(glyphs)-1].text == " " {
		glyphs = glyphs[:len(glyphs)-1]
	}
	if len(glyphs) == 0 {
		return
	}
	glyphs = fitted(glyphs)
	var w Word
	for _, g := range glyphs {
		w.Text += g.text
		w.Confidence += float64(g.confidence) / float64(len(glyphs))
	}
	w.Quad = l.Quad.part(float64(left)/float64(width), float64(max(right, left+1))/float64(width))
	l.Words = append(l.Words, w)
}

// columns says of each column of a drawn line whether there is ink in it.
type columns []bool

// inkShare is how far the shades of a column must spread to be ink, as a share of the widest spread of the line.
const inkShare = 0.3

func inkOf(drawn tensor) columns {
	green := drawn.data[drawn.width*drawn.height : 2*drawn.width*drawn.height]
	spread := make([]float32, drawn.width)
	most := float32(0)
	for x := range spread {
		low, high := float32(1), float32(-1)
		for y := drawn.height / 8; y < drawn.height*7/8; y++ { // neighbouring lines may reach in above and below
			v := green[y*drawn.width+x]
			low, high = min(low, v), max(high, v)
		}
		spread[x] = high - low
		most = max(most, spread[x])
	}
	ink := make(columns, drawn.width)
	for x, s := range spread {
		ink[x] = s > inkShare*most
	}
	return ink
}

// next is the first column with ink from x on, in steps of by; the side it started from when there is none within reach.
func (c columns) next(x, by, reach int) int {
	for n, at := 0, x; n < reach && at >= 0 && at < len(c); n, at = n+1, at+by {
		if c[at] {
			return at
		}
	}
	return x
}

// gap is the widest stretch without ink between two columns: where it begins and ends. Where there is none, both are halfway.
func (c columns) gap(from, to int) (begin, end int) {
	from, to = max(from, 0), min(to, len(c)-1)
	begin = (from + to) / 2
	end = begin
	for x := from; x < to; x++ {
		if c[x] {
			continue
		}
		start := x
		for x < to && !c[x] {
			x++
		}
		if x-start > end-begin {
			begin, end = start, x
		}
	}
	return begin, end
}
