package flow

import (
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

var replayed = time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC)

func TestAReplayedRecordIsTheSameEventInANewReading(t *testing.T) {
	in := &kgo.Record{Topic: "x.messages.received", Partition: 2, Offset: 7, Timestamp: time.UnixMilli(1_700_000_000_123), Key: []byte("k"), Value: []byte(`{"text":"a"}`)}
	was := metaOf(in, "x.")
	out := ReplayRecord(in, "x.", "messages.received", "p1", replayed)
	out.Partition, out.Offset, out.Timestamp = 0, 99, time.Now()
	is := metaOf(out, "x.")
	if is.ID != was.ID || !is.Time.Equal(in.Timestamp) || string(out.Key) != "k" || string(out.Value) != `{"text":"a"}` {
		t.Errorf("was %+v, is %+v", was, is)
	}
	if is.Reading.ID == was.Reading.ID || !is.Reading.Time.Equal(replayed) {
		t.Errorf("the reading is %+v", is.Reading)
	}
	if id, _ := header(out, headerReplayID); id != "p1" {
		t.Errorf("replay %q", id)
	}
	again := metaOf(ReplayRecord(out, "x.", "messages.received", "p2", replayed.Add(time.Hour)), "x.")
	if again.ID != was.ID || !again.Time.Equal(in.Timestamp) || again.Reading.ID == is.Reading.ID {
		t.Errorf("replayed twice it is %+v", again)
	}
}

func TestARecordCanBeReplayedWithinItsReading(t *testing.T) {
	in := &kgo.Record{Topic: "documents.extracted", Partition: 1, Offset: 3, Timestamp: time.UnixMilli(1_700_000_000_000), Value: []byte("{}")}
	out := ReplayRecord(in, "", "documents.extracted.bulk", "p1", time.Time{})
	if was, is := metaOf(in, ""), metaOf(out, ""); is.Reading.ID != was.Reading.ID || !is.Reading.Time.Equal(was.Reading.Time) || !is.Bulk {
		t.Errorf("was %+v, is %+v", was, is)
	}
}

func TestAReplayedDeadLetterStartsAnewAndDiesAsTheSameInput(t *testing.T) {
	rt := &runtime{name: "ingest", prefix: "x."}
	in := &kgo.Record{Topic: "x.documents.uploaded", Partition: 2, Offset: 7, Timestamp: time.UnixMilli(1_700_000_000_000), Key: []byte("k"), Value: []byte("{}"),
		Headers: []kgo.RecordHeader{textHeader("mine", "1")}}
	letter := rt.deadLetter(in, subject{id: "d1", tenant: "acme"}, failure{"empty", classPermanent, "zero bytes"}, 5, time.Now())
	letter.Partition, letter.Offset, letter.Timestamp = 0, 99, time.Now()

	input, err := ReadInput(letter, "x.")
	if err != nil || input.Topic != "documents.uploaded" || input.SubjectID != "d1" || input.Tenant != "acme" || input.ID != metaOf(in, "x.").ID {
		t.Errorf("input %+v, error %v", input, err)
	}
	out := ReplayRecord(letter, "x.", input.Topic, "p1", replayed)
	if out.Topic != "x.documents.uploaded" || metaOf(out, "x.").Attempt != 1 || !metaOf(out, "x.").Time.Equal(in.Timestamp) {
		t.Errorf("topic %s, meta %+v", out.Topic, metaOf(out, "x."))
	}
	for _, name := range failureHeaders {
		if v, ok := header(out, name); ok {
			t.Errorf("%s is still there: %s", name, v)
		}
	}
	if v, _ := header(out, "mine"); v != "1" {
		t.Error("the producer's header is gone")
	}
	died := ReadDeadLetter(rt.deadLetter(out, subject{id: "d1"}, failure{"empty", classPermanent, "zero bytes"}, 1, time.Now()), "x.")
	if died.Partition != 2 || died.Offset != 7 || !died.Timestamp.Equal(in.Timestamp) || died.ReplayID != "p1" || died.Topic != "documents.uploaded" {
		t.Errorf("it died as %+v", died)
	}

	// The offsets of one lane mean nothing in the other.
	out = ReplayRecord(letter, "x.", "documents.uploaded.bulk", "p1", replayed)
	for _, name := range placeHeaders {
		if v, ok := header(out, name); ok {
			t.Errorf("on the other lane %s is still there: %s", name, v)
		}
	}
}

func TestWhatCannotBeDecodedIsNoInput(t *testing.T) {
	if _, err := ReadInput(&kgo.Record{Topic: "messages.received", Value: []byte("garbage")}, ""); err == nil {
		t.Error("garbage was understood")
	}
}
