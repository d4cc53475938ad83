package extract

import (
	"regexp"
	"slices"
	"strings"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/extract/layout"
	"github.com/munshi-in/munshi/stages/extract/values"
)

// totalLabels in order of how surely they name what was to be paid.
var totalLabels = [][]string{
	{"GRANDTOTAL", "NETTOTAL", "TOTALPAYABLE", "AMOUNTPAYABLE", "NETPAYABLE", "NETAMOUNT", "TOTALAMOUNTPAYABLE", "NETAMOUNTPAYABLE", "BILLTOTAL", "BILLAMOUNT", "INVOICETOTAL",
		"TOTALDUE", "AMOUNTDUE", "BALANCEDUE", "ROUNDEDTOTAL", "TOTALROUNDED", "TOTALINCLUSIVE", "TOTALINCL", "TOTALINCLGST", "TOTALINCLUSIVEGST",
		"TOTALSALESINCLUSIVE", "TOTALSALESINCLGST", "INVOICEVALUE", "TOTALINVOICEVALUE", "TOTALINVOICEAMOUNT", "TOTALAMOUNTINCLUSIVE", "TOTALAFTERTAX", "NETT", "NETPAY"},
	{"TOTALAMOUNT", "TOTALAMT", "TOTALSALES", "TOTALRM", "TOTALRS", "TOTALINR", "TOTAL", "AMOUNTPAID", "PAIDAMOUNT", "TOTALPAID", "NET"},
}

// noTotal are words that make a row's "total" one of something else.
var noTotal = []string{"SUBTOTAL", "SUB", "SUBTTL", "ITEM", "ITEMS", "QTY", "QUANTITY", "DISCOUNT", "SAVING", "SAVINGS", "TAX", "GST", "CGST", "SGST", "IGST", "VAT", "EXCL", "EXCLUDING",
	"EXCLUSIVE", "BEFORE", "TAXABLE", "POINTS", "CHANGE", "TENDERED", "PCS", "GROSS"}

// inclusive lifts noTotal: "Total incl. GST" is the total.
var inclusive = []string{"INCL", "INCLUSIVE", "INCLUDING", "INCLUDES", "INC", "AFTER", "PAYABLE"}

// receiptTotal takes the amount of the best label; of several alike the one that was paid, else the largest, since parts are
// smaller. When a rounding
// stands under it, the rounded amount is the total. Without a label, cash less change is, if that amount is printed.
func receiptTotal(s *sheet) (total, currency *munshiv1.Field) {
	paid, paidAt, okPaid := cashLessChange(s)
	for rank, labels := range totalLabels {
		var m values.Money
		var at, found layout.Span
		for _, label := range s.labels(labels...) {
			if says(label.Row, noTotal) && !says(label.Row, inclusive) {
				continue
			}
			v, span, ok := amountBeside(label)
			if !ok || v.Amount <= 0 {
				continue
			}
			isPaid, wasPaid := okPaid && v.Amount == paid.Amount, okPaid && m.Amount == paid.Amount
			if found.Empty() || isPaid || v.Amount >= m.Amount && !wasPaid {
				m, at, found = v, span, label
			}
		}
		if found.Empty() {
			continue
		}
		if r, span, ok := s.rounded(m, found.Row); ok {
			m, at = r, span
		}
		total = repaired(newField("total", m.Amount.String(), []float64{byLabel, 0.95}[rank], at), m.Repaired)
		if okPaid && paid.Amount == m.Amount {
			passed(total, "cash_less_change")
		}
		return total, currencyOf(s, m, at, found)
	}
	if !okPaid {
		return nil, nil
	}
	total = passed(newField("total", paid.Amount.String(), byGuess, paidAt), "cash_less_change")
	return total, currencyOf(s, paid, paidAt, paidAt)
}

// rounded finds the amount under a rounding row that is what the total becomes by it.
func (s *sheet) rounded(m values.Money, total *layout.Row) (values.Money, layout.Span, bool) {
	rows := total.Page.Rows
	rounding := false
	for _, r := range rows[total.Index+1 : min(len(rows), total.Index+5)] {
		if len(rowLabels(r, []string{"ROUNDING", "ROUNDOFF", "ROUNDED", "ROUND", "ROUNDINGADJ", "ROUNDINGADJUSTMENT"})) > 0 {
			rounding = true
			continue
		}
		if v, at, ok := lastAmount(r, 0); ok && rounding {
			off := (v.Amount - m.Amount).Abs()
			return v, at, off > 0 && off < 100
		}
	}
	return values.Money{}, layout.Span{}, false
}

// cashLessChange is what was paid: the cash given less the change, when that amount stands on the paper too.
func cashLessChange(s *sheet) (values.Money, layout.Span, bool) {
	cash, okCash := s.firstAmount("CASH", "CASHRECEIVED", "TENDERED", "CASHTENDERED", "CASHPAID", "AMOUNTTENDERED", "PAID", "RECEIVED")
	change, okChange := s.firstAmount("CHANGE", "CASHCHANGE", "CHANGEDUE", "BALANCERETURNED")
	want := cash.Amount - change.Amount
	if !okCash || !okChange || want <= 0 || change.Amount < 0 {
		return values.Money{}, layout.Span{}, false
	}
	for k := len(s.rows) - 1; k >= max(0, len(s.rows)-maxLabelRows); k-- {
		if m, at, ok := lastAmount(s.rows[k], 0); ok && m.Amount == want {
			return m, at, true
		}
	}
	return values.Money{}, layout.Span{}, false
}

// firstAmount is the amount beside the first of the labels that has one.
func (s *sheet) firstAmount(labels ...string) (values.Money, bool) {
	for _, label := range s.labels(labels...) {
		if m, _, ok := lastAmount(label.Row, label.To); ok {
			return m, true
		}
	}
	return values.Money{}, false
}

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
	if m, at, ok := lastAmount(label.Row, label.To); ok {
		return m, at, ok
	}
	if rightOf(label).Empty() {
		if v := below(label, 1.5); !v.Empty() {
			return firstMoney(v)
		}
	}
	return values.Money{}, layout.Span{}, false
}

// lastAmount is the last amount of a row from word least on, with the currency sign before it.
func lastAmount(r *layout.Row, least int) (values.Money, layout.Span, bool) {
	for i := len(r.Words) - 1; i >= least && i >= len(r.Words)-12; i-- {
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
	if m, ok := values.ParseAmount(text); ok {
		return m.Currency
	}
	return ""
}

// receiptTax is CGST and SGST together, or the one tax that is printed. The two are equal by law at each rate, so where one
// is unreadable the other stands for it; where both are, the tax is not known.
func receiptTax(s *sheet) *munshiv1.Field {
	central, state := taxes(s, "CGST", "CENTRALTAX", "CGSTAMOUNT"), taxes(s, "SGST", "STATETAX", "UTGST", "SGSTAMOUNT")
	if len(central) > 0 || len(state) > 0 {
		return bothHalves(central, state)
	}
	for _, names := range [][]string{{"IGST", "IGSTAMOUNT", "INTEGRATEDTAX"}, {"TOTALTAX", "TOTALGST", "TAXAMOUNT", "GSTAMOUNT", "GSTAMT", "TAXAMT"}, {"GST", "VAT", "SST", "TAX", "SERVICETAX"}} {
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
	for _, label := range s.labels(names...) {
		if says(label.Row, taxedRows) {
			continue
		}
		t := tax{rate: taxRate(label), named: true}
		t.Money, t.at, t.readable = taxMoney(label)
		if t.readable && (t.Amount < 0 || strings.HasSuffix(t.at.Text(), "%")) || !t.readable && t.rate == "" {
			continue
		}
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

// taxMoney is the amount beside a tax's name; there are no times of day there, so 17:52 is 17.52.
func taxMoney(label layout.Span) (values.Money, layout.Span, bool) {
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

var ratePattern = regexp.MustCompile(`(\d{1,2}(?:\.\d{1,2})?) ?%`)

// taxRate is the percentage printed beside a tax's name, or empty.
func taxRate(label layout.Span) string {
	rest := label.Row.Span(label.To, min(len(label.Row.Words), label.To+4)).Text()
	if m := ratePattern.FindStringSubmatch(rest); m != nil {
		return m[1]
	}
	return ""
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
