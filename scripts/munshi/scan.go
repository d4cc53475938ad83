package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

// span is what to read of one partition: from the first offset to before the end.
type span struct{ first, end int64 }

// spans are those of all partitions to read, by topic with its prefix. Empty ones are not in it.
type spans map[string]map[int32]span

func (s spans) set(topic string, partition int32, part span) {
	if part.first >= part.end {
		return
	}
	if s[topic] == nil {
		s[topic] = map[int32]span{}
	}
	s[topic][partition] = part
}

// done takes a partition out.
func (s spans) done(topic string, partition int32) {
	delete(s[topic], partition)
	if len(s[topic]) == 0 {
		delete(s, topic)
	}
}

// there is what topics hold now, as choose narrows it down. What is published meanwhile is not in it: a replay would
// else read what it writes itself, for ever. Nor is what a transaction has not ended with: it may yet be taken back.
func there(ctx context.Context, kafka *cluster, topics []string, choose func(topic string, partition int32, all span) span) (spans, error) {
	starts, err := kafka.ListStartOffsets(ctx, topics...)
	if err != nil {
		return nil, fmt.Errorf("ask where the topics begin: %w", err)
	}
	ends, err := kafka.ListCommittedOffsets(ctx, topics...)
	if err != nil {
		return nil, fmt.Errorf("ask where the topics end: %w", err)
	}
	found := spans{}
	for topic, partitions := range ends {
		for partition, end := range partitions {
			start := starts[topic][partition]
			if err := firstError(start, end); err != nil {
				return nil, fmt.Errorf("topic %s: %w (munshi topics create makes those that are missing)", topic, err)
			}
			found.set(topic, partition, choose(topic, partition, span{start.Offset, end.Offset}))
		}
	}
	return found, nil
}

func firstError(offsets ...kadm.ListedOffset) error {
	for _, o := range offsets {
		if o.Err != nil {
			return o.Err
		}
	}
	return nil
}

// scan reads parts of partitions and gives each record to each, in order per partition. It is no member of a group, so nobody's
// offsets move.
func (t *terminal) scan(ctx context.Context, parts spans, each func(*kgo.Record) error, more ...kgo.Opt) error {
	if len(parts) == 0 {
		return nil
	}
	asking, cancel := context.WithTimeout(ctx, t.timeout)
	defer cancel()
	kafka, err := t.cluster(asking, append(more,
		kgo.FetchMaxWait(500*time.Millisecond),
		// What the retention has taken away since we asked is passed over.
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
		// As stages do, for what a transaction took back was never said. Its marks have offsets too: unseen, we would wait for the one at the end.
		kgo.FetchIsolationLevel(kgo.ReadCommitted()),
		kgo.KeepControlRecords(),
	)...)
	if err != nil {
		return err
	}
	defer kafka.Close()
	from := map[string]map[int32]kgo.Offset{}
	for topic, partitions := range parts {
		from[topic] = map[int32]kgo.Offset{}
		for partition, s := range partitions {
			from[topic][partition] = kgo.NewOffset().At(s.first)
		}
	}
	kafka.kafka.AddConsumePartitions(from)
	for len(parts) > 0 {
		if err := poll(ctx, t, kafka, parts, each); err != nil {
			return err
		}
	}
	return nil
}

// passOver goes on behind a batch that unpacks to more than a client takes: stages made a dead letter of it.
func passOver(t *terminal, kafka *cluster, parts spans, b *kgo.ErrDecompressTooLarge) {
	fmt.Fprintf(t.err, "passed over: %s partition %d, offsets %d to %d, unpack to too much\n", b.Topic, b.Partition, b.Offset, b.NextOffset-1)
	kafka.kafka.SetOffsets(map[string]map[int32]kgo.EpochOffset{b.Topic: {b.Partition: {Epoch: b.Epoch, Offset: b.NextOffset}}})
	if s, open := parts[b.Topic][b.Partition]; open && b.NextOffset >= s.end {
		parts.done(b.Topic, b.Partition)
	}
}

// poll takes what one fetch brings and strikes out of parts what has been read to its end.
func poll(ctx context.Context, t *terminal, kafka *cluster, parts spans, each func(*kgo.Record) error) error {
	polling, cancel := context.WithTimeout(ctx, t.timeout)
	fetches := kafka.kafka.PollRecords(polling, 1000)
	cancel()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for _, e := range fetches.Errors() {
		var tooLarge *kgo.ErrDecompressTooLarge
		if errors.As(e.Err, &tooLarge) {
			passOver(t, kafka, parts, tooLarge)
			continue
		}
		if e.Topic == "" {
			return noKafka(kafka.config, fmt.Errorf("read: %w", e.Err))
		}
		return fmt.Errorf("read %s partition %d: %w", e.Topic, e.Partition, e.Err)
	}
	var failed error
	fetches.EachRecord(func(r *kgo.Record) {
		s, open := parts[r.Topic][r.Partition]
		if !open || failed != nil {
			return
		}
		if r.Offset < s.end && !r.Attrs.IsControl() {
			failed = each(r)
		}
		if r.Offset >= s.end-1 {
			parts.done(r.Topic, r.Partition)
			kafka.kafka.PauseFetchPartitions(map[string][]int32{r.Topic: {r.Partition}})
		}
	})
	return failed
}
