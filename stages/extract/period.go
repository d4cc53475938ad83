package extract

import (
	"regexp"
	"strings"

	"github.com/munshi-in/munshi/stages/extract/values"
)

var periodWords = regexp.MustCompile(`(?i)\b(from|period|between|statement|to)\b`)

// readPeriod finds the days a statement covers: two dates of a row that speaks of a period, or a date each
// beside From and To.
func readPeriod(s *sheet, found *fields) {
	for _, r := range s.rows[:min(len(s.rows), maxLabelRows)] {
		if !periodWords.MatchString(clip(r.Text(), 2000)) {
			continue
		}
		dates := values.FindDates(r.Text())
		if len(dates) == 2 && dates[0].Before(dates[1].Date) {
			found.add(passed(newField("period_start", dates[0].String(), byLabel, r.Bytes(dates[0].From, dates[0].To)), "period_order"))
			found.add(passed(newField("period_end", dates[1].String(), byLabel, r.Bytes(dates[1].From, dates[1].To)), "period_order"))
			return
		}
	}
	for _, r := range s.rows[:min(len(s.rows), maxLabelRows)] { // two days and nothing but "to" between them
		dates := values.FindDates(r.Text())
		if len(dates) == 2 && dates[0].Before(dates[1].Date) && between.MatchString(r.Text()[dates[0].To:dates[1].From]) {
			found.add(passed(newField("period_start", dates[0].String(), byPosition, r.Bytes(dates[0].From, dates[0].To)), "period_order"))
			found.add(passed(newField("period_end", dates[1].String(), byPosition, r.Bytes(dates[1].From, dates[1].To)), "period_order"))
			return
		}
	}
	start := s.labelledDate("period_start", "FROMDATE", "FROM", "STARTDATE", "PERIODFROM", "STATEMENTFROM")
	end := s.labelledDate("period_end", "TODATE", "TO", "ENDDATE", "PERIODTO", "STATEMENTTO")
	if start != nil && end != nil && start.GetValue() <= end.GetValue() {
		found.add(passed(start, "period_order"))
		found.add(passed(end, "period_order"))
	}
}

// between is what stands between the two days of a period.
var between = regexp.MustCompile(`(?i)^\s*(-|–|to|till|and|upto)?\s*[:(-]?\s*(to)?\s*[:-]?\s*$`)

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
