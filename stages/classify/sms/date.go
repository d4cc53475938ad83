package sms

import (
	"strings"
	"time"
	"unicode/utf8"
)

// maxDates is how many dates of a text are looked at.
const maxDates = 32

// longAgo is how many years before a message no movement lies: then the year stands first in a date of three short numbers.
const longAgo = 2

// A moment is a candidate: a date, with the time of day when it stands beside it.
type moment struct {
	first, last      int32
	year, month, day int // year 0: not written
	hour, min, sec   int
	timed            bool
}

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
		if d.year == 0 && !d.timed && !r.cueAt(i-1, cueOn|cueBy) && !r.monthNamed(d) {
			continue
		}
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

// small returns the value of the number at token i when it has at most four digits, else -1.
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
		year, last := r.yearAt(r.separator(j + 1))
		if day < 1 || day > 31 || r.width(j) > 2 {
			return false
		}
		if year == 0 { // "on Jun 12": elsewhere May is a word
			if last = j; !r.cueAt(i-1, cueOn) {
				return false
			}
		}
		*d = moment{first: int32(i), last: int32(last), year: year, month: int(m.month), day: day}
		return d.real()
	}
	a := r.small(i)
	if a < 0 {
		return false
	}
	if r.tokens[i].glued && i > 0 && r.tokens[i-1].kind == word && r.tokens[i-1].mark == 0 && r.text[r.tokens[i-1].start] < utf8.RuneSelf {
		return false // the inside of a code; scripts beside Latin glue a preposition to it
	}
	j := r.separator(i + 1)
	if m := r.markAt(j); m != nil && m.month != 0 && a >= 1 && a <= 31 && r.width(i) <= 2 { // 20-Oct-25, 23Aug25, 27NOV
		year, last := r.yearAt(r.separator(int(m.last) + 1))
		if year == 0 {
			last = int(m.last)
		}
		*d = moment{first: int32(i), last: int32(last), year: year, month: int(m.month), day: a}
		return d.real()
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
		c := r.small(k + 1)
		*d = moment{first: int32(i), last: int32(k + 1)}
		switch {
		case r.width(i) == 4: // 2025-10-20
			d.year, d.month, d.day = a, b, c
		case sep == ':':
			return false // a time
		case r.width(k+1) == 2 || r.width(k+1) == 4:
			d.year, d.month, d.day = c, b, a
			if b > 12 || (r.habit.monthFirst && a <= 12) {
				d.month, d.day = a, b
			}
			if d.year < 100 {
				d.year += 2000
				if year := r.received.Year(); year-d.year >= longAgo && year == 2000+a && b <= 12 && c <= 31 { // 25-6-12, received in 2025
					d.year, d.month, d.day = 2000+a, b, c
				}
			}
		default:
			return false
		}
		d.year, d.month, d.day = r.habit.calendar.civil(d.year, d.month, d.day)
		return d.real()
	}
	if sep == '.' || sep == ':' || r.width(i) > 2 || r.width(j) > 2 || (k < len(r.tokens) && r.isChar(k, '/')) { // 17-12
		return false
	}
	*d = moment{first: int32(i), last: int32(j), month: b, day: a}
	if b > 12 || (r.habit.monthFirst && a <= 12) {
		d.month, d.day = a, b
	}
	return d.real()
}

// yearAt reads a year of two or four digits at token i; 0 when there is none.
func (r *reading) yearAt(i int) (year, last int) {
	n := r.small(i)
	if n < 0 || (r.width(i) != 2 && r.width(i) != 4) {
		return 0, i
	}
	if i+1 < len(r.tokens) && r.isChar(i+1, ':') && r.width(i) == 2 {
		return 0, i // an hour
	}
	if r.width(i) == 2 {
		n += 2000
	}
	return n, i
}

// real says whether there is such a day, not long ago.
func (d *moment) real() bool {
	if d.month < 1 || d.month > 12 || d.day < 1 || d.day > 31 || (d.year != 0 && (d.year < 1990 || d.year > 2099)) {
		return false
	}
	return d.year == 0 || d.day <= 28 || time.Date(d.year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC).Day() == d.day
}

// readTime takes the time of day that stands behind the date, or right before it.
func (r *reading) readTime(d *moment) {
	for j := int(d.last) + 1; j < len(r.tokens) && j <= int(d.last)+4; j++ {
		if r.small(j) >= 0 {
			if last, ok := r.timeAt(j, d); ok {
				d.last = int32(last)
			}
			return
		}
		if t := &r.tokens[j]; t.kind == newline || (t.kind == word && !r.cueAt(j, cueAt|cueOn|cueBy)) {
			return
		}
	}
	for _, back := range []int{3, 5} {
		if j := int(d.first) - back; j >= 0 {
			if last, ok := r.timeAt(j, d); ok && last == int(d.first)-1 {
				d.first = int32(j)
				return
			}
			d.timed = false
		}
	}
}

// timeAt reads 5:49PM, 16:56, 03:07:20 pm or 06.33.02 at token i.
func (r *reading) timeAt(i int, d *moment) (last int, ok bool) {
	h := r.small(i)
	if h < 0 || h > 24 || r.width(i) > 2 || i+2 >= len(r.tokens) || r.tokens[i+1].kind != symbol || !r.glued(i+1) || !r.glued(i+2) {
		return i, false
	}
	sep := r.tokens[i+1].char
	m, s := r.small(i+2), 0
	if (sep != ':' && sep != '.') || m < 0 || m > 59 || r.width(i+2) != 2 {
		return i, false
	}
	last = i + 2
	if last+2 < len(r.tokens) && r.isChar(last+1, sep) && r.glued(last+1) && r.small(last+2) >= 0 && r.small(last+2) < 60 && r.width(last+2) == 2 {
		s, last = r.small(last+2), last+2
	} else if sep == '.' {
		return i, false
	}
	if last+1 < len(r.tokens) && r.tokens[last+1].kind == word {
		switch t := r.textOf(int32(last+1), int32(last+1)); {
		case strings.EqualFold(t, "pm"):
			last++
			if h < 12 {
				h += 12
			}
		case strings.EqualFold(t, "am"):
			last++
			if h == 12 {
				h = 0
			}
		}
	}
	d.hour, d.min, d.sec, d.timed = h%24, m, s, true
	return last, true
}

// occurredAt is when the money moved: as the text says, in the country's time; else when the message was received.
// A date without a year is the last such before the message; a date after the message is not believed.
// The date it stands at comes with it, nil when it is the time of receipt.
func (r *reading) occurredAt() (time.Time, *moment) {
	for n := range r.dates {
		d := &r.dates[n]
		zone := r.habit.zone
		if zone == nil {
			zone = time.UTC
		}
		if d.year == 0 && r.received.IsZero() || r.cueAt(int(d.first)-1, cueBy) {
			continue // "Repay by 3 Nov"
		}
		year := d.year
		if year == 0 {
			year = r.habit.calendar.thisYear(r.received.In(zone).Year())
		}
		at := r.at(d, year, zone)
		if d.year == 0 && at.After(r.received.Add(36*time.Hour)) {
			at = r.at(d, year-1, zone)
		}
		if r.received.IsZero() {
			return at, d
		}
		if at.After(r.received.Add(36 * time.Hour)) {
			continue
		}
		if y, m, day := r.received.In(zone).Date(); !d.timed && y == at.Year() && m == at.Month() && day == at.Day() {
			return r.received, d // the same day: the message came with the movement
		}
		return at, d
	}
	return r.received, nil
}

// at is a moment of the year given.
func (r *reading) at(d *moment, year int, zone *time.Location) time.Time {
	month, day := d.month, d.day
	if d.year == 0 {
		year, month, day = r.habit.calendar.civil(year, month, day)
	}
	return time.Date(year, time.Month(month), day, d.hour, d.min, d.sec, 0, zone)
}
