package flow

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/munshi-in/munshi/schemas"
)

// An Input is what a replay needs to know of a record that a stage reads, or has read.
type Input struct {
	Meta
	// Topic is where it was first published, with its lane: where a replay puts it.
	Topic string
	// SubjectID and Tenant say what it is about: a document, a message, or the event itself.
	SubjectID, Tenant string
}

// ReadInput understands a record of a topic that a stage reads, or of dead.<stage>. The topics' names begin with prefix. It is
// an error when the record cannot be decoded; a dead letter need not be, if it has its value: its headers say all.
func ReadInput(r *kgo.Record, prefix string) (Input, error) {
	meta := metaOf(r, prefix)
	if isDeadTopic(r.Topic, prefix) {
		letter := ReadDeadLetter(r, prefix)
		if letter.LeftOut > 0 {
			return Input{}, errors.New("the dead letter is without its value, which was too large")
		}
		return Input{Meta: meta, Topic: letter.Topic, SubjectID: letter.SubjectID, Tenant: letter.Tenant}, nil
	}
	body, err := decode(&meta, r)
	if err != nil {
		return Input{}, err
	}
	about := subjectOf(body, &meta)
	return Input{Meta: meta, Topic: originalTopic(r, prefix), SubjectID: about.id, Tenant: about.tenant}, nil
}

// failureHeaders say why a record failed and when it is tried again. A replayed record has none of them: its attempts start anew.
var failureHeaders = []string{
	headerTopic, headerStage, headerCode, headerClass, headerMessage, headerAttempts, headerFirstFailed, headerDiedAt, headerDue,
	headerSubjectID, headerTenant,
}

// placeHeaders say where a record was first published.
var placeHeaders = []string{headerPartition, headerOffset, headerTimestamp}

// ReplayRecord makes of a record that a stage has read the record that makes it read the same once more. Key and value are byte for byte
// the same, and so are the event's id and time: what a stage derives from them (ids of outputs, a message's received_at)
// stays what it was. topic has no prefix.
//
// A reading that began at began replaces what earlier readings found; where began is zero the record stays part of the
// reading it was of. Records of one reading are of one reading again.
//
// A dead letter that goes back to the topic it came from keeps the place where it was first published: should it die again, that is
// the same input once more, and not one more input.
func ReplayRecord(in *kgo.Record, prefix, topic, replayID string, began time.Time) *kgo.Record {
	meta := metaOf(in, prefix)
	leave := failureHeaders
	if !isDeadTopic(in.Topic, prefix) || headerOr(in, headerTopic, "") != topic {
		leave = append(leave[:len(leave):len(leave)], placeHeaders...)
	}
	headers := make([]kgo.RecordHeader, 0, len(in.Headers)+5)
	for _, h := range in.Headers {
		if !slices.Contains(leave, h.Key) {
			headers = append(headers, h)
		}
	}
	reading := meta.Reading
	if !began.IsZero() {
		reading = Reading{ID: DeriveID(reading.ID, "replay/"+replayID, 0), Time: began}
	}
	return &kgo.Record{
		Topic: prefix + topic,
		Key:   in.Key,
		Value: in.Value,
		Headers: withHeaders(headers,
			textHeader(headerID, meta.ID),
			timeHeader(headerTime, meta.Time),
			textHeader(headerReadingID, reading.ID),
			timeHeader(headerReadingTime, reading.Time),
			textHeader(headerReplayID, replayID),
		),
	}
}

func isLetterTopic(topic, prefix string) bool {
	return isDeadTopic(topic, prefix) || strings.HasPrefix(topic, prefix+schemas.RetryTopic(""))
}

func isDeadTopic(topic, prefix string) bool {
	return strings.HasPrefix(topic, prefix+schemas.DeadTopic(""))
}
