package flow

import (
	"context"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/twmb/franz-go/pkg/kgo"
	"google.golang.org/protobuf/types/known/timestamppb"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
)

// States of progress.
const (
	stateDone     = "done"
	stateRetrying = "retrying"
	stateFailed   = "failed"
)

const (
	// maxReports is how many reports travel in one record.
	maxReports = 500
	// maxGatheredID bounds the ids in a report that travels with others: together they must fit a record.
	maxGatheredID = 256
	// gatherTime is how long a report waits for others.
	gatherTime = 2 * time.Millisecond
)

// report is what a stage has to say of an input.
func (r *runtime) report(meta Meta, s subject, state string, f failure, now time.Time, took time.Duration) *munshiv1.Progress {
	return &munshiv1.Progress{
		Id: s.id, Document: s.document, Stage: r.name, State: state,
		ErrorCode: string(f.code), ErrorMessage: bounded(f.reason),
		At: timestamppb.New(now), DurationMs: took.Milliseconds(), Attempts: int32(meta.Attempt), Revision: Revision(), EventId: meta.ID,
		ReadingId: meta.Reading.ID, ReadingTime: timestamppb.New(meta.Reading.Time),
	}
}

// gathers tells whether a report may travel with others: it is of a message that the stage is done with, of which there
// are many, and nothing in it could keep the others from being sent. That of a replay names it in a header of its own.
func gathers(p *munshiv1.Progress, meta Meta) bool {
	fits := func(id string) bool { return len(id) <= maxGatheredID && utf8.ValidString(id) }
	return p.State == stateDone && p.Document == nil && meta.Reading.ReplayID == "" &&
		fits(p.Id) && fits(p.EventId) && fits(p.ReadingId) && p.ReadingTime.IsValid()
}

// progress makes the pipeline.progress record of a report. n sets apart several reports of one input.
func (r *runtime) progress(p *munshiv1.Progress, meta Meta, n int) (*kgo.Record, error) {
	return r.encoder.record(DeriveID(p.EventId, r.name+"/progress", n), p.Id, meta.Bulk, p, r.encoder.carried(meta, p.At.AsTime()))
}

// gathered makes one pipeline.progress record of 1 to maxReports reports.
func (r *runtime) gathered(reports []*munshiv1.Progress) (*kgo.Record, error) {
	first := reports[0]
	first.More = reports[1:]
	defer func() { first.More = nil }() // should it have to be sent again, it is in other company
	meta := Meta{Reading: Reading{ID: first.ReadingId, Time: first.ReadingTime.AsTime()}}
	return r.progress(first, meta, 0)
}

// A reporter gathers reports and sends them together. An input whose report it was given is done only when
// Kafka has the record that the report travels in.
type reporter struct {
	*runtime

	mu      sync.Mutex
	reports []*munshiv1.Progress
	told    []func(*kgo.Record, error)
}

// add sends a report with others, soon; told is called when Kafka has it or refuses it.
func (g *reporter) add(p *munshiv1.Progress, told func(*kgo.Record, error)) {
	g.mu.Lock()
	g.reports, g.told = append(g.reports, p), append(g.told, told)
	count := len(g.reports)
	g.mu.Unlock()
	switch count {
	case 1:
		time.AfterFunc(gatherTime, g.flush)
	case maxReports:
		g.flush()
	}
}

func (g *reporter) flush() {
	g.mu.Lock()
	reports, told := g.reports, g.told
	g.reports, g.told = nil, nil
	g.mu.Unlock()
	for len(reports) > 0 {
		n := min(len(reports), maxReports)
		g.sendAll(reports[:n], told[:n])
		reports, told = reports[n:], told[n:]
	}
}

func (g *reporter) sendAll(reports []*munshiv1.Progress, told []func(*kgo.Record, error)) {
	tellAll := func(r *kgo.Record, err error) {
		for _, tell := range told {
			tell(r, err)
		}
	}
	r, err := g.gathered(reports)
	if err != nil {
		tellAll(nil, err)
		return
	}
	g.send(context.Background(), r, tellAll)
}
