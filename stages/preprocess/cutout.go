package preprocess

import (
	"math"

	"github.com/munshi-in/munshi/stages/leptonica"
	"github.com/munshi-in/munshi/stages/preprocess/paper"
)

// A page that fills so much of its picture, and whose sides lean so little, gains nothing by being cut out: a card on a
// scanner's glass passes as it is.
const (
	fillsPicture = 0.7
	leansLittle  = 0.7 * math.Pi / 180
)

// rim is how much of the ground is left around a page that is cut out, as a part of its sides: a corner that is found a
// pixel too far inside costs no letter.
const rim = 0.005

// cutOut takes the page or card out of a photograph by its corners, as it is seen from the front. Where the corners are not
// sure, the picture is the page.
func (s *sheet) cutOut() error {
	corners, ok, err := s.corners()
	if err != nil || !ok {
		return err
	}
	w, h := float64(s.image.Width()), float64(s.image.Height())
	corners = corners.Scaled(w, h)
	if corners.Area() > fillsPicture*w*h && corners.Lean() < leansLittle {
		return nil
	}
	width, height := corners.Size()
	if width*height > 2*w*h { // seen from so far aside that most would be invented
		return nil
	}
	var fractions [4][2]float64
	for i, c := range corners {
		fractions[i] = [2]float64{c.X / w, c.Y / h}
	}
	from, ok := leptonica.MapToCorners(fractions)
	if !ok {
		return nil
	}
	from = from.After(leptonica.Map{1 + 2*rim, 0, -rim, 0, 1 + 2*rim, -rim, 0, 0, 1})
	s.Steps = append(s.Steps, stepCutOut)
	s.ToUpload = s.ToUpload.After(from)
	return s.become(s.image.Seen(from, int(math.Ceil(width*(1+2*rim))), int(math.Ceil(height*(1+2*rim)))))
}

// corners are those of the page, as fractions of the picture.
func (s *sheet) corners() (paper.Corners, bool, error) {
	small := s.image
	if long := max(small.Width(), small.Height()); long > paper.Side {
		made, err := s.image.Scaled(float64(paper.Side) / float64(long))
		if err != nil {
			return paper.Corners{}, false, err
		}
		defer made.Close()
		small = made
	}
	pixels, err := small.Pixels()
	if err != nil {
		return paper.Corners{}, false, err
	}
	corners, ok := paper.Find(paper.Picture{Width: small.Width(), Height: small.Height(), Pix: pixels})
	return corners.Scaled(1/float64(small.Width()), 1/float64(small.Height())), ok, nil
}
