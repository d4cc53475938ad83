package sms

import "unicode"

// What a character is, one bit each. Each character of a text is asked for several times, and the tables of package unicode are
// searched anew each time.
const (
	letter   = 1 << iota // letters, and the marks that belong to them
	mayBegin             // a letter that is no mark: words begin with it
	capital              // has another form in small letters
	unspaced             // of a script whose messages have no spaces between words, and three bytes each: Hangul, Thai, Chinese, Japanese
	unread               // normalize writes something else for it
)

// characterKind says what a character beyond ASCII is.
func characterKind(c rune) uint8 {
	switch {
	case c < rune(len(characters)):
		return characters[c]
	case unicode.IsLetter(c):
		return letter | mayBegin | capital | unread
	case unicode.IsMark(c):
		return letter | unread
	}
	return unread
}

// characters says it of those of Unicode's first plane.
var characters = func() (of [1 << 16]uint8) {
	for c := range of {
		of[c] = unread
	}
	for _, table := range []*unicode.RangeTable{unicode.L, unicode.M, unicode.Sc} {
		for _, r := range table.R16 {
			for c := int(r.Lo); c <= int(r.Hi) && c < 0xFF01; c += int(r.Stride) {
				of[c] &^= unread
			}
		}
	}
	set := func(table *unicode.RangeTable, kind uint8) {
		for _, r := range table.R16 {
			for c := int(r.Lo); c <= int(r.Hi); c += int(r.Stride) {
				of[c] |= kind
			}
		}
	}
	set(unicode.L, letter|mayBegin)
	set(unicode.M, letter)
	set(unicode.Lu, capital)
	set(unicode.Lt, capital)
	set(&unicode.RangeTable{R16: []unicode.Range16{{Lo: 0xE00, Hi: 0xE7F, Stride: 1}, {Lo: 0x3041, Hi: 0x30FF, Stride: 1}, {Lo: 0x4E00, Hi: 0x9FFF, Stride: 1}, {Lo: 0xAC00, Hi: 0xD7A3, Stride: 1}}}, unspaced)
	return of
}()
