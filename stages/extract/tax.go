package extract

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/extract/layout"
	"github.com/munshi-in/munshi/stages/extract/values"
)

// receiptTax is CGST and SGST together, or the one tax that is printed. The two are equal by law at each rate, so where one
// is unreadable the other stands for it; where both are, the tax is not known.
func receiptTax(s *sheet) *munshiv1.Field {
	if f := itemizedTax(s); f != nil {
		return f
	}
	central, state := taxes(s, centralNames...), taxes(s, stateNames...)
	if len(central) > 0 || len(state) > 0 {
		if f := bothHalves(central, state); f != nil {
			return f
		}
		return tabledTax(s) // rates may stand over their goods, and the amounts in a table below
	}
	for _, names := range [][]string{integratedNames, nil, {"TOTALTAX", "TOTALGST", "TAXAMOUNT", "GSTAMOUNT", "GSTAMT", "TAXAMT"}, {"GST", "VAT", "SST", "TAX", "TAXES", "SERVICETAX"}} {
		if names == nil { // a table of rates comes before what a row only calls tax
			if f := tabledTax(s); f != nil {
				return f
			}
			continue
		}
		found := taxes(s, names...)
		var sum values.Amount
		var at []layout.Span
		mended := false
		for _, t := range found {
			if t.readable {
				sum, at, mended = sum+t.Amount, append(at, t.at), mended || t.Repaired
			}
		}
		if len(at) > 0 && (len(at) == len(found) || names[0] != "IGST") {
			return repaired(newField("tax", sum.String(), byPosition, onOnePage(at)...), mended)
		}
	}
	return nil
}

var (
	centralNames    = []string{"CGST", "CENTRALTAX", "CGSTAMOUNT"}
	stateNames      = []string{"SGST", "STATETAX", "UTGST", "SGSTAMOUNT"}
	integratedNames = []string{"IGST", "CGSTSGST", "IGSTAMOUNT", "INTEGRATEDTAX"}
)

// bothHalves adds central and state tax, rate by rate.
func bothHalves(central, state []tax) *munshiv1.Field {
	var sum values.Amount
	var at []layout.Span
	equal, mended := true, false
	for _, pair := range paired(central, state) {
		c, s := pair[0], pair[1]
		switch {
		case c.readable && s.readable:
			equal = equal && c.Amount == s.Amount
			sum, at = sum+c.Amount+s.Amount, append(at, c.at, s.at)
		case c.named && s.named && (c.readable || s.readable):
			one := c
			if s.readable {
				one = s
			}
			sum, at, mended = sum+2*one.Amount, append(at, one.at), true
		default:
			return nil
		}
		mended = mended || c.Repaired || s.Repaired
	}
	if len(at) == 0 {
		return nil
	}
	f := repaired(newField("tax", sum.String(), byLabel, onOnePage(at)...), mended)
	if equal {
		return passed(f, "cgst_equals_sgst")
	}
	contradicted(f)
	return f
}

// paired puts the two halves of each rate together, in the order of their rates on the paper.
func paired(central, state []tax) [][2]tax {
	if len(central) == 1 && len(state) == 1 && (central[0].rate == "" || state[0].rate == "") {
		state[0].rate = central[0].rate // only one of the two rates was printed, or read
	}
	var pairs [][2]tax
	for _, c := range central {
		pairs = append(pairs, [2]tax{c})
	}
	for _, s := range state {
		at := slices.IndexFunc(pairs, func(p [2]tax) bool { return p[0].named && p[0].rate == s.rate })
		if at < 0 {
			pairs = append(pairs, [2]tax{{}, s})
			continue
		}
		pairs[at][1] = s
	}
	return pairs
}

// onOnePage keeps the spans of the first one's page: a field stands on one page.
func onOnePage(spans []layout.Span) []layout.Span {
	var kept []layout.Span
	for _, s := range spans {
		if s.Row.Page == spans[0].Row.Page {
			kept = append(kept, s)
		}
	}
	return kept
}

// taxedRows are words of rows that speak of something taxed, of the seller's tax number, or repeat what was said.
var taxedRows = []string{"INCL", "INCLUSIVE", "INCLUDING", "INC", "EXCL", "EXCLUDING", "BEFORE", "INVOICE", "ID", "REG", "NO", "SUMMARY", "TAXABLE", "AFTER"}

// tax is one row that names a tax at a rate.
type tax struct {
	values.Money
	at       layout.Span
	rate     string
	named    bool
	readable bool
}

// taxes finds the rows that name a tax, one for each rate: goods of 5 % and of 18 % have a row each, while the same rate
// printed again is the same tax. A row without rate counts only when its amount is readable.
func taxes(s *sheet, names ...string) []tax {
	var found []tax
	for _, t := range allTaxes(s, names) {
		at := slices.IndexFunc(found, func(f tax) bool { return f.rate == t.rate })
		switch {
		case at < 0:
			found = append(found, t)
		case !found[at].readable:
			found[at] = t
		}
	}
	return found
}

// allTaxes finds every row that names a tax.
func allTaxes(s *sheet, names []string) []tax {
	var found []tax
	for _, label := range s.taxLabels(names) {
		if says(label.Row, taxedRows) || label.To-label.From > 1 && strings.Contains(label.Text(), "%") { // GST% beside Amount: two heads
			continue
		}
		t := tax{rate: taxRate(label), named: true}
		t.Money, t.at, t.readable = taxMoney(label)
		if t.readable && (t.Amount < 0 || isRate(t.at)) || !t.readable && t.rate == "" {
			continue
		}
		found = append(found, t)
	}
	return found
}

// isRate tells a percentage from an amount.
func isRate(at layout.Span) bool {
	return strings.HasSuffix(at.Text(), "%") || at.To < len(at.Row.Words) && strings.HasPrefix(at.Row.Words[at.To].Text, "%")
}

// taxLabels are the names of a tax, also those with their rate in one word: CGST9.
func (s *sheet) taxLabels(names []string) []layout.Span {
	var found []layout.Span
	for _, r := range s.rows[:min(len(s.rows), maxLabelRows)] {
		labels := rowLabels(r, names)
		for i := 0; len(labels) == 0 && i < min(len(r.Words), maxLabelWords); i++ {
			for _, name := range names {
				rate, ok := strings.CutPrefix(r.Words[i].Bare, name)
				if ok && len(rate) <= 4 && digitsIn(rate) == len(rate) {
					labels = append(labels, r.Span(i, i+1))
					break
				}
			}
		}
		found = append(found, labels...)
	}
	return found
}

// taxMoney is the amount beside a tax's name; there are no times of day there, so 17:52 is 17.52.
func taxMoney(label layout.Span) (values.Money, layout.Span, bool) {
	if m, at, ok := taxedInRow(label.Row); ok {
		return m, at, ok
	}
	if m, at, ok := ownAmount(label); ok {
		return m, at, ok
	}
	if m, at, ok := amountBeside(label); ok {
		return m, at, ok
	}
	r := label.Row
	last := r.Span(max(label.To, len(r.Words)-1), len(r.Words))
	if strings.Count(last.Text(), ":") != 1 {
		return values.Money{}, layout.Span{}, false
	}
	m, ok := values.ParseAmount(strings.Replace(last.Text(), ":", ".", 1))
	m.Repaired = true
	return m, last, ok && m.Decimals
}

// ownAmount is the amount between a tax's name and the next name in its row: CGST: 96.23 SGST: 96.23 Total 1796.30.
func ownAmount(label layout.Span) (values.Money, layout.Span, bool) {
	r := label.Row
	for end := label.To + 1; end < len(r.Words); end++ {
		if w := r.Words[end].Bare; digitsIn(w) > 0 || len(w) < 3 || r.Words[end].Left-r.Words[end-1].Right < 0.3*r.Page.Glyph {
			continue // a currency, a rate, or a word glued to one
		}
		if m, at, ok := lastAmount(r.Span(0, end), label.To); ok && !isRate(at) {
			return m, at, ok
		}
	}
	return values.Money{}, layout.Span{}, false
}

// taxedInRow finds the tax among the amounts of a row that also has what is taxed and the rate, as an item's row may.
func taxedInRow(r *layout.Row) (values.Money, layout.Span, bool) {
	found := (&sheet{rows: []*layout.Row{r}}).pricedAmounts()
	if len(found) < 3 {
		return values.Money{}, layout.Span{}, false
	}
	if last := len(found) - 1; found[last-1].Amount > 0 && found[last-2].Amount+found[last-1].Amount == found[last].Amount { // net, tax and gross
		return found[last-1].Money, found[last-1].at, true
	}
	rates := ratePattern.FindAllStringSubmatch(clip(r.Text(), 400), 2)
	if len(rates) != 1 {
		return values.Money{}, layout.Span{}, false
	}
	rate, err := strconv.ParseFloat(rates[0][1], 64)
	if err != nil {
		return values.Money{}, layout.Span{}, false
	}
	for _, tax := range found {
		for _, net := range found {
			if off := float64(net.Amount)*rate/100 - float64(tax.Amount); tax.Amount > 0 && math.Abs(off) <= 2 {
				return tax.Money, tax.at, true
			}
		}
	}
	return values.Money{}, layout.Span{}, false
}

var ratePattern = regexp.MustCompile(`(\d{1,2}(?:\.\d{1,2})?) ?%`)

// taxRate is the percentage printed beside a tax's name, or empty.
func taxRate(label layout.Span) string {
	rest := label.Row.Span(label.To, min(len(label.Row.Words), label.To+4)).Text()
	if m := ratePattern.FindStringSubmatch(rest); m != nil {
		return m[1]
	}
	return ""
}

// taxOf is the tax, unless it is half of the total or more: then it is the amount of something else, such as the total of an item that IGST
// stands beside.
func taxOf(total, tax *munshiv1.Field) *munshiv1.Field {
	whole, okTotal := amountOf(total)
	part, okTax := amountOf(tax)
	if okTotal && okTax && 2*part >= whole && whole > 0 {
		return nil
	}
	return tax
}

// checkTax compares a subtotal and the tax with the total.
func checkTax(found *fields, s *sheet) {
	total, okTotal := amountOf(found.get("total"))
	tax, okTax := amountOf(found.get("tax"))
	if !okTotal || !okTax {
		return
	}
	for _, label := range s.labels("SUBTOTAL", "TAXABLEVALUE", "TAXABLEAMOUNT", "SUBTOTALRS", "TAXABLEAMT", "TOTALBEFORETAX", "TOTALEXCLGST") {
		m, _, ok := amountBeside(label)
		if ok && (m.Amount+tax-total).Abs() < 100 { // rounded to the rupee at most
			passed(found.get("total"), "subtotal_plus_tax")
			passed(found.get("tax"), "subtotal_plus_tax")
			return
		}
		if ok && m.Amount <= total && m.Amount+tax < total {
			contradicted(found.get("tax")) // a part of it was not read
			return
		}
	}
}
