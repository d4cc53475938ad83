package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
)

// withTopics is a Kafka namespace with all topics made by the command itself.
func withTopics(t *testing.T) (map[string]string, *testkit.Broker) {
	t.Helper()
	broker := testkit.Kafka(t)
	mustRun(t, broker.Env(), "topics", "create", "--partitions", "2", "--replication", "1")
	return broker.Env(), broker
}

// consumed waits for count records of a topic.
func consumed(t *testing.T, b *testkit.Broker, topic string, count int) []*kgo.Record {
	t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(b.Addr), kgo.ConsumeTopics(b.Prefix+topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var records []*kgo.Record
	for len(records) < count {
		fetches := client.PollFetches(ctx)
		if ctx.Err() != nil {
			t.Fatalf("%s: %d of %d records came", topic, len(records), count)
		}
		records = append(records, fetches.Records()...)
	}
	return records
}

func uploaded(t *testing.T, r *kgo.Record) *munshiv1.DocumentUploaded {
	t.Helper()
	body, err := flow.Decode("documents.uploaded", "application/json", r.Value)
	if err != nil {
		t.Fatal(err)
	}
	return body.(*munshiv1.DocumentUploaded)
}

func TestTopicsCreateMakesWhatIsMissingAndNothingElse(t *testing.T) {
	broker := testkit.Kafka(t)
	env := broker.Env()
	states := func(args ...string) map[string]int {
		count := map[string]int{}
		for _, line := range strings.Split(strings.TrimSpace(mustRun(t, env, append([]string{"topics", "create", "--output", "json", "--replication", "1"}, args...)...)), "\n") {
			var row topicRow
			if err := json.Unmarshal([]byte(line), &row); err != nil {
				t.Fatal(err)
			}
			count[row.State]++
		}
		return count
	}
	all := len(schemas.TopicPlans())
	for _, step := range []struct {
		args []string
		want string
	}{
		{[]string{"--dry-run"}, "missing"}, {[]string{"--partitions", "2"}, "created"}, {[]string{"--partitions", "2"}, "there"},
		{[]string{"--partitions", "1"}, "there"}, {[]string{"--partitions", "3"}, "differs"},
	} {
		if got := states(step.args...); got[step.want] != all {
			t.Errorf("%v: %v, want all %d %s", step.args, got, all, step.want)
		}
	}
}

func TestTheTopicsFileForDeploymentsIsCurrent(t *testing.T) {
	const path = "../../deploy/topics.yaml"
	have, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if mustRun(t, nil, "topics", "list", "--output", "yaml") != string(have) {
		t.Errorf("%s is old: go run ./scripts/munshi topics list --output yaml > deploy/topics.yaml", path)
	}
}

func TestTopicsListNamesEveryTopicWithoutAServer(t *testing.T) {
	for _, format := range []string{"table", "json", "yaml"} {
		out := mustRun(t, nil, "topics", "list", "--output", format)
		for _, p := range schemas.TopicPlans() {
			if !strings.Contains(out, p.Name) {
				t.Errorf("%s: %s is not in it", format, p.Name)
			}
		}
	}
}

func TestSmallFilesTravelInTheEventAndLargeOnesThroughStorage(t *testing.T) {
	env, broker := withTopics(t)
	bucket := testkit.S3(t)
	for name, value := range bucket.Env() {
		env[name] = value
	}
	dir := t.TempDir()
	small, large := filepath.Join(dir, "small.jpg"), filepath.Join(dir, "large.pdf")
	write(t, small, strings.Repeat("s", 1000))
	write(t, large, strings.Repeat("l", inlineBytes+1))

	out := mustRun(t, env, "publish", "document", small, large, "https://example.com/a.png", "--tenant", "acme", "--password", "secret")
	if !strings.Contains(out, "inline") || !strings.Contains(out, "storage") || !strings.Contains(out, "reference") {
		t.Errorf("what was sent is not told:\n%s", out)
	}
	events := map[string]*munshiv1.DocumentUploaded{}
	for _, r := range consumed(t, broker, "documents.uploaded", 3) {
		e := uploaded(t, r)
		events[e.Filename] = e
	}
	if e := events["small.jpg"]; len(e.GetContent()) != 1000 || e.GetUri() != "" || e.GetTenant() != "acme" || e.GetPassword() != "secret" {
		t.Errorf("small file: %v", e)
	}
	if sum := sha256.Sum256([]byte(strings.Repeat("s", 1000))); !strings.Contains(out, schemas.DocumentID("acme", hex.EncodeToString(sum[:]))) {
		t.Errorf("the id that the pipeline would derive is not told:\n%s", out)
	}
	if e := events["large.pdf"]; len(e.GetContent()) != 0 || !strings.HasPrefix(e.GetUri(), "s3://"+bucket.Name+"/uploads/") {
		t.Errorf("large file: %v", e)
	}
	if e := events[""]; e.GetUri() != "https://example.com/a.png" {
		t.Errorf("reference: %v", e)
	}
}

func TestBulkDocumentsGoOnTheBulkLane(t *testing.T) {
	env, broker := withTopics(t)
	mustRun(t, env, "publish", "document", "--bulk", "--id", "d1", "s3://uploads/a.png")
	record := consumed(t, broker, "documents.uploaded.bulk", 1)[0]
	if uploaded(t, record).GetDocumentId() != "d1" || string(record.Key) != "d1" {
		t.Errorf("got %s %s", record.Key, record.Value)
	}
}

func TestAnEmptyOrMissingFileIsNotPublished(t *testing.T) {
	env, _ := withTopics(t)
	empty := filepath.Join(t.TempDir(), "empty.jpg")
	write(t, empty, "")
	munshi(t, env, "publish", "document", empty).want(t, exitFailed, "empty.jpg: the file is empty")
	munshi(t, env, "publish", "document", "/nonexistent.jpg").want(t, exitFailed, "no such file")
	munshi(t, env, "publish", "document", "file:///etc/passwd").want(t, exitMistake, "cannot be fetched")
}

func TestStorageThatIsDownExitsWith3AndNamesTheVariable(t *testing.T) {
	env, _ := withTopics(t)
	env["MUNSHI_S3_ENDPOINT"] = "http://127.0.0.1:1"
	large := filepath.Join(t.TempDir(), "large.pdf")
	write(t, large, strings.Repeat("l", inlineBytes+1))
	munshi(t, env, "publish", "document", large, "--timeout", "2s").want(t, exitUnreachable, "MUNSHI_S3_ENDPOINT", "0 of 1 documents")
}

func TestMessagesOfOneSubjectArePublishedInOrder(t *testing.T) {
	env, broker := withTopics(t)
	var lines strings.Builder
	for i := range 300 {
		fmt.Fprintf(&lines, `{"id":"m%d","sender":"VM-HDFCBK","text":"text %d","receivedAt":"2026-01-02T03:04:05Z","subject":"p%d"}`+"\n\n", i, i, i%3)
	}
	munshiReading(t, env, lines.String(), "publish", "messages", "-").want(t, exitDone, "300 messages published")
	next := map[string]int{"p0": 0, "p1": 1, "p2": 2}
	for _, r := range consumed(t, broker, "messages.received", 300) {
		body, err := flow.Decode("messages.received", "application/json", r.Value)
		if err != nil {
			t.Fatal(err)
		}
		m := body.(*munshiv1.MessageReceived)
		if want := fmt.Sprintf("m%d", next[m.Subject]); m.MessageId != want || string(r.Key) != m.Subject || m.ReceivedAt.AsTime().Year() != 2026 {
			t.Fatalf("subject %s: got %s, want %s", m.Subject, m.MessageId, want)
		}
		next[m.Subject] += 3
	}
}

func TestABadLineIsNamedByItsNumber(t *testing.T) {
	env, _ := withTopics(t)
	munshiReading(t, env, `{"id":"1","text":"one"}`+"\nnot json\n", "publish", "messages", "-").want(t, exitFailed, "line 2", "1 messages published")
	munshiReading(t, env, `{"id":"1"}`+"\n", "publish", "messages", "-").want(t, exitFailed, "line 1: text is empty")
	munshiReading(t, env, `{"text":"x","receivedAt":"yesterday"}`+"\n", "publish", "messages", "-").want(t, exitFailed, "line 1", "yesterday")
}

func TestLagTellsHowLongTheOldestInputHasBeenWaiting(t *testing.T) {
	env, broker := withTopics(t)
	for n, ago := range []time.Duration{time.Hour, 2 * time.Hour, time.Minute} {
		put(t, broker, &kgo.Record{Topic: "messages.received", Key: fmt.Append(nil, n), Timestamp: time.Now().Add(-ago), Value: []byte(`{"text":"x"}`)})
	}
	for line := range strings.Lines(mustRun(t, env, "lag", "--all", "--output", "json")) {
		var row lagRow
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		switch waits := strings.HasSuffix(row.Topic, "messages.received"); {
		case waits && (row.Waiting != 3 || row.SecondsBehind < 7200 || row.SecondsBehind > 7300):
			t.Errorf("%+v, want 3 records and two hours", row)
		case !waits && row.SecondsBehind != 0:
			t.Errorf("%+v, where nothing waits", row)
		}
	}
	munshi(t, env, "lag").want(t, exitDone, "2h0m")
}

func TestLagCountsWhatNoStageHasDone(t *testing.T) {
	env, _ := withTopics(t)
	for i := range 5 {
		mustRun(t, env, "publish", "message", "--text", "x", "--id", fmt.Sprint(i))
	}
	var classify, sink int64
	for _, line := range strings.Split(strings.TrimSpace(mustRun(t, env, "lag", "--output", "json")), "\n") {
		var row lagRow
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		switch row.Stage {
		case "classify":
			classify += row.Waiting
		case "sink":
			sink += row.Waiting
		}
		if row.Consumers != 0 {
			t.Errorf("%s has %d consumers, but nothing runs", row.Stage, row.Consumers)
		}
	}
	if classify != 5 || sink != 0 {
		t.Errorf("classify is %d behind and sink %d, want 5 and 0", classify, sink)
	}
}

// refusing gives up on every message.
type refusing struct{}

func (refusing) Process(_ context.Context, in flow.Event[*munshiv1.DocumentUploaded]) ([]flow.Output, error) {
	return nil, flow.Permanent(schemas.CodeNotFound, errors.New("no object "+in.Body.GetUri()))
}

// letDie runs a stage called ingest that gives up on everything, until count letters are dead.
func letDie(t *testing.T, env map[string]string, broker *testkit.Broker, count int) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	definition := flow.Definition[struct{}]{Name: "ingest", New: func(context.Context, struct{}, flow.Tools) (*flow.Program, error) {
		return flow.NewProgram(nil, flow.On(refusing{})), nil
	}}
	go func() { done <- flow.Run(ctx, definition, testkit.Lookup(env)) }()
	consumed(t, broker, "dead.ingest", count)
	stop()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func TestDeadLettersAreListedAndShownWithoutTheirPassword(t *testing.T) {
	env, broker := withTopics(t)
	munshi(t, env, "dead", "list").want(t, exitDone, "No dead letters")
	for i := range 3 {
		mustRun(t, env, "publish", "document", "--id", fmt.Sprintf("d%d", i), "--password", "hush", fmt.Sprintf("s3://uploads/%d.pdf", i))
	}
	letDie(t, env, broker, 3)

	var ids []string
	var letter string
	for _, line := range strings.Split(strings.TrimSpace(mustRun(t, env, "dead", "list", "--stage", "ingest", "--code", "not_found", "--since", "1h", "--output", "json")), "\n") {
		var row deadRow
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, row.ID)
		letter = row.Letter
	}
	slices.Sort(ids)
	if !slices.Equal(ids, []string{"d0", "d1", "d2"}) {
		t.Errorf("listed are %v", ids)
	}
	if out := mustRun(t, env, "dead", "list", "--limit", "2"); strings.Count(out, "\n") != 3 {
		t.Errorf("--limit 2 lists:\n%s", out)
	}
	munshi(t, env, "dead", "list", "--limit", "2").want(t, exitDone, "the newest 2 of 3")
	munshi(t, env, "dead", "list", "--code", "corrupt").want(t, exitDone, "No dead letters")

	shown := mustRun(t, env, "dead", "show", letter)
	if strings.Contains(shown, "hush") || !strings.Contains(shown, "not_found (permanent)") || !strings.Contains(shown, "documents.uploaded partition") || !strings.Contains(shown, "s3://uploads/") {
		t.Errorf("shown:\n%s", shown)
	}
	if raw := mustRun(t, env, "dead", "show", letter, "--raw"); !strings.Contains(raw, `"password":"hush"`) {
		t.Errorf("--raw is not the value byte for byte: %s", raw)
	}
	munshi(t, env, "dead", "show", "ingest:0:4711").want(t, exitFailed, "no such dead letter")
}

func TestMissingTopicsAreNamedWithTheCommandThatMakesThem(t *testing.T) {
	env := testkit.Kafka(t).Env()
	munshi(t, env, "lag").want(t, exitFailed, "munshi topics create")
	munshi(t, env, "dead", "list").want(t, exitFailed, "munshi topics create")
	munshi(t, env, "publish", "message", "--text", "x", "--timeout", "10s").want(t, exitFailed, "messages.received", "munshi topics create")
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
