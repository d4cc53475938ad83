package flow

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// A tracer makes a span of what a stage does with an input. A nil tracer, when nobody collects spans, passes the
// trace context of inputs on as it is.
//
// Ids of traces and spans are derived, as those of events are: an input that is processed again has outputs with the same headers.
type tracer struct {
	stage string
	spans chan<- span
}

// span is one attempt at one input.
type span struct {
	traceID, id, parent string // hex; parent is empty where a trace begins
	topic, subject      string
	state               string // of its progress: done, failed, retrying
	code                string
	attempt             int
	began, ended        time.Time
}

// parentOf is the trace context that outputs of an input carry; empty for none.
func (t *tracer) parentOf(r *kgo.Record, meta Meta) string {
	came, _ := header(r, headerTraceParent)
	if t == nil {
		return came
	}
	traceID, _, sampled := parseTraceParent(came)
	switch {
	case traceID == "":
		traceID = beginTrace(meta)
	case !sampled: // whoever began the trace does not want it collected
		return came
	}
	return "00-" + traceID + "-" + t.spanID(meta) + "-01"
}

// record notes what became of an input. When the collector is slower than the stage, spans are dropped.
func (t *tracer) record(r *kgo.Record, meta Meta, about subject, state string, f failure, began time.Time) {
	if t == nil {
		return
	}
	came, _ := header(r, headerTraceParent)
	traceID, parent, sampled := parseTraceParent(came)
	if traceID == "" {
		traceID = beginTrace(meta)
	} else if !sampled {
		return
	}
	select {
	case t.spans <- span{
		traceID: traceID, id: t.spanID(meta), parent: parent, topic: meta.Topic, subject: about.id,
		state: state, code: string(f.code), attempt: meta.Attempt, began: began, ended: time.Now(),
	}:
	default:
	}
}

func (t *tracer) spanID(meta Meta) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "span\x00%s\x00%s\x00%d", meta.ID, t.stage, meta.Attempt))
	return hex.EncodeToString(sum[:8])
}

// beginTrace is the id of the trace of an input that came without one.
func beginTrace(meta Meta) string { return DeriveID(meta.Reading.ID, "trace", 0) }

// parseTraceParent reads a W3C traceparent: version, trace, parent, flags. Its ids are empty when it is none.
func parseTraceParent(text string) (traceID, parent string, sampled bool) {
	parts := strings.Split(text, "-")
	if len(parts) < 4 || len(parts[0]) != 2 || parts[0] == "ff" || (parts[0] == "00" && len(parts) > 4) ||
		!isID(parts[1], 32) || !isID(parts[2], 16) || len(parts[3]) != 2 {
		return "", "", false
	}
	var flags [1]byte
	if _, err := hex.Decode(flags[:], []byte(parts[3])); err != nil {
		return "", "", false
	}
	return parts[1], parts[2], flags[0]&1 == 1
}

// isID tells whether text is so many hex digits in lower case, not all zero.
func isID(text string, digits int) bool {
	return len(text) == digits && strings.Trim(text, "0123456789abcdef") == "" && strings.Trim(text, "0") != ""
}
