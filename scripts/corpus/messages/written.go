package messages

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/munshi-in/munshi/scripts/corpus/invent"
)

// code invents a reference as wallets and banks make them: groups of letters and digits.
func code(s invent.Source) string {
	switch s.IntN(5) {
	case 0:
		return s.Digits(s.Between(5, 16))
	case 1:
		return s.Letters(s.Between(1, 4)) + s.Digits(s.Between(5, 13))
	case 2:
		return s.Letters(2) + s.Digits(6) + "." + s.Digits(4) + "." + s.Letters(1) + s.Digits(5)
	}
	made := ""
	for want := s.Between(8, 14); len(made) < want; {
		made += invent.Pick(s, s.Letters(s.Between(1, 4)), s.Digits(s.Between(1, 5)))
	}
	if !strings.ContainsAny(made, "0123456789") {
		made += s.Digits(2)
	}
	return made
}

func (t *telling) bankName() string {
	if t.country.code != "IN" {
		return t.bank.Short
	}
	return invent.Pick(t.Source, t.bank.Short, t.bank.Short, t.bank.Name, strings.ToUpper(t.bank.Short), t.bank.IFSC+" BANK")
}

func (t *telling) telephone() string {
	if t.country.phone != "" {
		return t.country.phone + t.Digits(8)
	}
	return invent.Pick(t.Source, "1800"+t.Digits(7), "1860"+t.Digits(7), "9"+t.Digits(9), "18"+t.Digits(6), "022-"+t.Digits(8), "+91"+t.Digits(10))
}

// masked hides all but the digits shown of a number.
func (t *telling) masked(shown string) string {
	return invent.Pick(t.Source, "XX", "X", "XXXX", "XXXXXX", "xx", "x", "*", "**", "XXXXXXXX", "...", "x-", "XXX", "****", "XXXXXXXXXX", "*XX", "xxxxx", "#") + shown
}

func (t *telling) money(field string, p invent.Paise, signed bool) {
	printed, value := t.number(p)
	if field == "amount" && t.expect.Amount == "" && signed {
		t.expect.Currency = t.country.currency
	}
	t.said(field, value, t.withSign(printed, signed))
}

func (t *telling) printed(p invent.Paise, signed bool) string {
	printed, _ := t.number(p)
	return t.withSign(printed, signed)
}

func (t *telling) withSign(printed string, signed bool) string {
	for _, after := range t.country.after {
		if signed && after == t.sign {
			return printed + after
		}
	}
	if !signed {
		return printed
	}
	sign := t.sign
	if t.country.code == "IN" && t.Chance(0.05) {
		printed += "/-"
	}
	return sign + printed
}

// number is an amount as the country writes it, and its plain value as printed.
func (t *telling) number(p invent.Paise) (printed, value string) {
	whole, cents := int64(p/100), int64(p%100)
	decimals := fmt.Sprintf("%02d", cents)
	switch {
	case t.country.whole:
		decimals = ""
	case t.decimals == 0 && cents == 0:
		decimals = ""
	case t.decimals == 1 && cents%10 == 0:
		decimals = decimals[:1]
	}
	plain := strconv.FormatInt(whole, 10)
	value = plain
	printed = plain
	if t.Chance(0.75) || t.country.comma || t.country.whole && !t.country.spaced {
		printed = t.grouped(plain)
	}
	if decimals != "" {
		value += "." + decimals
		point := "."
		if t.country.comma {
			point = ","
		}
		printed += point + decimals
	}
	return printed, value
}

func (t *telling) grouped(plain string) string {
	sep := ","
	if t.country.comma {
		sep = "."
	}
	if t.country.spaced {
		sep = " "
	}
	size := 3
	var parts []string
	for len(plain) > size {
		parts = append([]string{plain[len(plain)-size:]}, parts...)
		plain = plain[:len(plain)-size]
		if t.country.indian {
			size = 2
		}
	}
	return strings.Join(append([]string{plain}, parts...), sep)
}

func (t *telling) when(slot string) string {
	at := t.at.Add(t.country.offset)
	date := at.Format(invent.Pick(t.Source, "02-01-06", "02/01/06", "02-01-2006", "02/01/2006", "02-Jan-06", "02-Jan-2006", "02Jan06", "02JAN06", "02-JAN-2006", "2006-01-02", "02 Jan 2006", "02/Jan/2006", "02.01.2006", "2Jan06"))
	if t.country.code == "US" {
		date = at.Format(invent.Pick(t.Source, "01/02/06", "January 2, 2006", "Jan 2, 2006", "01/02/2006", "01/02"))
	}
	clock := at.Format(invent.Pick(t.Source, "15:04:05", "15:04", "03:04 PM", "3:04PM", "03:04:05 pm"))
	switch slot {
	case "dmon":
		return at.Format(invent.Pick(t.Source, "02Jan", "02-Jan", "02/01", "Jan 2006", "January"))
	case "time":
		return clock
	case "datetime":
		return date + invent.Pick(t.Source, " ", " ", " at ", ", ", ":", " @ ") + clock
	}
	return date
}
