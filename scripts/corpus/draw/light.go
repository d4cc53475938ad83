package draw

import (
	"image"
	"math"
	"math/rand/v2"
)

// light darkens one side, lets the soft-edged shadow of whoever holds the phone fall across, and mirrors a lamp, as far as the
// camera has it.
func light(photo *image.RGBA, c camera, chance *rand.Rand) {
	if c.falloff == 0 {
		return
	}
	w, h := float64(photo.Bounds().Dx()), float64(photo.Bounds().Dy())
	dirSin, dirCos := math.Sincos(chance.Float64() * 2 * math.Pi)
	shadowSin, shadowCos := math.Sincos(chance.Float64() * 2 * math.Pi)
	shadowAt, shadowEdge := chance.Float64()*0.35-0.05, 0.015+chance.Float64()*0.06
	bend, bendWave := 0.08*chance.Float64(), 3+5*chance.Float64()
	lamp := glareOf(c, chance)
	for y := range photo.Bounds().Dy() {
		for x := range photo.Bounds().Dx() {
			u, v := float64(x)/w-0.5, float64(y)/h-0.5
			gain := 1 - c.falloff*(0.5+(u*dirCos+v*dirSin)/math.Sqrt2)
			along, across := u*shadowCos+v*shadowSin, v*shadowCos-u*shadowSin
			gain *= 1 - c.shadow/(1+math.Exp(-(along+bend*math.Sin(bendWave*across)-shadowAt)/shadowEdge))
			brighten(photo.Pix[photo.PixOffset(x, y):], gain, lamp.at(u, v))
		}
	}
}

// glare is a lamp mirrored in the paper: an ellipse of light that hides what is in its middle.
type glare struct{ u, v, width, height, strength float64 }

func glareOf(c camera, chance *rand.Rand) glare {
	g := glare{u: chance.Float64() - 0.5, v: chance.Float64() - 0.5, width: 0.03 + 0.07*chance.Float64(), height: 0.02 + 0.04*chance.Float64()}
	if chance.Float64() < c.glare {
		g.strength = 90 + 110*chance.Float64()
	}
	return g
}

// at is how much light it adds.
func (g glare) at(u, v float64) float64 {
	if g.strength == 0 {
		return 0
	}
	du, dv := (u-g.u)/g.width, (v-g.v)/g.height
	return g.strength * math.Exp(-(du*du + dv*dv))
}

// sensor adds the noise of the chip, more where it is dark.
func sensor(photo *image.RGBA, c camera, chance *rand.Rand) {
	for y := range photo.Bounds().Dy() {
		for x := range photo.Bounds().Dx() {
			brighten(photo.Pix[photo.PixOffset(x, y):], 1, chance.NormFloat64()*c.noise)
		}
	}
}

func brighten(pixel []uint8, gain, add float64) {
	for i := range 3 {
		pixel[i] = clamp(float64(pixel[i])*gain + add)
	}
}

// blurred is the picture out of focus: a Gaussian of the given radius, first along rows, then along columns.
func blurred(p *image.RGBA, radius float64) *image.RGBA {
	reach := int(math.Ceil(2.5 * radius))
	kernel, sum := make([]float64, 2*reach+1), 0.0
	for i := range kernel {
		kernel[i] = math.Exp(-math.Pow(float64(i-reach), 2) / (2 * radius * radius))
		sum += kernel[i]
	}
	for i := range kernel {
		kernel[i] /= sum
	}
	w, h := p.Bounds().Dx(), p.Bounds().Dy()
	pass := func(from *image.RGBA, dx, dy int) *image.RGBA {
		to := image.NewRGBA(from.Bounds())
		for y := range h {
			for x := range w {
				var r, g, b float64
				for i, weight := range kernel {
					at := from.PixOffset(max(0, min(w-1, x+(i-reach)*dx)), max(0, min(h-1, y+(i-reach)*dy)))
					r, g, b = r+weight*float64(from.Pix[at]), g+weight*float64(from.Pix[at+1]), b+weight*float64(from.Pix[at+2])
				}
				o := to.PixOffset(x, y)
				to.Pix[o], to.Pix[o+1], to.Pix[o+2], to.Pix[o+3] = clamp(r), clamp(g), clamp(b), 255
			}
		}
		return to
	}
	return pass(pass(p, 1, 0), 0, 1)
}
