package neural

import (
	"strings"
	"unicode"
)

// blank is the class that says: no character here, or the same one still.
const blank = 0

// glyph is one character of a line: where its middle is, in steps of the network, and how sure it is.
type glyph struct {
	text       string
	step       int
	confidence float32
	or         *alternatives // what else it may be; nil when it is as sure as can be
	hidden     bool          // a sign that the network only hints at
}

// alphabet is the characters of the network's classes.
type alphabet struct {
	characters []string
	// rare are those that Indian papers print hardly ever: Chinese, accents, signs that look like letters.
	rare []bool
	// rupee is the class of ₹; blank where the network knows none.
	rupee int
}

// rareThreshold is how sure a rare character must be; below it, the likeliest of the usual ones is taken.
const rareThreshold = 0.9

// hiddenRupee is the likelihood from which a ₹ is believed where the network sees no letter and no digit. It was trained with few, and
// sees nothing, or a bracket, in the place of one before a figure. Where none is printed, it is a fourth of that at most (measured on
// 850 amounts, of which 35 had the sign).
const hiddenRupee = 0.002

// hiddenConfidence is what such a sign is given: a word is no less sure for it.
const hiddenConfidence = 0.9

// decoded reads likelihoods of steps x classes by the rule of connectionist temporal classification: the best class of each
// step; repetitions are one character, blanks are none (Graves et al., ICML 2006).
func (a *alphabet) decoded(likelihood []float32) []glyph {
	var glyphs []glyph
	classes := len(a.characters)
	last := blank
	for step := 0; len(likelihood) >= classes; step++ {
		class, sure := a.best(likelihood[:classes])
		hidden := a.rupee != blank && likelihood[a.rupee] >= hiddenRupee && !isPlain(a.characters[class]) && class != a.rupee
		if hidden {
			class, sure = a.rupee, hiddenConfidence
		}
		if class != last && class != blank {
			g := glyph{text: a.characters[class], step: step, confidence: sure, hidden: hidden}
			if !hidden {
				g.or = a.alternatives(likelihood[:classes], sure)
			}
			glyphs = append(glyphs, g)
		} else if class != blank && sure > glyphs[len(glyphs)-1].confidence {
			glyphs[len(glyphs)-1].confidence = sure
		}
		last, likelihood = class, likelihood[classes:]
	}
	return signed(glyphs)
}

// signed keeps of the hidden signs those that stand before a figure, or alone; one that touches the figure before it begins a word.
func signed(glyphs []glyph) []glyph {
	var kept []glyph
	for i, g := range glyphs {
		if !g.hidden {
			kept = append(kept, g)
			continue
		}
		next := i + 1
		for next < len(glyphs) && (glyphs[next].text == " " || glyphs[next].text == rupee) {
			next++
		}
		before := len(kept) - 1
		switch {
		case next < len(glyphs) && !fits(glyphs[next].text, '9'), next == len(glyphs) && len(glyphs) > 1, before >= 0 && kept[before].text == rupee:
			continue
		case before >= 0 && fits(kept[before].text, '9'):
			kept = append(kept, glyph{text: " ", step: g.step, confidence: g.confidence})
		}
		kept = append(kept, g)
	}
	return kept
}

// isPlain tells a letter or a digit of ASCII.
func isPlain(character string) bool {
	return len(character) == 1 && (character[0]|0x20 >= 'a' && character[0]|0x20 <= 'z' || character[0] >= '0' && character[0] <= '9')
}

const rupee = "₹"

// alternatives are looked for where enough likelihood is left for one.
func (a *alphabet) alternatives(likelihood []float32, sure float32) *alternatives {
	if sure > 1-minEvidence {
		return nil
	}
	var or alternatives
	for class, v := range likelihood {
		if v < minEvidence {
			continue
		}
		for _, kind := range []struct {
			rule byte
			of   *glyph
		}{{'A', &or.letter}, {'9', &or.digit}} {
			if v > kind.of.confidence && fits(a.characters[class], kind.rule) {
				*kind.of = glyph{text: a.characters[class], confidence: v}
			}
		}
	}
	return &or
}

// best is the likeliest class. The likelihoods of a step add up to one: what is over a half needs no comparing.
func (a *alphabet) best(likelihood []float32) (class int, sure float32) {
	for i, v := range likelihood {
		if v > sure {
			class, sure = i, v
			if v > 0.5 {
				break
			}
		}
	}
	if !a.rare[class] || sure >= rareThreshold {
		return class, sure
	}
	class, sure = blank, 0
	for i, v := range likelihood {
		if v > sure && !a.rare[i] {
			class, sure = i, v
		}
	}
	return class, sure
}

// alphabetOf makes the classes of the characters that the network names, one a line: blank first, space last.
func alphabetOf(characters string) *alphabet {
	a := &alphabet{characters: append([]string{""}, strings.Split(strings.TrimSuffix(characters, "\n"), "\n")...)}
	a.characters = append(a.characters, " ")
	for i, c := range a.characters {
		a.characters[i] = folded(c)
		if a.characters[i] == rupee {
			a.rupee = i
		}
		a.rare = append(a.rare, strings.ContainsFunc(a.characters[i], func(r rune) bool { return r > unicode.MaxASCII && !strings.ContainsRune(usual, r) }))
	}
	return a
}

// usual are the characters beyond ASCII that are printed often.
const usual = "₹£€©®™°•·–—‘’“”…"

// folded gives the plain form of the wide characters that Chinese fonts have of Latin letters, digits and marks.
func folded(character string) string {
	const wide, plain = 0xFF01, '!'
	switch r := []rune(character); {
	case len(r) == 1 && r[0] >= wide && r[0] <= wide+'~'-plain:
		return string(r[0] - wide + plain)
	case character == "\u3000":
		return " "
	}
	return character
}
