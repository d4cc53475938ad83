package sms

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxNameBytes bounds a counterparty.
const maxNameBytes = 100

// shapes are how a name may be written.
var shapes = []string{"signs", "another script", "digits", "capitals", "small letters", "words with capitals", "mixed"}

// letterCounts counts a byte as a capital, a small letter, a digit or another script's, each in sixteen bits: a text has no more bytes than maxText.
var letterCounts = func() (of [256]uint64) {
	for c := range of {
		switch c := byte(c); {
		case isUpper(c):
			of[c] = 1
		case isLatin(c):
			of[c] = 1 << 16
		case isDigit(c):
			of[c] = 1 << 32
		case c >= utf8.RuneSelf:
			of[c] = 1 << 48
		}
	}
	return of
}()

// shape says how a name is written: capitals, small, both, digits, another script.
func (r *reading) shape(c name) int {
	text := r.textOf(r.units[c.first].first, r.units[c.last].last)
	counts, words, before := uint64(0), 0, byte(' ')
	for i := 0; i < len(text); i++ {
		counts += letterCounts[text[i]]
		if before == ' ' && isUpper(text[i]) {
			words++
		}
		before = text[i]
	}
	upper, lower, digit, other := int(counts&0xFFFF), counts>>16&0xFFFF, counts>>32&0xFFFF, counts>>48
	kind := 0
	switch {
	case other > 0:
		kind = 1
	case upper == 0 && lower == 0:
		kind = 2
	case lower == 0:
		kind = 3
	case upper == 0:
		kind = 4
	case words > 0 && upper == words:
		kind = 5
	default:
		kind = 6
	}
	return kind + 8*bit(digit > 0)
}

// nameText is a candidate as printed, without noise at its ends.
func (r *reading) nameText(c name) string {
	text := r.textOf(r.units[c.first].first, r.units[c.last].last)
	if r.units[c.first].traits.has(traitAddress) && !r.sentToAddress(c) {
		text, _, _ = strings.Cut(text, "@")
	}
	return trimName(text)
}

// sentToAddress says whether a text sends money to an address as such: "to VPA ravi@upi". There the address is what was asked for; where
// somebody is named by it, "received from ravi@upi", the part before the @ names him.
func (r *reading) sentToAddress(c name) bool {
	lead := r.unitAt(int(c.first) - 1)
	return lead.mark != 0 && lead.traits.has(cueAddress)
}

// noise is what no name begins or ends with.
var noise = func() (is [256]bool) {
	for _, c := range []byte(" .,:;-_/*|'\"[]{}~=+&#\t") {
		is[c] = true
	}
	return is
}()

// trimName takes the noise off both ends of a name.
func trimName(name string) string {
	if len(name) > maxNameBytes {
		name = strings.ToValidUTF8(name[:maxNameBytes], "")
	}
	first, last := 0, len(name)
	for first < last && noise[name[first]] {
		first++
	}
	for last > first && noise[name[last-1]] {
		last--
	}
	return name[first:last]
}

// normalName is a name without what gateways put in front of it, numbers behind it and the form of a firm, in capitals and
// small letters: "RAZ*GREEN LEAF PVT LTD 4411" is Green Leaf.
func normalName(name string) string {
	if cut := strings.LastIndexByte(name, '*'); cut >= 0 && cut < len(name)-2 {
		name = name[cut+1:]
	}
	for {
		cut := strings.LastIndexByte(name, ' ')
		if cut < 0 || !firmForm(name[cut+1:]) && strings.ContainsFunc(name[cut+1:], unicode.IsLetter) {
			break
		}
		name = strings.TrimRight(name[:cut], " ")
	}
	written := make([]byte, 0, 2*maxNameBytes)
	for len(name) > 0 {
		word, rest, _ := strings.Cut(name, " ")
		if name = rest; word == "" {
			continue
		}
		if len(written) > 0 {
			written = append(written, ' ')
		}
		written = appendWord(written, word)
	}
	return string(written)
}

// appendWord writes a word with a capital, unless it has both capitals and small letters, or is an abbreviation.
func appendWord(written []byte, word string) []byte {
	upper, lower := false, false
	for _, c := range word {
		upper, lower = upper || unicode.IsUpper(c), lower || unicode.IsLower(c)
	}
	if upper && lower || upper && len(word) <= 3 {
		return append(written, word...)
	}
	for i, c := range word {
		if i == 0 {
			c = unicode.ToTitle(c)
		} else {
			c = unicode.ToLower(c)
		}
		written = utf8.AppendRune(written, c)
	}
	return written
}

// firmForm says whether a word is the form of a firm.
func firmForm(word string) bool {
	word = strings.TrimRight(word, ".,")
	if len(word) > len("limited") { // the longest
		return false
	}
	for _, form := range firmForms {
		if strings.EqualFold(word, form) {
			return true
		}
	}
	return false
}

var firmForms = [...]string{"ltd", "pvt", "limited", "private", "inc", "llp", "co", "corp", "llc"}
