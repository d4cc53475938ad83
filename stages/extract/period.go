package extract

import (
	"regexp"
	"strings"

	"github.com/munshi-in/munshi/stages/extract/layout"
	"github.com/munshi-in/munshi/stages/extract/values"
)

var periodWords = regexp.MustCompile(`(?i)\b(from|period|between|statement|to)\b`)

// readPeriod finds the days a statement covers: two dates with nothing but "to" between them, where possible in a row that speaks of a
// period; or a date each beside From and To; or the only two dates of such a row.
func readPeriod(s *sheet, found *fields) {
	rows := s.rows[:min(len(s.rows), maxLabelRows)]
	speaks := func(r *layout.Row) bool { return periodWords.MatchString(clip(r.Text(), 2000)) }
	add := func(r *layout.Row, start, end values.FoundDate, vouched float64) {
		found.add(passed(newField("period_start", start.String(), vouched, r.Bytes(start.From, start.To)), "period_order"))
		found.add(passed(newField("period_end", end.String(), vouched, r.Bytes(end.From, end.To)), "period_order"))
	}
	for _, spoken := range []bool{true, false} {
		for _, r := range rows {
			if speaks(r) != spoken {
				continue
			}
			dates := values.FindDates(r.Text())
			for i := 1; i < len(dates); i++ {
				start, end := dates[i-1], dates[i]
				if mayCover(start.Date, end.Date) && between.MatchString(r.Text()[start.To:end.From]) && (spoken || len(dates) == 2) {
					add(r, start, end, map[bool]float64{true: byLabel, false: byPosition}[spoken])
					return
				}
			}
		}
	}
	start := s.labelledDate("period_start", "FROMDATE", "FROM", "STARTDATE", "PERIODFROM", "STATEMENTFROM")
	end := s.labelledDate("period_end", "TODATE", "TO", "ENDDATE", "PERIODTO", "STATEMENTTO")
	if start != nil && end != nil && start.GetValue() <= end.GetValue() {
		found.add(passed(start, "period_order"))
		found.add(passed(end, "period_order"))
		return
	}
	for _, r := range rows {
		if dates := values.FindDates(r.Text()); len(dates) == 2 && speaks(r) && mayCover(dates[0].Date, dates[1].Date) {
			add(r, dates[0], dates[1], byLabel)
			return
		}
	}
}

// mayCover tells whether a statement may be of the days from start to end: a house 12-4-77 has no date.
func mayCover(start, end values.Date) bool {
	return start.Before(end) && start.DaysTo(end) <= mostDaysCovered
}

// mostDaysCovered bounds the period of one statement.
const mostDaysCovered = 10 * 366

// between is what stands between the two days of a period.
var between = regexp.MustCompile(`(?i)^\s*(-|–|—|to|till|until|and|upto|through)?\s*[:(-]?\s*(to)?\s*(date)?\s*[:-]?\s*$`)

// period is the days a statement covers, for dates that are printed without a year.
type period struct{ start, end values.Date }

func periodOf(found *fields) period {
	start, okStart := values.ParseDate(found.get("period_start").GetValue())
	end, okEnd := values.ParseDate(found.get("period_end").GetValue())
	if !okStart || !okEnd {
		return period{}
	}
	return period{start, end}
}

// dayIn reads "02 Mar" or "02/03" as the day of the period that is so called.
func (p period) dayIn(text string) (values.Date, bool) {
	for year := p.start.Year; year > 0 && year <= p.end.Year; year++ {
		d, ok := values.ParseDayOfYear(text, year)
		if ok && !d.Before(p.start) && !p.end.Before(d) {
			return d, true
		}
	}
	return values.Date{}, false
}

// has tells whether a day is of the period.
func (p period) has(d values.Date) bool { return !d.Before(p.start) && !p.end.Before(d) }

// alike are the digits that readers take for one another; a nought with a stroke or a dot in it is taken for many.
var alike = map[byte]string{'0': "689", '1': "74", '2': "7", '3': "89", '4': "19", '5': "6", '6': "058", '7': "12", '8': "0369", '9': "0348"}

// mostDaysToValue is how far a line's two days may be apart.
const mostDaysToValue = 5

// mended reads a date of which one character cannot be read, 02/0W/2023, or one digit was taken for another, 02/87/2023, when the period
// has only one such day, and that is close to the value date. What stands between the parts may be any mark.
func (p period) mended(text string, valued values.Date) (values.Date, bool) {
	text = strings.Trim(clip(text, 20), " .,:;|")
	if p.start.Year == 0 || digitsIn(text) < 5 {
		return values.Date{}, false
	}
	marks := strings.NewReplacer("~", "-", "=", "-", "_", "-", "+", "-")
	text = marks.Replace(text)
	if d, ok := values.ParseDate(text); ok && p.has(d) {
		return d, true
	}
	unread := strings.IndexFunc(text, func(r rune) bool { return !(r >= '0' && r <= '9' || strings.ContainsRune("/-.", r)) })
	found := map[values.Date]bool{}
	for i := range len(text) {
		digits := alike[text[i]]
		if unread >= 0 {
			if i != unread {
				continue
			}
			digits = "0123456789"
		}
		for _, digit := range digits {
			if d, ok := values.ParseDate(text[:i] + string(digit) + text[i+1:]); ok && p.has(d) {
				found[d] = true
			}
		}
	}
	if valued.Year != 0 {
		for d := range found {
			if days := d.DaysTo(valued); days < -mostDaysToValue || days > mostDaysToValue {
				delete(found, d)
			}
		}
	}
	for d := range found {
		return d, len(found) == 1
	}
	return values.Date{}, false
}
