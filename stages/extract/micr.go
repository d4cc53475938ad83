package extract

import (
	"regexp"
	"slices"
	"strings"

	"github.com/munshi-in/munshi/stages/extract/layout"
)

// micrBand is the row in magnetic ink along a cheque's foot.
type micrBand struct {
	row          layout.Span
	micr, number numeral
}

// The band is number, city-bank-branch code, account part, transaction code, parted by signs of the E-13B type that readers
// turn into anything: quotes, colons, letters, and often a 1. So only runs of digits and their order count.
var micrGroups = regexp.MustCompile(`(?:^|[^0-9])(\d{6,8})[^0-9]{1,6}(\d{9,10})(?:[^0-9]|$)`)

// maxMICRRows is how many rows from the foot of a page are searched.
const maxMICRRows = 8

func findMICRBand(s *sheet) micrBand {
	for _, p := range s.pages[:min(len(s.pages), 4)] {
		for i := len(p.Rows) - 1; i >= 0 && i >= len(p.Rows)-maxMICRRows; i-- {
			r := p.Rows[i]
			text := clip(r.Text(), 400)
			m := micrGroups.FindStringSubmatchIndex(text)
			if m == nil {
				continue
			}
			number, okNumber := withoutSigns(text[m[2]:m[3]], 6, nil)
			code, okCode := withoutSigns(text[m[4]:m[5]], 9, isMICRCode)
			if !okNumber || !okCode {
				continue
			}
			return micrBand{
				row:    r.All(),
				number: numeralOf("cheque_number", number, r.Bytes(m[2], m[3])),
				micr:   numeralOf("micr", code, r.Bytes(m[4], m[5])),
			}
		}
	}
	return tornBand(s)
}

// numeralOf is a number of the band, read from at, with what else the ink of its one word may say.
func numeralOf(name, value string, at layout.Span) numeral {
	n := numeral{field: passed(newField(name, value, byPosition, at), "micr_structure"), at: at}
	if at.To-at.From != 1 {
		return n
	}
	for _, other := range at.Row.Words[at.From].Alternatives {
		if digits := strings.Trim(other, "⑈⑆"); len(digits) == len(value) && digitsIn(digits) == len(digits) {
			n.others = append(n.others, digits)
		}
	}
	return n
}

// Parts of the band by the type's own signs, which only a reader of that type gives: on a leaf that leans they stand in several rows.
var (
	signedNumber = regexp.MustCompile(`^⑈(\d{6})⑈$`)
	signedCode   = regexp.MustCompile(`^⑆?(\d{9})⑆$`)
)

func tornBand(s *sheet) micrBand {
	var band micrBand
	for _, p := range s.pages[:min(len(s.pages), 4)] {
		for _, r := range p.Rows[max(0, len(p.Rows)-maxMICRRows):] {
			for i, w := range r.Words[:min(len(r.Words), maxLabelWords)] {
				if m := signedNumber.FindStringSubmatch(w.Text); m != nil && band.number.field == nil {
					band.number = numeralOf("cheque_number", m[1], r.Span(i, i+1))
				}
				if m := signedCode.FindStringSubmatch(w.Text); m != nil && band.micr.field == nil {
					band.micr, band.row = numeralOf("micr", m[1], r.Span(i, i+1)), r.All()
				}
			}
		}
	}
	return band
}

// withoutSigns takes off the ones that a reader gave for the band's signs. When more than one way is left, known must settle it.
func withoutSigns(run string, digits int, known func(string) bool) (string, bool) {
	var ways []string
	for from := 0; from+digits <= len(run); from++ {
		way := run[from : from+digits]
		if strings.Trim(run[:from], "1") == "" && strings.Trim(run[from+digits:], "1") == "" && !slices.Contains(ways, way) {
			ways = append(ways, way)
		}
	}
	if len(ways) > 1 && known != nil {
		ways = slices.DeleteFunc(ways, func(way string) bool { return !known(way) })
	}
	if len(ways) != 1 {
		return "", false
	}
	return ways[0], true
}

// isMICRCode tells a code whose middle three digits are a bank's.
func isMICRCode(code string) bool {
	return slices.ContainsFunc(banks, func(b bank) bool { return b.micr != "" && b.micr == code[3:6] })
}
