package neural

import "strings"

// blank is the class that says: no character here, or the same one still.
const blank = 0

// glyph is one character of a line: where its middle is, in steps of the network, and how sure it is.
type glyph struct {
	text       string
	step       int
	confidence float32
}

// decoded reads likelihoods of steps x classes by the rule of connectionist temporal classification: the best class of each
// step; repetitions are one character, blanks are none (Graves et al., ICML 2006).
func decoded(likelihood []float32, alphabet []string) []glyph {
	var glyphs []glyph
	last := blank
	for step := 0; len(likelihood) >= len(alphabet); step++ {
		class, sure := best(likelihood[:len(alphabet)])
		likelihood = likelihood[len(alphabet):]
		if class != last && class != blank {
			glyphs = append(glyphs, glyph{alphabet[class], step, sure})
		} else if class != blank && sure > glyphs[len(glyphs)-1].confidence {
			glyphs[len(glyphs)-1].confidence = sure
		}
		last = class
	}
	return glyphs
}

// best is the likeliest class. The likelihoods of a step add up to one: what is over a half needs no comparing.
func best(likelihood []float32) (class int, sure float32) {
	for i, v := range likelihood {
		if v > sure {
			class, sure = i, v
			if v > 0.5 {
				break
			}
		}
	}
	return class, sure
}

// alphabetOf makes the classes of the characters that the network names, one a line: blank first, space last.
func alphabetOf(characters string) []string {
	alphabet := append([]string{""}, strings.Split(strings.TrimSuffix(characters, "\n"), "\n")...)
	for i, c := range alphabet {
		alphabet[i] = folded(c)
	}
	return append(alphabet, " ")
}

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
