package flow

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/munshi-in/munshi/schemas"
)

// maxReasonBytes bounds an error message in headers and progress.
const maxReasonBytes = 2000

// Classes of a dead letter.
const (
	classPermanent = "permanent" // the input can never succeed
	classExhausted = "exhausted" // every attempt failed
	classPanic     = "panic"     // the stage panicked on it
)

// failure is why an input did not succeed.
type failure struct {
	code   schemas.Code
	class  string
	reason string
}

// deadLetter is the record for dead.<stage>: key and value as they are, and where it came from and why it is there.
func (r *runtime) deadLetter(in *kgo.Record, s subject, f failure, attempts int, now time.Time) *kgo.Record {
	letter := r.letter(in, r.prefix+schemas.DeadTopic(r.name), s, f, attempts, now)
	letter.Headers = withHeaders(letter.Headers, timeHeader(headerDiedAt, now))
	return letter
}

// retryLetter is the record for retry.<stage>. It is not looked at before due.
func (r *runtime) retryLetter(in *kgo.Record, s subject, f failure, attempts int, due, now time.Time) *kgo.Record {
	letter := r.letter(in, r.prefix+schemas.RetryTopic(r.name), s, f, attempts, now)
	letter.Headers = withHeaders(letter.Headers, timeHeader(headerDue, due))
	return letter
}

func (r *runtime) letter(in *kgo.Record, topic string, s subject, f failure, attempts int, now time.Time) *kgo.Record {
	meta := metaOf(in, r.prefix)
	return &kgo.Record{
		Topic: topic,
		Key:   in.Key,
		Value: in.Value,
		Headers: withHeaders(in.Headers,
			textHeader(headerID, meta.ID),
			textHeader(headerReadingID, meta.Reading.ID),
			timeHeader(headerReadingTime, meta.Reading.Time),
			textHeader(headerTopic, originalTopic(in, r.prefix)),
			intHeader(headerPartition, headerInt(in, headerPartition, int64(in.Partition))),
			intHeader(headerOffset, headerInt(in, headerOffset, in.Offset)),
			timeHeader(headerTimestamp, headerTimeOr(in, headerTimestamp, in.Timestamp)),
			textHeader(headerStage, r.name),
			textHeader(headerRevision, Revision()),
			textHeader(headerCode, string(f.code)),
			textHeader(headerClass, f.class),
			textHeader(headerMessage, bounded(f.reason)),
			intHeader(headerAttempts, int64(attempts)),
			timeHeader(headerFirstFailed, headerTimeOr(in, headerFirstFailed, now)),
			textHeader(headerSubjectID, s.id),
			textHeader(headerTenant, s.tenant),
		),
	}
}

// ReadDeadLetter understands a record of dead.<stage>, whose name begins with prefix. Headers that are missing leave
// their field empty.
func ReadDeadLetter(in *kgo.Record, prefix string) *DeadLetter {
	return &DeadLetter{
		Stage:       headerOr(in, headerStage, strings.TrimPrefix(strings.TrimPrefix(in.Topic, prefix), schemas.DeadTopic(""))),
		Revision:    headerOr(in, headerRevision, ""),
		Topic:       headerOr(in, headerTopic, ""),
		Partition:   int32(headerInt(in, headerPartition, -1)),
		Offset:      headerInt(in, headerOffset, -1),
		Timestamp:   headerTimeOr(in, headerTimestamp, in.Timestamp),
		Code:        headerOr(in, headerCode, ""),
		Class:       headerOr(in, headerClass, ""),
		Message:     headerOr(in, headerMessage, ""),
		Attempts:    int(headerInt(in, headerAttempts, 0)),
		FirstFailed: headerTimeOr(in, headerFirstFailed, in.Timestamp),
		DiedAt:      headerTimeOr(in, headerDiedAt, in.Timestamp),
		SubjectID:   headerOr(in, headerSubjectID, ""),
		Tenant:      headerOr(in, headerTenant, ""),
		ReplayID:    headerOr(in, headerReplayID, ""),
		Key:         in.Key,
		Value:       in.Value,
	}
}

// bounded cuts text to what fits a header, at a character's edge.
func bounded(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if len(text) <= maxReasonBytes {
		return text
	}
	cut := maxReasonBytes
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}
