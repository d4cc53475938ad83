package sms

import (
	"fmt"
	"testing"
)

func TestYearsOfOtherCalendarsAreTurnedIntoOurs(t *testing.T) {
	for _, c := range []struct {
		calendar         calendar
		year, month, day int
		want             string
	}{
		{jalali, 1404, 3, 22, "2025-6-12"},
		{jalali, 1403, 12, 30, "2025-3-20"}, // a leap year's last day
		{jalali, 1404, 1, 1, "2025-3-21"},
		{jalali, 1400, 10, 11, "2022-1-1"},
		{jalali, 2025, 6, 12, "2025-6-12"},
		{buddhist, 2568, 6, 12, "2025-6-12"},
		{buddhist, 2068, 6, 12, "2025-6-12"},
		{buddhist, 2025, 6, 12, "2025-6-12"},
		{gregorian, 1404, 3, 22, "1404-3-22"},
	} {
		year, month, day := c.calendar.civil(c.year, c.month, c.day)
		if got := fmt.Sprintf("%d-%d-%d", year, month, day); got != c.want {
			t.Errorf("%d-%d-%d of calendar %d: got %s, want %s", c.year, c.month, c.day, c.calendar, got, c.want)
		}
	}
}
