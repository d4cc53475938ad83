package flow

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"go.uber.org/zap"
	"google.golang.org/protobuf/proto"
)

// heedTime is how soon after the end of its context a call must return.
const heedTime = 2 * time.Second

// errLeft is the outcome of a call whose input is no longer its worker's.
var errLeft = errors.New("the call returned after its input was given up")

const (
	// maxHand is how many ready tasks a worker takes at a time while they go quickly: to take one cost as much as the rest of the runner's work.
	maxHand = 32
	// quickHand is how long all that a worker took may last for it to take twice as many the next time.
	quickHand = time.Millisecond
	// watchInterval is how often workers are looked at. Others do what one that is slower has taken and not begun.
	watchInterval = heedTime / 4
)

// A worker takes ready tasks and calls the stage for one after the other, on its own goroutine: to start a goroutine and a
// timer for each call cost more than all else that the runner does with an input. A call that does not return when told
// to is found by runner.watch, which gives up its input when the partition is gone, and puts a new worker in place of the one that is stuck.
type worker struct {
	runner *stageRunner

	// The context of calls, shared by those that begin soon after another.
	ctx    context.Context
	cancel context.CancelFunc
	of     *partition
	made   time.Time

	mu       sync.Mutex
	hand     []*task   // taken and not begun
	picked   time.Time // when the latest was picked of the hand
	task     *task     // whose call is under way; nil between calls
	began    time.Time
	gone     time.Time // when its partition was first seen to be gone
	reported bool
	left     bool // its input was given up: whatever the call returns is nobody's
}

// work takes tasks until there are no more or a call of it was given up.
func (w *worker) work() {
	s := w.runner
	defer func() {
		if w.cancel != nil {
			w.cancel()
		}
	}()
	var taken []*task
	for limit := 1; ; {
		if taken = s.keyed.take(taken[:0], limit); len(taken) == 0 {
			s.leave(w)
			return
		}
		began := time.Now()
		w.mu.Lock()
		w.hand, w.picked = taken, began
		w.mu.Unlock()
		now, begun := began, 0
		for t := w.pick(now); t != nil; t = w.pick(now) {
			begun++
			if now = w.do(t, now); w.left {
				break
			}
		}
		s.metrics.in.Add(float64(begun))
		if w.left {
			return
		}
		if limit = 1; now.Sub(began) < quickHand {
			limit = min(2*len(taken), maxHand)
		}
		clear(taken) // while this worker waits, what is done must not keep the memory of the poll it came with
	}
}

// pick returns the next task of the hand; nil when there is none.
func (w *worker) pick(now time.Time) *task {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.hand) == 0 {
		return nil
	}
	t := w.hand[0]
	w.hand, w.picked = w.hand[1:], now
	return t
}

// putBack takes from the hand what waits behind a task that takes long.
func (w *worker) putBack(now time.Time) []*task {
	w.mu.Lock()
	defer w.mu.Unlock()
	if now.Sub(w.picked) < watchInterval {
		return nil
	}
	waiting := slices.Clone(w.hand)
	w.hand = nil
	return waiting
}

// do works on a task, from now on, until it has been sent to Kafka or its partition is gone. It tells the time at its end.
func (w *worker) do(t *task, now time.Time) time.Time {
	s := w.runner
	if s.after != nil && !s.after.idle(t.partition.ctx) || !t.partition.begin() {
		s.letGo(t)
		return time.Now()
	}
	if t.began = now; s.after != nil {
		t.began = time.Now() // it may have waited
	}
	decided := w.process(t)
	switch {
	case w.left:
	case !decided: // the partition is gone: whoever has it next does this input again
		s.finish(false, t)
	case len(t.fate.records) == 0 && t.fate.gathered: // nothing to wait for: a clock is not read for nothing, which takes long in virtual machines
		ended := t.fate.report.at
		s.produce(t)
		return ended
	default:
		s.produce(t)
	}
	return time.Now()
}

// attempt calls the stage once, within its deadline.
func (w *worker) attempt(t *task, began time.Time, stage stageFunc, body proto.Message) (outputs []Output, err error) {
	ctx := w.context(t.partition, began)
	w.mu.Lock()
	w.task, w.began, w.gone, w.reported = t, began, time.Time{}, false
	w.mu.Unlock()
	defer func() {
		if p := recover(); p != nil {
			outputs, err = nil, &panicError{fmt.Sprintf("panic: %v\n%s", p, debug.Stack())}
		}
		w.mu.Lock()
		w.task = nil
		if w.left {
			outputs, err = nil, errLeft
		}
		w.mu.Unlock()
	}()
	return stage(ctx, t.meta, body)
}

// context ends with the partition, or when the time for one input is over. Calls that begin within a sixteenth of that
// time after another have its context, and so that much less.
func (w *worker) context(p *partition, now time.Time) context.Context {
	timeout := w.runner.config.ProcessTimeout
	if w.of != p || w.ctx.Err() != nil || now.Sub(w.made) > timeout/16 {
		if w.cancel != nil {
			w.cancel()
		}
		w.of, w.made = p, now
		w.ctx, w.cancel = context.WithTimeout(p.ctx, timeout)
	}
	return w.ctx
}

// overdue looks at the call under way: one that should have returned is reported, once; it is given up, and true
// returned, when its partition is gone as well, so that it cannot hold up a rebalance or the end of the program.
func (w *worker) overdue(now time.Time) (givenUp *task) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.task == nil {
		return nil
	}
	gone := w.task.partition.ctx.Err() != nil
	if gone && w.gone.IsZero() {
		w.gone = now
	}
	unheeded := gone && now.Sub(w.gone) >= heedTime
	if !unheeded && now.Sub(w.began) < w.runner.config.ProcessTimeout+heedTime {
		return nil
	}
	if !w.reported {
		w.reported = true
		w.runner.metrics.abandoned.Inc()
		w.runner.log.Error("the stage does not heed the end of its context; the input waits for it",
			zap.String("topic", w.task.record.Topic), zap.Int32("partition", w.task.record.Partition), zap.Int64("offset", w.task.record.Offset),
			zap.Duration("timeout", w.runner.config.ProcessTimeout))
	}
	if !unheeded {
		return nil
	}
	w.left = true
	return w.task
}

type panicError struct{ text string }

func (e *panicError) Error() string { return e.text }
