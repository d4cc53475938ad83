package papers

import (
	"fmt"
	"image/color"
	"slices"
	"strings"

	"github.com/munshi-in/munshi/scripts/corpus/draw"
	"github.com/munshi-in/munshi/scripts/corpus/invent"
)

// print draws all pages; addPage is called before each.
func (st statement) print(p draw.Paper, addPage func()) {
	addPage()
	page := 1
	y := st.tableHead(p, st.head(p))
	if st.layout.brought != "" {
		y = st.sumRow(p, y, st.layout.brought, entry{balance: st.opening})
	}
	var onPage []entry
	for i, e := range st.entries {
		height := st.rowHeight(p, e)
		if y+height > st.bottom() {
			if st.layout.carried {
				y = st.totals(p, y, "PAGE TOTAL", onPage)
				st.sumRow(p, y, "C/F", onPage[len(onPage)-1])
			}
			st.foot(p, page)
			addPage()
			page++
			y = st.tableHead(p, st.runningHead(p))
			if st.layout.carried {
				y = st.sumRow(p, y, "B/F", onPage[len(onPage)-1])
			}
			onPage = nil
			e.firstOfDay = true
		}
		y = st.row(p, y, i+1, e)
		onPage = append(onPage, e)
	}
	if st.layout.summed != "" {
		y = st.totals(p, y, st.layout.summed, st.entries)
	}
	if st.layout.closed != "" {
		y = st.sumRow(p, y, st.layout.closed, entry{balance: st.closing()})
	}
	switch {
	case st.layout.foot != nil:
		if y+footHeight > st.bottom()+10 {
			st.foot(p, page)
			addPage()
			page, y = page+1, 20
		}
		st.layout.foot(st, p, y)
	case st.layout.head == nil:
		st.summary(p, y+4)
	}
	st.foot(p, page)
}

// footHeight is how much a foot needs.
const footHeight = 26

func (st statement) width() float64 {
	if st.layout.wide {
		return a4Height
	}
	return a4Width
}

func (st statement) height() float64 {
	if st.layout.wide {
		return a4Width
	}
	return a4Height
}

// bottom is where the table ends on a full page.
func (st statement) bottom() float64 { return st.height() - 24 }

func (st statement) head(p draw.Paper) float64 {
	if st.layout.head == nil {
		return letterhead(st, p)
	}
	return st.layout.head(st, p)
}

func (st statement) runningHead(p draw.Paper) float64 {
	p.Text(12, 15, st.account.Bank.Name+"   Account No : "+st.number(), st.style(8))
	return 24
}

func (st statement) tableHead(p draw.Paper, y float64) float64 {
	rows := 1
	for _, c := range st.layout.columns {
		rows = max(rows, 1+strings.Count(c.head, "|"))
	}
	extra := float64(rows-1) * 3.6
	if st.layout.dashed {
		st.dashes(p, y-3.4)
	} else {
		p.Fill(10, y-4.5, st.width()-19, 6.5+extra, color.RGBA{226, 230, 238, 255})
	}
	for _, c := range st.layout.columns {
		x, align := c.x, c.align
		if st.layout.headsLeft && align == draw.Right {
			x, align = x-amountWidth, draw.Left
		}
		for i, part := range strings.Split(c.head, "|") {
			p.Text(x, y+float64(i)*3.6, part, st.boldStyle(st.layout.size).At(align))
		}
	}
	if st.layout.dashed {
		st.dashes(p, y+extra+3.2)
	}
	return y + extra + 7
}

// amountWidth is how wide a column of amounts is.
const amountWidth = 21

// dashes is a rule of minus signs across the page.
func (st statement) dashes(p draw.Paper, y float64) {
	style := st.style(st.layout.size)
	p.Text(11, y, strings.Repeat("-", int((st.width()-22)/p.Width("-", style))), style)
}

// sumRow is a row of a balance that is no line: brought forward, closing.
func (st statement) sumRow(p draw.Paper, y float64, text string, e entry) float64 {
	at := slices.IndexFunc(st.layout.columns, func(c column) bool { return strings.HasPrefix(strings.ToUpper(c.head), "BALANCE") })
	if at < 0 {
		at = len(st.layout.columns) - 1
	}
	x := 42.0
	if st.layout.head != nil { // the description's own column
		x = st.layout.columns[st.describing()].x
	}
	column := st.layout.columns[at]
	p.Text(x, y, text, st.style(st.layout.size))
	p.Text(column.x, y, column.cell(st.layout, 0, e), st.style(st.layout.size).At(column.align))
	return y + st.lineHeight() + 1.4
}

// describing is the description's column: the widest that wraps.
func (st statement) describing() int {
	widest := 0
	for i, c := range st.layout.columns {
		if c.width > st.layout.columns[widest].width {
			widest = i
		}
	}
	return widest
}

// totals is a row with the sums of what went out and came in.
func (st statement) totals(p draw.Paper, y float64, text string, entries []entry) float64 {
	var out, in entry
	for _, e := range entries {
		out.amount, in.amount = out.amount+min(e.amount, 0), in.amount+max(e.amount, 0)
	}
	p.Text(st.layout.columns[st.describing()].x, y, text, st.style(st.layout.size))
	for _, c := range st.layout.columns {
		if c.align == draw.Right && !strings.HasPrefix(strings.ToUpper(c.head), "BALANCE") {
			p.Text(c.x, y, c.cell(st.layout, 0, out)+c.cell(st.layout, 0, in), st.style(st.layout.size).At(c.align))
		}
	}
	return y + st.lineHeight() + 1.4
}

func (st statement) row(p draw.Paper, y float64, number int, e entry) float64 {
	style := st.style(st.layout.size)
	rows := st.wrappedRows(p, e)
	for i, c := range st.layout.columns {
		text := c.cell(st.layout, number, e)
		lines := []string{text}
		if c.width > 0 {
			lines = st.layout.wrapped(p, text, style, c.width)
		}
		down := 0.0
		if st.layout.below && i == st.describing() {
			down = st.lineHeight()
		}
		if st.layout.centred {
			down = float64(rows-len(lines)) * st.lineHeight() / 2
		}
		for k, line := range lines {
			p.Text(c.x, y+down+float64(k)*st.lineHeight(), line, style.At(c.align))
		}
	}
	top := y - st.lineHeight()
	y += st.rowHeight(p, e)
	if st.layout.ruled {
		p.Line(11, y-st.lineHeight()-0.1, st.width()-10, y-st.lineHeight()-0.1, 0.1, draw.Pale)
	}
	if st.layout.grid {
		st.uprights(p, top, y-st.lineHeight())
	}
	return y
}

// uprights are the lines between columns.
func (st statement) uprights(p draw.Paper, top, bottom float64) {
	for i, c := range st.layout.columns {
		if i > 0 && c.align == draw.Left {
			p.Line(c.x-1.2, top, c.x-1.2, bottom, 0.12, draw.Pale)
		} else if c.align == draw.Right {
			p.Line(c.x+1.2, top, c.x+1.2, bottom, 0.12, draw.Pale)
		}
	}
}

// wrappedRows is how many rows the cells of a line take.
func (st statement) wrappedRows(p draw.Paper, e entry) int {
	rows := 1
	for _, c := range st.layout.columns {
		if c.width > 0 {
			rows = max(rows, len(st.layout.wrapped(p, c.cell(st.layout, 0, e), st.style(st.layout.size), c.width)))
		}
	}
	if st.layout.below {
		rows++
	}
	return rows
}

func (st statement) rowHeight(p draw.Paper, e entry) float64 {
	return float64(st.wrappedRows(p, e))*st.lineHeight() + st.layout.gap
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
	p.Text(12, st.height()-12, "This is a computer generated statement and needs no signature.", st.style(7).In(draw.Grey))
	p.Text(st.width()-12, st.height()-12, fmt.Sprintf("Page %d", page), st.style(7).In(draw.Grey).At(draw.Right))
}

func (st statement) style(size float64) draw.Style {
	return draw.Style{Face: st.layout.face, Size: size, Ink: draw.Black}
}

func (st statement) boldStyle(size float64) draw.Style {
	return draw.Style{Face: st.layout.bold, Size: size, Ink: draw.Black}
}

func (st statement) lineHeight() float64 { return st.layout.size * 0.44 }

// wrapped breaks a text as the layout does.
func (l statementLayout) wrapped(p draw.Paper, text string, style draw.Style, width float64) []string {
	if !l.cuts {
		return wrapped(p, text, style, width)
	}
	lines := []string{""}
	for _, letter := range text {
		if last := &lines[len(lines)-1]; p.Width(*last+string(letter), style) <= width {
			*last += string(letter)
		} else {
			lines = append(lines, strings.TrimLeft(string(letter), " "))
		}
	}
	return lines
}

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
