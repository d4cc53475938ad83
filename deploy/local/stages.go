package local

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/munshi-in/munshi/stages/classify"
	"github.com/munshi-in/munshi/stages/console"
	"github.com/munshi-in/munshi/stages/extract"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/ingest"
	"github.com/munshi-in/munshi/stages/preprocess"
	"github.com/munshi-in/munshi/stages/recognize"
	"github.com/munshi-in/munshi/stages/sink"
)

// stage is one program of Munshi as a function of this process.
type stage struct {
	name string
	run  func(ctx context.Context, lookup flow.Lookup) error
}

func define[C any](d flow.Definition[C]) stage {
	return stage{d.Name, func(ctx context.Context, lookup flow.Lookup) error { return flow.Run(ctx, d, lookup) }}
}

// stages are all programs, in the order data flows through them.
func stages() []stage {
	return []stage{
		define(ingest.Definition), define(preprocess.Definition), define(recognize.Definition), define(extract.Definition),
		define(classify.Definition), define(sink.Definition), define(console.Definition),
	}
}

// steadyAfter is how long a stage must run before its next failure counts as the first.
const steadyAfter = time.Minute

// runStages runs all until ctx ends, then waits until each has drained. One that fails is reported and started again, as a
// supervisor does in production; the others go on.
func runStages(ctx context.Context, all []stage, lookup flow.Lookup, failed func(name string, err error)) {
	var running sync.WaitGroup
	for _, s := range all {
		running.Go(func() { keepStage(ctx, s, lookup, func(err error) { failed(s.name, err) }) })
	}
	running.Wait()
}

func keepStage(ctx context.Context, s stage, lookup flow.Lookup, failed func(error)) {
	for pause := restartPause; ; pause = min(2*pause, restartPauseMax) {
		began := time.Now()
		err := s.run(ctx, lookup)
		if ctx.Err() != nil {
			if err != nil && !errors.Is(err, context.Canceled) {
				failed(err)
			}
			return
		}
		if err == nil {
			err = errors.New("it ended by itself")
		}
		failed(err)
		if time.Since(began) > steadyAfter {
			pause = restartPause
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}
