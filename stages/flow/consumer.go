package flow

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"go.uber.org/zap"
)

const (
	commitInterval = time.Second
	// rebalancePatience is how long a rebalance waits for inputs in flight. It must stay well under the group's
	// rebalance timeout of one minute, or the whole group throws us out.
	rebalancePatience = 20 * time.Second
	// maxFetchBytes bounds what the client fetches ahead of what we take from it. It counts compressed bytes, and bank SMS unpack to fifteen
	// times as many: with 32 MiB a stage with a long lag had 290 MB resident, and with 256 KiB, more than a core's cache holds once unpacked,
	// each record took a seventh more of the core's time.
	maxFetchBytes = 64 << 10
)

// A consumer is a member of a consumer group: it polls records, knows which partitions are ours, and commits
// for each the offset below which everything is done.
type consumer struct {
	client *kgo.Client
	group  string
	topics []string
	log    *zap.Logger
	drain  time.Duration
	joined atomic.Bool
	// bury makes a dead letter of a batch that unpacks to more than the client takes.
	bury func(context.Context, *kgo.ErrDecompressTooLarge) error
	gone *goneTopics
	// unread are such batches that have none yet. Their partitions stand still. Only poll uses it.
	unread []*kgo.ErrDecompressTooLarge

	mu         sync.Mutex
	partitions map[topicPartition]*partition
	draining   <-chan struct{} // set when the program ends: all partitions share one deadline
}

type topicPartition struct {
	topic  string
	number int32
}

// polled is what one poll brought of one partition.
type polled struct {
	partition *partition
	records   []*kgo.Record
}

func (r *runtime) newConsumer(group string, topics []string) (*consumer, error) {
	config := r.config
	c := &consumer{group: group, topics: topics, log: r.log, bury: r.buryBatch, gone: r.gone, drain: config.DrainTimeout, partitions: map[topicPartition]*partition{}}
	options, err := config.Kafka.ClientOptions()
	if err != nil {
		return nil, err
	}
	if config.InstanceID != "" {
		options = append(options, kgo.InstanceID(config.InstanceID))
	}
	c.client, err = kgo.NewClient(append(options,
		kgo.ConsumerGroup(group),
		kgo.ConsumeTopics(topics...),
		// The default is one minute ago: a new group would never see what waited for it.
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
		kgo.AdjustFetchOffsetsFn(c.from),
		// What a producer's transaction took back was never said. The marks that end transactions are wanted: were they not committed, a topic
		// whose last record is one would seem to have a record waiting for ever.
		kgo.FetchIsolationLevel(kgo.ReadCommitted()),
		kgo.KeepControlRecords(),
		kgo.DisableAutoCommit(),
		kgo.BlockRebalanceOnPoll(),
		kgo.FetchMaxBytes(maxFetchBytes),
		kgo.FetchMaxPartitionBytes(maxFetchBytes/2),
		kgo.FetchMaxWait(time.Second),
		kgo.OnPartitionsAssigned(c.assigned),
		kgo.OnPartitionsRevoked(c.revoked),
		kgo.OnPartitionsLost(c.lost),
	)...)
	if err != nil {
		return nil, fmt.Errorf("kafka client of group %s: %w", group, err)
	}
	return c, nil
}

// from is told where assigned partitions are read from. It lets those that nothing was committed of begin at offset 0 rather than "at the
// start", which comes to the same: where 0 is gone the reset offset counts. The client can only be set past a batch in partitions whose offset
// it knows.
func (c *consumer) from(_ context.Context, topics map[string]map[int32]kgo.Offset) (map[string]map[int32]kgo.Offset, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for topic, partitions := range topics {
		for number, offset := range partitions {
			committed := offset.EpochOffset().Offset
			if committed < 0 {
				partitions[number] = kgo.NewOffset().At(0)
			} else if p := c.partitions[topicPartition{topic, number}]; p != nil {
				p.startAt(committed)
			}
		}
	}
	return topics, nil
}

// poll returns at most limit records by partition. It returns nothing when ctx ends.
func (c *consumer) poll(ctx context.Context, limit int) []polled {
	polling, cancel := ctx, context.CancelFunc(func() {})
	if len(c.unread) > 0 {
		polling, cancel = context.WithTimeout(ctx, time.Second)
	}
	fetches := c.client.PollRecords(polling, limit)
	cancel()
	// Rebalances wait until each record is tied to the assignment it was fetched under.
	defer c.client.AllowRebalance()
	fetches.EachError(func(topic string, number int32, err error) {
		var tooLarge *kgo.ErrDecompressTooLarge
		if errors.As(err, &tooLarge) {
			c.unread = append(c.unread, tooLarge)
			return
		}
		if c.gone.ends(ofTopic(topic, err)) {
			return
		}
		if !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, kgo.ErrClientClosed) {
			c.log.Warn("fetch failed; trying again", zap.String("group", c.group), zap.String("topic", topic), zap.Int32("partition", number), zap.Error(err))
		}
	})
	all := c.tied(fetches)
	c.passUnread(ctx)
	return all
}

// tied are the fetched records with the assignments of their partitions. Those of partitions that are no longer ours are left out.
func (c *consumer) tied(fetches kgo.Fetches) (all []polled) {
	c.mu.Lock()
	defer c.mu.Unlock()
	fetches.EachPartition(func(f kgo.FetchTopicPartition) {
		at := topicPartition{f.Topic, f.Partition}
		p := c.partitions[at]
		if p == nil || len(f.Records) == 0 {
			return
		}
		if missed := p.missed(f.LogStartOffset); missed > 0 {
			c.log.Error("records were removed before they were read: the topic's retention is shorter than the stage was behind",
				zap.String("group", c.group), zap.String("topic", f.Topic), zap.Int32("partition", f.Partition), zap.Int64("records", missed))
		}
		if p.isPast(f.Records[0].Offset) { // a leader that was chosen without having all of the log lost its end, and its offsets come anew
			release([]*partition{p}, now())
			p = newPartition(f.Topic, f.Partition)
			c.partitions[at] = p
		}
		records := f.Records[:0]
		for _, r := range f.Records {
			if r.Attrs.IsControl() {
				p.skip(r.Offset)
				continue
			}
			p.accept(r.Offset)
			records = append(records, r)
		}
		if len(records) > 0 {
			all = append(all, polled{p, records})
		}
	})
	return all
}

// passUnread goes on behind the batches that cannot be unpacked, each once there is a dead letter of it. Rebalances wait meanwhile.
func (c *consumer) passUnread(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	c.unread = slices.DeleteFunc(c.unread, func(b *kgo.ErrDecompressTooLarge) bool {
		c.mu.Lock()
		p := c.partitions[topicPartition{b.Topic, b.Partition}]
		c.mu.Unlock()
		if p == nil {
			return true // whoever has it now meets the batch in turn
		}
		if err := c.bury(ctx, b); err != nil {
			c.log.Error("a batch that cannot be unpacked has no dead letter yet; its partition waits", zap.Error(err), zap.NamedError("batch", b))
			return false
		}
		p.skip(b.NextOffset - 1)
		c.client.SetOffsets(map[string]map[int32]kgo.EpochOffset{b.Topic: {b.Partition: {Epoch: b.Epoch, Offset: b.NextOffset}}})
		return true
	})
}

func (c *consumer) assigned(_ context.Context, _ *kgo.Client, topics map[string][]int32) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.joined.Store(true)
	for topic, numbers := range topics {
		for _, n := range numbers {
			c.partitions[topicPartition{topic, n}] = newPartition(topic, n)
		}
	}
}

func (c *consumer) revoked(ctx context.Context, _ *kgo.Client, topics map[string][]int32) {
	leaving := c.take(topics)
	c.mu.Lock()
	patience := c.draining
	c.mu.Unlock()
	if patience == nil {
		var stop func()
		patience, stop = expiry(min(c.drain, rebalancePatience))
		defer stop()
	}
	release(leaving, patience)
	if err := c.commit(ctx, leaving); err != nil {
		c.log.Warn("commit of partitions that leave failed; their last inputs will be done again", zap.String("group", c.group), zap.Error(err))
	}
}

// lost is called when the group has already given our partitions to others, and we are no member of it: nothing may be committed.
func (c *consumer) lost(_ context.Context, _ *kgo.Client, topics map[string][]int32) {
	c.joined.Store(false)
	release(c.take(topics), now())
}

// now is a channel that has closed.
func now() <-chan struct{} {
	closed := make(chan struct{})
	close(closed)
	return closed
}

func release(partitions []*partition, patience <-chan struct{}) {
	for _, p := range partitions {
		p.refuse()
	}
	for _, p := range partitions {
		p.await(patience)
	}
}

func (c *consumer) take(topics map[string][]int32) []*partition {
	c.mu.Lock()
	defer c.mu.Unlock()
	var taken []*partition
	for topic, numbers := range topics {
		for _, n := range numbers {
			at := topicPartition{topic, n}
			if p := c.partitions[at]; p != nil {
				taken = append(taken, p)
				delete(c.partitions, at)
			}
		}
	}
	return taken
}

// keepCommitting commits every second until ctx ends.
func (c *consumer) keepCommitting(ctx context.Context) {
	tick := time.NewTicker(commitInterval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := c.commit(ctx, c.ours()); err != nil && ctx.Err() == nil {
				c.log.Warn("commit failed; trying again", zap.String("group", c.group), zap.Error(err))
			}
		}
	}
}

func (c *consumer) ours() []*partition {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := make([]*partition, 0, len(c.partitions))
	for _, p := range c.partitions {
		all = append(all, p)
	}
	return all
}

func (c *consumer) commit(ctx context.Context, partitions []*partition) error {
	offsets := map[string]map[int32]kgo.EpochOffset{}
	moved := map[*partition]int64{}
	for _, p := range partitions {
		offset, ok := p.uncommitted()
		if !ok {
			continue
		}
		if offsets[p.topic] == nil {
			offsets[p.topic] = map[int32]kgo.EpochOffset{}
		}
		offsets[p.topic][p.number] = kgo.EpochOffset{Epoch: -1, Offset: offset}
		moved[p] = offset
	}
	if len(moved) == 0 {
		return nil
	}
	if err := commitSync(ctx, c.client, offsets); err != nil {
		return err
	}
	for p, offset := range moved {
		p.committedTo(offset)
	}
	return nil
}

// close hands everything back: inputs in flight have the drain time to finish, what is done is committed, and
// the group is left, so that others take over at once.
func (c *consumer) close() {
	expired, stop := expiry(c.drain)
	defer stop()
	c.mu.Lock()
	c.draining = expired
	c.mu.Unlock()
	c.client.CloseAllowingRebalance()
}

// expiry returns a channel that closes after d. A timer's own channel would release only one of those who wait.
func expiry(d time.Duration) (expired <-chan struct{}, stop func()) {
	c := make(chan struct{})
	timer := time.AfterFunc(d, func() { close(c) })
	return c, func() { timer.Stop() }
}
