package neural

import (
	"bytes"
	"slices"
)

// Some numbers are printed by a rule that tells what stands where. A character that the network is not sure of is read again with
// that in mind: of the letters, or of the digits, the likeliest. What it is sure of stays, even where it breaks the rule; only the points within
// an amount do not.

// shapes are the rules: A is a capital letter, 9 a digit, 0 the digit itself, * any of them; marks are themselves.
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
	from, to, shape := amountIn(word)
	if again, ok := fittedTo(word[from:to], shape); ok {
		return slices.Concat(word[:from], again, word[to:])
	}
	return word
}

// What may stand around the digits of an amount: ₹, Rs., INR; Cr, /-.
const maxPrefix, maxSuffix = 4, 3

// amountIn is where in a word an amount with its paise stands, and the rule of its marks: digits in twos or threes, the last three before the
// point. A comma that is taken for a point is the commonest slip of all in bad photographs.
func amountIn(word []glyph) (from, to int, shape string) {
	mayBeDigit := func(g glyph) bool { return fits(g.text, '9') || g.or != nil && fits(g.or.digit.text, '9') }
	for from < len(word) && !mayBeDigit(word[from]) {
		from++
	}
	for to = len(word); to > from && !mayBeDigit(word[to-1]); to-- {
	}
	if from > maxPrefix || len(word)-to > maxSuffix {
		return 0, 0, ""
	}
	rule := bytes.Repeat([]byte("9"), to-from)
	group, groups := 0, 0 // the digits since a mark, and the marks
	for i := to - 1; i >= from; i-- {
		if text := word[i].text; text != "." && text != "," {
			group++
			continue
		}
		switch {
		case groups == 0 && group == 2:
			rule[i-from] = '.'
		case groups == 1 && group == 3, groups > 1 && (group == 2 || group == 3):
			rule[i-from] = ','
		default:
			return 0, 0, ""
		}
		group, groups = 0, groups+1
	}
	if groups < 2 || group < 1 || group > 3 {
		return 0, 0, ""
	}
	return from, to, string(rule)
}

func fittedTo(word []glyph, shape string) ([]glyph, bool) {
	if len(word) != len(shape) {
		return nil, false
	}
	again := make([]glyph, len(word))
	misfits, marks := 0, 0
	for i, g := range word {
		again[i] = g
		if fits(g.text, shape[i]) {
			continue
		}
		if shape[i] == ',' && g.text == "." { // a number has one point: what else stands between its groups is a comma, however sure the network is
			again[i].text = ","
			marks++
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
	return again, misfits+marks > 0 && misfits <= maxMisfits
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
