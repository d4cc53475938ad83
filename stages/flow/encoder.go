package flow

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
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

// record makes the record of an event. now is its ce_time.
func (e *encoder) record(meta Meta, key string, body proto.Message, now time.Time) (*kgo.Record, error) {
	value, err := e.value(body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", body.ProtoReflect().Descriptor().FullName(), err)
	}
	to := e.route(body)
	r := &kgo.Record{Topic: to.live, Value: value, Headers: make([]kgo.RecordHeader, 0, len(e.common)+6)}
	if meta.Bulk {
		r.Topic = to.bulk
	}
	r.Headers = append(append(r.Headers, e.common...), to.typeHeader, textHeader(headerID, meta.ID), timeHeader(headerTime, now))
	if meta.Reading.ID != "" {
		r.Headers = append(r.Headers, textHeader(headerReadingID, meta.Reading.ID), timeHeader(headerReadingTime, meta.Reading.Time))
	}
	if meta.Reading.ReplayID != "" {
		r.Headers = append(r.Headers, textHeader(headerReplayID, meta.Reading.ReplayID))
	}
	if key != "" {
		r.Key = []byte(key)
	}
	return r, nil
}

func (e *encoder) value(body proto.Message) ([]byte, error) {
	if e.binary {
		return proto.MarshalOptions{Deterministic: true}.Marshal(body)
	}
	value, err := protojson.Marshal(body)
	if err != nil || !jsonHasSpaces() {
		return value, err
	}
	var compact bytes.Buffer
	compact.Grow(len(value))
	err = json.Compact(&compact, value)
	return compact.Bytes(), err
}

// jsonHasSpaces tells whether this build's protojson writes spaces: each build does or does not, on purpose at
// random. Consumers that compare bytes should not see them.
var jsonHasSpaces = sync.OnceValue(func() bool {
	sample, err := protojson.Marshal(&munshiv1.MessageReceived{Text: "-", Sender: "-"})
	return err != nil || bytes.ContainsAny(sample, " \n\t")
})

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
