package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/munshi-in/munshi/schemas"
)

func deadCommand(t *terminal) *cobra.Command {
	c := &cobra.Command{Use: "dead", Short: "Look at dead letters, inputs that a stage gave up on, and replay them", Args: cobra.NoArgs,
		Example: "  munshi dead list --stage ingest",
		RunE:    func(c *cobra.Command, _ []string) error { return c.Help() }}
	c.AddCommand(deadListCommand(t), deadShowCommand(t), deadReplayCommand(t))
	return c
}

// deadFilter says which dead letters are wanted.
type deadFilter struct {
	stages []string
	code   string
	since  time.Duration
	limit  int
}

func deadListCommand(t *terminal) *cobra.Command {
	var f deadFilter
	var stage string
	c := &cobra.Command{
		Use: "list", Short: "List the newest dead letters with their reason",
		Example: "  munshi dead list --stage ingest --code not_found --since 24h\n  munshi dead list --output json", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if f.limit < 1 || f.limit > 100_000 {
				return mistake("--limit: %d is not between 1 and 100000", f.limit)
			}
			if f.since < 0 {
				return mistake("--since: %s is not how long ago", f.since)
			}
			f.stages = schemas.StageNames
			if stage != "" {
				if !slices.Contains(schemas.StageNames, stage) {
					return mistake("--stage: %q is none of %s", stage, strings.Join(schemas.StageNames, ", "))
				}
				f.stages = []string{stage}
			}
			return listDead(c.Context(), t, f)
		},
	}
	c.Flags().StringVar(&stage, "stage", "", "only those of this stage")
	c.Flags().StringVar(&f.code, "code", "", "only those with this error code")
	c.Flags().DurationVar(&f.since, "since", 0, "only those of this long ago until now, such as 24h")
	c.Flags().IntVar(&f.limit, "limit", 50, "at most this many, the newest")
	t.flagOutput(c)
	return c
}

func deadShowCommand(t *terminal) *cobra.Command {
	var raw bool
	c := &cobra.Command{
		Use: "show LETTER", Short: "Show one dead letter whole: where it came from, why it died, its value",
		Long: `show prints one dead letter. LETTER is as "munshi dead list" names it: stage:partition:offset. Passwords in its
value are left out; --raw prints the value alone, byte for byte.`,
		Example: "  munshi dead show ingest:0:12\n  munshi dead show ingest:0:12 --raw > event.json", Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			place, err := parsePlace(args[0])
			if err != nil {
				return err
			}
			return showDead(c.Context(), t, place, raw)
		},
	}
	c.Flags().BoolVar(&raw, "raw", false, "print the value alone, byte for byte")
	t.flagOutput(c)
	return c
}

// place is where a dead letter lies.
type place struct {
	stage     string
	partition int32
	offset    int64
}

func (p place) String() string { return fmt.Sprintf("%s:%d:%d", p.stage, p.partition, p.offset) }

func parsePlace(text string) (place, error) {
	parts := strings.Split(text, ":")
	if len(parts) == 3 && slices.Contains(schemas.StageNames, parts[0]) {
		partition, err := strconv.ParseInt(parts[1], 10, 32)
		offset, offsetErr := strconv.ParseInt(parts[2], 10, 64)
		if err == nil && offsetErr == nil && partition >= 0 && offset >= 0 {
			return place{parts[0], int32(partition), offset}, nil
		}
	}
	return place{}, mistake("%q is no dead letter: it looks like ingest:0:12, see munshi dead list", oneLine(text, 60))
}

// deadRow is one dead letter.
type deadRow struct {
	Letter      string    `json:"letter"`
	Stage       string    `json:"stage"`
	ID          string    `json:"id"`
	Tenant      string    `json:"tenant"`
	Code        string    `json:"code"`
	Class       string    `json:"class"`
	Message     string    `json:"message"`
	Attempts    int       `json:"attempts"`
	Topic       string    `json:"topic"`
	Partition   int32     `json:"partition"`
	Offset      int64     `json:"offset"`
	FirstFailed time.Time `json:"firstFailedAt"`
	DiedAt      time.Time `json:"diedAt"`
	Revision    string    `json:"revision"`
	ReplayID    string    `json:"replayId,omitempty"`
	Key         string    `json:"key"`
	ValueBytes  int       `json:"valueBytes"`
	// Value is set by show only.
	Value string `json:"value,omitempty"`
}

var deadColumns = []column[deadRow]{
	{"LETTER", func(r deadRow) string { return r.Letter }},
	{"DIED", func(r deadRow) string { return clock(r.DiedAt) }},
	{"ID", func(r deadRow) string { return r.ID }},
	{"CODE", func(r deadRow) string { return r.Code }},
	{"ATTEMPTS", func(r deadRow) string { return strconv.Itoa(r.Attempts) }},
	{"WHY", func(r deadRow) string { return r.Message }},
}

func listDead(ctx context.Context, t *terminal, f deadFilter) error {
	rows, more, err := readDead(ctx, t, f)
	if err != nil {
		return err
	}
	if len(rows) == 0 && t.output != "json" {
		_, err := fmt.Fprintln(t.out, "No dead letters.")
		return err
	}
	if err := show(t, rows, deadColumns); err != nil {
		return err
	}
	if more > 0 {
		fmt.Fprintf(t.err, "the newest %d of %d: --limit shows more\n", len(rows), len(rows)+more)
	}
	return nil
}

func showDead(ctx context.Context, t *terminal, at place, raw bool) error {
	letter, err := readOneDead(ctx, t, at)
	if err != nil {
		return err
	}
	if raw && letter.LeftOut > 0 {
		return fmt.Errorf("%s is without its value of %d bytes, which was too large: %s", at, letter.LeftOut, oneLine(letter.Message, 500))
	}
	if raw {
		_, err := t.out.Write(letter.Value)
		return err
	}
	row := letter.row()
	row.Value = readable(letter.DeadLetter)
	if t.output == "json" {
		return show(t, []deadRow{row}, nil)
	}
	for _, line := range [][2]string{
		{"letter", row.Letter}, {"id", row.ID}, {"tenant", row.Tenant}, {"code", row.Code + " (" + row.Class + ")"}, {"why", row.Message},
		{"attempts", strconv.Itoa(row.Attempts)}, {"first failed", clock(row.FirstFailed)}, {"died", clock(row.DiedAt)},
		{"came from", fmt.Sprintf("%s partition %d offset %d", row.Topic, row.Partition, row.Offset)},
		{"stage", row.Stage + " revision " + row.Revision}, {"replay", row.ReplayID}, {"key", row.Key},
	} {
		if line[1] != "" {
			fmt.Fprintf(t.out, "%-13s %s\n", line[0], oneLine(line[1], 2100))
		}
	}
	_, err = fmt.Fprintf(t.out, "\n%s\n", row.Value)
	return err
}
