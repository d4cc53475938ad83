package neural

import (
	"cmp"
	"fmt"
	"slices"
)

// How a picture's way up is found: whether lines lie or stand shows in the shapes of their boxes; which end is up is said by a
// network made for that, and where it is not sure, by which way reads better.
const (
	tall        = 1.5 // times as high as wide: a standing box
	askedLines  = 9   // the longest lines, which the network for turns is asked about
	triedLines  = 4   // of those, how many are read both ways
	sureOfTurn  = 0.8 // mean likelihood of one way, above which nothing is tried
	turnWidth   = 192 // the network takes pictures of lines of this width
	turnAspect  = 2   // lines shorter than this say little
	upsideDown  = 1   // the class of a line that stands on its head
	turnClasses = 2
)

// quarters is how many right angles a picture with these boxes must be turned clockwise to stand upright.
func (r *Reader) quarters(picture *Picture, boxes []Quad) (int, error) {
	lying, standing := 0.0, 0.0
	for _, b := range boxes {
		if b.height() > tall*b.width() {
			standing += b.height()
		} else if b.width() > tall*b.height() {
			lying += b.width()
		}
	}
	quarters := 0
	if standing > lying {
		quarters = 3 // the first guess: the lines go down the picture
	}
	var asked []Quad
	for _, b := range boxes {
		if b = b.turned(quarters * 3); b.width() > turnAspect*b.height() {
			asked = append(asked, b)
		}
	}
	slices.SortFunc(asked, func(a, b Quad) int { return cmp.Compare(b.width(), a.width()) })
	asked = asked[:min(askedLines, len(asked))]
	flipped, err := r.upsideDown(picture, asked)
	if err != nil {
		return 0, fmt.Errorf("find which way is up: %w", err)
	}
	if flipped {
		quarters += 2
	}
	return quarters % 4, nil
}

// upsideDown says whether the lines stand on their heads.
func (r *Reader) upsideDown(picture *Picture, lines []Quad) (bool, error) {
	if len(lines) == 0 {
		return false, nil
	}
	t := newTensor(turnWidth, lineHeight)
	sum := 0.0
	for _, q := range lines {
		// The beginning of a line is enough, and drawn without being squeezed.
		picture.draw(t, t.width, q.part(0, min(1, turnWidth/lineHeight*q.height()/q.width())))
		err := r.turn.run(t, func(likelihood []float32, _ []int64) {
			if len(likelihood) == turnClasses {
				sum += float64(likelihood[upsideDown])
			}
		})
		if err != nil {
			return false, err
		}
	}
	mean := sum / float64(len(lines))
	if max(mean, 1-mean) > sureOfTurn {
		return mean > 0.5, nil
	}
	upright, flipped := 0.0, 0.0
	for _, q := range lines[:min(triedLines, len(lines))] {
		as, err := r.line(picture, q)
		if err != nil {
			return false, err
		}
		turned, err := r.line(picture, q.turned(2))
		if err != nil {
			return false, err
		}
		upright += as.Confidence
		flipped += turned.Confidence
	}
	return flipped > upright, nil
}
