package flow

import (
	"fmt"
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
	routes sync.Map // of protoreflect.FullName to route
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

// ownHeaders is how many a record has beside those: type, id, trace.
const ownHeaders = 3

// carried are the headers that all records made of one input have alike, with room for those of one record. now is their ce_time, given to the millisecond.
func (e *encoder) carried(meta Meta, now time.Time) []kgo.RecordHeader {
	headers := append(make([]kgo.RecordHeader, 0, len(e.common)+4+ownHeaders), e.common...)
	headers = append(headers, kgo.RecordHeader{Key: headerTime, Value: e.made.text(now.Truncate(time.Millisecond))})
	if meta.Reading.ID != "" {
		headers = append(headers, textHeader(headerReadingID, meta.Reading.ID),
			kgo.RecordHeader{Key: headerReadingTime, Value: e.begun.text(meta.Reading.Time)})
	}
	if meta.Reading.ReplayID != "" {
		headers = append(headers, textHeader(headerReplayID, meta.Reading.ReplayID))
	}
	return headers
}

// record makes the record of an event with the headers that it shares, and its own behind them: where carried has room, there.
func (e *encoder) record(id, key string, bulk bool, body proto.Message, carried []kgo.RecordHeader) (*kgo.Record, error) {
	value, err := e.value(body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", body.ProtoReflect().Descriptor().FullName(), err)
	}
	to := e.route(body)
	r := &kgo.Record{Topic: to.live, Value: value}
	if bulk {
		r.Topic = to.bulk
	}
	r.Headers = append(carried, to.typeHeader, textHeader(headerID, id))
	if key != "" {
		r.Key = []byte(key)
	}
	return r, nil
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

func (e *encoder) value(body proto.Message) ([]byte, error) {
	if e.binary {
		return proto.MarshalOptions{Deterministic: true}.Marshal(body)
	}
	return eventjson.Marshal(body)
}

func (e *encoder) route(body proto.Message) route {
	name := body.ProtoReflect().Descriptor().FullName()
	if known, ok := e.routes.Load(name); ok {
		return known.(route)
	}
	topic := schemas.TopicOf(body)
	to := route{live: e.prefix + topic.GetName(), bulk: e.prefix + topic.GetName(), typeHeader: textHeader(headerType, string(name))}
	if topic.GetBulkLane() {
		to.bulk += schemas.BulkSuffix
	}
	e.routes.Store(name, to)
	return to
}
