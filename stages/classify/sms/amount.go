package sms

import "strings"

// maxAmounts is how many amounts of a text are looked at: what is done with them grows with their square.
const maxAmounts = 32

// maxAmountDigits bounds a number that may be money; longer ones are accounts and references.
const maxAmountDigits = 15

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

// A numeral is how a number is written, its value not yet taken out of the text.
type numeral struct {
	from, to int32 // tokens
	decimal  byte  // which separator stands before the decimals; 0 none
	zeros    uint8 // of a word such as lakh behind it
	bare     bool  // a point alone stands before the decimals: " .93"
}

// value is the plain decimal of a numeral.
func (r *reading) value(n *numeral) string {
	text := r.textOf(n.from, n.to)
	if strings.IndexByte(text, ' ') >= 0 {
		text = strings.ReplaceAll(text, " ", "")
	}
	if n.bare {
		return plain("0."+text, '.')
	}
	if value := plain(text, n.decimal); n.zeros == 0 {
		return value
	} else {
		return shift(value, int(n.zeros))
	}
}

// isZero says whether a numeral is nothing but zeros.
func (r *reading) isZero(n *numeral) bool {
	for i := n.from; i <= n.to; i++ {
		if r.tokens[i].kind == number && !r.tokens[i].form.has(allZeros) {
			return false
		}
	}
	return true
}

// hasDecimals says whether a numeral is no whole number.
func (r *reading) hasDecimals(n *numeral) bool {
	if n.zeros == 0 {
		return n.decimal != 0
	}
	return n.decimal != 0 && r.width(int(n.to)) > int(n.zeros) && strings.TrimRight(r.peek(int(n.to), int(n.to))[n.zeros:], "0") != ""
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
		} else if end, c := r.currencyAfter(last); c != 0 {
			a.last, a.currency = int32(end), c
		}
		if a.currency == 0 && !r.bareMoney(i, last, shape) {
			i = last + 1
			continue
		}
		if end, zeros := r.factor(int(a.last), a.currency != 0); zeros != 0 {
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
	return r.glued(i) && r.tokens[i].form.has(oneLetter) && r.tokens[i].class&aMask == 0 && strings.Trim(r.peek(i, i), "Oo") == ""
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

// decimalOf is the decimal separator of a number parted by spaces that ends at token last.
func decimalOf(r *reading, last int) byte {
	if c := r.tokens[last-1].char; c == ',' || c == '.' {
		return byte(c)
	}
	return 0
}

// insideCode says whether a number is part of a code such as EPU871KES, PKR211DTV behind "ref no", or TK93MNOPQR, which only begins
// like a currency.
func (r *reading) insideCode(i int) bool {
	before := r.tokens[i].glued && i > 0 && r.tokens[i-1].kind == word
	behind := r.glued(i+1) && r.tokens[i+1].kind == word
	if before && behind && r.tokens[i+1].mark == 0 {
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

// numeralShape says how a number was written.
type numeralShape struct {
	whole    bool // no decimals
	grouped  bool // 1,23,456
	decimals int
}

// numeral reads the number that begins at token i; not ok when it cannot be money.
func (r *reading) numeral(i int) (written numeral, shape numeralShape, ok bool) {
	last := i
	digits := int(r.tokens[i].end - r.tokens[i].start)
	comma, point := -1, -1 // last of each
	commas, points := 0, 0
	for last+2 < len(r.tokens) {
		sep, next := &r.tokens[last+1], &r.tokens[last+2]
		if sep.kind != symbol || !sep.glued || next.kind != number || !next.glued || (sep.char != ',' && sep.char != '.') || r.tokens[last+2].taken != free {
			break // "Rs.25000.00,04-11-2025": the date has nothing to do with it
		}
		if n := next.end - next.start; sep.char == ',' && (n > 3 || n == 3 && last == i && r.width(i) > 3) { // "IN-638292206,920" are two numbers
			break
		}
		if sep.char == ',' {
			comma, commas = last+1, commas+1
		} else {
			point, points = last+1, points+1
		}
		digits += int(next.end - next.start)
		last += 2
	}
	written = numeral{from: int32(i), to: int32(last)}
	if digits > maxAmountDigits {
		return written, shape, false
	}
	tail := 0
	if last > i {
		tail = int(r.tokens[last].end - r.tokens[last].start)
	}
	decimal := &written.decimal
	switch {
	case points > 1 && commas <= 1 && comma > point && tail != 3, points == 1 && commas == 1 && comma > point:
		*decimal = ','
	case points > 1:
		if r.habit.decimalComma || tail == 3 {
			break
		}
		return written, shape, false // a date or a version
	case points == 1 && point > comma:
		*decimal = '.'
		if tail == 3 && (r.habit.decimalComma || r.thousands(i)) {
			*decimal = 0
		}
	case commas == 1 && tail != 3:
		*decimal = ','
	}
	shape = numeralShape{whole: *decimal == 0, grouped: commas+points > 1 || (last > i && *decimal == 0)}
	if *decimal != 0 {
		shape.decimals = tail
	}
	if i > 0 && last == i && r.tokens[i-1].char == '.' && r.tokens[i].glued && !r.tokens[i-1].glued && tail == 0 && r.width(i) <= 2 {
		written.bare, written.decimal = true, '.' // " .93"
		shape = numeralShape{decimals: r.width(i)}
	}
	return written, shape, true
}

// thousands says whether a point before three digits parts thousands wherever the message comes from: no dollar and no peso has thousandths.
func (r *reading) thousands(i int) bool {
	return r.width(i) <= 3 && !r.tokens[i].form.has(startsZero) && (r.isChar(i-1, '$') || r.isChar(i+3, '$') && r.glued(i+3))
}

// plain strips separators and needless zeros: "1,23,456.50" is 123456.50.
func plain(text string, decimal byte) string {
	simple := decimal == '.' || decimal == 0
	for i := 0; simple && i < len(text); i++ {
		simple = isDigit(text[i]) || (text[i] == '.' && decimal == '.')
	}
	if !simple {
		written := make([]byte, 0, 2*maxAmountDigits)
		cut := len(text)
		if decimal != 0 {
			cut = strings.LastIndexByte(text, decimal)
		}
		for i := 0; i < len(text); i++ {
			if isDigit(text[i]) {
				written = append(written, text[i])
			} else if i == cut {
				written = append(written, '.')
			}
		}
		text = string(written)
	}
	for len(text) > 1 && text[0] == '0' && text[1] != '.' {
		text = text[1:]
	}
	return text
}

// shift multiplies by a power of ten: "1.5" lakh is 150000.
func shift(value string, zeros int) string {
	whole, decimals, _ := strings.Cut(value, ".")
	for len(decimals) < zeros {
		decimals += "0"
	}
	whole += decimals[:zeros]
	if rest := strings.TrimRight(decimals[zeros:], "0"); rest != "" {
		return plain(whole+"."+rest, '.')
	}
	return plain(whole, 0)
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

// bareMoney says whether a number without a currency may be money.
func (r *reading) bareMoney(first, last int, shape numeralShape) bool {
	if first > 0 && r.tokens[first].glued && r.tokens[first-1].kind == word && !r.cueAt(first-1, cueBalance|cueLimit|cueOwed) || r.announced(first) {
		return false
	}
	if last+1 < len(r.tokens) {
		next := &r.tokens[last+1]
		if next.glued && (next.kind == word || next.char == '%' || next.char == '@' || next.char == '-' && !shape.grouped && shape.whole) {
			m := r.markAt(last + 1)
			if m == nil || (m.zeros == 0 && !m.cues.has(cueDebit|cueCredit)) {
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

// PlainAmount returns a plain decimal without separators and sign for a printed amount, empty when it is not one or is zero.
func PlainAmount(text string) string {
	text = strings.TrimRight(strings.TrimLeft(strings.TrimSpace(text), "+-"), ".,")
	if text == "" || len(text) > 40 || !isDigit(text[0]) {
		return ""
	}
	for i := 0; i < len(text); i++ {
		if !isDigit(text[i]) && text[i] != ',' && text[i] != '.' {
			return ""
		}
	}
	if strings.Count(text, ".") > 1 || isZero(strings.ReplaceAll(text, ",", "")) {
		return ""
	}
	return plain(text, '.')
}
