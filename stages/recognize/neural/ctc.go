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
}

// alphabet is the characters of the network's classes.
type alphabet struct {
	characters []string
	// rare are those that Indian papers print hardly ever: Chinese, accents, signs that look like letters.
	rare []bool
}

// rareThreshold is how sure a rare character must be; below it, the likeliest of the usual ones is taken.
const rareThreshold = 0.9

// decoded reads likelihoods of steps x classes by the rule of connectionist temporal classification: the best class of each
// step; repetitions are one character, blanks are none (Graves et al., ICML 2006).
func (a *alphabet) decoded(likelihood []float32) []glyph {
	var glyphs []glyph
	classes := len(a.characters)
	last := blank
	for step := 0; len(likelihood) >= classes; step++ {
		class, sure := a.best(likelihood[:classes])
		if class != last && class != blank {
			glyphs = append(glyphs, glyph{a.characters[class], step, sure, a.alternatives(likelihood[:classes], sure)})
		} else if class != blank && sure > glyphs[len(glyphs)-1].confidence {
			glyphs[len(glyphs)-1].confidence = sure
		}
		last, likelihood = class, likelihood[classes:]
	}
	return glyphs
}

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
