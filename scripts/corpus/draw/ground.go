package draw

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
)

// A ground is what a paper is photographed on: a gain and an offset of light at each pixel, over a plain colour.
type ground func(x, y float64) (gain, add float64)

var grounds = []struct {
	colours []color.RGBA
	made    func(unit float64, chance *rand.Rand) ground
}{
	{[]color.RGBA{{122, 92, 66, 255}, {168, 120, 84, 255}, {84, 58, 42, 255}}, wood},
	{[]color.RGBA{{86, 88, 92, 255}, {150, 140, 124, 255}, {206, 202, 194, 255}, {40, 42, 46, 255}}, tabletop},
	{[]color.RGBA{{64, 74, 108, 255}, {142, 52, 58, 255}, {196, 182, 160, 255}, {70, 104, 88, 255}}, cloth},
	{[]color.RGBA{{176, 150, 160, 255}, {150, 176, 190, 255}, {214, 200, 170, 255}, {92, 70, 110, 255}}, bedsheet},
}

// lay covers the photo with one of the grounds.
func lay(photo *image.RGBA, chance *rand.Rand) {
	kind := grounds[chance.IntN(len(grounds))]
	colour := kind.colours[chance.IntN(len(kind.colours))]
	w, h := photo.Bounds().Dx(), photo.Bounds().Dy()
	unit := float64(max(w, h))
	at := kind.made(unit, chance)
	sin, cos := math.Sincos(chance.Float64() * math.Pi) // nobody lays a paper along the weave
	for y := range h {
		for x := range w {
			gain, add := at(float64(x)*cos+float64(y)*sin, float64(y)*cos-float64(x)*sin)
			pixel := photo.Pix[photo.PixOffset(x, y):]
			pixel[0], pixel[1], pixel[2], pixel[3] = colour.R, colour.G, colour.B, 255
			brighten(pixel, gain, add)
		}
	}
}

// wood has long grain, and the gaps of boards.
func wood(unit float64, chance *rand.Rand) ground {
	phase, wave, board := chance.Float64()*6, unit*(0.006+0.01*chance.Float64()), unit*(0.2+0.2*chance.Float64())
	return func(x, y float64) (float64, float64) {
		rings := math.Sin(phase + y/wave + 1.5*math.Sin(x/(unit*0.12)) + 0.4*math.Sin(y/(wave*0.23)))
		if math.Mod(math.Abs(y), board) < unit*0.002 {
			return 0.45, 0
		}
		return 1 + 0.07*rings, 0
	}
}

// tabletop is plain, with fine speckles.
func tabletop(_ float64, chance *rand.Rand) ground {
	speckle := 2 + 8*chance.Float64()
	return func(float64, float64) (float64, float64) { return 1, speckle * chance.NormFloat64() }
}

// cloth is checked, and its threads show.
func cloth(unit float64, chance *rand.Rand) ground {
	thread, check, depth := unit/(350+150*chance.Float64()), unit*(0.04+0.06*chance.Float64()), 0.1+0.15*chance.Float64()
	return func(x, y float64) (float64, float64) {
		weave := 0.05 * (math.Sin(x/thread) + math.Sin(y/thread))
		lines := 1.0
		if math.Mod(math.Abs(x), check) < check*0.3 {
			lines -= depth
		}
		if math.Mod(math.Abs(y), check) < check*0.3 {
			lines -= depth
		}
		return lines + weave, 0
	}
}

// bedsheet has a printed pattern of round flowers, and soft folds.
func bedsheet(unit float64, chance *rand.Rand) ground {
	pitch, size, fold, phase := unit*(0.07+0.06*chance.Float64()), 0.2+0.15*chance.Float64(), unit*(0.1+0.2*chance.Float64()), chance.Float64()*6
	return func(x, y float64) (float64, float64) {
		u, v := math.Mod(math.Abs(x), pitch)/pitch-0.5, math.Mod(math.Abs(y), pitch)/pitch-0.5
		r, petals := math.Hypot(u, v), math.Cos(5*math.Atan2(v, u))
		gain := 1 + 0.08*math.Sin(phase+x/fold+math.Sin(y/fold))
		if r < size*(0.75+0.25*petals) {
			return gain * 0.7, 25
		}
		return gain, 0
	}
}
