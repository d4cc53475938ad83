package flow_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

// ledger is a sink that refuses some texts for ever and fails as a whole a few times.
type ledger struct {
	mu      sync.Mutex
	outages int
	written map[string]int
	batches int
}

func (l *ledger) Write(_ context.Context, batch []flow.AnyEvent) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.outages > 0 {
		l.outages--
		return errors.New("database is down")
	}
	for _, e := range batch {
		if m, ok := e.Body.(*munshiv1.MessageReceived); ok && strings.HasPrefix(m.Text, "bad") {
			return flow.Permanentf(schemas.CodeRowRejected, "row %s", m.Text)
		}
	}
	l.batches++
	for _, e := range batch {
		l.written[e.Body.(*munshiv1.MessageReceived).Text]++
	}
	return nil
}

// sinkInto is the sink of messages.received.
func sinkInto(l *ledger) flow.Definition[none] {
	return flow.Definition[none]{Name: "sink", New: func(context.Context, none, flow.Tools) (*flow.Program, error) {
		return flow.NewProgram(nil, flow.Into(l, "messages.received")), nil
	}}
}

func TestABatchIsSplitUntilTheBadRowAloneDies(t *testing.T) {
	k := connect(t)
	l := &ledger{outages: 2, written: map[string]int{}}
	d := sinkInto(l)
	all := messages(1000, func(int) string { return "" })
	for _, bad := range []int{17, 501, 999} {
		all[bad].Value = sms(fmt.Sprint("bad", bad))
	}
	k.PublishAll(all...)
	flowtest.Start(k, d, nil)
	dead := k.Await("dead.sink", 3, patience)
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		l.mu.Lock()
		n := len(l.written)
		l.mu.Unlock()
		if n == 997 {
			break
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(dead) != 3 || len(l.written) != 997 {
		t.Errorf("%d dead letters and %d rows, want 3 and 997", len(dead), len(l.written))
	}
	for text, times := range l.written {
		if times != 1 {
			t.Errorf("row %s written %d times", text, times)
		}
	}
}
