package flow

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"go.uber.org/zap"

	"github.com/munshi-in/munshi/schemas"
)

// runtime is what all parts of one running program share.
type runtime struct {
	name      string
	prefix    string // of topic and group names
	config    runConfig
	log       *zap.Logger
	metrics   *metrics
	publisher *Publisher
	stages    map[string]stageFunc // by topic, without prefix and lane
}

func (r *runtime) source() string { return "munshi/" + r.name }

// runner is one way of consuming: for a stage, for what a stage retries, or for a sink.
type runner interface{ run(ctx context.Context) }

// Run runs a stage until ctx ends, then drains. It returns nil after a drain, and an error when the stage
// cannot be built or its service fails. Variables are found by lookup.
func Run[C any](ctx context.Context, d Definition[C], lookup Lookup) error {
	config, own, err := configure(d, lookup)
	if err != nil {
		return err
	}
	log, err := newLogger(d.Name, config.LogLevel)
	if err != nil {
		return err
	}
	publisher, err := NewPublisher(config.Kafka, "munshi/"+d.Name)
	if err != nil {
		return err
	}
	defer publisher.Close()
	program, err := d.New(ctx, own, Tools{Log: log, Revision: Revision(), Publisher: publisher})
	if err != nil {
		return fmt.Errorf("%s: %w", d.Name, err)
	}
	if program.close != nil {
		defer program.close()
	}
	r := &runtime{
		name: d.Name, prefix: config.Kafka.TopicPrefix, config: config, log: log,
		metrics: newMetrics(d.Name), publisher: publisher, stages: map[string]stageFunc{},
	}
	return r.run(ctx, program)
}

func configure[C any](d Definition[C], lookup Lookup) (config runConfig, own C, err error) {
	err = errors.Join(LoadConfig(d.Name, &config, lookup), LoadConfig(d.Name, &own, lookup))
	return config, own, err
}

func (r *runtime) run(ctx context.Context, program *Program) error {
	runners, consumers, err := r.runners(program)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	ready := func() error {
		for _, c := range consumers {
			if !c.joined.Load() {
				return errNotJoined
			}
		}
		return nil
	}
	if err := r.serveHealth(ctx, ready); err != nil {
		return err
	}
	var running sync.WaitGroup
	for _, each := range runners {
		running.Go(func() { each.run(ctx) })
	}
	for _, h := range program.handlers {
		if h.serve == nil {
			continue
		}
		running.Go(func() {
			if err := h.serve(ctx); err != nil && ctx.Err() == nil {
				stop(fmt.Errorf("%s: %w", r.name, err))
			}
		})
	}
	running.Wait()
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		return cause
	}
	return nil
}

// runners builds what consumes the program's topics: one for all stage handlers, one for what they retry, one for each sink.
func (r *runtime) runners(program *Program) (runners []runner, consumers []*consumer, err error) {
	group := r.config.Group
	if group == "" {
		group = "munshi-" + r.name
	}
	join := func(group string, topics []string) (*consumer, error) {
		c, err := newConsumer(r.config.Kafka, r.prefix+group, topics, r.config.DrainTimeout, r.log)
		consumers = append(consumers, c)
		return c, err
	}
	var topics []string
	for _, h := range program.handlers {
		switch {
		case h.stage != nil:
			r.stages[h.topics[0]] = h.stage
			topics = append(topics, r.withLanes(h.topics)...)
		case h.sink != nil:
			c, err := join(group, r.withLanes(h.topics))
			if err != nil {
				return nil, nil, err
			}
			runners = append(runners, &batchRunner{runtime: r, consumer: c, sink: h.sink})
		}
	}
	if len(topics) == 0 {
		return runners, consumers, nil
	}
	live, err := join(group, topics)
	if err != nil {
		return nil, nil, err
	}
	retries, err := join(group+"-retry", []string{r.prefix + schemas.RetryTopic(r.name)})
	if err != nil {
		return nil, nil, err
	}
	budget, keyed := newBudget(r.config.MaxInFlight, r.config.MaxInFlightBytes), newKeyed
	return append(runners,
		&stageRunner{runtime: r, consumer: live, budget: budget, keyed: keyed(r.config.MaxInFlight)},
		&stageRunner{runtime: r, consumer: retries, budget: budget, keyed: keyed(r.config.MaxInFlight), due: r.retryDue},
	), consumers, nil
}

// retryDue is when a record of retry.<stage> is looked at again. All wait equally long, so the order of the
// topic is the order in which they fall due.
func (r *runtime) retryDue(record *kgo.Record) time.Time {
	return record.Timestamp.Add(r.config.RetryDelay)
}

// withLanes adds the prefix, and the bulk lane of topics that have one.
func (r *runtime) withLanes(names []string) []string {
	var all []string
	for _, name := range names {
		all = append(all, r.prefix+name)
		if t, ok := schemas.TopicFor(name); ok && t.GetBulkLane() {
			all = append(all, r.prefix+name+schemas.BulkSuffix)
		}
	}
	return all
}
