package schemas

import (
	"testing"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"
)

func TestAClumsyTimeOfReceiptIsAsGoodAsNone(t *testing.T) {
	event := time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)
	said := time.Date(2026, 3, 30, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		said *timestamppb.Timestamp
		want time.Time
	}{
		{nil, event}, {timestamppb.New(said), said}, {timestamppb.New(time.Time{}), event}, {timestamppb.New(time.Unix(0, 0)), event},
		{timestamppb.New(time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)), event}, {&timestamppb.Timestamp{Seconds: 1 << 60}, event},
	} {
		if got := Received(c.said, event); !got.Equal(c.want) {
			t.Errorf("%v was received at %s, want %s", c.said, got, c.want)
		}
	}
}
