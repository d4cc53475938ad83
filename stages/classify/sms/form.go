package sms

import "unicode/utf8"

// A form is how a token is written, one bit each: all that reading may ask of the letters and digits themselves, beside a word's number in the
// lexicon, the character of a symbol and how long a token is.
type form uint8

const (
	startsCapital form = 1 << iota // begins with a Latin capital
	someCapital                    // a Latin capital behind the first byte
	someSmall                      // has a small Latin letter
	someForeign                    // has a character beyond ASCII
	startsForeign                  // begins with one
	oneLetter                      // the same Latin letter all along, in any case: XXXX
	allZeros                       // a number of zeros alone
	startsZero                     // a number that begins with one
)

func (f form) has(any form) bool { return f&any != 0 }

// formOfEight is the form of a word of up to eight bytes, zeros behind it, all of them ASCII; first is the first of them.
func formOfEight(b, first uint64) form {
	letters := latinOf(b)
	large := capitalsOf(b, letters)
	same := (first | 0x20) * ones
	// Behind the word's end stand zeros: there nothing differs.
	differs := ((b | smallLetters) ^ same) & wholeBytes(b)
	return form(large>>7&1) | form(bit(large>>8 != 0))<<1 | form(bit(letters != large))<<2 | form(bit(differs == 0 && letters != 0))<<5
}

// wholeBytes has all bits of each byte of b that is not zero, when b is ASCII.
func wholeBytes(b uint64) uint64 {
	return ((b + 0x7F*ones) & tops >> 7) * 0xFF
}

// formOf is the form of a word.
func formOf(word string) (f form) {
	letters := true
	for i := 0; i < len(word); i++ {
		c := word[i]
		switch {
		case c >= utf8.RuneSelf:
			f |= someForeign
			letters = false
		case isUpper(c) && i == 0:
			f |= startsCapital
		case isUpper(c):
			f |= someCapital
		case isLatin(c):
			f |= someSmall
		default:
			letters = false
		}
		letters = letters && c|0x20 == word[0]|0x20
	}
	if word[0] >= utf8.RuneSelf {
		f |= startsForeign
	}
	if letters {
		f |= oneLetter
	}
	return f
}
