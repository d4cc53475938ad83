package flow

import (
	"context"
	"errors"
	"fmt"
	goruntime "runtime"
	"sync"
	"sync/atomic"
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
	// send produces a record without waiting; what it is told is called when Kafka has the record or refuses it.
	send    func(context.Context, *kgo.Record, func(*kgo.Record, error))
	encoder *encoder
	breaker *breaker
	tracer  *tracer
	// unreachable is why Kafka cannot be used now; nil when it can.
	unreachable atomic.Pointer[error]
	stages      map[string]stageFunc // by topic, without prefix and lane
	gone        *goneTopics
}

// runner is one way of consuming: for a stage, for what a stage retries, or for a sink.
type runner interface{ run(ctx context.Context) }

// Run runs a stage until ctx ends, then drains. It returns nil after a drain, and an error when the stage
// cannot be built or its service fails. Variables are found by lookup.
func Run[C any](ctx context.Context, d Definition[C], lookup Lookup) error {
	s, err := configure(d, lookup)
	if err != nil {
		return err
	}
	return run(ctx, d, s)
}

// run is Run with what the variables say.
func run[C any](ctx context.Context, d Definition[C], s settings[C]) error {
	config := s.run
	log, err := newLogger(d.Name, config.LogLevel)
	if err != nil {
		return err
	}
	if s.traces != nil {
		defer s.traces.start(log)()
	}
	publisher, err := NewPublisher(config.Kafka, "munshi/"+d.Name)
	if err != nil {
		return err
	}
	defer publisher.Close()
	program, err := d.New(ctx, s.own, Tools{Log: log, Revision: Revision(), Publisher: publisher})
	if err != nil {
		return fmt.Errorf("%s: %w", d.Name, err)
	}
	if program.close != nil {
		defer program.close()
	}
	r := &runtime{
		name: d.Name, prefix: config.Kafka.TopicPrefix, config: config, log: log,
		metrics: newMetrics(d.Name), publisher: publisher, send: publisher.Send, encoder: newEncoder(config.Kafka.TopicPrefix, "munshi/"+d.Name, config.Wire), stages: map[string]stageFunc{},
	}
	r.breaker = newBreaker(r.metrics.breakerChanged)
	r.tracer = s.traces.tracerFor(d.Name)
	return r.run(ctx, program)
}

// settings are what the variables of a program say.
type settings[C any] struct {
	run    runConfig
	own    C
	traces *exporter // nil: there is no collector
}

func configure[C any](d Definition[C], lookup Lookup) (s settings[C], err error) {
	s.traces, err = newExporter(d.Name, lookup)
	err = errors.Join(LoadConfig(d.Name, &s.run, lookup), LoadConfig(d.Name, &s.own, lookup), err)
	return s, err
}

func (r *runtime) run(ctx context.Context, program *Program) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	r.gone = &goneTopics{program: r.name, end: stop, since: map[string]time.Time{}}
	runners, consumers, err := r.runners(program)
	if err != nil {
		return err
	}
	ready := func() error {
		if err := r.unreachable.Load(); err != nil {
			return *err
		}
		for _, c := range consumers {
			if !c.joined.Load() {
				return errNotJoined
			}
		}
		if !r.breaker.closed() {
			return errBreakerOpen
		}
		return nil
	}
	if err := r.serveHealth(ctx, ready); err != nil {
		return err
	}
	var running sync.WaitGroup
	var read []string
	for _, c := range consumers {
		read = append(read, c.topics...)
	}
	running.Go(func() { r.watchKafka(ctx, read) })
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

// Groups are the consumer groups of a stage, without prefix: live inputs, the bulk lane, and what is retried.
func Groups(stage string) []string {
	return []string{"munshi-" + stage, "munshi-" + stage + bulkGroup, "munshi-" + stage + retryGroup}
}

const (
	bulkGroup  = "-bulk"
	retryGroup = "-retry"
)

// runners builds what consumes the program's topics: for stages one each for live inputs, for the bulk lane and for
// retries; and one for each sink, which has no lanes: a batch is written as fast whoever waits for it.
func (r *runtime) runners(program *Program) (runners []runner, consumers []*consumer, err error) {
	group := r.config.Group
	if group == "" {
		group = "munshi-" + r.name
	}
	join := func(group string, topics []string) *consumer {
		c, joinErr := r.newConsumer(r.prefix+group, topics)
		err = errors.Join(err, joinErr)
		consumers = append(consumers, c)
		return c
	}
	var live, bulk []string
	for _, h := range program.handlers {
		switch {
		case h.stage != nil:
			r.stages[h.topics[0]] = h.stage
			live = append(live, r.prefix+h.topics[0])
			bulk = append(bulk, r.bulk(h.topics)...)
		case h.sink != nil:
			var topics []string
			for _, t := range h.topics {
				topics = append(topics, r.prefix+t)
			}
			runners = append(runners, &batchRunner{runtime: r, consumer: join(group, append(topics, r.bulk(h.topics)...)), sink: h.sink})
		}
	}
	if len(live) > 0 {
		first := newBudget(r.config.MaxInFlight, r.config.MaxInFlightBytes)
		retried := r.stageRunner(join(group+retryGroup, []string{r.prefix + schemas.RetryTopic(r.name)}), first, r.config.Concurrency)
		retried.due = r.retryDue
		runners = append(runners, r.stageRunner(join(group, live), first, r.config.Concurrency), retried)
		if len(bulk) > 0 {
			// As many as there are cores: a live input that arrives waits for no more than these.
			last := r.stageRunner(join(group+bulkGroup, bulk), newBudget(r.config.MaxInFlight, r.config.MaxInFlightBytes), goruntime.NumCPU())
			last.after = first
			runners = append(runners, last)
		}
	}
	return runners, consumers, err
}

// retryDue is when a record of retry.<stage> is looked at again. All wait equally long, so the order of the
// topic is the order in which they fall due. None waits longer than that after it was fetched: the clock of whoever wrote it may have been ahead,
// or have been set back since, and all that is behind it would wait as well.
func (r *runtime) retryDue(record *kgo.Record, fetched time.Time) time.Time {
	if fetched.Before(record.Timestamp) {
		return fetched.Add(r.config.RetryDelay)
	}
	return record.Timestamp.Add(r.config.RetryDelay)
}

// bulk lists the bulk lanes of those topics that have one.
func (r *runtime) bulk(topics []string) []string {
	var lanes []string
	for _, name := range topics {
		if t, ok := schemas.TopicFor(name); ok && t.GetBulkLane() {
			lanes = append(lanes, r.prefix+name+schemas.BulkSuffix)
		}
	}
	return lanes
}
