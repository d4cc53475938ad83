// Package micr reads the line of magnetic ink at the foot of an Indian cheque: cheque number, sort code, account and
// transaction code in the type E-13B, which readers of ordinary print take for anything.
//
// Read tells how: characters of one height that stand at one distance are a line (line.go), the line is straightened into a strip
// (strip.go), and the strip is compared with the fourteen characters (glyph.go), in the order in which cheques print
// them (decode.go). Nothing was learnt from real cheques: the characters are drawn from the type's published dimensions.
package micr

import (
	"cmp"
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
	// Alternatives are what else it may say, the likeliest first: who knows what stands elsewhere on the paper can choose.
	Alternatives []string
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
	from := 0
	for i, c := range r.characters {
		if c.last || i == len(r.characters)-1 {
			words = append(words, r.line.word(r.characters[from:i+1]))
			from = i + 1
		}
	}
	return slices.Clip(words)
}

func (l line) word(characters []character) Word {
	var text strings.Builder
	w := Word{Confidence: 1, Alternatives: alternatives(characters)}
	for _, c := range characters {
		text.WriteRune(c.rune)
		w.Box = w.Box.Union(l.box(c.at))
		w.Confidence = min(w.Confidence, c.confidence)
	}
	w.Text = text.String()
	return w
}

const (
	// doubted is the confidence under which a character may be another, and farthest how much less like the ink that one may be.
	doubted, farthest = 0.95, 0.12
	// maxDoubted bounds how many characters of a word are exchanged at once, and maxAlternatives how many words are told.
	maxDoubted, maxAlternatives = 3, 12
)

// alternatives are the words that doubted characters and their rivals make, but for the one that was read: the likeliest first.
func alternatives(characters []character) []string {
	type way struct {
		text      string
		cost      float64
		exchanged int
	}
	ways := []way{{}}
	for _, c := range characters {
		var longer []way
		for _, w := range ways {
			longer = append(longer, way{w.text + string(c.rune), w.cost, w.exchanged})
			for _, o := range c.others {
				if less := c.likeness - o.likeness; c.confidence < doubted && w.exchanged < maxDoubted && less < farthest {
					longer = append(longer, way{w.text + string(o.rune), w.cost + less, w.exchanged + 1})
				}
			}
		}
		slices.SortStableFunc(longer, func(a, b way) int { return cmp.Compare(a.cost, b.cost) })
		ways = longer[:min(len(longer), maxAlternatives+1)]
	}
	var others []string
	for _, w := range ways {
		if w.exchanged > 0 {
			others = append(others, w.text)
		}
	}
	return others
}
