package flow

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"go.uber.org/zap"

	"github.com/munshi-in/munshi/schemas"
)

// A task is one input on its way through a stage.
type task struct {
	partition *partition
	record    *kgo.Record
	key       string // the record's
	began     time.Time

	// What came of it, on its way to Kafka.
	unacknowledged atomic.Int32
	refused        atomic.Pointer[error]
}

// A stageRunner consumes for a stage: fetched inputs are bounded by the budget, ordered by key, worked on side
// by side, and each is done when Kafka has everything that came of it.
type stageRunner struct {
	*runtime
	consumer *consumer
	budget   *budget
	keyed    *keyed
	workers  int
	// after is the budget of inputs that go first: none of ours begins while one of those is in hand. nil: we go first.
	after *budget
	// due tells when an input may be worked on; nil when at once. Inputs must come in the order they fall due.
	due func(*kgo.Record) time.Time

	mu       sync.Mutex
	crew     map[*worker]struct{}
	employed sync.WaitGroup
}

func (r *runtime) stageRunner(c *consumer, inFlight *budget, workers int) *stageRunner {
	return &stageRunner{runtime: r, consumer: c, budget: inFlight, keyed: newKeyed(r.config.MaxInFlight), workers: workers, crew: map[*worker]struct{}{}}
}

func (s *stageRunner) run(ctx context.Context) {
	working, stopWorking := context.WithCancel(context.Background())
	watching, stopWatching := context.WithCancel(context.Background())
	s.staff(working, watching)
	go s.consumer.keepCommitting(watching)
	for ctx.Err() == nil {
		for _, p := range s.consumer.poll(ctx, s.config.MaxInFlight) {
			s.submit(ctx, p)
		}
	}
	s.consumer.close() // waits for inputs in flight, commits, leaves
	stopWorking()
	s.employed.Wait()
	stopWatching()
}

// staff starts the workers, until working ends, and who watches them, until watching ends.
func (s *stageRunner) staff(working, watching context.Context) {
	for range s.workers {
		s.employ(working)
	}
	go s.watch(watching, working)
}

// employ starts a worker.
func (s *stageRunner) employ(working context.Context) {
	w := &worker{runner: s}
	s.mu.Lock()
	s.crew[w] = struct{}{}
	s.mu.Unlock()
	s.employed.Add(1)
	go w.work(working)
}

// leave is called once for each worker.
func (s *stageRunner) leave(w *worker) {
	s.mu.Lock()
	delete(s.crew, w)
	s.mu.Unlock()
	s.employed.Done()
}

// watch gives up the inputs of calls that do not end, until ctx ends.
func (s *stageRunner) watch(ctx, working context.Context) {
	tick := time.NewTicker(heedTime / 4)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			s.mu.Lock()
			crew := slices.Collect(maps.Keys(s.crew))
			s.mu.Unlock()
			for _, w := range crew {
				if t := w.overdue(now); t != nil {
					s.employ(working)
					s.leave(w)
					s.finish(t, false)
				}
			}
		}
	}
}

// submit hands the records of one poll to the workers, waiting for room and for the time they are due.
func (s *stageRunner) submit(ctx context.Context, p polled) {
	for _, r := range p.records {
		if s.due != nil && !sleepUntil(ctx, p.partition.ctx, s.due(r)) {
			return
		}
		if !s.budget.acquire(ctx, len(r.Value)) {
			return
		}
		s.metrics.inFlight.Inc()
		s.keyed.submit(&task{partition: p.partition, record: r, key: string(r.Key)})
	}
}

func (s *stageRunner) finish(t *task, done bool) {
	t.partition.end(t.record.Offset, done)
	if done {
		s.metrics.duration.Observe(time.Since(t.began).Seconds())
	}
	s.letGo(t)
}

func (s *stageRunner) letGo(t *task) {
	s.budget.release(len(t.record.Value))
	s.metrics.inFlight.Dec()
	s.keyed.finished(t)
}

// produce sends what came of an input; the input is done when Kafka has all of it. It does not wait.
func (s *stageRunner) produce(t *task, f *fate) {
	parts := len(f.records)
	if f.report != nil {
		parts++
	}
	t.unacknowledged.Store(int32(parts))
	t.refused.Store(nil)
	acknowledged := func(_ *kgo.Record, err error) {
		if err != nil {
			t.refused.CompareAndSwap(nil, &err)
		}
		if t.unacknowledged.Add(-1) > 0 {
			return
		}
		if err := t.refused.Load(); err != nil {
			// A callback must not wait; producing again does.
			go s.produceAgain(t, f, *err)
			return
		}
		s.finish(t, true)
	}
	for _, r := range f.records {
		s.send(t.partition.ctx, r, acknowledged)
	}
	if f.report != nil {
		s.reporter.add(f.report, acknowledged)
	}
}

// produceAgain decides what to do when Kafka did not take what came of an input. Records that it did take are
// sent twice; their ids are the same.
func (s *stageRunner) produceAgain(t *task, f *fate, err error) {
	if t.partition.ctx.Err() != nil {
		s.finish(t, false)
		return
	}
	if errors.Is(err, kerr.MessageTooLarge) {
		meta := metaOf(t.record, s.prefix)
		s.produce(t, s.dead(t, meta, subjectOf(nil, meta), failure{schemas.CodeOutputTooLarge, classPermanent, "the broker refused the output: " + err.Error()}))
		return
	}
	s.log.Error("kafka does not take the output; trying again", zap.String("topic", t.record.Topic), zap.Int64("offset", t.record.Offset), zap.Error(err))
	if !sleepUntil(t.partition.ctx, t.partition.ctx, time.Now().Add(time.Second)) {
		s.finish(t, false)
		return
	}
	for i, r := range f.records { // a record that was sent cannot be sent again as it is
		f.records[i] = &kgo.Record{Topic: r.Topic, Key: r.Key, Value: r.Value, Headers: r.Headers}
	}
	s.produce(t, f)
}

// sleepUntil reports false when either context ends first.
func sleepUntil(a, b context.Context, at time.Time) bool {
	wait := time.Until(at)
	if wait <= 0 {
		return a.Err() == nil && b.Err() == nil
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-a.Done():
		return false
	case <-b.Done():
		return false
	}
}
