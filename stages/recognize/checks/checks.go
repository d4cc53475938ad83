// Package checks tells whether a word that looks like an identifier, an amount or a date keeps the rules that such words are printed by.
// Nothing of the document need be understood for that, so readers that disagree can be judged by it.
//
// Start at Of. What a word means, and where on a paper it belongs, is extract's to find out.
package checks

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/munshi-in/munshi/schemas"
)

// Kind is what a word looks like.
type Kind string

// The kinds that have rules.
const (
	None   Kind = ""
	PAN    Kind = "PAN"
	IFSC   Kind = "IFSC"
	GSTIN  Kind = "GSTIN"
	Amount Kind = "amount"
	Date   Kind = "date"
)

// Alphabet is the characters that a word of the kind is made of, marks and currency signs included.
func (k Kind) Alphabet() string {
	switch k {
	case Amount:
		return digits + ".,-"
	case Date:
		return digits + "/-."
	}
	return base36
}

const (
	digits = "0123456789"
	base36 = digits + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	// maxMisfits is how many characters of a word may break the rule of a kind that it is still taken for.
	maxMisfits = 2
	// maxLength is that of the longest word that is looked at.
	maxLength = 24
)

// shapes: A is a capital letter, 9 a digit, 0 and Z themselves, * any of them.
var shapes = []struct {
	kind  Kind
	shape string
}{{GSTIN, "99AAAAA9999A*Z*"}, {PAN, "AAAAA9999A"}, {IFSC, "AAAA0******"}}

// Finding is what was found of a word.
type Finding struct {
	Kind Kind
	// Kept says that the word keeps the rules of its kind.
	Kept bool
	// From and To bound the identifier, amount or date in the word: signs of currency and brackets stand around it.
	From, To int
}

// Of looks at one word. What is far from every kind is none, and so is a word of some kinds that two readings away could be anything.
func Of(word string) Finding {
	if len(word) < 4 || len(word) > maxLength || !strings.ContainsAny(word, digits) {
		return Finding{}
	}
	from, to := 0, len(word)
	for from < to && !strings.Contains(base36, word[from:from+1]) && word[from] != '-' {
		from++
	}
	for to > from && !strings.Contains(base36, word[to-1:to]) {
		to--
	}
	inner := word[from:to]
	for _, s := range shapes {
		if misfits, ok := like(inner, s.shape); ok {
			return Finding{s.kind, misfits == 0 && keeps(s.kind, inner), from, to}
		}
	}
	if kept, ok := date(inner); ok {
		return Finding{Date, kept, from, to}
	}
	from += len(currency.FindString(inner))
	if kept, ok := amount(word[from:to]); ok {
		return Finding{Amount, kept, from, to}
	}
	return Finding{}
}

// currency is the letters of one, such as Rs. and INR, right before an amount's first digit.
var currency = regexp.MustCompile(`^[A-Z][A-Za-z]{1,2}\.?:?`)

// Score is how many of the words keep their rules, less how many break them.
func Score(words []string) int {
	score := 0
	for _, w := range words {
		if f := Of(w); f.Kept {
			score++
		} else if f.Kind != None {
			score--
		}
	}
	return score
}

// like says whether a word is of that shape, but for some misfits, and has the digits to be.
func like(word, shape string) (misfits int, ok bool) {
	if len(word) != len(shape) {
		return 0, false
	}
	real := 0
	for i := range len(word) {
		c := word[i]
		digit, letter := c >= '0' && c <= '9', c >= 'A' && c <= 'Z'
		if !digit && !letter {
			return 0, false
		}
		if digit {
			real++
		}
		if s := shape[i]; s == 'A' && !letter || s == '9' && !digit || (s == '0' || s == 'Z') && c != s {
			misfits++
		}
	}
	const minDigits = 3
	return misfits, misfits <= maxMisfits && real >= minDigits && real < len(word)
}

func keeps(kind Kind, word string) bool {
	switch kind {
	case PAN:
		return strings.IndexByte(schemas.PANHolders, word[3]) >= 0
	case GSTIN:
		return strings.IndexByte(schemas.PANHolders, word[5]) >= 0 && word[14] == schemas.GSTINCheck(word[:14])
	}
	return true
}

// lookalike are letters that readers give for digits; digits themselves too.
const lookalike = `0-9OoQDIlL|SsBZzGg`

var (
	likeDate   = regexp.MustCompile(`^([` + lookalike + `]{1,2})[-/.]([` + lookalike + `]{1,2})[-/.]([` + lookalike + `]{2}|[` + lookalike + `]{4})$`)
	likeAmount = regexp.MustCompile(`^-?[` + lookalike + `]{1,9}(?:[.,][` + lookalike + `]{2,3})*[.,][` + lookalike + `]{2,3}$`)
	grouped    = regexp.MustCompile(`^-?(?:\d+\.\d\d|\d{1,3}(?:,\d{3})*(?:\.\d\d)?|\d{1,2}(?:,\d\d)*,\d{3}(?:\.\d\d)?)$`)
)

// date: a day and a month of the calendar in either order, whatever the year.
func date(word string) (kept, ok bool) {
	m := likeDate.FindStringSubmatch(word)
	if m == nil || letters(word) > maxMisfits || word[len(m[1])] != word[len(m[1])+1+len(m[2])] {
		return false, false
	}
	first, err1 := strconv.Atoi(m[1])
	second, err2 := strconv.Atoi(m[2])
	_, err3 := strconv.Atoi(m[3])
	day := func(d, month int) bool { return d >= 1 && d <= 31 && month >= 1 && month <= 12 }
	return err1 == nil && err2 == nil && err3 == nil && (day(first, second) || day(second, first)), true
}

// amount: digits grouped by commas as India or the West does, with two after the point. Numbers without a group or two such digits are
// none: weights and rates have any number of them.
func amount(word string) (kept, ok bool) {
	if !likeAmount.MatchString(word) || letters(word) > maxMisfits {
		return false, false
	}
	if grouped.MatchString(word) {
		return true, true
	}
	if marks := strings.Count(word, ".") + strings.Count(word, ","); marks == 1 && letters(word) == 0 {
		return false, false // a rate of three places, a list of two numbers
	}
	return false, true
}

func letters(word string) int {
	n := 0
	for _, c := range word {
		if c >= 'A' && c <= 'z' {
			n++
		}
	}
	return n
}
