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
		return "", fmt.Errorf("no degradation %q: have %v and %v", name, Degradations, Phones)
	}
	return Degradation(name), nil
}

// Group is what labels call a file of this degradation.
func (d Degradation) Group() string {
	switch d {
	case Clean:
		return "scan"
	case Mild:
		return "photo"
	}
	return string(d) + "_photo"
}

// camera is how strong each effect is.
type camera struct {
	turn        float64 // largest rotation, degrees
	perspective float64 // how far a corner may move, as a fraction of the longer side
	margin      float64 // most ground around the paper, as a fraction of the longer side; at least a third of it is there
	scale       float64 // least size of the photograph against the paper
	blur        float64 // most, in pixels of the photograph
	falloff     float64 // how much darker the dark side is
	shadow      float64 // how much darker the shadow is, 0 for none
	glare       float64 // how likely a lamp is mirrored in the paper
	noise       float64 // standard deviation, of 255
	quality     int     // of the JPEG
	phone
}

var cameras = map[Degradation]camera{
	Clean: {margin: 0.03, scale: 1, noise: 1.5, quality: 92},
	Mild:  {turn: 4, perspective: 0.02, margin: 0.15, scale: 0.85, blur: 0.7, falloff: 0.2, shadow: 0.2, glare: 0.15, noise: 4, quality: 82},
	Hard:  {turn: 10, perspective: 0.05, margin: 0.3, scale: 0.6, blur: 1.3, falloff: 0.35, shadow: 0.45, glare: 0.4, noise: 9, quality: 55},
}

// Photo is what became of a paper.
type Photo struct {
	Image image.Image
	// Quality is that of the JPEG to keep it as.
	Quality int
	// Corners are those of the paper (top left, top right, bottom right, bottom left) as fractions of the photo's width and height.
	Corners [4][2]float64
	// Rotation is how far the photo must be turned to be upright, clockwise degrees: 0, 90, 180 or 270.
	Rotation int
}

// Photograph returns what a scanner (Clean) or a phone makes of a paper.
func Photograph(paper *image.RGBA, d Degradation, chance *rand.Rand) Photo {
	c := cameras[d]
	photo, corners := laidOn(paper, c, chance)
	light(photo, c, chance)
	if c.flash > 0 {
		flashed(photo, c, chance)
	}
	if c.moire > 0 {
		screened(photo, c, chance)
	}
	if c.blur > 0 {
		photo = blurred(photo, c.blur*(0.4+0.6*chance.Float64()))
	}
	if c.exposure > 0 {
		photo = dimmed(photo, c, chance)
	}
	sensor(photo, c, chance)
	if c.longest > 0 {
		photo = sent(photo, c, chance)
	}
	return Photo{Image: photo, Quality: c.quality, Corners: corners}
}

// Seen are those of the words that are in the photo as a whole: the frame may cut a corner off the paper.
func (p Photo) Seen(words []Word) []Word {
	var to [4]point
	for i, c := range p.Corners {
		to[i] = point{c[0], c[1]}
	}
	there := homography([4]point{{0, 0}, {1, 0}, {1, 1}, {0, 1}}, to)
	var seen []Word
	for _, w := range words {
		inside := true
		for _, at := range [4]point{{w.Box[0], w.Box[1]}, {w.Box[2], w.Box[1]}, {w.Box[2], w.Box[3]}, {w.Box[0], w.Box[3]}} {
			at = there.apply(at.x, at.y)
			inside = inside && at.x >= 0 && at.y >= 0 && at.x <= 1 && at.y <= 1
		}
		if inside {
			seen = append(seen, w)
		}
	}
	return seen
}

// Turned is the photo as a phone stores it that was held turned by so many quarters, counter-clockwise, and wrote no tag of it.
func (p Photo) Turned(quarters int) Photo {
	for range quarters & 3 {
		from := p.Image.(*image.RGBA)
		w, h := from.Bounds().Dx(), from.Bounds().Dy()
		to := image.NewRGBA(image.Rect(0, 0, h, w))
		for y := range h {
			for x := range w {
				copy(to.Pix[to.PixOffset(y, w-1-x):][:4], from.Pix[from.PixOffset(x, y):][:4])
			}
		}
		p.Image, p.Rotation = to, (p.Rotation+90)%360
		for i, corner := range p.Corners {
			p.Corners[i] = [2]float64{corner[1], 1 - corner[0]}
		}
	}
	return p
}

type point struct{ x, y float64 }

// laidOn puts the paper on a ground and looks at it from slightly aside.
func laidOn(paper *image.RGBA, c camera, chance *rand.Rand) (*image.RGBA, [4][2]float64) {
	w, h := float64(paper.Bounds().Dx()), float64(paper.Bounds().Dy())
	long := max(w, h)
	between := func(limit float64) float64 { return (2*chance.Float64() - 1) * limit }
	scale := c.scale + (1-c.scale)*chance.Float64()
	edge := long * c.margin * (1 + 2*chance.Float64()) / 3
	if c.turn == 0 {
		edge = c.margin * w // the lid of a scanner
	}
	sin, cos := math.Sincos(between(c.turn) * math.Pi / 180)
	// The turned paper needs more room than the straight one, and so do corners that move out.
	room := edge + c.perspective*long
	if c.tight > 0 {
		room = long * (0.01 - c.tight*chance.Float64())
	}
	roomW, roomH := w*math.Abs(cos)+h*math.Abs(sin)+2*room, h*math.Abs(cos)+w*math.Abs(sin)+2*room
	photo := image.NewRGBA(image.Rect(0, 0, int(roomW*scale), int(roomH*scale)))
	var corners [4]point
	var told [4][2]float64
	for i, p := range [4]point{{0, 0}, {w, 0}, {w, h}, {0, h}} {
		dx, dy := p.x-w/2, p.y-h/2
		corners[i] = point{
			(roomW/2 + dx*cos - dy*sin + between(c.perspective*long)) * scale,
			(roomH/2 + dx*sin + dy*cos + between(c.perspective*long)) * scale,
		}
		told[i] = [2]float64{corners[i].x / float64(photo.Bounds().Dx()), corners[i].y / float64(photo.Bounds().Dy())}
	}
	var shadow func(at point, w, h float64) float64
	if c.turn == 0 {
		draw.Draw(photo, photo.Bounds(), image.NewUniform(color.RGBA{250, 250, 249, 255}), image.Point{}, draw.Src)
	} else {
		switch {
		case c.white:
			shadow = layWhite(photo, chance)
		case c.print:
			layPrint(photo, chance)
		case c.moire > 0: // the frame of the screen
			draw.Draw(photo, photo.Bounds(), image.NewUniform(color.RGBA{24, 24, 26, 255}), image.Point{}, draw.Src)
		default:
			lay(photo, chance)
		}
		paper = blurred(paper, 0.35/scale) // a camera's pixels gather light, they do not pick points
	}
	bend := bentBy(c.bend, chance)
	back := homography(corners, [4]point{{0, 0}, {w, 0}, {w, h}, {0, h}})
	for y := range photo.Bounds().Dy() {
		for x := range photo.Bounds().Dx() {
			at, gain := bend.at(back.apply(float64(x)+0.5, float64(y)+0.5), w, h)
			pixel := photo.Pix[photo.PixOffset(x, y):]
			switch {
			case at.x >= 0 && at.y >= 0 && at.x <= w && at.y <= h:
				sample(photo, x, y, paper, at.x-0.5, at.y-0.5)
				if gain != 1 {
					brighten(pixel, gain, 0)
				}
			case shadow != nil:
				brighten(pixel, shadow(at, w, h), 0)
			}
		}
	}
	if c.thumb > 0 {
		thumb(photo, corners, c, chance)
	}
	return photo, told
}

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

func clamp(v float64) uint8 { return uint8(max(0, min(255, v+0.5))) }
