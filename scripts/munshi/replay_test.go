package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	"github.com/munshi-in/munshi/schemas"
	"github.com/munshi-in/munshi/stages/flow"
)

// put publishes records; their topics get the test's prefix.
func put(t *testing.T, b *testkit.Broker, records ...*kgo.Record) {
	t.Helper()
	send(t, b, newClient(t, b, kgo.ProducerBatchMaxBytes(64<<20)), records...)
}

func newClient(t *testing.T, b *testkit.Broker, options ...kgo.Opt) *kgo.Client {
	t.Helper()
	client, err := kgo.NewClient(append(options, kgo.SeedBrokers(b.Addr))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

// send is put with a client of the test's own.
func send(t *testing.T, b *testkit.Broker, client *kgo.Client, records ...*kgo.Record) {
	t.Helper()
	for _, r := range records {
		r.Topic = b.Prefix + r.Topic
	}
	if err := client.ProduceSync(t.Context(), records...).FirstErr(); err != nil {
		t.Fatal(err)
	}
}

// recognized is an event about a document in a reading that began that many minutes after noon.
func recognized(topic, document string, minute int) *kgo.Record {
	return &kgo.Record{
		Topic: topic, Key: []byte(document), Value: fmt.Appendf(nil, `{"document":{"documentId":%q,"tenant":"acme"}, "n":%d}`, document, minute),
		Headers: []kgo.RecordHeader{
			{Key: "ce_id", Value: fmt.Appendf(nil, "%s-%d", document, minute)}, {Key: "munshi_reading_id", Value: fmt.Appendf(nil, "r-%s-%d", document, minute)},
			{Key: "munshi_reading_time", Value: []byte(noon.Add(time.Duration(minute) * time.Minute).Format(time.RFC3339Nano))},
		},
	}
}

var noon = time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)

func head(r *kgo.Record, name string) string {
	for _, h := range r.Headers {
		if h.Key == name {
			return string(h.Value)
		}
	}
	return ""
}

// replayRows runs a replay and returns what it says of each pair of topics.
func replayRows(t *testing.T, env map[string]string, args ...string) map[string]replayRow {
	t.Helper()
	rows := map[string]replayRow{}
	for line := range strings.Lines(mustRun(t, env, append(args, "--output", "json")...)) {
		var r replayRow
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		rows[r.From+">"+r.To] = r
	}
	return rows
}

func committed(t *testing.T, b *testkit.Broker) string {
	t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(b.Addr), kgo.ProducerBatchMaxBytes(64<<20))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	var all []string
	for _, group := range flow.Groups("extract") {
		offsets, err := kadm.NewClient(client).FetchOffsets(t.Context(), b.Prefix+group)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range offsets.Sorted() {
			all = append(all, fmt.Sprintf("%s %s %d %d", group, o.Topic, o.Partition, o.At))
		}
	}
	return strings.Join(all, "\n")
}

// commit pretends that extract has read partition 0 of its input up to offset.
func commit(t *testing.T, b *testkit.Broker, offset int64) {
	t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(b.Addr), kgo.ProducerBatchMaxBytes(64<<20))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	var offsets kadm.Offsets
	offsets.AddOffset(b.Prefix+"documents.recognized", 0, offset, -1)
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(100 * time.Millisecond) {
		if err = kadm.NewClient(client).CommitAllOffsets(t.Context(), b.Prefix+flow.Groups("extract")[0], offsets); err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}

func TestAReplayTakesTheNewestReadingOfEachDocumentAndGoesOnTheBulkLane(t *testing.T) {
	env, broker := withTopics(t)
	const topic = "documents.recognized"
	put(t, broker, recognized(topic, "a", 2), recognized(topic, "a", 1), recognized(topic, "b", 3), recognized(topic+".bulk", "a", 0), recognized(topic+".bulk", "c", 0),
		&kgo.Record{Topic: topic, Key: []byte("b"), Value: []byte("garbage")})
	commit(t, broker, 1)
	before := committed(t, broker)

	plan := replayRows(t, env, "replay", "--stage", "extract", "--dry-run")
	if live, bulk := plan["documents.recognized>documents.recognized.bulk"], plan["documents.recognized.bulk>documents.recognized.bulk"]; live.Records != 2 ||
		live.Superseded != 1 || bulk.Records != 1 || bulk.Superseded != 1 || live.First == nil || live.Bytes < 100 || live.Published != 0 || !live.DryRun {
		t.Errorf("the dry run says %+v", plan)
	}
	if bad := plan["documents.recognized>"]; bad.Unreadable != 1 {
		t.Errorf("garbage is counted as %+v", bad)
	}
	if n := len(consumed(t, broker, topic+".bulk", 2)); n != 2 {
		t.Errorf("the dry run published %d", n-2)
	}

	began := time.Now()
	done := replayRows(t, env, "replay", "--stage", "extract")
	if done["documents.recognized>documents.recognized.bulk"].Published != 2 || done["documents.recognized.bulk>documents.recognized.bulk"].Published != 1 {
		t.Errorf("the replay says %+v", done)
	}
	times := map[string]time.Time{}
	for _, r := range consumed(t, broker, topic+".bulk", 5) {
		if head(r, "munshi_replay_id") == "" {
			continue
		}
		at, err := time.Parse(time.RFC3339Nano, head(r, "munshi_reading_time"))
		if err != nil || at.Before(began.Add(-time.Second)) || strings.HasPrefix(head(r, "munshi_reading_id"), "r-") {
			t.Errorf("%s: reading %s of %s", r.Key, head(r, "munshi_reading_id"), at)
		}
		times[head(r, "ce_id")] = at
	}
	if len(times) != 3 || !times["c-0"].Before(times["a-2"]) || !times["a-2"].Before(times["b-3"]) {
		t.Errorf("readings are not in their order: %v", times)
	}
	if now := committed(t, broker); now != before {
		t.Errorf("offsets of groups were\n%s\nand are\n%s", before, now)
	}

	// A replay of everything takes what the first one published, and no more than that.
	if again := replayRows(t, env, "replay", "--stage", "extract", "--live"); again["documents.recognized.bulk>documents.recognized"].Published != 3 {
		t.Errorf("the second replay says %+v", again)
	}
}

func TestAReplayTakesWhatItsFlagsSay(t *testing.T) {
	env, broker := withTopics(t)
	message := func(text string, at time.Time) *kgo.Record {
		return &kgo.Record{Topic: "messages.received", Key: []byte(text), Timestamp: at, Value: fmt.Appendf(nil, `{"text":%q}`, text)}
	}
	old, late := message("old", time.Now().Add(-48*time.Hour)), message("late", time.Now().Add(-time.Hour))
	put(t, broker, old, late)
	for _, c := range []struct {
		args string
		want int
	}{
		{"", 2}, {"--since 24h", 1}, {"--until 24h", 1}, {"--since 72h --until 24h", 1}, {"--key old", 1}, {"--key none", 0}, {"--since 24h --key old", 0},
		{fmt.Sprintf("--offsets messages.received:%d:%d", old.Partition, old.Offset), 1}, {"--offsets messages.received:0:0-99 --offsets messages.received:1:0-99", 2},
		{"--offsets messages.received:0:1000-2000", 0},
	} {
		var found int
		for _, r := range replayRows(t, env, append([]string{"replay", "--stage", "classify", "--dry-run"}, strings.Fields(c.args)...)...) {
			found += r.Records
		}
		if found != c.want {
			t.Errorf("%q takes %d, want %d", c.args, found, c.want)
		}
	}
	munshi(t, env, "replay", "--stage", "classify", "--key", "none").want(t, exitDone, "Nothing to replay")
	munshi(t, env, "replay", "--stage", "classify", "--limit", "1").want(t, exitFailed, "more than 1 inputs")
	munshi(t, env, "replay", "--stage", "classify", "--offsets", "messages.received:7:0-1").want(t, exitFailed, "no partition 7")
	for args, complaint := range map[string]string{
		"":                                       "--stage",
		"--stage tea":                            "none of",
		"--stage classify --since":               "needs an argument",
		"--stage classify --since yesterday":     "neither",
		"--stage classify --since 1h --until 2h": "not before",
		"--stage classify --offsets documents.uploaded:0:1-2":           "does not read",
		"--stage classify --offsets retry.classify:0:1-2":               "does not read",
		"--stage classify --offsets messages.received:0:5-2":            "is not topic:partition:from-to",
		"--stage classify --since 1h --offsets messages.received:0:1-2": "leave --since",
		"--stage classify --rate -1":                                    "less than 0",
	} {
		munshi(t, env, append([]string{"replay"}, strings.Fields(args)...)...).want(t, exitMistake, complaint)
	}
}

func TestAReplayedMessageIsTheSameMessageReceivedAtTheSameTime(t *testing.T) {
	env, broker := withTopics(t)
	sent := time.Now().Add(-3 * time.Hour).Truncate(time.Millisecond)
	put(t, broker, &kgo.Record{Topic: "messages.received", Timestamp: sent, Value: []byte(`{"text":"Rs 5 debited"}`)})
	if rows := replayRows(t, env, "replay", "--stage", "classify", "--rate", "50"); rows["messages.received>messages.received"].Published != 1 {
		t.Fatalf("the replay says %+v", rows)
	}
	replayed, original := (*kgo.Record)(nil), (*kgo.Record)(nil)
	for _, r := range consumed(t, broker, "messages.received", 2) {
		if head(r, "munshi_replay_id") != "" {
			replayed = r
		} else {
			original = r
		}
	}
	was, err := flow.ReadInput(original, broker.Prefix)
	is, err2 := flow.ReadInput(replayed, broker.Prefix)
	if err != nil || err2 != nil || was.ID != is.ID || !is.Time.Equal(sent) || !was.Time.Equal(sent) {
		t.Errorf("it was %+v and is %+v", was, is)
	}
	if rows := replayRows(t, env, "replay", "--stage", "classify", "--dry-run"); rows["messages.received>messages.received"].Records != 1 {
		t.Errorf("a message that was replayed counts as two: %+v", rows)
	}
}

func TestAReplayPassesOverABatchThatUnpacksToTooMuch(t *testing.T) {
	env, broker := withTopics(t)
	put(t, broker, &kgo.Record{Topic: "messages.received", Key: []byte("k"), Value: bytes.Repeat([]byte("x"), 5*schemas.MaxRecordBytes)})
	put(t, broker, &kgo.Record{Topic: "messages.received", Key: []byte("k"), Value: []byte(`{"text":"Rs 5 debited"}`)})
	munshi(t, env, "replay", "--stage", "classify").want(t, exitDone, "passed over: ", "offsets 0 to 0", "1 replayed")
}

func TestADeadLetterWithoutItsValueIsNotReplayed(t *testing.T) {
	env, broker := withTopics(t)
	put(t, broker, &kgo.Record{Topic: "dead.classify", Headers: []kgo.RecordHeader{
		{Key: "munshi_topic", Value: []byte("messages.received")}, {Key: "munshi_stage", Value: []byte("classify")},
		{Key: "munshi_left_out", Value: []byte("9000000")}, {Key: "munshi_message", Value: []byte("it is in messages.received, partition 1, offset 2")},
	}})
	letter := strings.Fields(strings.Split(mustRun(t, env, "dead", "list"), "\n")[1])[0]
	munshi(t, env, "dead", "replay", letter).want(t, exitFailed, "without its value")
	munshi(t, env, "dead", "show", letter, "--raw").want(t, exitFailed, "9000000 bytes", "partition 1, offset 2")
}

func TestASinksInputsKeepTheirReading(t *testing.T) {
	env, broker := withTopics(t)
	put(t, broker, recognized("documents.extracted", "a", 1), recognized("documents.extracted", "a", 2))
	if rows := replayRows(t, env, "replay", "--stage", "sink"); rows["documents.extracted>documents.extracted.bulk"].Published != 2 {
		t.Fatalf("the replay says %+v", rows)
	}
	for _, r := range consumed(t, broker, "documents.extracted.bulk", 2) {
		if id := head(r, "munshi_reading_id"); !strings.HasPrefix(id, "r-a-") {
			t.Errorf("%s is of reading %s", head(r, "ce_id"), id)
		}
	}
}

func TestDeadLettersGoBackByteForByteWhereTheyCameFrom(t *testing.T) {
	env, broker := withTopics(t)
	for i := range 4 {
		mustRun(t, env, "publish", "document", "--id", fmt.Sprintf("d%d", i), fmt.Sprintf("s3://uploads/%d.pdf", i), fmt.Sprintf("--bulk=%t", i == 3))
	}
	letDie(t, env, broker, 4)
	munshi(t, env, "dead", "replay", "--code", "corrupt").want(t, exitDone, "Nothing to replay")
	munshi(t, env, "dead", "replay", "--since", "1h", "--dry-run").want(t, exitDone, "documents.uploaded", "4 would be replayed; nothing was done")
	munshi(t, env, "dead", "replay", "--until", "1h").want(t, exitDone, "Nothing to replay")
	munshi(t, env, "dead", "replay", "ingest:0:4711").want(t, exitFailed, "no such dead letter")
	munshi(t, env, "dead", "replay", "ingest:0:1", "--stage", "ingest").want(t, exitMistake, "not both")
	munshi(t, env, "dead", "replay", "--stage", "tea").want(t, exitMistake, "none of")

	rows := replayRows(t, env, "dead", "replay", "--stage", "ingest", "--code", "not_found")
	if rows["dead.ingest>documents.uploaded"].Published != 3 || rows["dead.ingest>documents.uploaded.bulk"].Published != 1 {
		t.Errorf("the replay says %+v", rows)
	}
	values := map[string]string{}
	all := append(consumed(t, broker, "documents.uploaded", 6), consumed(t, broker, "documents.uploaded.bulk", 2)...)
	for _, r := range all {
		id := head(r, "ce_id") + " " + string(r.Key)
		if v, seen := values[id]; seen && v != string(r.Value) {
			t.Errorf("%s was %s and is %s", id, v, r.Value)
		}
		values[id] = string(r.Value)
		for _, name := range []string{"munshi_code", "munshi_attempts", "munshi_message", "munshi_died_at", "munshi_topic"} {
			if head(r, name) != "" {
				t.Errorf("%s has the header %s", id, name)
			}
		}
	}
	if len(values) != 4 {
		t.Errorf("%d events, want 4: %v", len(values), values)
	}

	letDie(t, env, broker, 8) // they die again: twice the same inputs
	places := map[string]int{}
	var letter string
	for line := range strings.Lines(mustRun(t, env, "dead", "list", "--output", "json")) {
		var row deadRow
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		places[fmt.Sprint(row.Topic, row.Partition, row.Offset)]++
		if row.ReplayID != "" {
			letter = row.Letter
		}
	}
	if len(places) != 4 {
		t.Errorf("inputs died at %v, want 4 places twice", places)
	}
	if rows := replayRows(t, env, "dead", "replay", letter, "--bulk"); len(rows) != 1 || rows["dead.ingest>documents.uploaded.bulk"].Published != 1 {
		t.Errorf("one letter: %+v", rows)
	}
	total := 0
	for _, r := range replayRows(t, env, "dead", "replay", "--dry-run") {
		total += r.Records
	}
	if total != 4 {
		t.Errorf("inputs that died twice count as %d, want 4", total)
	}
}

func TestAReplayThatIsInterruptedSaysHowFarItCame(t *testing.T) {
	env, broker := withTopics(t)
	var records []*kgo.Record
	for i := range 20 {
		records = append(records, recognized("documents.recognized", fmt.Sprint("d", i), i))
	}
	put(t, broker, records...)
	ctx, interrupt := context.WithCancel(t.Context())
	var out, complaint strings.Builder
	term := &terminal{lookup: testkit.Lookup(env), out: &out, err: writerFunc(func(p []byte) (int, error) {
		if strings.Contains(string(p), "of 20 published") { // the first that it says of its progress
			interrupt()
		}
		return complaint.Write(p)
	})}
	code := run(ctx, []string{"replay", "--stage", "extract", "--rate", "1"}, term)
	if code != exitFailed || !strings.Contains(complaint.String(), "of 20 published") || !strings.Contains(complaint.String(), "no harm") {
		t.Errorf("exit code %d\n%s", code, complaint.String())
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func FuzzOffsets(f *testing.F) {
	f.Add("messages.received:0:1-2")
	f.Add("x:-1:1-2")
	f.Add("x:0:99999999999999999999-1")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := parseOffsets(text)
		if err != nil {
			return
		}
		if again, err := parseOffsets(r.String()); err != nil || again != r || r.first > r.last {
			t.Errorf("%q became %v, and that %v (%v)", text, r, again, err)
		}
	})
}

func FuzzMoment(f *testing.F) {
	f.Add("24h")
	f.Add("2026-04-01")
	f.Add("2026-04-01T12:00:00Z")
	f.Fuzz(func(t *testing.T, text string) {
		at, err := parseMoment("--since", text, noon)
		if err == nil && text != "" && at.IsZero() && !strings.HasPrefix(text, "0001-01-01") {
			t.Errorf("%q is no time at all", text)
		}
	})
}
