package recognize

import (
	"slices"
	"strings"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/recognize/micr"
)

const (
	// maxMagneticSide is enough for the line: a cheque is eight inches wide, and 300 pixels to an inch are more than photographs have.
	maxMagneticSide = 2400
	// sureMagnetic is the confidence from which a word of the line is believed rather than what the reader made of it.
	sureMagnetic = 0.5
)

// withMagneticInk puts the line at a cheque's foot in the place of what the reader, which does not know its type, took it for.
func (s *sheet) withMagneticInk(words []*munshiv1.Word) ([]*munshiv1.Word, error) {
	if !likeCheque(words) {
		return words, nil
	}
	shades, err := s.image.Shades(maxMagneticSide)
	if err != nil {
		return nil, err
	}
	// A group under a stamp is left to the reader; the others are no less sure for it.
	found := slices.DeleteFunc(micr.Read(shades), func(w micr.Word) bool { return w.Confidence < sureMagnetic })
	if len(found) == 0 {
		return words, nil
	}
	width, height := float64(shades.Bounds().Dx()), float64(shades.Bounds().Dy())
	line, block := int32(0), int32(0)
	for _, w := range words {
		line, block = max(line, w.GetLine()+1), max(block, w.GetBlock()+1)
	}
	var ink []*munshiv1.Word
	for _, w := range found {
		ink = append(ink, &munshiv1.Word{Text: w.Text, Confidence: w.Confidence, Line: line, Block: block, Box: &munshiv1.Box{
			Left: within(float64(w.Box.Min.X), width), Top: within(float64(w.Box.Min.Y), height),
			Right: within(float64(w.Box.Max.X), width), Bottom: within(float64(w.Box.Max.Y), height),
		}})
	}
	return append(slices.DeleteFunc(words, func(w *munshiv1.Word) bool { return on(ink, w.GetBox()) }), ink...), nil
}

// on says whether the middle of a box is on one of the words of a line, or just beside it.
func on(line []*munshiv1.Word, box *munshiv1.Box) bool {
	x, y := (box.GetLeft()+box.GetRight())/2, (box.GetTop()+box.GetBottom())/2
	return slices.ContainsFunc(line, func(w *munshiv1.Word) bool {
		b := w.GetBox()
		beside := b.GetBottom() - b.GetTop()
		return x >= b.GetLeft()-beside/2 && x <= b.GetRight()+beside/2 && y >= b.GetTop() && y <= b.GetBottom()
	})
}

// likeCheque says whether a page has two of the words that are printed on cheques: looking for the line takes a tenth of
// a second, which other pages need not pay.
func likeCheque(words []*munshiv1.Word) bool {
	printed := []string{"pay", "rupees", "bearer", "order", "payee", "ifsc", "months", "sign"}
	seen := map[string]bool{}
	for _, w := range words {
		if text := strings.Trim(strings.ToLower(w.GetText()), ".:,-"); slices.Contains(printed, text) {
			seen[text] = true
		}
	}
	return len(seen) >= 2
}
