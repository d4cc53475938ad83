package flow

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/munshi-in/munshi/schemas"
)

// DeriveID returns the id of the event that stage makes as its n-th output (from 0) of the input with id.
// The same input gives the same ids however often it is processed.
func DeriveID(id, stage string, n int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%d", id, stage, n))
	return hex.EncodeToString(sum[:16])
}

// decode returns the body of a record that was published on topic.
func decode(topic string, r *kgo.Record) (proto.Message, error) {
	return Decode(topic, headerOr(r, headerContentType, contentJSON), r.Value)
}

// Decode returns the message of topic (without prefix, either lane) that value holds in contentType:
// application/protobuf, or ProtoJSON for anything else. The error says where decoding broke.
func Decode(topic, contentType string, value []byte) (proto.Message, error) {
	t, ok := schemas.TopicFor(topic)
	if !ok {
		return nil, fmt.Errorf("topic %q carries no message that Munshi knows", topic)
	}
	if len(value) == 0 {
		return nil, errors.New("the record has no value")
	}
	body := t.Message.New().Interface()
	contentType, _, _ = strings.Cut(contentType, ";")
	if strings.TrimSpace(contentType) == contentProtobuf {
		if err := proto.Unmarshal(value, body); err != nil {
			return nil, fmt.Errorf("%s in protobuf: %w", t.Message.Descriptor().FullName(), err)
		}
		return body, nil
	}
	if err := (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(value, body); err != nil {
		return nil, fmt.Errorf("%s in JSON: %w", t.Message.Descriptor().FullName(), err)
	}
	return body, nil
}

// metaOf reads what stands beside the body. Whatever the producer left out is derived from the record's place
// and time, so that it is the same when the record is delivered again. A record that comes back from
// retry.<stage> is what it was when it was first published.
func metaOf(r *kgo.Record, prefix string) Meta {
	topic := originalTopic(r, prefix)
	timestamp := headerTimeOr(r, headerTimestamp, r.Timestamp.UTC())
	place := fmt.Sprintf("%s/%d/%d", topic, headerInt(r, headerPartition, int64(r.Partition)), headerInt(r, headerOffset, r.Offset))
	id := headerOr(r, headerID, "")
	if id == "" {
		id = DeriveID(place, "record", 0)
	}
	return Meta{
		ID:    id,
		Topic: strings.TrimSuffix(topic, schemas.BulkSuffix),
		Key:   string(r.Key),
		Time:  headerTimeOr(r, headerTime, timestamp),
		Reading: Reading{
			ID:   headerOr(r, headerReadingID, DeriveID(id, "reading", 0)),
			Time: headerTimeOr(r, headerReadingTime, timestamp),
		},
		Bulk:    strings.HasSuffix(topic, schemas.BulkSuffix),
		Attempt: int(headerInt(r, headerAttempts, 0)) + 1,
	}
}

// originalTopic is where the record was first published, with its lane and without the prefix. The header is
// believed on retry topics only: a producer must not choose which handler gets its event.
func originalTopic(r *kgo.Record, prefix string) string {
	topic := strings.TrimPrefix(r.Topic, prefix)
	if strings.HasPrefix(topic, schemas.RetryTopic("")) {
		return headerOr(r, headerTopic, topic)
	}
	return topic
}

// encode makes the record of an event. now is its ce_time.
func encode(prefix, source, revision string, meta Meta, key string, body proto.Message, now time.Time) (*kgo.Record, error) {
	value, err := protojson.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", body.ProtoReflect().Descriptor().FullName(), err)
	}
	// protojson puts spaces at random on purpose; consumers that compare bytes should not see them.
	var compact bytes.Buffer
	compact.Grow(len(value))
	if err := json.Compact(&compact, value); err != nil {
		return nil, err
	}
	topic := schemas.TopicOf(body)
	name := prefix + topic.GetName()
	if meta.Bulk && topic.GetBulkLane() {
		name += schemas.BulkSuffix
	}
	r := &kgo.Record{
		Topic: name,
		Value: compact.Bytes(),
		Headers: []kgo.RecordHeader{
			textHeader(headerSpecVersion, "1.0"),
			textHeader(headerID, meta.ID),
			textHeader(headerType, string(body.ProtoReflect().Descriptor().FullName())),
			textHeader(headerSource, source),
			timeHeader(headerTime, now),
			textHeader(headerContentType, contentJSON),
			textHeader(headerRevision, revision),
		},
	}
	if meta.Reading.ID != "" {
		r.Headers = append(r.Headers, textHeader(headerReadingID, meta.Reading.ID), timeHeader(headerReadingTime, meta.Reading.Time))
	}
	if key != "" {
		r.Key = []byte(key)
	}
	return r, nil
}
