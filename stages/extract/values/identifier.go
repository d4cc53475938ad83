package values

import (
	"strings"

	"github.com/munshi-in/munshi/schemas"
)

// Identifier is a value with a structure, as fitted to it.
type Identifier struct {
	Value    string
	Repaired bool
}

// letterSlips are the digits that a reader gives for a letter, with every letter it may have been.
var letterSlips = map[byte]string{'0': "ODQ", '1': "IL", '2': "Z", '4': "A", '5': "S", '6': "G", '8': "B"}

// digitSlips are the letters that a reader gives for a digit.
var digitSlips = map[byte]byte{'O': '0', 'D': '0', 'Q': '0', 'I': '1', 'L': '1', '|': '1', 'Z': '2', 'A': '4', 'S': '5', 'G': '6', 'T': '7', 'B': '8'}

const maxIdentifierBytes = 64

// Bare is text in upper case with only its letters and digits (and |, which readers give for I and 1).
func Bare(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '|' {
			return r
		}
		return -1
	}, strings.ToUpper(clipText(text, 256)))
}

// fit makes text follow shape, one character each: A a letter, 9 a digit, * either, and any other character itself.
// allowed narrows the letters of a place. It fails when a place has no answer or more than one.
func fit(text, shape string, allowed map[int]string) (Identifier, bool) {
	text = Bare(text)
	if len(text) != len(shape) {
		return Identifier{}, false
	}
	out := []byte(text)
	for i := range out {
		c, ok := fitByte(out[i], shape[i], allowed[i])
		if !ok {
			return Identifier{}, false
		}
		out[i] = c
	}
	return Identifier{Value: string(out), Repaired: string(out) != text}, true
}

func fitByte(c, want byte, allowed string) (byte, bool) {
	letter, digit := c >= 'A' && c <= 'Z', c >= '0' && c <= '9'
	switch want {
	case '*':
		return c, letter || digit
	case '9':
		if digit {
			return c, true
		}
		d, ok := digitSlips[c]
		return d, ok
	case 'A':
		if letter {
			return c, allowed == "" || strings.IndexByte(allowed, c) >= 0
		}
		options := letterSlips[c]
		if c == '|' {
			options = "IL"
		}
		var only byte
		for i := range len(options) {
			if allowed == "" || strings.IndexByte(allowed, options[i]) >= 0 {
				if only != 0 {
					return 0, false
				}
				only = options[i]
			}
		}
		return only, only != 0
	}
	if c == want {
		return c, true
	}
	// A fixed character: its own slips only.
	if want >= '0' && want <= '9' {
		return want, digitSlips[c] == want
	}
	return want, strings.IndexByte(letterSlips[c], want) >= 0
}

// PAN fits text to a permanent account number, AAAPA9999A. surname, when known, settles the fifth letter. A reader may give
// one character twice (5Ww): it is dropped when only one number is left then. A signature that runs into the number is read as letters
// behind it.
func PAN(text, surname string) (Identifier, bool) {
	bare := Bare(text)
	if id, ok := signed(bare, surname); ok {
		return id, true
	}
	if len(bare) != 11 {
		return pan(bare, surname)
	}
	var only Identifier
	for i := 1; i < len(bare); i++ {
		if bare[i] != bare[i-1] {
			continue
		}
		if id, ok := pan(bare[:i]+bare[i+1:], surname); ok {
			if only.Value != "" && only.Value != id.Value {
				return Identifier{}, false
			}
			only = Identifier{Value: id.Value, Repaired: true}
		}
	}
	return only, only.Value != ""
}

// signed is a number, of which nothing must be put right, with what a reader makes of a signature's beginning: a few letters.
func signed(text, surname string) (Identifier, bool) {
	const long, mostStrokes = 10, 5
	if len(text) <= long || len(text) > long+mostStrokes || strings.ContainsAny(text[long:], "0123456789") {
		return Identifier{}, false
	}
	id, ok := pan(text[:long], surname)
	return Identifier{Value: id.Value, Repaired: true}, ok && !id.Repaired
}

func pan(text, surname string) (Identifier, bool) {
	allowed := map[int]string{3: schemas.PANHolders}
	if surname = Bare(surname); surname != "" && surname[0] >= 'A' && surname[0] <= 'Z' {
		if id, ok := fit(text, "AAAAA9999A", map[int]string{3: schemas.PANHolders, 4: surname[:1]}); ok {
			return id, true
		}
	}
	return fit(text, "AAAAA9999A", allowed)
}

// IFSC fits text to a bank branch's code, AAAA0******. known tells whether four letters are a bank; when the letters as
// read are none, a single repaired reading that is a bank is taken.
func IFSC(text string, known func(bank string) bool) (Identifier, bool) {
	bare := Bare(text)
	if len(bare) != 11 {
		return Identifier{}, false
	}
	rest, ok := fit(bare[4:], "0******", nil)
	if !ok {
		return Identifier{}, false
	}
	// Branches may have letters, as IDIB000A012 has; but nobody uses an O or an I among digits, for the sake of those who read.
	if plain := strings.Map(asDigit, bare[5:]); realDigits(plain) == len(plain) {
		rest = Identifier{Value: "0" + plain, Repaired: plain != bare[5:]}
	}
	var banks []string
	spellings(bare[:4], func(code string) {
		if known(code) {
			banks = append(banks, code)
		}
	})
	if len(banks) == 1 {
		value := banks[0] + rest.Value
		return Identifier{Value: value, Repaired: value != bare}, true
	}
	code, ok := fit(bare[:4], "AAAA", nil)
	if !ok || len(banks) > 1 {
		return Identifier{}, false
	}
	return Identifier{Value: code.Value + rest.Value, Repaired: code.Value+rest.Value != bare}, true
}

// asDigit is the digit that a letter is taken for which looks just like it.
func asDigit(r rune) rune {
	switch r {
	case 'O', 'Q':
		return '0'
	case 'I', 'L', '|':
		return '1'
	}
	return r
}

func realDigits(s string) int {
	return len(s) - len(strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, s))
}

// spellings calls yield with every word of letters that text may stand for; a letter stands for itself.
func spellings(text string, yield func(string)) {
	out := []byte(text)
	var from func(i int)
	from = func(i int) {
		if i == len(out) {
			yield(string(out))
			return
		}
		c := text[i]
		if c >= 'A' && c <= 'Z' {
			from(i + 1)
			return
		}
		for _, o := range []byte(letterSlips[c]) {
			out[i] = o
			from(i + 1)
		}
		out[i] = c
	}
	if len(text) <= 4 {
		from(0)
	}
}

const gstinShape = "99AAAAA9999A*Z*"

// GSTIN fits text to a goods and services tax number: state, PAN, entity, Z, and a check character that must be right. A
// place that may be misread is tried every way; exactly one way must give the check character.
func GSTIN(text string) (Identifier, bool) {
	text = Bare(text)
	if len(text) != len(gstinShape) {
		return Identifier{}, false
	}
	if id, ok := fit(text, gstinShape, map[int]string{5: schemas.PANHolders}); ok && id.Value == text && gstinValid(text) {
		return id, true
	}
	ways := []string{""}
	for i := range len(text) {
		options := gstinOptions(text[i], gstinShape[i], i)
		if len(ways)*len(options) > maxGSTINWays {
			return Identifier{}, false
		}
		var longer []string
		for _, w := range ways {
			for _, o := range []byte(options) {
				longer = append(longer, w+string(o))
			}
		}
		ways = longer
	}
	only := ""
	for _, w := range ways {
		if gstinValid(w) && !freelyChanged(text, w) {
			if only != "" {
				return Identifier{}, false
			}
			only = w
		}
	}
	return Identifier{Value: only, Repaired: true}, only != ""
}

// freelyChanged tells whether more than one character was changed where the structure did not ask for it: with two, the check
// character proves little.
func freelyChanged(text, way string) bool {
	changed := 0
	for i := range len(text) {
		if text[i] != way[i] && gstinShape[i] == '*' {
			changed++
		}
	}
	return changed > 1
}

// maxGSTINWays bounds the readings tried. With more, one of 36 passes the check by chance, and the check proves nothing.
const maxGSTINWays = 12

// gstinOptions are the characters that c may stand for at place i.
func gstinOptions(c, want byte, i int) string {
	switch {
	case want == '*':
		if d, ok := digitSlips[c]; ok {
			return string([]byte{c, d})
		}
		return string(c) + letterSlips[c]
	case want == 'A' && (c < 'A' || c > 'Z'):
		options := letterSlips[c]
		if i == 5 {
			options = strings.Map(func(r rune) rune {
				if strings.ContainsRune(schemas.PANHolders, r) {
					return r
				}
				return -1
			}, options)
		}
		return options
	}
	if b, ok := fitByte(c, want, ""); ok {
		return string(b)
	}
	return ""
}

func gstinValid(s string) bool {
	return s[:2] != "00" && strings.IndexByte(schemas.PANHolders, s[5]) >= 0 && s[14] == schemas.GSTINCheck(s[:14])
}

// Account returns an account number as printed: digits, or masked with X or *, which stay (as X).
func Account(text string) (string, bool) {
	if len(text) > maxIdentifierBytes {
		return "", false
	}
	out, digits := make([]byte, 0, len(text)), 0
	for _, r := range strings.ToUpper(text) {
		switch {
		case r >= '0' && r <= '9':
			out, digits = append(out, byte(r)), digits+1
		case r == 'X' || r == '*' || r == '•':
			out = append(out, 'X')
		case r == ' ' || r == '-' || r == '/':
		default:
			return "", false
		}
	}
	least := 8
	if digits < len(out) {
		least = 6 // masked: XX1234
	}
	return string(out), len(out) >= least && len(out) <= 20 && digits >= 3
}
