package sms

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxNameBytes bounds a counterparty.
const maxNameBytes = 100

// shapes are how a name may be written.
var shapes = []string{"signs", "another script", "digits", "capitals", "small letters", "words with capitals", "mixed"}

// shape says how a name is written: capitals, small, both, digits, another script.
func (r *reading) shape(c *name) int {
	var written form
	digits, within := false, false // within: capitals behind something else than a space
	first, last := r.units[c.first].first, r.units[c.last].last
	for i := first; i <= last; i++ {
		t := &r.tokens[i]
		digits = digits || t.kind == number
		within = within || t.form.has(someCapital) || t.glued && i > first && t.form.has(startsCapital)
		written |= t.form
	}
	capitals, small := written.has(startsCapital|someCapital), written.has(someSmall)
	kind := 0
	switch {
	case written.has(someForeign):
		kind = 1
	case !capitals && !small:
		kind = 2
	case !small:
		kind = 3
	case !capitals:
		kind = 4
	case !within:
		kind = 5
	default:
		kind = 6
	}
	return kind + 8*bit(digits)
}

// nameText is a candidate as printed, without noise at its ends.
func (r *reading) nameText(c name) string {
	first := &r.units[c.first]
	return r.printed(first.first, r.units[c.last].last, first.traits.has(traitAddress), r.meansOwner(&c))
}

// printed is what stands at the tokens from first to last without noise at its ends: of an address without what stands behind its @ when its owner is
// meant, and only the brand that it begins with, if any.
func (r *reading) printed(first, last int32, address, owner bool) string {
	text := r.textOf(first, last)
	if owner {
		text, _, _ = strings.Cut(text, "@")
	}
	text = trimName(text)
	if address {
		if brand := r.know.brandOf(text); brand != "" {
			return brand
		}
	}
	return text
}

// meansOwner says whether an address stands for its owner. Where money is sent to an address as such, "to VPA ravi@upi", the address is what
// was asked for; where somebody is named by it, "received from ravi@upi", the part before the @ names him.
func (r *reading) meansOwner(c *name) bool {
	lead := r.unitAt(int(c.first) - 1)
	return r.units[c.first].traits.has(traitAddress) && !(lead.mark != 0 && lead.traits.has(cueAddress))
}

// brandOf is the brand that an address begins with when what follows before its @ tells people nothing: swiggy of swiggy.food@paytm, paytm of
// paytmqr2810050501. Empty when it begins with none, or is no more than that.
func (k *knowledge) brandOf(address string) string {
	local, _, _ := strings.Cut(address, "@")
	n := 0
	for n < len(local) && isLatin(local[n]) {
		n++
	}
	if n == len(local) {
		return ""
	}
	brand := strings.ToLower(local[:n])
	if isDigit(local[n]) { // a code to scan
		brand = strings.TrimSuffix(brand, "qr")
	}
	if !k.handles[brand] {
		return ""
	}
	return local[:len(brand)]
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
	for i := 0; i < len(name); {
		if name[i] == ' ' {
			i++
			continue
		}
		if len(written) > 0 {
			written = append(written, ' ')
		}
		end := i + 1
		for end < len(name) && name[end] != ' ' {
			end++
		}
		written = appendWord(written, name[i:end])
		i = end
	}
	return string(written)
}

// appendWord writes a word with a capital, unless it has both capitals and small letters, or is an abbreviation.
func appendWord(written []byte, word string) []byte {
	var capitals, small, strangers uint64
	for i := 0; i < len(word); i += 8 {
		b := eightAt(word, i)
		letters := latinOf(b)
		here := capitalsOf(b, letters)
		capitals, small, strangers = capitals|here, small|letters&^here, strangers|b&tops
	}
	switch {
	case strangers != 0:
		return appendForeign(written, word)
	case capitals != 0 && (small != 0 || len(word) <= 3):
		return append(written, word...)
	}
	for i := range len(word) {
		c := word[i]
		switch {
		case i == 0 && c >= 'a' && c <= 'z':
			c -= 0x20
		case i > 0 && isUpper(c):
			c += 0x20
		}
		written = append(written, c)
	}
	return written
}

// appendForeign is appendWord for words that are not all ASCII.
func appendForeign(written []byte, word string) []byte {
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
	return len(word) > 1 && len(word) <= 8 && slices.Contains(firmForms[:], latinKey(word, 0, len(word)))
}

// firmForms are the keys of the forms.
var firmForms = func() (keys [10]uint64) {
	for n, form := range [...]string{"ltd", "pvt", "limited", "private", "inc", "llp", "co", "corp", "llc", "and"} {
		keys[n] = latinKey(form, 0, len(form))
	}
	return keys
}()
