package values

import (
	"strings"
	"testing"
	"time"
)

func TestAmountsAreReadAsIndiaWritesThem(t *testing.T) {
	for text, want := range map[string]string{
		"1,23,456.50":       "123456.50",
		"12,34,56,789.00":   "123456789.00",
		"1,234,567.8":       "1234567.80",
		"Rs.500/-":          "500.00",
		"Rs. 1,500/-":       "1500.00",
		"₹ 2,00,000":        "200000.00",
		"INR 99.00":         "99.00",
		"(250.00)":          "-250.00",
		"-12.30":            "-12.30",
		"12.30-":            "-12.30",
		"+4,865.00":         "4865.00",
		"1,000.00 Cr":       "1000.00",
		"1,000.00(Dr)":      "1000.00",
		"|63.60)":           "63.60",
		"0.01":              "0.01",
		"***12,000.00":      "12000.00",
		"%752.00":           "752.00",
		"999999999999999.9": "999999999999999.90",
	} {
		m, ok := ParseAmount(text)
		if !ok || m.String() != want || m.Repaired {
			t.Errorf("%q: got %s %v repaired %v, want %s", text, m, ok, m.Repaired, want)
		}
	}
}

func TestASlipInAnAmountIsRepairedOnlyWhenOneAnswerIsLeft(t *testing.T) {
	for text, want := range map[string]string{
		"1.234.56": "1234.56", "1,234,56": "1234.56", "1O2.50": "102.50", "l,5S0.00": "1550.00", "68,285.79r": "68285.79",
	} {
		if m, ok := ParseAmount(text); !ok || m.String() != want || !m.Repaired {
			t.Errorf("%q: got %s %v repaired %v, want %s", text, m, ok, m.Repaired, want)
		}
	}
	for _, text := range []string{"", "SO", "OIL", "1.234", "12,34.00", "1,2,3", "12..5", "1,23,45", "12 34", "UPI/123", "0x10", "1e5", "-", ".", ",",
		"1234567890123456.00", strings.Repeat("9", 1000), "12,3456.00", "1,234,56,789.00", "18%", "5.00%"} {
		if m, ok := ParseAmount(text); ok {
			t.Errorf("%q was taken for %s", text, m)
		}
	}
}

func TestTheSideAndTheCurrencyStayWithTheAmount(t *testing.T) {
	m, ok := ParseAmount("₹1,000.00 Dr")
	if !ok || m.Side != "Dr" || m.Currency != "INR" {
		t.Errorf("got %+v %v", m, ok)
	}
	if m, _ := ParseAmount("RM9.00"); m.Currency != "MYR" {
		t.Errorf("got %+v", m)
	}
}

func FuzzAnAmountReadIsReadAgainTheSame(f *testing.F) {
	for _, s := range []string{"1,23,456.50", "Rs.500/-", "(1.00)", "1.234.56", "1O.50", "٣", "-₹5 CR", strings.Repeat("1", 500)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, ok := ParseAmount(text)
		if !ok {
			return
		}
		again, ok := ParseAmount(m.String())
		if !ok || again.Amount != m.Amount || again.Repaired {
			t.Fatalf("%q is %s, which reads as %s (%v)", text, m, again, ok)
		}
	})
}

// grouping writes an amount as a bank does, in lakhs and crores.
func grouping(a Amount) string {
	s := a.String()
	whole, cents := s[:len(s)-3], s[len(s)-3:]
	out := whole[max(0, len(whole)-3):]
	for whole = whole[:max(0, len(whole)-3)]; whole != ""; whole = whole[:max(0, len(whole)-2)] {
		out = whole[max(0, len(whole)-2):] + "," + out
	}
	return out + cents
}

func TestEveryGroupedAmountIsReadBack(t *testing.T) {
	for a := Amount(1); a < 1e16; a = a*3 + 7 {
		if m, ok := ParseAmount(grouping(a)); !ok || m.Amount != a || m.Repaired {
			t.Fatalf("%s reads as %s %v", grouping(a), m, ok)
		}
	}
}

func TestAmountsInWordsAreReadByIndianScales(t *testing.T) {
	for text, want := range map[string]string{
		"Rupees One Lakh Twenty Three Thousand Four Hundred Fifty Six Only": "123456.00",
		"Eight Thousand Nine Hundred Seventy":                               "8970.00",
		"TWO CRORE FIVE LAKHS ONLY":                                         "20500000.00",
		"Rupees Five Hundred and Fifty Paise Only":                          "",
		"Five Hundred Rupees and Fifty Paise":                               "500.50",
		"Fifty Paise Only":                                                  "0.50",
		"Twentyfive Thousand":                                               "25000.00",
		"Seven Thousnd Only":                                                "7000.00",
		"Nineteen Lac":                                                      "1900000.00",
		"Five Twenty":                                                       "",
		"One Thousand Two Lakh":                                             "",
		"Hundred":                                                           "",
		"One Thousand Bananas":                                              "",
		"":                                                                  "",
		"Only":                                                              "",
		strings.Repeat("One ", 1000):                                        "",
	} {
		a, ok := ParseAmountInWords(text)
		if ok != (want != "") || ok && a.String() != want {
			t.Errorf("%.60q: got %s %v, want %q", text, a, ok, want)
		}
	}
}

var units = strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
var tens = strings.Fields("- - twenty thirty forty fifty sixty seventy eighty ninety")

func inWords(n int64) string {
	switch {
	case n >= 1e7:
		return inWords(n/1e7) + " crore" + more(n%1e7)
	case n >= 1e5:
		return inWords(n/1e5) + " lakh" + more(n%1e5)
	case n >= 1e3:
		return inWords(n/1e3) + " thousand" + more(n%1e3)
	case n >= 100:
		return units[n/100] + " hundred" + more(n%100)
	case n >= 20:
		return tens[n/10] + more(n%10)
	}
	return units[n]
}

func more(n int64) string {
	if n == 0 {
		return ""
	}
	return " " + inWords(n)
}

func TestEveryAmountInWordsIsReadBack(t *testing.T) {
	for n := int64(1); n < 999_99_99_999; n = n*2 + n/7 + 1 {
		if a, ok := ParseAmountInWords(inWords(n)); !ok || a != Amount(n)*100 {
			t.Fatalf("%q reads as %s %v, want %d", inWords(n), a, ok, n)
		}
	}
}

func FuzzAmountInWordsNeverGoesNegative(f *testing.F) {
	f.Add("Rupees One Lakh Only")
	f.Add("nine crore crore paise")
	f.Fuzz(func(t *testing.T, text string) {
		if a, ok := ParseAmountInWords(text); ok && (a < 0 || a > 1e16) {
			t.Fatalf("%q is %s", text, a)
		}
	})
}

func TestNumberWordsAreSpeltRightWhereOneLetterIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		"Eight Thousand Five Hundhed only": "Eight Thousand Five Hundred only", "FIFTY THDUSAND": "FIFTY THOUSAND", "eleven hunored": "eleven hundred",
		"Nine Lakh Only": "Nine Lakh Only", "Sixtyfive Thousand": "Sixtyfive Thousand", "Twa Hundred": "Twa Hundred", "": "", "Hundhed.": "Hundhed.",
	} {
		if got, mended := Respelt(text); got != want || mended != (got != text) {
			t.Errorf("%q: %q, %v", text, got, mended)
		}
	}
}

func FuzzTextSpeltRightIsNotSpeltAgain(f *testing.F) {
	f.Add("Eight Hundhed Thdusand")
	f.Fuzz(func(t *testing.T, text string) {
		once, _ := Respelt(text)
		if twice, mended := Respelt(once); mended {
			t.Fatalf("%q becomes %q, then %q", text, once, twice)
		}
	})
}

func TestDatesPutTheDayFirst(t *testing.T) {
	for text, want := range map[string]string{
		"05/03/1954": "1954-03-05", "5-3-24": "2024-03-05", "01.02.2025": "2025-02-01", "2025-02-01": "2025-02-01",
		"09 Feb 2023": "2023-02-09", "8-Apr-2026": "2026-04-08", "1st January, 2024": "2024-01-01", "Dec 25, 2018": "2018-12-25",
		"04/25/2024": "2024-04-25", "29/02/2024": "2024-02-29", "01/01/70": "1970-01-01", "02/JAN/2017": "2017-01-02", "12 / 06 / 2024": "2024-06-12",
		"29/02/2023": "", "31/04/2024": "", "00/01/2024": "", "13/13/2024": "", "1/2/3": "", "12.50": "", "": "", "1234567": "", "10.20.30.40": "",
	} {
		d, ok := ParseDate(text)
		if ok != (want != "") || ok && d.String() != want {
			t.Errorf("%q: got %s %v, want %q", text, d, ok, want)
		}
	}
}

func TestDatesAreFoundWhereTheyStand(t *testing.T) {
	text := "Period : 01/02/2025 to 31/03/2025 Ref 112/03/20245 at 10:33"
	found := FindDates(text)
	if len(found) != 2 || text[found[0].From:found[0].To] != "01/02/2025" || text[found[1].From:found[1].To] != "31/03/2025" {
		t.Errorf("got %v", found)
	}
}

func TestTwoDatesMayBeJoinedByADash(t *testing.T) {
	for _, text := range []string{"Period : 01/10/2025-29/03/2026", "01-Oct-2025 TO29-Mar-2026", "1 J an 2025 - 29 j ul, 2026"} {
		if found := FindDates(text); len(found) != 2 {
			t.Errorf("%s: got %v", text, found)
		}
	}
}

func TestADateIsFoundBesideWhatReadersGlueToIt(t *testing.T) {
	for text, want := range map[string]string{"Date:12/03/202418:30": "2024-03-12", "DATE-05.04.2018": "2018-04-05", "Dt.:-1/2/24 Bill": "2024-02-01", "02Mar201809:15": "2018-03-02", "Ref 12-05/04/2018": "", "1.05/04/20188": ""} {
		got := ""
		if found := FindDates(text); len(found) == 1 {
			got = found[0].String()
		}
		if got != want {
			t.Errorf("%q: got %s, want %q", text, got, want)
		}
	}
}

func TestADateInBoxesIsRead(t *testing.T) {
	for text, want := range map[string]string{"0 5 1 0 2 0 2 3": "2023-10-05", "1 日 日 3 2 O 2 4": "2024-03-10", "I S 日 B 2 O Z 4": "", "05|10|2023": "2023-10-05", "3 2 1 3 2 0 2 3": "", "1 2 3": "", "0510202X": ""} {
		d, _, ok := ParseBoxedDate(text)
		if ok != (want != "") || ok && d.String() != want {
			t.Errorf("%q: got %s %v, want %q", text, d, ok, want)
		}
	}
}

func TestEveryDayIsReadInEveryForm(t *testing.T) {
	for day := time.Date(1971, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2069; day = day.AddDate(0, 0, 17) {
		for _, form := range []string{"02/01/2006", "2-1-06", "02.01.2006", "2006-01-02", "02 Jan 2006", "2-Jan-06", "January 2, 2006"} {
			d, ok := ParseDate(day.Format(form))
			if !ok || d.String() != day.Format("2006-01-02") {
				t.Fatalf("%s reads as %s %v", day.Format(form), d, ok)
			}
		}
	}
}

func FuzzEveryDateFoundIsADayOfTheCalendar(f *testing.F) {
	for _, s := range []string{"05/03/1954", "1st Jan 24", "2024-02-30", "12/12/12/12", strings.Repeat("1/", 3000)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, d := range FindDates(text) {
			day, err := time.Parse("2006-01-02", d.String())
			if err != nil || day.Year() < 1900 || d.From < 0 || d.To > len(text) || d.From >= d.To {
				t.Fatalf("%q: %s at %d to %d: %v", text, d, d.From, d.To, err)
			}
		}
		ParseBoxedDate(text)
	})
}

func TestAPANIsRepairedOnlyWhereItsStructureLeavesOneAnswer(t *testing.T) {
	for _, c := range []struct {
		text, surname, want string
		repaired            bool
	}{
		{"ABCPD1234E", "", "ABCPD1234E", false},
		{"ABCPDI234E", "", "ABCPD1234E", true},
		{"A8CPD12S4E", "", "ABCPD1254E", true},
		{"ABCP01234E", "", "", false}, // O, D or Q
		{"ABCP01234E", "Dsouza", "ABCPD1234E", true},
		{"1BCPD1234E", "", "", false},            // I or L
		{"ABCPD12334E", "", "ABCPD1234E", true},  // a doubled character
		{"ABCPD1234EMW", "", "ABCPD1234E", true}, // a signature begins there
		{"ABCPD1234E99", "", "", false},
		{"ABCPD1123", "", "", false},
		{"ABCXD1234E", "", "", false}, // no such holder
		{"PERMANENTA", "", "", false},
		{"ABCPD1234", "", "", false},
	} {
		id, ok := PAN(c.text, c.surname)
		if ok != (c.want != "") || id.Value != c.want || id.Repaired != c.repaired {
			t.Errorf("%s (%s): got %+v %v, want %q repaired %v", c.text, c.surname, id, ok, c.want, c.repaired)
		}
	}
}

func TestAnIFSCIsRepairedTowardsAKnownBank(t *testing.T) {
	known := func(code string) bool { return code == "SBIN" || code == "ICIC" }
	for text, want := range map[string]string{
		"SBIN0001234": "SBIN0001234", "SBINO001234": "SBIN0001234", "5BIN0001234": "SBIN0001234", "1C1C0001234": "ICIC0001234",
		"XYZW0ABC123": "XYZW0ABC123", "SBIN0OO1234": "SBIN0001234", "SBIN0GJAMIE": "SBIN0GJAMIE", "SBIN1001234": "", "SBIN000123": "", "0BIN0001234": "",
	} {
		id, ok := IFSC(text, known)
		if ok != (want != "") || id.Value != want {
			t.Errorf("%s: got %+v %v, want %q", text, id, ok, want)
		}
	}
}

func TestAGSTINNeedsItsCheckCharacter(t *testing.T) {
	for text, want := range map[string]string{
		"27AAPFU0939F1ZV": "27AAPFU0939F1ZV", "27AAPFUO939F1ZV": "27AAPFU0939F1ZV", "27AAPFU0939F1ZX": "", "27AAPFU0938F1ZV": "", "GSTIN": "",
	} {
		id, ok := GSTIN(text)
		if ok != (want != "") || id.Value != want {
			t.Errorf("%s: got %+v %v, want %q", text, id, ok, want)
		}
	}
}

func TestAMaskedAccountKeepsItsX(t *testing.T) {
	for text, want := range map[string]string{
		"XXXXXXXX1234": "XXXXXXXX1234", "****5678 90": "XXXX567890", "1234 5678 9012": "123456789012", "12": "", "XXXXXXXXXX": "", "12A45678901": "",
	} {
		got, ok := Account(text)
		if ok != (want != "") || ok && got != want {
			t.Errorf("%s: got %q %v, want %q", text, got, ok, want)
		}
	}
}

func TestADigitThatWasNotSeenIsToldOnlyWhereOneAnswerIsLeft(t *testing.T) {
	for digits, want := range map[string]string{
		"04?72025": "2025-07-04", "0407?025": "2025-07-04", "04072?25": "2025-07-04", "02?12023": "", "?9042024": "", "040720?5": "", "31?42024": "", "04??2025": "", "0407202": "", "04072025": "2025-07-04",
	} {
		d, ok := OnlyDate(digits, 1990, 2049)
		if ok != (want != "") || ok && d.String() != want {
			t.Errorf("%s: %v %v, want %q", digits, d, ok, want)
		}
	}
}

func FuzzAnOnlyDateIsWithinItsYears(f *testing.F) {
	f.Add("04?72025")
	f.Add("00A00000")
	f.Fuzz(func(t *testing.T, digits string) {
		if d, ok := OnlyDate(digits, 1990, 2049); ok && (!d.valid() || d.Year < 1990 || d.Year > 2049) {
			t.Errorf("%q: %v", digits, d)
		}
	})
}

func FuzzIdentifiersFitTheirStructure(f *testing.F) {
	for _, s := range []string{"ABCPD1234E", "5BIN0001234", "27AAPFUO939F1ZV", "O0O0O0O0O0O0O0O", strings.Repeat("0", 300), "||||||||||"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		shaped := func(name string, id Identifier, ok bool, shape string) {
			if !ok {
				return
			}
			if again, fits := fit(id.Value, shape, nil); !fits || again.Repaired {
				t.Fatalf("%s of %q is %q", name, text, id.Value)
			}
		}
		pan, ok := PAN(text, "")
		shaped("PAN", pan, ok, "AAAAA9999A")
		ifsc, ok := IFSC(text, func(string) bool { return false })
		shaped("IFSC", ifsc, ok, "AAAA0******")
		gstin, ok := GSTIN(text)
		shaped("GSTIN", gstin, ok, gstinShape)
		Account(text)
	})
}
