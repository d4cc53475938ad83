package extract

import (
	"fmt"
	"slices"
	"strings"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/extract/layout"
	"github.com/munshi-in/munshi/stages/extract/values"
)

// readStatement reads the header fields and the lines of a bank statement. t is nil when no table was found.
func readStatement(s *sheet, t *table, found *fields) *munshiv1.StatementExtracted {
	head := s.above(t)
	found.add(accountNumber(head))
	if t != nil {
		found.add(unlabelledAccount(head))
	}
	found.add(statementHolder(head))
	found.add(ifscField(head))
	found.add(bankField(head))
	found.add(bankOfBranch(found.get("ifsc")))
	readPeriod(head, found)
	if t != nil {
		t.period = periodOf(found)
	}

	lines, sums := readLines(s, t, found)
	found.add(sums.opening)
	found.add(sums.closing)
	s = s.withoutHeaders()
	found.add(s.labelledAmount("opening_balance", "OPENINGBALANCE", "OPENINGBAL", "BALANCEBROUGHTFORWARD", "BROUGHTFORWARD", "OPENINGBALANCERS", "OPENINGBALANCEINR"))
	found.add(s.labelledAmount("closing_balance", "CLOSINGBALANCE", "CLOSINGBAL", "BALANCECARRIEDFORWARD", "CLOSINGBALANCERS", "CLOSINGBALANCEINR"))

	s.datedBalances(found)

	opening, hasOpening := amountOf(found.get("opening_balance"))
	for _, warning := range checkBalances(lines, opening, hasOpening) {
		found.warn(warning)
	}
	s.warnOfUnreadLines(lines, found)
	settleUnmarked(lines)
	checkTotals(found, lines)
	statement := &munshiv1.StatementExtracted{
		Bank: found.get("bank").GetValue(), Account: found.get("account_number").GetValue(), Currency: "INR",
	}
	wrap := wrappingOf(lines)
	for _, l := range lines {
		if l.hasDebit || l.hasCredit {
			statement.Lines = append(statement.Lines, l.proto(len(statement.Lines)+1, wrap))
		}
	}
	return statement
}

// leastUnread is how many dates and how many amounts a page has that must hold lines.
const leastUnread = 4

// warnOfUnreadLines says which pages hold dates and amounts and gave no line: their rows or headings could not be made out.
func (s *sheet) warnOfUnreadLines(lines []*line, found *fields) {
	read := map[*layout.Page]bool{}
	for _, l := range lines {
		for _, r := range l.rows {
			read[r.Page] = true
		}
	}
	for _, p := range s.pages {
		if read[p] {
			continue
		}
		dates, amounts := 0, 0
		for _, r := range p.Rows {
			dates += len(values.FindDates(r.Text()))
			for _, w := range r.Words {
				if _, ok := values.ParseAmount(w.Text); ok && strings.Contains(w.Text, ".") {
					amounts++
				}
			}
		}
		if dates >= leastUnread && amounts >= leastUnread {
			found.warn(fmt.Sprintf("page %d: %d dates and %d amounts stand on it, and no line of the statement could be made out", p.Number, dates, amounts))
		}
	}
}

// above is what stands over the table on the first page: where the account is described.
func (s *sheet) above(t *table) *sheet {
	if t == nil {
		return s
	}
	head := &sheet{}
	for _, p := range s.pages {
		head.pages = append(head.pages, p)
		if p == t.page {
			head.rows = append(head.rows, p.Rows[:t.first]...)
			break
		}
		head.rows = append(head.rows, p.Rows...)
	}
	return head
}

// withoutHeaders is the sheet but for the headers of its tables, which say Closing Balance of every line.
func (s *sheet) withoutHeaders() *sheet {
	rest := &sheet{pages: s.pages}
	for _, p := range s.pages {
		t := tableOn(p, 0)
		for i, r := range p.Rows {
			if t == nil || i < t.first || i >= t.first+t.rows && !t.isHeader(r) {
				rest.rows = append(rest.rows, r)
			}
		}
	}
	return rest
}

// readLines walks the rows under each header. A page without a header of its own goes on with the columns of the
// page before.
func readLines(s *sheet, t *table, seen *fields) ([]*line, sums) {
	var lines []*line
	var found sums
	if t == nil {
		return nil, found
	}
	started, leading := false, false
	for _, p := range s.pages {
		from := 0
		if own := tableOn(p, 0); own != nil && (!started || !own.lacks(t)) {
			own.period = t.period
			t, from, started = own, own.first+own.rows, true
		} else if started {
			t = t.on(p)
		}
		if !started {
			continue
		}
		seen.columns = append(seen.columns, t.columns(from)...)
		if len(lines) == 0 {
			t.leading = t.leads(p.Rows[from:])
			leading = t.leading
		}
		t.leading = leading
		lines = append(lines, t.lines(p.Rows[from:], &found, maxLines-len(lines))...)
	}
	return lines, found
}

// lacks tells whether a page's own header is that of the page before but for names of amounts that could not be read.
func (t *table) lacks(before *table) bool {
	lost := false
	for _, c := range []column{colDebit, colCredit, colAmount, colBalance} {
		if t.has(c) && !before.has(c) {
			return false
		}
		lost = lost || before.has(c) && !t.has(c)
	}
	return lost
}

// leads tells whether descriptions begin over their lines: words alone stand first under the header.
func (t *table) leads(rows []*layout.Row) bool {
	for _, r := range rows {
		cells := t.under(r)
		if t.isHeader(r) || sumRow(describedBy(cells, r)) != "" {
			continue
		}
		l, hasMoney := t.newLine(r, cells)
		return !hasMoney && !l.dated && onlyWords(cells) && len(l.description) > 0
	}
	return false
}

// settleUnmarked gives amounts without a side the one that is never printed: debits where only credits are marked, as on a card's
// statement, and credits where debits have a minus. What the balance told is not printed.
func settleUnmarked(lines []*line) {
	debits, credits := 0, 0
	for _, l := range lines {
		switch {
		case l.sideByBalance:
		case l.hasDebit:
			debits++
		case l.hasCredit:
			credits++
		}
	}
	for _, l := range lines {
		switch {
		case l.amount == 0:
		case credits > 0 && debits == 0:
			l.debit, l.hasDebit, l.amount = l.amount, true, 0
		case debits > 0 && credits == 0:
			l.credit, l.hasCredit, l.amount = l.amount, true, 0
		}
	}
}

// on is the same columns on a page that does not repeat the header.
func (t *table) on(p *layout.Page) *table {
	next := &table{page: p, period: t.period}
	scale := p.Width / t.page.Width
	for _, h := range t.headings {
		h.left, h.right = h.left*scale, h.right*scale
		next.headings = append(next.headings, h)
	}
	next.settle()
	return next
}

// lines reads the rows of one page. A row with a date and an amount is a line; one with only words belongs to the line
// above, or, when it stands clearly nearer, to the one below.
func (t *table) lines(rows []*layout.Row, found *sums, most int) []*line {
	var lines []*line
	var last *line            // the line that a wrapped description goes on
	var waiting []*layout.Row // wrapped rows whose line is still to come
	for i, r := range rows {
		if len(lines) >= most {
			break
		}
		if t.isHeader(r) {
			last, waiting = nil, nil
			continue
		}
		cells := t.under(r)
		if sum := sumRow(describedBy(cells, r)); sum != "" {
			t.remember(found, sum, cells)
			last, waiting = nil, nil
			continue
		}
		l, hasMoney := t.newLine(r, cells)
		if !hasMoney && l.dated { // the row that has the figures of this day may be the next, or was the one before
			if t.torn(rows, i, i+1) || t.partedDay(rows, i+1).Year != 0 {
				waiting = append(waiting, r)
				continue
			}
			if last != nil && last.rows[len(last.rows)-1] == rows[max(i-1, 0)] && t.torn(rows, i, i-1) {
				last.append(r, cells)
				continue
			}
		}
		if hasMoney && !l.dated {
			for _, day := range []int{i - 1, i + 1} {
				if t.torn(rows, day, i) {
					l.takeDays(t, rows[day])
					break
				}
			}
		}
		if hasMoney && !l.dated {
			l.date, l.dated = t.wrappedDate(colDate, cells, rows, i)
		}
		if hasMoney && !l.dated {
			l.date = t.partedDay(rows, i)
			l.dated = l.date.Year != 0
		}
		if hasMoney && !l.dated && digitsIn(cells[colDate].Text()) >= 3 && len(r.Cells(cellGap)) > 1 { // else it is a sentence
			l.guessDay(last)
		}
		if hasMoney && !l.valued {
			l.valueDate, l.valued = t.wrappedDate(colValueDate, cells, rows, i)
		}
		switch {
		case hasMoney && (l.dated || last != nil && (l.hasDebit || l.hasCredit) && l.hasBalance):
			if !l.dated { // a day's date is printed once
				l.date, l.dated = last.date, true
			}
			l.prepend(t, waiting)
			lines, last, waiting = append(lines, l), l, nil
		case hasMoney || l.dated:
			last, waiting = nil, nil // a figure or date of something else
		case last != nil && t.spreads(last, r, cells):
			last.description, last.spread = append(last.description, r.All()), true
			last.rows = append(last.rows, r)
			last.words = append(last.words[:len(last.words):len(last.words)], r.Words...)
		case len(l.description) == 0 && len(l.reference) == 0:
		case !onlyWords(cells): // a sentence across the columns: the page's foot
			last, waiting = nil, nil
		case t.leading && !(last != nil && t.belongsAbove(rows, i)) || t.belongsBelow(rows, i):
			waiting = append(waiting, r)
		case last != nil && last.rows[len(last.rows)-1].Gap(r) < 1.5*t.page.Glyph:
			last.append(r, cells)
		default:
			last, waiting = nil, nil
		}
	}
	return lines
}

// spreads tells whether a row is a line's description that stands under it, across other columns: the line has none of its own.
func (t *table) spreads(l *line, r *layout.Row, cells [columns]layout.Span) bool {
	begins := slices.ContainsFunc(t.headings, func(h heading) bool {
		return h.column == colDescription && r.Words[0].Left >= h.from && r.Words[0].Left < h.to
	})
	return begins && (len(l.description) == 0 || l.spread) && len(r.Cells(cellGap)) == 1 &&
		cells[colDate].Empty() && cells[colSerial].Empty() && l.rows[len(l.rows)-1].Gap(r) < t.page.Glyph
}

// wrappedDate reads a date whose year stands under it, in a column too narrow for both.
func (t *table) wrappedDate(c column, cells [columns]layout.Span, rows []*layout.Row, i int) (values.Date, bool) {
	if cells[c].Empty() || i+1 >= len(rows) || rows[i].Gap(rows[i+1]) > t.page.Glyph {
		return values.Date{}, false
	}
	under := t.under(rows[i+1])
	return values.ParseDate(cells[c].Text() + " " + under[c].Text())
}

// onlyWords tells whether a row has words under the description and the reference alone. Under the date there may be a time
// or the rest of a date.
func onlyWords(cells [columns]layout.Span) bool {
	for _, c := range []column{colDebit, colCredit, colAmount, colBalance} {
		if !cells[c].Empty() {
			return false
		}
	}
	for _, c := range []column{colDate, colValueDate, colSerial} {
		if text := bare(cells[c].Text()); len(text) > 0 && digitsIn(text)*2 < len(text) {
			return false
		}
	}
	return true
}

func (l *line) append(r *layout.Row, cells [columns]layout.Span) {
	l.rows = append(l.rows, r)
	l.words = append(l.words[:len(l.words):len(l.words)], r.Words...)
	l.add(cells)
}

// prepend puts wrapped rows that stand over the line before what the line itself says.
func (l *line) prepend(t *table, rows []*layout.Row) {
	own, description, reference := l.rows, l.description, l.reference
	l.rows, l.description, l.reference = nil, nil, nil
	for _, r := range rows {
		l.append(r, t.under(r))
	}
	l.rows = append(l.rows, own...) // what comes next stands under these
	l.description, l.reference = append(l.description, description...), append(l.reference, reference...)
}

// belongsBelow tells whether row i stands clearly nearer to a following line than to what is above it: some banks centre
// the date and the amounts beside a description of several rows.
func (t *table) belongsBelow(rows []*layout.Row, i int) bool {
	if i+1 >= len(rows) {
		return false
	}
	gapBelow := rows[i].Gap(rows[i+1])
	gapAbove := gapBelow * 10
	if i > 0 {
		gapAbove = rows[i-1].Gap(rows[i])
	}
	return gapBelow < t.page.Glyph && gapBelow+0.3*t.page.Glyph < gapAbove
}

// belongsAbove tells whether row i stands clearly nearer to what is above it: a description that begins over its line may also go on
// under it, where amounts stand in the middle of its height.
func (t *table) belongsAbove(rows []*layout.Row, i int) bool {
	if i == 0 {
		return false
	}
	gapAbove := rows[i-1].Gap(rows[i])
	gapBelow := gapAbove + 10*t.page.Glyph
	if i+1 < len(rows) {
		gapBelow = rows[i].Gap(rows[i+1])
	}
	return gapAbove < t.page.Glyph && gapAbove+0.3*t.page.Glyph < gapBelow
}

// isHeader tells a header that is printed again.
func (t *table) isHeader(r *layout.Row) bool {
	if len(r.Words) > maxStackRow {
		return false
	}
	again := table{}
	again.headings, _ = headingsIn([]*layout.Row{r})
	return again.enough() || again.has(colDate) && again.named() >= 3 && amounts(r) == 0
}

// describedBy is what a row says of itself: its description, or all of it when the text starts elsewhere.
func describedBy(cells [columns]layout.Span, r *layout.Row) string {
	if d := cells[colDescription]; !d.Empty() && sumRow(d.Text()) != "" {
		return d.Text()
	}
	if _, dated := cellDate(cells[colDate]); dated {
		return cells[colDescription].Text()
	}
	return r.Text()
}
