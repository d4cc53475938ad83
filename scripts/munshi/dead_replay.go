package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/munshi-in/munshi/schemas"
	"github.com/munshi-in/munshi/stages/flow"
)

// deadWanted says which dead letters are to be replayed.
type deadWanted struct {
	stages       []string
	code         string
	since, until time.Time
	letters      []place // these alone, when any is given
}

func deadReplayCommand(t *terminal) *cobra.Command {
	var w deadWanted
	var flags replayFlags
	var stage string
	var bulk bool
	c := &cobra.Command{
		Use: "replay [LETTER...]", Short: "Feed dead letters through their stage again, after what killed them is mended",
		Long: `replay publishes dead letters on the topics they came from, key and value byte for byte: those named (as "munshi dead
list" names them: stage:partition:offset), else all that --stage, --code, --since and --until leave.

Each is the same event in a new reading, with its attempts before it: what comes of it replaces what there was of the document.
The letters stay in dead.<stage>. Of several letters about one document the newest reading is taken, so that the same
command again does no harm; --since keeps it from doing the work again.

Exit codes: 0 replayed (or nothing to replay), 1 not everything was published, or no such letter, 2 wrong arguments, 3 Kafka
cannot be reached.`,
		Example: `  munshi dead replay --stage extract --since 2h --dry-run
  munshi dead replay --stage ingest --code not_found
  munshi dead replay ingest:0:12`,
		RunE: func(c *cobra.Command, args []string) (err error) {
			if w.since, w.until, err = flags.window(c); err != nil {
				return err
			}
			if len(args) > 0 && stage+w.code+flags.since+flags.until != "" {
				return mistake("name letters, or say which by --stage, --code, --since and --until, but not both")
			}
			w.stages = schemas.StageNames
			if stage != "" {
				if !slices.Contains(schemas.StageNames, stage) {
					return mistake("--stage: %q is none of %s", oneLine(stage, 60), strings.Join(schemas.StageNames, ", "))
				}
				w.stages = []string{stage}
			}
			for _, text := range args {
				letter, err := parsePlace(text)
				if err != nil {
					return err
				}
				w.letters = append(w.letters, letter)
			}
			return replayDead(c.Context(), t, w, flags, bulk)
		},
	}
	c.Flags().StringVar(&stage, "stage", "", "only those of this stage")
	c.Flags().StringVar(&w.code, "code", "", "only those with this error code")
	c.Flags().BoolVar(&bulk, "bulk", false, "put them on the bulk lane, where they delay nobody (default: on the lane they came from)")
	flags.on(t, c, "letters that died")
	return c
}

func replayDead(ctx context.Context, t *terminal, w deadWanted, flags replayFlags, bulk bool) error {
	if len(w.letters) > 0 {
		w.stages = nil
		for _, l := range w.letters {
			if !slices.Contains(w.stages, l.stage) {
				w.stages = append(w.stages, l.stage)
			}
		}
	}
	parts, prefix, err := deadSpans(ctx, t, w.stages, func(_ int32, all span) span { return all })
	if err != nil {
		return err
	}
	lane := laneSame
	if bulk {
		lane = laneBulk
	}
	plan := newReplayPlan(prefix, lane, flags.limit)
	missing := slices.Clone(w.letters)
	err = plan.look(ctx, t, w.narrowed(parts, prefix), func(r *kgo.Record) (string, bool) {
		letter := deadLetter{flow.ReadDeadLetter(r, prefix), placeOf(r, prefix)}
		missing = slices.DeleteFunc(missing, func(p place) bool { return p == letter.at })
		return letter.at.stage, w.wants(letter)
	})
	switch {
	case err != nil:
		return err
	case len(missing) > 0:
		return fmt.Errorf("%s: there is no such dead letter (any more): munshi dead list", missing[0])
	case len(w.letters) > 0 && len(plan.chosen) == 0:
		return fmt.Errorf("%s cannot be replayed: it is without its value, or does not say on which topic it was published: munshi dead show %[1]s", w.letters[0])
	}
	return t.replay(ctx, plan, flags)
}

// narrowed is what the named letters lie in.
func (w deadWanted) narrowed(parts spans, prefix string) spans {
	if len(w.letters) == 0 {
		return parts
	}
	narrow := spans{}
	for _, l := range w.letters {
		topic := prefix + schemas.DeadTopic(l.stage)
		all := parts[topic][l.partition]
		wanted, known := narrow[topic][l.partition]
		if !known {
			wanted = span{l.offset, l.offset + 1}
		}
		narrow.set(topic, l.partition, span{max(all.first, min(wanted.first, l.offset)), min(all.end, max(wanted.end, l.offset+1))})
	}
	return narrow
}

func (w deadWanted) wants(l deadLetter) bool {
	if len(w.letters) > 0 {
		return slices.Contains(w.letters, l.at)
	}
	return (w.code == "" || l.Code == w.code) && within(l.DiedAt, w.since, w.until)
}
