package extract

import (
	"fmt"
	"strings"

	"github.com/munshi-in/munshi/stages/extract/layout"
	"github.com/munshi-in/munshi/stages/extract/values"
)

const checkRunningBalance = "running_balance"

// checkBalances walks the lines by their running balance: each balance is the one before plus what came in, minus
// what went out. Statements that print the newest first are walked from the end. Lines whose side is not printed get it
// here, a figure that could not be read is what its neighbours leave, and a misread digit is put right. It returns what does
// not follow and cannot be explained, a sentence a line.
func checkBalances(lines []*line, opening values.Amount, hasOpening bool) []string {
	ordered := chronological(lines)
	var breaks []string
	var before values.Amount
	known := hasOpening
	if known {
		before = opening
	}
	for i, l := range ordered {
		var next *line
		if i+1 < len(ordered) {
			next = ordered[i+1]
		}
		if known {
			l.fill(before, next)
		}
		if known && l.hasBalance {
			l.settleSide(before)
			if l.amount == 0 && before+l.moved() == -l.balance { // its Dr or minus could not be read
				l.balance, l.repaired = -l.balance, true
			}
			if !l.fits(before) && before-l.moved() == l.balance { // the amount was taken for its neighbour column's
				l.debit, l.credit, l.hasDebit, l.hasCredit, l.repaired = l.credit, l.debit, l.hasCredit, l.hasDebit, true
			}
			if !l.fits(before) {
				l.repair(before, next)
			}
			if l.fits(before) {
				l.checks = append(l.checks, checkRunningBalance)
			} else {
				l.doubted = true
				breaks = append(breaks, l.broken(before))
			}
		}
		before, known = l.balance, l.hasBalance
	}
	return breaks
}

// broken says what does not follow.
func (l *line) broken(before values.Amount) string {
	return fmt.Sprintf("page %d, %s: the balance %s does not follow from the one before, %s, by %s: lines may be missing here, or a figure is misread",
		l.rows[0].Page.Number, l.date, l.balance, before, l.moved())
}

// chronological is lines from oldest to newest, whichever way they are printed: the way in which more balances fit.
func chronological(lines []*line) []*line {
	reversed := make([]*line, len(lines))
	for i, l := range lines {
		reversed[len(lines)-1-i] = l
	}
	if fitting(reversed) > fitting(lines) {
		return reversed
	}
	return lines
}

func fitting(lines []*line) int {
	n := 0
	for i := 1; i < len(lines); i++ {
		if lines[i].hasBalance && lines[i-1].hasBalance && lines[i].moved() != 0 && (lines[i].balance-lines[i-1].balance).Abs() == lines[i].moved().Abs() {
			n++
		}
	}
	return n
}

// moved is what the line adds to the balance.
func (l *line) moved() values.Amount { return l.credit - l.debit }

func (l *line) fits(before values.Amount) bool {
	return l.hasBalance && l.amount == 0 && before+l.moved() == l.balance
}

// follows tells whether l's own balance follows from one before it, which vouches for that one.
func (l *line) follows(before values.Amount) bool {
	return l != nil && l.hasBalance && l.amount == 0 && l.moved() != 0 && before+l.moved() == l.balance
}

// settleSide makes an amount whose side is not printed a debit or credit by what the balance did.
func (l *line) settleSide(before values.Amount) {
	switch {
	case l.amount == 0:
		return
	case before-l.amount == l.balance:
		l.debit, l.hasDebit = l.amount, true
	case before+l.amount == l.balance:
		l.credit, l.hasCredit = l.amount, true
	default:
		return
	}
	l.amount, l.sideByBalance = 0, true
}

// fill gives a figure that could not be read the one value that its neighbours leave.
func (l *line) fill(before values.Amount, next *line) {
	switch {
	case l.unreadBalance && l.moved() != 0 && next.follows(before+l.moved()):
		l.balance, l.hasBalance, l.repaired = before+l.moved(), true, true
	case l.unreadAmount && l.hasBalance && l.balance != before && next.follows(l.balance):
		if off := l.balance - before; off > 0 {
			l.credit, l.hasCredit = off, true
		} else {
			l.debit, l.hasDebit = -off, true
		}
		l.repaired = true
	}
}

// repair corrects one misread digit, in the amount or in the balance, when the next line vouches for the rest. A balance is
// held by two equations. An amount is by one, and lines that are missing from an excerpt look like a misread digit (a payment of
// 6,000 left out turns 1,500 into 7,500): so it must be one that readers mistake, and have been hard to read.
func (l *line) repair(before values.Amount, next *line) {
	if next == nil || l.amount != 0 || next.amount != 0 || l.hasDebit == l.hasCredit || layout.Confidence(l.figures) >= certain {
		return
	}
	wantAmount, wantBalance := (l.balance - before).Abs(), before+l.moved()
	sameSide := l.hasCredit == (l.balance > before)
	amount := l.amountSure < doubtful && next.follows(l.balance) && sameSide && oneMisreadDigit(wantAmount, l.moved().Abs())
	balance := next.follows(wantBalance) && (oneMisreadDigit(wantBalance, l.balance) || rupeeReadAsDigit(wantBalance, l.balance))
	switch {
	case amount == balance: // none, or two answers
		return
	case balance:
		l.balance = wantBalance
	case l.hasDebit:
		l.debit = wantAmount
	default:
		l.credit = wantAmount
	}
	l.repaired = true
}

// certain is the confidence from which a reader's digits are not doubted: a PDF's own text is never misread.
const certain = 0.995

// doubtful is the confidence below which an amount may be corrected.
const doubtful = 0.85

// mistaken are the pairs of digits that readers take for each other.
const mistaken = "17 71 38 83 56 65 08 80 06 60 68 86 89 98 09 90 14 41 27 72 35 53 49 94 58 85 39 93"

// oneMisreadDigit tells whether a and b are written alike but for one digit that may be mistaken for the other.
func oneMisreadDigit(a, b values.Amount) bool {
	s, t := a.String(), b.String()
	if len(s) != len(t) || s == t || !values.Near(s, t) {
		return false
	}
	for i := range len(s) {
		if s[i] != t[i] {
			return strings.Contains(mistaken, string([]byte{s[i], t[i]}))
		}
	}
	return false
}

// rupeeReadAsDigit tells whether a is b but for a first digit that a reader who does not know ₹ gives for it.
func rupeeReadAsDigit(a, b values.Amount) bool {
	s := b.String()
	return strings.ContainsRune("237", rune(s[0])) && s[1:] == a.String()
}

// checkTotals compares opening, lines and closing.
func checkTotals(found *fields, lines []*line) {
	opening, okOpening := amountOf(found.get("opening_balance"))
	closing, okClosing := amountOf(found.get("closing_balance"))
	if !okOpening || !okClosing || len(lines) == 0 {
		return
	}
	first := opening
	for _, l := range lines {
		opening += l.moved()
	}
	if opening != closing {
		found.warn(fmt.Sprintf("the opening balance %s and %d lines come to %s, not to the closing balance %s", first, len(lines), opening, closing))
	} else {
		passed(found.get("opening_balance"), "balance_total")
		passed(found.get("closing_balance"), "balance_total")
	}
}
