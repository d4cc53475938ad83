package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
)

// died is a dead letter of ingest in partition 0.
func died(n int, code string) *kgo.Record {
	return &kgo.Record{
		Topic: "dead.ingest", Key: fmt.Append(nil, "key-", n), Value: fmt.Appendf(nil, `{"documentId":"d%d"}`, n),
		Headers: []kgo.RecordHeader{
			{Key: "ce_id", Value: fmt.Append(nil, "event-", n)}, {Key: "munshi_topic", Value: []byte("documents.uploaded")},
			{Key: "munshi_partition", Value: []byte("0")}, {Key: "munshi_offset", Value: fmt.Append(nil, n)},
			{Key: "munshi_subject_id", Value: fmt.Append(nil, "d", n)}, {Key: "munshi_tenant", Value: []byte("acme")},
			{Key: "munshi_code", Value: []byte(code)}, {Key: "munshi_class", Value: []byte("permanent")},
			{Key: "munshi_died_at", Value: []byte(noon.Add(time.Duration(n) * time.Millisecond).Format(time.RFC3339Nano))},
		},
	}
}

// putInOne is put with all records in partition 0.
func putInOne(t *testing.T, b *testkit.Broker, records ...*kgo.Record) {
	t.Helper()
	send(t, b, newClient(t, b, kgo.RecordPartitioner(kgo.ManualPartitioner())), records...)
}

func TestAmongManyDeadLettersEachIsFoundCountedAndReplayed(t *testing.T) {
	env, broker := withTopics(t)
	const n = 30_000
	var letters []*kgo.Record
	for i := range n {
		letters = append(letters, died(i, "not_found"))
	}
	letters[7] = died(7, "corrupt")
	putInOne(t, broker, letters...)
	munshi(t, env, "dead", "list").want(t, exitDone, fmt.Sprint("d", n-1), fmt.Sprintf("the newest 50 of %d", n))
	munshi(t, env, "dead", "list", "--code", "corrupt").want(t, exitDone, "ingest:0:7")
	munshi(t, env, "dead", "list", "--code", "not_found", "--limit", "3").want(t, exitDone, fmt.Sprintf("the newest 3 of %d", n-1))
	munshi(t, env, "dead", "show", fmt.Sprintf("ingest:0:%d", n)).want(t, exitFailed, "no such dead letter")
	munshi(t, env, "dead", "show", "ingest:9:0").want(t, exitFailed, "no such dead letter")
	munshi(t, env, "dead", "show", "ingest:0:9223372036854775807").want(t, exitFailed, "no such dead letter")
	rows := replayRows(t, env, "dead", "replay", "--stage", "ingest", "--rate", "0")
	if rows["dead.ingest>documents.uploaded"].Published != n {
		t.Errorf("the replay says %+v", rows)
	}
}

func TestADeadLetterOfATopicThatIsGoneIsKeptAndSaid(t *testing.T) {
	env, broker := withTopics(t)
	unknown := died(1, "not_found")
	unknown.Headers[1].Value = []byte("documents.burned")
	putInOne(t, broker, died(0, "not_found"), unknown)
	munshi(t, env, "dead", "replay", "ingest:0:1").want(t, exitFailed, "cannot be replayed")
	if _, err := kadm.NewClient(newClient(t, broker)).DeleteTopics(t.Context(), broker.Prefix+"documents.uploaded"); err != nil {
		t.Fatal(err)
	}
	munshi(t, env, "dead", "replay", "ingest:0:0").want(t, exitFailed, "0 of 1 published", "munshi topics create")
	munshi(t, env, "lag").want(t, exitFailed, "documents.uploaded", "munshi topics create")
	mustRun(t, env, "topics", "create")
	if rows := replayRows(t, env, "dead", "replay"); rows["dead.ingest>documents.uploaded"].Published != 1 || rows["dead.ingest>"].Unreadable != 1 {
		t.Errorf("the replay says %+v", rows)
	}
}

func TestAReplayOfWhatIsNotThereDoesNothing(t *testing.T) {
	env, broker := withTopics(t)
	putInOne(t, broker, recognized("documents.recognized", "a", 1), died(1, "not_found"))
	for _, args := range [][]string{
		{"replay", "--stage", "extract", "--offsets", "documents.recognized:0:1-99"},
		{"replay", "--stage", "extract", "--offsets", "documents.recognized:1:0-4611686018427387903"},
		{"replay", "--stage", "extract", "--since", "2199-01-01"},
		{"replay", "--stage", "extract", "--until", "1970-01-01"},
		{"dead", "replay", "--since", "2199-01-01"},
	} {
		munshi(t, env, args...).want(t, exitDone, "Nothing to replay")
	}
	munshi(t, env, "replay", "--stage", "extract", "--offsets", "documents.recognized:2:0-1").want(t, exitFailed, "no partition 2")
	munshi(t, env, "replay", "--stage", "brew").want(t, exitMistake, "none of")
	munshi(t, env, "dead", "replay", "brew:0:0").want(t, exitMistake, "no dead letter")
}

// What a producer's transaction took back, or has not ended with, is no input.
func TestOnlyWhatATransactionEndedWithIsReplayedOrWaits(t *testing.T) {
	env, broker := withTopics(t)
	transact := func(id string, end kgo.TransactionEndTry, documents ...string) {
		client := newClient(t, broker, kgo.TransactionalID(broker.Prefix+id))
		if err := client.BeginTransaction(); err != nil {
			t.Fatal(err)
		}
		for i, d := range documents {
			send(t, broker, client, recognized("documents.recognized", d, i))
		}
		if id != "open" {
			if err := client.EndTransaction(t.Context(), end); err != nil {
				t.Fatal(err)
			}
		}
	}
	transact("back", kgo.TryAbort, "a", "b", "c", "d")
	transact("said", kgo.TryCommit, "e", "f", "g")
	transact("open", kgo.TryAbort, "h", "i", "j", "k", "l")
	if rows := replayRows(t, env, "replay", "--stage", "extract", "--dry-run"); rows["documents.recognized>documents.recognized.bulk"].Records != 3 {
		t.Errorf("would be replayed: %+v", rows)
	}
	if out := mustRun(t, env, "lag"); !strings.Contains(out, "documents.recognized ") {
		t.Errorf("lag:\n%s", out)
	}
}
