package extract

import (
	"strings"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/extract/layout"
	"github.com/munshi-in/munshi/stages/extract/values"
)

// readReceipt reads receipts and invoices: both have a seller, a day, a number, a tax and a total.
func readReceipt(s *sheet) *fields {
	found := &fields{}
	total, currency := receiptTotal(s)
	found.add(merchant(s))
	found.add(receiptDate(s))
	found.add(total)
	found.add(receiptTax(s))
	found.add(currency)
	found.add(invoiceNumber(s))
	found.add(taxID(s))
	checkTax(found, s)
	return found
}

// totalLabels in order of how surely they name what was to be paid.
var totalLabels = [][]string{
	{"GRANDTOTAL", "NETTOTAL", "TOTALPAYABLE", "AMOUNTPAYABLE", "NETPAYABLE", "NETAMOUNT", "TOTALAMOUNTPAYABLE", "NETAMOUNTPAYABLE", "BILLTOTAL", "BILLAMOUNT", "INVOICETOTAL",
		"TOTALDUE", "AMOUNTDUE", "BALANCEDUE", "ROUNDEDTOTAL", "TOTALROUNDED", "TOTALINCLUSIVE", "TOTALINCL", "TOTALINCLGST", "TOTALINCLUSIVEGST",
		"TOTALSALESINCLUSIVE", "TOTALSALESINCLGST", "INVOICEVALUE", "TOTALINVOICEVALUE", "TOTALINVOICEAMOUNT", "TOTALAMOUNTINCLUSIVE", "NETTOTALRS", "TOTALAFTERTAX", "NETT", "NETPAY"},
	{"TOTALAMOUNT", "TOTALAMT", "TOTALSALES", "TOTALRM", "TOTALRS", "TOTALINR", "TOTAL", "AMOUNTPAID", "PAIDAMOUNT", "TOTALPAID", "NET"},
	{"AMOUNT", "CASH"},
}

// noTotal are words that make a row's "total" one of something else.
var noTotal = []string{"SUBTOTAL", "SUB", "SUBTTL", "ITEM", "ITEMS", "QTY", "QUANTITY", "DISCOUNT", "SAVING", "SAVINGS", "TAX", "GST", "CGST", "SGST", "IGST", "VAT", "EXCL", "EXCLUDING",
	"EXCLUSIVE", "BEFORE", "TAXABLE", "POINTS", "CHANGE", "TENDERED", "PCS", "GROSS"}

// inclusive lifts noTotal: "Total incl. GST" is the total.
var inclusive = []string{"INCL", "INCLUSIVE", "INCLUDING", "INC", "AFTER", "PAYABLE"}

// receiptTotal takes the amount of the best label; of several alike the last, since sums come after what they sum.
func receiptTotal(s *sheet) (total, currency *munshiv1.Field) {
	for rank, labels := range totalLabels {
		var m values.Money
		var at, found layout.Span
		for _, label := range s.labels(labels...) {
			if says(label.Row, noTotal) && !says(label.Row, inclusive) {
				continue
			}
			if v, span, ok := amountBeside(label); ok && v.Amount > 0 && (found.Empty() || v.Amount >= m.Amount) {
				m, at, found = v, span, label
			}
		}
		if found.Empty() {
			continue
		}
		vouched := []float64{byLabel, 0.95, byGuess}[rank]
		return repaired(newField("total", m.Amount.String(), vouched, at), m.Repaired), currencyOf(s, m, at, found)
	}
	return nil, nil
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
	r := label.Row
	for i := len(r.Words) - 1; i >= label.To && i >= len(r.Words)-12; i-- {
		from := i
		for from > label.To && from > i-2 && isMark(r.Words[from-1].Text) {
			from--
		}
		span := r.Span(from, i+1)
		if m, ok := values.ParseAmount(strings.ReplaceAll(span.Text(), " ", "")); ok && (m.Decimals || m.Currency != "" || strings.Contains(r.Words[i].Text, "/-")) {
			return m, span, true
		}
	}
	if rightOf(label).Empty() {
		if v := below(label, 1.5); !v.Empty() {
			return firstMoney(v)
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

// merchant is the first row near the top that can be a firm's name. Invoices print their own kind above it.
func merchant(s *sheet) *munshiv1.Field {
	for _, r := range s.rows[:min(len(s.rows), 12)] {
		for _, cell := range r.Cells(3) {
			text := strings.Trim(cell.Text(), " .,:;-_|*'\"~=")
			if isMerchant(text, cell) {
				return newField("merchant", text, byPosition, cell)
			}
		}
	}
	return nil
}

var notMerchant = map[string]bool{"TAXINVOICE": true, "INVOICE": true, "RECEIPT": true, "CASHRECEIPT": true, "CASHMEMO": true, "BILL": true, "CASHBILL": true, "RETAILINVOICE": true,
	"ORIGINAL": true, "DUPLICATE": true, "COPY": true, "ORIGINALFORRECIPIENT": true, "WELCOME": true, "BILLOFSUPPLY": true, "GSTINVOICE": true, "CUSTOMERCOPY": true, "REPRINT": true, "ESTIMATE": true}

func isMerchant(text string, cell layout.Span) bool {
	b := bare(text)
	if len(b) < 3 || notMerchant[b] || layout.Confidence(cell.Words()) < 0.4 {
		return false
	}
	letters := 0
	for _, r := range b {
		if r >= 'A' {
			letters++
		}
	}
	if letters*3 < len(b)*2 || strings.HasSuffix(text, ":") || strings.HasPrefix(b, "GSTIN") || strings.HasPrefix(b, "TAXINVOICE") {
		return false
	}
	return len(values.FindDates(text)) == 0
}

// receiptDate is the date beside a label, else the first date on the paper.
func receiptDate(s *sheet) *munshiv1.Field {
	if f := s.labelledDate("date", "INVOICEDATE", "BILLDATE", "DATE", "DATED", "DT", "DATEOFISSUE", "RECEIPTDATE", "INVDATE", "DATETIME"); f != nil {
		return f
	}
	for _, r := range s.rows[:min(len(s.rows), maxLabelRows)] {
		if dates := values.FindDates(r.Text()); len(dates) > 0 {
			d := dates[0]
			return newField("date", d.String(), byPosition, r.Bytes(d.From, d.To))
		}
	}
	return nil
}

// receiptTax is CGST and SGST together, or the one tax that is printed.
func receiptTax(s *sheet) *munshiv1.Field {
	central, okCentral := taxAmount(s, "CGST", "CENTRALTAX", "CGSTAMOUNT")
	state, okState := taxAmount(s, "SGST", "STATETAX", "UTGST", "SGSTAMOUNT")
	if okCentral && okState {
		if central.at.Row.Page != state.at.Row.Page {
			return nil
		}
		f := newField("tax", (central.Amount + state.Amount).String(), byLabel, central.at, state.at)
		if central.Amount == state.Amount {
			passed(f, "cgst_equals_sgst")
		}
		return f
	}
	if okCentral || okState {
		return nil // half a tax is not the tax
	}
	for _, names := range [][]string{{"IGST", "IGSTAMOUNT", "INTEGRATEDTAX"}, {"TOTALTAX", "TOTALGST", "TAXAMOUNT", "GSTAMOUNT", "GSTAMT", "TAXAMT"}, {"GST", "VAT", "SST", "TAX", "SERVICETAX"}} {
		if t, ok := taxAmount(s, names...); ok {
			return repaired(newField("tax", t.Amount.String(), byPosition, t.at), t.Repaired)
		}
	}
	return nil
}

type taxMoney struct {
	values.Money
	at layout.Span
}

// taxAmount is the last amount of a row that names the tax. A rate (9%) is not an amount, and a row that says
// inclusive, excluding or total speaks of something taxed.
func taxAmount(s *sheet, names ...string) (taxMoney, bool) {
	for _, label := range s.labels(names...) {
		if says(label.Row, []string{"INCL", "INCLUSIVE", "INCLUDING", "INC", "EXCL", "EXCLUDING", "BEFORE", "INVOICE", "ID", "REG", "NO", "SUMMARY", "TAXABLE", "AFTER"}) {
			continue
		}
		if m, at, ok := amountBeside(label); ok && !strings.HasSuffix(at.Text(), "%") {
			return taxMoney{m, at}, true
		}
	}
	return taxMoney{}, false
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
	}
}

// invoiceNumber is the word after its label; it has a digit.
func invoiceNumber(s *sheet) *munshiv1.Field {
	for _, label := range s.labels("INVOICENO", "INVOICENUMBER", "BILLNO", "BILLNUMBER", "INVNO", "RECEIPTNO", "RECEIPTNUMBER", "TAXINVOICENO", "CASHMEMONO", "MEMONO", "DOCUMENTNO", "DOCNO",
		"INVOICE", "BILL", "RECEIPT", "INV") {
		for _, v := range valuesOf(label) {
			w := v.Row.Span(v.From, v.From+1)
			text := strings.Trim(w.Text(), " .,:;#()")
			if _, isDate := values.ParseDate(text); isDate {
				continue
			}
			if m, ok := values.ParseAmount(text); ok && m.Decimals {
				continue
			}
			if n := digitsIn(text); n >= 1 && len(text) <= 32 && (n >= 2 || len(text) >= 2) {
				return newField("invoice_number", text, byLabel, w)
			}
		}
	}
	return nil
}

// taxID is the seller's: the first GSTIN whose check character is right, else what a label names.
func taxID(s *sheet) *munshiv1.Field {
	for _, r := range s.rows[:min(len(s.rows), maxLabelRows)] {
		for i := range r.Words {
			for n := 1; n <= 2; n++ {
				span := r.Span(i, i+n)
				if id, ok := values.GSTIN(span.Text()); ok {
					return passed(repaired(newField("tax_id", id.Value, byLabel, span), id.Repaired), "gstin_checksum")
				}
			}
		}
	}
	for _, label := range s.labels("GSTIN", "GSTINUIN", "GSTNO", "GSTREGNO", "GSTID", "GSTIDNO", "VATNO", "TINNO", "TAXID", "GSTREG", "GSTNUMBER") {
		for _, v := range valuesOf(label) {
			w := v.Row.Span(v.From, v.From+1)
			if text := bare(w.Text()); len(text) >= 8 && len(text) <= 20 && digitsIn(text)*2 >= len(text) {
				return newField("tax_id", text, byPosition, w)
			}
		}
	}
	return nil
}
