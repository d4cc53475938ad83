package flow

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"google.golang.org/protobuf/proto"

	"github.com/munshi-in/munshi/schemas"
	"github.com/munshi-in/munshi/schemas/eventjson"
)

// Wire formats of what a stage writes. Whatever is read may be either.
const (
	wireJSON     = "json"
	wireProtobuf = "protobuf"
)

// An encoder makes records of events. What is the same on all records of a program is made once.
type encoder struct {
	prefix string
	binary bool
	common []kgo.RecordHeader
	routes sync.Map // of protoreflect.MessageType to *route
	made   clock    // of ce_time
	begun  clock    // of the time of readings
}

// route is where a type of message goes.
type route struct {
	live, bulk string
	typeHeader kgo.RecordHeader
}

func newEncoder(prefix, source, wire string) *encoder {
	e := &encoder{prefix: prefix, binary: wire == wireProtobuf}
	contentType := contentJSON
	if e.binary {
		contentType = contentProtobuf
	}
	e.common = []kgo.RecordHeader{
		textHeader(headerSpecVersion, "1.0"), textHeader(headerSource, source),
		textHeader(headerContentType, contentType), textHeader(headerRevision, Revision()),
	}
	return e
}

// envelope is what a record says beside its body.
type envelope struct {
	id, key string
	from    *Meta     // of the input: its lane and its reading
	at      time.Time // ce_time, given to the millisecond
	trace   string    // empty: none
}

// record makes the record of an event.
func (e *encoder) record(around envelope, body proto.Message) (*outgoing, error) {
	o := outgoings.Get().(*outgoing)
	value, err := e.append(o.memory[:0], body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", body.ProtoReflect().Descriptor().FullName(), err)
	}
	o.memory = value
	to := e.route(body)
	o.record = kgo.Record{Topic: to.live, Value: value, Timestamp: around.at} // else the client would look at the clock again
	if around.from.Bulk {
		o.record.Topic = to.bulk
	}
	if around.key != "" {
		o.record.Key = o.keep(around.key)
	}
	headers := append(append(o.headers[:0], e.common...), kgo.RecordHeader{Key: headerTime, Value: e.made.text(around.at.Truncate(time.Millisecond))})
	if reading := &around.from.Reading; reading.ID != "" {
		headers = append(headers, kgo.RecordHeader{Key: headerReadingID, Value: o.keep(reading.ID)},
			kgo.RecordHeader{Key: headerReadingTime, Value: e.begun.text(reading.Time)})
		if reading.ReplayID != "" {
			headers = append(headers, kgo.RecordHeader{Key: headerReplayID, Value: o.keep(reading.ReplayID)})
		}
	}
	headers = append(headers, to.typeHeader, kgo.RecordHeader{Key: headerID, Value: o.keep(around.id)})
	if around.trace != "" {
		headers = append(headers, kgo.RecordHeader{Key: headerTraceParent, Value: o.keep(around.trace)})
	}
	o.record.Headers = headers
	return o, nil
}

// An outgoing is a record that we made, with the memory that it is made of. Who knows that nobody has a use for it any more may let it go: made anew
// for each output, that memory was a third of a stage's garbage.
type outgoing struct {
	record  kgo.Record
	headers [maxHeaders]kgo.RecordHeader
	memory  []byte // of the value, and behind it of the key and of what headers say
}

const (
	// maxHeaders is how many headers a record of ours may have.
	maxHeaders = 12
	// maxKeptMemory is how much of a record's memory is used again. Most outputs are a few KB; one of megabytes must not stay.
	maxKeptMemory = 16 << 10
)

var outgoings = sync.Pool{New: func() any { return new(outgoing) }}

// keep returns a copy of text.
func (o *outgoing) keep(text string) []byte {
	from := len(o.memory)
	o.memory = append(o.memory, text...)
	return slices.Clip(o.memory[from:])
}

// letGo gives the record's memory to others.
func (o *outgoing) letGo() {
	o.record = kgo.Record{}
	if cap(o.memory) <= maxKeptMemory {
		outgoings.Put(o)
	}
}

// clock writes times, and each only once as long as it is asked for the same: inputs of one batch mostly share theirs.
type clock struct{ last atomic.Pointer[written] }

type written struct {
	at   time.Time
	text []byte
}

func (c *clock) text(at time.Time) []byte {
	if last := c.last.Load(); last != nil && last.at.Equal(at) {
		return last.text
	}
	made := &written{at, at.UTC().AppendFormat(nil, time.RFC3339Nano)}
	c.last.Store(made)
	return made.text
}

// append appends an event's value.
func (e *encoder) append(b []byte, body proto.Message) ([]byte, error) {
	if e.binary {
		return proto.MarshalOptions{Deterministic: true}.MarshalAppend(b, body)
	}
	return eventjson.Append(b, body)
}

func (e *encoder) route(body proto.Message) *route {
	kind := body.ProtoReflect().Type()
	if known, ok := e.routes.Load(kind); ok {
		return known.(*route)
	}
	topic := schemas.TopicOf(body)
	to := &route{live: e.prefix + topic.GetName(), bulk: e.prefix + topic.GetName(), typeHeader: textHeader(headerType, string(kind.Descriptor().FullName()))}
	if topic.GetBulkLane() {
		to.bulk += schemas.BulkSuffix
	}
	e.routes.Store(kind, to)
	return to
}
