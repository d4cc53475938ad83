package extract

import (
	"strings"

	"github.com/munshi-in/munshi/stages/extract/values"
)

const checkRunningBalance = "running_balance"

// checkBalances walks the lines by their running balance: each balance is the one before plus what came in, minus
// what went out. Statements that print the newest first are walked from the end. Lines whose side is not printed get it
// here, and a misread figure is put right when its neighbours leave one answer.
func checkBalances(lines []*line, opening values.Amount, hasOpening bool) {
	ordered := chronological(lines)
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
		if known && l.hasBalance {
			l.settleSide(before)
			if !l.fits(before) {
				l.repair(before, next)
			}
			if l.fits(before) {
				l.checks = append(l.checks, checkRunningBalance)
			} else {
				l.doubted = true
			}
		}
		before, known = l.balance, l.hasBalance
	}
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
		if lines[i].hasBalance && lines[i-1].hasBalance && lines[i].moved() != 0 && lines[i].fits(lines[i-1].balance) {
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

// settleSide makes an amount whose side is not printed a debit or credit by what the balance did.
func (l *line) settleSide(before values.Amount) {
	switch {
	case l.amount == 0:
	case before-l.amount == l.balance:
		l.debit, l.hasDebit, l.amount = l.amount, true, 0
	case before+l.amount == l.balance:
		l.credit, l.hasCredit, l.amount = l.amount, true, 0
	}
}

// repair corrects one misread digit, in the amount or in the balance, when the next line vouches for the rest.
func (l *line) repair(before values.Amount, next *line) {
	if next == nil || !next.hasBalance || l.amount != 0 || next.amount != 0 || l.hasDebit == l.hasCredit {
		return
	}
	nextAgrees := func(balance values.Amount) bool { return next.moved() != 0 && balance+next.moved() == next.balance }
	wantAmount, wantBalance := (l.balance - before).Abs(), before+l.moved()
	sameSide := l.hasCredit == (l.balance > before)
	amount := nextAgrees(l.balance) && sameSide && oneDigitApart(wantAmount, l.moved().Abs())
	balance := nextAgrees(wantBalance) && oneDigitApart(wantBalance, l.balance)
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

// oneDigitApart tells whether a and b are written alike but for one digit.
func oneDigitApart(a, b values.Amount) bool {
	s, t := a.String(), b.String()
	return len(s) == len(t) && s != t && values.Near(s, t) && strings.HasPrefix(s, "-") == strings.HasPrefix(t, "-")
}
