package extract

import (
	"slices"
	"strings"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/extract/layout"
	"github.com/munshi-in/munshi/stages/extract/values"
)

// line is one line of a statement while it is being read.
type line struct {
	date, valueDate        values.Date
	dated, valued          bool
	debit, credit, balance values.Amount
	hasDebit, hasCredit    bool
	hasBalance             bool
	// unreadBalance and unreadAmount are figures that are printed and could not be read.
	unreadBalance, unreadAmount bool
	// amount is set instead of debit and credit while the side is not known.
	amount values.Amount
	// sideByBalance is true when the balance told the side.
	sideByBalance bool
	description   []layout.Span
	reference     []layout.Span
	rows          []*layout.Row
	words         []layout.Word // those on the line's own page
	figures       []layout.Word // the date and amounts
	amountSure    float64       // how sure the reader was of the debit or credit
	checks        []string
	repaired      bool
	guessed       bool // its date could not be read
	spread        bool // its description stands under it, across other columns
	doubted       bool // its balance does not follow from the one before
}

// maxLines bounds a statement; a year of a busy shop has a few thousand.
const maxLines = 20000

// notALine are the beginnings of rows that sum up instead of telling a transaction.
var notALine = []string{"OPENINGBALANCE", "CLOSINGBALANCE", "OPENINGBAL", "CLOSINGBAL", "BALANCEBROUGHTFORWARD", "BALANCECARRIEDFORWARD", "BROUGHTFORWARD", "CARRIEDFORWARD",
	"BALANCEBF", "BALANCECF", "BALBF", "BALCF", "BALANCEFORWARD", "TOTAL", "GRANDTOTAL", "PAGETOTAL", "SUBTOTAL", "TRANSACTIONTOTAL", "TOTALS", "STATEMENTSUMMARY", "TOTALDEBIT", "TOTALCREDIT",
	"BF", "CF", "OPBAL", "OPBALANCE", "CLBAL", "CLBALANCE", "CUMULATIVETOTAL", "PERIODTOTAL", "STATEMENTTOTAL", "TOTALTRANSACTION"}

// sumRow returns which of notALine a row's text is, or "".
func sumRow(text string) string {
	text = bare(text)
	best := ""
	for _, n := range notALine {
		rest, ok := strings.CutPrefix(text, n)
		if !ok || len(n) <= len(best) {
			continue
		}
		// TOTAL GAS BILL is a payee; only figures, or other words of sums, may follow a short word.
		if len(n) >= 8 || strings.Trim(rest, "0123456789DRC") == "" || strings.HasPrefix(rest, "DEBIT") || strings.HasPrefix(rest, "CREDIT") {
			best = n
		}
	}
	return best
}

// dateAt reads a date that begins with word i of a row, and how many words it takes.
func dateAt(r *layout.Row, i int) (values.Date, int, bool) {
	for n := min(4, len(r.Words)-i); n >= 1; n-- {
		if d, ok := values.ParseDate(r.Span(i, i+n).Text()); ok {
			return d, n, true
		}
	}
	return values.Date{}, 0, false
}

// amounts counts the words of a row that are amounts with decimals.
func amounts(r *layout.Row) int {
	n := 0
	for _, w := range r.Words {
		if m, ok := values.ParseAmount(w.Text); ok && m.Decimals {
			n++
		}
	}
	return n
}

// money reads the amount of a cell: the whole of it, or its one word that is an amount.
func money(cell layout.Span) (values.Money, bool) {
	text := strings.ReplaceAll(cell.Text(), " ", "")
	if m, ok := values.ParseAmount(text); ok {
		return m, true
	}
	var found values.Money
	hits := 0
	for _, w := range cell.Words() {
		if m, ok := values.ParseAmount(w.Text); ok && (m.Decimals || m.Currency != "") {
			found, hits = m, hits+1
		}
	}
	return found, hits == 1
}

// newLine reads the cells of a row. ok is false when there is no amount in it.
func (t *table) newLine(r *layout.Row, cells [columns]layout.Span) (*line, bool) {
	l := &line{rows: []*layout.Row{r}, words: r.Words}
	l.date, l.dated = cellDate(cells[colDate])
	if !l.dated {
		l.date, l.dated = t.period.dayIn(cells[colDate].Text())
	}
	l.valueDate, l.valued = cellDate(cells[colValueDate])
	// A day outside the period was misread, unless the reader is sure of it.
	day := cells[colDate]
	if !l.dated || t.period.start.Year != 0 && !t.period.has(l.date) && day.Confidence() < surelyRead {
		if d, ok := t.period.mended(day.Text(), l.valueDate); ok {
			l.date, l.dated, l.repaired = d, true, true
		}
	}
	if m, ok := money(cells[colDebit]); ok && m.Amount != 0 {
		l.setSide(m, markOr(m, "Dr"))
	}
	if m, ok := money(cells[colCredit]); ok && m.Amount != 0 {
		l.setSide(m, markOr(m, "Cr"))
	}
	if m, ok := money(cells[colAmount]); ok && m.Amount != 0 {
		side := m.Side
		if side == "" {
			side = sideOf(cells[colSide].Text())
		}
		if side == "" && m.Amount < 0 {
			side = "Dr"
		}
		l.setSide(m, side)
	}
	if m, ok := money(cells[colBalance]); ok {
		l.balance, l.hasBalance = m.Amount, true
		if m.Side == "Dr" {
			l.balance = -l.balance.Abs()
		}
		l.repaired = l.repaired || m.Repaired
	}
	l.unreadBalance = !l.hasBalance && illegibleFigure(cells[colBalance])
	if !l.hasDebit && !l.hasCredit && l.amount == 0 {
		l.unreadAmount = illegibleFigure(cells[colDebit]) || illegibleFigure(cells[colCredit]) || illegibleFigure(cells[colAmount])
	}
	for _, c := range []column{colDate, colDebit, colCredit, colAmount, colBalance} {
		l.figures = append(l.figures, cells[c].Words()...)
	}
	l.amountSure = layout.Confidence(slices.Concat(cells[colDebit].Words(), cells[colCredit].Words(), cells[colAmount].Words()))
	l.add(cells)
	return l, l.hasDebit || l.hasCredit || l.amount != 0 || l.hasBalance || l.unreadAmount
}

// surelyRead is how sure a reader is of what it does not mistake.
const surelyRead = 0.98

// illegibleFigure tells a cell that must hold a figure, but none that can be read: no dash, no words.
func illegibleFigure(cell layout.Span) bool { return digitsIn(cell.Text()) >= 3 }

// markOr is the side printed with an amount, or else that of its column.
func markOr(m values.Money, side string) string {
	if m.Side != "" {
		return m.Side
	}
	return side
}

func (l *line) setSide(m values.Money, side string) {
	l.repaired = l.repaired || m.Repaired
	switch side {
	case "Dr":
		l.debit, l.hasDebit = m.Amount.Abs(), true
	case "Cr":
		l.credit, l.hasCredit = m.Amount.Abs(), true
	default:
		l.amount = m.Amount.Abs()
	}
}

func sideOf(text string) string {
	switch bare(text) {
	case "DR", "D", "DEBIT", "WITHDRAWAL":
		return "Dr"
	case "CR", "C", "CREDIT", "DEPOSIT":
		return "Cr"
	}
	return ""
}

func cellDate(cell layout.Span) (values.Date, bool) {
	found := values.FindDates(cell.Text())
	if len(found) == 0 {
		return values.Date{}, false
	}
	return found[0].Date, true
}

// guessDay gives a line whose date is printed but cannot be read its value date, which is most often the same day, else the day of the line
// before. Nobody should rely on it.
func (l *line) guessDay(before *line) {
	switch {
	case l.valued:
		l.date, l.dated, l.guessed = l.valueDate, true, true
	case before != nil:
		l.date, l.dated, l.guessed = before.date, true, true
	}
}

// add takes a row's description and reference.
func (l *line) add(cells [columns]layout.Span) {
	if c := cells[colDescription]; !c.Empty() {
		l.description = append(l.description, c)
	}
	if c := cells[colReference]; !c.Empty() && strings.Trim(c.Text(), "-. ") != "" {
		l.reference = append(l.reference, c)
	}
}

func (l *line) proto(number int, wrap wrapping) *munshiv1.StatementLine {
	page := l.rows[0].Page
	out := &munshiv1.StatementLine{
		Line: int32(number), Description: clip(wrap.joined(l.description), maxRawBytes), Reference: clip(wrap.joined(l.reference), maxRawBytes),
		Page: int32(page.Number), Box: page.Box(l.words), Checks: l.checks,
		Repaired: l.repaired && len(l.checks) > 0, // what no check bears out is no repair
	}
	if l.dated {
		out.Date = l.date.String()
	}
	if l.valued {
		out.ValueDate = l.valueDate.String()
	}
	if l.hasDebit {
		out.Debit = l.debit.String()
	}
	if l.hasCredit {
		out.Credit = l.credit.String()
	}
	if l.hasBalance {
		out.Balance = l.balance.String()
	}
	sure := layout.Confidence(l.figures)
	switch {
	case len(l.checks) > 0:
		sure = 1 - (1-sure)/2
	case l.doubted:
		sure /= 2
	default:
		sure *= byPosition
	}
	if l.repaired {
		sure *= repairCost
	}
	if l.guessed {
		sure /= 2
	}
	out.Confidence = round(sure)
	return out
}
