package sms

import "strings"

// maxAmountDigits bounds a number that may be money; longer ones are accounts and references.
const maxAmountDigits = 15

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
	return n.decimal != 0 && r.width(int(n.to)) > int(n.zeros) && strings.TrimRight(r.textOf(n.to, n.to)[n.zeros:], "0") != ""
}

// decimalOf is the decimal separator of a number parted by spaces that ends at token last.
func decimalOf(r *reading, last int) byte {
	if c := r.tokens[last-1].char; c == ',' || c == '.' {
		return byte(c)
	}
	return 0
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

func isZero(value string) bool {
	for i := 0; i < len(value); i++ {
		if value[i] != '0' && value[i] != '.' {
			return false
		}
	}
	return true
}
