package extract

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/extract/layout"
)

// What the band says stands elsewhere on the leaf too: its bank in the branch's code and in the letterhead, its city in the PIN code of the
// branch, its number at the head of some leaves. Where the ink may say several things, that chooses.

// numeral is a number of the band: what was read, and what else the same ink may say, the likeliest first.
type numeral struct {
	field  *munshiv1.Field
	at     layout.Span
	others []string
}

// verdict is what the rest of a leaf says of a numeral.
type verdict struct {
	points float64
	checks []string
	why    []string
	// known is the part of the numeral that the leaf could say something of.
	known string
}

func (v *verdict) passed(points float64, check, why string) {
	v.points += points
	v.checks = append(v.checks, check)
	v.why = append(v.why, why)
}

// settled is the numeral as the rest of the leaf wants it: another reading takes the place of the first only when more speaks for it, and
// for no third as much. What passes for several readings alike vouches for none.
func (n numeral) settled(found *fields, judge func(string) verdict) *munshiv1.Field {
	if n.field == nil {
		return nil
	}
	read := n.field.GetValue()
	first := judge(read)
	value, best, alone, undecided := read, first, true, false
	nominees := []*nominee{{value: read, at: []layout.Span{n.at}, score: first.points, why: append(first.why, "what the ink is likest to")}}
	for _, other := range n.others {
		v := judge(other)
		nominees = append(nominees, &nominee{value: other, at: []layout.Span{n.at}, score: v.points, why: v.why})
		switch {
		case v.points > best.points:
			value, best, alone, undecided = other, v, true, false
		case v.points == best.points:
			alone, undecided = alone && v.known == best.known, true
		}
	}
	found.consider(n.field.GetName(), nominees)
	if !alone {
		value, best = read, first
	}
	n.field.Value = value
	for _, check := range best.checks {
		if undecided {
			n.field.Checks = append(n.field.Checks, check)
		} else {
			passed(n.field, check)
		}
	}
	return repaired(n.field, value != read)
}

// addBand adds the numbers of the band, compared with the rest of the leaf.
func addBand(band micrBand, body *sheet, found *fields) {
	bank, by := printedBank(found)
	areas := printedAreas(body)
	found.add(band.micr.settled(found, func(code string) verdict {
		v := verdict{known: code[:6]}
		switch city, its := code[:3], code[3:6]; {
		case bank != "" && its == bank:
			v.passed(2, by, "its bank is that of the leaf")
		case isMICRCode(code):
			v.passed(1, "bank_code", "a bank has "+its)
		default:
			v.why = append(v.why, fmt.Sprintf("no known bank has %s in the city %s", its, city))
		}
		switch city := code[:3]; {
		case slices.Contains(areas, city):
			v.passed(2, "city_matches_pin", "its city is that of a PIN code on the leaf")
		case pinAreas[city]:
			v.passed(1, "city_code", "PIN codes begin with "+city)
		default:
			v.why = append(v.why, "no PIN code begins with "+city)
		}
		return v
	}))
	addNumber(band.number, body, found)
}

// addNumber adds the cheque's number, which some leaves print a second time, with a label or without.
func addNumber(n numeral, body *sheet, found *fields) {
	labelled := labelledNumber(body)
	if n.field == nil {
		found.add(labelled)
		return
	}
	printed := sixDigits(body)
	field := n.settled(found, func(number string) verdict {
		v := verdict{known: number}
		if slices.Contains(printed, number) {
			v.passed(1, "number_printed_twice", "printed on the leaf too")
		}
		return v
	})
	if labelled != nil && labelled.GetValue() != field.GetValue() {
		contradicted(field)
		found.warn(fmt.Sprintf("page %d: the cheque number is %s in the band at the foot and %s elsewhere", field.GetPage(), field.GetValue(), labelled.GetValue()))
	}
	found.add(field)
}

func labelledNumber(s *sheet) *munshiv1.Field {
	for _, label := range s.labels("CHEQUENO", "CHEQUENUMBER", "CHQNO", "CHQNUMBER", "CHEQUELEAFNO", "INSTRUMENTNO") {
		for _, v := range valuesOf(label) {
			if m := sixDigitWord.FindStringSubmatch(v.Row.Words[v.From].Text); m != nil {
				return newField("cheque_number", m[1], byLabel, v.Row.Span(v.From, v.From+1))
			}
		}
	}
	return nil
}

var sixDigitWord = regexp.MustCompile(`^(?:[Nn][Oo])?[.:#-]{0,3}(\d{6})[.,]?$`)

// sixDigits are all numbers of six digits on a leaf: PIN codes are as long, but not likely to be the cheque's number.
func sixDigits(s *sheet) []string {
	var found []string
	for _, r := range s.rows[:min(len(s.rows), maxAccountRows)] {
		for _, w := range r.Words[:min(len(r.Words), maxLabelWords)] {
			if m := sixDigitWord.FindStringSubmatch(w.Text); m != nil {
				found = append(found, m[1])
			}
		}
	}
	return found
}

// printedBank is the MICR digits of the bank that the branch's code names, or else the letterhead, and the check that says so.
func printedBank(found *fields) (digits, check string) {
	if code := found.get("ifsc"); code != nil {
		if b := bankOf(code.GetValue()[:4]); b != nil && b.micr != "" {
			return b.micr, "bank_matches_ifsc"
		}
	}
	printed := bare(found.get("bank").GetValue())
	longest := 0
	for _, b := range banks {
		if strings.HasPrefix(printed, b.bare) && len(b.bare) > longest && b.micr != "" {
			digits, check, longest = b.micr, "bank_matches_name", len(b.bare)
		}
	}
	return digits, check
}

// printedAreas are the first three digits of the PIN codes in a leaf's head.
func printedAreas(s *sheet) []string {
	var areas []string
	for _, r := range s.rows[:min(len(s.rows), 40)] {
		if r.Top > topOfLeaf*r.Page.Height {
			continue
		}
		for _, w := range r.Words[:min(len(r.Words), maxLabelWords)] {
			if text := strings.Trim(w.Text, ".,-()"); pinCode.MatchString(text) {
				areas = append(areas, text[len(text)-6:][:3])
			}
		}
	}
	return areas
}

//go:embed pin_areas.txt
var pinAreasFile string

// pinAreas are what PIN codes, and so the cities of MICR codes, begin with.
var pinAreas = func() map[string]bool {
	areas := map[string]bool{}
	for line := range strings.Lines(pinAreasFile) {
		for _, field := range strings.Fields(line) {
			first, last, _ := strings.Cut(field, "-")
			from, err := strconv.Atoi(first)
			to, errTo := strconv.Atoi(last)
			if errTo != nil {
				to = from
			}
			for area := from; err == nil && area <= to; area++ {
				areas[strconv.Itoa(area)] = true
			}
		}
	}
	return areas
}()
