package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/munshi-in/munshi/schemas"
)

// inputFilter says which inputs of a stage are wanted.
type inputFilter struct {
	stage        string
	since, until time.Time
	ranges       []offsetRange
	key          string
	anyKey       bool
}

func replayCommand(t *terminal) *cobra.Command {
	var f inputFilter
	var flags replayFlags
	var offsets []string
	var live bool
	c := &cobra.Command{
		Use: "replay --stage STAGE", Short: "Feed old inputs through a stage again",
		Long: `replay publishes inputs that a stage has read once more, as a new reading: whatever comes of it replaces what came
of the earlier one, and never stands beside it. Without --since, --offsets or --key that is all that Kafka still keeps. Offsets of consumer
groups stay as they are, so nothing else is read again.

Of several inputs about one document or message the newest reading is taken, so a replay can itself be replayed. Records
that cannot be decoded are left out: see "munshi dead replay" for what failed.

A replay goes on the bulk lane, which is read when nobody waits; --live puts it on the lane where people wait. A topic
without a bulk lane is fed slowly instead (--rate). The sink's inputs are written once more as part of the reading they were of.

Exit codes: 0 replayed (or nothing to replay), 1 not everything was published, 2 wrong arguments, 3 Kafka cannot be reached.`,
		Example: `  munshi replay --stage extract --since 24h --dry-run
  munshi replay --stage recognize --key invoice-17 --live
  munshi replay --stage classify --offsets messages.received:3:1200-1800`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) (err error) {
			if !slices.Contains(schemas.StageNames, f.stage) {
				return mistake("--stage: %q is none of %s", oneLine(f.stage, 60), strings.Join(schemas.StageNames, ", "))
			}
			if f.since, f.until, err = flags.window(c); err != nil {
				return err
			}
			if len(offsets) > 0 && flags.since+flags.until != "" {
				return mistake("--offsets says exactly which records: leave --since and --until out")
			}
			for _, text := range offsets {
				r, err := parseOffsets(text)
				if err != nil {
					return err
				}
				if !slices.Contains(replayable(f.stage), r.topic) {
					return mistake("--offsets: %s does not read %q, but %s", f.stage, r.topic, strings.Join(replayable(f.stage), ", "))
				}
				f.ranges = append(f.ranges, r)
			}
			f.anyKey = !c.Flags().Changed("key")
			lane := laneBulk
			if live {
				lane = laneLive
			}
			return replay(c.Context(), t, f, flags, lane)
		},
	}
	c.Flags().StringVar(&f.stage, "stage", "", "the stage: "+strings.Join(schemas.StageNames, ", "))
	c.Flags().StringArrayVar(&offsets, "offsets", nil, "only these records: topic:partition:from-to, both included; may be given several times")
	c.Flags().StringVar(&f.key, "key", "", "only records with this key: a document id, a subject, or what the producer chose")
	c.Flags().BoolVar(&live, "live", false, "put them on the live lane, before what is on the bulk lane: for a few that somebody waits for")
	flags.on(t, c, "inputs published")
	return c
}

func replay(ctx context.Context, t *terminal, f inputFilter, flags replayFlags, lane lane) error {
	parts, prefix, err := f.parts(ctx, t)
	if err != nil {
		return err
	}
	plan := newReplayPlan(prefix, lane, flags.limit)
	err = plan.look(ctx, t, parts, func(r *kgo.Record) (string, bool) { return f.stage, f.wants(r, prefix) })
	if err != nil {
		return err
	}
	return t.replay(ctx, plan, flags)
}

// wants tells whether a record is to be replayed. Timestamps are the producers' and need not grow with the offset, so that
// each is looked at.
func (f inputFilter) wants(r *kgo.Record, prefix string) bool {
	inRange := len(f.ranges) == 0 || slices.ContainsFunc(f.ranges, func(o offsetRange) bool {
		return prefix+o.topic == r.Topic && o.partition == r.Partition && r.Offset >= o.first && r.Offset <= o.last
	})
	return inRange && (f.anyKey || string(r.Key) == f.key) && within(r.Timestamp, f.since, f.until)
}

// parts are those of the stage's topics in which what is wanted lies.
func (f inputFilter) parts(ctx context.Context, t *terminal) (spans, string, error) {
	ctx, cancel := context.WithTimeout(ctx, t.timeout)
	defer cancel()
	kafka, err := t.cluster(ctx)
	if err != nil {
		return nil, "", err
	}
	defer kafka.Close()
	var topics []string
	for _, name := range replayable(f.stage) {
		topics = append(topics, kafka.withPrefix(name))
	}
	after := map[string]map[int32]int64{}
	if !f.since.IsZero() {
		listed, err := kafka.ListOffsetsAfterMilli(ctx, f.since.UnixMilli(), topics...)
		if err != nil {
			return nil, "", fmt.Errorf("ask for the offsets of %s: %w", f.since.Format(time.RFC3339), err)
		}
		for topic, partitions := range listed {
			after[topic] = map[int32]int64{}
			for partition, o := range partitions {
				after[topic][partition] = o.Offset
			}
		}
	}
	found := make([]bool, len(f.ranges))
	parts, err := there(ctx, kafka, topics, func(topic string, partition int32, all span) span {
		all.first = max(all.first, after[topic][partition])
		if len(f.ranges) == 0 {
			return all
		}
		wanted := span{all.end, all.first}
		for n, r := range f.ranges {
			if kafka.withPrefix(r.topic) == topic && r.partition == partition {
				found[n] = true
				wanted = span{min(wanted.first, r.first), max(wanted.end, r.last+1)}
			}
		}
		return span{max(all.first, wanted.first), min(all.end, wanted.end)}
	})
	if err != nil {
		return nil, "", err
	}
	if n := slices.Index(found, false); n >= 0 {
		return nil, "", fmt.Errorf("--offsets: topic %s has no partition %d", f.ranges[n].topic, f.ranges[n].partition)
	}
	return parts, kafka.config.TopicPrefix, nil
}

// offsetRange is a part of one partition, first and last included.
type offsetRange struct {
	topic       string
	partition   int32
	first, last int64
}

func (r offsetRange) String() string {
	return fmt.Sprintf("%s:%d:%d-%d", r.topic, r.partition, r.first, r.last)
}

// parseOffsets reads topic:partition:from-to, or topic:partition:offset for one record.
func parseOffsets(text string) (offsetRange, error) {
	parts := strings.Split(text, ":")
	if len(parts) == 3 && parts[0] != "" {
		from, to, several := strings.Cut(parts[2], "-")
		if !several {
			to = from
		}
		partition, err := strconv.ParseUint(parts[1], 10, 31)
		first, firstErr := strconv.ParseUint(from, 10, 62)
		last, lastErr := strconv.ParseUint(to, 10, 62)
		if err == nil && firstErr == nil && lastErr == nil && first <= last {
			return offsetRange{parts[0], int32(partition), int64(first), int64(last)}, nil
		}
	}
	return offsetRange{}, mistake("--offsets: %q is not topic:partition:from-to, such as messages.received:3:1200-1800", oneLine(text, 80))
}
