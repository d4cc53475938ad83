package neural

// Some numbers are printed by a rule that tells what stands where. A character that the network is not sure of is read again with
// that in mind: of the letters, or of the digits, the likeliest. What it is sure of stays, even where it breaks the rule.

// shapes are the rules: A is a capital letter, 9 a digit, 0 the digit itself, * any of them.
var shapes = []string{
	"AAAAA9999A",      // PAN
	"AAAA0******",     // IFSC
	"99AAAAA9999A***", // GSTIN
}

const (
	// maxMisfits is how many characters may break a rule in a word that is still taken for one of its kind.
	maxMisfits = 2
	// minEvidence is how likely the network must find a character that fits: less is no reading but a wish.
	minEvidence = 0.02
)

// alternatives are the likeliest capital letter and the likeliest digit of a step.
type alternatives struct{ letter, digit glyph }

// fitted is a word read again by the rule that it nearly keeps. Words that keep none are as they were.
func fitted(word []glyph) []glyph {
	for _, shape := range shapes {
		if again, ok := fittedTo(word, shape); ok {
			return again
		}
	}
	return word
}

func fittedTo(word []glyph, shape string) ([]glyph, bool) {
	if len(word) != len(shape) {
		return nil, false
	}
	again := make([]glyph, len(word))
	misfits := 0
	for i, g := range word {
		again[i] = g
		if fits(g.text, shape[i]) {
			continue
		}
		misfits++
		if g.or == nil {
			return nil, false
		}
		other := g.or.digit
		if shape[i] == 'A' {
			other = g.or.letter
		}
		if !fits(other.text, shape[i]) || other.confidence < minEvidence {
			return nil, false
		}
		again[i].text, again[i].confidence = other.text, other.confidence
	}
	return again, misfits > 0 && misfits <= maxMisfits
}

func fits(text string, rule byte) bool {
	if len(text) != 1 {
		return false
	}
	letter, digit := text[0] >= 'A' && text[0] <= 'Z', text[0] >= '0' && text[0] <= '9'
	switch rule {
	case 'A':
		return letter
	case '9':
		return digit
	case '*':
		return letter || digit
	}
	return text[0] == rule
}
