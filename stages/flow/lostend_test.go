package flow

import (
	"fmt"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"
)

// After an unclean election a partition goes on below what was read. Work on what is lost must not count for what came anew.
func TestALogThatLostItsEndIsReadAnew(t *testing.T) {
	at := topicPartition{"messages.received", 0}
	c := &consumer{partitions: map[topicPartition]*partition{at: newPartition(at.topic, at.number)}}
	before := read(c, 100, 110)
	before.begin()
	after := read(c, 50, 110)
	if before == after || before.begin() || before.ctx.Err() == nil {
		t.Fatal("what was there before is still worked on")
	}
	defer after.cancel()
	after.begin()
	before.end(true, 100)
	after.end(true, 50)
	if next, moved := after.uncommitted(); next != 51 || !moved {
		t.Errorf("would commit %d (%v), want 51", next, moved)
	}
	if again := read(c, 110, 120); again != after {
		t.Error("the log was taken to have lost its end, but went on")
	}
}

// What the retention took away before it was read is lost, and whoever runs the stage hears how much it was, once.
func TestRecordsThatWereRemovedUnreadAreToldOf(t *testing.T) {
	core, told := observer.New(zap.ErrorLevel)
	at := topicPartition{"messages.received", 0}
	c := &consumer{log: zap.New(core), partitions: map[topicPartition]*partition{at: newPartition(at.topic, at.number)}}
	fetch(c, 40, 50, 40) // a new group: what went before was never its own
	fetch(c, 50, 60, 45)
	if told.Len() != 0 {
		t.Fatalf("told of %v", told.All())
	}
	fetch(c, 75, 80, 75)
	fetch(c, 80, 85, 75)
	c.partitions[at] = newPartition(at.topic, at.number)
	if _, err := c.from(t.Context(), map[string]map[int32]kgo.Offset{at.topic: {0: kgo.NewOffset().At(85)}}); err != nil {
		t.Fatal(err)
	}
	fetch(c, 100, 110, 100)
	var missed []any
	for _, line := range told.All() {
		missed = append(missed, line.ContextMap()["records"])
	}
	if fmt.Sprint(missed) != "[15 15]" {
		t.Errorf("told of %v records, want [15 15]", missed)
	}
}

// read has c take the records from an offset on.
func read(c *consumer, from, to int64) *partition { return fetch(c, from, to, 0) }

// fetch is read of a partition that begins at start.
func fetch(c *consumer, from, to, start int64) *partition {
	var records []*kgo.Record
	for offset := from; offset < to; offset++ {
		records = append(records, &kgo.Record{Offset: offset})
	}
	return c.tied(kgo.Fetches{{Topics: []kgo.FetchTopic{{Topic: "messages.received", Partitions: []kgo.FetchPartition{{LogStartOffset: start, Records: records}}}}}})[0].partition
}
