package papers

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/munshi-in/munshi/scripts/corpus/draw"
	"github.com/munshi-in/munshi/scripts/corpus/invent"
)

const a4Width, a4Height = 210, 297

// The table stands between these heights; tableTop is that of the first page.
const tableTop, tableBottom = 68, a4Height - 24

// statementLayout is how a bank prints its statements.
type statementLayout struct {
	name    string
	face    draw.Face
	bold    draw.Face
	size    float64
	day     string
	columns []column
	// brought is the text of a row with the opening balance above the first line; empty for none.
	brought string
	// gap is the space under each row, in millimetres.
	gap float64
	// ruled draws a line under each row.
	ruled bool
	// valueDates and references say whether there are such columns.
	valueDates, references bool
}

// column is one column of the table. A description wraps at its width.
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

func dayCell(l statementLayout, _ int, e entry) string         { return e.day.Format(l.day) }
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

// print draws all pages; addPage is called before each.
func (st statement) print(p draw.Paper, addPage func()) {
	addPage()
	page := 1
	y := st.tableHead(p, st.letterhead(p))
	if st.layout.brought != "" {
		y = st.broughtForward(p, y)
	}
	for i, e := range st.entries {
		height := st.rowHeight(p, e)
		if y+height > tableBottom {
			st.foot(p, page)
			addPage()
			page++
			y = st.tableHead(p, st.runningHead(p))
		}
		y = st.row(p, y, i+1, e)
	}
	st.summary(p, y+4)
	st.foot(p, page)
}

// letterhead prints bank, holder and account, and returns where the table begins.
func (st statement) letterhead(p draw.Paper) float64 {
	a, text, bold := st.account, st.style(9), st.boldStyle(9)
	colour := color.RGBA{a.Bank.Colour[0], a.Bank.Colour[1], a.Bank.Colour[2], 255}
	p.Text(12, 18, a.Bank.Name, draw.Style{Face: st.layout.bold, Size: 17, Ink: colour})
	p.Line(12, 21, 198, 21, 0.5, colour)
	p.Text(12, 27, "STATEMENT OF ACCOUNT", st.boldStyle(11))
	left := []string{strings.ToUpper(a.Holder.Name()), a.Place.City, a.Place.State + " " + a.PIN}
	for i, line := range left {
		style := text
		if i == 0 {
			style = bold
		}
		p.Text(12, 34+5*float64(i), line, style)
	}
	right := [][2]string{
		{"Account No", a.Number}, {"IFSC", a.IFSC}, {"MICR", a.MICR}, {"Branch", a.Branch}, {"Currency", "INR"},
		{"Period", st.from.Format("02/01/2006") + " to " + st.to.Format("02/01/2006")},
		{"Opening Balance", st.opening.String()},
	}
	for i, row := range right {
		y := 30 + 4.6*float64(i)
		p.Text(110, y, row[0], text)
		p.Text(140, y, ": "+row[1], text)
	}
	return tableTop
}

func (st statement) runningHead(p draw.Paper) float64 {
	p.Text(12, 15, st.account.Bank.Name+"   Account No : "+st.account.Number, st.style(8))
	return 24
}

func (st statement) tableHead(p draw.Paper, y float64) float64 {
	p.Fill(10, y-4.5, 191, 6.5, color.RGBA{226, 230, 238, 255})
	for _, c := range st.layout.columns {
		p.Text(c.x, y, c.head, st.boldStyle(st.layout.size).At(c.align))
	}
	return y + 7
}

func (st statement) broughtForward(p draw.Paper, y float64) float64 {
	last := st.layout.columns[len(st.layout.columns)-1]
	p.Text(42, y, st.layout.brought, st.style(st.layout.size))
	p.Text(last.x, y, last.cell(st.layout, 0, entry{balance: st.opening}), st.style(st.layout.size).At(draw.Right))
	return y + st.lineHeight() + 1.4
}

func (st statement) row(p draw.Paper, y float64, number int, e entry) float64 {
	style := st.style(st.layout.size)
	for _, c := range st.layout.columns {
		text := c.cell(st.layout, number, e)
		if c.width == 0 {
			p.Text(c.x, y, text, style.At(c.align))
			continue
		}
		for i, line := range wrapped(p, text, style, c.width) {
			p.Text(c.x, y+float64(i)*st.lineHeight(), line, style)
		}
	}
	y += st.rowHeight(p, e)
	if st.layout.ruled {
		p.Line(11, y-st.lineHeight()-0.1, 200, y-st.lineHeight()-0.1, 0.1, draw.Pale)
	}
	return y
}

func (st statement) rowHeight(p draw.Paper, e entry) float64 {
	for _, c := range st.layout.columns {
		if c.width > 0 {
			lines := len(wrapped(p, e.description, st.style(st.layout.size), c.width))
			return float64(lines)*st.lineHeight() + st.layout.gap
		}
	}
	return st.lineHeight() + st.layout.gap
}

func (st statement) summary(p draw.Paper, y float64) {
	var debits, credits invent.Paise
	for _, e := range st.entries {
		if e.amount < 0 {
			debits -= e.amount
		} else {
			credits += e.amount
		}
	}
	p.Line(11, y-3, 200, y-3, 0.3, draw.Black)
	p.Text(12, y+2, "Total Debits : "+debits.String(), st.style(8.5))
	p.Text(75, y+2, "Total Credits : "+credits.String(), st.style(8.5))
	p.Text(198, y+2, "Closing Balance : "+st.closing().String(), st.boldStyle(8.5).At(draw.Right))
}

func (st statement) foot(p draw.Paper, page int) {
	p.Text(12, a4Height-12, "This is a computer generated statement and needs no signature.", st.style(7).In(draw.Grey))
	p.Text(198, a4Height-12, fmt.Sprintf("Page %d", page), st.style(7).In(draw.Grey).At(draw.Right))
}

func (st statement) style(size float64) draw.Style {
	return draw.Style{Face: st.layout.face, Size: size, Ink: draw.Black}
}

func (st statement) boldStyle(size float64) draw.Style {
	return draw.Style{Face: st.layout.bold, Size: size, Ink: draw.Black}
}

func (st statement) lineHeight() float64 { return st.layout.size * 0.44 }

// wrapped breaks a text into lines of at most width, at a space or after a slash or hyphen where there is one, else anywhere.
func wrapped(p draw.Paper, text string, style draw.Style, width float64) []string {
	var lines []string
	for text != "" {
		fits, breakAt := 0, 0
		for i := 1; i <= len(text); i++ {
			if p.Width(text[:i], style) > width {
				break
			}
			fits = i
			if i == len(text) || strings.IndexByte(" /-", text[i-1]) >= 0 {
				breakAt = i
			}
		}
		switch {
		case breakAt == 0 && fits == 0:
			breakAt = 1
		case breakAt == 0:
			breakAt = fits
		}
		lines = append(lines, strings.TrimRight(text[:breakAt], " "))
		text = text[breakAt:]
	}
	return lines
}
