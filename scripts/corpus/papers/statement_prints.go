package papers

import (
	"fmt"
	"strings"

	"github.com/munshi-in/munshi/scripts/corpus/draw"
	"github.com/munshi-in/munshi/scripts/corpus/invent"
)

// The layouts of this file are those of smaller banks and of exports from web and phone: columns in other orders and wordings, sides in
// columns of their own, pages on their side, typed rules, summaries under the table.
func init() { statementLayouts = append(statementLayouts, printedStatements...) }

var printedStatements = []statementLayout{
	{ // a branch's code between reference and amounts
		name: "branch_codes", untoldClosing: true, face: draw.Sans, bold: draw.SansBold, size: 7.5, day: "02-01-2006", head: labelledHead, grid: true, ruled: true, valueDates: true, references: true, gap: 2.4, telling: transferTelling,
		columns: []column{
			{"Txn Date", 11, draw.Left, 0, dayCell},
			{"Value Date", 29, draw.Left, 0, valueDayCell},
			{"Description", 47, draw.Left, 44, descriptionCell},
			{"Ref No./|Cheque No.", 93, draw.Left, 24, referenceCell},
			{"Branch|Code", 120, draw.Left, 0, func(statementLayout, int, entry) string { return "04430" }},
			{"Debit", 151, draw.Right, 0, debitCell},
			{"Credit", 174, draw.Right, 0, creditCell},
			{"Balance", 199, draw.Right, 0, balanceCell},
		},
	},
	{ // the side of the amount and of the balance in columns of their own
		name: "side_columns", face: draw.Sans, bold: draw.SansBold, size: 7.5, day: "02/01/2006", head: pipedHead, foot: countedFoot, ruled: true, references: true, gap: 2.8,
		columns: []column{
			{"Sl. No.", 12, draw.Left, 0, func(_ statementLayout, n int, _ entry) string { return fmt.Sprint(n) }},
			{"Date", 23, draw.Left, 0, dayCell},
			{"Description", 41, draw.Left, 62, descriptionCell},
			{"Chq / Ref number", 106, draw.Left, 0, referenceCell},
			{"Amount", 158, draw.Right, 0, func(_ statementLayout, _ int, e entry) string { return magnitude(e.amount).String() }},
			{"Dr / Cr", 161, draw.Left, 0, func(_ statementLayout, _ int, e entry) string { return side(e.amount) }},
			{"Balance", 190, draw.Right, 0, func(_ statementLayout, _ int, e entry) string { return magnitude(e.balance).String() }},
			{"Dr / Cr", 192, draw.Left, 0, func(_ statementLayout, _ int, e entry) string { return side(e.balance) }},
		},
	},
	{ // the time of day under the date
		name: "clocked", untoldOpening: true, untoldClosing: true, face: draw.Sans, bold: draw.SansBold, size: 8, day: "02 Jan 2006 15:04:05", head: labelledHead, ruled: true, gap: 3,
		columns: []column{
			{"Transaction|Date & Time", 12, draw.Left, 19, dayCell},
			{"Transaction Details", 36, draw.Left, 84, descriptionCell},
			{"Dr/Cr", 124, draw.Left, 0, func(_ statementLayout, _ int, e entry) string { return side(e.amount)[:1] + "r" }},
			{"Amount", 164, draw.Right, 0, func(_ statementLayout, _ int, e entry) string { return "Rs. " + magnitude(e.amount).String() }},
			{"Available Balance", 199, draw.Right, 0, func(_ statementLayout, _ int, e entry) string { return "Rs. " + e.balance.String() }},
		},
	},
	{ // a page on its side, deposits before withdrawals
		name: "landscape", face: draw.Sans, bold: draw.SansBold, size: 9, day: "02-Jan-2006", head: titledHead, wide: true, valueDates: true, references: true, gap: 2.6, telling: remarkTelling,
		columns: []column{
			{"Tran. Id", 12, draw.Left, 0, func(_ statementLayout, n int, e entry) string {
				return fmt.Sprintf("S%07d", 4711*n+int(e.balance)%9999)
			}},
			{"Value Date", 32, draw.Left, 0, valueDayCell},
			{"Transaction Date", 56, draw.Left, 0, dayCell},
			{"Cheque. No./Ref. No.", 86, draw.Left, 0, referenceCell},
			{"Transaction Remarks", 128, draw.Left, 66, descriptionCell},
			{"Deposit Amt (INR)", 226, draw.Right, 0, creditCell},
			{"Withdrawal Amt (INR)", 258, draw.Right, 0, debitCell},
			{"Balance (INR)", 285, draw.Right, 0, balanceCell},
		},
	},
	{ // a co-operative bank's line printer
		name: "typed", face: draw.Mono, bold: draw.Mono, size: 7.5, day: "02/01/2006", head: typedHead, brought: "OPENING BALANCE", closed: "CLOSING BALANCE", summed: "TOTAL", dashed: true, gap: 0.6, telling: byToTelling,
		columns: []column{
			{"DATE", 12, draw.Left, 0, dayCell},
			{"PARTICULARS", 34, draw.Left, 66, descriptionCell},
			{"WITHDRAWAL", 134, draw.Right, 0, debitCell},
			{"DEPOSIT", 164, draw.Right, 0, creditCell},
			{"BALANCE", 196, draw.Right, 0, func(_ statementLayout, _ int, e entry) string { return strings.ReplaceAll(sided(e.balance), " ", "") }},
		},
	},
	{ // cells and heads in the middle of their columns, nothing between them
		name: "middled", face: draw.Sans, bold: draw.SansBold, size: 8, day: "02-01-2006", head: summaryHead, gap: 3.4,
		columns: []column{
			{"Date", 20, draw.Center, 0, dayCell},
			{"Mode", 42, draw.Center, 0, modeCell},
			{"Particulars", 54, draw.Left, 56, descriptionCell},
			{"Deposits", 128, draw.Center, 0, creditCell},
			{"Withdrawals", 155, draw.Center, 0, debitCell},
			{"Balance", 184, draw.Center, 0, balanceCell},
		},
	},
	{ // a phone's bank: money out and in, the day once, months in words
		name: "money_out_in", untoldClosing: true, face: draw.Sans, bold: draw.SansBold, size: 8.5, day: "2 January 2006", head: labelledHead, dayOnce: true, gap: 3.6,
		columns: []column{
			{"Date", 12, draw.Left, 0, dayCell},
			{"Transaction", 46, draw.Left, 72, descriptionCell},
			{"Money Out", 146, draw.Right, 0, debitCell},
			{"Money In", 172, draw.Right, 0, creditCell},
			{"Balance", 199, draw.Right, 0, balanceCell},
		},
	},
	{ // a wide page of a small finance bank, a side behind the balance
		name: "paid_out_in", face: draw.Serif, bold: draw.SerifBold, size: 9, day: "02/01/06", head: pipedHead, foot: countedFoot, wide: true, references: true, ruled: true, gap: 3.4, telling: byToTelling,
		columns: []column{
			{"S.No", 12, draw.Left, 0, func(_ statementLayout, n int, _ entry) string { return fmt.Sprint(n) }},
			{"Post Dt.", 26, draw.Left, 0, dayCell},
			{"Narration", 50, draw.Left, 90, descriptionCell},
			{"Instr. No.", 146, draw.Left, 0, referenceCell},
			{"Paid Out", 206, draw.Right, 0, debitCell},
			{"Paid In", 240, draw.Right, 0, creditCell},
			{"Running Balance", 284, draw.Right, 0, func(_ statementLayout, _ int, e entry) string { return sided(e.balance) }},
		},
	},
}

// modeCell is how money moved, as some banks print it.
func modeCell(_ statementLayout, _ int, e entry) string {
	for _, mode := range []string{"UPI", "ATM", "NEFT", "IMPS", "POS"} {
		if strings.HasPrefix(e.description, mode) {
			return mode
		}
	}
	return ""
}

// byToTelling words a description as ledgers do.
func byToTelling(_ invent.Source, e entry) string {
	if e.amount < 0 {
		return "To " + e.description
	}
	return "By " + e.description
}

// labelledHead has each label over its value, in two rows of columns.
func labelledHead(st statement, p draw.Paper) float64 {
	a := st.account
	p.Text(12, 16, a.Bank.Name, draw.Style{Face: st.layout.bold, Size: 16, Ink: st.ink()})
	p.Text(198, 16, "Account Statement", st.boldStyle(12).At(draw.Right))
	p.Line(12, 19, 198, 19, 0.4, st.ink())
	p.Text(12, 25, strings.ToUpper(a.Holder.Name()), st.boldStyle(9.5))
	p.Text(12, 29.5, a.Branch+", "+a.Place.City+", "+a.Place.State+" "+a.PIN, st.style(8))
	cells := [][2]string{
		{"Account Number", st.number()}, {"Account Type", "Savings"}, {"IFSC", a.IFSC}, {"MICR", a.MICR},
		{"Customer ID", a.Number[:8]}, {"Branch", a.Branch}, {"From Date", st.from.Format("02/01/2006")}, {"To Date", st.to.Format("02/01/2006")},
	}
	if !st.layout.untoldOpening {
		cells = append(cells, [2]string{"Opening Balance", st.opening.String()})
	}
	for i, c := range cells {
		x, y := 12+47*float64(i%4), 38+11*float64(i/4)
		p.Text(x, y, c[0], st.style(7).In(draw.Grey))
		p.Text(x, y+4.4, c[1], st.boldStyle(8.5))
	}
	return 76
}

// pipedHead tells the account in sentences parted by strokes.
func pipedHead(st statement, p draw.Paper) float64 {
	a := st.account
	right := st.width() - 12
	p.Text(right, 16, a.Bank.Name, draw.Style{Face: st.layout.bold, Size: 15, Ink: st.ink(), Align: draw.Right})
	for i, row := range []string{a.Holder.Name(), "Flat 12, " + a.Branch, a.Place.City + " - " + a.PIN, strings.ToUpper(a.Place.State) + ", INDIA"} {
		p.Text(12, 18+4.6*float64(i), row, st.style(9))
	}
	for i, row := range []string{
		"Period : " + st.from.Format("02-01-2006") + " To " + st.to.Format("02-01-2006"), "Cust.Reln.No : " + a.Number[:7], "Account No : " + st.number(), "Currency : INR",
		"Branch : " + a.Branch + "   IFSC : " + a.IFSC + " | MICR : " + a.MICR,
	} {
		p.Text(right-82, 22+4.6*float64(i), row, st.style(8.5))
	}
	return 54
}

// countedFoot is a summary under the table: heads, and the sums below them.
func countedFoot(st statement, p draw.Paper, y float64) {
	var out, in invent.Paise
	outs, ins := 0, 0
	for _, e := range st.entries {
		if e.amount < 0 {
			out, outs = out-e.amount, outs+1
		} else {
			in, ins = in+e.amount, ins+1
		}
	}
	p.Text(12, y+4, "STATEMENT SUMMARY :-", st.boldStyle(8.5))
	for i, c := range [][2]string{{"Opening Balance", st.opening.String()}, {"Dr Count", fmt.Sprint(outs)}, {"Cr Count", fmt.Sprint(ins)}, {"Debits", out.String()}, {"Credits", in.String()}, {"Closing Bal", st.closing().String()}} {
		x := 12 + 32*float64(i)
		p.Text(x, y+9, c[0], st.boldStyle(8))
		p.Text(x, y+13.5, c[1], st.style(8))
	}
}
