package draw

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/rand/v2"

	"golang.org/x/image/draw"
)

// What people do to a paper with a phone, one trouble to a class, so that figures tell which of them costs what.
const (
	Dim     Degradation = "dim"      // by a lamp in the evening: dark, yellow, grainy, moved
	Bent    Degradation = "bent"     // curled, waved, or folded twice
	Tight   Degradation = "tight"    // it fills the picture, and a corner may be beyond it
	Held    Degradation = "held"     // between fingers
	OnWhite Degradation = "on_white" // white paper on a white ground
	OnPrint Degradation = "on_print" // on a newspaper
	Flash   Degradation = "flash"    // the flash of the phone mirrored in it, and the phone's shadow
	Screen  Degradation = "screen"   // the paper is shown on a screen
	Sent    Degradation = "sent"     // handed on by a messenger, which makes it small
)

// Phones lists them. They are drawn only when asked for: figures of Degradations keep their meaning.
var Phones = []Degradation{Dim, Bent, Tight, Held, OnWhite, OnPrint, Flash, Screen, Sent}

// phone is how strong the troubles of phones are; zero for none.
type phone struct {
	bend     float64 // how far the middle of a sheet is from where it would lie flat, as a fraction of its side
	tight    float64 // how far the frame cuts into the paper, as a fraction of the longer side
	thumb    float64 // how long the thumb on an edge is, as a fraction of the longer side
	white    bool    // the ground is as white as the paper
	print    bool    // the ground is a newspaper
	flash    float64 // light added in the middle of the flash, of 255
	moire    float64 // depth of the waves between the pixels of a screen and those of the camera
	exposure float64 // of the light that a picture should have
	motion   float64 // how far the hand moved, in pixels of the photograph
	longest  int     // side that a messenger leaves
}

func init() {
	for d, p := range map[Degradation]phone{
		Dim: {exposure: 0.55, motion: 3}, Bent: {bend: 0.035}, Tight: {tight: 0.035}, Held: {thumb: 0.09}, OnWhite: {white: true}, OnPrint: {print: true},
		Flash: {flash: 230}, Screen: {moire: 0.16}, Sent: {longest: 1600},
	} {
		c := camera{turn: 6, perspective: 0.03, margin: 0.2, scale: 0.8, blur: 0.8, falloff: 0.25, shadow: 0.2, noise: 5, quality: 80, phone: p}
		switch d {
		case Dim:
			c.noise, c.shadow = 10, 0.3
		case Flash:
			c.shadow = 0.4
		case Sent:
			c.quality = 70
		}
		cameras[d] = c
	}
}

// bent is how a sheet lies that is not flat: how far its print is moved and how the light falls, along one of its sides.
type bent struct {
	depth float64
	lying bool // it is bent along its lines: they stay straight, some wider apart than others
	shape func(t float64) float64
}

func bentBy(depth float64, chance *rand.Rand) bent {
	if depth == 0 {
		return bent{}
	}
	shapes := []func(float64) float64{
		func(t float64) float64 { return math.Sin(math.Pi * t) },
		func(t float64) float64 { return 0.7 * math.Sin(2*math.Pi*t) },
		func(t float64) float64 { return math.Abs(math.Mod(3*t+0.5, 2)-1)*2 - 1 }, // two creases
	}
	b := bent{depth: depth * (0.5 + 0.5*chance.Float64()), lying: chance.Float64() < 0.3, shape: shapes[chance.IntN(len(shapes))]}
	if flat := b.shape; flat(0) != 0 { // whatever its shape, its corners stay
		b.shape = func(t float64) float64 { return flat(t) - flat(0)*(1-t) - flat(1)*t }
	}
	if chance.Float64() < 0.5 {
		b.depth = -b.depth
	}
	return b
}

// at is where the print at a point of the flat sheet comes from, and how light it is there.
func (b bent) at(p point, w, h float64) (point, float64) {
	if b.depth == 0 {
		return p, 1
	}
	const step, shade = 0.01, 1.6
	t := p.x / w
	if b.lying {
		t = p.y / h
	}
	t = max(0, min(1, t))
	gain := 1 - shade*b.depth*(b.shape(min(1, t+step))-b.shape(max(0, t-step)))/(2*step)
	if b.lying {
		p.x -= b.depth * b.shape(t) * w
	} else {
		p.y -= b.depth * b.shape(t) * h
	}
	return p, gain
}

// whites are grounds on which white paper hardly shows.
var whites = []color.RGBA{{246, 246, 244, 255}, {236, 234, 228, 255}, {228, 230, 232, 255}, {240, 236, 226, 255}}

// layWhite covers the photo with a white ground; at each point of it falls the thin shadow of the sheet.
func layWhite(photo *image.RGBA, chance *rand.Rand) (shadowAt func(p point, w, h float64) float64) {
	draw.Draw(photo, photo.Bounds(), image.NewUniform(whites[chance.IntN(len(whites))]), image.Point{}, draw.Src)
	sin, cos := math.Sincos(chance.Float64() * 2 * math.Pi)
	depth, soft, high := 0.12+0.2*chance.Float64(), 0.003+0.004*chance.Float64(), 0.002+0.003*chance.Float64()
	return func(p point, w, h float64) float64 {
		long := max(w, h)
		x, y := p.x-high*long*cos, p.y-high*long*sin
		beyond := math.Hypot(max(0, -x, x-w), max(0, -y, y-h))
		return 1 - depth*math.Exp(-beyond/(soft*long))
	}
}

var skins = []color.RGBA{{198, 148, 118, 255}, {150, 104, 78, 255}, {104, 70, 52, 255}, {222, 178, 150, 255}}

// thumb holds the paper at that one of some places along its edges where it hides least print.
func thumb(photo *image.RGBA, corners [4]point, c camera, chance *rand.Rand) {
	skin := skins[chance.IntN(len(skins))]
	w, h := float64(photo.Bounds().Dx()), float64(photo.Bounds().Dy())
	long := c.thumb * max(math.Hypot(corners[1].x-corners[0].x, corners[1].y-corners[0].y), math.Hypot(corners[3].x-corners[0].x, corners[3].y-corners[0].y))
	wide := long * 0.45
	var tip, back point // the middle of the nail, and the way to the hand
	least := math.Inf(1)
	for range 12 {
		side, t := chance.IntN(4), 0.1+0.8*chance.Float64()
		from, to := corners[side], corners[(side+1)%4]
		length := math.Hypot(to.x-from.x, to.y-from.y)
		out := point{(to.y - from.y) / length, -(to.x - from.x) / length}
		at := point{from.x + t*(to.x-from.x) - 0.2*long*out.x, from.y + t*(to.y-from.y) - 0.2*long*out.y}
		ink := 0.0
		for v := -wide; v <= wide; v += wide / 8 {
			for u := -wide; u <= 0.2*long; u += wide / 8 {
				x, y := int(at.x+u*out.x-v*out.y), int(at.y+u*out.y+v*out.x)
				if x >= 0 && y >= 0 && x < int(w) && y < int(h) {
					ink += 255 - float64(photo.Pix[photo.PixOffset(x, y)+1])
				}
			}
		}
		if ink < least {
			least, tip, back = ink, at, out
		}
	}
	for y := range int(h) {
		for x := range int(w) {
			dx, dy := float64(x)-tip.x, float64(y)-tip.y
			along, across := dx*back.x+dy*back.y, dy*back.x-dx*back.y
			off := math.Abs(across) / wide
			if along < 0 {
				off = math.Hypot(along, across) / wide
			}
			if off < 1 {
				pixel := photo.Pix[photo.PixOffset(x, y):]
				pixel[0], pixel[1], pixel[2] = skin.R, skin.G, skin.B
				brighten(pixel, 1-0.35*off*off, 0)
			}
		}
	}
}

// flashed has the flash mirrored near the middle.
func flashed(photo *image.RGBA, c camera, chance *rand.Rand) {
	g := glare{
		u: 0.5 * (chance.Float64() - 0.5), v: 0.5 * (chance.Float64() - 0.5),
		width: 0.04 + 0.04*chance.Float64(), height: 0.03 + 0.04*chance.Float64(), strength: c.flash,
	}
	halo := g
	halo.width, halo.height, halo.strength = 4*g.width, 4*g.height, 60
	w, h := float64(photo.Bounds().Dx()), float64(photo.Bounds().Dy())
	for y := range photo.Bounds().Dy() {
		for x := range photo.Bounds().Dx() {
			u, v := float64(x)/w-0.5, float64(y)/h-0.5
			brighten(photo.Pix[photo.PixOffset(x, y):], 1, g.at(u, v)+halo.at(u, v))
		}
	}
}

// screened lays the waves over a photo that come of photographing a screen, other ones on each colour, and its cold light.
func screened(photo *image.RGBA, c camera, chance *rand.Rand) {
	fine, coarse, turn := 2.3+0.5*chance.Float64(), 30+60*chance.Float64(), chance.Float64()*math.Pi
	sin, cos := math.Sincos(turn)
	cold := [3]float64{0.88, 0.96, 1.06}
	for y := range photo.Bounds().Dy() {
		for x := range photo.Bounds().Dx() {
			pixel := photo.Pix[photo.PixOffset(x, y):]
			along := float64(x)*cos + float64(y)*sin
			for i := range 3 {
				phase := float64(i) * 2 * math.Pi / 3
				wave := math.Sin(2*math.Pi*along/coarse+phase) + 0.5*math.Sin(2*math.Pi*float64(x)/fine+phase)
				pixel[i] = clamp(float64(pixel[i]) * cold[i] * (1 - c.moire*(1+wave)/2))
			}
		}
	}
}

// dimmed is the photo in the light of a lamp, taken with a hand that moved.
func dimmed(photo *image.RGBA, c camera, chance *rand.Rand) *image.RGBA {
	sin, cos := math.Sincos(chance.Float64() * math.Pi)
	gain, warm := c.exposure*(0.8+0.4*chance.Float64()), 0.25+0.25*chance.Float64()
	gains := [3]float64{gain, gain * (1 - warm/3), gain * (1 - warm)}
	moved := image.NewRGBA(photo.Bounds())
	const steps = 5
	for y := range photo.Bounds().Dy() {
		for x := range photo.Bounds().Dx() {
			var sum [3]float64
			for i := range steps {
				off := c.motion * (float64(i)/(steps-1) - 0.5)
				at := photo.PixOffset(max(0, min(photo.Bounds().Dx()-1, x+int(math.Round(off*cos)))), max(0, min(photo.Bounds().Dy()-1, y+int(math.Round(off*sin)))))
				for k := range 3 {
					sum[k] += float64(photo.Pix[at+k])
				}
			}
			o := moved.PixOffset(x, y)
			for k := range 3 { // each colour has its own grain where there is little light
				moved.Pix[o+k] = clamp(sum[k]/steps*gains[k] + 0.7*c.noise*chance.NormFloat64())
			}
			moved.Pix[o+3] = 255
		}
	}
	return moved
}

// sent is what a messenger makes of a photo: a smaller one, of a JPEG that the phone had made.
func sent(photo *image.RGBA, c camera, chance *rand.Rand) *image.RGBA {
	const phoneQuality = 85
	var kept bytes.Buffer
	if err := jpeg.Encode(&kept, photo, &jpeg.Options{Quality: phoneQuality}); err != nil {
		panic(fmt.Sprintf("corpus: %v", err)) // it has a size and is written to memory
	}
	stored, err := jpeg.Decode(&kept)
	if err != nil {
		panic(fmt.Sprintf("corpus: %v", err))
	}
	b := photo.Bounds()
	scale := min(1, float64(c.longest)*(0.8+0.2*float64(chance.IntN(2)))/float64(max(b.Dx(), b.Dy())))
	small := image.NewRGBA(image.Rect(0, 0, int(scale*float64(b.Dx())), int(scale*float64(b.Dy()))))
	draw.BiLinear.Scale(small, small.Bounds(), stored, stored.Bounds(), draw.Src, nil)
	return small
}
