package sms

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxNameBytes bounds a counterparty.
const maxNameBytes = 60

// shape says how a name is written: capitals, small, both, digits, another script.
func (r *reading) shape(c name) int {
	text := r.textOf(r.units[c.first].first, r.units[c.last].last)
	upper, lower, digit, other, words := 0, 0, 0, 0, 0
	for i := 0; i < len(text); i++ {
		switch b := text[i]; {
		case b >= 'A' && b <= 'Z':
			upper++
			if i == 0 || text[i-1] == ' ' {
				words++
			}
		case b >= 'a' && b <= 'z':
			lower++
		case isDigit(b):
			digit++
		case b >= 0x80:
			other++
		}
	}
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

// trimName takes the noise off both ends of a name.
func trimName(name string) string {
	if len(name) > maxNameBytes {
		name = strings.ToValidUTF8(name[:maxNameBytes], "")
	}
	return strings.Trim(name, " .,:;-_/*|'\"[]{}~=+&#\t")
}

// normalName is a name without what gateways put in front of it, numbers behind it and the form of a firm, in capitals and
// small letters: "RAZ*GREEN LEAF PVT LTD 4411" is Green Leaf.
func normalName(name string) string {
	if cut := strings.LastIndexByte(name, '*'); cut >= 0 && cut < len(name)-2 {
		name = name[cut+1:]
	}
	words := strings.Fields(name)
	for len(words) > 1 && (firmForms[strings.ToLower(strings.Trim(words[len(words)-1], ".,"))] || !strings.ContainsFunc(words[len(words)-1], unicode.IsLetter)) {
		words = words[:len(words)-1]
	}
	for i, w := range words {
		if lower := strings.ToLower(w); w == strings.ToUpper(w) && len(w) > 3 || w == lower {
			first, size := utf8.DecodeRuneInString(lower)
			words[i] = string(unicode.ToTitle(first)) + lower[size:]
		}
	}
	return strings.Join(words, " ")
}

var firmForms = map[string]bool{"ltd": true, "pvt": true, "limited": true, "private": true, "inc": true, "llp": true, "co": true, "corp": true, "llc": true}
