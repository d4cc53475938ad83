package draw

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"
)

// Degradation says what happened between the paper and the file.
type Degradation string

// The degradations, from a flat scan to a bad photograph.
const (
	Clean Degradation = "clean"
	Mild  Degradation = "mild"
	Hard  Degradation = "hard"
)

// Degradations lists all of them.
var Degradations = []Degradation{Clean, Mild, Hard}

// ParseDegradation returns the degradation called name.
func ParseDegradation(name string) (Degradation, error) {
	if _, ok := cameras[Degradation(name)]; !ok {
		return "", fmt.Errorf("no degradation %q: have %v", name, Degradations)
	}
	return Degradation(name), nil
}

// Group is what labels call a file of this degradation.
func (d Degradation) Group() string {
	return map[Degradation]string{Clean: "scan", Mild: "photo", Hard: "hard_photo"}[d]
}

// camera is how strong each effect is.
type camera struct {
	turn        float64 // largest rotation, degrees
	perspective float64 // how far a corner may move, as a fraction of the width
	margin      float64 // table around the paper, as a fraction of the width
	scale       float64 // size of the photograph against the paper
	blur        float64 // pixels of the paper
	falloff     float64 // how much darker the dark side is
	shadow      float64 // how much darker the shadow is, 0 for none
	noise       float64 // standard deviation, of 255
	quality     int     // of the JPEG
}

var cameras = map[Degradation]camera{
	Clean: {margin: 0.03, scale: 1, noise: 1.5, quality: 92},
	Mild:  {turn: 2, perspective: 0.008, margin: 0.06, scale: 1, blur: 0.6, falloff: 0.16, shadow: 0.14, noise: 4, quality: 82},
	Hard:  {turn: 6, perspective: 0.03, margin: 0.10, scale: 0.68, blur: 1.3, falloff: 0.32, shadow: 0.34, noise: 9, quality: 55},
}

// Photograph returns what a scanner (Clean) or a phone makes of a paper, and the JPEG quality to keep it with.
func Photograph(paper *image.RGBA, d Degradation, chance *rand.Rand) (image.Image, int) {
	c := cameras[d]
	if c.blur > 0 {
		paper = blurred(paper, c.blur)
	}
	ground := color.RGBA{250, 250, 249, 255}
	if d != Clean {
		tables := []color.RGBA{{122, 92, 66, 255}, {86, 88, 92, 255}, {150, 140, 124, 255}, {64, 74, 88, 255}, {168, 120, 84, 255}}
		ground = tables[chance.IntN(len(tables))]
	}
	photo := laidOn(paper, ground, c, chance)
	light(photo, c, chance)
	return photo, c.quality
}

type point struct{ x, y float64 }

// laidOn puts the paper on a table and looks at it from slightly aside.
func laidOn(paper *image.RGBA, ground color.RGBA, c camera, chance *rand.Rand) *image.RGBA {
	w, h := float64(paper.Bounds().Dx()), float64(paper.Bounds().Dy())
	edge := c.margin * w
	between := func(limit float64) float64 { return (2*chance.Float64() - 1) * limit }
	angle := between(c.turn) * math.Pi / 180
	sin, cos := math.Sincos(angle)
	// The turned paper needs more room than the straight one.
	roomW, roomH := w*math.Abs(cos)+h*math.Abs(sin)+2*edge, h*math.Abs(cos)+w*math.Abs(sin)+2*edge
	var corners [4]point
	for i, p := range [4]point{{0, 0}, {w, 0}, {w, h}, {0, h}} {
		dx, dy := p.x-w/2, p.y-h/2
		corners[i] = point{
			(roomW/2 + dx*cos - dy*sin + between(c.perspective*w)) * c.scale,
			(roomH/2 + dx*sin + dy*cos + between(c.perspective*w)) * c.scale,
		}
	}
	photo := image.NewRGBA(image.Rect(0, 0, int(roomW*c.scale), int(roomH*c.scale)))
	draw.Draw(photo, photo.Bounds(), image.NewUniform(ground), image.Point{}, draw.Src)
	if c.turn > 0 { // a table, not the lid of a scanner
		grain(photo, chance)
	}
	back := homography(corners, [4]point{{0, 0}, {w, 0}, {w, h}, {0, h}})
	for y := range photo.Bounds().Dy() {
		for x := range photo.Bounds().Dx() {
			at := back.apply(float64(x)+0.5, float64(y)+0.5)
			if at.x < 0 || at.y < 0 || at.x > w || at.y > h {
				continue
			}
			sample(photo, x, y, paper, at.x-0.5, at.y-0.5)
		}
	}
	return photo
}

// grain gives the table long streaks, so that it is not one flat colour.
func grain(photo *image.RGBA, chance *rand.Rand) {
	phase, wave := chance.Float64()*6, 30+chance.Float64()*60
	for y := range photo.Bounds().Dy() {
		for x := range photo.Bounds().Dx() {
			v := 5 * math.Sin(phase+float64(y)/wave+0.8*math.Sin(float64(x)/340))
			brighten(photo.Pix[photo.PixOffset(x, y):], 1, v)
		}
	}
}

// light darkens one side and, when the camera has it, lets a soft-edged shadow fall across; then the sensor adds noise.
func light(photo *image.RGBA, c camera, chance *rand.Rand) {
	w, h := float64(photo.Bounds().Dx()), float64(photo.Bounds().Dy())
	dirSin, dirCos := math.Sincos(chance.Float64() * 2 * math.Pi)
	shadowSin, shadowCos := math.Sincos(chance.Float64() * 2 * math.Pi)
	shadowAt, shadowEdge := 0.15+chance.Float64()*0.25, 0.04+chance.Float64()*0.06
	for y := range photo.Bounds().Dy() {
		for x := range photo.Bounds().Dx() {
			u, v := float64(x)/w-0.5, float64(y)/h-0.5
			gain := 1 - c.falloff*(0.5+(u*dirCos+v*dirSin)/math.Sqrt2)
			if c.shadow > 0 {
				gain *= 1 - c.shadow/(1+math.Exp(-((u*shadowCos+v*shadowSin)-shadowAt)/shadowEdge))
			}
			brighten(photo.Pix[photo.PixOffset(x, y):], gain, chance.NormFloat64()*c.noise)
		}
	}
}

func brighten(pixel []uint8, gain, add float64) {
	for i := range 3 {
		pixel[i] = clamp(float64(pixel[i])*gain + add)
	}
}

func clamp(v float64) uint8 { return uint8(max(0, min(255, v+0.5))) }

// sample sets a pixel of photo to the bilinear mean around (sx, sy) of paper.
func sample(photo *image.RGBA, x, y int, paper *image.RGBA, sx, sy float64) {
	maxX, maxY := paper.Bounds().Dx()-1, paper.Bounds().Dy()-1
	x0, y0 := int(math.Floor(sx)), int(math.Floor(sy))
	fx, fy := sx-float64(x0), sy-float64(y0)
	clip := func(v, top int) int { return max(0, min(top, v)) }
	a := paper.Pix[paper.PixOffset(clip(x0, maxX), clip(y0, maxY)):]
	b := paper.Pix[paper.PixOffset(clip(x0+1, maxX), clip(y0, maxY)):]
	c := paper.Pix[paper.PixOffset(clip(x0, maxX), clip(y0+1, maxY)):]
	d := paper.Pix[paper.PixOffset(clip(x0+1, maxX), clip(y0+1, maxY)):]
	out := photo.Pix[photo.PixOffset(x, y):]
	for i := range 3 {
		top := float64(a[i])*(1-fx) + float64(b[i])*fx
		low := float64(c[i])*(1-fx) + float64(d[i])*fx
		out[i] = clamp(top*(1-fy) + low*fy)
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
