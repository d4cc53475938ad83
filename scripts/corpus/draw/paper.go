// Package draw is the drawing kit of the corpus: one small Paper interface, in millimetres, with two
// implementations, a picture (Picture) and a PDF with a text layer (PDF), so that a layout is written
// once and can become either. Photograph (photograph.go) then does to a picture what a phone does.
//
// Everything is deterministic: the same calls give the same bytes.
package draw

import "image/color"

// Face is one of the fonts that documents are printed in.
type Face string

// The faces, all of the Liberation family, apart from Hand, which stands for handwriting.
const (
	Sans      Face = "sans"
	SansBold  Face = "sansbold"
	Serif     Face = "serif"
	SerifBold Face = "serifbold"
	Mono      Face = "mono"
	MonoBold  Face = "monobold"
	Hand      Face = "hand"
)

// Align says which part of a text stands at the given x.
type Align int

// Left is the default: the text begins at x.
const (
	Left Align = iota
	Center
	Right
)

// Style is how a text looks.
type Style struct {
	Face Face
	// Size in points.
	Size  float64
	Ink   color.RGBA
	Align Align
}

// In returns the style with another ink.
func (s Style) In(ink color.RGBA) Style { s.Ink = ink; return s }

// At returns the style with another alignment.
func (s Style) At(a Align) Style { s.Align = a; return s }

// Inks used by more than one kind of document.
var (
	Black = color.RGBA{20, 20, 22, 255}
	Grey  = color.RGBA{110, 110, 115, 255}
	Pale  = color.RGBA{200, 202, 206, 255}
	White = color.RGBA{255, 255, 255, 255}
	Blue  = color.RGBA{24, 42, 130, 255}
)

// Paper is something to draw on. All measures are millimetres from the top left corner; y of a text is its baseline.
type Paper interface {
	// Size is the width and height of the page.
	Size() (width, height float64)
	// Text writes one line.
	Text(x, y float64, text string, style Style)
	// Width is how wide Text would be.
	Width(text string, style Style) float64
	// Line draws a straight line.
	Line(x1, y1, x2, y2, thickness float64, ink color.RGBA)
	// Fill fills a rectangle.
	Fill(x, y, width, height float64, ink color.RGBA)
}

// Frame draws the outline of a rectangle.
func Frame(p Paper, x, y, width, height, thickness float64, ink color.RGBA) {
	p.Line(x, y, x+width, y, thickness, ink)
	p.Line(x, y+height, x+width, y+height, thickness, ink)
	p.Line(x, y, x, y+height, thickness, ink)
	p.Line(x+width, y, x+width, y+height, thickness, ink)
}

// Spaced writes text one character to a cell of the given pitch, as in date boxes and MICR lines.
func Spaced(p Paper, x, y, pitch float64, text string, style Style) {
	for i, r := range text {
		p.Text(x+pitch*(float64(i)+0.5), y, string(r), style.At(Center))
	}
}
