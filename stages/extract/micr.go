package extract

import (
	"regexp"
	"slices"
	"strings"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/extract/layout"
)

// micrBand is the row in magnetic ink along a cheque's foot.
type micrBand struct {
	row          layout.Span
	micr, number *munshiv1.Field
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
				number: passed(newField("cheque_number", number, byPosition, r.Bytes(m[2], m[3])), "micr_structure"),
				micr:   passed(newField("micr", code, byPosition, r.Bytes(m[4], m[5])), "micr_structure"),
			}
		}
	}
	return tornBand(s)
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
				if m := signedNumber.FindStringSubmatch(w.Text); m != nil && band.number == nil {
					band.number = passed(newField("cheque_number", m[1], byPosition, r.Span(i, i+1)), "micr_structure")
				}
				if m := signedCode.FindStringSubmatch(w.Text); m != nil && band.micr == nil {
					band.micr, band.row = passed(newField("micr", m[1], byPosition, r.Span(i, i+1)), "micr_structure"), r.All()
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
