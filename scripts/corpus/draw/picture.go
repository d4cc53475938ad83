package draw

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

const mmPerInch, pointsPerInch = 25.4, 72

// Picture is a Paper of pixels.
type Picture struct {
	Image         *image.RGBA
	dpi           float64
	width, height float64
	faces         map[faceKey]font.Face
	words         []printed
}

// NewPicture makes an empty picture of the given size in millimetres, filled with ground.
func NewPicture(width, height, dpi float64, ground color.RGBA) *Picture {
	p := &Picture{dpi: dpi, width: width, height: height, faces: map[faceKey]font.Face{}}
	p.Image = image.NewRGBA(image.Rect(0, 0, int(math.Ceil(p.px(width))), int(math.Ceil(p.px(height)))))
	draw.Draw(p.Image, p.Image.Bounds(), image.NewUniform(ground), image.Point{}, draw.Src)
	return p
}

// Size implements Paper.
func (p *Picture) Size() (float64, float64) { return p.width, p.height }

// Text implements Paper.
func (p *Picture) Text(x, y float64, text string, style Style) {
	x -= shift(style.Align) * p.Width(text, style)
	d := font.Drawer{Dst: p.Image, Src: image.NewUniform(style.Ink), Face: p.face(style),
		Dot: fixed.Point26_6{X: fixed26(p.px(x)), Y: fixed26(p.px(y))}}
	d.DrawString(text)
	p.noteText(x, y, text, style)
}

// Width implements Paper.
func (p *Picture) Width(text string, style Style) float64 {
	return float64(font.MeasureString(p.face(style), text)) / 64 / p.dpi * mmPerInch
}

// Line implements Paper.
func (p *Picture) Line(x1, y1, x2, y2, thickness float64, ink color.RGBA) {
	dx, dy := x2-x1, y2-y1
	length := math.Hypot(dx, dy)
	if length == 0 {
		return
	}
	nx, ny := -dy/length*thickness/2, dx/length*thickness/2
	p.Shape(ink, x1+nx, y1+ny, x2+nx, y2+ny, x2-nx, y2-ny, x1-nx, y1-ny)
}

// Fill implements Paper.
func (p *Picture) Fill(x, y, width, height float64, ink color.RGBA) {
	p.Shape(ink, x, y, x+width, y, x+width, y+height, x, y+height)
}

// Disc fills a circle.
func (p *Picture) Disc(x, y, radius float64, ink color.RGBA) {
	p.Ellipse(x, y, radius, radius, ink)
}

// Ellipse fills an ellipse.
func (p *Picture) Ellipse(x, y, rx, ry float64, ink color.RGBA) {
	const corners = 48
	points := make([]float64, 0, 2*corners)
	for i := range corners {
		a := 2 * math.Pi * float64(i) / corners
		points = append(points, x+rx*math.Cos(a), y+ry*math.Sin(a))
	}
	p.Shape(ink, points...)
}

// Curve draws the line through points (x, y, x, y, ...).
func (p *Picture) Curve(thickness float64, ink color.RGBA, points ...float64) {
	for i := 0; i+3 < len(points); i += 2 {
		p.Line(points[i], points[i+1], points[i+2], points[i+3], thickness, ink)
	}
}

// Shape fills the polygon with the given corners (x, y, x, y, ...). Only the pixels around it are touched.
func (p *Picture) Shape(ink color.RGBA, corners ...float64) {
	minX, minY, maxX, maxY := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for i := 0; i+1 < len(corners); i += 2 {
		minX, maxX = min(minX, p.px(corners[i])), max(maxX, p.px(corners[i]))
		minY, maxY = min(minY, p.px(corners[i+1])), max(maxY, p.px(corners[i+1]))
	}
	area := image.Rect(int(math.Floor(minX)), int(math.Floor(minY)), int(math.Ceil(maxX))+1, int(math.Ceil(maxY))+1).Intersect(p.Image.Bounds())
	if area.Empty() {
		return
	}
	r := vector.NewRasterizer(area.Dx(), area.Dy())
	at := func(i int) (float32, float32) {
		return float32(p.px(corners[i])) - float32(area.Min.X), float32(p.px(corners[i+1])) - float32(area.Min.Y)
	}
	r.MoveTo(at(0))
	for i := 2; i+1 < len(corners); i += 2 {
		r.LineTo(at(i))
	}
	r.ClosePath()
	r.Draw(p.Image, area, image.NewUniform(ink), image.Point{})
}

// Cut leaves the upper height millimetres of the picture.
func (p *Picture) Cut(height float64) {
	p.height = min(height, p.height)
	rows := p.Image.Bounds()
	rows.Max.Y = int(math.Ceil(p.px(p.height)))
	p.Image = p.Image.SubImage(rows).(*image.RGBA)
}

func (p *Picture) px(mm float64) float64 { return mm / mmPerInch * p.dpi }

func (p *Picture) face(s Style) font.Face {
	key := faceKey{s.Face, s.Size}
	if f, ok := p.faces[key]; ok {
		return f
	}
	f := faceAt(s.Face, s.Size, p.dpi)
	p.faces[key] = f
	return f
}

// shift is the part of its width by which a text moves to the left.
func shift(a Align) float64 { return float64(a) / 2 }

func fixed26(px float64) fixed.Int26_6 { return fixed.Int26_6(math.Round(px * 64)) }
