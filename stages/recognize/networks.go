package recognize

import (
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/leptonica"
	"github.com/munshi-in/munshi/stages/recognize/neural"
)

// networks are the child's, loaded with the first page they read.
var networks *neural.Reader

// byNetworks reads with the neural reader, the one for photographs, and turns the page upright.
func (s *sheet) byNetworks() (reading, error) {
	seen, err := s.seen(s.image)
	if err == nil && seen.Quarters != 0 {
		err = s.turn(seen.Quarters)
	}
	if err != nil {
		return reading{}, err
	}
	r := reading{words: inOrder(seen.Lines, float64(s.image.Width()), float64(s.image.Height())), reader: readerNeural}
	return r, s.told(&r, s.image)
}

// networked are the words that the networks read on an image whose way up is settled: where it seems to turn now, it is misread.
func (s *sheet) networked(image *leptonica.Image) ([]*munshiv1.Word, error) {
	seen, err := s.seen(image)
	if err != nil || seen.Quarters != 0 {
		return nil, err
	}
	return inOrder(seen.Lines, float64(image.Width()), float64(image.Height())), nil
}

// seen is what the networks read of an image.
func (s *sheet) seen(image *leptonica.Image) (neural.Reading, error) {
	picture, err := s.shown(image)
	if err != nil {
		return neural.Reading{}, err
	}
	return networks.Read(picture)
}

// seenIn is what the networks read in boxes on an image: a line for each.
func (s *sheet) seenIn(image *leptonica.Image, boxes []neural.Quad) ([]neural.Line, error) {
	picture, err := s.shown(image)
	if err != nil {
		return nil, err
	}
	return networks.Lines(picture, boxes)
}

// shown is an image as the networks take it; they are loaded now.
func (s *sheet) shown(image *leptonica.Image) (*neural.Picture, error) {
	if networks == nil {
		var err error
		if networks, err = neural.Open(s.ModelsDir); err != nil {
			return nil, err
		}
	}
	pixels, err := image.Pixels()
	return &neural.Picture{Width: image.Width(), Height: image.Height(), Pix: pixels}, err
}

// inOrder are the words of lines, in reading order, with their places as fractions of an image of that size.
func inOrder(lines []neural.Line, width, height float64) []*munshiv1.Word {
	var words []*munshiv1.Word
	for _, row := range neural.Rows(lines) {
		for _, line := range row.Lines {
			for _, w := range line.Words {
				words = append(words, word(w, int32(row.Number), int32(row.Block), width, height))
			}
		}
	}
	return words
}

func word(w neural.Word, line, block int32, width, height float64) *munshiv1.Word {
	left, top, right, bottom := w.Quad.Bounds()
	return &munshiv1.Word{
		Text: w.Text, Confidence: w.Confidence, Line: line, Block: block,
		Box: &munshiv1.Box{Left: within(left, width), Top: within(top, height), Right: within(right, width), Bottom: within(bottom, height)},
	}
}
