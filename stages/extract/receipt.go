package extract

import (
	"slices"
	"strings"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/extract/layout"
	"github.com/munshi-in/munshi/stages/extract/values"
)

// readReceipt reads receipts and invoices: both have a seller, a day, a number, a tax and a total.
func readReceipt(s *sheet, found *fields) {
	total, currency := receiptTotal(s, found)
	seller := s.sellers()
	found.add(merchant(seller, found))
	found.add(receiptDate(s))
	found.add(total)
	found.add(taxOf(total, receiptTax(s)))
	found.add(currency)
	found.add(invoiceNumber(s))
	found.add(taxID(seller))
	checkTax(found, s)
}

// receiptDate is the date that a label calls the paper's own, else one beside Date, else the first date on the paper. An order
// has its date too, and so has what is due.
func receiptDate(s *sheet) *munshiv1.Field {
	if f := s.labelledDate("date", "INVOICEDATE", "BILLDATE", "DATEOFISSUE", "RECEIPTDATE", "INVDATE", "BILLDT", "INVDT", "INVOICEDT"); f != nil {
		return f
	}
	for _, label := range s.labels("DATE", "DATED", "DT", "DATETIME", "TARIKH") {
		if label.From > 0 && slices.Contains(otherDates, label.Row.Words[label.From-1].Bare) {
			continue
		}
		if f := dateBeside("date", label); f != nil {
			return f
		}
	}
	for _, r := range s.rows[:min(len(s.rows), maxLabelRows)] {
		if dates := values.FindDates(r.Text()); len(dates) > 0 {
			d := dates[0]
			return newField("date", d.String(), byPosition, r.Bytes(d.From, d.To))
		}
	}
	return nil
}

// otherDates are words before Date that make it that of something else.
var otherDates = []string{"ORDER", "DUE", "DELIVERY", "PO", "EXPIRY", "EXP", "DISPATCH", "SHIP", "PAYMENT", "MFG", "CHALLAN"}

// invoiceNumber is the word after its label; it has a digit.
func invoiceNumber(s *sheet) *munshiv1.Field {
	for _, label := range s.labels("INVOICENO", "INVOICENUMBER", "BILLNO", "BILLNUMBER", "INVNO", "RECEIPTNO", "RECEIPTNUMBER", "RCPTNO", "SLIPNO", "TAXINVOICENO", "CASHMEMONO", "MEMONO", "DOCUMENTNO", "DOCNO",
		"INVOICE", "BILL", "RECEIPT", "INV") {
		title := isTitle(label)
		for _, v := range valuesOf(label) {
			if title && v.Row != label.Row && v.To-v.From > 1 { // what stands under the title is not its number
				continue
			}
			w := inGroups(v.Row, v.From)
			text := strings.Trim(w.Text(), " .,:;#()")
			if _, isDate := values.ParseDate(text); isDate {
				continue
			}
			if m, ok := values.ParseAmount(text); ok && m.Decimals {
				continue
			}
			if n := digitsIn(text); n >= 1 && !isMisreadWord(text) && len(text) <= 32 && (n >= 2 || len(text) >= 2) {
				return newField("invoice_number", text, byLabel, w)
			}
		}
	}
	return bareInvoiceNumber(s)
}

// isTitle tells a label that also is what the paper calls itself, and so no label of the number by itself: Invoice, Invoice Date.
func isTitle(label layout.Span) bool {
	return slices.Contains([]string{"INVOICE", "BILL", "RECEIPT", "INV"}, bare(label.Text()))
}

// isMisreadWord tells a word in which a reader took a letter for a digit: INV0ICE.
func isMisreadWord(text string) bool {
	return len(text) >= 5 && digitsIn(text) == 1 && len(bare(text)) == len(text) && strings.ContainsAny(text[1:], "015")
}

// inGroups is the word at i, and those after it when a number is printed in groups of four: 4321 0001 2345.
func inGroups(r *layout.Row, i int) layout.Span {
	to := i + 1
	for to < len(r.Words) && len(r.Words[i].Text) == 4 && digitsIn(r.Words[i].Text) == 4 && len(r.Words[to].Text) == 4 && digitsIn(r.Words[to].Text) == 4 && r.Words[to].Left-r.Words[to-1].Right < cellGap*r.Page.Glyph {
		to++
	}
	return r.Span(i, to)
}

// bareInvoiceNumber reads "No. INV-3886" and "# INV-3886" where the row begins with it.
func bareInvoiceNumber(s *sheet) *munshiv1.Field {
	for _, r := range s.rows[:min(len(s.rows), maxMerchantRows)] {
		for _, cell := range r.Cells(cellGap) {
			w := r.Span(cell.From+1, cell.From+2)
			if len(r.Words) > cell.From+2 && r.Words[cell.From+1].Bare == "" {
				w = r.Span(cell.From+2, cell.From+3)
			}
			text := strings.Trim(w.Text(), " .,:;#()")
			if n := digitsIn(text); strings.Trim(r.Words[cell.From].Text, " :") == "#" && n >= 3 && len(text) <= 32 && !w.Empty() {
				return newField("invoice_number", text, byPosition, w)
			}
		}
	}
	for _, label := range s.labels("NO", "SLNO", "SNO", "NUMBER") {
		if label.From != 0 || label.Top() > 0.6 {
			continue
		}
		w := label.Row.Span(label.To, label.To+1)
		text := strings.Trim(w.Text(), " .,:;#()")
		n := digitsIn(text)
		numbered := n >= 3 && n < len(text) && len(text) <= 24 && letters(text) != ""
		alone := n >= 3 && n == len(text) && (w.To == len(label.Row.Words) || label.Row.Words[w.To].Bare == "DATE")
		if numbered || alone {
			return newField("invoice_number", text, byPosition, w)
		}
	}
	return nil
}

// letters is the capitals that text begins with.
func letters(text string) string {
	return text[:len(text)-len(strings.TrimLeft(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))]
}

// gstinLength is that of an Indian tax number; those of other countries are of other lengths.
const gstinLength = 15

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
	for _, label := range s.labels("GSTIN", "GSTINUIN", "GSTNO", "GSTREGNO", "GSTID", "GSTIDNO", "VATNO", "TINNO", "TAXID", "GSTREG", "GSTNUMBER", "GSTREGISTRATIONNO", "GSTREGISTRATION") {
		for _, v := range valuesOf(label) {
			w := v.Row.Span(v.From, v.From+1)
			if text := bare(w.Text()); len(text) >= 8 && len(text) <= 20 && digitsIn(text)*2+1 >= len(text) {
				f := newField("tax_id", text, byPosition, w)
				if len(text) == gstinLength {
					contradicted(f) // its check character is wrong: a character was misread
				}
				return f
			}
		}
	}
	return nil
}
