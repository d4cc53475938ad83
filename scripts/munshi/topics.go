package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"

	"github.com/munshi-in/munshi/schemas"
)

func topicsCommand(t *terminal) *cobra.Command {
	c := &cobra.Command{Use: "topics", Short: "List the topics Munshi needs, or create them", Args: cobra.NoArgs,
		Example: "  munshi topics create --dry-run",
		RunE:    func(c *cobra.Command, _ []string) error { return c.Help() }}
	c.AddCommand(topicsListCommand(t), topicsCreateCommand(t))
	return c
}

func topicsListCommand(t *terminal) *cobra.Command {
	c := &cobra.Command{
		Use: "list", Short: "List every topic with its partitions and settings; asks no server",
		Example: "  munshi topics list\n  munshi topics list --output yaml > deploy/topics.yaml", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if t.output == "yaml" {
				return writeTopicsYAML(t.out, schemas.TopicPlans())
			}
			var rows []topicRow
			for _, p := range schemas.TopicPlans() {
				rows = append(rows, topicRow{Topic: p.Name, Partitions: p.Partitions, Config: p.Config})
			}
			return show(t, rows, topicColumns)
		},
	}
	t.flagOutput(c, "yaml")
	return c
}

func topicsCreateCommand(t *terminal) *cobra.Command {
	var partitions, replication int
	var dryRun bool
	c := &cobra.Command{
		Use: "create", Short: "Create the topics that are missing; those that are there stay as they are",
		Long: `create makes every missing topic. A topic that is there is never changed; where its settings differ from the
plan, the table says how.`,
		Example: "  munshi topics create --replication 3\n  munshi topics create --brokers kafka-1:9092,kafka-2:9092 --dry-run", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if partitions < 0 || partitions > 1000 {
				return mistake("--partitions: %d is not between 1 and 1000 (0: as planned)", partitions)
			}
			if replication < -1 || replication == 0 || replication > 10 {
				return mistake("--replication: %d is neither -1 (the broker's default) nor between 1 and 10", replication)
			}
			ctx, cancel := context.WithTimeout(c.Context(), t.timeout)
			defer cancel()
			plans := schemas.TopicPlans()
			if partitions > 0 {
				plans = schemas.WithPartitions(plans, partitions)
			}
			return createTopics(ctx, t, plans, int16(replication), dryRun)
		},
	}
	c.Flags().IntVar(&partitions, "partitions", 0, "partitions of each topic (0: as planned)")
	c.Flags().IntVar(&replication, "replication", -1, "copies of each partition (-1: the broker's default)")
	c.Flags().BoolVar(&dryRun, "dry-run", false, "only say what would be done")
	t.flagOutput(c)
	return c
}

// topicRow is one topic and what was done about it.
type topicRow struct {
	Topic      string            `json:"topic"`
	Partitions int               `json:"partitions"`
	Config     map[string]string `json:"config,omitempty"`
	// State is empty in a list, else created, missing (a dry run), there, differs or failed.
	State string `json:"state,omitempty"`
	Note  string `json:"note,omitempty"`
}

var topicColumns = []column[topicRow]{
	{"TOPIC", func(r topicRow) string { return r.Topic }},
	{"PARTITIONS", func(r topicRow) string { return strconv.Itoa(r.Partitions) }},
	{"KEPT", func(r topicRow) string { return kept(r.Config["retention.ms"]) }},
	{"LARGEST RECORD", func(r topicRow) string { return r.Config["max.message.bytes"] }},
}

var createdColumns = []column[topicRow]{
	topicColumns[0], topicColumns[1],
	{"STATE", func(r topicRow) string { return r.State }},
	{"NOTE", func(r topicRow) string { return r.Note }},
}

// kept is a retention in days.
func kept(ms string) string {
	n, err := strconv.ParseInt(ms, 10, 64)
	if err != nil || n < 0 {
		return "for ever"
	}
	return fmt.Sprintf("%d days", time.Duration(n)*time.Millisecond/(24*time.Hour))
}

func createTopics(ctx context.Context, t *terminal, plans []schemas.TopicPlan, replication int16, dryRun bool) error {
	kafka, err := t.cluster(ctx)
	if err != nil {
		return err
	}
	defer kafka.Close()
	there, err := kafka.ListTopics(ctx)
	if err != nil {
		return fmt.Errorf("list the topics of the cluster: %w", err)
	}
	settings, err := topicSettings(ctx, kafka, plans, there)
	if err != nil {
		return err
	}
	var rows []topicRow
	for _, p := range plans {
		name := kafka.withPrefix(p.Name)
		row := topicRow{Topic: name, Partitions: p.Partitions, Config: p.Config, State: "missing"}
		if there.Has(name) {
			row.Partitions = len(there[name].Partitions)
			row.State, row.Note = "there", differences(p, row.Partitions, settings[name])
			if row.Note != "" {
				row.State = "differs"
			}
		}
		rows = append(rows, row)
	}
	failed := 0
	if !dryRun {
		failed = createMissing(ctx, kafka, rows, replication)
	}
	if err := errors.Join(show(t, rows, createdColumns), untilSeen(ctx, kafka, rows)); err != nil {
		return err
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d topics could not be created; the table says why", failed, len(plans))
	}
	return nil
}

// topicSettings are the settings of those plans' topics that are there, by topic.
func topicSettings(ctx context.Context, kafka *cluster, plans []schemas.TopicPlan, there kadm.TopicDetails) (map[string]map[string]string, error) {
	var names []string
	for _, p := range plans {
		if name := kafka.withPrefix(p.Name); there.Has(name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil, nil
	}
	described, err := kafka.DescribeTopicConfigs(ctx, names...)
	if err != nil {
		return nil, fmt.Errorf("ask for the settings of the topics: %w", err)
	}
	all := map[string]map[string]string{}
	for _, d := range described {
		all[d.Name] = map[string]string{}
		for _, c := range d.Configs {
			all[d.Name][c.Key] = c.MaybeValue()
		}
	}
	return all, nil
}

// createMissing creates the topics of the rows that are missing, says in each row what became of it, and returns how many
// failed. Topics of the same size and settings are created in one request.
func createMissing(ctx context.Context, kafka *cluster, rows []topicRow, replication int16) (failed int) {
	alike := map[string][]*topicRow{}
	for i := range rows {
		if rows[i].State == "missing" {
			size := fmt.Sprint(rows[i].Partitions, rows[i].Config)
			alike[size] = append(alike[size], &rows[i])
		}
	}
	for _, group := range alike {
		config := map[string]*string{}
		for key, value := range group[0].Config {
			config[key] = kadm.StringPtr(value)
		}
		var names []string
		for _, r := range group {
			names = append(names, r.Topic)
		}
		responses, err := kafka.CreateTopics(ctx, int32(group[0].Partitions), replication, config, names...)
		for _, r := range group {
			topicErr := responses[r.Topic].Err
			if err != nil {
				topicErr = err
			}
			switch {
			case topicErr == nil:
				r.State = "created"
			case errors.Is(topicErr, kerr.TopicAlreadyExists): // someone was quicker
				r.State = "there"
			default:
				r.State, r.Note = "failed", topicErr.Error()
				failed++
			}
		}
	}
	return failed
}

// untilSeen waits until the brokers know of the topics that the controller has made: they hear of them a moment later, and
// whoever comes next must not be told that there is no such topic.
func untilSeen(ctx context.Context, kafka *cluster, rows []topicRow) error {
	var names []string
	for _, r := range rows {
		if r.State == "created" {
			names = append(names, r.Topic)
		}
	}
	for len(names) > 0 {
		there, err := kafka.ListTopics(ctx, names...)
		if err != nil {
			return fmt.Errorf("look whether the topics are there: %w", err)
		}
		names = slices.DeleteFunc(names, there.Has)
		if len(names) == 0 {
			break
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("created, but the brokers do not know of them yet: %s", strings.Join(names, ", "))
		case <-time.After(100 * time.Millisecond):
		}
	}
	return nil
}

// differences says how a topic that is there differs from its plan. More partitions than planned is no difference.
func differences(p schemas.TopicPlan, partitions int, settings map[string]string) string {
	var found []string
	if partitions < p.Partitions {
		found = append(found, fmt.Sprintf("%d partitions planned", p.Partitions))
	}
	for _, key := range slices.Sorted(maps.Keys(p.Config)) {
		if have, known := settings[key]; known && have != p.Config[key] {
			found = append(found, fmt.Sprintf("%s=%s, planned %s", key, have, p.Config[key]))
		}
	}
	return strings.Join(found, "; ")
}

// writeTopicsYAML writes the plans for tools that create topics from a file.
func writeTopicsYAML(w io.Writer, plans []schemas.TopicPlan) error {
	var b strings.Builder
	b.WriteString("# Every topic of Munshi. Generated by: munshi topics list --output yaml\ntopics:\n")
	for _, p := range plans {
		fmt.Fprintf(&b, "  - name: %s\n    partitions: %d\n    config:\n", p.Name, p.Partitions)
		for _, key := range slices.Sorted(maps.Keys(p.Config)) {
			fmt.Fprintf(&b, "      %s: %q\n", key, p.Config[key])
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
