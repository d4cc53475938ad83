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
)

const (
	minBackoff = 100 * time.Millisecond
	maxBackoff = 5 * time.Second
	// maxPanics is how often an input may make the stage panic. The first may be the fault of something else.
	maxPanics = 3
)

// process works on one input until its fate is known and returns the records that carry it out. It returns nil
// when the partition is taken away first; the input is then as if it had never been touched.
func (w *worker) process(t *task) []*kgo.Record {
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

// done makes the records of the outputs, and progress.
func (s *stageRunner) done(t *task, meta Meta, body proto.Message, outputs []Output) []*kgo.Record {
	records := make([]*kgo.Record, 0, len(outputs)+1)
	now := time.Now()
	carried := s.encoder.carried(meta, now)
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
		records = append(records, r)
	}
	s.metrics.out.Add(float64(len(outputs)))
	s.metrics.age.Observe(now.Sub(meta.Reading.Time).Seconds())
	for n, about := range subjects(body, meta, outputs) {
		records = s.withProgress(records, t, meta, about, stateDone, failure{}, n, now, carried)
	}
	return records
}

// dead makes the dead letter, and progress that says so.
func (s *stageRunner) dead(t *task, meta Meta, about subject, f failure) []*kgo.Record {
	s.metrics.dead.WithLabelValues(string(f.code)).Inc()
	s.log.Debug("dead letter", zap.String("id", about.id), zap.String("code", string(f.code)), zap.String("reason", f.reason))
	now := time.Now()
	records := []*kgo.Record{s.deadLetter(t.record, about, f, meta.Attempt, now)}
	return s.withProgress(records, t, meta, about, stateFailed, f, 0, now, s.encoder.carried(meta, now))
}

// later sends the input to retry.<stage>, or, after the last attempt, to the dead letters. A probe of the breaker is no
// attempt: in ten minutes of outage a few inputs were chosen for it five times, and died of what was not their fault.
func (s *stageRunner) later(t *task, meta Meta, body proto.Message, retry *retryError, probe bool) []*kgo.Record {
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
	f := failure{schemas.CodeRetriesExhausted, classExhausted, retry.Error()}
	due := now.Add(max(s.config.RetryDelay, retry.after))
	records := []*kgo.Record{s.retryLetter(t.record, about, f, attempts, due, now)}
	f.code = ""
	return s.withProgress(records, t, meta, about, stateRetrying, f, 0, now, s.encoder.carried(meta, now))
}

// goRoundAgain puts an input that must wait longer than the stage's delay at the end of retry.<stage> as it is.
func (s *stageRunner) goRoundAgain(t *task) []*kgo.Record {
	return []*kgo.Record{{
		Topic: s.prefix + schemas.RetryTopic(s.name), Key: t.record.Key, Value: t.record.Value, Headers: t.record.Headers,
	}}
}

func (s *stageRunner) withProgress(records []*kgo.Record, t *task, meta Meta, about subject, state string, f failure, n int, now time.Time, carried []kgo.RecordHeader) []*kgo.Record {
	if n == 0 { // an input that is about several documents is one span
		s.tracer.record(t.record, meta, about, state, f, t.began)
	}
	r, err := s.progress(meta, about, state, f, now, now.Sub(t.began), n, carried)
	if err != nil { // a document whose strings are not UTF-8: the fate of the input matters more than the report
		s.log.Error("progress not reported", zap.String("id", about.id), zap.Error(err))
		return records
	}
	return append(records, r)
}
