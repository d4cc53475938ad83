package flow

import (
	"strconv"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/munshi-in/munshi/schemas"
)

// CloudEvents headers (Kafka binary mode) and the W3C trace context.
const (
	headerSpecVersion = "ce_specversion"
	headerID          = "ce_id"
	headerType        = "ce_type"
	headerSource      = "ce_source"
	headerTime        = "ce_time"
	headerContentType = "content-type"
	headerTraceParent = "traceparent"
)

// Munshi's own headers. Those of a retried or dead record tell where it came from and why it is there; they
// are overwritten when it fails again, never appended, so a record that goes round for ever does not grow.
const (
	headerReadingID   = "munshi_reading_id"
	headerReadingTime = "munshi_reading_time"
	headerRevision    = "munshi_revision"
	headerReplayID    = "munshi_replay_id"

	headerTopic       = "munshi_topic"
	headerPartition   = "munshi_partition"
	headerOffset      = "munshi_offset"
	headerTimestamp   = "munshi_timestamp"
	headerStage       = "munshi_stage"
	headerCode        = "munshi_code"
	headerClass       = "munshi_class"
	headerMessage     = "munshi_message"
	headerAttempts    = "munshi_attempts"
	headerFirstFailed = "munshi_first_failed"
	headerDiedAt      = "munshi_died_at"
	headerDue         = "munshi_due"
	headerSubjectID   = "munshi_subject_id"
	headerTenant      = "munshi_tenant"
	headerLeftOut     = "munshi_left_out" // bytes of a value that was too large for the letter
)

const (
	contentJSON     = "application/json"
	contentProtobuf = "application/protobuf"
)

func header(r *kgo.Record, name string) (string, bool) {
	for _, h := range r.Headers {
		if h.Key == name {
			return string(h.Value), true
		}
	}
	return "", false
}

func headerOr(r *kgo.Record, name, otherwise string) string {
	if v, ok := header(r, name); ok {
		return v
	}
	return otherwise
}

// headerTimeOr falls back when the header is missing or is no time.
func headerTimeOr(r *kgo.Record, name string, otherwise time.Time) time.Time {
	v, _ := header(r, name)
	return timeOr([]byte(v), otherwise)
}

// timeOr falls back when value is no time, or none that can be: a producer's clumsy ce_time is no reason to refuse its event.
func timeOr(value []byte, otherwise time.Time) time.Time {
	if len(value) == 0 {
		return otherwise
	}
	if t, err := time.Parse(time.RFC3339Nano, string(value)); err == nil && schemas.Plausible(t) {
		return t.UTC()
	}
	return otherwise
}

func headerInt(r *kgo.Record, name string, otherwise int64) int64 {
	v, _ := header(r, name)
	return intOr([]byte(v), otherwise)
}

func intOr(value []byte, otherwise int64) int64 {
	if len(value) == 0 {
		return otherwise
	}
	if n, err := strconv.ParseInt(string(value), 10, 64); err == nil {
		return n
	}
	return otherwise
}

// withHeaders returns headers with those of set in place of any of the same name.
func withHeaders(headers []kgo.RecordHeader, set ...kgo.RecordHeader) []kgo.RecordHeader {
	merged := make([]kgo.RecordHeader, 0, len(headers)+len(set))
	for _, h := range headers {
		if !contains(set, h.Key) {
			merged = append(merged, h)
		}
	}
	return append(merged, set...)
}

func contains(headers []kgo.RecordHeader, key string) bool {
	for _, h := range headers {
		if h.Key == key {
			return true
		}
	}
	return false
}

func textHeader(key, value string) kgo.RecordHeader {
	return kgo.RecordHeader{Key: key, Value: []byte(value)}
}

func timeHeader(key string, t time.Time) kgo.RecordHeader {
	return textHeader(key, t.UTC().Format(time.RFC3339Nano))
}

func intHeader(key string, n int64) kgo.RecordHeader {
	return textHeader(key, strconv.FormatInt(n, 10))
}
