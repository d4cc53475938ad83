package sms

import "time"

// A calendar is how years, months and days are counted where a message comes from.
type calendar uint8

const (
	gregorian calendar = iota
	jalali             // Iran: 1404/03/22 is 2025-06-12
	buddhist           // Thailand: 12/06/2568 and 12/06/68 are 2025-06-12
)

const (
	jalaliBehind  = 621 // years, after the new year in March
	buddhistAhead = 543
)

// civil turns a date into one of the Gregorian calendar. A year that no calendar but that has stays: also in Iran and Thailand banks write it.
func (c calendar) civil(year, month, day int) (int, int, int) {
	switch {
	case c == jalali && year >= 1300 && year < 1500 && month >= 1 && month <= 12:
		years, months := year-979, month-1 // 979-01-01 is 1600-03-20
		days := 365*years + years/33*8 + (years%33+3)/4 + 31*min(months, 6) + 30*max(months-6, 0) + day - 1
		at := time.Date(1600, time.March, 20+days, 0, 0, 0, 0, time.UTC)
		return at.Year(), int(at.Month()), at.Day()
	case c == buddhist && year >= 2400:
		return year - buddhistAhead, month, day
	case c == buddhist && year >= 2050: // two digits, taken for ones of this century
		return year - buddhistAhead%100, month, day
	}
	return year, month, day
}

// thisYear is the year that a date without one is of, or the year before it, at a time of the Gregorian year given.
func (c calendar) thisYear(year int) int {
	if c == jalali {
		return year - jalaliBehind
	}
	return year
}
