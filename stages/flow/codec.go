package flow

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

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
	id, given := header(r, headerID)
	if !given || id == "" {
		place := fmt.Sprintf("%s/%d/%d", topic, headerInt(r, headerPartition, int64(r.Partition)), headerInt(r, headerOffset, r.Offset))
		id = DeriveID(place, "record", 0)
	}
	reading, given := header(r, headerReadingID)
	if !given {
		reading = DeriveID(id, "reading", 0)
	}
	return Meta{
		ID:      id,
		Topic:   strings.TrimSuffix(topic, schemas.BulkSuffix),
		Key:     string(r.Key),
		Time:    headerTimeOr(r, headerTime, timestamp),
		Reading: Reading{ID: reading, Time: headerTimeOr(r, headerReadingTime, timestamp), ReplayID: headerOr(r, headerReplayID, "")},
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
