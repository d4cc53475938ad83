package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/munshi-in/munshi/schemas"
	"github.com/munshi-in/munshi/stages/flow"
)

// deadLetter is a dead letter with the place where it lies.
type deadLetter struct {
	*flow.DeadLetter
	at place
}

func (l deadLetter) row() deadRow {
	return deadRow{
		Letter: l.at.String(), Stage: l.Stage, ID: l.SubjectID, Tenant: l.Tenant, Code: l.Code, Class: l.Class, Message: l.Message,
		Attempts: l.Attempts, Topic: l.Topic, Partition: l.Partition, Offset: l.Offset, FirstFailed: l.FirstFailed, DiedAt: l.DiedAt,
		Revision: l.Revision, ReplayID: l.ReplayID, Key: string(bytes.ToValidUTF8(l.Key, []byte("?"))), ValueBytes: len(l.Value),
	}
}

// readDead reads the dead letters that f wants, the newest first, and tells how many there are beyond its limit.
func readDead(ctx context.Context, t *terminal, f deadFilter) (rows []deadRow, more int, err error) {
	found, looked, told := 0, 0, time.Now()
	oldest := time.Now().Add(-f.since)
	keep := func(l deadLetter) {
		if looked++; time.Since(told) > tellEvery {
			told = time.Now()
			fmt.Fprintf(t.err, "%d dead letters looked at\n", looked)
		}
		if (f.code == "" || l.Code == f.code) && (f.since == 0 || l.DiedAt.After(oldest)) {
			rows = append(rows, l.row()) // not the letter: values may be megabytes
			found++
		}
		if len(rows) > 4*f.limit {
			rows = newest(rows, f.limit)
		}
	}
	err = scanDead(ctx, t, f.stages, func(_ int32, all span) span {
		if f.code != "" || f.since != 0 {
			return all
		}
		some := span{max(all.first, all.end-int64(f.limit)), all.end} // they lie in the order in which they died
		found += int(some.first - all.first)
		return some
	}, keep)
	rows = newest(rows, f.limit)
	return rows, found - len(rows), err
}

func newest(rows []deadRow, limit int) []deadRow {
	slices.SortStableFunc(rows, func(a, b deadRow) int { return b.DiedAt.Compare(a.DiedAt) })
	return slices.Clone(rows[:min(limit, len(rows))])
}

func readOneDead(ctx context.Context, t *terminal, at place) (deadLetter, error) {
	var found *deadLetter
	err := scanDead(ctx, t, []string{at.stage}, func(partition int32, s span) span {
		if partition != at.partition || at.offset < s.first || at.offset >= s.end {
			return span{}
		}
		return span{at.offset, at.offset + 1}
	}, func(l deadLetter) {
		if l.at == at {
			found = &l
		}
	})
	if err != nil {
		return deadLetter{}, err
	}
	if found == nil {
		return deadLetter{}, fmt.Errorf("%s: there is no such dead letter (any more): munshi dead list", at)
	}
	return *found, nil
}

// scanDead reads the part of each partition that choose picks from what is there now. Letters that die meanwhile are
// not waited for.
func scanDead(ctx context.Context, t *terminal, stages []string, choose func(partition int32, all span) span, each func(deadLetter)) error {
	parts, prefix, err := deadSpans(ctx, t, stages, choose)
	if err != nil {
		return err
	}
	return t.scan(ctx, parts, func(r *kgo.Record) error {
		each(deadLetter{flow.ReadDeadLetter(r, prefix), placeOf(r, prefix)})
		return nil
	})
}

// deadSpans are the parts to read of the stages' dead letters.
func deadSpans(ctx context.Context, t *terminal, stages []string, choose func(partition int32, all span) span) (spans, string, error) {
	ctx, cancel := context.WithTimeout(ctx, t.timeout)
	defer cancel()
	kafka, err := t.cluster(ctx)
	if err != nil {
		return nil, "", err
	}
	defer kafka.Close()
	var topics []string
	for _, s := range stages {
		topics = append(topics, kafka.withPrefix(schemas.DeadTopic(s)))
	}
	parts, err := there(ctx, kafka, topics, func(_ string, partition int32, all span) span { return choose(partition, all) })
	return parts, kafka.config.TopicPrefix, err
}

// placeOf is where a record of dead.<stage> lies.
func placeOf(r *kgo.Record, prefix string) place {
	stage := strings.TrimPrefix(strings.TrimPrefix(r.Topic, prefix), schemas.DeadTopic(""))
	return place{stage, r.Partition, r.Offset}
}
