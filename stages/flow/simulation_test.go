package flow

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"go.uber.org/zap"
	"google.golang.org/protobuf/proto"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
)

// A simulation is a stage at work in simulated time: its workers, breaker, retries and dead letters are the real ones;
// of Kafka there is only what becomes of the records that it produces.
type simulation struct {
	live, retried *stageRunner
	retries       chan *kgo.Record

	mu      sync.Mutex
	outputs map[string]*kgo.Record // the latest, by the input's text
	dead    map[string]int         // dead letters, by the input's text
	differ  []string               // inputs whose outputs were not the same each time
}

// simulate puts up a stage that classifies as process says; it is at work until the test ends.
func simulate(t *testing.T, process func(text string) error) *simulation {
	s := &simulation{retries: make(chan *kgo.Record, 100_000), outputs: map[string]*kgo.Record{}, dead: map[string]int{}}
	var config runConfig
	if err := LoadConfig("classify", &config, func(string) (string, bool) { return "", false }); err != nil {
		t.Fatal(err)
	}
	r := &runtime{
		name: "classify", config: config, log: zap.NewNop(), metrics: newMetrics("classify"), encoder: newEncoder("", "munshi/classify", wireJSON), send: s.send,
		stages: map[string]stageFunc{"messages.received": func(_ context.Context, _ Meta, body proto.Message) ([]Output, error) {
			text := body.(*munshiv1.MessageReceived).Text
			return []Output{{Body: &munshiv1.TransactionsClassified{Source: "sms", SourceId: text}}}, process(text)
		}},
	}
	r.breaker = newBreaker(r.metrics.breakerChanged)
	inFlight := newBudget(config.MaxInFlight, config.MaxInFlightBytes)
	s.live = r.stageRunner(nil, inFlight, config.Concurrency)
	s.retried = r.stageRunner(nil, inFlight, config.Concurrency)
	s.retried.due = r.retryDue
	working, stop := context.WithCancel(context.Background())
	for _, each := range []*stageRunner{s.live, s.retried} {
		each.staff(working)
		t.Cleanup(each.employed.Wait)
		t.Cleanup(each.keyed.close)
	}
	t.Cleanup(stop)
	go func() {
		again := newPartition(schemas.RetryTopic("classify"), 0)
		for offset := int64(0); ; offset++ {
			select {
			case <-working.Done():
				again.cancel()
				return
			case r := <-s.retries:
				r.Offset = offset
				again.accept(offset)
				s.retried.submit(working, polled{again, []*kgo.Record{r}})
			}
		}
	}()
	return s
}

// publish has n inputs come, the first of them number from. They are the stage's until the partition is taken away.
func (s *simulation) publish(t *testing.T, from, n int) *partition {
	p := newPartition("messages.received", 0)
	t.Cleanup(p.cancel)
	records := make([]*kgo.Record, n)
	for i := range records {
		number := from + i
		records[i] = &kgo.Record{Topic: "messages.received", Key: fmt.Append(nil, "k", number%50), Offset: int64(number), Timestamp: published, Value: fmt.Appendf(nil, `{"text":"%d"}`, number)}
		p.accept(records[i].Offset)
	}
	s.live.submit(t.Context(), polled{p, records})
	return p
}

// published is when all inputs were: a record is the same each time it is delivered.
var published = time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC)

func (s *simulation) send(_ context.Context, r *kgo.Record, acknowledged func(*kgo.Record, error)) {
	switch r.Topic {
	case schemas.RetryTopic("classify"):
		s.retries <- &kgo.Record{Topic: r.Topic, Key: r.Key, Value: r.Value, Headers: r.Headers, Timestamp: time.Now()}
	case schemas.DeadTopic("classify"):
		body := mustDecode("messages.received", r).(*munshiv1.MessageReceived)
		s.mu.Lock()
		s.dead[body.Text]++
		s.mu.Unlock()
	case "transactions.classified":
		text := mustDecode(r.Topic, r).(*munshiv1.TransactionsClassified).SourceId
		s.mu.Lock()
		if before := s.outputs[text]; before != nil && !same(before, r) {
			s.differ = append(s.differ, text)
		}
		s.outputs[text] = cloned(r)
		s.mu.Unlock()
	}
	go acknowledged(r, nil)
}

// cloned is a copy of a record, as Kafka has it: the memory of what was acknowledged is used again.
func cloned(r *kgo.Record) *kgo.Record {
	c := &kgo.Record{Topic: r.Topic, Key: bytes.Clone(r.Key), Value: bytes.Clone(r.Value)}
	for _, h := range r.Headers {
		c.Headers = append(c.Headers, kgo.RecordHeader{Key: h.Key, Value: bytes.Clone(h.Value)})
	}
	return c
}

func mustDecode(topic string, r *kgo.Record) proto.Message {
	body, err := Decode(topic, contentJSON, r.Value)
	if err != nil {
		panic(err)
	}
	return body
}

// same compares all of two records but the time they were made.
func same(a, b *kgo.Record) bool {
	if !bytes.Equal(a.Key, b.Key) || !bytes.Equal(a.Value, b.Value) || len(a.Headers) != len(b.Headers) {
		return false
	}
	for i, h := range a.Headers {
		if h.Key != b.Headers[i].Key || h.Key != headerTime && !bytes.Equal(h.Value, b.Headers[i].Value) {
			return false
		}
	}
	return true
}

func TestTenMinutesOfOutageDeadLetterNothingAndEndWithinSeconds(t *testing.T) {
	down := errors.New("503")
	for name, failure := range map[string]error{"the world is down": down, "inputs are to be tried later": Retry(down, 0)} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const lasts, inputs = 10 * time.Minute, 600
				began := time.Now()
				s := simulate(t, func(string) error {
					time.Sleep(10 * time.Millisecond)
					if time.Since(began) < lasts {
						return failure
					}
					return nil
				})
				for i := range inputs / 10 { // they keep coming
					s.publish(t, 10*i, 10)
					time.Sleep(lasts / (inputs / 10))
				}
				// Inputs that were put off come again after the stage's retry delay.
				time.Sleep(s.live.config.RetryDelay + 20*time.Second)
				s.mu.Lock()
				defer s.mu.Unlock()
				if len(s.dead) != 0 || len(s.outputs) != inputs {
					t.Errorf("%d dead letters, %d of %d inputs came out", len(s.dead), len(s.outputs), inputs)
				}
			})
		})
	}
}

func TestInputsThatTakeLongHoldUpNoOthersButThoseOfTheirKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const inputs, long = 2000, 10
		slow := map[string]bool{} // each the last of its key
		for n := range long {
			slow[fmt.Sprint(inputs-50+2*n)] = true
		}
		s := simulate(t, func(text string) error {
			if slow[text] {
				time.Sleep(20 * time.Second)
			}
			return nil
		})
		s.publish(t, 0, inputs)
		time.Sleep(8 * watchInterval) // what is put back may stand behind another
		s.mu.Lock()
		defer s.mu.Unlock()
		if len(s.outputs) != inputs-long {
			t.Errorf("%d of %d inputs came out while %d took long", len(s.outputs), inputs, long)
		}
	})
}

// TestWhateverHappensToAnInputItHasOneFate has inputs succeed, fail, panic and be put off, at random, while their partition is taken
// away and given back, with or without a commit, until all that is committed is all there is.
func TestWhateverHappensToAnInputItHasOneFate(t *testing.T) {
	for seed := range uint64(400) {
		synctest.Test(t, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(seed, 11))
			const inputs = 60
			poison := map[string]bool{}
			troubles := map[string][]error{} // what its first attempts come to
			for n := range inputs {
				text := fmt.Sprint(n)
				poison[text] = rng.IntN(12) == 0
				for range rng.IntN(3) {
					troubles[text] = append(troubles[text], []error{nil, errors.New("down"), Retry(errors.New("503"), 0), errPanics}[rng.IntN(4)])
				}
			}
			var mu sync.Mutex
			pauses := rand.New(rand.NewPCG(seed, 1)) // rng is the schedule's
			s := simulate(t, func(text string) error {
				mu.Lock()
				var trouble error
				if left := troubles[text]; len(left) > 0 {
					trouble, troubles[text] = left[0], left[1:]
				}
				pause := time.Duration(pauses.IntN(50)) * time.Millisecond
				mu.Unlock()
				time.Sleep(pause)
				switch {
				case trouble == errPanics:
					panic("a bug")
				case trouble != nil:
					return trouble
				case poison[text]:
					return Permanentf(schemas.CodeInvalidEvent, "poison")
				}
				return nil
			})
			committed := 0
			for turn := 0; committed < inputs; turn++ {
				if turn > 1000 {
					t.Fatalf("seed %d: stuck at %d", seed, committed)
				}
				p := s.publish(t, committed, min(1+rng.IntN(inputs), inputs-committed))
				time.Sleep(time.Duration(rng.IntN(2000)) * time.Millisecond)
				patience, stop := expiry(time.Duration(rng.IntN(500)) * time.Millisecond)
				release([]*partition{p}, patience)
				stop()
				if offset, moved := p.uncommitted(); moved && rng.IntN(4) > 0 { // else: a crash
					committed = int(offset)
				}
			}
			time.Sleep(5 * s.live.config.RetryDelay)
			s.mu.Lock()
			defer s.mu.Unlock()
			for n := range inputs {
				text := fmt.Sprint(n)
				if out, died := s.outputs[text] != nil, s.dead[text] > 0; out == died || died != poison[text] {
					t.Errorf("seed %d: input %s: poison %v, output %v, dead %v", seed, text, poison[text], out, died)
				}
			}
			if len(s.differ) > 0 {
				t.Errorf("seed %d: other outputs the second time: %v", seed, s.differ)
			}
		})
		if t.Failed() {
			return
		}
	}
}

var errPanics = errors.New("panics")
