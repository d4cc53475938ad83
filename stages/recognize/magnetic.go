package recognize

import (
	"slices"
	"strings"
	"unicode"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/recognize/micr"
)

const (
	// maxMagneticSide is enough for the line: a cheque is eight inches wide, and 300 pixels to an inch are more than photographs have.
	maxMagneticSide = 2400
	// leastMagnetic is the confidence under which a word of the line is not told at all: a stamp covers it.
	leastMagnetic = 0.2
)

// withMagneticInk puts the line at a cheque's foot in the place of what the reader, which does not know its type, took it for.
func (s *sheet) withMagneticInk(words []*munshiv1.Word) ([]*munshiv1.Word, error) {
	if !likeCheque(words) && !likeMagneticInk(words) {
		return words, nil
	}
	shades, err := s.image.Shades(maxMagneticSide)
	if err != nil {
		return nil, err
	}
	line := micr.Read(shades)
	if len(line) == 0 {
		return words, nil
	}
	width, height := float64(shades.Bounds().Dx()), float64(shades.Bounds().Dy())
	number, block := int32(0), int32(0)
	for _, w := range words {
		number, block = max(number, w.GetLine()+1), max(block, w.GetBlock()+1)
	}
	var ink []*munshiv1.Word
	for _, w := range line {
		ink = append(ink, &munshiv1.Word{Text: w.Text, Confidence: w.Confidence, Alternatives: w.Alternatives, Line: number, Block: block, Box: &munshiv1.Box{
			Left: within(float64(w.Box.Min.X), width), Top: within(float64(w.Box.Min.Y), height),
			Right: within(float64(w.Box.Max.X), width), Bottom: within(float64(w.Box.Max.Y), height),
		}})
	}
	words = slices.DeleteFunc(words, func(w *munshiv1.Word) bool { return on(ink, w.GetBox()) })
	// A group under a stamp is left out; the others are no less sure for it.
	return append(words, slices.DeleteFunc(ink, func(w *munshiv1.Word) bool { return w.GetConfidence() < leastMagnetic })...), nil
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

// likeMagneticInk says whether a line near the foot of a page is what readers make of magnetic ink: digits, and hardly a letter. Of a leaf
// out of focus it may be all that was read.
func likeMagneticInk(words []*munshiv1.Word) bool {
	const nearFoot, leastDigits, mostLetters = 0.75, 18, 4
	digits, letters := map[int32]int{}, map[int32]int{}
	for _, w := range words {
		if w.GetBox().GetTop() < nearFoot {
			continue
		}
		for _, r := range w.GetText() {
			if unicode.IsDigit(r) {
				digits[w.GetLine()]++
			} else if unicode.IsLetter(r) {
				letters[w.GetLine()]++
			}
		}
	}
	for line, n := range digits {
		if n >= leastDigits && letters[line] <= mostLetters {
			return true
		}
	}
	return false
}
