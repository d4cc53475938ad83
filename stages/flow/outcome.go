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

// process works on one input until its fate is decided. It returns false when the partition is
// taken away first; the input is then as if it had never been touched.
func (w *worker) process(t *task) (decided bool) {
	s := w.runner
	body, why := bodyOf(&t.meta, t.record)
	if why != nil {
		s.dead(t, subjectOf(nil, &t.meta), *why)
		return true
	}
	stage := s.stages[t.meta.Topic]
	if stage == nil {
		s.dead(t, subjectOf(body, &t.meta), failure{schemas.CodeUndecodable, classPermanent, fmt.Sprintf("stage %s does not read topic %s", s.name, t.meta.Topic)})
		return true
	}
	if s.due != nil && t.began.Before(headerTimeOr(t.record, headerDue, time.Time{})) {
		s.goRoundAgain(t)
		return true
	}
	backoff, panics := minBackoff, 0
	for began := t.began; ; began = time.Now() {
		probe, allowed := s.breaker.allow(t.partition.ctx)
		if !allowed {
			return false
		}
		outputs, err := w.attempt(t, began, stage, body)
		if err == nil {
			s.breaker.report(probe, false)
			s.done(t, body, outputs)
			return true
		}
		if t.partition.ctx.Err() != nil {
			s.breaker.withdraw(probe)
			return false
		}
		var permanent *permanentError
		var retry *retryError
		var panicked *panicError
		if errors.As(err, &permanent) {
			s.breaker.withdraw(probe)
		} else {
			s.breaker.report(probe, true)
		}
		switch {
		case permanent != nil:
			s.dead(t, subjectOf(body, &t.meta), failure{permanent.code, classPermanent, err.Error()})
			return true
		case errors.As(err, &retry):
			s.later(t, body, retry, probe)
			return true
		case errors.As(err, &panicked):
			if panics++; panics == maxPanics {
				s.dead(t, subjectOf(body, &t.meta), failure{schemas.CodePanic, classPanic, err.Error()})
				return true
			}
		}
		if backoff == minBackoff {
			about := subjectOf(body, &t.meta)
			s.log.Error("the input waits: something it needs is down", about.field(), zap.Error(err))
		}
		if !sleepUntil(t.partition.ctx, t.partition.ctx, time.Now().Add(backoff)) {
			return false
		}
		backoff = min(2*backoff, maxBackoff)
	}
}

type stageFunc func(ctx context.Context, meta Meta, body proto.Message) ([]Output, error)

// A fate is what comes of an input: records, and the report of it, which may travel with others.
type fate struct {
	records  []*kgo.Record
	made     []*outgoing // of records, those that are outputs and that nobody has seen but Kafka
	report   report
	gathered bool // the report travels with others
	good     bool // it is neither a dead letter nor tried again
}

// done makes the records of the outputs, and progress.
func (s *stageRunner) done(t *task, body proto.Message, outputs []Output) {
	now := time.Now()
	if len(outputs) > 0 {
		made, why := s.outputs(t, outputs, now)
		if why != nil {
			s.dead(t, subjectOf(body, &t.meta), *why)
			return
		}
		t.fate.made, t.fate.records = made, t.room.records[:0]
		for _, o := range made {
			t.fate.records = append(t.fate.records, &o.record)
		}
		s.metrics.out.Add(float64(len(outputs)))
	}
	t.fate.good = true
	about, others := subjects(body, &t.meta, outputs)
	s.tracer.record(t.record, t.meta, about, stateDone, failure{}, t.began) // an input that is about several documents is one span
	p := report{about: about, meta: &t.meta, state: stateDone, at: now, took: now.Sub(t.began)}
	s.reported(t, p, 0)
	for n, other := range others {
		p.about = other
		s.reported(t, p, n+1)
	}
	for _, o := range outputs {
		if o.Release != nil {
			o.Release()
		}
	}
}

// outputs makes records of what the stage returned, or says why one cannot be sent.
func (s *stageRunner) outputs(t *task, outputs []Output, now time.Time) (made []*outgoing, why *failure) {
	made = t.room.made[:0]
	around := envelope{from: &t.meta, at: now, trace: s.tracer.parentOf(t.record, t.meta)}
	for n, o := range outputs {
		around.id, around.key = DeriveID(t.meta.ID, s.name, n), o.Key
		out, err := s.encoder.record(around, o.Body)
		if err != nil {
			return nil, &failure{schemas.CodeOutputInvalid, classPermanent, err.Error()}
		}
		if size := len(out.record.Value) + len(out.record.Key); size > schemas.MaxRecordBytes-perRecordBytes {
			return nil, &failure{schemas.CodeOutputTooLarge, classPermanent,
				fmt.Sprintf("output for %s: %d bytes are over the limit of %d", out.record.Topic, size, schemas.MaxRecordBytes-perRecordBytes)}
		}
		made = append(made, out)
	}
	return made, nil
}

// dead makes the dead letter, and progress that says so.
func (s *stageRunner) dead(t *task, about subject, why failure) {
	s.metrics.dead.WithLabelValues(string(why.code)).Inc()
	s.log.Debug("dead letter", about.field(), zap.String("code", string(why.code)), zap.String("reason", why.reason))
	now := time.Now()
	s.unsuccessful(t, about, stateFailed, why, now, s.deadLetter(t.record, about, why, t.meta.Attempt, now))
}

// later sends the input to retry.<stage>, or, after the last attempt, to the dead letters. A probe of the breaker is no
// attempt: in ten minutes of outage a few inputs were chosen for it five times, and died of what was not their fault.
func (s *stageRunner) later(t *task, body proto.Message, retry *retryError, probe bool) {
	about := subjectOf(body, &t.meta)
	attempts := t.meta.Attempt
	if probe {
		attempts--
	}
	if attempts >= s.config.MaxAttempts {
		s.dead(t, about, failure{schemas.CodeRetriesExhausted, classExhausted, fmt.Sprintf("attempt %d of %d: %v", t.meta.Attempt, s.config.MaxAttempts, retry)})
		return
	}
	s.metrics.retried.Inc()
	now := time.Now()
	why := failure{schemas.CodeRetriesExhausted, classExhausted, retry.Error()}
	letter := s.retryLetter(t.record, about, why, attempts, now.Add(max(s.config.RetryDelay, retry.after)), now)
	why.code = ""
	s.unsuccessful(t, about, stateRetrying, why, now, letter)
}

// unsuccessful is the fate of an input that became a letter.
func (s *stageRunner) unsuccessful(t *task, about subject, state string, why failure, now time.Time, letter *kgo.Record) {
	t.fate = fate{records: []*kgo.Record{letter}}
	s.tracer.record(t.record, t.meta, about, state, why, t.began)
	s.reported(t, report{about: about, meta: &t.meta, state: state, why: &why, at: now, took: now.Sub(t.began)}, 0)
}

// goRoundAgain puts an input that must wait longer than the stage's delay at the end of retry.<stage> as it is.
func (s *stageRunner) goRoundAgain(t *task) {
	t.fate.records = []*kgo.Record{{
		Topic: s.prefix + schemas.RetryTopic(s.name), Key: t.record.Key, Value: t.record.Value, Headers: t.record.Headers,
	}}
}

// reported adds a report to what comes of an input. n sets apart several of one input.
func (s *stageRunner) reported(t *task, p report, n int) {
	if n == 0 && p.gathers() {
		t.fate.report, t.fate.gathered = p, true
		return
	}
	s.reportedAlone(t, p, n)
}

// reportedAlone adds a report that travels in a record of its own.
func (s *stageRunner) reportedAlone(t *task, p report, n int) {
	r, err := s.progress(p, n)
	if err != nil { // a document whose strings are not UTF-8, or megabytes long: the fate of the input matters more than the report
		s.log.Error("progress not reported", p.about.field(), zap.Error(err))
		return
	}
	t.fate.records = append(t.fate.records, r)
}
