package sink

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
)

// progressRow is one report of one stage about one input.
type progressRow struct {
	origin
	tenant, id, stage, state string
	errorCode, errorMessage  string
	at                       time.Time
	durationMS               uint64
	attempts                 uint32
	eventID, replayID        string
}

func progressOf(p *munshiv1.Progress, e flow.AnyEvent) (progressRow, error) {
	var c checker
	row := progressRow{
		origin:       originOf(e),
		tenant:       c.text("tenant", p.GetDocument().GetTenant()),
		id:           c.required("id", p.GetId()),
		stage:        c.required("stage", p.GetStage()),
		state:        c.oneOf("state", p.GetState(), states),
		errorCode:    c.text("error_code", p.GetErrorCode()),
		errorMessage: c.text("error_message", p.GetErrorMessage()),
		at:           c.when("at", p.GetAt(), e.Time),
		durationMS:   uint64(max(0, p.GetDurationMs())),
		attempts:     uint32(c.count("attempts", int64(p.GetAttempts()))),
		eventID:      c.text("event_id", p.GetEventId()),
		replayID:     clean(e.Reading.ReplayID),
	}
	if p.GetRevision() != "" {
		row.revision = c.text("revision", p.GetRevision())
	}
	return row, c.err()
}

var progressTable = table[progressRow]{"progress_log", []column[progressRow]{
	col("tenant", func(r *progressRow) string { return r.tenant }),
	col("id", func(r *progressRow) string { return r.id }),
	col("stage", func(r *progressRow) string { return r.stage }),
	col("state", func(r *progressRow) string { return r.state }),
	col("error_code", func(r *progressRow) string { return r.errorCode }),
	col("error_message", func(r *progressRow) string { return r.errorMessage }),
	col("at", func(r *progressRow) time.Time { return r.at }),
	col("duration_ms", func(r *progressRow) uint64 { return r.durationMS }),
	col("attempts", func(r *progressRow) uint32 { return r.attempts }),
	col("revision", func(r *progressRow) string { return r.revision }),
	col("reading_id", func(r *progressRow) string { return r.readingID }),
	col("reading_at", func(r *progressRow) time.Time { return r.readingAt }),
	col("event_id", func(r *progressRow) string { return r.eventID }),
	col("replay_id", func(r *progressRow) string { return r.replayID }),
}}

// deadLetterRow is an input that a stage gave up on, without its value: that may hold a password.
type deadLetterRow struct {
	stage, topic          string
	partition             int32
	offset                int64
	producedAt            time.Time
	key                   string
	valueBytes            uint64
	id, tenant            string
	errorCode, errorClass string
	errorMessage          string
	attempts              uint32
	firstFailedAt, diedAt time.Time
	revision, replayID    string
	eventID               string
}

// deadLetterOf refuses nothing: whatever a producer managed to send must be seen in the view, and a dead letter that
// could not be written would have nowhere to go.
func deadLetterOf(eventID string, d *flow.DeadLetter) deadLetterRow {
	return deadLetterRow{
		stage: clean(d.Stage), topic: clean(d.Topic), partition: d.Partition, offset: d.Offset, producedAt: within(d.Timestamp),
		key: clean(string(d.Key)), valueBytes: uint64(len(d.Value)), id: clean(d.SubjectID), tenant: clean(d.Tenant),
		errorCode: clean(d.Code), errorClass: clean(d.Class), errorMessage: clean(d.Message),
		attempts: uint32(max(0, d.Attempts)), firstFailedAt: within(d.FirstFailed), diedAt: within(d.DiedAt),
		revision: clean(d.Revision), replayID: clean(d.ReplayID), eventID: clean(eventID),
	}
}

var deadLettersTable = table[deadLetterRow]{"dead_letters_log", []column[deadLetterRow]{
	col("stage", func(r *deadLetterRow) string { return r.stage }),
	col("topic", func(r *deadLetterRow) string { return r.topic }),
	col("partition", func(r *deadLetterRow) int32 { return r.partition }),
	col("offset", func(r *deadLetterRow) int64 { return r.offset }),
	col("produced_at", func(r *deadLetterRow) time.Time { return r.producedAt }),
	col("key", func(r *deadLetterRow) string { return r.key }),
	col("value_bytes", func(r *deadLetterRow) uint64 { return r.valueBytes }),
	col("id", func(r *deadLetterRow) string { return r.id }),
	col("tenant", func(r *deadLetterRow) string { return r.tenant }),
	col("error_code", func(r *deadLetterRow) string { return r.errorCode }),
	col("error_class", func(r *deadLetterRow) string { return r.errorClass }),
	col("error_message", func(r *deadLetterRow) string { return r.errorMessage }),
	col("attempts", func(r *deadLetterRow) uint32 { return r.attempts }),
	col("first_failed_at", func(r *deadLetterRow) time.Time { return r.firstFailedAt }),
	col("died_at", func(r *deadLetterRow) time.Time { return r.diedAt }),
	col("revision", func(r *deadLetterRow) string { return r.revision }),
	col("replay_id", func(r *deadLetterRow) string { return r.replayID }),
	col("event_id", func(r *deadLetterRow) string { return r.eventID }),
}}

// feedbackRow is a person's correction of one value.
type feedbackRow struct {
	tenant, feedbackID, id, subject string
	field, was, value, givenBy      string
	givenAt                         time.Time
}

func feedbackOf(f *munshiv1.FeedbackGiven, e flow.AnyEvent) (feedbackRow, error) {
	var c checker
	row := feedbackRow{
		tenant:     c.tenant(f.GetTenant()),
		feedbackID: c.text("feedback_id", f.GetFeedbackId()),
		id:         c.required("id", f.GetId()),
		subject:    c.oneOf("subject", f.GetSubject(), subjects),
		field:      c.required("field", f.GetField()),
		was:        c.text("was", f.GetWas()),
		value:      c.text("value", f.GetValue()),
		givenBy:    c.text("given_by", f.GetGivenBy()),
		givenAt:    c.when("given_at", f.GetGivenAt(), e.Time),
	}
	if row.feedbackID == "" {
		row.feedbackID = feedbackID(row)
	}
	return row, c.err()
}

// feedbackID is derived from all that was said, so that the same correction delivered twice is one.
func feedbackID(r feedbackRow) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %q %q %q %q %d",
		r.tenant, r.id, r.subject, r.field, r.was, r.value, r.givenBy, r.givenAt.UnixMicro()))
	return hex.EncodeToString(sum[:16])
}

var feedbackTable = table[feedbackRow]{"feedback_log", []column[feedbackRow]{
	col("tenant", func(r *feedbackRow) string { return r.tenant }),
	col("feedback_id", func(r *feedbackRow) string { return r.feedbackID }),
	col("id", func(r *feedbackRow) string { return r.id }),
	col("subject", func(r *feedbackRow) string { return r.subject }),
	col("field", func(r *feedbackRow) string { return r.field }),
	col("was", func(r *feedbackRow) string { return r.was }),
	col("value", func(r *feedbackRow) string { return r.value }),
	col("given_by", func(r *feedbackRow) string { return r.givenBy }),
	col("given_at", func(r *feedbackRow) time.Time { return r.givenAt }),
}}
