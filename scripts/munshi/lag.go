package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/munshi-in/munshi/schemas"
)

func lagCommand(t *terminal) *cobra.Command {
	var all bool
	c := &cobra.Command{
		Use: "lag", Short: "Show how many records and seconds each stage is behind, by topic",
		Long: `lag shows for each stage and topic how many records wait, how long the oldest of them has been waiting, and how many
consumers are there to take them. What a stage retries waits on purpose. Topics where nothing waits are left out unless --all is given; a stage without consumers is always shown.`,
		Example: "  munshi lag\n  munshi lag --all --output json", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			ctx, cancel := context.WithTimeout(c.Context(), t.timeout)
			defer cancel()
			return lag(ctx, t, all)
		},
	}
	c.Flags().BoolVar(&all, "all", false, "show topics where nothing waits, too")
	t.flagOutput(c)
	return c
}

type lagRow struct {
	Stage string `json:"stage"`
	Topic string `json:"topic"`
	// Waiting is how many records are not yet done.
	Waiting int64 `json:"waiting"`
	// SecondsBehind is how long ago the oldest of them was published, 0 when nothing waits.
	SecondsBehind float64 `json:"secondsBehind"`
	// Consumers is how many members the stage's groups have, for this topic or any other.
	Consumers int `json:"consumers"`
}

var lagColumns = []column[lagRow]{
	{"STAGE", func(r lagRow) string { return r.Stage }},
	{"TOPIC", func(r lagRow) string { return r.Topic }},
	{"WAITING", func(r lagRow) string { return strconv.FormatInt(r.Waiting, 10) }},
	{"BEHIND", func(r lagRow) string { return behind(r.SecondsBehind) }},
	{"CONSUMERS", func(r lagRow) string { return strconv.Itoa(r.Consumers) }},
}

// groupsOf are the consumer groups a stage has: for live inputs, the bulk lane, and retries.
func groupsOf(stage string) []string {
	return []string{"munshi-" + stage, "munshi-" + stage + "-bulk", "munshi-" + stage + "-retry"}
}

func lag(ctx context.Context, t *terminal, all bool) error {
	kafka, err := t.cluster(ctx)
	if err != nil {
		return err
	}
	defer kafka.Close()
	var rows []lagRow
	waiting := map[string]spans{} // by stage: several read one topic, and not equally far
	for _, stage := range schemas.StageNames {
		of, err := stageLag(ctx, kafka, stage, waiting)
		if err != nil {
			return err
		}
		rows = append(rows, of...)
	}
	for stage, parts := range waiting {
		oldest, err := t.oldest(ctx, parts)
		if err != nil {
			return err
		}
		for n, r := range rows {
			if at, there := oldest[r.Topic]; there && r.Stage == stage {
				rows[n].SecondsBehind = max(0, time.Since(at).Round(time.Millisecond).Seconds())
			}
		}
	}
	if !all {
		rows = slices.DeleteFunc(rows, func(r lagRow) bool { return r.Waiting == 0 && r.Consumers > 0 })
	}
	if len(rows) == 0 && t.output != "json" {
		_, err := fmt.Fprintln(t.out, "Nothing waits, and every stage has a consumer.")
		return err
	}
	return show(t, rows, lagColumns)
}

// stageLag compares the ends of a stage's topics with what its groups have committed. What no group has committed is all
// still to be done: a new stage begins at the start.
func stageLag(ctx context.Context, kafka *cluster, stage string, waiting map[string]spans) ([]lagRow, error) {
	var topics, groups []string
	for _, name := range schemas.Inputs(stage) {
		topics = append(topics, kafka.withPrefix(name))
	}
	for _, name := range groupsOf(stage) {
		groups = append(groups, kafka.withPrefix(name))
	}
	starts, err := kafka.ListStartOffsets(ctx, topics...)
	if err != nil {
		return nil, fmt.Errorf("ask where the topics of %s begin: %w", stage, err)
	}
	ends, err := kafka.ListCommittedOffsets(ctx, topics...)
	if err != nil {
		return nil, fmt.Errorf("ask where the topics of %s end: %w", stage, err)
	}
	consumers, err := members(ctx, kafka, groups)
	if err != nil {
		return nil, fmt.Errorf("ask for the consumers of %s: %w", stage, err)
	}
	committed := kafka.FetchManyOffsets(ctx, groups...)
	if err := unasked(committed); err != nil {
		return nil, fmt.Errorf("ask how far %s is: %w", stage, err)
	}
	var rows []lagRow
	for _, topic := range topics {
		row := lagRow{Stage: stage, Topic: topic, Consumers: consumers}
		for partition, end := range ends[topic] {
			if end.Err != nil {
				return nil, fmt.Errorf("topic %s: %w (munshi topics create makes those that are missing)", topic, end.Err)
			}
			done := starts[topic][partition].Offset
			for _, group := range committed {
				if at, ok := group.Fetched.Lookup(topic, partition); ok && at.Err == nil {
					done = max(done, at.At)
				}
			}
			row.Waiting += max(0, end.Offset-done)
			if done < end.Offset {
				if waiting[stage] == nil {
					waiting[stage] = spans{}
				}
				waiting[stage].set(topic, partition, span{done, done + 1})
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// unasked is why a group's offsets are not known: taken for none, they would make all its topics wait from the beginning.
func unasked(committed kadm.FetchOffsetsResponses) error {
	var failed error
	committed.EachError(func(r kadm.FetchOffsetsResponse) {
		if !errors.Is(r.Err, kerr.GroupIDNotFound) { // a stage that has never run
			failed = fmt.Errorf("group %s: %w", r.Group, r.Err)
		}
	})
	return failed
}

// oldest is when the first record of any of a topic's parts was published.
func (t *terminal) oldest(ctx context.Context, parts spans) (map[string]time.Time, error) {
	first := map[string]time.Time{}
	// One batch of each partition is enough, and Kafka sends that however small the limit.
	err := t.scan(ctx, parts, func(r *kgo.Record) error {
		if at, known := first[r.Topic]; !known || r.Timestamp.Before(at) {
			first[r.Topic] = r.Timestamp
		}
		return nil
	}, kgo.FetchMaxPartitionBytes(1))
	return first, err
}

// behind is a time as people say it.
func behind(seconds float64) string {
	if seconds == 0 {
		return ""
	}
	d := time.Duration(seconds * float64(time.Second))
	if d > time.Minute {
		return d.Round(time.Second).String()
	}
	return d.Round(100 * time.Millisecond).String()
}

// members counts the consumers of groups. A cluster that has never had a group is still making the topic it keeps them
// in when it is first asked, and says so: it is asked again.
func members(ctx context.Context, kafka *cluster, groups []string) (int, error) {
	for {
		described, err := kafka.DescribeGroups(ctx, groups...)
		if err == nil {
			count := 0
			for _, g := range described {
				count += len(g.Members)
			}
			return count, nil
		}
		if !errors.Is(err, kerr.CoordinatorNotAvailable) && !errors.Is(err, kerr.CoordinatorLoadInProgress) && !errors.Is(err, kerr.NotCoordinator) {
			return 0, err
		}
		select {
		case <-ctx.Done():
			return 0, err
		case <-time.After(250 * time.Millisecond):
		}
	}
}
