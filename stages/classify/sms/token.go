package sms

import (
	"unicode"
	"unicode/utf8"
)

// maxText is how much of a text is read. A bank's message has a few hundred bytes; what follows this much is noise
// that must not cost time.
const maxText = 4 << 10

type tokenKind uint8

const (
	word    tokenKind = iota // letters of one script
	number                   // ASCII digits
	symbol                   // any other character
	newline                  // the end of a line
)

// A token is the smallest piece that carries meaning. Letters and digits always part, so that "Rs500",
// "23Aug25" and "A/cX1234" need no rule of their own; whoever needs "X1234" whole asks for glued tokens.
type token struct {
	start, end int32
	kind       tokenKind
	// glued: nothing stands between this token and the one before.
	glued bool
	// char is the character of a symbol.
	char rune
	// id is the word's number in the lexicon, 0 when it is not in it.
	id uint32
}

// tokenize appends the tokens of text to tokens. Each byte of text is looked at a bounded number of times.
func (v *vocabulary) tokenize(text string, tokens []token) []token {
	glued := false
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == '\n':
			tokens = append(tokens, token{start: int32(i), end: int32(i + 1), kind: newline})
			i, glued = i+1, false
		case c == ' ' || c == '\t' || c == '\r':
			i, glued = i+1, false
		case isDigit(c):
			end := i + 1
			for end < len(text) && isDigit(text[end]) {
				end++
			}
			tokens = append(tokens, token{start: int32(i), end: int32(end), kind: number, glued: glued})
			i, glued = end, true
		case isLatin(c) || c >= utf8.RuneSelf:
			end, char := wordEnd(text, i)
			if char == 0 {
				for i < end {
					stop := v.segment(text[i:end]) + i
					if stop < len(text) && isDigit(text[stop]) && text[stop-1]|0x20 == 'x' {
						stop = v.beforeMask(text, i, stop)
					}
					stop = v.beforeCapital(text, i, stop)
					tokens = append(tokens, token{start: int32(i), end: int32(stop), kind: word, glued: glued, id: v.id(text[i:stop])})
					i, glued = stop, true
				}
				continue
			}
			tokens = append(tokens, token{start: int32(i), end: int32(end), kind: symbol, glued: glued, char: char})
			i, glued = end, true
		default:
			tokens = append(tokens, token{start: int32(i), end: int32(i + 1), kind: symbol, glued: glued, char: rune(c)})
			i, glued = i+1, true
		}
	}
	return tokens
}

// beforeMask parts a word from the mask glued to it: "Acctx9578", "accountXXXX0580".
func (v *vocabulary) beforeMask(text string, i, stop int) int {
	mask := stop
	for mask > i && text[mask-1]|0x20 == 'x' {
		mask--
	}
	if mask > i && v.id(text[i:stop]) == 0 && v.id(text[i:mask]) != 0 {
		return mask
	}
	return stop
}

// beforeCapital parts two words that a lost space joined, "InfoACH": a word of the lexicon, and a capital behind a small letter.
func (v *vocabulary) beforeCapital(text string, i, stop int) int {
	if stop-i < 6 || text[stop-1] >= utf8.RuneSelf || !isUpper(text[stop-1]) || isUpper(text[i+1]) {
		return stop
	}
	for cut := i + 3; cut < stop-1; cut++ {
		if isUpper(text[cut]) && !isUpper(text[cut-1]) {
			if v.id(text[i:cut]) != 0 && v.id(text[cut:stop]) != 0 {
				return cut
			}
			return stop
		}
	}
	return stop
}

// wordEnd returns where the word that begins at i ends; char is not 0 when a symbol stands there instead.
func wordEnd(text string, i int) (end int, char rune) {
	if isLatin(text[i]) {
		if n := accountSign(text[i:]); n > 0 {
			return i + n, 0
		}
		end = i + 1
		for end < len(text) && isLatin(text[end]) {
			end++
		}
		if half := text[i] | 0x20; end > i+3 && i > 0 && (half == 'a' || half == 'p') && text[i+1]|0x20 == 'm' && isUpper(text[i+2]) && !isUpper(text[i+3]) && hourBefore(text, i) {
			return i + 2, 0 // "8:08 AMWithdraw"
		}
		if end < len(text) && text[end] >= utf8.RuneSelf { // é in the middle of a word
			return letters(text, i), 0
		}
		return end, 0
	}
	r, size := utf8.DecodeRuneInString(text[i:])
	if !unicode.IsLetter(r) {
		return i + size, r
	}
	return letters(text, i), 0
}

// letters returns where the run of letters of one script that begins at i ends.
func letters(text string, i int) int {
	first, _ := utf8.DecodeRuneInString(text[i:])
	unspaced := isUnspaced(first)
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !(unicode.IsLetter(r) || unicode.IsMark(r)) || isUnspaced(r) != unspaced {
			break
		}
		i += size
	}
	return i
}

// accountSign returns the length of "a/c" in one of its writings (a]c is how some gateways garble it), else 0.
// It is one word: the "cX" of "A/cX1234" is none.
func accountSign(s string) int {
	if len(s) < 3 || s[0]|0x20 != 'a' || s[2]|0x20 != 'c' || (s[1] != '/' && s[1] != ']' && s[1] != '|') {
		return 0
	}
	if len(s) > 3 && isLatin(s[3]) && s[3]|0x20 != 'x' {
		return 0
	}
	return 3
}

// hourBefore says whether a digit stands before i, with or without a space.
func hourBefore(text string, i int) bool {
	return isDigit(text[i-1]) || i > 1 && text[i-1] == ' ' && isDigit(text[i-2])
}

func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }
func isDigit(c byte) bool { return c >= '0' && c <= '9' }
func isLatin(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// isUnspaced says whether a character is of a script whose messages have no spaces between words, and three bytes each: Hangul, Thai.
func isUnspaced(r rune) bool { return r >= 0xAC00 && r <= 0xD7A3 || r >= 0xE00 && r <= 0xE7F }
