package main

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"maps"
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

	newest   map[[16]byte]candidate // while looking: of each document or message
	chosen   []candidate            // once settled, in the order of place
	readings []int64                // of those, in order, in microseconds
	rows     map[route]*replayRow
}

// A candidate is an input that may be published again.
type candidate struct {
	place   topicPlace
	row     *replayRow // where it is counted, which says where it goes
	reading int64      // when its reading began, in microseconds since 1970
	at      int64      // its timestamp, in milliseconds since 1970
	bytes   int
}

// topicPlace is where a record lies; the topic is with its prefix.
type topicPlace struct {
	topic     string
	offset    int64
	partition int32
}

func (a topicPlace) compare(b topicPlace) int {
	return cmp.Or(strings.Compare(a.topic, b.topic), cmp.Compare(a.partition, b.partition), cmp.Compare(a.offset, b.offset))
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
		newest: map[[16]byte]candidate{}, rows: map[route]*replayRow{},
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
		place: topicPlace{r.Topic, r.Offset, r.Partition}, row: p.row(route{stage, from, p.lane.of(input.Topic)}),
		reading: input.Reading.Time.UnixMicro(), at: r.Timestamp.UnixMilli(), bytes: len(r.Key) + len(r.Value),
	}
	c.row.Superseded++
	key := p.about(c, input)
	if other, there := p.newest[key]; !there || c.reading >= other.reading {
		p.newest[key] = c
	}
	if len(p.newest) > p.limit {
		return fmt.Errorf("more than %d inputs are to be replayed: take fewer at a time (--since, --until, --offsets, --key), or raise --limit", p.limit)
	}
	return nil
}

// about tells which inputs replace each other. To the sink none does: it has many reports of one document, and sorts
// their readings itself.
func (p *replayPlan) about(c candidate, input flow.Input) (key [16]byte) {
	text := fmt.Sprintf("%s\x00%s\x00%s\x00%s", c.row.Stage, strings.TrimSuffix(c.row.To, schemas.BulkSuffix), input.Tenant, input.SubjectID)
	if c.row.Stage == "sink" {
		text = fmt.Sprintf("%s\x00%d\x00%d", c.place.topic, c.place.partition, c.place.offset)
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

// settle counts what was chosen and puts its readings in order.
func (p *replayPlan) settle() {
	p.chosen = slices.SortedFunc(maps.Values(p.newest), func(a, b candidate) int { return a.place.compare(b.place) })
	p.newest = nil
	for _, c := range p.chosen {
		p.readings = append(p.readings, c.reading)
		c.row.Records++
		c.row.Superseded--
		c.row.Bytes += int64(c.bytes)
		at := time.UnixMilli(c.at).UTC()
		if c.row.First == nil || at.Before(*c.row.First) {
			c.row.First = &at
		}
		if c.row.Last == nil || at.After(*c.row.Last) {
			c.row.Last = &at
		}
	}
	slices.Sort(p.readings)
	p.readings = slices.Compact(p.readings)
}

// reading is when the new reading of an input begins: after every reading before the replay, and after its own even where a
// producer's clock is ahead. To the sink an input stays of its reading: writing a result once more is no new
// reading, and one that could not be written last week must not replace that of yesterday.
func (p *replayPlan) reading(c candidate) time.Time {
	if c.row.Stage == "sink" {
		return time.Time{}
	}
	rank, _ := slices.BinarySearch(p.readings, c.reading)
	return time.UnixMicro(max(p.began.UnixMicro()+int64(rank), c.reading+1)).UTC()
}

// at is what was chosen at a place.
func (p *replayPlan) at(place topicPlace) (candidate, bool) {
	n, found := slices.BinarySearchFunc(p.chosen, place, func(c candidate, at topicPlace) int { return c.place.compare(at) })
	if !found {
		return candidate{}, false
	}
	return p.chosen[n], true
}

// parts are those in which all that was chosen lies.
func (p *replayPlan) parts() spans {
	parts := spans{}
	for _, c := range p.chosen { // in order of offset
		part, known := parts[c.place.topic][c.place.partition]
		if !known {
			part.first = c.place.offset
		}
		parts.set(c.place.topic, c.place.partition, span{part.first, c.place.offset + 1})
	}
	return parts
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
