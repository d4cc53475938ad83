package values

import "strings"

// maxAmountWords bounds an amount in words; the longest real one has about thirty.
const maxAmountWords = 60

var numberWords = map[string]int64{
	"ZERO": 0, "NIL": 0, "ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5, "SIX": 6, "SEVEN": 7, "EIGHT": 8, "NINE": 9, "TEN": 10,
	"ELEVEN": 11, "TWELVE": 12, "THIRTEEN": 13, "FOURTEEN": 14, "FIFTEEN": 15, "SIXTEEN": 16, "SEVENTEEN": 17,
	"EIGHTEEN": 18, "NINETEEN": 19, "TWENTY": 20, "THIRTY": 30, "FORTY": 40, "FOURTY": 40, "FIFTY": 50, "SIXTY": 60,
	"SEVENTY": 70, "EIGHTY": 80, "NINETY": 90, "HUNDRED": 100, "THOUSAND": 1e3, "LAKH": 1e5, "LAKHS": 1e5,
	"LAC": 1e5, "LACS": 1e5, "MILLION": 1e6, "CRORE": 1e7, "CRORES": 1e7,
}

// silentWords stand in an amount in words and count nothing.
var silentWords = map[string]bool{"RUPEES": true, "RUPEE": true, "RS": true, "INR": true, "AND": true, "ONLY": true, "A": true}

// ParseAmountInWords reads "Rupees One Lakh Twenty Three Thousand and Fifty Paise Only". Every word must be known,
// with one wrong letter allowed in a word of five or more.
func ParseAmountInWords(text string) (Amount, bool) {
	if len(text) > maxAmountWords*12 {
		return 0, false
	}
	tokens := wordTokens(text)
	if len(tokens) > maxAmountWords {
		return 0, false
	}
	// total collects what a scale word has closed, group the three digits being said.
	var total, group, last int64 = 0, 0, 1 << 60
	var rupees Amount
	said, paise := false, false
	for _, token := range tokens {
		if token == "PAISE" || token == "PAISA" {
			paise = true
			break
		}
		if silentWords[token] {
			if strings.HasPrefix(token, "RUPEE") && said { // "One Hundred Rupees and Fifty Paise"
				rupees, total, group, last, said = Amount(total+group)*100, 0, 0, 1<<60, false
			}
			continue
		}
		n, ok := numberWord(token)
		if !ok {
			return 0, false
		}
		said = true
		switch {
		case n < 100:
			if !follows(group, n) {
				return 0, false
			}
			group += n
		case n == 100:
			if group < 1 || group > 99 {
				return 0, false
			}
			group *= 100
		default: // thousand, lakh, million, crore: each smaller than the one before
			if group == 0 || n >= last {
				return 0, false
			}
			total, group, last = total+group*n, 0, n
		}
		if total > 1e13 {
			return 0, false
		}
	}
	sum := Amount(total + group)
	switch {
	case paise && rupees == 0:
		// "One Hundred and Fifty Paise" does not say where the rupees end.
		if sum >= 100 {
			return 0, false
		}
		return sum, said
	case paise:
		return rupees + sum, said && sum < 100
	case rupees != 0:
		return rupees + sum*100, !said // words after "Rupees" that are no paise contradict it
	}
	return sum * 100, said
}

// follows tells whether n may be said after the group so far: "Hundred Twenty", "Twenty Five", not "Five Twenty".
func follows(group, n int64) bool {
	tail := group % 100
	return tail == 0 || tail >= 20 && tail%10 == 0 && n < 10
}

func wordTokens(text string) []string {
	return strings.FieldsFunc(strings.ToUpper(text), func(r rune) bool { return r < 'A' || r > 'Z' })
}

// numberWord finds the number that token says; "TWENTYFIVE" is left to splitNumber.
func numberWord(token string) (int64, bool) {
	if n, ok := numberWords[token]; ok {
		return n, true
	}
	if n, ok := splitNumber(token); ok {
		return n, true
	}
	if len(token) < 5 {
		return 0, false
	}
	var found int64
	hits := 0
	for word, n := range numberWords {
		if len(word) >= 5 && Near(word, token) && (hits == 0 || n != found) {
			found, hits = n, hits+1
		}
	}
	return found, hits == 1
}

// Respelt puts right the number words of text in which a reader took one letter for another, as far as each can be only one word:
// Eight Thousand Five Hundhed. It tells whether there were any.
func Respelt(text string) (string, bool) {
	mended := false
	words := strings.Fields(clipText(text, maxAmountWords*12))
	for i, word := range words {
		token := strings.ToUpper(word)
		if _, known := numberWords[token]; known || len(token) < 5 || len(wordTokens(word)) != 1 || len(wordTokens(word)[0]) != len(word) {
			continue
		}
		if _, split := splitNumber(token); split || silentWords[token] {
			continue
		}
		var only string
		near := 0
		for number := range numberWords {
			if len(number) >= 5 && len(number) == len(token) && Near(number, token) {
				only, near = number, near+1
			}
		}
		if near != 1 {
			continue
		}
		mended = true
		switch {
		case word == token:
			words[i] = only
		case word[:1] == token[:1]:
			words[i] = only[:1] + strings.ToLower(only[1:])
		default:
			words[i] = strings.ToLower(only)
		}
	}
	if !mended {
		return text, false
	}
	return strings.Join(words, " "), true
}

// splitNumber reads a tens word with its unit written as one: TWENTYFIVE.
func splitNumber(token string) (int64, bool) {
	for i := 5; i <= len(token)-3; i++ {
		tens, okTens := numberWords[token[:i]]
		unit, okUnit := numberWords[token[i:]]
		if okTens && okUnit && tens >= 20 && tens < 100 && unit > 0 && unit < 10 {
			return tens + unit, true
		}
	}
	return 0, false
}

// Near tells whether a and b differ by at most one letter changed, added or lost.
func Near(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		return i == len(a) || a[i+1:] == b[i+1:]
	}
	return a[i:] == b[i+1:]
}
