package draw

import (
	"image/color"
	"math"
	"math/rand/v2"
)

// Script draws words that look like Devanagari and say nothing: letters hanging from a head line. Forms in two languages have such
// words beside the English ones, and a reader that does not know them makes noise of them. They are not noted as words. It returns
// where the script ends.
func (p *Picture) Script(x, y, points float64, words int, ink color.RGBA, chance *rand.Rand) float64 {
	size := points / pointsPerInch * mmPerInch
	top, t := y-0.62*size, size*0.075
	for range words {
		from := x
		for range 2 + chance.IntN(3) {
			w := size * (0.42 + 0.2*chance.Float64())
			p.Line(x+w*0.8, top, x+w*0.8, y, t, ink)
			var bowl []float64
			begin, turn := chance.Float64()*3, 3+chance.Float64()*2
			for a := 0.0; a <= 1; a += 0.1 {
				bowl = append(bowl, x+w*0.42+w*0.32*math.Cos(begin+turn*a), top+0.33*size+0.22*size*math.Sin(begin+turn*a))
			}
			p.Curve(t, ink, bowl...)
			if chance.IntN(3) == 0 { // a vowel above the line
				p.Curve(t, ink, x+w*0.8, top, x+w*0.6, top-0.2*size, x+w*0.2, top-0.16*size)
			}
			x += w
		}
		p.Line(from, top, x, top, t*1.2, ink)
		x += size * 0.3
	}
	return x
}
