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

// mended reads a date of which one character cannot be read, 02/0W/2023, when the period has only one such day.
func (p period) mended(text string) (values.Date, bool) {
	text = strings.Trim(clip(text, 20), " .,:;|")
	bad := strings.IndexFunc(text, func(r rune) bool { return !(r >= '0' && r <= '9' || strings.ContainsRune("/-.", r)) })
	if p.start.Year == 0 || bad < 0 || bad+1 > len(text) || digitsIn(text) < 5 {
		return values.Date{}, false
	}
	var only values.Date
	for _, digit := range "0123456789" {
		d, ok := values.ParseDate(text[:bad] + string(digit) + text[bad+1:])
		if !ok || d.Before(p.start) || p.end.Before(d) {
			continue
		}
		if only.Year != 0 {
			return values.Date{}, false
		}
		only = d
	}
	return only, only.Year != 0
}
