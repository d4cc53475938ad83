package papers

import (
	"github.com/munshi-in/munshi/scripts/corpus/draw"
)

// The layouts of this file are those that statements drawn by others showed to be hard: heads set left over amounts that end at the right, grids
// whose dates are parted over two rows, words cut where a column ends, descriptions under their lines.
func init() { statementLayouts = append(statementLayouts, otherStatements...) }

var otherStatements = []statementLayout{
	{ // heads of two rows, set left
		name: "left_heads", untoldClosing: true, face: draw.Sans, bold: draw.SansBold, size: 8, day: "2 Jan 2006", head: listHead, grid: true, ruled: true, headsLeft: true, valueDates: true, references: true, gap: 2.2, telling: transferTelling,
		columns: []column{
			{"Txn Date", 11, draw.Left, 0, dayCell},
			{"Value|Date", 31, draw.Left, 0, valueDayCell},
			{"Description", 51, draw.Left, 44, descriptionCell},
			{"Ref No./Cheque|No.", 99, draw.Left, 30, referenceCell},
			{"Debit", 151, draw.Right, 0, debitCell},
			{"Credit", 174, draw.Right, 0, creditCell},
			{"Balance", 199, draw.Right, 0, balanceCell},
		},
	},
	{ // a page printed from a browser: a narrow column parts the date, everything stands in the middle of its row
		name: "parted_dates", untoldOpening: true, untoldClosing: true, face: draw.Sans, bold: draw.SansBold, size: 8.5, day: "02 Jan 2006", head: labelledHead, ruled: true, centred: true, gap: 2.6,
		columns: []column{
			{"Txn|Date", 12, draw.Left, 11, dayCell},
			{"Description", 28, draw.Left, 84, descriptionCell},
			{"Dr/|Cr", 118, draw.Left, 0, func(_ statementLayout, _ int, e entry) string { return side(e.amount) }},
			{"Amount (INR)", 158, draw.Right, 0, func(_ statementLayout, _ int, e entry) string { return magnitude(e.amount).String() }},
			{"Balance (INR)", 198, draw.Right, 0, balanceCell},
		},
	},
	{ // a narration that is cut wherever its column ends
		name: "cut_words", face: draw.Serif, bold: draw.SerifBold, size: 8, day: "02/01/06", cuts: true, valueDates: true, references: true, gap: 2.4,
		columns: []column{
			{"Date", 12, draw.Left, 0, dayCell},
			{"Narration", 27, draw.Left, 56, descriptionCell},
			{"Chq./Ref.No.", 88, draw.Left, 0, referenceCell},
			{"Value Dt", 118, draw.Left, 0, valueDayCell},
			{"Withdrawal Amt.", 156, draw.Right, 0, debitCell},
			{"Deposit Amt.", 177, draw.Right, 0, creditCell},
			{"Closing Balance", 199, draw.Right, 0, balanceCell},
		},
	},
	{ // descriptions under their lines
		name: "described_below", untoldOpening: true, untoldClosing: true, face: draw.Sans, bold: draw.SansBold, size: 8.5, day: "02 Jan 2006", head: labelledHead, ruled: true, below: true, references: true, gap: 2.4,
		columns: []column{
			{"Date", 12, draw.Left, 0, dayCell},
			{"Particulars", 38, draw.Left, 120, descriptionCell},
			{"Ref No", 84, draw.Left, 0, referenceCell},
			{"Debit", 146, draw.Right, 0, debitCell},
			{"Credit", 172, draw.Right, 0, creditCell},
			{"Balance", 199, draw.Right, 0, balanceCell},
		},
	},
}
