package sms

import (
	"strings"
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

// claim says which kind of candidate holds a token.
type claim uint8

const (
	free claim = iota
	takenAmount
	takenDate
	takenAccount
	takenLink
	takenAddress
	takenReference
)

// A token is the smallest piece that carries meaning. Letters and digits always part, so that "Rs500",
// "23Aug25" and "A/cX1234" need no rule of their own; whoever needs "X1234" whole asks for glued tokens, and "zee5" is a phrase.
type token struct {
	start, end int32
	char       rune   // the character of a symbol; of a word of one or two Latin letters these, the second eight bits up
	id         uint32 // the number of a word, symbol or short number in the lexicon, 0 when it is not in it
	kind       tokenKind
	glued      bool  // nothing stands between this token and the one before
	value      int16 // of a number of at most four digits, and one more; 0 of any other token

	// What is found later.
	mark   int32 // place in marks of the phrase that it is part of, from 1; 0 none
	clause int32 // number of its sentence
	taken  claim // by which kind of candidate
	begins bool  // a candidate begins here
	advice bool  // it stands in advice to the reader

	class class
	form  form
}

// What a byte begins.
type beginning uint8

const (
	aSymbol beginning = iota
	aSpace
	aLine
	aNumber
	aWord     // a Latin letter
	aStranger // a character beyond ASCII
)

var beginnings = func() (of [256]beginning) {
	for c := range of {
		switch c := byte(c); {
		case c == '\n':
			of[c] = aLine
		case c == ' ' || c == '\t' || c == '\r':
			of[c] = aSpace
		case isDigit(c):
			of[c] = aNumber
		case isLatin(c):
			of[c] = aWord
		case c >= utf8.RuneSelf:
			of[c] = aStranger
		}
	}
	return of
}()

// tokenize appends the tokens of text to tokens. Each byte of text is looked at a bounded number of times.
func (v *vocabulary) tokenize(text string, tokens []token) []token {
	glued, space := false, spaced
	for i := 0; i < len(text); {
		end := i + 1
		switch beginnings[text[i]] {
		case aSpace:
			i, glued, space = end, false, spaced
			continue
		case aWord:
			b := eightAt(text, i)
			if end = i + run(latinOf(b)); end == i+8 {
				for end < len(text) && isLatin(text[end]) {
					end++
				}
			}
			if end < len(text) && text[end] >= utf8.RuneSelf { // é in the middle of a word
				end = lettersEnd(text, i)
				tokens = v.words(text, i, end, glued, tokens)
				break
			}
			t := token{start: int32(i), kind: word, glued: glued, class: classOf[text[i]] | space}
			switch end = v.latinEnd(text, i, end); {
			case end > i+8:
				t.id, t.form = v.table.id(latinKey(text, i, end)), formOf(text[i:end])
			default:
				if end <= i+2 {
					t.char = rune(upTo(end-i, b))
				}
				t.id, t.form = v.table.id(upTo(end-i, b|smallLetters)), formOfEight(upTo(end-i, b), uint64(text[i]))
			}
			if t.id == 0 && end >= i+4 && beforeNumber(text, end) {
				if cut := v.beforeMoney(text, i, end); cut < end {
					end = cut
					t.id, t.form = v.table.id(latinKey(text, i, end)), formOf(text[i:end])
				}
			}
			t.end = int32(end)
			tokens = append(tokens, t)
		case aNumber:
			b := eightAt(text, i)
			t := token{start: int32(i), kind: number, glued: glued, class: aDigit | space}
			switch n := run(digitsOf(b)); {
			case n <= 4:
				end = i + n
				value := valueOf(b, n) + 1
				if t.value = int16(value); value < len(v.numbers) {
					t.id = v.numbers[value]
				}
			default:
				for end = i + n; end < len(text) && isDigit(text[end]); {
					end++
				}
			}
			if t.end = int32(end); end-i >= minAccountDigits {
				t.class |= aMask
			}
			if text[i] == '0' {
				t.form = startsZero
				if strings.TrimLeft(text[i:end], "0") == "" {
					t.form = startsZero | allZeros
				}
			}
			tokens = append(tokens, t)
		case aSymbol:
			tokens = append(tokens, token{start: int32(i), end: int32(end), kind: symbol, glued: glued, char: rune(text[i]), id: v.signs[text[i]], class: classOf[text[i]] | space})
		case aLine:
			tokens = append(tokens, token{start: int32(i), end: int32(end), kind: newline, class: aStop | spaced})
			i, glued, space = end, false, spaced
			continue
		case aStranger:
			c, size := utf8.DecodeRuneInString(text[i:])
			if end = i + size; characterKind(c)&mayBegin != 0 {
				end = lettersEnd(text, i)
				tokens = v.words(text, i, end, glued, tokens)
			} else {
				tokens = append(tokens, token{start: int32(i), end: int32(end), kind: symbol, glued: glued, char: c, id: v.table.id(wordKey(text[i:end])), class: aMask | space, form: someForeign | startsForeign})
			}
		}
		i, glued, space = end, true, 0
		if i < len(text) && text[i] == ' ' { // here rather than in another round: a space follows most words
			i, glued, space = i+1, false, spaced
		}
	}
	return tokens
}

// words appends the words of the letters from i to end, not all of which are Latin.
func (v *vocabulary) words(text string, i, end int, glued bool, tokens []token) []token {
	space := spaced
	if glued {
		space = 0
	}
	for i < end {
		stop := v.segment(text[i:end]) + i
		if stop < len(text) && isDigit(text[stop]) && text[stop-1]|0x20 == 'x' {
			stop = v.beforeMask(text, i, stop)
		}
		stop = v.beforeCapital(text, i, stop)
		tokens = append(tokens, token{start: int32(i), end: int32(stop), kind: word, glued: glued, id: v.id(text[i:stop]), class: classOf[text[i]] | space, form: formOf(text[i:stop])})
		i, glued, space = stop, true, 0
	}
	return tokens
}

// latinEnd returns where the word ends that begins the run of Latin letters from i to end.
func (v *vocabulary) latinEnd(text string, i, end int) int {
	switch {
	case end == i+1:
		return i + max(1, accountSign(text[i:]))
	case end > i+3 && i > 0 && text[i+1]|0x20 == 'm' && (text[i]|0x20 == 'a' || text[i]|0x20 == 'p') && isUpper(text[i+2]) && !isUpper(text[i+3]) && hourBefore(text, i):
		return i + 2 // "8:08 AMWithdraw"
	case end < len(text) && isDigit(text[end]) && text[end-1]|0x20 == 'x':
		end = v.beforeMask(text, i, end)
	}
	if end-i >= 6 && isUpper(text[end-1]) {
		return v.beforeCapital(text, i, end)
	}
	return end
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

// beforeNumber says whether a number follows at i, perhaps behind a full stop or colon, and a space.
func beforeNumber(text string, i int) bool {
	if i < len(text) && (text[i] == '.' || text[i] == ':') {
		i++
	}
	if i < len(text) && text[i] == ' ' {
		i++
	}
	return i < len(text) && isDigit(text[i])
}

// beforeMoney parts an unknown word before a number into a word of the lexicon and the currency that a lost space joined to it: "BalRs 500",
// "ofINR 20". Where no capital shows the place, the number must follow at once: "balrs500".
func (v *vocabulary) beforeMoney(text string, i, stop int) int {
	for cut := stop - 3; cut <= stop-2; cut++ {
		seen := isUpper(text[cut]) && !isUpper(text[cut-1])
		if cut < i+2 || !seen && (cut < i+3 || stop == len(text) || text[stop] == ' ') {
			continue
		}
		if v.means(text[cut:stop], isCurrency) && v.means(text[i:cut], inPhrase) {
			return cut
		}
	}
	return stop
}

// means says whether what banks say has the word in such a use.
func (v *vocabulary) means(word string, in use) bool {
	id := v.id(word)
	return int(id) < len(v.spoken) && v.spoken[id]&in != 0
}

// lettersEnd returns where the run of letters of one script that begins at i ends.
func lettersEnd(text string, i int) int {
	first, size := utf8.DecodeRuneInString(text[i:])
	script := characterKind(first) & unspaced
	for i += size; i < len(text); i += size {
		var c rune
		c, size = utf8.DecodeRuneInString(text[i:])
		if characterKind(c)&(letter|unspaced) != letter|script {
			break
		}
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
