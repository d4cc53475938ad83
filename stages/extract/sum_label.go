package extract

import (
	"slices"
	"strings"

	"github.com/munshi-in/munshi/stages/extract/layout"
	"github.com/munshi-in/munshi/stages/extract/values"
)

// How bills call what is to be paid, and the parts of it. All words are bare, see labels.
var (
	totalWords  = []string{"TOTAL", "TOTALS", "TOTALRM", "TOTALRS", "TOTALINR", "TOTALAMT", "TOTALAMOUNT", "NETT", "TTL", "JUMLAH", "PAYABLE", "NETTOTAL", "NETAMOUNT", "NETAMT", "GRANDTOTAL", "NETPAY"}
	finalWords  = []string{"GRAND", "PAYABLE", "DUE", "ROUNDED", "FINAL", "PAY", "GRANDTOTAL"}
	strongWords = []string{"NET", "NETT", "INCL", "INCLUSIVE", "INCLUDING", "INCLUDES", "INC", "INCLU", "AFTER", "BILL", "INVOICE", "NETTOTAL", "NETAMOUNT", "NETAMT", "NETPAY"}
	// noTotal are words that make a row's "total" one of something else.
	noTotal = []string{"SUBTOTAL", "SUB", "SUBTTL", "ITEM", "ITEMS", "QTY", "QUANTITY", "DISCOUNT", "SAVING", "SAVINGS", "SAVED", "TAX", "GST", "CGST", "SGST", "IGST", "VAT", "EXCL", "EXCLUDING",
		"EXCLUSIVE", "EXCLUDE", "BEFORE", "TAXABLE", "POINTS", "CHANGE", "TENDERED", "PCS", "GROSS", "COUNT", "TENDER", "DISC", "CESS", "WITHOUT", "WEIGHT", "PAX", "SST", "COST", "PREVIOUS", "OUTSTANDING", "LESS"}
	// inclusive lifts noTotal: "Total incl. GST" is the total.
	inclusive = []string{"INCL", "INCLUSIVE", "INCLUDING", "INCLUDES", "INC", "INCLU", "AFTER", "PAYABLE", "GRAND", "WITH", "INCLUDED"}
	// phrases of two words that say it without Total.
	strongPhrases = []string{"AMOUNTPAYABLE", "AMOUNTDUE", "NETAMOUNT", "NETPAYABLE", "BILLAMOUNT", "INVOICEVALUE", "INVOICEAMOUNT", "BALANCEDUE", "TOPAY", "AMTPAYABLE", "BILLAMT", "NETAMT"}
	weakPhrases   = []string{"AMOUNT", "AMT", "SALE", "SALES", "AMOUNTPAID", "PAIDAMOUNT", "AMOUNTRM", "AMOUNTRS", "AMOUNTINR"}
)

// labelBefore is the words that name the amount at: those after another figure of the row (Qty 3 Total 45.00) when they
// name a sum, else all before it.
func labelBefore(at layout.Span) string {
	from := at.From
	named := false
	for ; from > 0; from-- {
		w := at.Row.Words[from-1]
		isNumber := digitsIn(w.Bare) == len(w.Bare) && w.Bare != ""
		if named && isNumber {
			break
		}
		named = named || !isNumber && len(w.Bare) > 1
	}
	whole := at.Row.Span(0, at.From).Text()
	if tail := at.Row.Span(from, at.From).Text(); from > 0 {
		if points, _ := sumLabel(tail); points >= voteLabel {
			return tail
		}
	}
	return whole
}

// sumLabel says how strongly text names what is to be paid, and why; why is empty when it names no sum at all.
func sumLabel(text string) (points float64, why string) {
	words := strings.Fields(clip(text, 400))
	for i := range words {
		words[i] = bare(words[i])
	}
	joined := strings.Join(words, "")
	has := func(list []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(list, w) })
	}
	total := has(totalWords) || slices.ContainsFunc(words, func(w string) bool { return len(w) == 5 && values.Near(w, "TOTAL") }) || strings.Contains(strings.ReplaceAll(joined, "SUBTOTAL", ""), "TOTAL")
	phrase := slices.ContainsFunc(strongPhrases, func(p string) bool { return strings.Contains(joined, p) })
	part := has(noTotal) || isSubtotal(joined)
	if total && !has(totalWords) { // a reader lost the spaces: TOTALSALES(INCLUSIVEGST)
		part = part || containsAny(joined, "QTY", "GST", "TAX", "EXCL", "DISC", "ITEM")
	}
	included := has(inclusive) && !containsAny(joined, "GSTPAYABLE", "TAXPAYABLE", "GSTDUE") || containsAny(joined, "INCLUSIVE", "INCLUDING", "AFTERTAX", "INCLGST", "INCLTAX")
	excluded := containsAny(joined, "EXCL", "BEFORE", "WITHOUT", "SUPPLIES")
	switch {
	case total && (!part || included) && !excluded:
		switch {
		case has(finalWords):
			return voteFinalLabel, "called " + quoted(text)
		case isSubtotal(joined): // even with tax: what rounding and discounts leave of it stands below
			return voteLabel - 1, "called " + quoted(text)
		case phrase || has(strongWords) || included:
			return voteStrongLabel, "called " + quoted(text)
		}
		return voteLabel, "called " + quoted(text)
	case total:
		return votePart, "called " + quoted(text) + ", a part"
	case phrase && !has(noTotal):
		return voteStrongLabel - 1, "called " + quoted(text)
	case joined == "DUE":
		return voteLabel, "called " + quoted(text)
	case slices.Contains(weakPhrases, joined):
		return voteWeakLabel, "called " + quoted(text)
	case isSubtotal(joined):
		return votePart, "called " + quoted(text) + ", a part"
	}
	return 0, ""
}

func quoted(text string) string { return `"` + clip(strings.TrimSpace(text), 60) + `"` }

func containsAny(text string, parts ...string) bool {
	return slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(text, p) })
}

// isSubtotal tells the sum before tax.
func isSubtotal(label string) bool {
	return containsAny(label, "SUBTOTAL", "SUBTTL", "TAXABLEVALUE", "TAXABLEAMOUNT", "TAXABLEAMT", "BEFORETAX", "EXCLGST", "EXCLUDINGGST", "EXCLUSIVEOFGST", "NETSALES", "AMOUNTBEFORE", "GROSSAMOUNT", "ITEMTOTAL")
}

// isExtra tells what is added to it, or taken off.
func isExtra(label string) bool {
	if containsAny(label, "TAXABLE", "SUBTOTAL", "TOTALTAX", "GSTID", "GSTNO", "TAXINVOICE", "INCL", "EXCL") {
		return false
	}
	return containsAny(label, "GST", "VAT", "SST", "TAX", "SERVICE", "SVC", "ROUND", "CESS", "PACKING", "DELIVERY") || isDiscount(label)
}

func isDiscount(label string) bool { return strings.Contains(label, "DISC") }
