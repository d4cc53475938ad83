package invent

import (
	"fmt"
	"strconv"
	"strings"
)

// PAN invents the permanent account number of a person: three letters, P for a person, the surname's first letter, four
// digits, a letter.
func (s Source) PAN(p Person) string {
	return s.Letters(3) + "P" + strings.ToUpper(p.Surname[:1]) + fmt.Sprintf("%04d", s.Between(1, 9999)) + s.Letters(1)
}

const gstinAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// GSTIN invents the tax number of a firm: state code, a PAN, a digit, Z and the check character.
func (s Source) GSTIN(stateCode string) string {
	body := stateCode + s.Letters(3) + Pick(s, "C", "F", "P") + s.Letters(1) + fmt.Sprintf("%04d", s.Between(1, 9999)) + s.Letters(1) + "1Z"
	return body + GSTINCheck(body)
}

// GSTINCheck is the fifteenth character for the first fourteen of a GSTIN: weights 1 and 2 in turn in base 36, the
// digits of each product added.
func GSTINCheck(body string) string {
	sum := 0
	for i, r := range body {
		product := strings.IndexRune(gstinAlphabet, r) * (1 + i%2)
		sum += product/36 + product%36
	}
	return string(gstinAlphabet[(36-sum%36)%36])
}

// Paise is an amount of money. Whole numbers, so that balances add up.
type Paise int64

// Rupees makes an amount of whole rupees.
func Rupees(n int) Paise { return Paise(n) * 100 }

// Plain is the amount as labels have it: 1234567.50.
func (p Paise) Plain() string {
	sign := ""
	if p < 0 {
		sign, p = "-", -p
	}
	return fmt.Sprintf("%s%d.%02d", sign, p/100, p%100)
}

// String is the amount as Indian papers print it: 12,34,567.50.
func (p Paise) String() string {
	if p < 0 {
		return "-" + (-p).String()
	}
	return fmt.Sprintf("%s.%02d", grouped(int64(p/100)), p%100)
}

// Whole is the amount without its paise: 12,34,567.
func (p Paise) Whole() string { return grouped(int64(p / 100)) }

// grouped writes n with Indian grouping: the last three digits, then pairs.
func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	if len(s) <= 3 {
		return s
	}
	head, tail := s[:len(s)-3], s[len(s)-3:]
	for len(head) > 2 {
		tail = head[len(head)-2:] + "," + tail
		head = head[:len(head)-2]
	}
	return head + "," + tail
}

var units = strings.Fields(`Zero One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen Fourteen Fifteen
	Sixteen Seventeen Eighteen Nineteen`)
var tens = strings.Fields(`- - Twenty Thirty Forty Fifty Sixty Seventy Eighty Ninety`)

// Words is the whole rupees of an amount in words, with lakhs and crores: One Lakh Twenty Three Thousand Four Hundred.
func (p Paise) Words() string { return words(int64(p / 100)) }

func words(n int64) string {
	switch {
	case n < 20:
		return units[n]
	case n < 100:
		return strings.TrimSuffix(tens[n/10]+" "+units[n%10], " Zero")
	}
	for _, scale := range []struct {
		of   int64
		name string
	}{{10_000_000, "Crore"}, {100_000, "Lakh"}, {1000, "Thousand"}, {100, "Hundred"}} {
		if n >= scale.of {
			return strings.TrimSuffix(words(n/scale.of)+" "+scale.name+" "+words(n%scale.of), " Zero")
		}
	}
	panic("unreachable: every number of 100 or more has a scale")
}
