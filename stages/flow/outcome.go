package flow

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"go.uber.org/zap"
	"google.golang.org/protobuf/proto"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
)

const (
	minBackoff = 100 * time.Millisecond
	maxBackoff = 5 * time.Second
	// maxPanics is how often an input may make the stage panic. The first may be the fault of something else.
	maxPanics = 3
)

// process works on one input until its fate is known and returns it. It returns nil
// when the partition is taken away first; the input is then as if it had never been touched.
func (w *worker) process(t *task) *fate {
	s := w.runner
	meta := metaOf(t.record, s.prefix)
	body, err := decode(meta.Topic, t.record)
	if err != nil {
		return s.dead(t, meta, subjectOf(nil, meta), failure{schemas.CodeUndecodable, classPermanent, err.Error()})
	}
	stage := s.stages[meta.Topic]
	if stage == nil {
		return s.dead(t, meta, subjectOf(body, meta), failure{schemas.CodeUndecodable, classPermanent, fmt.Sprintf("stage %s does not read topic %s", s.name, meta.Topic)})
	}
	if s.due != nil && time.Now().Before(headerTimeOr(t.record, headerDue, time.Time{})) {
		return s.goRoundAgain(t)
	}
	backoff, panics := minBackoff, 0
	for {
		probe, allowed := s.breaker.allow(t.partition.ctx)
		if !allowed {
			return nil
		}
		outputs, err := w.attempt(t, stage, meta, body)
		if err != nil && t.partition.ctx.Err() != nil {
			s.breaker.withdraw()
			return nil
		}
		_, permanently := CodeOf(err)
		s.breaker.report(err != nil && !permanently)
		if err == nil {
			return s.done(t, meta, body, outputs)
		}
		var permanent *permanentError
		var retry *retryError
		var panicked *panicError
		switch {
		case errors.As(err, &permanent):
			return s.dead(t, meta, subjectOf(body, meta), failure{permanent.code, classPermanent, err.Error()})
		case errors.As(err, &retry):
			return s.later(t, meta, body, retry, probe)
		case errors.As(err, &panicked):
			if panics++; panics == maxPanics {
				return s.dead(t, meta, subjectOf(body, meta), failure{schemas.CodePanic, classPanic, err.Error()})
			}
		}
		if backoff == minBackoff {
			s.log.Error("the input waits: something it needs is down", zap.String("id", subjectOf(body, meta).id), zap.Error(err))
		}
		if !sleepUntil(t.partition.ctx, t.partition.ctx, time.Now().Add(backoff)) {
			return nil
		}
		backoff = min(2*backoff, maxBackoff)
	}
}

type stageFunc func(ctx context.Context, meta Meta, body proto.Message) ([]Output, error)

// A fate is what comes of an input: records, and the report of it where that travels with others.
type fate struct {
	records []*kgo.Record
	report  *munshiv1.Progress
}

// done makes the records of the outputs, and progress.
func (s *stageRunner) done(t *task, meta Meta, body proto.Message, outputs []Output) *fate {
	f := &fate{records: make([]*kgo.Record, 0, len(outputs)+1)}
	now := time.Now()
	var carried []kgo.RecordHeader
	if len(outputs) > 0 {
		carried = s.encoder.carried(meta, now)
	}
	trace := s.tracer.parentOf(t.record, meta)
	for n, o := range outputs {
		r, err := s.encoder.record(DeriveID(meta.ID, s.name, n), o.Key, meta.Bulk, o.Body, carried)
		if err != nil {
			return s.dead(t, meta, subjectOf(body, meta), failure{schemas.CodeOutputInvalid, classPermanent, err.Error()})
		}
		if size := len(r.Value) + len(r.Key); size > schemas.MaxRecordBytes-perRecordBytes {
			return s.dead(t, meta, subjectOf(body, meta), failure{schemas.CodeOutputTooLarge, classPermanent,
				fmt.Sprintf("output for %s: %d bytes are over the limit of %d", r.Topic, size, schemas.MaxRecordBytes-perRecordBytes)})
		}
		if trace != "" {
			r.Headers = append(r.Headers, textHeader(headerTraceParent, trace))
		}
		f.records = append(f.records, r)
	}
	s.metrics.out.Add(float64(len(outputs)))
	s.metrics.age.Observe(now.Sub(meta.Reading.Time).Seconds())
	about := subjects(body, meta, outputs)
	s.tracer.record(t.record, meta, about[0], stateDone, failure{}, t.began) // an input that is about several documents is one span
	for n, each := range about {
		f.reported(s, s.report(meta, each, stateDone, failure{}, now, now.Sub(t.began)), meta, n)
	}
	return f
}

// dead makes the dead letter, and progress that says so.
func (s *stageRunner) dead(t *task, meta Meta, about subject, why failure) *fate {
	s.metrics.dead.WithLabelValues(string(why.code)).Inc()
	s.log.Debug("dead letter", zap.String("id", about.id), zap.String("code", string(why.code)), zap.String("reason", why.reason))
	now := time.Now()
	return s.unsuccessful(t, meta, about, stateFailed, why, now, s.deadLetter(t.record, about, why, meta.Attempt, now))
}

// later sends the input to retry.<stage>, or, after the last attempt, to the dead letters. A probe of the breaker is no
// attempt: in ten minutes of outage a few inputs were chosen for it five times, and died of what was not their fault.
func (s *stageRunner) later(t *task, meta Meta, body proto.Message, retry *retryError, probe bool) *fate {
	about := subjectOf(body, meta)
	attempts := meta.Attempt
	if probe {
		attempts--
	}
	if attempts >= s.config.MaxAttempts {
		return s.dead(t, meta, about, failure{schemas.CodeRetriesExhausted, classExhausted, fmt.Sprintf("attempt %d of %d: %v", meta.Attempt, s.config.MaxAttempts, retry)})
	}
	s.metrics.retried.Inc()
	now := time.Now()
	why := failure{schemas.CodeRetriesExhausted, classExhausted, retry.Error()}
	letter := s.retryLetter(t.record, about, why, attempts, now.Add(max(s.config.RetryDelay, retry.after)), now)
	why.code = ""
	return s.unsuccessful(t, meta, about, stateRetrying, why, now, letter)
}

// unsuccessful is the fate of an input that became a letter.
func (s *stageRunner) unsuccessful(t *task, meta Meta, about subject, state string, why failure, now time.Time, letter *kgo.Record) *fate {
	f := &fate{records: []*kgo.Record{letter}}
	s.tracer.record(t.record, meta, about, state, why, t.began)
	f.reported(s, s.report(meta, about, state, why, now, now.Sub(t.began)), meta, 0)
	return f
}

// goRoundAgain puts an input that must wait longer than the stage's delay at the end of retry.<stage> as it is.
func (s *stageRunner) goRoundAgain(t *task) *fate {
	return &fate{records: []*kgo.Record{{
		Topic: s.prefix + schemas.RetryTopic(s.name), Key: t.record.Key, Value: t.record.Value, Headers: t.record.Headers,
	}}}
}

// reported adds a report to what comes of an input.
func (f *fate) reported(s *stageRunner, p *munshiv1.Progress, meta Meta, n int) {
	if n == 0 && gathers(p, meta) {
		f.report = p
		return
	}
	r, err := s.progress(p, meta, n)
	if err != nil { // a document whose strings are not UTF-8: the fate of the input matters more than the report
		s.log.Error("progress not reported", zap.String("id", p.Id), zap.Error(err))
		return
	}
	f.records = append(f.records, r)
}
