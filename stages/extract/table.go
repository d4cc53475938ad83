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
	colBranch
	columns // how many
)

// columnNames are the words banks put over a column, bare. No bank has rules of its own.
var columnNames = map[column][]string{
	colSerial:    {"SNO", "SLNO", "SRNO", "SERIALNO", "NO"},
	colDate:      {"DATE", "TXNDATE", "TRANSACTIONDATE", "TRANDATE", "TRANSDATE", "POSTDATE", "POSTINGDATE", "ENTRYDATE", "BOOKINGDATE", "DATEOFTRANSACTION"},
	colValueDate: {"VALUEDATE", "VALUEDT", "VALDATE", "VALDT"},
	colDescription: {"DESCRIPTION", "NARRATION", "PARTICULARS", "DETAILS", "REMARKS", "TRANSACTIONDETAILS", "TRANSACTIONREMARKS",
		"TRANSACTIONPARTICULARS", "TRANSACTIONDESCRIPTION", "TRANSACTION", "TRANSACTIONS", "PARTICULAR"},
	colReference: {"CHQREFNO", "REFNO", "REFNOCHEQUENO", "REFCHQNO", "CHEQUENO", "CHQNO", "CHEQUENUMBER", "CHQNUMBER", "REFERENCE", "REFERENCENO",
		"REFERENCENUMBER", "INSTRUMENTID", "INSTRUMENTNO", "INSTNO", "UTRNO", "TRANSACTIONID", "TXNID", "TRANID", "CHEQUE", "CHQ", "REF", "CHEQUEREFNO",
		"CHEQUEREFERENCENO", "CHQREF", "CHEQUEREF", "REFCHEQUENO", "REFNOCHQNO", "CHEQUEDETAILS", "INSTRUMENTS", "CHQREFNUMBER", "REFERENCECHEQUENO"},
	colDebit: {"DEBIT", "DEBITS", "DEBITAMOUNT", "DEBITAMT", "WITHDRAWAL", "WITHDRAWALS", "WITHDRAWALAMT", "WITHDRAWALAMOUNT", "DR", "DRAMOUNT",
		"PAIDOUT", "MONEYOUT", "WITHDRAWALDR", "DEBITDR", "AMOUNTDEBITED", "PAYMENTS"},
	colCredit: {"CREDIT", "CREDITS", "CREDITAMOUNT", "CREDITAMT", "DEPOSIT", "DEPOSITS", "DEPOSITAMT", "DEPOSITAMOUNT", "CR", "CRAMOUNT",
		"PAIDIN", "MONEYIN", "DEPOSITCR", "CREDITCR", "AMOUNTCREDITED", "RECEIPTS"},
	colAmount: {"AMOUNT", "TRANSACTIONAMOUNT", "TXNAMOUNT", "AMT", "AMOUNTDRCR", "WITHDRAWALDRDEPOSITCR", "DEBITCREDIT", "DEBITCREDITAMOUNT", "WITHDRAWALDEPOSIT",
		"DRCRAMOUNT", "CREDITDEBIT"},
	colSide:    {"DRCR", "CRDR", "TYPE", "TXNTYPE", "DC"},
	colBalance: {"BALANCE", "CLOSINGBALANCE", "RUNNINGBALANCE", "AVAILABLEBALANCE", "BALANCEAMOUNT", "BAL", "BALANCEAMT", "ACCOUNTBALANCE", "LEDGERBALANCE"},
	colBranch:  {"BRANCH", "BRANCHCODE", "INITBR", "SOL", "BRCODE", "BR"},
}

var columnByName = func() map[string]column {
	byName := map[string]column{}
	for c, names := range columnNames {
		for _, n := range names {
			byName[n] = c
			for _, unit := range []string{"INR", "RS", "INRS", "INRUPEES", "ININR"} {
				if c == colDebit || c == colCredit || c == colAmount || c == colBalance {
					byName[n+unit] = c
				}
			}
		}
	}
	return byName
}()

// heading is one column's place.
type heading struct {
	column      column
	left, right float64
	// from and to bound the column's words, once the rows below have shown where nothing is printed.
	from, to float64
}

// table is the header of a statement's lines, on the page where it stands.
type table struct {
	page     *layout.Page
	first    int // index of the header's first row
	rows     int // rows the header takes
	headings []heading
}

func (t *table) has(c column) bool {
	return slices.ContainsFunc(t.headings, func(h heading) bool { return h.column == c })
}

// enough tells a statement's header from a sentence that has two of the words.
func (t *table) enough() bool {
	money := t.has(colBalance) && (t.has(colDebit) || t.has(colCredit) || t.has(colAmount)) || t.has(colDebit) && t.has(colCredit)
	return t.has(colDate) && money && len(t.headings) >= 3
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

// tableOn finds the header on a page from row on: in one row, or in up to three that stand close (Withdrawal over Amt.).
func tableOn(p *layout.Page, from int) *table {
	for i := from; i < len(p.Rows); i++ {
		var best *table
		bestStray := 0
		for rows := 1; rows <= 3 && i+rows <= len(p.Rows); rows++ {
			if rows > 1 && p.Rows[i+rows-1].Top-p.Rows[i+rows-2].Bottom > 1.2*p.Glyph {
				break
			}
			t := &table{page: p, first: i, rows: rows}
			var stray int
			t.headings, stray = headingsIn(p.Rows[i : i+rows])
			t.inferDate()
			// Of as many columns, the header of more rows, when it leaves no more words unexplained: "Withdrawal (Dr)" over
			// "/Deposit (Cr)" is one column, not a withdrawal's.
			if t.enough() && (best == nil || len(t.headings) > len(best.headings) || len(t.headings) == len(best.headings) && stray <= bestStray) {
				best, bestStray = t, stray
			}
		}
		if best != nil {
			best.settle()
			return best
		}
	}
	return nil
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
		if h.column == colDebit || h.column == colCredit || h.column == colAmount || h.column == colBalance {
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
	t.headings = append(t.headings, date)
	slices.SortStableFunc(t.headings, func(a, b heading) int { return int(a.left - b.left) })
}

// headingsIn reads column names from rows that stand over each other. Cells that are no name of a column are stray.
func headingsIn(rows []*layout.Row) (kept []heading, stray int) {
	var found []heading
	for _, stack := range stacked(rows) {
		text := ""
		for _, s := range stack {
			text += bare(s.Text())
		}
		h := heading{left: stack[0].Left(), right: stack[0].Right()}
		for _, s := range stack {
			h.left, h.right = min(h.left, s.Left()), max(h.right, s.Right())
		}
		if h.column = columnByName[text]; h.column != colNone {
			found = append(found, h)
			continue
		}
		if len(stack) == 1 { // names that stand closer than a gap
			if names := namesIn(stack[0]); len(names) > 0 {
				found = append(found, names...)
				continue
			}
		}
		stray++
	}
	slices.SortStableFunc(found, func(a, b heading) int { return int(a.left - b.left) })
	// One column of each kind: a second Date is the value date, any other repetition no header.
	seen := map[column]bool{}
	for _, h := range found {
		if h.column == colDate && seen[colDate] && !seen[colValueDate] {
			h.column = colValueDate
		}
		if !seen[h.column] {
			seen[h.column] = true
			kept = append(kept, h)
		}
	}
	return kept, stray
}

// namesIn takes the longest column names from a run of words, left to right.
func namesIn(span layout.Span) []heading {
	var found []heading
	for i := span.From; i < span.To; i++ {
		text := ""
		for j := i; j < min(span.To, i+5); j++ {
			text += span.Row.Words[j].Bare
			if len(text) > 24 {
				break
			}
			if c := columnByName[text]; c != colNone {
				h := heading{column: c, left: span.Row.Words[i].Left, right: span.Row.Words[j].Right}
				if n := len(found); n > 0 && found[n-1].left == h.left {
					found[n-1] = h
				} else {
					found = append(found, h)
				}
			}
		}
		if n := len(found); n > 0 {
			for i+1 < span.To && span.Row.Words[i+1].Right <= found[n-1].right {
				i++
			}
		}
	}
	return found
}

// maxStackRow bounds a header's row: a table of a hundred columns is none.
const maxStackRow = 60

// stacked groups the cells of rows that overlap each other from left to right.
func stacked(rows []*layout.Row) [][]layout.Span {
	var stacks [][]layout.Span
	for _, r := range rows {
		if len(r.Words) > maxStackRow {
			return nil
		}
		for _, cell := range r.Cells(0.9) {
			joined := false
			for i, stack := range stacks {
				last := stack[len(stack)-1]
				if last.Row != r && cell.Left() < last.Right() && cell.Right() > last.Left() {
					stacks[i] = append(stack, cell)
					joined = true
					break
				}
			}
			if !joined {
				stacks = append(stacks, []layout.Span{cell})
			}
		}
	}
	return stacks
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
		for _, w := range r.Words {
			for b := t.bin(w.Left); b <= t.bin(w.Right); b++ {
				ink[b]++
			}
		}
	}
	last := len(t.headings) - 1
	t.headings[0].from, t.headings[last].to = 0, t.page.Width
	for i := range last {
		a, b := &t.headings[i], &t.headings[i+1]
		border := t.whitest(ink[:], (a.left+a.right)/2, (b.left+b.right)/2, (a.right+b.left)/2)
		a.to, b.from = border, border
	}
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
			bestWidth, best = j-i, (float64(i)+float64(j))/2/bins*t.page.Width
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
