package draw

import (
	"strings"
	"unicode"
)

// Word is one printed word and where it stands on the paper: the sides are fractions of its width and height.
type Word struct {
	Text string `json:"text"`
	// Box is left, top, right and bottom.
	Box [4]float64 `json:"box"`
}

// printed is a word in millimetres.
type printed struct {
	text                     string
	left, top, width, height float64
}

// Words are those printed on the picture, in the order they were printed.
func (p *Picture) Words() []Word {
	var words []Word
	for _, w := range p.words {
		if w.top >= p.height {
			continue // cut off
		}
		words = append(words, Word{w.text, [4]float64{
			fraction(w.left, p.width), fraction(w.top, p.height), fraction(w.left+w.width, p.width), fraction(w.top+w.height, p.height),
		}})
	}
	return words
}

func fraction(of, whole float64) float64 { return max(0, min(1, of/whole)) }

func (p *Picture) note(text string, left, top, width, height float64) {
	p.words = append(p.words, printed{text, left, top, width, height})
}

// noteText notes the words of a text whose base line begins at (x, y).
func (p *Picture) noteText(x, y float64, text string, style Style) {
	const ascent, descent = 0.75, 0.22 // of the faces' size
	size := style.Size / pointsPerInch * mmPerInch
	for start := 0; start < len(text); {
		length := strings.IndexFunc(text[start:], unicode.IsSpace)
		if length < 0 {
			length = len(text) - start
		}
		if length > 0 {
			word := text[start : start+length]
			p.note(word, x+p.Width(text[:start], style), y-ascent*size, p.Width(word, style), (ascent+descent)*size)
		}
		start += max(length, 1)
	}
}
