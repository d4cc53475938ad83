package micr

import (
	"image"
	"math"
	"slices"
)

const (
	// beyond is how many places a strip goes on to both sides: characters at the ends may have been missed.
	beyond = 20
	// stripRows is the height of a strip: the characters, and room for them to be off the line.
	stripRows = rows + 2*slack
	// slack is how far, in pixels, characters may be off the line.
	slack = 3
)

// strip is a line straightened: scale pixels a cell, 1 is ink and 0 paper.
type strip struct {
	width int
	ink   []float32 // stripRows rows
}

// x is where on the page the column of a strip is.
func (l line) x(column float64) float64 {
	return l.left - beyond*l.pitch + column*l.pitch/pitch
}

// columnsOf is how many columns the strip has.
func (l line) columnsOf() int {
	return int((l.right - l.left + 2*beyond*l.pitch) / l.pitch * pitch)
}

// point is where on the page a point of the strip is; row counts from the middle of the characters.
func (l line) point(column, row float64) (x, y float64) {
	x = l.x(column)
	y = l.middle.at(x)
	off := row * l.height.at(x) / (9 * scale)
	// Characters lean with their line: what is over the middle is to the right of it when the line falls.
	return x - off*l.middle.slope, y + off
}

// box is where on the page the character is whose place begins at column.
func (l line) box(column int) image.Rectangle {
	box := image.Rectangle{}
	for _, c := range []float64{(inkRight - 7) * scale, inkRight * scale} {
		for _, r := range []float64{-4.5 * scale, 4.5 * scale} {
			x, y := l.point(float64(column)+c, r)
			box = box.Union(image.Rect(int(math.Floor(x)), int(math.Floor(y)), int(math.Ceil(x))+1, int(math.Ceil(y))+1))
		}
	}
	return box
}

// maxPlaces bounds a strip: a cheque's line has under 70.
const maxPlaces = 150

func (l line) strip(page *image.Gray) strip {
	s := strip{width: min(l.columnsOf(), maxPlaces*columns)}
	s.ink = make([]float32, s.width*stripRows)
	for column := range s.width {
		for row := range stripRows {
			x, y := l.point(float64(column)+0.5, float64(row)+0.5-stripRows/2.0)
			s.ink[row*s.width+column] = shade(page, x, y)
		}
	}
	s.level()
	return s
}

// shade is the page's at a point, between its pixels; outside is paper like the nearest.
func shade(page *image.Gray, x, y float64) float32 {
	w, h := page.Bounds().Dx(), page.Bounds().Dy()
	x, y = max(0, min(float64(w-1), x-0.5)), max(0, min(float64(h-1), y-0.5))
	x0, y0 := int(x), int(y)
	x1, y1 := min(w-1, x0+1), min(h-1, y0+1)
	fx, fy := float32(x-float64(x0)), float32(y-float64(y0))
	at := func(x, y int) float32 { return float32(page.Pix[y*page.Stride+x]) }
	return (at(x0, y0)*(1-fx)+at(x1, y0)*fx)*(1-fy) + (at(x0, y1)*(1-fx)+at(x1, y1)*fx)*fy
}

// level makes ink of shades: paper is the light of its neighbourhood, however the light falls.
func (s strip) level() {
	const near = 3 * columns
	paper := make([]float32, s.width)
	var shades []float32
	for from := 0; from < s.width; from += near {
		shades = shades[:0]
		for row := range stripRows {
			shades = append(shades, s.ink[row*s.width+from:row*s.width+min(s.width, from+near)]...)
		}
		slices.Sort(shades)
		for c := from; c < min(s.width, from+near); c++ {
			paper[c] = max(1, shades[len(shades)*8/10])
		}
	}
	for row := range stripRows {
		for c := range s.width {
			v := &s.ink[row*s.width+c]
			*v = max(0, 1-*v/paper[c])
		}
	}
}
