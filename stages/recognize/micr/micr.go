// Package micr reads the line of magnetic ink at the foot of an Indian cheque: cheque number, sort code, account and
// transaction code in the type E-13B, which readers of ordinary print take for anything.
//
// Read tells how: characters of one height that stand at one distance are a line (line.go), the line is straightened into a strip
// (strip.go), and the strip is compared with the fourteen characters (glyph.go), in the order in which cheques print
// them (decode.go). Nothing was learnt from real cheques: the characters are drawn from the type's published dimensions.
package micr

import (
	"image"
	"slices"
	"strings"
)

// Word is one group of the line.
type Word struct {
	// Text has digits, and ⑈ and ⑆ where the line has them.
	Text string
	// Box is where it stands on the page.
	Box image.Rectangle
	// Confidence is that of its least sure character, 0 to 1.
	Confidence float64
}

const (
	// maxLines bounds how many lines of a page are looked at closely: tables of digits look alike from afar.
	maxLines = 6
	// minLikeness is how like the type a whole line must be: the mean correlation of its characters. Other lines of digits
	// stay under 0.65 on generated papers of all kinds, magnetic ink in bad photographs is over 0.85.
	minLikeness = 0.75
	// minFirst is the same for the first look, which sees only the characters that stand alone and where they seem to be.
	minFirst = 0.7
)

// Read finds the line on an upright page and reads it; nil when there is none. The page may lean by a few degrees.
func Read(page *image.Gray) []Word {
	for _, l := range lines(page) {
		s := l.strip(page)
		if l.likeness(s) < minFirst {
			continue
		}
		if r := decode(s); r.likeness >= minLikeness {
			r.line = l
			return r.words()
		}
	}
	return nil
}

// words cuts the characters where the layout has gaps.
func (r reading) words() []Word {
	var words []Word
	var text strings.Builder
	var box image.Rectangle
	sure := 1.0
	for i, c := range r.characters {
		text.WriteRune(c.rune)
		box = box.Union(r.line.box(c.at))
		sure = min(sure, c.confidence)
		if c.last || i == len(r.characters)-1 {
			words = append(words, Word{text.String(), box, sure})
			text.Reset()
			box, sure = image.Rectangle{}, 1
		}
	}
	return slices.Clip(words)
}
