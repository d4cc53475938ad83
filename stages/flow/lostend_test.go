package flow

import (
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"
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

// read has c take the records from an offset on.
func read(c *consumer, from, to int64) *partition {
	var records []*kgo.Record
	for offset := from; offset < to; offset++ {
		records = append(records, &kgo.Record{Offset: offset})
	}
	return c.tied(kgo.Fetches{{Topics: []kgo.FetchTopic{{Topic: "messages.received", Partitions: []kgo.FetchPartition{{Records: records}}}}}})[0].partition
}
