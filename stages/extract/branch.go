package extract

import (
	"math"
	"regexp"
	"slices"
	"strings"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/extract/layout"
)

// branchField finds the branch, without the city after it.
func branchField(s *sheet) *munshiv1.Field {
	rows := s.rows[:min(len(s.rows), 40)]
	for _, r := range rows {
		for _, label := range rowLabels(r, []string{"BRANCH", "BRANCHNAME", "BR"}) {
			colon := strings.HasSuffix(label.Text(), ":") || strings.HasSuffix(label.Text(), "r.")
			begins := label.From == 0 && r.Top < topOfLeaf*r.Page.Height // the colon was not read
			if v := rightOf(label); !v.Empty() && (colon || begins || strings.Contains(r.Span(label.To, v.From).Text(), ":")) {
				if span, text := untilComma(afterColon(v)); isPlace(text) {
					return newField("branch", text, byLabel, span)
				}
			}
			if r.Top > topOfLeaf*r.Page.Height {
				continue
			}
			// "MG Road Branch": the words of its cell before the label.
			for _, cell := range r.Cells(cellGap) {
				if cell.From < label.From && label.To <= cell.To {
					span := r.Span(cell.From, label.From)
					if text := strings.Trim(span.Text(), " ,.:;-()"); isPlace(text) && !saysAny(text, anyBranch) {
						return newField("branch", text, byPosition, span)
					}
				}
			}
		}
	}
	if f := unlabelledBranch(rows); f != nil {
		return f
	}
	if f := branchOverCode(rows); f != nil {
		return f
	}
	if f := branchUnderBank(rows); f != nil {
		return f
	}
	return branchInAddress(rows)
}

// topOfLeaf is how far down a leaf the bank tells of itself.
const topOfLeaf = 0.4

var (
	// solBranch is a branch behind its number: (04567) - KORAMANGALA.
	solBranch = regexp.MustCompile(`^\(?\d{3,6}\)?\s*[-–]\s*([A-Z][A-Z .&()-]{2,40}(?: ?\d{1,3}$)?)`)
	// branchSol is a branch before its number: KORAMANGALA (04567).
	branchSol = regexp.MustCompile(`^([A-Z][A-Za-z .&-]{2,40}?(?: \d{1,3})?)\s*\(\d{3,6}\)$`)
	// pinAtEnd is an address up to its PIN code: JAYANAGAR [KT], BENGALURU 560011.
	pinAtEnd = regexp.MustCompile(`^([A-Z][A-Za-z .&-]{2,40}?)(?:\s*\[[A-Z]{2}\])?\s*,\s*([A-Z][A-Za-z ]{2,30}?)[ ,-]*\d{3} ?\d{3}\b`)
	// locality is the part of an address before the city and its PIN code.
	locality = regexp.MustCompile(`,\s*([A-Z][A-Za-z .&-]{2,30}?)\s*,\s*[A-Z][A-Za-z ]{2,30}?[ ,-]*\d{3} ?\d{3}\b`)
)

// unlabelledBranch finds a branch that no label names: behind its number, or before the city in a short address.
func unlabelledBranch(rows []*layout.Row) *munshiv1.Field {
	for _, r := range rows {
		if r.Top > topOfLeaf*r.Page.Height {
			continue
		}
		for _, cell := range r.Cells(cellGap) {
			text := clip(cell.Text(), 200)
			if m := solBranch.FindStringSubmatch(text); m != nil {
				return newField("branch", strings.Trim(m[1], " .-"), byPosition, cell)
			}
			if m := branchSol.FindStringSubmatch(text); m != nil && !saysAny(m[1], notBranch) {
				return newField("branch", strings.Trim(m[1], " .-"), byPosition, cell)
			}
			if m := pinAtEnd.FindStringSubmatch(text); m != nil && !saysAny(m[1], notBranch) {
				return newField("branch", strings.TrimSpace(m[1]), byGuess, cell)
			}
		}
	}
	return nil
}

// branchInAddress is the locality before the city in a longer address at the head: 12, Station Road, INDIRANAGAR, BENGALURU - 560038.
func branchInAddress(rows []*layout.Row) *munshiv1.Field {
	for _, r := range rows {
		if r.Top > topOfLeaf*r.Page.Height {
			continue
		}
		for _, cell := range r.Cells(cellGap) {
			m := locality.FindStringSubmatch(clip(cell.Text(), 200))
			if m == nil || cell.Confidence() < legible || saysAny(m[1], notBranch) {
				continue
			}
			return newField("branch", strings.TrimSpace(m[1]), byGuess, cell)
		}
	}
	return nil
}

// branchOverCode is a place alone on the row over the branch's code, at the same left edge.
func branchOverCode(rows []*layout.Row) *munshiv1.Field {
	for k, r := range rows {
		if k == 0 || r.Top > topOfLeaf*r.Page.Height {
			continue
		}
		for _, label := range rowLabels(r, ifscLabels) {
			for _, cell := range rows[k-1].Cells(cellGap) {
				text := strings.Trim(cell.Text(), " ,.:;-")
				if math.Abs(cell.Left()-label.Left()) > r.Page.Glyph || cell.To-cell.From > 4 || !isPlace(text) || len(bare(text)) < 4 || strings.Contains(text, ",") || saysAny(text, notBranch) || cell.Confidence() < legible {
					continue
				}
				if _, words := bankAt(cell.Row, cell.From); words == 0 {
					return newField("branch", text, byGuess, cell)
				}
			}
		}
	}
	return nil
}

// branchUnderBank is a place alone over an address, in line with it, under the bank's name or beside it.
func branchUnderBank(rows []*layout.Row) *munshiv1.Field {
	for k, r := range rows {
		if k+1 == len(rows) || r.Top > topOfLeaf*r.Page.Height {
			continue
		}
		for _, cell := range r.Cells(cellGap) {
			text := strings.Trim(cell.Text(), " ,.:;-")
			if cell.To-cell.From > 4 || !isPlace(text) || len(bare(text)) < 4 || strings.ContainsAny(text, ",()") || saysAny(text, notBranch) || saysAny(text, leafPrint) || cell.Confidence() < legible {
				continue
			}
			above := rowAbove(cell, rows[:k])
			named := above != nil && inLine(cell, above, 8, hasBank) || above == nil && hasBank(r.Span(cell.To, len(r.Words)))
			if named && inLine(cell, rows[k+1], 1, func(v layout.Span) bool { return addressed.MatchString(clip(v.Text(), 200)) }) {
				return newField("branch", text, byGuess, cell)
			}
		}
	}
	return nil
}

// rowAbove is the nearest row that has a word over a cell; boxes for the date may stand between at the right.
func rowAbove(cell layout.Span, rows []*layout.Row) *layout.Row {
	for up := len(rows) - 1; up >= 0 && up >= len(rows)-3; up-- {
		if slices.ContainsFunc(rows[up].Words, func(w layout.Word) bool { return w.Left < cell.Right() && w.Right > cell.Left() }) {
			return rows[up]
		}
	}
	return nil
}

func hasBank(v layout.Span) bool {
	if v.Empty() {
		return false
	}
	for i := v.From; i < v.To; i++ {
		if b, _ := bankAt(v.Row, i); b != nil || v.Row.Words[i].Bare == "BANK" {
			return true
		}
	}
	return false
}

// inLine tells whether a cell of another row has the same left edge as cell, or the same middle, and is what is asked for. A bank's name
// stands some heights further in where a logo is before it.
func inLine(cell layout.Span, other *layout.Row, heights float64, is func(layout.Span) bool) bool {
	glyph := cell.Row.Page.Glyph
	for _, v := range other.Cells(cellGap) {
		aligned := math.Abs(v.Left()-cell.Left()) <= heights*glyph || math.Abs(v.Left()+v.Right()-cell.Left()-cell.Right()) <= 3*glyph
		if aligned && is(v) {
			return true
		}
	}
	return false
}

// addressed is the first row of an address: a house's number, a floor, or a place with its PIN code.
var addressed = regexp.MustCompile(`(?i)^\W*(\d{1,4}[a-z]?[,/ -]|plot\b|shop\b|door\b|no\b|gr(ound|\.)? *(floor|flr)|\d(st|nd|rd|th)\b)|\b\d{3} ?\d{3}\b`)

// leafPrint are words that stand beside a bank's name on a leaf.
var leafPrint = []string{"VALID", "MONTHS", "DATE", "PAY", "LTD", "LIMITED", "UNDERTAKING", "GOVT", "PAYEE", "BEARER", "SAVINGS", "CURRENT"}

// anyBranch are words of sentences about branches: at par at all branches, valid up to ten lakh at any other branch.
var anyBranch = []string{"VALID", "UPTO", "AT", "ALL", "ANY", "PAR", "HOME", "NONHOME", "OUR", "OTHER"}

// notBranch are words of an address that no branch is called by.
var notBranch = []string{"FLOOR", "GROUND", "NO", "PLOT", "SHOP", "BUILDING", "BLDG", "TOWER", "TOWERS", "PLAZA", "HOUSE", "COMPLEX", "CENTRE", "FEET", "DOOR", "UNIT", "OFFICE", "BANK"}

// isPlace tells whether text can be a branch's name: a name that may have a number, as in Sector 17, but no stroke, as A/c Payee has.
func isPlace(text string) bool {
	return digitsIn(text) <= 3 && !strings.Contains(text, "/") && isName(strings.Trim(withoutDigits(text), " "))
}

func withoutDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, text)
}

// afterColon is the words of a cell behind a colon, if one is among the first: what stands before it is the label's other language.
func afterColon(v layout.Span) layout.Span {
	for i := v.From; i < min(v.To-1, v.From+3); i++ {
		if strings.HasSuffix(v.Row.Words[i].Text, ":") {
			return v.Row.Span(i+1, v.To)
		}
	}
	return v
}

// untilComma is the words of a cell up to the first that ends in a comma.
func untilComma(v layout.Span) (layout.Span, string) {
	for i, w := range v.Words() {
		if strings.HasSuffix(w.Text, ",") {
			v = v.Row.Span(v.From, v.From+i+1)
			break
		}
	}
	return v, strings.Trim(v.Text(), " ,.:;-")
}
