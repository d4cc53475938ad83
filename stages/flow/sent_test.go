package flow

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

func TestWhatKafkaDoesNotAcknowledgeIsBoundedInBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const inputs = 7000
		s := simulate(t, func(string) error { return nil })
		var mu sync.Mutex
		var held []func()
		bytes := 0
		s.live.send = func(_ context.Context, r *kgo.Record, acknowledged func(*kgo.Record, error)) {
			mu.Lock()
			defer mu.Unlock()
			held = append(held, func() { acknowledged(r, nil) })
			bytes += len(r.Value) + perRecordBytes
		}
		p := newPartition("messages.received", 0)
		defer p.cancel()
		records := make([]*kgo.Record, inputs)
		for i := range records {
			records[i] = &kgo.Record{Topic: "messages.received", Offset: int64(i), Timestamp: published, Value: fmt.Appendf(nil, `{"text":"%d"}`, i)}
			p.accept(int64(i))
		}
		s.live.submit(t.Context(), polled{p, records})
		synctest.Wait()
		mu.Lock()
		sent, waits := bytes, len(held)
		mu.Unlock()
		if waits == 0 || waits >= inputs || sent > maxUnacknowledgedBytes {
			t.Errorf("%d records of %d bytes were sent before Kafka acknowledged one", waits, sent)
		}
		for {
			synctest.Wait()
			mu.Lock()
			now := held
			held = nil
			mu.Unlock()
			if offset, _ := p.uncommitted(); offset == inputs {
				break
			}
			for _, acknowledge := range now {
				acknowledge()
			}
			time.Sleep(gatherTime) // reports wait for each other
		}
	})
}
