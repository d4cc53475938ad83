package sms

import "strings"

// maxAmounts is how many amounts of a text are looked at: what is done with them grows with their square.
const maxAmounts = 32

// part is the role an amount plays.
type part uint8

const (
	partMoved part = iota
	partBalance
	partLimit
	partFee
	partPoints
	partOwed
)

// An amount is a candidate: a number that may be money.
type amount struct {
	first, last int32 // tokens, currency included
	numeral
	currency uint16 // 0: none is written beside it
	part     part
}

// findAmounts collects every number that is written as money: with a currency before or behind it, or, when
// bare, with decimals or after a word such as "by" or "amount".
func (r *reading) findAmounts() {
	for i := r.numbers.next(0); i < len(r.tokens) && len(r.amounts) < maxAmounts; i = r.numbers.next(i) {
		if r.insideCode(i) {
			i++
			continue
		}
		written, shape, ok := r.numeral(i)
		if end, grouped := r.spacedNumeral(i, int(written.to)); grouped {
			written, shape, ok = numeral{from: int32(i), to: int32(end), decimal: decimalOf(r, end)}, numeralShape{whole: true, grouped: true}, true
		}
		last := int(written.to)
		if !ok || r.lettersForZeros(last+1) {
			i = last + 1
			continue
		}
		a := amount{first: int32(i), last: int32(last), numeral: written}
		if i > 0 && r.tokens[i-1].char == '.' && !shape.whole && (written.bare || r.isZero(&numeral{from: written.from, to: written.to - 2})) {
			a.first-- // ".93"
		}
		if first, c := r.currencyBefore(int(a.first)); c != 0 {
			a.first, a.currency = int32(first), c
			if r.sharedSign(a.currency, a.first, a.last) != "" { // "$1,500.00 MXN": the code says whose dollars
				behind := last + bit(r.isChar(last+1, '(')) // "$120.00 (CAD)"
				if end, code := r.currencyAfter(behind); code != 0 && code != c {
					a.last, a.currency = int32(end), code
				}
			}
			if end, code := r.currencyAfter(last); code == a.currency && !(end+1 < len(r.tokens) && r.tokens[end+1].kind == number) {
				a.last = int32(end) // "счет RUB. 5000 RUB."
			}
		} else if end, c := r.currencyAfter(last); c != 0 {
			a.last, a.currency = int32(end), c
		}
		if a.currency == 0 && !r.bareMoney(i, last, shape) {
			i = last + 1
			continue
		}
		if end, zeros := r.factor(int(a.last), a.currency != 0); zeros != 0 && !(shape.grouped && shape.decimals > 0) { // "$1,500.00 MN" are pesos
			a.last, a.zeros = int32(end), uint8(zeros)
			if a.currency == 0 {
				if end, c := r.currencyAfter(int(a.last)); c != 0 {
					a.last, a.currency = int32(end), c
				}
			}
		}
		r.amounts = append(r.amounts, a)
		r.take(a.first, a.last, takenAmount)
		i = int(a.last) + 1
	}
}

// lettersForZeros says whether letters O stand at token i where zeros would: "Rs.15OOO" is how spam hides from filters.
func (r *reading) lettersForZeros(i int) bool {
	return r.glued(i) && r.tokens[i].form.has(oneLetter) && r.tokens[i].class&aMask == 0 && strings.Trim(r.textOf(int32(i), int32(i)), "Oo") == ""
}

// spacedNumeral joins groups of three digits parted by spaces, "1 500 000,00 FCFA", where a currency stands behind them and
// none before; where numbers are written so, before them will do: "R2 500.00". last is where the first group ends.
func (r *reading) spacedNumeral(i, last int) (end int, ok bool) {
	if last != i || r.width(i) > 3 {
		return last, false
	}
	for end = i; end+1 < len(r.tokens); {
		t := &r.tokens[end+1]
		if t.kind != number || t.glued || r.width(end+1) != 3 || r.tokens[end+1].taken != free || r.tokens[end+1].start-r.tokens[end].end != 1 {
			break
		}
		end++
	}
	if end == i || end-i > 4 {
		return last, false
	}
	if end+2 < len(r.tokens) && (r.isChar(end+1, ',') || r.habit.spaced && r.isChar(end+1, '.')) && r.glued(end+1) && r.glued(end+2) && r.tokens[end+2].kind == number && r.width(end+2) == 2 {
		end += 2
	}
	_, after := r.currencyAfter(end)
	_, before := r.currencyBefore(i)
	return end, after != 0 && before == 0 || r.habit.spaced && after|before != 0
}

// insideCode says whether a number is part of a code such as EPU871KES, PKR211DTV behind "ref no", or TK93MNOPQR, which only begins
// like a currency.
func (r *reading) insideCode(i int) bool {
	before := r.tokens[i].glued && i > 0 && r.tokens[i-1].kind == word
	if before && r.separated(i) {
		if m := r.markAt(i - 1); m != nil && m.currency != 0 {
			return false // "Trx. of QAR4,933.00"
		}
	}
	behind := r.glued(i+1) && r.tokens[i+1].kind == word
	if before && behind && (r.tokens[i+1].mark == 0 || r.glued(i+3) && r.tokens[i+2].kind == number && r.tokens[i+3].kind == word) { // FT25256RP1FK2
		last := i + 1
		for r.glued(last+1) && r.inner(last+1) {
			last++
		}
		if int(r.tokens[last].end-r.tokens[i-1].start) >= minMixedBytes && r.capitals(i-1, last) {
			return true
		}
	}
	return before && r.tokens[i-1].mark == 0 && behind || (before || behind) && r.announced(i-bit(before))
}

// separated says whether the number at token i goes on behind a comma or a point: no code does behind a currency.
func (r *reading) separated(i int) bool {
	return (r.isChar(i+1, ',') || r.isChar(i+1, '.')) && r.glued(i+1) && r.glued(i+2) && r.tokens[i+2].kind == number
}

// currencyBefore returns the currency that stands right before token i, and its first token. Between them may
// stand a full stop, a colon, a mask of asterisks or an opening bracket.
func (r *reading) currencyBefore(i int) (first int, currency uint16) {
	for j := i - 1; j >= 0 && j >= i-5; j-- {
		if c := r.ownLetter(j); c != 0 {
			return j, c
		}
		if m := r.markAt(j); m != nil {
			if m.currency == 0 || (int(m.last) < i-1 && r.tokens[m.last].kind == word && r.tokens[m.last].id == 0) {
				return 0, 0
			}
			return int(m.first), m.currency
		}
		switch c := r.tokens[j].char; {
		case r.tokens[j].kind != symbol:
			return 0, 0
		case c != '.' && c != ':' && c != '*' && c != '-' && c != '(' && c != '+':
			return 0, 0
		}
	}
	return 0, 0
}

// currencyAfter returns the currency that stands right behind token i, and its last token.
func (r *reading) currencyAfter(i int) (last int, currency uint16) {
	if i+1 < len(r.tokens) {
		if c := r.ownLetter(i + 1); c != 0 && r.glued(i+1) {
			return i + 1, c
		}
		if m := r.markAt(i + 1); m != nil && m.currency != 0 && r.tokens[i+1].kind != newline {
			if n := int(m.last) + 1; r.tokens[i+1].kind == symbol && !r.tokens[i+1].glued && n < len(r.tokens) && r.tokens[n].kind == number && r.tokens[n].glued { // "500 $20": the sign belongs to 20
				return 0, 0
			}
			n := int(m.last) + 1
			if r.isChar(n, '.') && r.glued(n) {
				n++
			}
			if n < len(r.tokens) && r.tokens[n].kind == number && !r.tokens[i+1].glued {
				if _, before := r.currencyBefore(i); before == 0 && r.tokens[n].glued { // "29 Rs500", "LIC0001 Rs.350"
					return 0, 0
				}
			}
			return int(m.last), m.currency
		}
	}
	return 0, 0
}

// ownLetter is letterMoney where that is the money of the country the message comes from, or no other money is written.
func (r *reading) ownLetter(i int) uint16 {
	c := r.letterMoney(i)
	if c == 0 || r.know.currencies[c] == r.habit.currency {
		return c
	}
	for n := range r.marks {
		if r.marks[n].currency != 0 {
			return 0
		}
	}
	return c
}

// factor returns the zeros of a word such as lakh behind token i. A single letter counts only when it is glued
// to an amount with a currency, or to nothing else: "1.5L".
func (r *reading) factor(i int, money bool) (last, zeros int) {
	if i+1 >= len(r.tokens) {
		return 0, 0
	}
	m := r.markAt(i + 1)
	if m == nil || m.zeros == 0 {
		return 0, 0
	}
	t := r.tokens[i+1]
	if t.end-t.start == 1 && (!t.glued || (int(m.last)+1 < len(r.tokens) && r.tokens[m.last+1].glued && r.tokens[m.last+1].kind != symbol)) {
		return 0, 0
	}
	if !money && t.end-t.start == 1 && t.char != 'L' {
		return 0, 0
	}
	return int(m.last), int(m.zeros)
}

// lostSpace says whether the word at token i is a little one that stands apart from numbers, so that a space was lost: "by185.0on".
func (r *reading) lostSpace(i int) bool {
	return r.cueAt(i, cueOn|cueBy|cueFrom|cueTo) && r.little(i) && r.width(i) > 1
}

// bareMoney says whether a number without a currency may be money.
func (r *reading) bareMoney(first, last int, shape numeralShape) bool {
	if r.aloneBehindMove(first, last) {
		return true
	}
	if first > 0 && r.tokens[first].glued && r.tokens[first-1].kind == word && !r.cueAt(first-1, cueBalance|cueLimit|cueOwed) && !r.lostSpace(first-1) && !(shape.grouped && r.tellsMove(first-1)) || r.announced(first) {
		return false
	}
	if last+1 < len(r.tokens) {
		next := &r.tokens[last+1]
		if next.glued && (next.kind == word || next.char == '%' || next.char == '@' || next.char == '-' && !shape.grouped && shape.whole) {
			m := r.markAt(last + 1)
			if m == nil || (m.zeros == 0 && !m.cues.has(cueDebit|cueCredit) && !r.lostSpace(last+1)) {
				return false
			}
		}
		if next.char == '%' {
			return false
		}
		if m := r.markAt(last + 1); m != nil && m.zeros != 0 {
			return true
		}
	}
	if shape.decimals == 2 || shape.decimals == 1 || (shape.grouped && shape.whole) {
		return true
	}
	for j := first - 1; j >= 0 && j >= first-2; j-- { // "debited by 185", "amount: 500", "balance is 500"
		if m := r.markAt(j); m != nil {
			return m.cues.has(cueBalance) || (m.cues.has(cueBy) && int(m.first) > 0 && r.cueAt(int(m.first)-1, cueDebit|cueCredit)) ||
				m.asks
		}
		if r.tokens[j].kind != symbol {
			return false
		}
	}
	return false
}

// tellsMove says whether token i ends a word for money that moved in a script that glues numbers to words: "برداشت24,253".
func (r *reading) tellsMove(i int) bool {
	return r.tokens[i].form.has(startsForeign) && r.cueAt(i, cueDebit|cueCredit)
}

// aloneBehindMove says whether a number too small to be grouped, the last of its line, stands behind such a word, with a sign or the end of
// a line between: "برداشت:49-".
func (r *reading) aloneBehindMove(first, last int) bool {
	if r.width(first) > 3 || last != first {
		return false
	}
	for last++; r.isChar(last, '-') || r.isChar(last, '+'); last++ {
	}
	if last < len(r.tokens) && r.tokens[last].kind != newline {
		return false
	}
	i := first - 1
	for i >= 0 && i >= first-3 && (r.tokens[i].kind == newline || r.isChar(i, ':') || r.isChar(i, '-') || r.isChar(i, '+')) {
		i--
	}
	return i >= 0 && i < first-1 && r.tellsMove(i)
}
