package flow

import (
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"google.golang.org/protobuf/proto"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
)

func TestARecordWithoutHeadersHasTheSameMetaEachTimeItIsDelivered(t *testing.T) {
	r := &kgo.Record{Topic: "x.messages.received", Partition: 2, Offset: 7, Timestamp: time.UnixMilli(1_700_000_000_000), Key: []byte("k")}
	first, again := metaOf(r, "x."), metaOf(r, "x.")
	if first != again {
		t.Errorf("%+v\n%+v", first, again)
	}
	if first.ID == "" || first.Reading.ID == "" || !first.Reading.Time.Equal(r.Timestamp) || first.Topic != "messages.received" || first.Attempt != 1 {
		t.Errorf("got %+v", first)
	}
}

// Producers give times in microseconds, or the year 1 of a time that nobody set. What comes of their events must fit what stores it.
func TestTimesThatCannotBeAreNotTaken(t *testing.T) {
	stamped := time.UnixMilli(1_700_000_000_000).UTC()
	for name, c := range map[string]struct {
		record kgo.Record
		want   time.Time
	}{
		"year 1":       {kgo.Record{Timestamp: stamped, Headers: []kgo.RecordHeader{textHeader(headerTime, "0001-01-01T00:00:00Z")}}, stamped},
		"year 9999":    {kgo.Record{Timestamp: stamped, Headers: []kgo.RecordHeader{textHeader(headerReadingTime, "9999-12-31T00:00:00Z")}}, stamped},
		"microseconds": {kgo.Record{Timestamp: time.UnixMilli(1_700_000_000_000_000)}, schemas.Latest},
		"none":         {kgo.Record{Timestamp: time.UnixMilli(-1)}, time.UnixMilli(-1).UTC()},
	} {
		c.record.Topic = "messages.received"
		if meta := metaOf(&c.record, ""); !meta.Time.Equal(c.want) || !meta.Reading.Time.Equal(c.want) {
			t.Errorf("%s: %s, reading %s, want %s", name, meta.Time, meta.Reading.Time, c.want)
		}
	}
}

func TestARetriedRecordIsWhatItWasWhenFirstPublished(t *testing.T) {
	in := &kgo.Record{Topic: "documents.uploaded.bulk", Partition: 2, Offset: 7, Timestamp: time.UnixMilli(1_700_000_000_000), Value: []byte("{}")}
	rt := &runtime{name: "ingest"}
	before := metaOf(in, "")
	letter := rt.retryLetter(in, subject{id: "d1"}, failure{reason: "503"}, 1, time.Now(), time.Now())
	letter.Partition, letter.Offset, letter.Timestamp = 0, 99, time.Now()
	after := metaOf(letter, "")
	before.Attempt = 2
	if before != after {
		t.Errorf("before %+v\nafter  %+v", before, after)
	}
}

func TestAProducerCannotChooseItsHandlerByHeader(t *testing.T) {
	r := &kgo.Record{Topic: "messages.received", Headers: []kgo.RecordHeader{textHeader(headerTopic, "statements.extracted")}}
	if got := metaOf(r, "").Topic; got != "messages.received" {
		t.Errorf("topic %s", got)
	}
}

func TestHeadersOfADeadLetterAreOverwrittenNotAppended(t *testing.T) {
	rt := &runtime{name: "ingest"}
	r := &kgo.Record{Topic: "documents.uploaded", Value: []byte("x"), Headers: []kgo.RecordHeader{textHeader("mine", "1")}}
	now := time.Now()
	var n int
	for range 5 {
		letter := rt.deadLetter(r, subject{id: "d1", tenant: "t"}, failure{"empty", classPermanent, "zero bytes"}, 1, now)
		if n != 0 && len(letter.Headers) != n {
			t.Fatalf("headers grew from %d to %d", n, len(letter.Headers))
		}
		n = len(letter.Headers)
		r = letter
	}
	if v, _ := header(r, "mine"); v != "1" {
		t.Error("the producer's header is gone")
	}
}

func TestBothWireFormatsAreUnderstood(t *testing.T) {
	body := &munshiv1.MessageReceived{Text: "Rs 5 debited"}
	binary, _ := proto.Marshal(body)
	for contentType, value := range map[string][]byte{
		"":                                []byte(`{"text":"Rs 5 debited","unknown":1}`),
		"application/json; charset=utf-8": []byte(`{"text":"Rs 5 debited"}`),
		"application/protobuf":            binary,
	} {
		got, err := Decode("messages.received", contentType, value)
		if err != nil || !proto.Equal(got, body) {
			t.Errorf("%s: %v, %v", contentType, got, err)
		}
	}
}

func TestUndecodableValuesSayWhereTheyBreak(t *testing.T) {
	for value, want := range map[string]string{
		"":              "no value",
		"not json":      "line 1",
		`{"text": 5}`:   "text",
		`{"text":"\xff`: "syntax",
	} {
		if _, err := Decode("messages.received", "", []byte(value)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gave %v, want something with %q", value, err, want)
		}
	}
}

// A birth date is the password of most statements, and a number to careless producers. Why an event cannot be decoded is read by
// everyone who may see dead letters.
func TestWhyAnEventCannotBeDecodedDoesNotQuoteIt(t *testing.T) {
	for value, want := range map[string]string{
		`{"uri":"s3://a/b","password":11021990}`:     "(line 1:30): invalid value for string field password",
		`{"uri":"s3://a/b","password":01021990}`:     "syntax error (line 1:30): invalid value",
		`{"uri":"s3://a/b","password":"hush\qhush"}`: "syntax error (line 1:30): invalid escape code",
		`{"uri":"s3://a/b","password":["hush"]}`:     "(line 1:30): invalid value for string field password",
		`{"password":"a","receivedAt":"hush"}`:       "(line 1:30): invalid google.protobuf.Timestamp value",
		`{"password":"a"} hush`:                      "syntax error (line 1:18): invalid value",
		`{"hush":{"hush" "hush"}}`:                   "(line 1:17)",
		`{"password":"hush`:                          "unexpected EOF",
		`{"content":"hush!"}`:                        "(line 1:12): invalid value for bytes field content",
	} {
		_, err := Decode("documents.uploaded", "", []byte(value))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hush") || strings.Contains(err.Error(), "1990") {
			t.Errorf("%s gave %v, want %q", value, err, want)
		}
	}
}

func TestAReasonIsCutAtACharacter(t *testing.T) {
	for pad := range 4 {
		long := strings.Repeat("x", maxReasonBytes-pad) + strings.Repeat("₹", 10)
		if got := bounded(long); !strings.HasSuffix(got, "…") || strings.ContainsRune(got, '\uFFFD') {
			t.Errorf("pad %d: cut to %q", pad, got[len(got)-12:])
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("documents.uploaded", "application/json", []byte(`{"EventName":"s3:ObjectCreated:Put","Records":[{"s3":{"object":{"key":"a"}}}]}`))
	f.Add("messages.received", "application/protobuf", []byte{0x0a, 0x01, 'x'})
	f.Fuzz(func(t *testing.T, topic, contentType string, value []byte) {
		if body, err := Decode(topic, contentType, value); err == nil && body == nil {
			t.Error("neither a body nor an error")
		}
	})
}
