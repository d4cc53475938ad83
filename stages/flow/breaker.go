package flow

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// breakerWindow is how many of the latest attempts are looked at.
	breakerWindow = 40
	// breakerLeast is how many attempts must be known before the breaker judges.
	breakerLeast = 10
	// breakerProbes is how many attempts are let through to see whether the world is mended. More than one: the first
	// may be an input that fails for reasons of its own.
	breakerProbes = 3

	breakerMinPause = time.Second
	breakerMaxPause = 5 * time.Second
)

// A breaker stops a stage from trying input after input while most of them fail for a reason that is not
// theirs: each try would cost an attempt, and good inputs would run out of attempts. When most of the latest
// attempts failed transiently it opens: attempts wait. After a pause it is half open: a few are let
// through; one that succeeds closes it, none that does opens it again for longer.
type breaker struct {
	changed func(state breakerState) // called with the lock held
	// calm says that the breaker is closed and none of the latest attempts failed: one more that succeeds changes nothing.
	// Nearly every attempt meets it so, and takes no lock.
	calm atomic.Bool

	mu      sync.Mutex
	state   breakerState
	window  [breakerWindow]bool // true: failed transiently
	known   int
	next    int
	failed  int
	pause   time.Duration
	opened  time.Time
	probes  int           // probes let through in this half-open phase
	unknown int           // of those, how many have not come back
	wake    chan struct{} // closed when the state changes
}

type breakerState int

const (
	breakerClosed breakerState = iota
	breakerHalfOpen
	breakerOpen
)

func newBreaker(changed func(breakerState)) *breaker {
	return &breaker{changed: changed, wake: make(chan struct{})}
}

// allow waits until an attempt may be made, and reports false when ctx ends first. An attempt that is a probe, should it
// fail transiently, says something of the world and nothing of its input.
func (b *breaker) allow(ctx context.Context) (probe, allowed bool) {
	if b.calm.Load() {
		return false, ctx.Err() == nil
	}
	for ctx.Err() == nil { // who does not go on would not report, and a probe would be lost
		b.mu.Lock()
		if b.state == breakerOpen && time.Since(b.opened) >= b.pause {
			b.probes, b.unknown = 0, 0
			b.become(breakerHalfOpen)
		}
		switch {
		case b.state == breakerClosed:
			b.mu.Unlock()
			return false, true
		case b.state == breakerHalfOpen && b.probes < breakerProbes:
			b.probes++
			b.unknown++
			b.mu.Unlock()
			return true, true
		}
		wake, wait := b.wake, breakerMaxPause
		if b.state == breakerOpen {
			wait = b.pause - time.Since(b.opened)
		}
		b.mu.Unlock()
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-wake:
		case <-timer.C:
		}
		timer.Stop()
	}
	return false, false
}

// withdraw takes back an attempt that was allowed and says nothing about the world: its partition went away, or its input can never
// succeed. Taken for a sign that the world is up, inputs that are no inputs closed the breaker in an outage again and again,
// and each time good ones lost an attempt.
func (b *breaker) withdraw(probe bool) {
	if !probe {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.state == breakerHalfOpen {
		b.probes--
		b.unknown--
		b.become(breakerHalfOpen)
	}
}

// report says how an attempt that was allowed went.
func (b *breaker) report(probe, transient bool) {
	if !transient && b.calm.Load() {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	defer func() { b.calm.Store(b.state == breakerClosed && b.failed == 0 && b.known == breakerWindow) }()
	switch b.state {
	case breakerHalfOpen:
		switch {
		case !transient:
			b.known, b.next, b.failed, b.pause = 0, 0, 0, 0
			b.become(breakerClosed)
		case probe: // others were let through before it opened
			if b.unknown--; b.unknown <= 0 && b.probes == breakerProbes {
				b.open()
			}
		}
	case breakerClosed:
		if b.known == breakerWindow && b.window[b.next] {
			b.failed--
		}
		b.window[b.next] = transient
		b.next = (b.next + 1) % breakerWindow
		b.known = min(b.known+1, breakerWindow)
		if transient {
			b.failed++
		}
		if b.known >= breakerLeast && 2*b.failed > b.known {
			b.open()
		}
	}
}

func (b *breaker) open() {
	b.pause = min(max(2*b.pause, breakerMinPause), breakerMaxPause)
	b.opened = time.Now()
	b.become(breakerOpen)
}

func (b *breaker) become(state breakerState) {
	b.state = state
	close(b.wake)
	b.wake = make(chan struct{})
	b.changed(state)
}

func (b *breaker) closed() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.state == breakerClosed
}
