package papers

import (
	"fmt"

	"github.com/munshi-in/munshi/scripts/corpus/draw"
	"github.com/munshi-in/munshi/scripts/corpus/invent"
)

const a4Width, a4Height = 210, 297

// tableTop is where the table begins under a letterhead.
const tableTop = 68

// statementLayout is how a bank prints its statements.
type statementLayout struct {
	name    string
	face    draw.Face
	bold    draw.Face
	size    float64
	day     string
	columns []column
	// head prints what stands over the table of the first page and returns where that begins; nil is letterhead.
	head func(st statement, p draw.Paper) float64
	// brought is the text of a row with the opening balance above the first line; empty for none.
	brought string
	// closed is the text of a row with the closing balance under the last line; empty for none.
	closed string
	// summed is the text of a row with the sums of both columns under the last line; empty for none.
	summed string
	// carried prints the sums of each page, and the balance carried to the next.
	carried bool
	// gap is the space under each row, in millimetres.
	gap float64
	// ruled draws a line under each row, grid also one between columns.
	ruled, grid bool
	// centred puts single words in the middle of the height of a wrapped description.
	centred bool
	// headsLeft sets every head at the left of its column, also over amounts that end at its right.
	headsLeft bool
	// cuts breaks a description where its column ends, in the middle of a word.
	cuts bool
	// below prints descriptions under their lines, across the columns behind theirs.
	below bool
	// valueDates and references say whether there are such columns.
	valueDates, references bool
	// wide lies on its side.
	wide bool
	// foot prints what stands under the last line; nil prints nothing, or the sums where head is nil as well.
	foot func(st statement, p draw.Paper, y float64)
	// dashed draws rules as a typewriter does, with minus signs.
	dashed bool
	// unbalanced has no running balance.
	unbalanced bool
	// newestFirst prints the last line first.
	newestFirst bool
	// dayOnce prints a date only where it changes.
	dayOnce bool
	// untoldOpening and untoldClosing print no such balance but those of the lines.
	untoldOpening, untoldClosing bool
	// overdrawn is an account that is in debt most of the time.
	overdrawn bool
	// masked prints only the last four digits of the account number.
	masked bool
	// telling words a description as this kind of bank does; nil is plain.
	telling func(s invent.Source, e entry) string
}

// column is one column of the table. A text wraps at its width; a head breaks at |.
type column struct {
	head  string
	x     float64
	align draw.Align
	width float64
	cell  func(l statementLayout, number int, e entry) string
}

var statementLayouts = []statementLayout{
	{
		name: "columns", face: draw.Sans, bold: draw.SansBold, size: 7.5, day: "02/01/06", valueDates: true, references: true, gap: 4.4,
		columns: []column{
			{"Date", 12, draw.Left, 0, dayCell},
			{"Narration", 27, draw.Left, 62, descriptionCell},
			{"Chq./Ref.No.", 91, draw.Left, 0, referenceCell},
			{"Value Dt", 120, draw.Left, 0, valueDayCell},
			{"Withdrawal Amt.", 156, draw.Right, 0, debitCell},
			{"Deposit Amt.", 177, draw.Right, 0, creditCell},
			{"Closing Balance", 199, draw.Right, 0, balanceCell},
		},
	},
	{
		name: "signed", face: draw.Sans, bold: draw.SansBold, size: 8.5, day: "02 Jan 2006", ruled: true, gap: 3.4,
		columns: []column{
			{"Date", 12, draw.Left, 0, dayCell},
			{"Description", 36, draw.Left, 104, descriptionCell},
			{"Amount (INR)", 170, draw.Right, 0, func(_ statementLayout, _ int, e entry) string { return signed(e.amount) }},
			{"Balance (INR)", 198, draw.Right, 0, balanceCell},
		},
	},
	{
		name: "dr_cr", face: draw.Mono, bold: draw.MonoBold, size: 7.5, day: "02-01-2006", valueDates: true, brought: "B/F", gap: 2,
		columns: []column{
			{"Txn Date", 10, draw.Left, 0, dayCell},
			{"Value Date", 30, draw.Left, 0, valueDayCell},
			{"Description", 50, draw.Left, 82, descriptionCell},
			{"Amount", 166, draw.Right, 0, func(_ statementLayout, _ int, e entry) string {
				if e.amount < 0 {
					return (-e.amount).String() + " Dr"
				}
				return e.amount.String() + " Cr"
			}},
			{"Balance", 200, draw.Right, 0, func(_ statementLayout, _ int, e entry) string { return e.balance.String() + " Cr" }},
		},
	},
	{
		name: "wrapped", face: draw.Serif, bold: draw.SerifBold, size: 9, day: "02-Jan-2006", references: true, brought: "Opening Balance", ruled: true, gap: 2.2,
		columns: []column{
			{"Sl.", 12, draw.Left, 0, func(_ statementLayout, n int, _ entry) string { return fmt.Sprint(n) }},
			{"Date", 20, draw.Left, 0, dayCell},
			{"Particulars", 42, draw.Left, 44, descriptionCell},
			{"Instrument No", 90, draw.Left, 0, referenceCell},
			{"Debit", 148, draw.Right, 0, debitCell},
			{"Credit", 172, draw.Right, 0, creditCell},
			{"Balance", 199, draw.Right, 0, balanceCell},
		},
	},
}

func dayCell(l statementLayout, _ int, e entry) string {
	if l.dayOnce && !e.firstOfDay {
		return ""
	}
	return e.day.Format(l.day)
}
func valueDayCell(l statementLayout, _ int, e entry) string    { return e.valueDay.Format(l.day) }
func descriptionCell(_ statementLayout, _ int, e entry) string { return e.description }
func referenceCell(_ statementLayout, _ int, e entry) string   { return e.reference }
func balanceCell(_ statementLayout, _ int, e entry) string     { return e.balance.String() }

func debitCell(_ statementLayout, _ int, e entry) string {
	if e.amount < 0 {
		return (-e.amount).String()
	}
	return ""
}

func creditCell(_ statementLayout, _ int, e entry) string {
	if e.amount > 0 {
		return e.amount.String()
	}
	return ""
}

func signed(p invent.Paise) string {
	if p < 0 {
		return p.String()
	}
	return "+" + p.String()
}
