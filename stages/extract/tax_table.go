package extract

import (
	"slices"
	"strings"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/extract/layout"
	"github.com/munshi-in/munshi/stages/extract/values"
)

// itemizedTax is the tax of an invoice that tells it beside each item: the same rate stands in several rows with other amounts, so no
// row is a summary of another, and the sum of all is printed below. Without that sum it is not known whether all were read.
func itemizedTax(s *sheet) *munshiv1.Field {
	var rows []tax
	repeated := false
	for _, names := range [][]string{centralNames, stateNames, integratedNames} {
		first := map[string]values.Amount{}
		for _, t := range allTaxes(s, names) {
			if !t.readable {
				continue
			}
			before, seen := first[t.rate]
			repeated = repeated || seen && before != t.Amount
			if !seen {
				first[t.rate] = t.Amount
			}
			rows = append(rows, t)
		}
	}
	if !repeated {
		return nil
	}
	var sum values.Amount
	var at []layout.Span
	mended := false
	for _, t := range rows {
		sum, at, mended = sum+t.Amount, append(at, t.at), mended || t.Repaired
	}
	for _, p := range s.pricedAmounts() {
		if p.Amount == sum && !slices.ContainsFunc(at, func(a layout.Span) bool { return a.Row == p.at.Row }) {
			return passed(repaired(newField("tax", sum.String(), byPosition, p.at), mended), "tax_total")
		}
	}
	return nil
}

// taxColumns are the heads of a table of rates, without the currency behind them.
var taxColumns = []string{"CGST", "SGST", "UTGST", "IGST", "CGSTAMT", "SGSTAMT", "IGSTAMT", "CGSTAMOUNT", "SGSTAMOUNT", "IGSTAMOUNT", "TAX", "TAXAMT", "TAXAMOUNT", "GST", "GSTAMT", "GSTAMOUNT", "VAT"}

// taxBases are the heads of what is taxed.
var taxBases = []string{"TAXABLE", "TAXABLEAMT", "TAXABLEAMOUNT", "TAXABLEVALUE", "AMOUNT", "AMT", "NET", "NETAMT", "NETAMOUNT", "GOODS", "GOODSAMT", "VALUE", "BASE"}

// tabledTax reads the table that shops print under the total: a row for each rate, with what is taxed and the tax under their heads,
// and often a row of sums.
func tabledTax(s *sheet) *munshiv1.Field {
	rows := s.rows[:min(len(s.rows), maxPricedRows)]
	for k, r := range rows {
		if len(r.Words) > maxStackRow || amounts(r) > 0 || !slices.ContainsFunc(r.Words, func(w layout.Word) bool { return slices.Contains(taxBases, withoutUnit(w.Bare)) }) {
			continue
		}
		heads := taxHeads(r)
		if len(heads) == 0 || len(heads) > 3 {
			continue
		}
		under := rows[k+1 : min(len(rows), k+1+maxRates)]
		for n := 0; n < maxHeadRows && len(under) > 0 && amounts(under[0]) == 0; n++ {
			under = under[1:]
		}
		if f := taxUnder(heads, under); f != nil {
			return f
		}
	}
	return nil
}

// taxHeads are the words over columns of tax. Where a column has the halves, one that only says GST has the rates.
func taxHeads(r *layout.Row) []layout.Word {
	var named, plain []layout.Word
	for _, w := range r.Words {
		switch name := withoutUnit(w.Bare); {
		case strings.Contains(w.Text, "%") || !slices.Contains(taxColumns, name):
		case startsAny(name, "CGST", "SGST", "UTGST", "IGST"):
			named = append(named, w)
		default:
			plain = append(plain, w)
		}
	}
	if len(named) > 0 {
		return named
	}
	return plain
}

const (
	maxRates    = 10 // rows of a table of rates
	maxHeadRows = 2  // rows that its heads take besides the first
)

// withoutUnit is a head without the currency behind it: TAXRM.
func withoutUnit(head string) string {
	for _, unit := range []string{"RM", "RS", "INR"} {
		if rest := strings.TrimSuffix(head, unit); rest != head && len(rest) >= 3 {
			return rest
		}
	}
	return head
}

// taxUnder adds up what stands under the heads, row by row, as long as there is an amount under each. A last row that is the sum of the
// others proves them.
func taxUnder(heads []layout.Word, rows []*layout.Row) *munshiv1.Field {
	var taxed [][]values.Amount
	var at []layout.Span
	for _, r := range rows {
		var row []values.Amount
		var spans []layout.Span
		largest := values.Amount(0)
		for i, w := range r.Words {
			m, ok := values.ParseAmount(w.Text)
			if !ok || !m.Decimals || m.Amount < 0 {
				continue
			}
			largest = max(largest, m.Amount)
			if len(row) < len(heads) && stands(w, heads[len(row)]) {
				row, spans = append(row, m.Amount), append(spans, r.Span(i, i+1))
			}
		}
		if len(row) < len(heads) || slices.Max(row)*2 > largest { // no tax is half of what is taxed
			break
		}
		taxed, at = append(taxed, row), append(at, spans...)
	}
	if len(taxed) == 0 {
		return nil
	}
	proven := false
	if n := len(taxed) - 1; n >= 1 {
		proven = true
		for c := range heads {
			var sum values.Amount
			for _, row := range taxed[:n] {
				sum += row[c]
			}
			proven = proven && sum == taxed[n][c]
		}
		if proven {
			taxed, at = taxed[n:], at[n*len(heads):]
		}
	}
	var sum values.Amount
	equal := len(heads) == 2
	for _, row := range taxed {
		for _, a := range row {
			sum += a
		}
		equal = equal && row[0] == row[len(row)-1]
	}
	f := newField("tax", sum.String(), byPosition, onOnePage(at)...)
	if equal {
		passed(f, "cgst_equals_sgst")
	}
	if proven {
		passed(f, "tax_total")
	}
	return f
}

// stands tells whether a figure stands under a head: they overlap, or nearly.
func stands(figure, head layout.Word) bool {
	reach := head.Height()
	return figure.Left < head.Right+reach && figure.Right > head.Left-reach
}
