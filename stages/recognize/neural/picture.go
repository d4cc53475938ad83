package neural

import "math"

// Picture is an image in memory: red, green and blue bytes, row by row, without padding.
type Picture struct {
	Width, Height int
	Pix           []byte

	half *Picture // made when it is asked for
}

// Point is a place on a picture in pixels; whole numbers are the corners of pixels, so that (0.5, 0.5) is the middle of the first.
type Point struct{ X, Y float64 }

func (p Point) plus(q Point) Point              { return Point{p.X + q.X, p.Y + q.Y} }
func (p Point) minus(q Point) Point             { return Point{p.X - q.X, p.Y - q.Y} }
func (p Point) times(f float64) Point           { return Point{p.X * f, p.Y * f} }
func (p Point) toward(q Point, f float64) Point { return p.plus(q.minus(p).times(f)) }
func (p Point) distance(q Point) float64        { return math.Hypot(p.X-q.X, p.Y-q.Y) }

// Quad is four corners, clockwise from the top left of the text that stands in them.
type Quad [4]Point

func (q Quad) width() float64  { return max(q[0].distance(q[1]), q[3].distance(q[2])) }
func (q Quad) height() float64 { return max(q[0].distance(q[3]), q[1].distance(q[2])) }

// part is what stands between two fractions of the width.
func (q Quad) part(from, to float64) Quad {
	return Quad{q[0].toward(q[1], from), q[0].toward(q[1], to), q[3].toward(q[2], to), q[3].toward(q[2], from)}
}

// turned starts at the corner that is so many places further on: the same text read after as many quarter turns, counterclockwise.
func (q Quad) turned(quarters int) Quad {
	return Quad{q[quarters&3], q[(quarters+1)&3], q[(quarters+2)&3], q[(quarters+3)&3]}
}

func (q Quad) scaled(x, y float64) Quad {
	for i := range q {
		q[i].X *= x
		q[i].Y *= y
	}
	return q
}

// Bounds is the upright rectangle around the corners.
func (q Quad) Bounds() (left, top, right, bottom float64) {
	left, top, right, bottom = q[0].X, q[0].Y, q[0].X, q[0].Y
	for _, p := range q[1:] {
		left, right = min(left, p.X), max(right, p.X)
		top, bottom = min(top, p.Y), max(bottom, p.Y)
	}
	return left, top, right, bottom
}

// level is the picture halved until step, the pixels between two samples, is less than two. Taking every fourth pixel of a large
// photo would leave out strokes; halving keeps them.
func (p *Picture) level(step float64) (picture *Picture, scale float64) {
	for scale = 1; step*scale >= 2; scale /= 2 {
		if p.half == nil {
			p.half = p.halved()
		}
		p = p.half
	}
	return p, scale
}

// halved has each four pixels as one. What is left over at the right and the bottom is dropped.
func (p *Picture) halved() *Picture {
	half := &Picture{Width: max(p.Width/2, 1), Height: max(p.Height/2, 1)}
	half.Pix = make([]byte, 3*half.Width*half.Height)
	row := 3 * p.Width
	right, below := 3*min(1, p.Width-1), row*min(1, p.Height-1)
	for y := range half.Height {
		from, to := p.Pix[2*y*row:], half.Pix[3*y*half.Width:]
		for x := range half.Width {
			a, b := 6*x, 3*x
			for c := range 3 {
				to[b+c] = byte((int(from[a+c]) + int(from[a+c+right]) + int(from[a+c+below]) + int(from[a+c+right+below]) + 2) / 4)
			}
		}
	}
	return half
}

// tensor is what a network takes of one picture: three planes, blue, green and red, from -1 to 1. The networks were trained
// that way round.
type tensor struct {
	width, height int
	data          []float32
}

func newTensor(width, height int) tensor {
	return tensor{width, height, make([]float32, 3*width*height)}
}

// draw fills the left w columns of t with what stands within q, pulled straight by the perspective of its corners.
func (p *Picture) draw(t tensor, w int, q Quad) {
	step := max(q.width()/float64(w), q.height()/float64(t.height))
	picture, scale := p.level(step)
	h := perspective(q.scaled(scale, scale), float64(w), float64(t.height))
	plane := t.width * t.height
	red, green, blue := t.data[2*plane:3*plane], t.data[plane:2*plane], t.data[:plane]
	row := 3 * picture.Width
	lastX, lastY := float64(picture.Width-1), float64(picture.Height-1)
	for y := range t.height {
		for x := range w {
			at := h.at(float64(x)+0.5, float64(y)+0.5)
			// Samples are taken between the middles of pixels; what lies outside is as the edge.
			u, v := min(max(at.X-0.5, 0), lastX), min(max(at.Y-0.5, 0), lastY)
			left, top := int(u), int(v)
			fx, fy := float32(u)-float32(left), float32(v)-float32(top)
			a := top*row + 3*left
			b, c := a, a
			if left+1 < picture.Width {
				b += 3
			}
			if top+1 < picture.Height {
				c += row
			}
			d := c + b - a
			pix, to := picture.Pix, y*t.width+x
			wa, wb, wc, wd := (1-fx)*(1-fy), fx*(1-fy), (1-fx)*fy, fx*fy
			red[to] = (wa*float32(pix[a])+wb*float32(pix[b])+wc*float32(pix[c])+wd*float32(pix[d]))/127.5 - 1
			green[to] = (wa*float32(pix[a+1])+wb*float32(pix[b+1])+wc*float32(pix[c+1])+wd*float32(pix[d+1]))/127.5 - 1
			blue[to] = (wa*float32(pix[a+2])+wb*float32(pix[b+2])+wc*float32(pix[c+2])+wd*float32(pix[d+2]))/127.5 - 1
		}
	}
}

// homography maps a place on a straight picture to its place on the photographed one.
type homography struct{ a, b, c, d, e, f, g, h float64 }

func (m homography) at(x, y float64) Point {
	w := 1 / (m.g*x + m.h*y + 1)
	return Point{(m.a*x + m.b*y + m.c) * w, (m.d*x + m.e*y + m.f) * w}
}

// perspective maps the corners of a rectangle of that size to those of q. (Heckbert, Fundamentals of Texture Mapping, 1989, 2.2.3.)
func perspective(q Quad, width, height float64) homography {
	var m homography
	slant := q[0].minus(q[1]).plus(q[2]).minus(q[3])
	right, down := q[1].minus(q[2]), q[3].minus(q[2])
	if det := right.X*down.Y - down.X*right.Y; det != 0 {
		m.g = (slant.X*down.Y - down.X*slant.Y) / det
		m.h = (right.X*slant.Y - slant.X*right.Y) / det
	}
	m.a, m.d = q[1].X-q[0].X+m.g*q[1].X, q[1].Y-q[0].Y+m.g*q[1].Y
	m.b, m.e = q[3].X-q[0].X+m.h*q[3].X, q[3].Y-q[0].Y+m.h*q[3].Y
	m.c, m.f = q[0].X, q[0].Y
	m.a, m.d, m.g = m.a/width, m.d/width, m.g/width
	m.b, m.e, m.h = m.b/height, m.e/height, m.h/height
	return m
}

// turned is the picture after so many right angles, clockwise.
func (p *Picture) turned(quarters int) *Picture {
	to := &Picture{Width: p.Width, Height: p.Height, Pix: make([]byte, len(p.Pix))}
	if quarters%2 == 1 {
		to.Width, to.Height = p.Height, p.Width
	}
	for y := range p.Height {
		for x := range p.Width {
			u, v := x, y
			switch quarters {
			case 1:
				u, v = p.Height-1-y, x
			case 2:
				u, v = p.Width-1-x, p.Height-1-y
			case 3:
				u, v = y, p.Width-1-x
			}
			copy(to.Pix[3*(v*to.Width+u):][:3], p.Pix[3*(y*p.Width+x):])
		}
	}
	return to
}
