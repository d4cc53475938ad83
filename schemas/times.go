package schemas

import (
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"
)

// A time outside this span is a mistake, and beyond 2299 ClickHouse would store another one in silence.
var (
	Earliest = time.Date(1900, 1, 2, 0, 0, 0, 0, time.UTC)
	Latest   = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)
)

// Plausible tells whether t is in that span.
func Plausible(t time.Time) bool { return !t.Before(Earliest) && !t.After(Latest) }

// firstReceived is before anything was received: the zero times of programming languages are the years 1 and 1970.
var firstReceived = time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)

// Received is when a producer says that it received something, or otherwise, the time of its event, when it says nothing or what cannot be:
// a clumsy time is no reason to lose what it is about.
func Received(said *timestamppb.Timestamp, otherwise time.Time) time.Time {
	if at := said.AsTime(); said.IsValid() && !at.Before(firstReceived) && Plausible(at) {
		return at
	}
	return otherwise
}
