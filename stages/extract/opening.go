package extract

import (
	"strings"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/extract/layout"
	"github.com/munshi-in/munshi/stages/extract/values"
)

// sums are the balances found in the table's own rows.
type sums struct{ opening, closing *munshiv1.Field }

// remember keeps the balance of an opening or closing row; the first opening and the last closing count.
func (t *table) remember(found *sums, sum string, cells [columns]layout.Span) {
	cell := cells[colBalance]
	m, ok := money(cell)
	if !ok {
		return
	}
	switch sum {
	case "OPENINGBALANCE", "OPENINGBAL", "OPBAL", "OPBALANCE", "BROUGHTFORWARD", "BALANCEBROUGHTFORWARD", "BALANCEBF", "BALBF", "BF", "BALANCEFORWARD":
		if found.opening == nil {
			found.opening = balanceField("opening_balance", m, cell)
		}
	case "CLOSINGBALANCE", "CLOSINGBAL", "CLBAL", "CLBALANCE":
		found.closing = balanceField("closing_balance", m, cell)
	}
}

// balanceField gives an overdrawn balance its minus.
func balanceField(name string, m values.Money, spans ...layout.Span) *munshiv1.Field {
	if m.Side == "Dr" {
		m.Amount = -m.Amount.Abs()
	}
	return repaired(newField(name, m.Amount.String(), byLabel, spans...), m.Repaired)
}

// labelledAmount finds an amount beside or under a label.
func (s *sheet) labelledAmount(name string, labels ...string) *munshiv1.Field {
	for _, label := range s.labels(labels...) {
		for _, v := range []layout.Span{rightOf(label), below(label, 3)} {
			if m, at, ok := firstMoney(v); ok {
				return balanceField(name, m, at)
			}
		}
	}
	return nil
}

// datedBalances reads "Balance as on 1 Apr 2024": that of the period's first day opens it, that of its last day closes it.
func (s *sheet) datedBalances(found *fields) {
	for _, label := range s.labels("BALANCEASON", "BALANCEASOF", "BALANCEON") {
		dates := values.FindDates(label.Row.Text())
		m, at, ok := lastAmount(label.Row.All(), label.To)
		if len(dates) != 1 || !ok {
			continue
		}
		switch day := dates[0].String(); day {
		case found.get("period_start").GetValue():
			found.add(balanceField("opening_balance", m, at))
		case found.get("period_end").GetValue():
			found.add(balanceField("closing_balance", m, at))
		}
	}
}

// firstMoney finds an amount at the beginning of a cell: Rs. 1,200.00 Cr, with the words it takes.
func firstMoney(cell layout.Span) (values.Money, layout.Span, bool) {
	for n := min(4, cell.To-cell.From); n >= 1; n-- {
		span := cell.Row.Span(cell.From, cell.From+n)
		if m, ok := values.ParseAmount(strings.ReplaceAll(span.Text(), " ", "")); ok && (m.Decimals || m.Currency != "") {
			return m, span, true
		}
	}
	return values.Money{}, layout.Span{}, false
}

func amountOf(f *munshiv1.Field) (values.Amount, bool) {
	if f == nil {
		return 0, false
	}
	m, ok := values.ParseAmount(f.GetValue())
	return m.Amount, ok
}
