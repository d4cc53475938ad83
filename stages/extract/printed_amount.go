package extract

import (
	"strings"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/extract/layout"
	"github.com/munshi-in/munshi/stages/extract/values"
)

func says(r *layout.Row, words []string) bool {
	for _, w := range r.Words[:min(len(r.Words), 30)] {
		for _, t := range words {
			if w.Bare == t {
				return true
			}
		}
	}
	return false
}

// amountBeside finds the last amount of the label's row, or one under the label.
func amountBeside(label layout.Span) (values.Money, layout.Span, bool) {
	if m, at, ok := lastAmount(label.Row.All(), label.To); ok {
		return m, at, ok
	}
	if rightOf(label).Empty() {
		if v := below(label, 1.5); !v.Empty() {
			return firstMoney(v)
		}
	}
	return values.Money{}, layout.Span{}, false
}

// lastAmount is the last amount of a part of a row from word least on, with the currency sign before it.
func lastAmount(part layout.Span, least int) (values.Money, layout.Span, bool) {
	r := part.Row
	for i := part.To - 1; i >= least && i >= part.To-12; i-- {
		from := i
		if from > least && isMark(r.Words[from-1].Text) {
			from--
		}
		span := r.Span(from, i+1)
		m, ok := values.ParseAmount(strings.ReplaceAll(span.Text(), " ", ""))
		if ok && (m.Decimals || m.Currency != "" || strings.Contains(r.Words[i].Text, "/-")) {
			return m, span, true
		}
	}
	return values.Money{}, layout.Span{}, false
}

// currencyOf is the currency printed with the total, beside its label, or the only one printed anywhere.
func currencyOf(s *sheet, m values.Money, at, label layout.Span) *munshiv1.Field {
	if m.Currency != "" {
		return newField("currency", m.Currency, byLabel, at)
	}
	var only *munshiv1.Field
	for _, row := range [][]*layout.Row{{label.Row}, s.rows[:min(len(s.rows), maxLabelRows)]} {
		for _, r := range row {
			for i, w := range r.Words {
				code := currencyIn(w.Text)
				if code == "" {
					continue
				}
				if only != nil && only.GetValue() != code {
					return nil
				}
				if only == nil {
					only = newField("currency", code, byPosition, r.Span(i, i+1))
				}
			}
		}
		if only != nil {
			return only
		}
	}
	return nil
}

func currencyIn(text string) string {
	if code, ok := values.Currency(text); ok {
		return code
	}
	if at := strings.IndexByte(text, '('); at > 0 && strings.HasSuffix(text, ")") { // AMOUNT(RS)
		if code, ok := values.Currency(text[at:]); ok {
			return code
		}
	}
	if m, ok := values.ParseAmount(text); ok {
		return m.Currency
	}
	return ""
}
