package sms

import "time"

// maxDates is how many dates of a text are looked at.
const maxDates = 32

// longAgo is how many years before a message no movement lies: then the year stands first in a date of three short numbers.
const longAgo = 2

// A moment is a candidate: a date, with the time of day when it stands beside it. It names the tokens where its parts stand; what they
// say is told by dayOf and clockOf.
type moment struct {
	first, last          int32
	written              dateForm
	named                uint8 // the month, when it stands as a word
	half                 half
	timed, seconds       bool  // the time of day is part of it; has seconds
	clocked              bool  // a time of day stands beside it, perhaps with a word between: "11:37AM on 18JAN25"
	by                   bool  // it says until when: "Repay by 3 Nov"
	year, month, day     int32 // tokens; year -1: not written
	hour, minute, second int32
}

// A dateForm is how a date is written.
type dateForm uint8

const (
	inWords   dateForm = iota // 20 Oct 25
	yearFirst                 // 2025-10-20
	yearLast                  // 20-10-2025
	noYear                    // 20-10
)

// A half is that of the day which a time of day says it is in.
type half uint8

const (
	unsaid half = iota
	am
	pm
)

// findDates collects dates in the writings banks use: 20-10-2025, 2025-10-20, 23Aug25, Jul 10 2024, 02/JUN/2024,
// 2024-11-13:17:18:38, and, behind "on" or beside a time, 17-12 and 27NOV.
func (r *reading) findDates() {
	r.dated = append(r.dated[:0], r.numbers...)
	for n := range r.marks {
		if r.marks[n].month != 0 {
			r.dated.add(r.marks[n].first)
		}
	}
	for i := r.dated.next(0); i < len(r.tokens) && len(r.dates) < maxDates; i = r.dated.next(i + 1) {
		if r.tokens[i].taken != free {
			continue
		}
		var d moment
		if !r.dateAt(i, &d) {
			continue
		}
		r.readTime(&d)
		if d.year < 0 && !d.timed && !r.cueAt(i-1, cueOn|cueBy) && !r.monthNamed(d) {
			continue
		}
		d.by = r.cueAt(int(d.first)-1, cueBy)
		r.dates = append(r.dates, d)
		r.take(d.first, d.last, takenDate)
		i = int(d.last)
	}
}

func (r *reading) monthNamed(d moment) bool {
	for i := d.first; i <= d.last; i++ {
		if m := r.markAt(int(i)); m != nil && m.month != 0 {
			return true
		}
	}
	return false
}

// span of a small number, in which dates and clocks do not differ in how they are read: all that may be asked of small to decide.
type numberSpan uint8

// spanOf is the span of a value that small returns.
func spanOf(value int) numberSpan {
	for n, end := range spanEnds {
		if value < end {
			return numberSpan(n)
		}
	}
	return numberSpan(len(spanEnds))
}

// spanEnds are the ends of spans: no number, 0, months and hours, hours, days, minutes, years of two digits, no year, years.
var spanEnds = [...]int{0, 1, 13, 25, 32, 60, 100, firstYear, lastYear + 1}

// small returns the value of the number at token i when it has at most four digits, else -1. What is decided by it must not tell apart two
// values of one span.
func (r *reading) small(i int) int {
	if uint(i) < uint(len(r.tokens)) {
		return int(r.tokens[i].value) - 1
	}
	return -1
}

func (r *reading) width(i int) int { return int(r.tokens[i].end - r.tokens[i].start) }

// separator returns the token behind a separator of a date at i, or i itself when none stands there.
func (r *reading) separator(i int) int {
	if i < len(r.tokens) && r.tokens[i].kind == symbol {
		switch r.tokens[i].char {
		case '-', '/', ',', '\'', '.', ':':
			return i + 1
		}
	}
	return i
}

// dateAt reads the date that begins at token i.
func (r *reading) dateAt(i int, d *moment) bool {
	if m := r.markAt(i); m != nil && m.month != 0 && int(m.first) == i { // Jul 10, 2024
		j := int(m.last) + 1
		if r.isChar(j, '.') {
			j++
		}
		day := r.small(j)
		year := r.yearAt(r.separator(j + 1))
		if day < 1 || day > 31 || r.width(j) > 2 {
			return false
		}
		last := year
		if year < 0 { // "on Jun 12": elsewhere May is a word
			if last = j; !r.cueAt(i-1, cueOn) {
				return false
			}
		}
		*d = moment{first: int32(i), last: int32(last), named: m.month, year: int32(year), day: int32(j)}
		return r.real(d)
	}
	a := r.small(i)
	if a < 0 {
		return false
	}
	if r.tokens[i].glued && i > 0 && r.tokens[i-1].kind == word && r.tokens[i-1].mark == 0 && !r.tokens[i-1].form.has(startsForeign) {
		return false // the inside of a code; scripts beside Latin glue a preposition to it
	}
	j := r.separator(i + 1)
	if m := r.markAt(j); m != nil && m.month != 0 && a >= 1 && a <= 31 && r.width(i) <= 2 { // 20-Oct-25, 23Aug25, 27NOV
		year := r.yearAt(r.separator(int(m.last) + 1))
		*d = moment{first: int32(i), last: max(m.last, int32(year)), named: m.month, year: int32(year), day: int32(i)}
		return r.real(d)
	}
	if j == i+1 || !r.glued(i+1) || !r.glued(j) || r.isChar(i+1, ',') || r.isChar(i+1, '\'') {
		return false
	}
	sep, b := r.tokens[i+1].char, r.small(j)
	if b < 0 {
		return false
	}
	k := j + 1
	if k+1 < len(r.tokens) && r.isChar(k, sep) && r.glued(k) && r.glued(k+1) && r.small(k+1) >= 0 {
		*d = moment{first: int32(i), last: int32(k + 1)}
		switch {
		case r.width(i) == 4, r.width(i) == 2 && r.width(k+1) == 1 && sep != ':': // 25/9/3
			d.written, d.year, d.month, d.day = yearFirst, int32(i), int32(j), int32(k+1)
		case sep == ':':
			return false // a time
		case r.width(k+1) == 2 || r.width(k+1) == 4:
			d.written, d.year, d.month, d.day = yearLast, int32(k+1), int32(j), int32(i)
			if b > 12 || (r.habit.monthFirst && a <= 12) {
				d.month, d.day = d.day, d.month
			}
		default:
			return false
		}
		return r.real(d)
	}
	if sep == '.' || sep == ':' || r.width(i) > 2 || r.width(j) > 2 || (k < len(r.tokens) && r.isChar(k, '/')) { // 17-12
		return false
	}
	*d = moment{first: int32(i), last: int32(j), written: noYear, year: -1, month: int32(j), day: int32(i)}
	if b > 12 || (r.habit.monthFirst && a <= 12) {
		d.month, d.day = d.day, d.month
	}
	return r.real(d)
}

// yearAt returns i when a year of two or four digits stands at token i, else -1.
func (r *reading) yearAt(i int) int {
	if n := r.small(i); n < 0 || n == 0 && r.width(i) == 4 || (r.width(i) != 2 && r.width(i) != 4) {
		return -1
	}
	if i+1 < len(r.tokens) && r.isChar(i+1, ':') && r.width(i) == 2 {
		return -1 // an hour
	}
	return i
}

// dayOf is the day that a date says, year 0 when it is not written.
func (r *reading) dayOf(d *moment) (year, month, day int) {
	month, day = int(d.named), r.small(int(d.day))
	if d.named == 0 {
		month = r.small(int(d.month))
	}
	if d.year < 0 {
		return 0, month, day
	}
	year = r.small(int(d.year))
	switch {
	case d.written == yearFirst && year < 100:
		year += 2000
	case d.written == inWords:
		if r.width(int(d.year)) == 2 {
			year += 2000
		}
		return year, month, day
	case d.written == yearLast && year < 100:
		short := year
		year += 2000
		first, second := 2000+r.small(int(min(d.day, d.month))), r.small(int(max(d.day, d.month)))
		if now := r.received.Year(); now-year >= longAgo && now == first && second <= 12 && short <= 31 { // 25-6-12, received in 2025
			r.unlike = true
			year, month, day = first, second, short
		}
	}
	return r.habit.calendar.civil(year, month, day)
}

// Years that a message may speak of.
const (
	firstYear = 1990
	lastYear  = 2099
)

// real says whether there is such a day, not long ago.
func (r *reading) real(d *moment) bool {
	year, month, day := r.dayOf(d)
	if year != 0 && r.habit.calendar != gregorian {
		r.unlike = true
	}
	if month < 1 || month > 12 || day < 1 || day > 31 || (year != 0 && (year < firstYear || year > lastYear)) {
		return false
	}
	if year == 0 || day <= 28 || time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Day() == day {
		return true
	}
	r.unlike = true
	return false
}

// readTime takes the time of day that stands behind the date, or right before it.
func (r *reading) readTime(d *moment) {
	for j := int(d.last) + 1; j < len(r.tokens) && j <= int(d.last)+4; j++ {
		if r.small(j) >= 0 {
			if last, ok := r.timeAt(j, d); ok {
				d.last = int32(last)
				return
			}
			break
		}
		if t := &r.tokens[j]; t.kind == newline || (t.kind == word && !r.cueAt(j, cueAt|cueOn|cueBy)) {
			break
		}
	}
	end := int(d.first) - bit(r.isChar(int(d.first)-1, '.') || r.isChar(int(d.first)-1, ',')) // "10:22. 12/08/2025"
	if j := r.clockBefore(end); j >= 0 {
		if last, ok := r.timeAt(j, d); ok && last == end-1 {
			d.first = int32(j)
		} else {
			d.timed = false // a word stands between
		}
	}
}

// clockBefore returns the token at which a time of day begins that may stand right before token i, or one word before it; -1 when there is none.
func (r *reading) clockBefore(i int) int {
	if i--; i >= 0 && r.tokens[i].kind == word && r.halfAt(i) == unsaid {
		i--
	}
	if i >= 0 && r.halfAt(i) != unsaid {
		i--
	}
	if r.small(i) < 0 {
		return -1
	}
	for i > 1 && r.tokens[i].glued && (r.tokens[i-1].char == ':' || r.tokens[i-1].char == '.') && r.tokens[i-1].glued && r.small(i-2) >= 0 {
		i -= 2
	}
	return i
}

// halfAt is what am or pm at token i says.
func (r *reading) halfAt(i int) half {
	switch r.tokens[i].char | 0x2020 {
	case 'a' | 'm'<<8:
		return am
	case 'p' | 'm'<<8:
		return pm
	}
	return unsaid
}

// timeAt reads 5:49PM, 16:56, 03:07:20 pm or 06.33.02 at token i.
func (r *reading) timeAt(i int, d *moment) (last int, ok bool) {
	h := r.small(i)
	if h < 0 || h > 24 || r.width(i) > 2 || i+2 >= len(r.tokens) || r.tokens[i+1].kind != symbol || !r.glued(i+1) || !r.glued(i+2) {
		return i, false
	}
	sep := r.tokens[i+1].char
	m := r.small(i + 2)
	if (sep != ':' && sep != '.') || m < 0 || m > 59 || r.width(i+2) != 2 {
		return i, false
	}
	last = i + 2
	d.seconds = false
	if last+2 < len(r.tokens) && r.isChar(last+1, sep) && r.glued(last+1) && r.small(last+2) >= 0 && r.small(last+2) < 60 && r.width(last+2) == 2 {
		last += 2
		d.second, d.seconds = int32(last), true
	} else if sep == '.' {
		return i, false
	}
	d.half = unsaid
	if last+1 < len(r.tokens) {
		d.half = r.halfAt(last + 1)
		last += bit(d.half != unsaid)
	}
	d.hour, d.minute, d.timed, d.clocked = int32(i), int32(i+2), true, true
	return last, true
}

// clockOf is the time of day that a date says, midnight when it says none.
func (r *reading) clockOf(d *moment) (hour, minute, second int) {
	if !d.clocked {
		return 0, 0, 0
	}
	hour, minute = r.small(int(d.hour)), r.small(int(d.minute))
	if d.seconds {
		second = r.small(int(d.second))
	}
	switch {
	case d.half == pm && hour < 12:
		hour += 12
	case d.half == am && hour == 12:
		hour = 0
	}
	return hour % 24, minute, second
}

// occurredAt is when the money moved: as the text says, in the country's time; else when the message was received.
// A date without a year is the last such before the message; a date after the message is not believed.
// The date it stands at comes with it, nil when it is the time of receipt.
func (r *reading) occurredAt(dates []moment) (time.Time, *moment) {
	for n := range dates {
		d := &dates[n]
		zone := r.habit.zone
		if zone == nil {
			zone = time.UTC
		}
		if d.year < 0 && r.received.IsZero() || d.by {
			continue // "Repay by 3 Nov"
		}
		year, month, day := r.dayOf(d)
		hour, minute, second := r.clockOf(d)
		at := func(year, month, day int) time.Time {
			return time.Date(year, time.Month(month), day, hour, minute, second, 0, zone)
		}
		when := at(year, month, day)
		if year == 0 {
			year = r.habit.calendar.thisYear(r.received.In(zone).Year())
			if when = at(r.habit.calendar.civil(year, month, day)); when.After(r.received.Add(36 * time.Hour)) {
				when = at(r.habit.calendar.civil(year-1, month, day))
			}
		}
		if r.received.IsZero() {
			return when, d
		}
		if when.After(r.received.Add(36 * time.Hour)) {
			continue
		}
		if y, m, day := r.received.In(zone).Date(); !d.timed && y == when.Year() && m == when.Month() && day == when.Day() {
			return r.received, d // the same day: the message came with the movement
		}
		return when, d
	}
	return r.received, nil
}
