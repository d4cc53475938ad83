package local

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"sync"
	"time"

	"go.uber.org/zap"

	"github.com/munshi-in/munshi/stages/flow"
)

// Run is the whole of Munshi until ctx ends: the engines, then the stages. When ctx ends the stages drain, then the
// engines end, in the reverse order. Killed at any moment, the next Run on the same directory goes on where it was.
func Run(ctx context.Context, config Config, environment flow.Lookup) error {
	release, err := take(config)
	if err != nil {
		return err
	}
	defer release()
	before, err := lastState(config)
	if err != nil {
		return err
	}
	b := newBoard(config)
	b.doing("looking for what is needed")
	patience := time.Duration(0)
	if before.killed() {
		patience = portWait
	}
	if err := run(ctx, config, environment, b, patience); err != nil {
		b.update(func(s *State) { s.Phase, s.Error = phaseFailed, err.Error() })
		return err
	}
	b.update(func(s *State) { s.Phase, s.Doing = phaseStopped, "" })
	return nil
}

func run(ctx context.Context, config Config, environment flow.Lookup, b *board, patience time.Duration) error {
	if err := checkMachine(&config); err != nil {
		return err
	}
	if err := checkPorts(config, patience); err != nil {
		return err
	}
	log, err := newLog(environment)
	if err != nil {
		return err
	}
	trouble := func(name string, err error) {
		log.Error("ended, and is started again", zap.String("program", name), zap.Error(err))
		b.trouble(name, err)
	}
	ctx, give := context.WithCancelCause(ctx)
	defer give(nil)
	b.doing("starting Kafka, object storage and ClickHouse")
	stopEngines, err := startEngines(ctx, config, trouble, give)
	if err != nil {
		return err
	}
	defer stopEngines()

	b.doing("starting the stages")
	stagesDone := make(chan struct{})
	go func() {
		defer close(stagesDone)
		runStages(ctx, stages(), config.lookup(environment), trouble)
	}()
	if consoleAnswers(ctx, config) {
		b.update(func(s *State) { s.Phase, s.Doing = phaseRunning, "" })
	}
	<-ctx.Done()
	b.update(func(s *State) { s.Phase, s.Doing = phaseStopping, "letting the stages finish what they began" })
	<-stagesDone
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		return cause
	}
	return nil
}

// startEngines starts all three at the same time: ClickHouse alone takes most of it.
func startEngines(ctx context.Context, config Config, trouble func(string, error), give context.CancelCauseFunc) (stop func(), err error) {
	starts := []func() (func(), error){
		func() (func(), error) { return startKafka(ctx, config) },
		// The store cannot be started twice in a process: when it ends, everything does.
		func() (func(), error) { return startObjects(ctx, config, give) },
		func() (func(), error) {
			return startClickHouse(ctx, config, func(err error) { trouble("clickhouse", err) })
		},
	}
	stops, failures := make([]func(), len(starts)), make([]error, len(starts))
	var starting sync.WaitGroup
	for i, start := range starts {
		starting.Go(func() { stops[i], failures[i] = start() })
	}
	starting.Wait()
	stop = func() {
		for _, s := range stops {
			if s != nil {
				s()
			}
		}
	}
	if err := errors.Join(failures...); err != nil {
		stop()
		return nil, err
	}
	return stop, nil
}

// consoleAnswers waits for the console's health, which is the last to come: then everything is ready. It returns false when ctx ends first.
func consoleAnswers(ctx context.Context, config Config) bool {
	for ctx.Err() == nil {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+config.ConsoleAddr+"/healthz", nil)
		if err != nil {
			return true // Validate has seen the address
		}
		if answer, err := http.DefaultClient.Do(r); err == nil {
			answer.Body.Close()
			return true
		}
		time.Sleep(20 * time.Millisecond)
	}
	return false
}

func newLog(environment flow.Lookup) (*zap.Logger, error) {
	config := zap.NewProductionConfig()
	config.DisableStacktrace, config.DisableCaller = true, true
	if text, ok := environment("MUNSHI_LOG_LEVEL"); ok {
		level, err := zap.ParseAtomicLevel(text)
		if err != nil {
			return nil, fmt.Errorf("MUNSHI_LOG_LEVEL: %q is none of debug, info, warn, error", text)
		}
		config.Level = level
	}
	config.InitialFields = map[string]any{"stage": "local", "pid": os.Getpid()}
	return config.Build()
}
