package flow

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"go.uber.org/zap"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
)

// A batchRunner consumes for a sink: it fills a batch until it is large or old enough, writes it, and marks its
// inputs done. One batch is written while nothing else is fetched, so memory holds one batch and what the
// client fetched ahead.
type batchRunner struct {
	*runtime
	consumer *consumer
	sink     Sink
}

// item is one event of a batch, with the record it came from.
type item struct {
	partition *partition
	record    *kgo.Record
	event     AnyEvent
	began     time.Time
}

func (b *batchRunner) run(ctx context.Context) {
	committing, stopCommitting := context.WithCancel(context.Background())
	go b.consumer.keepCommitting(committing)
	// A batch in hand when ctx ends is still written, within the drain time.
	writing, stopWriting := context.WithCancel(context.Background())
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(b.config.DrainTimeout, stopWriting) })
	for ctx.Err() == nil {
		if batch := b.collect(ctx); len(batch) > 0 {
			b.write(writing, batch)
			for _, i := range batch {
				i.partition.end(writing.Err() == nil, i.record.Offset)
			}
			b.metrics.inFlight.Set(0)
		}
	}
	b.consumer.close()
	stopCommitting()
	stop()
	stopWriting()
}

// collect waits for a first event, then for more until the batch is full or BatchWait is over.
func (b *batchRunner) collect(ctx context.Context) []item {
	batch, bytes := b.taken(ctx, nil, 0)
	filling, stop := context.WithTimeout(ctx, b.config.BatchWait)
	defer stop()
	for len(batch) > 0 && len(batch) < b.config.BatchRecords && bytes < b.config.BatchBytes && filling.Err() == nil {
		batch, bytes = b.taken(filling, batch, bytes)
	}
	b.metrics.in.Add(float64(len(batch)))
	b.metrics.inFlight.Set(float64(len(batch)))
	return batch
}

// taken adds what one poll brings to the batch.
func (b *batchRunner) taken(ctx context.Context, batch []item, bytes int64) ([]item, int64) {
	fetched := b.consumer.poll(ctx, b.config.BatchRecords-len(batch))
	now := time.Now()
	for _, p := range fetched {
		for _, r := range p.records {
			if !p.partition.begin() {
				break
			}
			batch = append(batch, item{partition: p.partition, record: r, began: now})
			bytes += int64(recordBytes(r))
		}
	}
	return batch, bytes
}

// write returns when every event of the batch is written or a dead letter, or when ctx ends.
func (b *batchRunner) write(ctx context.Context, batch []item) {
	began := time.Now()
	good := batch[:0:0]
	for _, i := range batch {
		event, f := b.event(i.record)
		if f != nil {
			b.bury(ctx, i, *f)
			continue
		}
		i.event = event
		good = append(good, i)
	}
	b.writeOrSplit(ctx, good)
	b.metrics.duration.observe(time.Since(began))
}

// event decodes a record; a failure says why it cannot be.
func (b *batchRunner) event(r *kgo.Record) (AnyEvent, *failure) {
	event := AnyEvent{Meta: metaOf(r, b.prefix), Revision: headerOr(r, headerRevision, ""), Bytes: len(r.Value)}
	if strings.HasPrefix(strings.TrimPrefix(r.Topic, b.prefix), schemas.DeadTopic("")) {
		event.Dead = ReadDeadLetter(r, b.prefix)
		return event, nil
	}
	body, why := bodyOf(&event.Meta, r)
	event.Body = body
	return event, why
}

// writeOrSplit halves a batch that holds an event which can never be written, until that event is alone.
func (b *batchRunner) writeOrSplit(ctx context.Context, batch []item) {
	for backoff := minBackoff; len(batch) > 0 && ctx.Err() == nil; backoff = min(2*backoff, maxBackoff) {
		events := make([]AnyEvent, len(batch))
		for n, i := range batch {
			events[n] = i.event
		}
		err := b.sink.Write(ctx, events)
		var permanent *permanentError
		switch {
		case err == nil:
			b.written(ctx, batch)
			return
		case errors.As(err, &permanent) && len(batch) == 1:
			b.bury(ctx, batch[0], failure{permanent.code, classPermanent, err.Error()})
			return
		case errors.As(err, &permanent):
			b.writeOrSplit(ctx, batch[:len(batch)/2])
			b.writeOrSplit(ctx, batch[len(batch)/2:])
			return
		}
		if backoff == minBackoff {
			b.log.Error("the batch waits: something it needs is down", zap.Int("events", len(batch)), zap.Error(err))
		}
		sleepUntil(ctx, ctx, time.Now().Add(backoff))
	}
}

// written reports progress of the events that are results.
func (b *batchRunner) written(ctx context.Context, batch []item) {
	now := time.Now()
	b.metrics.out.Add(float64(len(batch)))
	var records []*kgo.Record
	var gathered []*report
	var ages observations
	for n := range batch {
		i := &batch[n]
		if !isResult(i.event) {
			continue
		}
		b.metrics.age.count(&ages, now.Sub(i.event.Reading.Time))
		about := subjectOf(i.event.Body, &i.event.Meta)
		b.tracer.record(i.record, i.event.Meta, about, stateDone, failure{}, i.began)
		p := report{about: about, meta: &i.event.Meta, state: stateDone, at: now}
		if p.gathers() {
			gathered = append(gathered, &p)
		} else if r, err := b.progress(p, 0); err == nil {
			records = append(records, r)
		}
	}
	b.metrics.age.add(ages)
	for some := range slices.Chunk(gathered, maxReports) {
		if r, err := b.gathered(some); err == nil {
			records = append(records, r)
		}
	}
	b.produce(ctx, records)
}

// isResult is false for what names no document or message to report on, and for reports about the pipeline itself:
// progress of progress would never end.
func isResult(e AnyEvent) bool {
	switch e.Body.(type) {
	case nil, *munshiv1.Progress, *munshiv1.FeedbackGiven:
		return false
	}
	return true
}

// bury makes a dead letter of one event. A dead letter that cannot be written stays where it is, in its topic:
// burying it again would make a new one each time round.
func (b *batchRunner) bury(ctx context.Context, i item, f failure) {
	meta := metaOf(i.record, b.prefix)
	b.metrics.dead.WithLabelValues(string(f.code)).Inc()
	if i.event.Dead != nil {
		b.log.Error("a dead letter cannot be written; it stays in its topic", zap.String("topic", i.record.Topic), zap.Int64("offset", i.record.Offset), zap.String("reason", f.reason))
		return
	}
	about := subjectOf(i.event.Body, &meta)
	now := time.Now()
	records := []*kgo.Record{b.deadLetter(i.record, about, f, meta.Attempt, now)}
	if isResult(i.event) {
		b.tracer.record(i.record, meta, about, stateFailed, f, i.began)
		if r, err := b.progress(report{about: about, meta: &meta, state: stateFailed, why: &f, at: now}, 0); err == nil {
			records = append(records, r)
		}
	}
	b.produce(ctx, records)
}

// produce puts records on Kafka and does not return before Kafka has them or ctx ends.
func (b *batchRunner) produce(ctx context.Context, records []*kgo.Record) {
	for len(records) > 0 && ctx.Err() == nil {
		refused, err := b.publisher.sendAll(ctx, records...)
		if err == nil {
			return
		}
		records = records[:0:0]
		for _, each := range refused {
			if r := b.again(each); r != nil {
				records = append(records, r)
			}
		}
		b.gone.ends(err)
		b.log.Error("kafka does not take dead letters or progress; trying again", zap.Error(err))
		sleepUntil(ctx, ctx, time.Now().Add(time.Second))
	}
}
