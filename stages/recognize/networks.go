package recognize

import (
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/leptonica"
	"github.com/munshi-in/munshi/stages/recognize/neural"
)

// networks are the child's, loaded with the first page they read.
var networks *neural.Reader

// byNetworks reads with the neural reader, the one for photographs, and turns the page upright.
func (s *sheet) byNetworks() ([]*munshiv1.Word, error) {
	reading, err := s.seen(s.image)
	if err != nil {
		return nil, err
	}
	if reading.Quarters != 0 {
		if err := s.turn(reading.Quarters); err != nil {
			return nil, err
		}
	}
	return inOrder(reading.Lines, float64(s.image.Width()), float64(s.image.Height())), nil
}

// seen is what the networks read of an image.
func (s *sheet) seen(image *leptonica.Image) (neural.Reading, error) {
	if networks == nil {
		var err error
		if networks, err = neural.Open(s.ModelsDir); err != nil {
			return neural.Reading{}, err
		}
	}
	pixels, err := image.Pixels()
	if err != nil {
		return neural.Reading{}, err
	}
	return networks.Read(&neural.Picture{Width: image.Width(), Height: image.Height(), Pix: pixels})
}

// inOrder are the words of lines, in reading order, with their places as fractions of an image of that size.
func inOrder(lines []neural.Line, width, height float64) []*munshiv1.Word {
	var words []*munshiv1.Word
	for _, row := range neural.Rows(lines) {
		for _, line := range row.Lines {
			for _, w := range line.Words {
				left, top, right, bottom := w.Quad.Bounds()
				words = append(words, &munshiv1.Word{
					Text: w.Text, Confidence: w.Confidence, Line: int32(row.Number), Block: int32(row.Block),
					Box: &munshiv1.Box{Left: within(left, width), Top: within(top, height), Right: within(right, width), Bottom: within(bottom, height)},
				})
			}
		}
	}
	return words
}
