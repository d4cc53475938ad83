package values

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Date is a day of the calendar.
type Date struct{ Year, Month, Day int }

// String is the ISO 8601 form: 2024-03-01.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// Before tells whether d is earlier than e.
func (d Date) Before(e Date) bool {
	return d.Year*10000+d.Month*100+d.Day < e.Year*10000+e.Month*100+e.Day
}

// DaysTo is how many days e is after d.
func (d Date) DaysTo(e Date) int { return e.days() - d.days() }

func (d Date) days() int {
	return int(time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay)
}

const secondsPerDay = 24 * 60 * 60

var months = map[string]int{
	"JAN": 1, "FEB": 2, "MAR": 3, "APR": 4, "MAY": 5, "JUN": 6, "JUL": 7, "AUG": 8, "SEP": 9, "OCT": 10, "NOV": 11, "DEC": 12,
}

// monthName is a month in words, with a digit where readers give one for a letter, 0ct, and the space that they see behind a J: J an.
const monthName = `(J ?AN(?:UARY)?|FE[B8](?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|J ?UNE?|J ?U[L1I]Y?|AU[G6](?:UST)?|[S5]EPT?(?:EMBER)?|[O0]CT(?:OBER)?|N[O0]V(?:EMBER)?|DEC(?:EMBER)?)`

// monthLetters puts those digits right.
var monthLetters = strings.NewReplacer("8", "B", "1", "L", "JUI", "JUL", "6", "G", "5", "S", "0", "O")

// The forms of a date, most telling first. Digits may not touch it on either side: 12/03/2024 is not in 112/03/20245. Only a time
// of day may, since readers lose the space before it: 12/03/202418:30.
var dateForms = []struct {
	pattern          *regexp.Regexp
	day, month, year int // submatches
	dayFirst         bool
}{
	{regexp.MustCompile(`(?i)(?:^|[^0-9A-Za-z]|\bTO)(\d{1,2})(?:ST|ND|RD|TH)?[ ]?[-/., ']?[ ]?` + monthName + `[ ]?[-/., ']{0,2}[ ]?(\d{4}|\d{2})(?:[^0-9]|\d{1,2}:\d|$)`), 1, 2, 3, false},
	{regexp.MustCompile(`(?i)(?:^|[^A-Za-z])` + monthName + `[. ][ ]?(\d{1,2})(?:ST|ND|RD|TH)?[, ][ ]?(\d{4})(?:[^0-9]|$)`), 2, 1, 3, false},
	{regexp.MustCompile(`(?:^|[^0-9/.-])(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[^0-9]|$)`), 3, 2, 1, false},
	{regexp.MustCompile(`(?:^|[^0-9/.,-]|(?:^|[^0-9/.,-])[.,-]+)(\d{1,2})[ ]?[-/.][ ]?(\d{1,2})[ ]?[-/.][ ]?(\d{4}|\d{2})(?:[^0-9/.-]|[.-](?:[^0-9]|$)|-\d{1,2}/\d|\d{1,2}:\d|$)`), 1, 2, 3, true},
}

// maxDateText bounds the text that is searched for a date.
const maxDateText = 4096

// FindDates returns every date in text with the bytes it takes, in the order they stand. Indian paper puts the
// day first; a second number over 12 can only be the day, so 04/25/2024 has one meaning too.
func FindDates(text string) []FoundDate {
	if len(text) > maxDateText {
		text = text[:maxDateText]
	}
	var found []FoundDate
	for _, form := range dateForms {
		for from := 0; from < len(text); {
			m := form.pattern.FindStringSubmatchIndex(text[from:])
			if m == nil {
				break
			}
			group := func(n int) string { return text[from+m[2*n] : from+m[2*n+1]] }
			start, end := m[2], m[3]
			for n := 2; n <= 3; n++ {
				start, end = min(start, m[2*n]), max(end, m[2*n+1])
			}
			if d, ok := calendar(group(form.day), group(form.month), group(form.year), form.dayFirst); ok {
				found = append(found, FoundDate{Date: d, From: from + start, To: from + end})
			}
			from += end
		}
	}
	return withoutOverlap(found)
}

// FoundDate is a date at bytes From up to To of the text searched.
type FoundDate struct {
	Date
	From, To int
}

// withoutOverlap keeps the first found of any that overlap, and orders the rest by place.
func withoutOverlap(found []FoundDate) []FoundDate {
	var kept []FoundDate
	for _, f := range found {
		at, free := 0, true
		for i, k := range kept {
			free = free && (f.To <= k.From || f.From >= k.To)
			if k.From < f.From {
				at = i + 1
			}
		}
		if free {
			kept = append(kept[:at], append([]FoundDate{f}, kept[at:]...)...)
		}
	}
	return kept
}

// ParseDate reads text that is one date and nothing else, apart from punctuation around it.
func ParseDate(text string) (Date, bool) {
	text = strings.Trim(text, " .,:;()[]|")
	found := FindDates(text)
	if len(found) != 1 || found[0].From != 0 || found[0].To != len(text) {
		return Date{}, false
	}
	return found[0].Date, true
}

var yearless = regexp.MustCompile(`(?i)^(\d{1,2})(?:ST|ND|RD|TH)?[-/. ']{0,2}(?:` + monthName + `|(\d{1,2}))$`)

// ParseDayOfYear reads a day without its year, as "02 Mar" or "02/03" are, in a year that is known otherwise.
func ParseDayOfYear(text string, year int) (Date, bool) {
	text = strings.Trim(text, " .,:;()[]|")
	m := yearless.FindStringSubmatch(clipText(text, 32))
	if m == nil || m[3] != "" && !strings.ContainsAny(text, "/-.") {
		return Date{}, false
	}
	return calendar(m[1], m[2]+m[3], strconv.Itoa(year), false)
}

// boxedSlips are what readers give for a digit that stands in a box of its own.
var boxedSlips = map[rune]rune{'O': '0', 'o': '0', 'D': '0', 'Q': '0', '日': '0', '口': '0', '目': '0', '曰': '0', 'C': '0', 'c': '0', 'U': '0', 'I': '1', 'l': '1', 'S': '5', 'B': '8', 'Z': '2'}

// ParseBoxedDate reads the eight digits that a cheque asks for in boxes, DDMMYYYY. It tells whether slips were put right: at most
// four of them.
func ParseBoxedDate(text string) (d Date, repaired, ok bool) {
	digits, slips := make([]byte, 0, 8), 0
	for _, r := range clipText(text, 64) {
		if digit, slip := boxedSlips[r]; slip {
			r, slips = digit, slips+1
		}
		switch {
		case strings.ContainsRune(" |-/.", r):
		case r < '0' || r > '9' || len(digits) == 8:
			return Date{}, false, false
		default:
			digits = append(digits, byte(r))
		}
	}
	if len(digits) != 8 || slips > 4 {
		return Date{}, false, false
	}
	d, ok = calendar(string(digits[:2]), string(digits[2:4]), string(digits[4:]), false)
	return d, slips > 0, ok
}

// BoxedDigit is the digit of one box.
func BoxedDigit(text string) (byte, bool) {
	r, _ := utf8.DecodeRuneInString(text)
	if digit, slip := boxedSlips[r]; slip {
		r = digit
	}
	return byte(r), r >= '0' && r <= '9'
}

// OnlyDate is the one day between two years that the eight digits DDMMYYYY can mean, of which those not known are given as ?. At most
// two may be missing, and no day when there are several.
func OnlyDate(digits string, firstYear, lastYear int) (Date, bool) {
	if len(digits) != 8 || strings.Count(digits, "?") > 2 || strings.Trim(digits, "0123456789?") != "" {
		return Date{}, false
	}
	var only Date
	found := 0
	var fill func(digits string)
	fill = func(digits string) {
		if at := strings.IndexByte(digits, '?'); at >= 0 {
			for c := '0'; c <= '9'; c++ {
				fill(digits[:at] + string(c) + digits[at+1:])
			}
			return
		}
		if d, ok := calendar(digits[:2], digits[2:4], digits[4:], false); ok && d.Year >= firstYear && d.Year <= lastYear {
			only, found = d, found+1
		}
	}
	fill(digits)
	return only, found == 1
}

func clipText(s string, n int) string { return s[:min(len(s), n)] }

func calendar(day, month, year string, dayFirst bool) (Date, bool) {
	d, _ := strconv.Atoi(day)
	y, _ := strconv.Atoi(year)
	m, err := strconv.Atoi(month)
	if err != nil {
		m = months[monthLetters.Replace(strings.ToUpper(strings.ReplaceAll(month, " ", "")[:3]))]
	}
	if len(year) == 2 {
		if y += 2000; y >= 2070 {
			y -= 100
		}
	}
	if dayFirst && m > 12 && d <= 12 {
		d, m = m, d
	}
	date := Date{y, m, d}
	return date, date.valid()
}

func (d Date) valid() bool {
	if d.Year < 1900 || d.Year > 2099 || d.Month < 1 || d.Month > 12 || d.Day < 1 {
		return false
	}
	days := [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[d.Month-1]
	if d.Month == 2 && d.Year%4 == 0 && (d.Year%100 != 0 || d.Year%400 == 0) {
		days = 29
	}
	return d.Day <= days
}
