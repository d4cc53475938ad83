package recognize

import (
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/recognize/neural"
)

// networks are the child's, loaded with the first page they read.
var networks *neural.Reader

// byNetworks reads with the neural reader: the one for photographs.
func (s *sheet) byNetworks() ([]*munshiv1.Word, error) {
	if networks == nil {
		var err error
		if networks, err = neural.Open(s.ModelsDir); err != nil {
			return nil, err
		}
	}
	pixels, err := s.image.Pixels()
	if err != nil {
		return nil, err
	}
	reading, err := networks.Read(&neural.Picture{Width: s.image.Width(), Height: s.image.Height(), Pix: pixels})
	if err != nil {
		return nil, err
	}
	var words []*munshiv1.Word
	for _, row := range neural.Rows(reading.Lines) {
		for _, line := range row.Lines {
			for _, w := range line.Words {
				left, top, right, bottom := w.Quad.Bounds()
				width, height := float64(s.image.Width()), float64(s.image.Height())
				words = append(words, &munshiv1.Word{
					Text: w.Text, Confidence: w.Confidence, Line: int32(row.Number), Block: int32(row.Block),
					Box: &munshiv1.Box{Left: within(left, width), Top: within(top, height), Right: within(right, width), Bottom: within(bottom, height)},
				})
			}
		}
	}
	return words, nil
}
