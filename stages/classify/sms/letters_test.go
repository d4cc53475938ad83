package sms

import (
	"testing"
	"unicode"
)

func TestCharactersAreWhatUnicodeSays(t *testing.T) {
	for c := rune(0x80); c <= 0x2FFFF; c++ {
		kind := characterKind(c)
		if got, want := kind&mayBegin != 0, unicode.IsLetter(c); got != want {
			t.Errorf("%U is a letter: %v, want %v", c, got, want)
		}
		if got, want := kind&letter != 0, unicode.IsLetter(c) || unicode.IsMark(c); got != want {
			t.Errorf("%U is part of words: %v, want %v", c, got, want)
		}
		if unicode.IsLetter(c) && unicode.ToLower(c) != c && kind&capital == 0 {
			t.Errorf("%U has a small letter, and is no capital", c)
		}
	}
}
