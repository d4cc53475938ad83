package flow

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"google.golang.org/protobuf/proto"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
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

// TestWhatIsSentStaysAsItIsUntilKafkaHasIt has outputs acknowledged late, in any order, and some refused first, while others are made in memory
// that was used before: that of the body, of which a stage is told that it has it back, and that of the record.
func TestWhatIsSentStaysAsItIsUntilKafkaHasIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const inputs = 5000
		s := simulate(t, func(string) error { return nil })
		var bodies sync.Pool
		s.live.stages = map[string]stageFunc{"messages.received": func(_ context.Context, _ Meta, in proto.Message) ([]Output, error) {
			body, _ := bodies.Get().(*munshiv1.TransactionsClassified)
			if body == nil {
				body = &munshiv1.TransactionsClassified{}
			}
			body.SourceId = in.(*munshiv1.MessageReceived).Text
			return []Output{{Body: body, Release: func() {
				body.SourceId = "of another"
				bodies.Put(body)
			}}}, nil
		}}
		var mu sync.Mutex
		random := rand.New(rand.NewPCG(1, 2))
		var refused int
		s.live.send = func(ctx context.Context, r *kgo.Record, acknowledged func(*kgo.Record, error)) {
			mu.Lock()
			defer mu.Unlock()
			sent, pause := cloned(r), time.Duration(random.IntN(20))*time.Millisecond
			if random.IntN(50) == 0 && r.Topic == "transactions.classified" {
				refused++
				time.AfterFunc(pause, func() { acknowledged(r, kerr.NotEnoughReplicas) })
				return
			}
			time.AfterFunc(pause, func() {
				if !same(sent, r) {
					t.Errorf("sent %s, and when Kafka has it the record is %s", sent.Value, r.Value)
				}
				s.send(ctx, r, acknowledged)
			})
		}
		s.publish(t, 0, inputs)
		time.Sleep(time.Minute)
		s.mu.Lock()
		defer s.mu.Unlock()
		if len(s.outputs) != inputs || refused == 0 {
			t.Errorf("%d of %d inputs came out, %d refused first", len(s.outputs), inputs, refused)
		}
		for text, out := range s.outputs {
			if n, err := strconv.Atoi(text); err != nil || n >= inputs {
				t.Errorf("an output of %q: %s", text, out.Value)
			}
		}
	})
}
