package papers

import (
	"image/color"
	"math"
	"strings"

	"github.com/munshi-in/munshi/scripts/corpus/draw"
	"github.com/munshi-in/munshi/scripts/corpus/invent"
)

// A card is as large as a bank card.
const cardWidth, cardHeight, cardDPI = 85.6, 54, 300

var panLayouts = []string{"old", "new", "laminated", "bilingual", "e_pan", "firm", "beside"}

func panCard(s invent.Source, layout string) (*draw.Picture, Label) {
	if layout != "old" && layout != "new" {
		return printedPANCard(s, layout)
	}
	person := s.Person()
	born := s.Day(1950, 2004)
	number := s.PAN(person)
	name, father := strings.ToUpper(person.Name()), strings.ToUpper(person.FathersName())
	p := draw.NewPicture(cardWidth, cardHeight, cardDPI, color.RGBA{206, 224, 236, 255})
	security(p, s)
	if layout == "old" {
		oldPANCard(p, s, name, father, born.Format("02/01/2006"), number)
	} else {
		newPANCard(p, s, name, father, born.Format("02/01/2006"), number)
	}
	return p, Label{Kind: "pan_card", Layout: layout, Fields: map[string]string{
		"name": name, "fathers_name": father, "birth_date": born.Format(isoDay), "pan": number,
	}}
}

// security is the pale wave pattern that such cards have all over.
func security(p *draw.Picture, s invent.Source) {
	w, h := p.Size()
	phase := s.Float64() * 6
	for i := range 34 {
		var points []float64
		for x := 0.0; x <= w; x += 1.5 {
			y := h*float64(i)/33 + 1.6*math.Sin(phase+x/7+float64(i)/3)
			points = append(points, x, y)
		}
		p.Curve(0.1, color.RGBA{182, 208, 224, 255}, points...)
	}
	p.Fill(0, 0, w, 0.5, color.RGBA{120, 160, 190, 255})
}

func oldPANCard(p *draw.Picture, s invent.Source, name, father, born, number string) {
	navy := color.RGBA{20, 40, 96, 255}
	head := draw.Style{Face: draw.SansBold, Size: 8, Ink: navy}
	p.Text(4, 7, "INCOME TAX DEPARTMENT", head)
	p.Text(81.6, 7, "GOVT. OF INDIA", head.At(draw.Right))
	seal(p, 48, 6, navy)
	value := draw.Style{Face: draw.SansBold, Size: 8.5, Ink: draw.Black}
	p.Text(4, 15, name, value)
	p.Text(4, 20.5, father, value)
	p.Text(4, 27, born, value)
	p.Text(4, 33, "Permanent Account Number", draw.Style{Face: draw.Sans, Size: 8, Ink: navy})
	p.Text(4, 38.5, number, draw.Style{Face: draw.SansBold, Size: 12, Ink: draw.Black})
	scrawl(p, s, 6, 45, 24)
	p.Text(6, 51, "Signature", draw.Style{Face: draw.Sans, Size: 6, Ink: draw.Black})
	portrait(p, s, 64, 24, 17, 21)
	hologram(p, 50, 33)
}

func newPANCard(p *draw.Picture, s invent.Source, name, father, born, number string) {
	navy := color.RGBA{20, 40, 96, 255}
	head := draw.Style{Face: draw.SansBold, Size: 8, Ink: navy}
	p.Text(4, 6, "INCOME TAX DEPARTMENT", head)
	seal(p, 48, 5.5, navy)
	p.Text(81.6, 6, "GOVT. OF INDIA", head.At(draw.Right))
	p.Text(42.8, 14, "Permanent Account Number Card", draw.Style{Face: draw.Sans, Size: 7.5, Ink: navy, Align: draw.Center})
	p.Text(42.8, 20, number, draw.Style{Face: draw.SansBold, Size: 13, Ink: draw.Black, Align: draw.Center})
	portrait(p, s, 4, 12, 15, 18)
	matrixCode(p, s, 63, 22, 19)
	label := draw.Style{Face: draw.Sans, Size: 5.5, Ink: navy}
	value := draw.Style{Face: draw.SansBold, Size: 8, Ink: draw.Black}
	p.Text(4, 33.5, "Name", label)
	p.Text(4, 37, name, value)
	p.Text(4, 40.5, "Father's Name", label)
	p.Text(4, 44, father, value)
	p.Text(4, 47.5, "Date of Birth", label)
	p.Text(4, 51, born, value)
	scrawl(p, s, 34, 47, 22)
	p.Text(38, 51.5, "Signature", label)
}

// seal stands where the state's emblem would be: a plain ring, no copy of it.
func seal(p *draw.Picture, x, y float64, ink color.RGBA) {
	p.Disc(x, y, 3.2, ink)
	p.Disc(x, y, 2.8, color.RGBA{214, 228, 238, 255})
	for i := range 12 {
		sin, cos := math.Sincos(float64(i) * math.Pi / 6)
		p.Line(x, y, x+2.4*cos, y+2.4*sin, 0.15, ink)
	}
	p.Disc(x, y, 0.8, ink)
}

// portrait is the grey shape of a person.
func portrait(p *draw.Picture, s invent.Source, x, y, w, h float64) {
	p.Fill(x, y, w, h, color.RGBA{188, 200, 214, 255})
	skin := invent.Pick(s, color.RGBA{168, 128, 100, 255}, color.RGBA{146, 104, 78, 255}, color.RGBA{190, 150, 122, 255})
	shirt := invent.Pick(s, color.RGBA{70, 84, 120, 255}, color.RGBA{120, 60, 60, 255}, color.RGBA{84, 110, 84, 255})
	cx := x + w/2
	p.Shape(shirt, x+w*0.08, y+h, x+w*0.2, y+h*0.78, cx, y+h*0.68, x+w*0.8, y+h*0.78, x+w*0.92, y+h)
	p.Fill(cx-w*0.1, y+h*0.58, w*0.2, h*0.16, skin)
	p.Ellipse(cx, y+h*0.34, w*0.27, h*0.27, color.RGBA{34, 30, 30, 255})
	p.Ellipse(cx, y+h*0.42, w*0.23, h*0.25, skin)
	draw.Frame(p, x, y, w, h, 0.2, color.RGBA{120, 130, 140, 255})
}

// scrawl is a signature.
func scrawl(p *draw.Picture, s invent.Source, x, y, w float64) {
	var points []float64
	speed, lean := 2+s.Float64()*2, s.Float64()*2
	for t := 0.0; t <= 1; t += 0.01 {
		points = append(points,
			x+w*t+1.3*math.Sin(t*speed*14),
			y-2.2*math.Sin(t*speed*9+lean)*(1-0.6*t)-1.4*math.Sin(t*31))
	}
	p.Curve(0.3, color.RGBA{28, 36, 92, 255}, points...)
}

func hologram(p *draw.Picture, x, y float64) {
	for i := range 9 {
		tint := uint8(190 + 6*i)
		p.Disc(x+4.5, y+4.5, 4.5-0.5*float64(i), color.RGBA{tint, 214, uint8(230 - 5*i), 255})
	}
}

// matrixCode looks like the card's QR code; it holds nothing.
func matrixCode(p *draw.Picture, s invent.Source, x, y, size float64) {
	const cells = 41
	cell := size / cells
	p.Fill(x-1, y-1, size+2, size+2, draw.White)
	for row := range cells {
		for column := range cells {
			if s.Chance(0.5) {
				p.Fill(x+float64(column)*cell, y+float64(row)*cell, cell, cell, draw.Black)
			}
		}
	}
	for _, corner := range [][2]float64{{0, 0}, {cells - 7, 0}, {0, cells - 7}} {
		cx, cy := x+corner[0]*cell, y+corner[1]*cell
		p.Fill(cx-cell, cy-cell, 9*cell, 9*cell, draw.White)
		p.Fill(cx, cy, 7*cell, 7*cell, draw.Black)
		p.Fill(cx+cell, cy+cell, 5*cell, 5*cell, draw.White)
		p.Fill(cx+2*cell, cy+2*cell, 3*cell, 3*cell, draw.Black)
	}
}
