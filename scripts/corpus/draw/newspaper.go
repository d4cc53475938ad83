package draw

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"strings"
)

var newsprints = []color.RGBA{{216, 210, 198, 255}, {206, 204, 198, 255}, {196, 186, 170, 255}}

// newsWords are what a newspaper is full of; none is a word by which papers are known.
var newsWords = strings.Fields(`minister monsoon rain crop district village council road bridge school police team wicket river harvest market
	farmer election speech railway station festival temple hospital doctor student winter summer engine water power supply strike the of and in
	on for with after before during against near two seven several many said told asked opened closed began ended met won lost visited`)

// layPrint covers the photo with a page of a newspaper that lies askew.
func layPrint(photo *image.RGBA, chance *rand.Rand) {
	const long, most = 300, 20 // millimetres of the newspaper that are seen, and degrees
	w, h := float64(photo.Bounds().Dx()), float64(photo.Bounds().Dy())
	side := math.Hypot(w, h) // enough of it, however it lies
	dpi := max(w, h) / long * mmPerInch
	page := newspaper(side/dpi*mmPerInch, dpi, chance)
	sin, cos := math.Sincos((2*chance.Float64() - 1) * most * math.Pi / 180)
	for y := range photo.Bounds().Dy() {
		for x := range photo.Bounds().Dx() {
			dx, dy := float64(x)-w/2, float64(y)-h/2
			sample(photo, x, y, page, side/2+dx*cos-dy*sin, side/2+dx*sin+dy*cos)
			photo.Pix[photo.PixOffset(x, y)+3] = 255
		}
	}
}

// newspaper is a square of columns of print, with heads and pictures among them.
func newspaper(side, dpi float64, chance *rand.Rand) *image.RGBA {
	p := NewPicture(side, side, dpi, newsprints[chance.IntN(len(newsprints))])
	ink := color.RGBA{52, 50, 50, 255}
	column := 38 + 12*chance.Float64()
	text, head := Style{Face: Serif, Size: 8.5, Ink: ink}, Style{Face: SerifBold, Size: 18 + 8*chance.Float64(), Ink: ink}
	line := func(style Style) string {
		said := ""
		for {
			longer := said + newsWords[chance.IntN(len(newsWords))]
			if p.Width(longer, style) > column-3 {
				return said
			}
			said = longer + " "
		}
	}
	for x := 1.0; x < side; x += column {
		for y := -20 * chance.Float64(); y < side; {
			switch what := chance.Float64(); {
			case what < 0.06:
				grey := uint8(60 + chance.IntN(110))
				p.Fill(x, y, column-3, 22, color.RGBA{grey, grey, grey, 255})
				y += 26
			case what < 0.16:
				p.Text(x, y+6, line(head), head)
				y += 8.5
			default:
				p.Text(x, y+3, line(text), text)
				y += 3.7
			}
		}
	}
	return p.Image
}
