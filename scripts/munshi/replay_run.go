package main

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/munshi-in/munshi/schemas"
	"github.com/munshi-in/munshi/stages/flow"
)

const (
	// liveRate is how many inputs a second a replay puts before those that people wait for, unless --rate says else.
	liveRate = 1000
	// tellEvery is how often long work says how far it is.
	tellEvery  = 2 * time.Second
	mostInputs = 10_000_000
)

// replayFlags are those that both commands have.
type replayFlags struct {
	since, until string
	dryRun       bool
	rate, limit  int
	rateGiven    bool
}

func (f *replayFlags) on(t *terminal, c *cobra.Command, what string) {
	c.Flags().StringVar(&f.since, "since", "", "only "+what+" at or after this time: how long ago (24h), a day (2026-04-01) or a time (2026-04-01T12:00:00Z)")
	c.Flags().StringVar(&f.until, "until", "", "only "+what+" before this time")
	c.Flags().BoolVar(&f.dryRun, "dry-run", false, "show what would be replayed, and do nothing")
	c.Flags().IntVar(&f.rate, "rate", 0, fmt.Sprintf("records a second; 0: as fast as Kafka takes them (default on a live topic: %d)", liveRate))
	c.Flags().IntVar(&f.limit, "limit", 1_000_000, "refuse to replay more inputs than this; each costs about 200 bytes of memory")
	t.flagOutput(c)
}

func (f *replayFlags) window(c *cobra.Command) (since, until time.Time, err error) {
	f.rateGiven = c.Flags().Changed("rate")
	if f.limit < 1 || f.limit > mostInputs {
		return since, until, mistake("--limit: %d is not between 1 and %d", f.limit, mostInputs)
	}
	if f.rate < 0 {
		return since, until, mistake("--rate: %d is less than 0", f.rate)
	}
	now := time.Now()
	if since, err = parseMoment("--since", f.since, now); err != nil {
		return since, until, err
	}
	if until, err = parseMoment("--until", f.until, now); err != nil {
		return since, until, err
	}
	if !since.IsZero() && !until.IsZero() && !since.Before(until) {
		return since, until, mistake("--since %s is not before --until %s", f.since, f.until)
	}
	return since, until, nil
}

// parseMoment reads how long ago, a day of this machine's calendar, or a time. Empty is the zero time.
func parseMoment(flag, text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if ago, err := time.ParseDuration(text); err == nil && ago >= 0 {
		return now.Add(-ago), nil
	}
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at, nil
	}
	if at, err := time.ParseInLocation(time.DateOnly, text, time.Local); err == nil {
		return at, nil
	}
	return time.Time{}, mistake("%s: %q is neither how long ago (24h), a day (2026-04-01) nor a time (2026-04-01T12:00:00Z)", flag, oneLine(text, 60))
}

// within tells whether at is in the window; a zero end is open.
func within(at, since, until time.Time) bool {
	return (since.IsZero() || !at.Before(since)) && (until.IsZero() || at.Before(until))
}

var replayColumns = []column[replayRow]{
	{"STAGE", func(r replayRow) string { return r.Stage }},
	{"FROM", func(r replayRow) string { return r.From }},
	{"TO", func(r replayRow) string { return r.To }},
	{"RECORDS", func(r replayRow) string { return strconv.Itoa(r.Records) }},
	{"BYTES", func(r replayRow) string { return strconv.FormatInt(r.Bytes, 10) }},
	{"FIRST", func(r replayRow) string { return clockOr(r.First) }},
	{"LAST", func(r replayRow) string { return clockOr(r.Last) }},
	{"SUPERSEDED", func(r replayRow) string { return strconv.Itoa(r.Superseded) }},
	{"UNREADABLE", func(r replayRow) string { return strconv.Itoa(r.Unreadable) }},
	{"PUBLISHED", func(r replayRow) string { return strconv.Itoa(r.Published) }},
}

func clockOr(at *time.Time) string {
	if at == nil {
		return ""
	}
	return clock(*at)
}

// look fills the plan from parts of topics. wanted tells of which stage a record is an input, and whether it is to be replayed.
func (p *replayPlan) look(ctx context.Context, t *terminal, parts spans, wanted func(*kgo.Record) (stage string, ok bool)) error {
	looked, told := 0, time.Now()
	err := t.scan(ctx, parts, func(r *kgo.Record) error {
		if looked++; time.Since(told) > tellEvery {
			told = time.Now()
			fmt.Fprintf(t.err, "%d records looked at, %d to be replayed\n", looked, len(p.newest))
		}
		if stage, ok := wanted(r); ok {
			return p.add(stage, r)
		}
		return nil
	})
	if ctx.Err() != nil {
		return fmt.Errorf("%w after %d records were looked at; nothing was replayed", ctx.Err(), looked)
	}
	p.settle()
	return err
}

// replay carries out a plan, or shows it.
func (t *terminal) replay(ctx context.Context, p *replayPlan, f replayFlags) error {
	if len(p.rows) == 0 && t.output != "json" {
		_, err := fmt.Fprintln(t.out, "Nothing to replay.")
		return err
	}
	var err error
	if !f.dryRun {
		err = p.publish(ctx, t, p.pace(f))
	}
	if shown := show(t, p.sorted(f.dryRun), replayColumns); err == nil {
		err = shown
	}
	switch {
	case err != nil:
		return err
	case f.dryRun:
		fmt.Fprintf(t.err, "%d would be replayed; nothing was done\n", len(p.chosen))
	default:
		fmt.Fprintf(t.err, "%d replayed as %s; munshi lag shows how far they are\n", len(p.chosen), p.id)
	}
	return nil
}

// pace is how many a second may be published, 0 for as many as Kafka takes. On the live lane others wait.
func (p *replayPlan) pace(f replayFlags) int {
	if f.rateGiven {
		return f.rate
	}
	for r, row := range p.rows {
		if topic, ok := schemas.TopicFor(r.to); ok && row.Records > 0 && r.to == topic.GetName() {
			return liveRate
		}
	}
	return 0
}

// publish reads what was chosen again, and puts it where it belongs. Interrupted it may simply be run again: of
// two readings the later one wins.
func (p *replayPlan) publish(ctx context.Context, t *terminal, rate int) error {
	asking, cancel := context.WithTimeout(ctx, t.timeout)
	defer cancel()
	kafka, err := t.publisher(asking, kgo.RecordDeliveryTimeout(t.timeout))
	if err != nil {
		return err
	}
	defer kafka.Close()
	var underWay sync.WaitGroup
	var mu sync.Mutex // counts are made by Kafka's client
	var failed error
	published, began, told := 0, time.Now(), time.Now()
	sent := 0
	err = t.scan(ctx, p.parts(), func(r *kgo.Record) error {
		c, chosen := p.at(topicPlace{r.Topic, r.Offset, r.Partition})
		if !chosen {
			return nil
		}
		if rate > 0 && !pause(ctx, time.Until(began.Add(time.Duration(sent)*time.Second/time.Duration(rate)))) {
			return ctx.Err()
		}
		sent++
		// Not the command's context: what Kafka has taken when the command is interrupted must be counted.
		underWay.Add(1)
		kafka.Send(context.WithoutCancel(ctx), flow.ReplayRecord(r, p.prefix, c.row.To, p.id, p.reading(c)), func(_ *kgo.Record, err error) {
			defer underWay.Done()
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				failed = cmp.Or(failed, err)
				return
			}
			published++
			c.row.Published++
		})
		mu.Lock()
		defer mu.Unlock()
		if time.Since(told) > tellEvery {
			told = time.Now()
			fmt.Fprintf(t.err, "%d of %d published\n", published, len(p.chosen))
		}
		return failed
	})
	underWay.Wait()
	mu.Lock()
	defer mu.Unlock()
	switch {
	case failed != nil:
		return fmt.Errorf("%d of %d published: %w", published, len(p.chosen), notPublished(failed))
	case err != nil:
		return fmt.Errorf("%d of %d published, the same command again does no harm: %w", published, len(p.chosen), err)
	case published < len(p.chosen):
		return fmt.Errorf("%d of %d published: the retention of their topics has taken the others away meanwhile", published, len(p.chosen))
	}
	return nil
}

// pause reports false when ctx ends first.
func pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
