package flow

import (
	"context"
	"errors"
	"iter"
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
	bytes     int // of the record, of the budget of what is in flight
	meta      Meta
	orderKey  orderKey
	began     time.Time
	behind    *task // the next in line of its key

	// What came of it, on its way to Kafka.
	fate           fate
	room           room
	sent           int // bytes, of the budget of what is sent
	unacknowledged atomic.Int32
	refused        atomic.Pointer[refusal]
}

// room is what the records of a fate are listed in: mostly there is one, and perhaps a report that travels alone.
type room struct {
	made    [1]*outgoing
	records [2]*kgo.Record
}

const (
	// pollAtOnce is how many records are taken from the client at a time. What waits in submit comes on top of what is in flight.
	pollAtOnce = 1000
	// tasksAtOnce is how many tasks share a piece of memory, which lives as long as the last of them: with one piece a poll, one
	// input that took long kept thousands that were done.
	tasksAtOnce = 64
	// maxUnacknowledgedBytes bounds what workers have sent and Kafka does not have yet. Workers that are quicker than the broker would
	// else fill all that may be in flight with outputs, some times as large as inputs.
	maxUnacknowledgedBytes = 8 << 20
)

// A stageRunner consumes for a stage: fetched inputs are bounded by the budget, ordered by key, worked on side
// by side, and each is done when Kafka has everything that came of it.
type stageRunner struct {
	*runtime
	consumer *consumer
	budget   *budget
	sent     *budget // what Kafka does not have yet
	keyed    *keyed
	reporter *reporter
	workers  int
	// after is the budget of inputs that go first: none of ours begins while one of those is in hand. nil: we go first.
	after *budget
	// due tells when an input that was fetched at a time may be worked on; nil when at once. Inputs must come in the order they fall due.
	due func(r *kgo.Record, fetched time.Time) time.Time

	mu       sync.Mutex
	crew     map[*worker]struct{}
	employed sync.WaitGroup
}

func (r *runtime) stageRunner(c *consumer, inFlight *budget, workers int) *stageRunner {
	s := &stageRunner{runtime: r, consumer: c, budget: inFlight, sent: newBudget(r.config.MaxInFlight, maxUnacknowledgedBytes), keyed: newKeyed(workers), workers: workers, crew: map[*worker]struct{}{}}
	s.reporter = &reporter{stageRunner: s}
	return s
}

func (s *stageRunner) run(ctx context.Context) {
	watching, stopWatching := context.WithCancel(context.Background())
	s.staff(watching)
	go s.consumer.keepCommitting(watching)
	for ctx.Err() == nil {
		for _, p := range s.consumer.poll(ctx, min(s.config.MaxInFlight, pollAtOnce)) {
			s.submit(ctx, p)
		}
	}
	s.consumer.close() // waits for inputs in flight, commits, leaves
	s.keyed.close()
	s.employed.Wait()
	stopWatching()
}

// staff starts the workers, and who watches them until watching ends.
func (s *stageRunner) staff(watching context.Context) {
	for range s.workers {
		s.employ()
	}
	go s.watch(watching)
}

// employ starts a worker.
func (s *stageRunner) employ() {
	w := &worker{runner: s}
	s.mu.Lock()
	s.crew[w] = struct{}{}
	s.mu.Unlock()
	s.employed.Add(1)
	go w.work()
}

// leave is called once for each worker.
func (s *stageRunner) leave(w *worker) {
	s.mu.Lock()
	delete(s.crew, w)
	s.mu.Unlock()
	s.employed.Done()
}

// watch lets others have what waits behind calls that take long, and gives up the inputs of calls that do not end, until ctx ends.
func (s *stageRunner) watch(ctx context.Context) {
	tick := time.NewTicker(watchInterval)
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
				s.keyed.putBack(w.putBack(now))
				if t := w.overdue(now); t != nil {
					s.employ()
					s.leave(w)
					s.finish(false, t)
				}
			}
		}
	}
}

// submit hands the records of one poll to the workers, waiting for room and for the time they are due.
func (s *stageRunner) submit(ctx context.Context, p polled) {
	atOnce := tasksAtOnce
	if s.due != nil {
		atOnce = 1 // each has a time of its own
	}
	fetched := time.Now()
	sizes := make([]int, 0, atOnce)
	for rest := p.records; len(rest) > 0; {
		if s.due != nil && !sleepUntil(ctx, p.partition.ctx, s.due(rest[0], fetched)) {
			return
		}
		sizes = sizes[:0]
		for _, r := range rest[:min(atOnce, len(rest))] {
			sizes = append(sizes, recordBytes(r))
		}
		room := s.budget.acquire(ctx, sizes...)
		if room == 0 {
			return
		}
		s.metrics.inFlight.Add(float64(room))
		tasks := make([]task, room)
		for i, r := range rest[:room] {
			t := &tasks[i]
			t.partition, t.record, t.bytes, t.meta = p.partition, r, sizes[i], metaOf(r, s.prefix)
		}
		s.keyed.submit(tasks)
		rest = rest[room:]
	}
}

// finish ends inputs: those that count as done, or one that was given up.
func (s *stageRunner) finish(done bool, tasks ...*task) {
	for p, offsets := range offsetsOf(tasks) {
		p.end(done, offsets...)
	}
	if done {
		now := time.Now()
		var durations, ages observations
		for _, t := range tasks {
			s.metrics.duration.count(&durations, now.Sub(t.began))
			if t.fate.good {
				s.metrics.age.count(&ages, now.Sub(t.meta.Reading.Time))
			}
			for _, o := range t.fate.made {
				o.letGo()
			}
			t.fate, t.room = fate{}, room{} // its memory lives as long as that of the tasks it was submitted with
		}
		s.metrics.duration.add(durations)
		s.metrics.age.add(ages)
	}
	s.letGo(tasks...)
}

// offsetsOf yields the offsets of tasks, those of one partition that follow each other together.
func offsetsOf(tasks []*task) iter.Seq2[*partition, []int64] {
	return func(yield func(*partition, []int64) bool) {
		offsets := make([]int64, 0, len(tasks))
		for i, t := range tasks {
			offsets = append(offsets, t.record.Offset)
			if i+1 < len(tasks) && tasks[i+1].partition == t.partition {
				continue
			}
			if !yield(t.partition, offsets) {
				return
			}
			offsets = offsets[:0]
		}
	}
}

func (s *stageRunner) letGo(tasks ...*task) {
	size := 0
	for _, t := range tasks {
		size += t.bytes
	}
	s.budget.release(len(tasks), size)
	s.metrics.inFlight.Sub(float64(len(tasks)))
	s.keyed.finished(tasks...)
}

// produce sends what came of an input; the input is done when Kafka has all of it. It waits only while much is on its way.
func (s *stageRunner) produce(t *task) {
	records, gathered := t.fate.records, t.fate.gathered // the last acknowledgement may come before we return
	parts := len(records)
	if gathered {
		parts++
	}
	if parts == 0 { // there is no output, and its report cannot be encoded
		s.finish(true, t)
		return
	}
	t.unacknowledged.Store(int32(parts))
	t.refused.Store(nil)
	t.sent = 0
	if len(records) > 0 {
		for _, r := range records {
			t.sent += len(r.Value) + perRecordBytes
		}
		if s.sent.acquire(t.partition.ctx, t.sent) == 0 {
			s.finish(false, t)
			return
		}
		acknowledged := func(r *kgo.Record, err error) { s.acknowledged(r, err, t) }
		for _, r := range records {
			s.send(t.partition.ctx, r, acknowledged)
		}
	}
	if gathered {
		s.reporter.add(t)
	}
}

// acknowledged is told that Kafka has a record with a part of what came of each of the tasks, or why it refused it.
func (s *stageRunner) acknowledged(r *kgo.Record, err error, tasks ...*task) {
	ended := tasks[:0] // whoever calls has no more use for the slice
	for _, t := range tasks {
		if err != nil {
			t.refused.CompareAndSwap(nil, &refusal{r, err})
		}
		if t.unacknowledged.Add(-1) > 0 {
			continue
		}
		if t.sent > 0 {
			s.sent.release(1, t.sent)
		}
		if refused := t.refused.Load(); refused != nil {
			// A callback must not wait; producing again does.
			go s.produceAgain(t, *refused)
			continue
		}
		ended = append(ended, t)
	}
	if len(ended) > 0 {
		s.finish(true, ended...)
	}
}

// produceAgain decides what to do when Kafka did not take what came of an input. Records that it did take are
// sent twice; their ids are the same.
func (s *stageRunner) produceAgain(t *task, refused refusal) {
	topic := refused.record.Topic
	err := ofTopic(topic, refused.err)
	if t.partition.ctx.Err() != nil || s.gone.ends(err) {
		s.finish(false, t)
		return
	}
	if errors.Is(err, kerr.MessageTooLarge) && !isDeadTopic(topic, s.prefix) && !s.isProgress(topic) {
		s.dead(t, subjectOf(nil, &t.meta), failure{schemas.CodeOutputTooLarge, classPermanent, "the broker refused the output: " + err.Error()})
		s.produce(t)
		return
	}
	s.log.Error("kafka does not take the output; trying again", zap.String("topic", t.record.Topic), zap.Int64("offset", t.record.Offset), zap.Error(err))
	if !sleepUntil(t.partition.ctx, t.partition.ctx, time.Now().Add(time.Second)) {
		s.finish(false, t)
		return
	}
	sent := t.fate.records
	t.fate.records, t.fate.made = nil, nil // what was refused and what is sent again are made of the same memory
	for _, r := range sent {
		if r.Topic == topic {
			r = s.again(refusal{r, refused.err})
		} else {
			r = copyOf(r)
		}
		if r != nil {
			t.fate.records = append(t.fate.records, r)
		}
	}
	if t.fate.gathered && s.isProgress(topic) && errors.Is(err, kerr.MessageTooLarge) { // together with others it was too much
		t.fate.gathered = false
		s.reportedAlone(t, t.fate.report, 0)
	}
	s.produce(t)
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
