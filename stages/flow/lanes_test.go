package flow_test

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

func TestABulkInputStaysOnItsLane(t *testing.T) {
	k := connect(t)
	d := flow.Definition[none]{Name: "preprocess", New: func(context.Context, none, flow.Tools) (*flow.Program, error) {
		return flow.NewProgram(nil, flow.On[*munshiv1.DocumentIngested](handOn{})), nil
	}}
	flowtest.Start(k, d, nil)
	k.Publish("documents.ingested.bulk", "d1", []byte(`{"document":{"documentId":"d1","tenant":"t1"}}`))
	out := k.Await("documents.preprocessed.bulk", 1, patience)[0]
	if got := out.Body(t).(*munshiv1.DocumentPreprocessed).Document.DocumentId; got != "d1" {
		t.Errorf("document %s", got)
	}
	p := k.Await("pipeline.progress", 1, patience)[0].Body(t).(*munshiv1.Progress)
	if p.Document.GetTenant() != "t1" || p.Id != "d1" {
		t.Errorf("progress %v", p)
	}
}

type handOn struct{}

func (handOn) Process(_ context.Context, in flow.Event[*munshiv1.DocumentIngested]) ([]flow.Output, error) {
	return []flow.Output{{Key: in.Key, Body: &munshiv1.DocumentPreprocessed{Document: in.Body.Document}}}, nil
}

// When a live document comes, the bulk ones in hand may end, and none begins before it is done.
func TestALiveInputGoesBeforeTheBulkLane(t *testing.T) {
	k := connect(t)
	busy := int64(runtime.NumCPU()) // as many as work on the bulk lane
	var begun atomic.Int64
	full, gate := make(chan struct{}), make(chan struct{})
	d := flow.Definition[none]{Name: "preprocess", New: func(context.Context, none, flow.Tools) (*flow.Program, error) {
		return flow.NewProgram(nil, flow.On[*munshiv1.DocumentIngested](documentFunc(func(id string) {
			switch {
			case strings.HasPrefix(id, "first"):
			case id == "live":
				close(gate)
				time.Sleep(300 * time.Millisecond) // time in which another could begin
				if n := begun.Load(); n != busy {
					t.Errorf("%d bulk documents were begun before the live one was done, want the %d that were in hand when it came", n, busy)
				}
			default:
				if begun.Add(1) == busy {
					close(full)
				}
				<-gate
			}
		}))), nil
	}}
	flowtest.Start(k, d, nil)
	// Once one of each has come through, both lanes have joined their groups: nothing of what follows waits for that.
	k.Publish("documents.ingested", "first", []byte(`{"document":{"documentId":"first"}}`))
	k.Publish("documents.ingested.bulk", "first", []byte(`{"document":{"documentId":"first of bulk"}}`))
	k.Await("documents.preprocessed", 1, patience)
	k.Await("documents.preprocessed.bulk", 1, patience)
	n := int(busy) + 50
	bulk := make([]flowtest.Record, n)
	for i := range bulk {
		id := fmt.Sprint("bulk", i)
		bulk[i] = flowtest.Record{Topic: "documents.ingested.bulk", Key: id, Value: fmt.Appendf(nil, `{"document":{"documentId":%q}}`, id)}
	}
	k.PublishAll(bulk...)
	<-full
	k.Publish("documents.ingested", "live", []byte(`{"document":{"documentId":"live"}}`))
	k.Await("documents.preprocessed", 2, patience)
	k.Await("documents.preprocessed.bulk", n+1, patience)
}

// documentFunc calls itself with each document's id and hands the document on.
type documentFunc func(id string)

func (f documentFunc) Process(ctx context.Context, in flow.Event[*munshiv1.DocumentIngested]) ([]flow.Output, error) {
	f(in.Body.Document.DocumentId)
	return handOn{}.Process(ctx, in)
}
