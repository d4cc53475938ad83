package flow

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"go.uber.org/zap"
	"google.golang.org/protobuf/proto"
)

// heedTime is how soon after the end of its context a call must return.
const heedTime = 2 * time.Second

// errLeft is the outcome of a call whose input is no longer its worker's.
var errLeft = errors.New("the call returned after its input was given up")

// A worker takes one ready task at a time and calls the stage for it, on its own goroutine: to start a goroutine and a
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
	task     *task // whose call is under way; nil between calls
	began    time.Time
	gone     time.Time // when its partition was first seen to be gone
	reported bool
	left     bool // its input was given up: whatever the call returns is nobody's
}

// work takes tasks until working ends or a call of it was given up.
func (w *worker) work(working context.Context) {
	s := w.runner
	defer func() {
		if w.cancel != nil {
			w.cancel()
		}
	}()
	for {
		select {
		case <-working.Done():
			s.leave(w)
			return
		case t := <-s.keyed.ready:
			if s.after != nil && !s.after.idle(t.partition.ctx) || !t.partition.begin() {
				s.letGo(t)
				continue
			}
			t.began = time.Now()
			s.metrics.in.Inc()
			decided := w.process(t)
			switch {
			case w.left:
				return
			case !decided: // the partition is gone: whoever has it next does this input again
				s.finish(false, t)
			default:
				s.produce(t)
			}
		}
	}
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
