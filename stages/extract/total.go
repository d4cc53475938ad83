package extract

import (
	"math"
	"slices"
	"strconv"
	"strings"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/extract/layout"
	"github.com/munshi-in/munshi/stages/extract/values"
)

// The total of a receipt is elected: every amount on the paper is a candidate, and what stands beside it, what it adds up
// to and what was paid vote for it. One misread row, or a bill that calls three sums "Total", then does no harm.
const (
	voteFinalLabel  = 6.0 // Grand Total, Amount Payable
	voteStrongLabel = 5.0 // Net Total, Total incl. tax
	voteLabel       = 3.5 // Total
	voteWeakLabel   = 1.5 // Amount, Balance
	votePart        = 0.3 // Sub Total, Total Qty: a total of something else
	votePaid        = 4.0 // cash less change
	voteSettled     = 1.5 // what a card or a wallet paid
	voteSum         = 2.5 // subtotal and tax
	voteItems       = 2.0 // the sum of the rows above
	voteRounded     = 3.0 // a total that stands above, and its rounding
	voteAgain       = 0.5 // printed once more
	voteLarge       = 0.7 // in large type
	voteLargest     = 0.4 // no other sum is larger
	leastVotes      = 0.3
)

// priced is an amount where it stands.
type priced struct {
	values.Money
	at  layout.Span
	row int // in the sheet
}

const (
	maxPriced     = 1500
	maxPricedRows = 1500
)

// pricedAmounts are the amounts with decimals or a currency, from top to bottom.
func (s *sheet) pricedAmounts() []priced {
	var found []priced
	for k, r := range s.rows[:min(len(s.rows), maxPricedRows)] {
		for i := 0; i < len(r.Words) && len(found) < maxPriced; i++ {
			for _, n := range []int{2, 1} { // "RM 12.00" before "12.00", and "12. 50"
				if i+n > len(r.Words) || n == 2 && !isMark(r.Words[i].Text) && !tornAmount(r, i) {
					continue
				}
				span := r.Span(i, i+n)
				m, ok := values.ParseAmount(strings.ReplaceAll(span.Text(), " ", ""))
				if ok && (m.Decimals || m.Currency != "" || strings.Contains(span.Text(), "/-")) {
					found = append(found, priced{m, span, k})
					i += n - 1
					break
				}
			}
		}
	}
	return found
}

// tornAmount tells an amount in which a reader saw a space at the point.
func tornAmount(r *layout.Row, i int) bool {
	a, b := r.Words[i].Text, r.Words[i+1].Text
	gap := r.Words[i+1].Left - r.Words[i].Right
	return gap < r.Page.Glyph && digitsIn(a) > 0 && (strings.HasSuffix(a, ".") && digitsIn(b) == 2 && len(b) == 2 || strings.HasPrefix(b, ".") && digitsIn(b) == 2 && len(b) == 3)
}

// tableHeads are words over columns; what stands under them is a table's row.
var tableHeads = []string{"QTY", "PRICE", "RATE", "ITEM", "DESCRIPTION", "UPRICE", "UNIT", "DESC", "AMOUNT", "AMT"}

// election counts the votes for each amount.
type election struct {
	s        *sheet
	amounts  []priced
	nominees map[values.Amount]*nominee
	order    []values.Amount
	place    map[values.Amount]priced // the best place of an amount: that of the strongest vote
	weight   map[values.Amount]float64
}

func (e *election) vote(p priced, points float64, why string) {
	if p.Amount <= 0 {
		return
	}
	n := e.nominees[p.Amount]
	if n == nil {
		n = &nominee{value: p.Amount.String()}
		e.nominees[p.Amount] = n
		e.order = append(e.order, p.Amount)
	}
	if slices.Contains(n.why, why) { // the same reason twice is one reason
		return
	}
	n.vote(points, why)
	if points > e.weight[p.Amount] {
		e.weight[p.Amount], e.place[p.Amount] = points, p
		n.at = []layout.Span{p.at}
	}
}

// receiptTotal elects the total, and returns the currency printed with it.
func receiptTotal(s *sheet, found *fields) (total, currency *munshiv1.Field) {
	e := &election{s: s, amounts: s.pricedAmounts(), nominees: map[values.Amount]*nominee{}, place: map[values.Amount]priced{}, weight: map[values.Amount]float64{}}
	e.labels()
	e.unclear()
	paid := e.paid()
	subtotal := e.sums()
	e.rounding()
	e.repetition()
	e.largest()
	nominees := make([]*nominee, 0, len(e.order))
	for _, a := range e.order {
		nominees = append(nominees, e.nominees[a])
	}
	nominees = ranked(nominees)
	found.consider("total", nominees)
	if len(nominees) == 0 || nominees[0].score < leastVotes {
		return nil, nil
	}
	best := nominees[0]
	m, _ := values.ParseAmount(best.value)
	p := e.place[m.Amount]
	total = repaired(newField("total", best.value, votedFor(nominees), p.at), p.Repaired)
	if paid == m.Amount {
		passed(total, "cash_less_change")
	}
	if subtotal[m.Amount] {
		passed(total, "subtotal_plus_tax")
	}
	return total, currencyOf(s, p.Money, p.at, p.at)
}

// votedFor is how much the votes vouch for the winner: little when another has nearly as many.
func votedFor(nominees []*nominee) float64 {
	lead := nominees[0].score
	if len(nominees) > 1 {
		lead -= nominees[1].score
	}
	switch {
	case nominees[0].score >= voteStrongLabel && lead >= 2:
		return byLabel
	case nominees[0].score >= voteLabel && lead >= 1:
		return 0.95
	case lead >= 0.5 && nominees[0].score >= voteWeakLabel+1:
		return 0.75
	}
	return byGuess
}

// labels votes by the words before an amount, or over it where its row has none.
func (e *election) labels() {
	last := -1
	for i, p := range e.amounts {
		if p.row == last && i+1 < len(e.amounts) && e.amounts[i+1].row == p.row {
			continue
		}
		last = p.row
		row := e.s.rows[p.row]
		if i+1 < len(e.amounts) && e.amounts[i+1].row == p.row {
			continue // an amount further to the right is what the row comes to
		}
		before := row.Span(0, p.at.From)
		points, why := sumLabel(labelBefore(p.at))
		if why == "" && p.row > 0 && len(bare(before.Text())) <= 3 { // alone on its row: the label may stand over it
			above := e.s.rows[p.row-1]
			if above.Page == row.Page && row.Top-above.Bottom < row.Page.Glyph && amounts(above) == 0 && !says(above, tableHeads) {
				points, why = sumLabel(above.Text())
				points *= 0.8
			}
		}
		if why == "" {
			continue
		}
		if e.isTaxOf(p) {
			continue
		}
		// Net, tax and gross of a summary stand beside each other: the row's total is what the last comes to, unless it is smaller.
		if i > 0 && e.amounts[i-1].row == p.row && e.amounts[i-1].Amount > p.Amount {
			points = min(points, voteWeakLabel)
		}
		e.vote(p, points, why)
		if p.at.Row.Height() > 1.35*row.Page.Glyph {
			e.vote(p, voteLarge, "in large type")
		}
	}
}

// isTaxOf tells an amount that its row's rate makes of another amount: "Total incl. GST 6 %: 0.42" names the tax within 7.50.
func (e *election) isTaxOf(p priced) bool {
	rates := ratePattern.FindAllStringSubmatch(clip(e.s.rows[p.row].Text(), 400), 2)
	if len(rates) != 1 || p.Amount < leastTax {
		return false
	}
	rate, err := strconv.ParseFloat(rates[0][1], 64)
	if err != nil || rate <= 0 {
		return false
	}
	for _, whole := range e.amounts[:min(len(e.amounts), maxPairs)] {
		within, upon := float64(whole.Amount)*rate/(100+rate), float64(whole.Amount)*rate/100
		if whole.row != p.row && (math.Abs(within-float64(p.Amount)) <= 1 || math.Abs(upon-float64(p.Amount)) <= 1) {
			return true
		}
	}
	return false
}

const (
	leastTax = 10  // below that, half of all amounts would be a rate of another
	maxPairs = 200 // amounts that one is compared with
)

// paid votes for cash less change, and for what was paid without cash.
func (e *election) paid() values.Amount {
	cash, change, hasChange := values.Amount(0), values.Amount(0), false
	for i, p := range e.amounts {
		if i+1 < len(e.amounts) && e.amounts[i+1].row == p.row {
			continue
		}
		label := bare(e.s.rows[p.row].Span(0, p.at.From).Text())
		switch {
		case startsAny(label, "CHANGE", "CASHCHANGE", "CHANGEDUE", "BALANCERETURNED", "BAKI", "CHANGEAMT") || strings.HasSuffix(label, "CHANGEAMT") || strings.HasSuffix(label, "CHANGEDUE"):
			change, hasChange = p.Amount, true
		case startsAny(label, "CASH", "TENDER", "AMOUNTTENDERED", "PAID", "RECEIVED", "AMOUNTPAID", "TOTALPAID", "TUNAI", "PAYMENT") && !strings.Contains(label, "TOTALSALES"):
			cash = max(cash, p.Amount)
		case startsAny(label, "VISA", "MASTER", "CREDITCARD", "DEBITCARD", "CARD", "UPI", "PAYTM", "GPAY", "PHONEPE", "RUPAY", "AMEX", "WALLET", "BANKCARD"):
			e.vote(p, voteSettled, "was paid without cash")
		}
	}
	if cash <= 0 || !hasChange || change < 0 {
		return 0
	}
	want := cash - change
	for i := len(e.amounts) - 1; i >= 0; i-- {
		if p := e.amounts[i]; p.Amount == want {
			e.vote(p, votePaid, "is cash less change")
			return want
		}
	}
	return e.misread(want)
}

// sums votes for what two or three printed amounts come to: subtotal and tax, or the amounts of the rows above.
func (e *election) sums() map[values.Amount]bool {
	passed := map[values.Amount]bool{}
	var nets, extras []priced
	for i, p := range e.amounts {
		if i > 0 && e.amounts[i-1].row == p.row {
			before := e.amounts[i-1]
			row := bare(e.s.rows[p.row].Text())
			if p.Amount > 0 && p.Amount*100 <= before.Amount*40 && !containsAny(row, "SAVE", "SAVING", "DISC", "CHANGE") { // net and tax of a summary's row
				e.agree(before.Amount+p.Amount, voteSum, "is net and tax of a summary", nil)
			}
		}
		if i+1 < len(e.amounts) && e.amounts[i+1].row == p.row {
			continue
		}
		label := bare(e.s.rows[p.row].Span(0, p.at.From).Text())
		switch {
		case isSubtotal(label):
			nets = append(nets, p)
		case isExtra(label) && p.Amount.Abs() > 0:
			extras = append(extras, p)
		}
	}
	for _, net := range nets[:min(len(nets), 4)] {
		sum := net.Amount
		for _, x := range extras[:min(len(extras), 8)] {
			if x.row < net.row {
				continue
			}
			if isDiscount(bare(e.s.rows[x.row].Text())) {
				sum -= x.Amount.Abs()
			} else {
				sum += x.Amount
			}
			e.agree(sum, voteSum, "is subtotal and tax", passed)
			if rounded := (sum + 50) / 100 * 100; e.nominees[rounded] != nil { // not the note that was handed over
				e.agree(rounded, voteSum, "is subtotal and tax", passed)
			}
		}
	}
	e.reduced(extras)
	e.items()
	return passed
}

// reduced votes for what a total becomes by the discounts and the rounding under it.
func (e *election) reduced(extras []priced) {
	for _, p := range e.amounts {
		if points, _ := sumLabel(labelBefore(p.at)); points < voteLabel {
			continue
		}
		sum, less := p.Amount, false
		e.raised(p, extras)
		for _, x := range extras[:min(len(extras), 8)] {
			label := bare(e.s.rows[x.row].Text())
			switch {
			case x.row <= p.row:
			case isDiscount(label):
				sum, less = sum-x.Amount.Abs(), true
			case strings.Contains(label, "ROUND"):
				sum += x.Amount
			}
			if less && sum != p.Amount {
				e.agree(sum, voteRounded, "is a total less its discount", nil)
			}
		}
	}
}

// items votes for the sum of the amounts at the ends of the rows before the first sum.
func (e *election) items() {
	var sum values.Amount
	rows := 0
	for i, p := range e.amounts {
		if i+1 < len(e.amounts) && e.amounts[i+1].row == p.row {
			continue
		}
		if _, why := sumLabel(e.s.rows[p.row].Span(0, p.at.From).Text()); why != "" {
			if rows >= 2 {
				e.agree(sum, voteItems, "is the sum of the rows above", nil)
			}
			return
		}
		sum, rows = sum+p.Amount, rows+1
	}
}

// agree votes for an amount that is printed.
func (e *election) agree(sum values.Amount, points float64, why string, passed map[values.Amount]bool) {
	for i := len(e.amounts) - 1; i >= 0; i-- {
		if p := e.amounts[i]; p.Amount == sum {
			e.vote(p, points, why)
			if passed != nil {
				passed[sum] = true
			}
			return
		}
	}
}

// rounding votes for what a sum becomes by the rounding under it.
func (e *election) rounding() {
	for i, r := range e.amounts {
		label := bare(e.s.rows[r.row].Span(0, r.at.From).Text())
		if !strings.Contains(label, "ROUND") || r.Amount.Abs() >= 100 || r.Amount == 0 {
			continue
		}
		for _, before := range e.amounts[:i] {
			if _, labelled := e.nominees[before.Amount]; !labelled {
				continue
			}
			for _, after := range e.amounts[i+1:] {
				off := after.Amount - before.Amount
				if off != 0 && off.Abs() == r.Amount.Abs() && after.row <= r.row+4 {
					e.vote(after, voteRounded+e.nominees[before.Amount].score, "is a sum after rounding")
				}
			}
		}
	}
}

func (e *election) repetition() {
	times := map[values.Amount]int{}
	for _, p := range e.amounts {
		times[p.Amount]++
		if n := e.nominees[p.Amount]; n != nil && times[p.Amount] == 2 {
			e.vote(p, voteAgain, "is printed twice")
		}
	}
}

// unitPrices are words before what one piece or a litre costs.
var unitPrices = []string{"RATE", "PRICE", "MRP", "VOLUME"}

// largest votes for the largest amount that was not handed over: the whole is more than its parts.
func (e *election) largest() {
	var most *priced
	for i, p := range e.amounts {
		label := bare(p.at.Row.Text())
		if !containsAny(label, "CASH", "TENDER", "CHANGE", "PAID", "RECEIVED", "SAVING", "POINTS") && !says(p.at.Row, unitPrices) && (most == nil || p.Amount >= most.Amount) {
			most = &e.amounts[i]
		}
	}
	if most != nil {
		e.vote(*most, voteLargest, "no other sum is larger")
	}
}

func startsAny(text string, heads ...string) bool {
	return slices.ContainsFunc(heads, func(h string) bool { return strings.HasPrefix(text, h) })
}
