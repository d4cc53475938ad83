package extract

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/munshi-in/munshi/stages/extract/layout"
	"github.com/munshi-in/munshi/stages/extract/values"
)

// columnNames are the words banks put over a column, bare. No bank has rules of its own.
var columnNames = map[column][]string{
	colSerial:      {"SNO", "SLNO", "SRNO", "SERIALNO", "NO"},
	colDate:        {"DATE", "TXNDATE", "TRANSACTIONDATE", "TRANDATE", "TRANSDATE", "TRDATE", "POSTDATE", "POSTDT", "TXNDT", "TRANDT", "POSTEDDATE", "POSTINGDATE", "ENTRYDATE", "BOOKINGDATE", "DATEOFTRANSACTION"},
	colValueDate:   {"VALUEDATE", "VALUEDT", "VALDATE", "VALDT"},
	colDescription: {"TRANSACTION", "TRANSACTIONS"},
	colReference: {"CHQREFNO", "REFNO", "REFNOCHEQUENO", "REFCHQNO", "CHEQUENO", "CHQNO", "CHEQUENUMBER", "CHQNUMBER", "REFERENCE", "REFERENCENO",
		"REFERENCENUMBER", "INSTRUMENTID", "INSTRUMENTNO", "INSTNO", "UTRNO", "TRANSACTIONID", "TXNID", "TRANID", "CHEQUE", "CHQ", "REF", "CHEQUEREFNO", "TRANSACTIONREFERENCE", "TRANSACTIONREF",
		"CHEQUEREFERENCENO", "CHQREF", "CHEQUEREF", "REFCHEQUENO", "REFNOCHQNO", "CHEQUEDETAILS", "INSTRUMENTS", "CHQREFNUMBER", "REFERENCECHEQUENO"},
	colDebit: {"DEBIT", "DEBITS", "DEBITAMOUNT", "DEBITAMT", "WITHDRAWAL", "WITHDRAWALS", "WITHDRAWALAMT", "WITHDRAWALAMOUNT", "DR", "DRAMOUNT", "DRAMT", "OUTFLOW", "SPENT",
		"PAIDOUT", "MONEYOUT", "WITHDRAWALDR", "DEBITDR", "AMOUNTDEBITED", "PAYMENTS"},
	colCredit: {"CREDIT", "CREDITS", "CREDITAMOUNT", "CREDITAMT", "DEPOSIT", "DEPOSITS", "DEPOSITAMT", "DEPOSITAMOUNT", "CR", "CRAMOUNT", "CRAMT", "INFLOW",
		"PAIDIN", "MONEYIN", "DEPOSITCR", "CREDITCR", "AMOUNTCREDITED", "RECEIPTS"},
	colAmount: {"AMOUNT", "TRANSACTIONAMOUNT", "TXNAMOUNT", "AMT", "AMOUNTDRCR", "WITHDRAWALDRDEPOSITCR", "DEBITCREDIT", "DEBITCREDITAMOUNT", "WITHDRAWALDEPOSIT",
		"DRCRAMOUNT", "CREDITDEBIT", "TRANAMOUNT", "TRANSAMOUNT", "TOTALAMOUNT"},
	colSide:    {"DRCR", "CRDR", "TYPE", "TXNTYPE", "TRANSACTIONTYPE", "TRANTYPE", "DC", "CD", "DRCRIND", "DEBITCREDITINDICATOR"},
	colBalance: {"BALANCE", "CLOSINGBALANCE", "RUNNINGBALANCE", "AVAILABLEBALANCE", "BALANCEAMOUNT", "BAL", "BALANCEAMT", "ACCOUNTBALANCE", "LEDGERBALANCE"},
	colOther: {"BRANCH", "BRANCHCODE", "BRANCHNAME", "INITBR", "SOL", "SOLID", "BRCODE", "BR", "MODE", "CHANNEL", "TIME", "TELLER", "USER", "LOCATION", "CURRENCY", "CCY", "STATUS", "SWEEP", "AUTOSWEEP",
		"REVERSESWEEP"},
}

// Of what a description is called, banks put two beside each other, and say of what: Narration/Description, Details of Transaction.
var descriptionNames = []string{"DESCRIPTION", "NARRATION", "NARATION", "NARRATIVE", "PARTICULARS", "PARTICULAR", "DETAILS", "DETAIL", "REMARKS", "REMARK"}

var columnByName = func() map[string]column {
	byName := map[string]column{}
	for _, a := range descriptionNames {
		byName[a] = colDescription
		for _, b := range descriptionNames {
			byName[a+b] = colDescription
		}
		for _, of := range []string{"TRANSACTION", "TRANSACTIONS", "TXN", "TRAN", "TRANS"} {
			byName[of+a], byName[a+of], byName[a+"OF"+of], byName[a+"OFTHE"+of] = colDescription, colDescription, colDescription, colDescription
		}
	}
	for _, cheque := range []string{"CHEQUE", "CHEQUENO", "CHEQUENUMBER", "CHQ", "CHQNO", "CHQNUMBER", "INSTRUMENT", "INSTRUMENTNO", "INSTNO"} {
		for _, reference := range []string{"REF", "REFNO", "REFNUMBER", "REFERENCE", "REFERENCENO", "REFERENCENUMBER", "UTR", "UTRNO"} {
			byName[cheque+reference], byName[reference+cheque] = colReference, colReference
		}
	}
	for c, names := range columnNames {
		for _, n := range names {
			byName[n] = c
			if c == colDate {
				byName[n+"TIME"], byName[n+"ANDTIME"] = c, c
			}
			for _, unit := range []string{"INR", "RS", "INRS", "INRUPEES", "ININR"} {
				if isMoney(c) {
					byName[n+unit] = c
				}
			}
		}
	}
	return byName
}()

// columnOf is the column that a heading names, bare. A letter of it may be misread, and so may the currency behind an amount's.
func columnOf(text string) column {
	if c, ok := columnByName[text]; ok {
		return c
	}
	if len(text) < 6 || len(text) > 40 {
		return colNone
	}
	found := colNone
	for _, name := range columnNamesInOrder {
		c := columnByName[name]
		unit := len(text) - len(name)
		near := len(name) >= 7 && text[0] == name[0] && values.Near(text, name)
		if near || isMoney(c) && unit >= 1 && unit <= 3 && strings.HasPrefix(text, name) && strings.ContainsAny(text[len(name):], "NRS") && sideOf(text[len(name):]) == "" {
			if found != colNone && found != c {
				return colNone
			}
			found = c
		}
	}
	return found
}

var columnNamesInOrder = slices.Sorted(maps.Keys(columnByName))

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
			h.left, h.right, h.words = min(h.left, s.Left()), max(h.right, s.Right()), h.words+s.To-s.From
		}
		names := partedNames(stack)
		if h.column = columnOf(text); h.column != colNone && (len(names) < 2 || columnByName[text] != colNone) && !twoOf(text, stack[0].Words()) {
			found = append(found, h)
			continue
		}
		if len(names) > 0 { // names that stand closer than a gap
			found = append(found, names...)
			continue
		}
		if len(stack) == 1 {
			if names := namesIn(stack[0]); len(names) > 0 {
				found = append(found, names...)
				continue
			}
		}
		stray++
	}
	slices.SortStableFunc(found, func(a, b heading) int { return int(a.left - b.left) })
	// One column of each kind: a second Date is the value date, and of references the last is the bank's, behind a number of its own. What
	// else is there twice is of no concern, but keeps its place, so that its words are no other column's.
	describes := slices.ContainsFunc(found, func(h heading) bool { return h.column == colDescription })
	seen := map[column]bool{}
	for _, h := range found {
		if h.column == colDate && seen[colDate] && !seen[colValueDate] {
			h.column = colValueDate
		}
		if seen[h.column] {
			switch h.column {
			case colSide: // that of the balance: read with its amount
				continue
			case colReference:
				first := slices.IndexFunc(kept, func(h heading) bool { return h.column == colReference })
				kept[first].column = colOther
				if !describes { // Transaction Reference, Cheque No.
					kept[first].column = colDescription
				}
			default:
				h.column = colOther
			}
		}
		seen[h.column] = true
		kept = append(kept, h)
	}
	return kept, stray
}

// maxParted bounds the words of a stack that is parted.
const maxParted = 14

// partedNames parts a stack of which the columns stand so close that a reader saw one: all its words, from left to right, must
// make names of columns, each read row by row.
func partedNames(stack []layout.Span) []heading {
	type placed struct {
		layout.Word
		row int
	}
	var words []placed
	for i, s := range stack {
		for _, w := range s.Words() {
			words = append(words, placed{w, i})
		}
	}
	if len(words) > maxParted {
		return nil
	}
	slices.SortStableFunc(words, func(a, b placed) int { return cmp.Compare(a.Left+a.Right, b.Left+b.Right) })
	// best[i] holds the names that the first i words make; nil when they make none.
	best := make([][]heading, len(words)+1)
	best[0] = []heading{}
	for to := 1; to <= len(words); to++ {
		for from := range to {
			if best[from] == nil || from > 0 && overOneAnother(words[from-1].Word, words[from].Word) {
				continue
			}
			text, h := "", heading{left: math.Inf(1)}
			for row := range stack {
				for _, w := range words[from:to] {
					if w.row == row {
						text += w.Bare
						h.left, h.right, h.words = min(h.left, w.Left), max(h.right, w.Right), h.words+1
					}
				}
			}
			if h.column = columnOf(text); h.column != colNone && !twoOf(text, stack[0].Words()) && (best[to] == nil || len(best[from])+1 < len(best[to])) {
				best[to] = append(slices.Clone(best[from]), h)
			}
		}
	}
	return best[len(words)]
}

// twoOf tells names of two columns that stand close, Withdrawal and Deposit, from that of one: Withdrawal/Deposit.
func twoOf(text string, words []layout.Word) bool {
	return (text == "WITHDRAWALDEPOSIT" || text == "DEBITCREDIT" || text == "CREDITDEBIT") && len(words) > 1 &&
		!slices.ContainsFunc(words, func(w layout.Word) bool { return strings.ContainsAny(w.Text, "/(") })
}

// overOneAnother tells words of one heading's rows: most of the shorter stands over or under the other.
func overOneAnother(a, b layout.Word) bool {
	return min(a.Right, b.Right)-max(a.Left, b.Left) > min(a.Right-a.Left, b.Right-b.Left)/2
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
			if c := columnByName[text]; c != colNone && !twoOf(text, span.Words()) {
				h := heading{column: c, left: span.Row.Words[i].Left, right: span.Row.Words[j].Right, words: j - i + 1}
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
	if n := len(found); n > 0 { // words beside a name belong to its heading: Account Description
		found[0].left, found[n-1].right = span.Left(), span.Right()
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
				if slices.ContainsFunc(stack, func(over layout.Span) bool {
					return over.Row != r && cell.Left() < over.Right() && cell.Right() > over.Left()
				}) {
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
