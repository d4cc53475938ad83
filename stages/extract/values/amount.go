// Package values knows how values are written on Indian paper: amounts, amounts in words, dates, and the
// identifiers that carry a structure (PAN, IFSC, GSTIN, MICR). It turns printed text into one normal form, or says
// that it is none; it never guesses. Where a reader's slip (O for 0) leaves exactly one answer, the
// answer is given and marked as repaired.
//
// Every function takes text of any length and gives up at once on what is too long to be such a value.
package values

import (
	"fmt"
	"strings"
)

// Amount is money in hundredths.
type Amount int64

// String is the plain decimal: 123456.50.
func (a Amount) String() string {
	sign := ""
	if a < 0 {
		sign, a = "-", -a
	}
	return fmt.Sprintf("%s%d.%02d", sign, a/100, a%100)
}

// Abs is the amount without its sign.
func (a Amount) Abs() Amount { return max(a, -a) }

// Money is an amount as printed.
type Money struct {
	Amount
	// Currency is the ISO 4217 code printed with it, or empty.
	Currency string
	// Side is "Dr" or "Cr" when printed with the amount.
	Side string
	// Decimals is true when hundredths are printed.
	Decimals bool
	// Repaired is true when a slip of the reader was put right.
	Repaired bool
}

const (
	maxAmountBytes  = 40
	maxAmountDigits = 15 // before the point: no account holds a thousand trillion
)

var currencyMarks = []struct{ mark, code string }{
	{"RUPEES", "INR"}, {"INR", "INR"}, {"RS.", "INR"}, {"RS", "INR"}, {"₹", "INR"}, {"`", "INR"},
	{"USD", "USD"}, {"US$", "USD"}, {"EUR", "EUR"}, {"€", "EUR"}, {"GBP", "GBP"}, {"£", "GBP"},
	{"AED", "AED"}, {"SGD", "SGD"}, {"S$", "SGD"}, {"MYR", "MYR"}, {"RM", "MYR"}, {"$", "USD"},
}

// Currency returns the ISO code that text is the mark of: "Rs." is INR.
func Currency(text string) (code string, ok bool) {
	text = strings.ToUpper(strings.Trim(text, " :()."))
	for _, c := range currencyMarks {
		if text == strings.Trim(c.mark, ".") {
			return c.code, true
		}
	}
	return "", false
}

// ParseAmount reads one printed amount, whole: 1,23,456.50  Rs.500/-  ₹ 1,000.00 Cr  (250.00)  -12.30  12.30-.
// Commas must stand where Indian or western grouping puts them.
func ParseAmount(text string) (Money, bool) {
	if len(text) > maxAmountBytes {
		return Money{}, false
	}
	var m Money
	s := strings.ToUpper(withoutRules(strings.TrimSpace(text)))
	s = strings.Trim(s, "*#") // **1,250.00** keeps others from adding a digit
	s, negative := unsigned(s)
	s, m.Side, m.Repaired = withoutSide(s)
	s, m.Currency = withoutCurrency(s)
	if !negative {
		s, negative = unsigned(s)
	}
	for _, end := range []string{"/-", "/=", "-/", "/"} {
		if t := strings.TrimSuffix(s, end); t != s {
			s = strings.TrimSpace(t)
			break
		}
	}
	s = strings.Trim(s, "*=#")
	if t := strings.TrimRight(s, "1IL"); negative && strings.Contains(t, ",") && grouped(t) && !grouped(s) { // 4,24,5271- is 4,24,527/-
		s, negative, m.Repaired = t, false, true
	}
	amount, decimals, repaired, ok := digits(s)
	if !ok {
		return Money{}, false
	}
	if negative {
		amount = -amount
	}
	m.Amount, m.Decimals, m.Repaired = amount, decimals, repaired || m.Repaired
	return m, true
}

// withoutRules drops what a reader makes of the lines around a figure: bars, and brackets without their other half.
func withoutRules(s string) string {
	s = strings.TrimRight(strings.Trim(s, "|[]{}_'\"“”‘’~"), ",.;:") // specks behind a figure look like a comma
	if !strings.Contains(s, "(") {
		s = strings.TrimRight(s, ")")
	}
	if !strings.Contains(s, ")") {
		s = strings.TrimLeft(s, "(")
	}
	return s
}

func unsigned(s string) (string, bool) {
	if len(s) > 2 && s[0] == '(' && s[len(s)-1] == ')' {
		return strings.TrimSpace(s[1 : len(s)-1]), true
	}
	for _, minus := range []string{"-", "−", "–"} {
		if t := strings.TrimPrefix(s, minus); t != s {
			return strings.TrimSpace(t), true
		}
		if t := strings.TrimSuffix(s, minus); t != s && !strings.HasSuffix(t, "/") {
			return strings.TrimSpace(t), true
		}
	}
	return strings.TrimPrefix(s, "+"), false
}

// withoutSide takes the Dr or Cr off. Or behind a figure is a Dr misread, and of a lone R nobody knows.
func withoutSide(s string) (rest, side string, repaired bool) {
	for _, side := range []struct {
		mark, name string
		repaired   bool
	}{
		{"(DR)", "Dr", false}, {"(CR)", "Cr", false}, {"DR.", "Dr", false}, {"CR.", "Cr", false}, {"DR", "Dr", false}, {"CR", "Cr", false},
		{"(D)", "Dr", false}, {"(C)", "Cr", false}, {"OR", "Dr", true}, {"0R", "Dr", true}, {"R", "", true},
	} {
		if t := strings.TrimSuffix(s, side.mark); t != s {
			return strings.TrimSpace(t), side.name, side.repaired
		}
	}
	return s, "", false
}

func withoutCurrency(s string) (string, string) {
	for _, c := range currencyMarks {
		if t := strings.TrimPrefix(s, c.mark); t != s {
			return strings.TrimLeft(t, " .:"), c.code
		}
		if t := strings.TrimSuffix(s, c.mark); t != s && c.mark != "`" {
			return strings.TrimSpace(t), c.code
		}
	}
	if t := strings.TrimLeft(s, "%?"); t != s { // what readers that do not know ₹ give for it
		return t, "INR"
	}
	return s, ""
}

// slips are letters that readers give for a digit.
var slips = map[rune]rune{'O': '0', 'Q': '0', 'D': '0', 'I': '1', 'L': '1', '|': '1', 'S': '5', 'B': '8', 'Z': '2', 'G': '6', '@': '0'}

// digits reads a bare number. The last comma or point with two digits behind it is the decimal point; a point
// in a grouping comma's place, or a comma in the point's, is a slip of the reader.
func digits(s string) (amount Amount, decimals, repaired, ok bool) {
	if s == "" {
		return 0, false, false, false
	}
	clean, letters := make([]byte, 0, len(s)), 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9', r == ',', r == '.':
		case slips[r] != 0:
			r, letters = slips[r], letters+1
		default:
			return 0, false, false, false
		}
		clean = append(clean, byte(r))
	}
	// "SO" and "IO" are words: letters pass for digits only among more real digits, before a decimal point.
	if letters > 0 && (letters*2 >= len(clean) || !strings.Contains(s, ".")) {
		return 0, false, false, false
	}
	repaired = letters > 0
	whole, cents := string(clean), ""
	if i := strings.LastIndexAny(whole, ".,"); i >= 0 && isDecimals(whole, i) {
		repaired = repaired || whole[i] == ','
		whole, cents, decimals = whole[:i], whole[i+1:], true
	}
	if strings.Contains(whole, ".") {
		whole, repaired = strings.ReplaceAll(whole, ".", ","), true
		if !decimals { // 1.234: a grouped number with a slip, or three decimals? Both are possible.
			return 0, false, false, false
		}
	}
	if !grouped(whole) {
		return 0, false, false, false
	}
	whole = strings.ReplaceAll(whole, ",", "")
	if whole == "" && cents == "" || len(whole) > maxAmountDigits {
		return 0, false, false, false
	}
	for len(cents) < 2 {
		cents += "0"
	}
	for _, d := range whole + cents {
		amount = amount*10 + Amount(d-'0')
	}
	return amount, decimals, repaired, true
}

// isDecimals tells whether what follows the mark at i is hundredths: one or two digits after a point, two after
// a comma, which then cannot be grouping.
func isDecimals(s string, i int) bool {
	n := len(s) - i - 1
	if s[i] == '.' {
		return n == 1 || n == 2
	}
	return n == 2 && i > 0
}

// grouped tells whether the commas of a whole number stand as in 1,23,45,678 or 12,345,678, or are absent.
func grouped(s string) bool {
	if !strings.Contains(s, ",") {
		return true
	}
	parts := strings.Split(s, ",")
	last := len(parts) - 1
	if len(parts[0]) == 0 || len(parts[0]) > 3 || len(parts[last]) != 3 {
		return false
	}
	indian, western := len(parts[0]) <= 2, true
	for _, p := range parts[1:last] {
		indian, western = indian && len(p) == 2, western && len(p) == 3
	}
	return indian || western
}
