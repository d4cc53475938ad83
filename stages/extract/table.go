package extract

import (
	"slices"

	"github.com/munshi-in/munshi/stages/extract/layout"
)

// A column of a statement's table.
type column int

const (
	colNone column = iota
	colSerial
	colDate
	colValueDate
	colDescription
	colReference
	colDebit
	colCredit
	colAmount
	colSide // Dr or Cr
	colBalance
	colOther // of no concern: the branch, the mode
	columns  // how many
)

// heading is one column's place.
type heading struct {
	column      column
	left, right float64
	words       int // of its name
	// from and to bound the column's words, once the rows below have shown where nothing is printed.
	from, to float64
}

// table is the header of a statement's lines, on the page where it stands.
type table struct {
	page     *layout.Page
	first    int // index of the header's first row
	rows     int // rows the header takes
	headings []heading
	period   period // the days its lines may have
	inferred bool   // the Date's heading could not be read
	leading  bool   // descriptions begin over their lines
	stray    int    // cells of its rows that name no column
}

func (t *table) has(c column) bool {
	return slices.ContainsFunc(t.headings, func(h heading) bool { return h.column == c })
}

// named is how many columns of concern it has.
func (t *table) named() int {
	n := 0
	for _, h := range t.headings {
		if h.column != colOther {
			n++
		}
	}
	return n
}

// words is how many words the names of its columns have.
func (t *table) words() int {
	n := 0
	for _, h := range t.headings {
		n += h.words
	}
	return n
}

// enough tells a statement's header from a sentence that has two of the words.
func (t *table) enough() bool {
	money := t.has(colBalance) && (t.has(colDebit) || t.has(colCredit) || t.has(colAmount)) || t.has(colDebit) && t.has(colCredit) ||
		t.has(colAmount) && t.has(colDescription) // a statement without balances, or of a card
	return t.has(colDate) && money && t.named() >= 3
}

// findTable returns the first header of a statement's lines, or nil.
func findTable(s *sheet) *table {
	for _, p := range s.pages {
		if t := tableOn(p, 0); t != nil {
			return t
		}
	}
	return nil
}

// tableOn finds the header on a page from row on. A header without a readable Date, whose rows alone show where dates are, gives
// way to a whole one close below: a summary of balances stands over the table of lines.
func tableOn(p *layout.Page, from int) *table {
	for i := from; i < len(p.Rows); i++ {
		t := headerAt(p, i)
		if t == nil {
			continue
		}
		// A sentence that stands close over the header is no part of it, but the upper words of names on two rows are.
		for j, end := i+1, i+t.rows; j < end; j++ {
			lower := headerAt(p, j)
			if lower != nil && !lower.inferred && (lower.named() > t.named() || lower.named() == t.named() && lower.words() >= t.words()) {
				t = lower
			}
		}
		for j := t.first + t.rows; t.inferred && j < min(len(p.Rows), i+summaryRows); j++ {
			if whole := headerAt(p, j); whole != nil && !whole.inferred {
				t = whole
			}
		}
		t.settle()
		return t
	}
	return nil
}

// summaryRows is how far over the table a summary may stand.
const summaryRows = 10

// headerAt reads the header that begins with row i: one row, or up to three that stand close (Withdrawal over Amt.).
func headerAt(p *layout.Page, i int) *table {
	var best *table
	for rows := 1; rows <= 3 && i+rows <= len(p.Rows); rows++ {
		if rows > 1 && p.Rows[i+rows-1].Top-p.Rows[i+rows-2].Bottom > 1.2*p.Glyph || amounts(p.Rows[i+rows-1]) > 0 {
			break // a row of figures is no heading
		}
		t := &table{page: p, first: i, rows: rows}
		t.headings, t.stray = headingsIn(p.Rows[i : i+rows])
		t.inferDate()
		t.inferBalance()
		t.inferDescription()
		// Of as many columns, the header of more rows, when it leaves no more words unexplained: "Withdrawal (Dr)" over
		// "/Deposit (Cr)" is one column, not a withdrawal's.
		if t.enough() && (best == nil || t.named() > best.named() || t.named() == best.named() && t.stray <= best.stray) {
			best = t
		}
	}
	return best
}

// inferBalance takes an amount behind a debit's and a credit's for the balance, whatever it is called: Total Amount.
func (t *table) inferBalance() {
	last := len(t.headings) - 1
	if last >= 0 && t.headings[last].column == colAmount && t.has(colDebit) && t.has(colCredit) && !t.has(colBalance) {
		t.headings[last].column = colBalance
	}
}

// Rows that must have a date in one place before a heading that cannot be read is taken for the date's, and how far down
// they are looked for.
const (
	datesToInfer = 3
	rowsToInfer  = 40
)

// inferDate adds the date's column when its heading is unreadable: the rows below have dates there, left of all amounts.
func (t *table) inferDate() {
	if t.has(colDate) || !t.has(colBalance) || len(t.headings) < 3 {
		return
	}
	money := t.page.Width
	for _, h := range t.headings {
		if isMoney(h.column) {
			money = min(money, h.left)
		}
	}
	var lefts, rights []float64
	below := t.page.Rows[t.first+t.rows:]
	for _, r := range below[:min(len(below), rowsToInfer)] {
		for i, w := range r.Words[:min(len(r.Words), 4)] {
			if _, n, ok := dateAt(r, i); ok && w.Left < money {
				lefts, rights = append(lefts, w.Left), append(rights, r.Words[i+n-1].Right)
				break
			}
		}
	}
	if len(lefts) < datesToInfer {
		return
	}
	slices.Sort(lefts)
	slices.Sort(rights)
	date := heading{column: colDate, left: lefts[len(lefts)/2], right: rights[len(rights)/2]}
	for _, h := range t.headings {
		if date.left < h.right && date.right > h.left && (h.column == colValueDate || h.left < date.left) {
			return // another heading stands over those dates
		}
	}
	t.inferred = true
	t.headings = append(t.headings, date)
	slices.SortStableFunc(t.headings, func(a, b heading) int { return int(a.left - b.left) })
}

// inferDescription adds the description's column when its heading is unreadable: words stand in most rows below where no heading does.
func (t *table) inferDescription() {
	if t.has(colDescription) || !t.enough() {
		return
	}
	var lines []*layout.Row
	below := t.page.Rows[t.first+t.rows:]
	for _, r := range below[:min(len(below), rowsToInfer)] {
		if amounts(r) > 0 && len(r.Words) <= maxStackRow {
			lines = append(lines, r)
		}
	}
	best, bestAt, most := heading{column: colDescription}, 0, len(lines) // a word a line at the least
	for i := 1; i < len(t.headings); i++ {
		from, to := t.headings[i-1].right+t.page.Glyph, t.headings[i].left-t.page.Glyph
		n, left, right := 0, to, from
		for _, r := range lines {
			for _, w := range r.Words {
				if w.Left > from && w.Right < to {
					n, left, right = n+1, min(left, w.Left), max(right, w.Right)
				}
			}
		}
		if n > most {
			best.left, best.right, bestAt, most = left, right, i, n
		}
	}
	if bestAt > 0 {
		t.headings = slices.Insert(t.headings, bestAt, best)
	}
}

// bins is how finely a page's width is looked at for the white between columns.
const bins = 1000

// settle places the border between two columns where the fewest words of the lines below cross: banks align headings
// left, right or centred, and the white between the columns is the only thing they have in common.
func (t *table) settle() {
	var ink [bins + 1]int
	var lines, undated []*layout.Row
	for _, r := range t.page.Rows[t.first+t.rows:] {
		if t.looksLikeLine(r) {
			lines = append(lines, r)
		} else if amounts(r) >= 2 && sumRow(r.Text()) == "" {
			undated = append(undated, r)
		}
	}
	if len(lines) == 0 { // a narrow column wraps the dates
		lines = undated
	}
	for _, r := range lines {
		for i := 0; i < len(r.Words); {
			n := 1
			if _, words, ok := dateAt(r, i); ok && together(r.Span(i, i+words)) {
				n = words // between the words of a date there is no border
			}
			for b := t.bin(r.Words[i].Left); b <= t.bin(r.Words[i+n-1].Right); b++ {
				ink[b]++
			}
			i += n
		}
	}
	t.overFigures(lines)
	last := len(t.headings) - 1
	t.headings[0].from, t.headings[last].to = 0, t.page.Width
	for i := range last {
		a, b := &t.headings[i], &t.headings[i+1]
		border := t.whitest(ink[:], (a.left+a.right)/2, (b.left+b.right)/2, (a.right+b.left)/2)
		a.to, b.from = border, border
	}
}

// together tells whether no gap of a span is as wide as one between columns.
func together(s layout.Span) bool {
	words := s.Words()
	for i := 1; i < len(words); i++ {
		if words[i].Left-words[i-1].Right > s.Row.Page.Glyph {
			return false
		}
	}
	return true
}

func (t *table) bin(x float64) int { return min(max(int(x/t.page.Width*bins), 0), bins) }

// whitest returns the middle of the widest stretch of least ink between from and to; between stretches alike, the one
// nearest to the middle of the gap in the header.
func (t *table) whitest(ink []int, from, to, middle float64) float64 {
	lo, hi := t.bin(from), t.bin(to)
	if lo >= hi {
		return middle
	}
	least := slices.Min(ink[lo : hi+1])
	bestWidth, best := 0, middle
	for i := lo; i <= hi; i++ {
		if ink[i] != least {
			continue
		}
		j := i
		for j <= hi && ink[j] == least {
			j++
		}
		if j-i > bestWidth {
			// As near to the middle of the header's gap as a quarter of the white on either side allows: where no line has words, as beside
			// descriptions that stand over their lines, the heading still shows where they begin.
			quarter, scale := float64(j-i)/4, t.page.Width/bins
			bestWidth, best = j-i, min(max(middle, (float64(i)+quarter)*scale), (float64(j)-quarter)*scale)
		}
		i = j
	}
	return best
}

// looksLikeLine tells the rows that show where columns are: a date under the date's heading, and an amount.
func (t *table) looksLikeLine(r *layout.Row) bool {
	for _, h := range t.headings {
		if h.column != colDate {
			continue
		}
		for i, w := range r.Words[:min(len(r.Words), 12)] {
			if w.Left > h.right+2*t.page.Glyph {
				break
			}
			if _, _, ok := dateAt(r, i); ok && w.Right > h.left-2*t.page.Glyph {
				return amounts(r) > 0
			}
		}
	}
	return false
}

// under cuts a row's words by column.
func (t *table) under(r *layout.Row) [columns]layout.Span {
	var cells [columns]layout.Span
	from := 0
	for _, h := range t.headings {
		to := from
		for to < len(r.Words) && (r.Words[to].Left+r.Words[to].Right)/2 < h.to {
			to++
		}
		cells[h.column] = r.Span(from, to)
		from = to
	}
	return cells
}

var columnTitles = map[column]string{colSerial: "number", colDate: "date", colValueDate: "value_date", colDescription: "description", colReference: "reference",
	colDebit: "debit", colCredit: "credit", colAmount: "amount", colSide: "side", colBalance: "balance", colOther: "other"}

// columns are the table's, for whoever asks how a page was cut; its lines begin at row first.
func (t *table) columns(first int) []Column {
	var list []Column
	if first >= len(t.page.Rows) {
		return nil
	}
	for _, h := range t.headings {
		list = append(list, Column{Page: int32(t.page.Number), Name: columnTitles[h.column], Left: h.from / t.page.Width, Right: h.to / t.page.Width, Top: t.page.Rows[first].Top / t.page.Height})
	}
	return list
}
