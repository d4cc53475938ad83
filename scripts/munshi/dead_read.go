package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/munshi-in/munshi/schemas"
	"github.com/munshi-in/munshi/stages/flow"
)

// scanned is how many records of a partition are looked at for a list: the newest. A filter finds nothing older.
const scanned = 20_000

// shownBytes bounds the value that show prints; --raw has no bound.
const shownBytes = 64 << 10

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

// span is what to read of one partition: from the first offset to before the last.
type span struct{ first, end int64 }

// readDead reads the dead letters that f wants, the newest first.
func readDead(ctx context.Context, t *terminal, f deadFilter) ([]deadLetter, error) {
	var wanted []deadLetter
	oldest := time.Now().Add(-f.since)
	keep := func(l deadLetter) {
		if (f.code == "" || l.Code == f.code) && (f.since == 0 || l.DiedAt.After(oldest)) {
			wanted = append(wanted, l)
		}
		if len(wanted) > 4*f.limit { // values may be megabytes: never hold more than needed
			wanted = newest(wanted, f.limit)
		}
	}
	err := scanDead(ctx, t, f.stages, func(_ int32, s span) span {
		return span{max(s.first, s.end-scanned), s.end}
	}, keep)
	return newest(wanted, f.limit), err
}

func newest(letters []deadLetter, limit int) []deadLetter {
	slices.SortStableFunc(letters, func(a, b deadLetter) int { return b.DiedAt.Compare(a.DiedAt) })
	return slices.Clip(letters[:min(limit, len(letters))])
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
func scanDead(ctx context.Context, t *terminal, stages []string, choose func(partition int32, there span) span, each func(deadLetter)) error {
	asking, cancel := context.WithTimeout(ctx, t.timeout)
	defer cancel()
	kafka, err := t.cluster(asking, kgo.FetchMaxWait(500*time.Millisecond))
	if err != nil {
		return err
	}
	defer kafka.Close()
	prefix := kafka.config.TopicPrefix
	spans, err := deadSpans(asking, kafka, stages, choose)
	if err != nil {
		return err
	}
	from := map[string]map[int32]kgo.Offset{}
	for topic, partitions := range spans {
		from[topic] = map[int32]kgo.Offset{}
		for partition, s := range partitions {
			from[topic][partition] = kgo.NewOffset().At(s.first)
		}
	}
	kafka.kafka.AddConsumePartitions(from)
	for len(spans) > 0 {
		polling, cancel := context.WithTimeout(ctx, t.timeout)
		fetches := kafka.kafka.PollRecords(polling, 1000)
		cancel()
		if err := fetches.Err0(); err != nil {
			return noKafka(kafka.config, fmt.Errorf("read dead letters: %w", err))
		}
		for _, e := range fetches.Errors() {
			return fmt.Errorf("read %s partition %d: %w", e.Topic, e.Partition, e.Err)
		}
		fetches.EachRecord(func(r *kgo.Record) {
			s, open := spans[r.Topic][r.Partition]
			if !open {
				return
			}
			if r.Offset < s.end {
				stage := strings.TrimPrefix(strings.TrimPrefix(r.Topic, prefix), schemas.DeadTopic(""))
				each(deadLetter{flow.ReadDeadLetter(r, prefix), place{stage, r.Partition, r.Offset}})
			}
			if r.Offset >= s.end-1 {
				delete(spans[r.Topic], r.Partition)
				if len(spans[r.Topic]) == 0 {
					delete(spans, r.Topic)
				}
			}
		})
	}
	return nil
}

// deadSpans are the parts to read, by topic and partition; empty ones are left out.
func deadSpans(ctx context.Context, kafka *cluster, stages []string, choose func(int32, span) span) (map[string]map[int32]span, error) {
	var topics []string
	for _, s := range stages {
		topics = append(topics, kafka.withPrefix(schemas.DeadTopic(s)))
	}
	starts, err := kafka.ListStartOffsets(ctx, topics...)
	if err != nil {
		return nil, fmt.Errorf("ask where the dead letters begin: %w", err)
	}
	ends, err := kafka.ListEndOffsets(ctx, topics...)
	if err != nil {
		return nil, fmt.Errorf("ask where the dead letters end: %w", err)
	}
	spans := map[string]map[int32]span{}
	for topic, partitions := range ends {
		for partition, end := range partitions {
			if end.Err != nil {
				return nil, fmt.Errorf("topic %s: %w (munshi topics create makes those that are missing)", topic, end.Err)
			}
			s := choose(partition, span{starts[topic][partition].Offset, end.Offset})
			if s.first >= s.end {
				continue
			}
			if spans[topic] == nil {
				spans[topic] = map[int32]span{}
			}
			spans[topic][partition] = s
		}
	}
	return spans, nil
}

// readable is a dead letter's value for a terminal: JSON indented and without passwords, other text as it is, bytes as a
// quoted string; the end of a long one is left out.
func readable(l *flow.DeadLetter) string {
	text := string(l.Value)
	var object map[string]any
	if json.Unmarshal(l.Value, &object) == nil && object != nil {
		withoutSecrets(object)
		if b, err := json.MarshalIndent(object, "", "  "); err == nil {
			text = string(b)
		}
	} else if !utf8.ValidString(text) {
		text = strconv.Quote(text[:min(len(text), shownBytes)])
	}
	if len(text) > shownBytes {
		return strings.ToValidUTF8(text[:shownBytes], "") + fmt.Sprintf("\n… %d bytes in all: --raw prints them", len(l.Value))
	}
	return text
}

// withoutSecrets replaces the password of an encrypted PDF, and the bytes of a document by their number.
func withoutSecrets(object map[string]any) {
	for key, value := range object {
		switch key {
		case "password":
			object[key] = "(left out)"
		case "content":
			if text, ok := value.(string); ok && len(text) > 200 {
				object[key] = fmt.Sprintf("(%d characters of base64 left out)", len(text))
			}
		}
	}
}
