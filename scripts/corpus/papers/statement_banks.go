package papers

import (
	"fmt"

	"github.com/munshi-in/munshi/scripts/corpus/draw"
	"github.com/munshi-in/munshi/scripts/corpus/invent"
)

// The layouts of this file follow what the statements of India's larger banks have in common with each other, and what they
// do not: wording of heads, wrapping, signs, order, sums. init adds them after the first four, which the samples show.
func init() { statementLayouts = append(statementLayouts, bankLayouts...) }

var bankLayouts = []statementLayout{
	{ // a public bank's e-statement: dates wrapped in narrow columns, the account told in a list
		name: "narrow_dates", untoldClosing: true, face: draw.Sans, bold: draw.SansBold, size: 8, day: "2 Jan 2006", head: listHead, grid: true, valueDates: true, references: true, gap: 2.4, telling: transferTelling,
		columns: []column{
			{"Txn Date", 11, draw.Left, 12, dayCell},
			{"Value|Date", 26, draw.Left, 12, valueDayCell},
			{"Description", 41, draw.Left, 46, descriptionCell},
			{"Ref No./Cheque|No.", 90, draw.Left, 30, referenceCell},
			{"Debit", 146, draw.Right, 0, debitCell},
			{"Credit", 172, draw.Right, 0, creditCell},
			{"Balance", 199, draw.Right, 0, balanceCell},
		},
	},
	{ // a private bank's: numbered rows, value date first, zeros where nothing moved
		name: "numbered_zeros", face: draw.Sans, bold: draw.SansBold, size: 7.5, day: "02/01/2006", head: titledHead, ruled: true, grid: true, valueDates: true, references: true, gap: 2.6, telling: remarkTelling,
		columns: []column{
			{"S No.", 12, draw.Left, 0, func(_ statementLayout, n int, _ entry) string { return fmt.Sprint(n) }},
			{"Value Date", 21, draw.Left, 0, valueDayCell},
			{"Transaction|Date", 40, draw.Left, 0, dayCell},
			{"Cheque|Number", 60, draw.Left, 22, func(_ statementLayout, _ int, e entry) string { return orDash(e.reference) }},
			{"Transaction Remarks", 84, draw.Left, 46, descriptionCell},
			{"Withdrawal|Amount (INR)", 153, draw.Right, 0, func(_ statementLayout, _ int, e entry) string { return max(-e.amount, 0).String() }},
			{"Deposit|Amount (INR)", 176, draw.Right, 0, func(_ statementLayout, _ int, e entry) string { return max(e.amount, 0).String() }},
			{"Balance|(INR)", 200, draw.Right, 0, balanceCell},
		},
	},
	{ // opening, totals and closing as rows of the table, a branch's code behind the balance
		name: "totals_inside", face: draw.Sans, bold: draw.SansBold, size: 8, day: "02-01-2006", head: addressHead, brought: "OPENING BALANCE", closed: "CLOSING BALANCE", summed: "TRANSACTION TOTAL", ruled: true, references: true, gap: 2,
		columns: []column{
			{"Tran Date", 12, draw.Left, 0, dayCell},
			{"Chq No", 33, draw.Left, 0, referenceCell},
			{"Particulars", 60, draw.Left, 62, descriptionCell},
			{"Debit", 146, draw.Right, 0, debitCell},
			{"Credit", 167, draw.Right, 0, creditCell},
			{"Balance", 190, draw.Right, 0, balanceCell},
			{"Init.Br", 193, draw.Left, 0, func(statementLayout, int, entry) string { return "417" }},
		},
	},
	{ // one amount column whose head wraps, the side in brackets
		name: "side_in_brackets", untoldOpening: true, untoldClosing: true, face: draw.Sans, bold: draw.SansBold, size: 8, day: "02-01-2006", head: addressHead, references: true, gap: 3, telling: remarkTelling,
		columns: []column{
			{"Date", 12, draw.Left, 0, dayCell},
			{"Narration", 34, draw.Left, 66, descriptionCell},
			{"Chq/Ref No", 104, draw.Left, 0, referenceCell},
			{"Withdrawal (Dr)/|Deposit (Cr)", 168, draw.Right, 0, func(_ statementLayout, _ int, e entry) string { return bracketed(e.amount) }},
			{"Balance", 199, draw.Right, 0, func(_ statementLayout, _ int, e entry) string { return bracketed(e.balance) }},
		},
	},
	{ // a phone app's export: the newest line first
		name: "newest_first", face: draw.Sans, bold: draw.SansBold, size: 8.5, day: "02/01/2006", head: titledHead, newestFirst: true, ruled: true, gap: 2.8,
		columns: []column{
			{"Date", 12, draw.Left, 0, dayCell},
			{"Remarks", 36, draw.Left, 78, descriptionCell},
			{"Withdrawals", 142, draw.Right, 0, debitCell},
			{"Deposits", 168, draw.Right, 0, creditCell},
			{"Balance", 199, draw.Right, 0, func(_ statementLayout, _ int, e entry) string { return sided(e.balance) + "." }},
		},
	},
	{ // a passbook's printer: dates once a day, page totals, balances carried forward
		name: "passbook", untoldClosing: true, face: draw.Mono, bold: draw.MonoBold, size: 7.5, day: "02/01/06", head: typedHead, brought: "B/F", carried: true, dayOnce: true, references: true, gap: 1.4,
		columns: []column{
			{"DATE", 12, draw.Left, 0, dayCell},
			{"PARTICULARS", 28, draw.Left, 68, descriptionCell},
			{"CHQ.NO.", 98, draw.Left, 0, func(_ statementLayout, _ int, e entry) string { return shortReference(e) }},
			{"WITHDRAWALS", 146, draw.Right, 0, debitCell},
			{"DEPOSITS", 170, draw.Right, 0, creditCell},
			{"BALANCE", 199, draw.Right, 0, func(_ statementLayout, _ int, e entry) string { return sided(e.balance) }},
		},
	},
	{ // no running balance: the summary alone tells it
		name: "unbalanced", face: draw.Serif, bold: draw.SerifBold, size: 9, day: "02 Jan 2006", head: summaryHead, unbalanced: true, masked: true, ruled: true, gap: 2.6,
		columns: []column{
			{"Date", 12, draw.Left, 0, dayCell},
			{"Transaction Details", 42, draw.Left, 96, descriptionCell},
			{"Type", 148, draw.Left, 0, func(_ statementLayout, _ int, e entry) string { return side(e.amount) }},
			{"Amount (Rs.)", 199, draw.Right, 0, func(_ statementLayout, _ int, e entry) string { return magnitude(e.amount).String() }},
		},
	},
	{ // an international bank's: days without a year, printed once
		name: "yearless", face: draw.Sans, bold: draw.SansBold, size: 8.5, day: "02 Jan", head: titledHead, brought: "BALANCE BROUGHT FORWARD", closed: "CLOSING BALANCE", dayOnce: true, gap: 2.2,
		columns: []column{
			{"Date", 12, draw.Left, 0, dayCell},
			{"Details", 32, draw.Left, 84, descriptionCell},
			{"Withdrawals", 146, draw.Right, 0, debitCell},
			{"Deposits", 172, draw.Right, 0, creditCell},
			{"Balance", 199, draw.Right, 0, balanceCell},
		},
	},
	{ // an overdraft: balances are debits; date and time in one column
		name: "overdraft", untoldClosing: true, face: draw.Sans, bold: draw.SansBold, size: 7.5, day: "02-01-2006 15:04:05", head: listHead, overdrawn: true, references: true, ruled: true, gap: 2.4,
		columns: []column{
			{"Date", 11, draw.Left, 0, dayCell},
			{"Transaction Id", 42, draw.Left, 0, referenceCell},
			{"Remarks", 76, draw.Left, 60, descriptionCell},
			{"Amount(Rs.)", 164, draw.Right, 0, func(_ statementLayout, _ int, e entry) string { return bracketed(e.amount) }},
			{"Balance(Rs.)", 199, draw.Right, 0, func(_ statementLayout, _ int, e entry) string { return bracketed(e.balance) }},
		},
	},
	{ // a grid whose short cells stand in the middle of their row's height
		name: "centred", untoldOpening: true, untoldClosing: true, face: draw.Sans, bold: draw.SansBold, size: 8, day: "02-Jan-06", head: addressHead, ruled: true, grid: true, centred: true, valueDates: true, gap: 2.8, telling: transferTelling,
		columns: []column{
			{"Post|Date", 12, draw.Left, 0, dayCell},
			{"Value|Date", 30, draw.Left, 0, valueDayCell},
			{"Account Description", 48, draw.Left, 52, descriptionCell},
			{"Debit", 140, draw.Right, 0, debitCell},
			{"Credit", 168, draw.Right, 0, creditCell},
			{"Closing|Balance", 199, draw.Right, 0, balanceCell},
		},
	},
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

// printedReference is the reference as its column has it.
func (l statementLayout) printedReference(e entry) string {
	if l.name == "passbook" {
		return shortReference(e)
	}
	return e.reference
}

// shortReference is the cheque number, the only reference that fits.
func shortReference(e entry) string {
	if len(e.reference) > 6 {
		return ""
	}
	return e.reference
}

func side(p invent.Paise) string {
	if p < 0 {
		return "DR"
	}
	return "CR"
}

func magnitude(p invent.Paise) invent.Paise { return max(p, -p) }

func bracketed(p invent.Paise) string {
	if p < 0 {
		return (-p).String() + " (Dr)"
	}
	return p.String() + " (Cr)"
}

func sided(p invent.Paise) string {
	if p < 0 {
		return (-p).String() + " Dr"
	}
	return p.String() + " Cr"
}

// transferTelling words a description as public banks do.
func transferTelling(s invent.Source, e entry) string {
	if e.amount < 0 {
		return "TO TRANSFER-" + e.description + "--"
	}
	return "BY TRANSFER-" + e.description + "-" + s.Area()
}

// remarkTelling words a description as private banks do.
func remarkTelling(s invent.Source, e entry) string {
	return e.description + "/" + invent.Pick(s, "Payment fr", "Sent using", "NA", "Collect", "rent") + "/" + invent.Pick(s, "YESB", "ICIC", "HDFC") + s.Digits(10)
}
