package sms

import "strings"

// maxParts bounds the parts of a description that are looked at.
const maxParts = 24

// Description is what the description of a statement line says beside its amount.
type Description struct {
	Counterparty string
	Reference    string
	Instrument   string
	Category     string
}

// Describe reads the description of a statement line, such as "UPI-SWIGGY-swiggy@icici-ICIC0DC0099-428712345678-food".
func (e *Engine) Describe(description, direction string) Description {
	text, _ := normalize(description)
	r := e.know.open(text)
	defer r.close()
	r.findCodes()
	r.findUnits()
	r.ref, r.refAhead = r.reference()
	d := Description{Counterparty: e.know.partyIn(r.text), Instrument: r.instrument(nil)}
	if d.Counterparty == "" && len(r.addresses) > 0 {
		d.Counterparty = r.textOf(r.addresses[0].first, r.addresses[0].last)
	}
	if r.ref >= 0 {
		d.Reference = r.textOf(r.codes[r.ref].first, r.codes[r.ref].last)
	}
	d.Category = r.category(d.Counterparty, direction, d.Instrument, nil)
	if d.Category == "person" || d.Category == "other" { // the remark that whoever paid wrote, "... -rent"
		if c := e.know.categoryOf(r.text); c != "" && direction == Debit {
			d.Category = c
		}
	}
	return d
}

// partyIn returns the name in a description whose parts stand between slashes or hyphens, empty when none is one.
func (k *knowledge) partyIn(description string) string {
	var fallback string
	rest := description
	for n := 0; rest != "" && n < maxParts; n++ {
		var part string
		cut := strings.IndexAny(rest, "/-*:|")
		if cut < 0 {
			part, rest = rest, ""
		} else {
			part, rest = rest[:cut], rest[cut+1:]
		}
		name := trimName(k.withoutCodes(part))
		switch {
		case !named(name) || len(name) < 3 || strings.Contains(name, "@"):
		case k.isNoise(name):
			if _, party, ok := cutFold(name, "payment from "); ok && fallback == "" {
				fallback = party
			}
		default:
			return name
		}
	}
	return fallback
}

func cutFold(s, prefix string) (before, after string, ok bool) {
	if len(s) > len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
		return s[:len(prefix)], s[len(prefix):], true
	}
	return s, "", false
}

// withoutCodes drops the words of a part that show four digits or more: references, IFSC codes, card numbers; and the
// name of the instrument in front.
func (k *knowledge) withoutCodes(part string) string {
	var kept []string
	for _, w := range strings.Fields(part) {
		digits := 0
		for i := 0; i < len(w); i++ {
			if isDigit(w[i]) {
				digits++
			}
		}
		if digits >= 4 || (digits >= 3 && digits < len(w)) || (len(kept) == 0 && k.isNoise(w)) {
			continue
		}
		kept = append(kept, w)
	}
	return strings.Join(kept, " ")
}

// isNoise says whether a part is made of words that describe a movement rather than name somebody: "NEFT CR", "payment from".
func (k *knowledge) isNoise(name string) bool {
	var tokenSpace [32]token
	var markSpace [16]mark
	tokens := k.words.tokenize(name, tokenSpace[:0])
	if len(tokens) == 1 && len(name) == 4 && strings.ToUpper(name) == name { // a bank's code: HDFC, YESB
		return true
	}
	marks := k.words.marks(tokens, markSpace[:0])
	covered := 0
	for _, m := range marks {
		noise := m.cues&^(cueAbbreviation|cuePromotion|cueAt|cueCreditWeak) != 0 || m.instrument != 0 || m.bank != 0
		if noise {
			covered += int(m.last-m.first) + 1
		}
	}
	return covered*2 > len(tokens) && !(len(marks) > 0 && covered < len(tokens) && named(name[tokens[marks[len(marks)-1].last].end:]))
}

// named says whether a text holds at least two letters; a number alone names nobody, unless it is a telephone's.
func named(name string) bool {
	letters, digits := 0, 0
	for _, c := range name {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c > 0x7f || isLatin(byte(c)):
			letters++
		}
	}
	return letters >= 2 || (letters == 0 && digits >= 8 && digits <= 15)
}
