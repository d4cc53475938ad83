package flow

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"go.uber.org/zap"

	"github.com/munshi-in/munshi/schemas"
)

const (
	// maxReasonBytes bounds an error message in headers and progress.
	maxReasonBytes = 2000
	// maxLetterHeaders bounds the headers of a letter without its value: ours are 25.
	maxLetterHeaders = 100
)

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

// deadLetter is the record for dead.<stage>: key and value as they are, unless they are too large, and where it came from and why it is there.
func (r *runtime) deadLetter(in *kgo.Record, s subject, f failure, attempts int, now time.Time) *kgo.Record {
	letter := r.letter(in, r.prefix+schemas.DeadTopic(r.name), s, f, attempts, now)
	letter.Headers = withHeaders(letter.Headers, timeHeader(headerDiedAt, now))
	if recordBytes(letter) > schemas.MaxLetterBytes-perRecordBytes {
		return withoutValue(letter)
	}
	return letter
}

// buryBatch makes a dead letter of a batch of records that nobody can unpack. A batch of dead letters has none: burying it would make a new
// one each time round.
func (r *runtime) buryBatch(ctx context.Context, b *kgo.ErrDecompressTooLarge) error {
	why := failure{schemas.CodeInputTooLarge, classPermanent, fmt.Sprintf("the records at offsets %d to %d of %s, partition %d, unpack to more than %d bytes",
		b.Offset, b.NextOffset-1, strings.TrimPrefix(b.Topic, r.prefix), b.Partition, maxUnpackedBytes)}
	if isDeadTopic(b.Topic, r.prefix) {
		r.log.Error("dead letters cannot be read; they stay in their topic", zap.String("why", why.reason))
		return nil
	}
	now := time.Now()
	in := &kgo.Record{Topic: b.Topic, Partition: b.Partition, Offset: b.Offset, Timestamp: now}
	meta := metaOf(in, r.prefix)
	letter := r.deadLetter(in, subjectOf(nil, &meta), why, meta.Attempt, now)
	letter.Headers = append(letter.Headers, intHeader(headerLeftOut, maxUnpackedBytes))
	if _, err := r.publisher.sendAll(ctx, letter); err != nil {
		return err
	}
	r.metrics.dead.WithLabelValues(string(why.code)).Inc()
	return nil
}

// recordBytes is the size of a record, but for what Kafka adds.
func recordBytes(r *kgo.Record) int {
	n := len(r.Key) + len(r.Value)
	for _, h := range r.Headers {
		n += len(h.Key) + len(h.Value)
	}
	return n
}

// withoutValue is a dead letter that Kafka takes whatever the input was: it says why the input died and where it still is. What the producer
// put into key and headers is left out with the value where it is long.
func withoutValue(letter *kgo.Record) *kgo.Record {
	small := &kgo.Record{Topic: letter.Topic}
	if len(letter.Key) <= maxReasonBytes {
		small.Key = letter.Key
	}
	for _, h := range letter.Headers[max(0, len(letter.Headers)-maxLetterHeaders):] { // ours are the last
		if len(h.Key)+len(h.Value) <= 2*maxReasonBytes {
			small.Headers = append(small.Headers, h)
		}
	}
	where := fmt.Sprintf("; its %d bytes are too many for a dead letter: they are in %s, partition %d, offset %d", len(letter.Value),
		headerOr(letter, headerTopic, ""), headerInt(letter, headerPartition, 0), headerInt(letter, headerOffset, 0))
	small.Headers = withHeaders(small.Headers, intHeader(headerLeftOut, int64(len(letter.Value))),
		textHeader(headerMessage, headerOr(letter, headerMessage, "")+where))
	return small
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
			textHeader(headerSubjectID, bounded(s.id)),
			textHeader(headerTenant, bounded(s.tenant)),
		),
	}
}

// again is what to send instead of a record that Kafka did not take: the same. But of what is too large by itself, a dead letter goes without its
// value, and a report not at all (nil): the fate of its input matters more.
func (r *runtime) again(refused refusal) *kgo.Record {
	if errors.Is(refused.err, kerr.MessageTooLarge) {
		switch {
		case r.isProgress(refused.record.Topic):
			r.log.Error("progress not reported", zap.Error(ofTopic(refused.record.Topic, refused.err)))
			return nil
		case isDeadTopic(refused.record.Topic, r.prefix) && len(refused.record.Value) > 0:
			return withoutValue(refused.record)
		}
	}
	return copyOf(refused.record)
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
		ContentType: headerOr(in, headerContentType, ""),
		LeftOut:     headerInt(in, headerLeftOut, 0),
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
