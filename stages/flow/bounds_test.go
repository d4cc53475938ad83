package flow

import (
	"bytes"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/munshi-in/munshi/schemas"
)

// Producers choose keys and headers too: thousands of inputs in flight with a megabyte of them each were gigabytes.
func TestKeysAndHeadersCountAmongTheBytesInFlight(t *testing.T) {
	large := bytes.Repeat([]byte("x"), 1<<20)
	for name, record := range map[string]kgo.Record{"key": {Key: large}, "header": {Headers: []kgo.RecordHeader{{Key: "mine", Value: large}}}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				let := make(chan struct{})
				s := simulate(t, func(string) error { <-let; return nil })
				s.live.budget = newBudget(1000, 10<<20)
				p := newPartition("messages.received", 0)
				t.Cleanup(p.cancel)
				records := make([]*kgo.Record, 100)
				for i := range records {
					r := record
					r.Topic, r.Offset, r.Value = "messages.received", int64(i), []byte(`{"text":"a"}`)
					records[i] = &r
				}
				var feeding sync.WaitGroup
				feeding.Go(func() { s.live.submit(t.Context(), polled{p, records}) })
				synctest.Wait()
				if n := s.live.budget.records; n != 9 {
					t.Errorf("%d inputs of 1 MiB are in flight, 10 MiB may be", n)
				}
				close(let)
				feeding.Wait()
			})
		})
	}
}

// The clock of the process that put inputs off was an hour ahead, or has been set back since.
func TestRetriesFromTheFutureAreLookedAtAfterTheRetryDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := simulate(t, func(string) error { return nil })
		p := newPartition(schemas.RetryTopic("classify"), 0)
		t.Cleanup(p.cancel)
		var records []*kgo.Record
		for i := range 20 {
			records = append(records, &kgo.Record{
				Topic: p.topic, Offset: int64(i), Timestamp: time.Now().Add(time.Hour), Value: []byte{'{', '"', 't', 'e', 'x', 't', '"', ':', '"', 'a' + byte(i), '"', '}'},
				Headers: []kgo.RecordHeader{textHeader(headerTopic, "messages.received")},
			})
			p.accept(int64(i))
		}
		go s.retried.submit(t.Context(), polled{p, records})
		time.Sleep(s.retried.config.RetryDelay + time.Second)
		s.mu.Lock()
		defer s.mu.Unlock()
		if len(s.outputs) != len(records) {
			t.Errorf("%d of %d inputs came out", len(s.outputs), len(records))
		}
	})
}
