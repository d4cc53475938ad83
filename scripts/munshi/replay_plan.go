package main

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/munshi-in/munshi/schemas"
	"github.com/munshi-in/munshi/stages/flow"
)

// A replayPlan is what a replay is going to publish. Looking at the inputs makes it (add), settle fixes it.
//
// Of several inputs of one stage about one document or message only the newest reading's is taken: the others' results were replaced
// long ago, and must not come back because a replay read them later. And readings keep their order: each of a
// replay's begins a microsecond after the one before, so that whatever two uploads of the same bytes did to each other stays as it was.
type replayPlan struct {
	id     string
	began  time.Time
	prefix string // of topic names
	lane   lane
	limit  int

	chosen   map[[16]byte]candidate
	readings []int64 // of the candidates, in order, in microseconds
	rows     map[route]*replayRow
}

// A candidate is an input that may be published again.
type candidate struct {
	stage, topic string // topic with its prefix
	partition    int32
	offset       int64
	to           string // without prefix
	reading      int64  // when its reading began, in microseconds since 1970
	at           time.Time
	bytes        int
}

// route is a row of what is printed.
type route struct{ stage, from, to string }

// replayRow counts the inputs of one stage that go from one topic to another.
type replayRow struct {
	Replay string `json:"replayId"`
	DryRun bool   `json:"dryRun"`
	Stage  string `json:"stage"`
	From   string `json:"from"`
	// To is empty for records that cannot be replayed.
	To string `json:"to"`
	// Records and Bytes are what the replay takes.
	Records int   `json:"records"`
	Bytes   int64 `json:"bytes"`
	// First and Last are the timestamps of the oldest and the newest of them.
	First *time.Time `json:"first,omitempty"`
	Last  *time.Time `json:"last,omitempty"`
	// Superseded are left out because a newer reading of the same document or message is there.
	Superseded int `json:"superseded"`
	// Unreadable are left out because they cannot be decoded, or do not say where they came from.
	Unreadable int `json:"unreadable"`
	Published  int `json:"published"`
}

func newReplayPlan(prefix string, l lane, limit int) *replayPlan {
	began := time.Now().UTC().Truncate(time.Microsecond)
	return &replayPlan{
		id: "replay-" + began.Format("20060102T150405.000000Z"), began: began, prefix: prefix, lane: l, limit: limit,
		chosen: map[[16]byte]candidate{}, rows: map[route]*replayRow{},
	}
}

// add looks at one record that stage has read, or died of.
func (p *replayPlan) add(stage string, r *kgo.Record) error {
	from := strings.TrimPrefix(r.Topic, p.prefix)
	input, err := flow.ReadInput(r, p.prefix)
	if err != nil || !slices.Contains(replayable(stage), input.Topic) {
		p.row(route{stage, from, ""}).Unreadable++
		return nil
	}
	c := candidate{
		stage: stage, topic: r.Topic, partition: r.Partition, offset: r.Offset, to: p.lane.of(input.Topic),
		reading: input.Reading.Time.UnixMicro(), at: r.Timestamp.UTC(), bytes: len(r.Key) + len(r.Value),
	}
	p.row(route{stage, from, c.to}).Superseded++
	key := p.about(c, input)
	if other, there := p.chosen[key]; !there || c.reading >= other.reading {
		p.chosen[key] = c
	}
	if len(p.chosen) > p.limit {
		return fmt.Errorf("more than %d inputs are to be replayed: take fewer at a time (--since, --until, --offsets, --key), or raise --limit", p.limit)
	}
	return nil
}

// about tells which inputs replace each other. To the sink none does: it has many reports of one document, and sorts
// their readings itself.
func (p *replayPlan) about(c candidate, input flow.Input) (key [16]byte) {
	text := fmt.Sprintf("%s\x00%s\x00%s\x00%s", c.stage, strings.TrimSuffix(c.to, schemas.BulkSuffix), input.Tenant, input.SubjectID)
	if c.stage == "sink" {
		text = fmt.Sprintf("%s\x00%d\x00%d", c.topic, c.partition, c.offset)
	}
	sum := sha256.Sum256([]byte(text))
	copy(key[:], sum[:])
	return key
}

// replayable are the topics on which a stage's inputs are published: not its retries, and not dead letters.
func replayable(stage string) []string {
	return slices.DeleteFunc(schemas.Inputs(stage), func(name string) bool {
		return strings.HasPrefix(name, schemas.RetryTopic("")) || strings.HasPrefix(name, schemas.DeadTopic(""))
	})
}

// lane is the lane of document topics that inputs are put on.
type lane int

const (
	laneSame lane = iota // where they were
	laneBulk
	laneLive
)

// of is topic in that lane. A topic that has but one stays what it is.
func (l lane) of(topic string) string {
	t, ok := schemas.TopicFor(topic)
	switch {
	case !ok || !t.GetBulkLane() || l == laneSame:
		return topic
	case l == laneBulk:
		return t.GetName() + schemas.BulkSuffix
	}
	return t.GetName()
}

func (p *replayPlan) row(r route) *replayRow {
	row := p.rows[r]
	if row == nil {
		row = &replayRow{Replay: p.id, Stage: r.stage, From: r.from, To: r.to}
		p.rows[r] = row
	}
	return row
}

func (p *replayPlan) rowOf(c candidate) *replayRow {
	return p.row(route{c.stage, strings.TrimPrefix(c.topic, p.prefix), c.to})
}

// settle counts what was chosen and puts its readings in order.
func (p *replayPlan) settle() {
	for _, c := range p.chosen {
		p.readings = append(p.readings, c.reading)
		row := p.rowOf(c)
		row.Records++
		row.Superseded--
		row.Bytes += int64(c.bytes)
		if row.First == nil || c.at.Before(*row.First) {
			row.First = &c.at
		}
		if row.Last == nil || c.at.After(*row.Last) {
			row.Last = &c.at
		}
	}
	slices.Sort(p.readings)
	p.readings = slices.Compact(p.readings)
}

// reading is when the new reading of an input begins: after every reading before the replay, and after its own even where a
// producer's clock is ahead. To the sink an input stays of its reading: writing a result once more is no new
// reading, and one that could not be written last week must not replace that of yesterday.
func (p *replayPlan) reading(c candidate) time.Time {
	if c.stage == "sink" {
		return time.Time{}
	}
	rank, _ := slices.BinarySearch(p.readings, c.reading)
	return time.UnixMicro(max(p.began.UnixMicro()+int64(rank), c.reading+1)).UTC()
}

// sorted are the rows, in the order of the flow.
func (p *replayPlan) sorted(dryRun bool) []replayRow {
	var rows []replayRow
	for _, r := range p.rows {
		r.DryRun = dryRun
		rows = append(rows, *r)
	}
	slices.SortFunc(rows, func(a, b replayRow) int {
		if n := slices.Index(schemas.StageNames, a.Stage) - slices.Index(schemas.StageNames, b.Stage); n != 0 {
			return n
		}
		return strings.Compare(a.From+" "+a.To, b.From+" "+b.To)
	})
	return rows
}
