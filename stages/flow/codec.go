package flow

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/twmb/franz-go/pkg/kgo"
	"google.golang.org/protobuf/proto"

	"github.com/munshi-in/munshi/schemas"
	"github.com/munshi-in/munshi/schemas/eventjson"
)

// DeriveID returns the id of the event that stage makes as its n-th output (from 0) of the input with id.
// The same input gives the same ids however often it is processed.
func DeriveID(id, stage string, n int) string {
	named := append(append(make([]byte, 0, 128), id...), 0)
	named = append(append(named, stage...), 0)
	sum := sha256.Sum256(strconv.AppendInt(named, int64(n), 10))
	var text [32]byte
	hex.Encode(text[:], sum[:16])
	return string(text[:])
}

// bodyOf returns the body of an input, or why it has none.
func bodyOf(meta *Meta, r *kgo.Record) (proto.Message, *failure) {
	if size := len(r.Key) + len(r.Value); size > schemas.MaxRecordBytes {
		return nil, &failure{schemas.CodeInputTooLarge, classPermanent, fmt.Sprintf("an event of %d bytes is over the limit of %d", size, schemas.MaxRecordBytes)}
	}
	body, err := decode(meta, r)
	if err != nil {
		return nil, &failure{schemas.CodeUndecodable, classPermanent, err.Error()}
	}
	return body, nil
}

// decode returns the body of a record.
func decode(meta *Meta, r *kgo.Record) (proto.Message, error) {
	return decodeValue(meta.Topic, meta.binary, r.Value)
}

// Decode returns the message of topic (without prefix, either lane) that value holds in contentType:
// application/protobuf, or ProtoJSON for anything else. The error says where decoding broke.
func Decode(topic, contentType string, value []byte) (proto.Message, error) {
	return decodeValue(topic, IsProtobuf(contentType), value)
}

func decodeValue(topic string, binary bool, value []byte) (proto.Message, error) {
	t, ok := schemas.TopicFor(topic)
	if !ok {
		return nil, fmt.Errorf("topic %q carries no message that Munshi knows", topic)
	}
	if len(value) == 0 {
		return nil, errors.New("the record has no value")
	}
	body := t.Message.New().Interface()
	if binary {
		if err := (proto.UnmarshalOptions{Merge: true}).Unmarshal(value, body); err != nil { // merged: there is nothing in it to reset
			return nil, fmt.Errorf("%s in protobuf: %w", t.Message.Descriptor().FullName(), err)
		}
		return body, nil
	}
	if err := eventjson.Unmarshal(value, body); err != nil {
		return nil, fmt.Errorf("%s in JSON: %s", t.Message.Descriptor().FullName(), unquoted(err))
	}
	return body, nil
}

// jsonMistake is what of an error of the JSON decoder is its own: where it broke, and how.
var jsonMistake = regexp.MustCompile(`unexpected EOF|(syntax error )?\(line \d+:\d+\)` +
	`(: (invalid value for \w+ field \w+|invalid google\.protobuf\.\w+ value|invalid value|invalid escape code|unexpected token))?`)

// unquoted leaves out of an error of the JSON decoder what it quotes of the event: a dead letter's reason is seen by more people than a
// password, a document's bytes or a person's message may be.
func unquoted(err error) string {
	if mistake := jsonMistake.FindString(err.Error()); mistake != "" {
		return mistake
	}
	return "it is none"
}

// IsProtobuf tells whether a value of contentType is protobuf, and not JSON.
func IsProtobuf(contentType string) bool { return isProtobuf([]byte(contentType)) }

func isProtobuf(contentType []byte) bool {
	if string(contentType) == contentProtobuf { // as it nearly always is, where it is protobuf at all
		return true
	}
	name, _, _ := bytes.Cut(contentType, []byte(";"))
	return string(bytes.TrimSpace(name)) == contentProtobuf
}

// metaOf reads what stands beside the body. Whatever the producer left out is derived from the record's place
// and time, so that it is the same when the record is delivered again. A record that comes back from
// retry.<stage> is what it was when it was first published.
func metaOf(r *kgo.Record, prefix string) Meta {
	var at place
	meta := Meta{Key: string(r.Key), Attempt: 1}
	// Every record comes through here: one walk over its headers, last to first, so that the first of a name counts.
	for i := len(r.Headers) - 1; i >= 0; i-- {
		switch value := r.Headers[i].Value; r.Headers[i].Key {
		case headerID:
			meta.ID = string(value)
		case headerContentType:
			meta.binary = isProtobuf(value)
		case headerTime:
			meta.Time = timeOr(value, meta.Time)
		case headerReadingID:
			meta.Reading.ID = string(value)
		case headerReadingTime:
			meta.Reading.Time = timeOr(value, meta.Reading.Time)
		case headerReplayID:
			meta.Reading.ReplayID = string(value)
		case headerAttempts:
			meta.Attempt = int(intOr(value, 0)) + 1
		case headerPartition:
			at.partition = value
		case headerOffset:
			at.offset = value
		case headerTimestamp:
			at.timestamp = value
		}
	}
	topic := originalTopic(r, prefix)
	meta.Topic, meta.Bulk = strings.CutSuffix(topic, schemas.BulkSuffix)
	if meta.ID == "" {
		meta.ID = at.id(topic, r)
	}
	if meta.Reading.ID == "" { // a reading begins with the event that has none, and is called by its name
		meta.Reading.ID = meta.ID
	}
	if meta.Time.IsZero() || meta.Reading.Time.IsZero() {
		published := timeOr(at.timestamp, r.Timestamp.UTC())
		if published.After(schemas.Latest) { // a producer that counts in microseconds
			published = schemas.Latest
		}
		if meta.Time.IsZero() {
			meta.Time = published
		}
		if meta.Reading.Time.IsZero() {
			meta.Reading.Time = published
		}
	}
	return meta
}

// place is where a record that comes back was first published, as its headers have it; empty for one that never left.
type place struct{ partition, offset, timestamp []byte }

// id names an event that has no id by its place: messages.received-3-1042.
func (p place) id(topic string, r *kgo.Record) string {
	named := append(append(make([]byte, 0, 64), topic...), '-')
	named = append(strconv.AppendInt(named, intOr(p.partition, int64(r.Partition)), 10), '-')
	return string(strconv.AppendInt(named, intOr(p.offset, r.Offset), 10))
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
