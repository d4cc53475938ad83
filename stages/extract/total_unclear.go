package extract

import (
	"regexp"
	"strings"

	"github.com/munshi-in/munshi/stages/extract/values"
)

// unclear votes for what stands beside a total's label without being an amount by itself: whole rupees, where paper prints no
// paise (Grand Total : 1,250), and an amount behind a misread currency sign (PM1.00).
func (e *election) unclear() {
	for k, r := range e.s.rows[:min(len(e.s.rows), maxPricedRows)] {
		last := len(r.Words) - 1
		if last < 1 || amounts(r) > 0 {
			continue
		}
		points, why := sumLabel(r.Span(0, last).Text())
		if points < voteLabel {
			continue
		}
		text := r.Words[last].Text
		m, ok := values.ParseAmount(text)
		if signed := misreadSign.FindStringSubmatch(text); !ok && signed != nil {
			m, ok = values.ParseAmount(signed[1])
			m.Repaired = true
		}
		if closed := closedByStroke.FindStringSubmatch(text); closed != nil {
			m, ok = values.ParseAmount(closed[1])
			m.Repaired = true
		}
		if ok && (m.Decimals || m.Amount >= 100 && digitsIn(text) <= 7) {
			e.vote(priced{m, r.Span(last, last+1), k}, points-1, why+", unclear")
		}
	}
}

// misreadSign is an amount behind two letters: a currency of which one letter was misread.
var misreadSign = regexp.MustCompile(`^[A-Z]{2}(\d{1,3}(?:,?\d{2,3})*\.\d\d)$`)

// closedByStroke is whole rupees closed by /- or /=, the stroke of which was taken for a digit: no total is less than nothing.
var closedByStroke = regexp.MustCompile(`^([1-9]\d{2,5})[1Il|][-=]$`)

// misread finds the total's row that has the digits of what was paid, but not their point.
func (e *election) misread(want values.Amount) values.Amount {
	if want <= 0 {
		return 0
	}
	digits := onlyDigits(want.String())
	for k, r := range e.s.rows[:min(len(e.s.rows), maxPricedRows)] {
		for i := range r.Words {
			if digitsIn(r.Words[i].Text) == 0 {
				continue
			}
			tail := r.Span(i, len(r.Words))
			points, why := sumLabel(labelBefore(tail))
			if points < voteLabel {
				continue
			}
			if _, ok := values.ParseAmount(strings.ReplaceAll(tail.Text(), " ", "")); !ok && onlyDigits(tail.Text()) == digits {
				m := values.Money{Amount: want, Decimals: true, Repaired: true}
				e.vote(priced{m, tail, k}, points+votePaid, why+", and cash less change")
				return want
			}
		}
	}
	return 0
}

func onlyDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
}
