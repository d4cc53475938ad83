package flow

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestTheBreakerOpensWhenMostAttemptsFailAndClosesWhenAProbeSucceeds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBreaker(func(breakerState) {})
		ctx := t.Context()
		for range breakerLeast {
			b.allow(ctx)
			b.report(false, true)
		}
		if b.closed() {
			t.Fatal("closed after ten failures of ten")
		}
		began := time.Now()
		probe, _ := b.allow(ctx)
		if waited := time.Since(began); waited < breakerMinPause {
			t.Errorf("let through after %s", waited)
		}
		b.report(probe, false)
		if !b.closed() {
			t.Error("still open after a probe succeeded")
		}
	})
}

// Partitions that go away during an outage must not use up the probes: nobody would report on them, and the breaker never close.
func TestAnAttemptWhosePartitionIsGoneIsNoProbe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBreaker(func(breakerState) {})
		for range breakerLeast {
			b.allow(t.Context())
			b.report(false, true)
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		time.Sleep(breakerMaxPause)
		for range breakerProbes {
			if _, allowed := b.allow(gone); allowed {
				t.Fatal("allowed")
			}
		}
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		if probe, allowed := b.allow(ctx); !probe || !allowed {
			t.Error("no probe is let through any more")
		}
	})
}

func TestAnOpenBreakerLetsFewProbesThroughDuringALongOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBreaker(func(breakerState) {})
		ctx, stop := context.WithTimeout(t.Context(), 10*time.Minute)
		defer stop()
		var attempts atomic.Int32
		for range 32 {
			go func() {
				for {
					probe, allowed := b.allow(ctx)
					if !allowed {
						return
					}
					attempts.Add(1)
					time.Sleep(10 * time.Millisecond)
					b.report(probe, true)
				}
			}()
		}
		<-ctx.Done()
		synctest.Wait()
		// Before it opens each of the 32 tries once; after that three probes every five seconds.
		if n := attempts.Load(); n > 450 || n < 100 {
			t.Errorf("%d attempts in ten minutes of outage", n)
		}
	})
}

func TestAFewFailuresAmongManySuccessesDoNotOpenTheBreaker(t *testing.T) {
	b := newBreaker(func(s breakerState) { t.Errorf("became %d", s) })
	for i := range 1000 {
		b.allow(t.Context())
		b.report(false, i%3 == 0)
	}
}
