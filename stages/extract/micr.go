package extract

import (
	"regexp"
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
			number, okNumber := withoutSigns(text[m[2]:m[3]], 6)
			code, okCode := withoutSigns(text[m[4]:m[5]], 9)
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
	return micrBand{}
}

// withoutSigns takes off the ones that a reader gave for the band's signs. It fails when more than one way is left.
func withoutSigns(run string, digits int) (string, bool) {
	only := ""
	for from := 0; from+digits <= len(run); from++ {
		if strings.Trim(run[:from], "1") == "" && strings.Trim(run[from+digits:], "1") == "" {
			if only != "" && only != run[from:from+digits] {
				return "", false
			}
			only = run[from : from+digits]
		}
	}
	return only, only != ""
}
