package sms

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// normalize gives text in the form the tokenizer reads: digits of all scripts and full-width characters as ASCII,
// every kind of space as a space, nothing invisible, at most maxText bytes. Plain text passes as it is, uncopied.
// origin says for each byte, and the end, where it stood; nil when nothing was changed.
func normalize(text string) (normal string, origin []int32) {
	if len(text) > maxText {
		text = text[:maxText]
	}
	for i := 0; i < len(text); {
		if i+8 <= len(text) && plainEight(eight(text[i:])) {
			i += 8
			continue
		}
		switch c := text[i]; {
		case c < ' ' && c != '\n':
			return rewrite(text)
		case c < utf8.RuneSelf:
			i++
		default:
			r, size := utf8.DecodeRuneInString(text[i:])
			if characterKind(r)&unread != 0 {
				return rewrite(text)
			}
			i += size
		}
	}
	return text, nil
}

func rewrite(text string) (string, []int32) {
	var b strings.Builder
	b.Grow(len(text))
	origin := make([]int32, 0, len(text)+1)
	for i, r := range text {
		switch {
		case r < utf8.RuneSelf && (r >= ' ' || r == '\n'):
			b.WriteByte(byte(r))
		case characterKind(r)&unread == 0:
			b.WriteRune(r)
		case r < ' ', r == utf8.RuneError, r == 0x7f:
			b.WriteByte(' ')
		case r >= 0xFF01 && r <= 0xFF5E: // full-width ASCII
			b.WriteByte(byte(r - 0xFEE0))
		case r == 0x066B || r == 0x066C: // Arabic decimal and thousands separators
			b.WriteByte(map[rune]byte{0x066B: '.', 0x066C: ','}[r])
		case unicode.Is(unicode.Nd, r):
			b.WriteByte('0' + decimalDigit(r))
		case r == '‘' || r == '’':
			b.WriteByte('\'')
		case r == '–' || r == '—' || r == '−' || r == '‑':
			b.WriteByte('-')
		case unicode.IsSpace(r) || unicode.Is(unicode.Zs, r):
			b.WriteByte(' ')
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Cc, r): // zero-width and direction marks
		default:
			b.WriteRune(r)
		}
		for len(origin) < b.Len() {
			origin = append(origin, int32(i))
		}
	}
	return b.String(), append(origin, int32(len(text)))
}

// decimalDigit returns the value of a digit. Digits of a script stand together in tens that begin with its zero.
func decimalDigit(r rune) byte {
	if r >= 0x1D7CE && r <= 0x1D7FF { // the mathematical alphabets stand without a gap
		return byte((r - 0x1D7CE) % 10)
	}
	zero := r
	for zero > r-9 && unicode.Is(unicode.Nd, zero-1) {
		zero--
	}
	return byte((r - zero) % 10)
}
