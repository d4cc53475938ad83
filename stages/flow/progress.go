package flow

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/twmb/franz-go/pkg/kgo"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/munshi-in/munshi/schemas"
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
	maxReports = 1000
	// maxGatheredID bounds the ids in a report that travels with others: together they must fit a record.
	maxGatheredID = 128
	// gatherTime is how long a report waits for others.
	gatherTime = 2 * time.Millisecond
	// minTimestamp and maxTimestamp are the seconds of what a protobuf timestamp holds: the years 1 to 9999.
	minTimestamp, maxTimestamp = -62135596800, 253402300799
)

// A report is what a stage has to say of an input.
type report struct {
	about subject
	meta  *Meta // the input's
	state string
	why   *failure // nil when it is done
	at    time.Time
	took  time.Duration
}

// gathers tells whether a report may travel with others: it is of a message that the stage is done with, of which there
// are many, and nothing in it could keep the others from being sent. That of a replay names it in a header of its own.
func (p *report) gathers() bool {
	fits := func(id string) bool { return len(id) <= maxGatheredID && utf8.ValidString(id) }
	event, begun := p.meta.ID, p.meta.Reading.Time.Unix()
	return p.state == stateDone && p.about.document == nil && p.meta.Reading.ReplayID == "" &&
		fits(event) && (p.about.id == event || fits(p.about.id)) && (p.meta.Reading.ID == event || fits(p.meta.Reading.ID)) &&
		minTimestamp <= begun && begun <= maxTimestamp
}

// body is the report whole, as it travels alone or as the first of several.
func (r *runtime) body(p report) *munshiv1.Progress {
	body := &munshiv1.Progress{
		Id: p.about.id, Document: p.about.document, Stage: r.name, State: p.state,
		At: timestamppb.New(p.at), DurationMs: p.took.Milliseconds(), Attempts: int32(p.meta.Attempt), Revision: Revision(), EventId: p.meta.ID,
		ReadingId: p.meta.Reading.ID, ReadingTime: timestamppb.New(p.meta.Reading.Time),
	}
	if p.why != nil {
		body.ErrorCode, body.ErrorMessage = string(p.why.code), bounded(p.why.reason)
	}
	return body
}

// progress makes the pipeline.progress record of a report. n sets apart several reports of one input.
func (r *runtime) progress(p report, n int) (*kgo.Record, error) {
	return r.progressRecord(p, r.body(p), n)
}

func (r *runtime) progressRecord(p report, body *munshiv1.Progress, n int) (*kgo.Record, error) {
	out, err := r.encoder.record(envelope{id: DeriveID(p.meta.ID, r.name+"/progress", n), key: p.about.id, from: p.meta, at: p.at}, body)
	if err != nil {
		return nil, err
	}
	if size := recordBytes(&out.record); size > schemas.MaxRecordBytes-perRecordBytes {
		return nil, fmt.Errorf("a report of %d bytes is over the limit of %d", size, schemas.MaxRecordBytes-perRecordBytes)
	}
	return &out.record, nil
}

func (r *runtime) isProgress(topic string) bool {
	return topic == r.encoder.route((*munshiv1.Progress)(nil)).live
}

// gathered makes one pipeline.progress record of 1 to maxReports reports that gather.
func (r *runtime) gathered(reports []*report) (*kgo.Record, error) {
	first := reports[0]
	body := r.body(*first)
	others := progressMemory.Get().(*[maxReports]munshiv1.Progress)
	defer progressMemory.Put(others)
	body.More = make([]*munshiv1.Progress, len(reports)-1)
	for i := range body.More {
		body.More[i] = &others[i]
		body.More[i].Reset()
		reports[i+1].abridge(body.More[i], first)
	}
	return r.progressRecord(*first, body, 0)
}

// progressMemory is what gathered makes bodies in, which live only there: new each time they were an eighth of a runner's garbage.
var progressMemory = sync.Pool{New: func() any { return new([maxReports]munshiv1.Progress) }}

// abridge leaves out what Reports knows: most of a report is the same in all that travel together.
func (p *report) abridge(into *munshiv1.Progress, first *report) {
	into.Id = p.about.id
	into.DurationMs = p.took.Milliseconds()
	if p.meta.ID != into.Id {
		into.EventId = p.meta.ID
	}
	if p.meta.Reading.ID != p.meta.ID {
		into.ReadingId = p.meta.Reading.ID
	}
	if p.meta.Attempt != first.meta.Attempt {
		into.Attempts = int32(p.meta.Attempt)
	}
	if !p.meta.Reading.Time.Equal(first.meta.Reading.Time) {
		into.ReadingTime = timestamppb.New(p.meta.Reading.Time)
	}
}

// Reports lists the reports in the body of a pipeline.progress record, each whole: what those in More leave out is as the
// schema says. It fills them in, in body; doing so again changes nothing.
func Reports(body *munshiv1.Progress) []*munshiv1.Progress {
	all := append(make([]*munshiv1.Progress, 0, 1+len(body.More)), body)
	for _, p := range body.More {
		p.Stage, p.State = cmp.Or(p.Stage, body.Stage), cmp.Or(p.State, body.State)
		p.Revision, p.Attempts = cmp.Or(p.Revision, body.Revision), cmp.Or(p.Attempts, body.Attempts)
		p.At, p.ReadingTime = cmp.Or(p.At, body.At), cmp.Or(p.ReadingTime, body.ReadingTime)
		p.EventId = cmp.Or(p.EventId, p.Id)
		p.ReadingId = cmp.Or(p.ReadingId, p.EventId)
		all = append(all, p)
	}
	return all
}

// A reporter gathers reports and sends them together. An input whose report it was given is done only when
// Kafka has the record that the report travels in.
type reporter struct {
	*stageRunner

	mu    sync.Mutex
	tasks []*task
}

// add sends the report of a task with others, soon.
func (g *reporter) add(t *task) {
	g.mu.Lock()
	g.tasks = append(g.tasks, t)
	count := len(g.tasks)
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
	tasks := g.tasks
	g.tasks = nil
	g.mu.Unlock()
	for some := range slices.Chunk(tasks, maxReports) {
		g.sendAll(some)
	}
}

func (g *reporter) sendAll(tasks []*task) {
	reports := make([]*report, len(tasks))
	for i, t := range tasks {
		reports[i] = &t.fate.report
	}
	r, err := g.gathered(reports)
	if err != nil {
		g.acknowledged(cmp.Or(r, &kgo.Record{}), err, tasks...)
		return
	}
	g.send(context.Background(), r, func(r *kgo.Record, err error) { g.acknowledged(r, err, tasks...) })
}
