package flow_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

func TestMain(m *testing.M) {
	if os.Getenv(stuckVariable) != "" {
		flow.Main(stuck())
		return
	}
	testkit.Main(m)
}

const patience = 2 * time.Minute

type none struct{}

// stageFunc makes a stage that reads messages.received of a function.
type stageFunc func(ctx context.Context, in flow.Event[*munshiv1.MessageReceived]) ([]flow.Output, error)

func (f stageFunc) Process(ctx context.Context, in flow.Event[*munshiv1.MessageReceived]) ([]flow.Output, error) {
	return f(ctx, in)
}

func define(f stageFunc) flow.Definition[none] {
	return flow.Definition[none]{Name: "classify", New: func(context.Context, none, flow.Tools) (*flow.Program, error) {
		return flow.NewProgram(nil, flow.On[*munshiv1.MessageReceived](f)), nil
	}}
}

func connect(t testing.TB) *flowtest.Kafka {
	return flowtest.Connect(t, testkit.Lookup(testkit.Kafka(t).Env()))
}

// echo answers a message with one output that names it.
func echo(in flow.Event[*munshiv1.MessageReceived]) []flow.Output {
	return []flow.Output{{Key: in.Key, Body: &munshiv1.TransactionsClassified{Source: "sms", SourceId: in.Body.Text}}}
}

func sms(text string) []byte { return fmt.Appendf(nil, `{"text":%q}`, text) }

func messages(n int, key func(i int) string) []flowtest.Record {
	all := make([]flowtest.Record, n)
	for i := range all {
		all[i] = flowtest.Record{Topic: "messages.received", Key: key(i), Value: sms(fmt.Sprint(i))}
	}
	return all
}

func TestAnOutputNamesItsTypeAndCarriesTheInputsReadingAndTrace(t *testing.T) {
	k := connect(t)
	flowtest.Start(k, define(func(_ context.Context, in flow.Event[*munshiv1.MessageReceived]) ([]flow.Output, error) {
		return echo(in), nil
	}), nil)
	k.Publish("messages.received", "subject-1", sms("hello"), flowtest.Header{Key: "ce_id", Value: "e1"},
		flowtest.Header{Key: "munshi_reading_id", Value: "r1"}, flowtest.Header{Key: "munshi_reading_time", Value: "2026-01-02T03:04:05Z"},
		flowtest.Header{Key: "traceparent", Value: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
		flowtest.Header{Key: "munshi_replay_id", Value: "p1"})
	out := k.Await("transactions.classified", 1, patience)[0]
	for name, want := range map[string]string{
		"ce_id": flow.DeriveID("e1", "classify", 0), "ce_type": "munshi.v1.TransactionsClassified", "ce_source": "munshi/classify",
		"content-type": "application/json", "munshi_reading_id": "r1", "munshi_reading_time": "2026-01-02T03:04:05Z", "munshi_replay_id": "p1",
		"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
	} {
		if got := out.Header(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	progress := k.Await("pipeline.progress", 1, patience)[0].Body(t).(*munshiv1.Progress)
	if progress.Id != "hello" || progress.Stage != "classify" || progress.State != "done" {
		t.Errorf("progress %v", progress)
	}
}

func TestReportsOfMessagesTravelTogetherAndNoneIsMissing(t *testing.T) {
	k := connect(t)
	const n = 2000
	k.PublishAll(messages(n, func(i int) string { return fmt.Sprint("k", i) })...)
	stop := flowtest.Start(k, define(func(_ context.Context, in flow.Event[*munshiv1.MessageReceived]) ([]flow.Output, error) {
		return echo(in), nil
	}), nil)
	k.Await("transactions.classified", n, patience)
	stop()
	reported, records := map[string]bool{}, k.All("pipeline.progress")
	for _, r := range records {
		first := r.Body(t).(*munshiv1.Progress)
		for _, p := range flow.Reports(first) {
			if p.State != "done" || p.ReadingId == "" || !p.ReadingTime.IsValid() || p.EventId == "" {
				t.Errorf("report %v", p)
			}
			reported[p.Id] = true
		}
	}
	if len(reported) != n || len(records) > n/4 {
		t.Errorf("%d of %d messages were reported, in %d records", len(reported), n, len(records))
	}
}

func TestAnInputThatLeavesNothingIsDone(t *testing.T) {
	k := connect(t)
	input := messages(1, func(int) string { return "k" })
	input[0].Headers = []flowtest.Header{{Key: "ce_id", Value: "\xff"}} // no text: it cannot be reported
	k.PublishAll(input...)
	stop := flowtest.Start(k, define(func(context.Context, flow.Event[*munshiv1.MessageReceived]) ([]flow.Output, error) { return nil, nil }), nil)
	k.PublishAll(messages(1, func(int) string { return "k" })...) // of the same key: it waits for the first
	k.Await("pipeline.progress", 1, patience)
	stop()
	if committed := k.Committed("munshi-classify", "messages.received"); committed != 2 {
		t.Errorf("%d of 2 inputs are committed", committed)
	}
}

func TestAReportThatCannotBeSentKeepsNoOtherFromBeingSent(t *testing.T) {
	k := connect(t)
	const n = 50
	all := messages(n, func(i int) string { return fmt.Sprint("k", i) })
	all[7].Headers = []flowtest.Header{{Key: "ce_id", Value: "\xff"}} // no text
	all[8].Headers = []flowtest.Header{{Key: "munshi_replay_id", Value: "replay-1"}}
	k.PublishAll(all...)
	stop := flowtest.Start(k, define(func(_ context.Context, in flow.Event[*munshiv1.MessageReceived]) ([]flow.Output, error) {
		return echo(in), nil
	}), nil)
	k.Await("transactions.classified", n, patience)
	stop()
	reported, replayed := 0, ""
	for _, r := range k.All("pipeline.progress") {
		first := r.Body(t).(*munshiv1.Progress)
		reported += 1 + len(first.More)
		if r.Header("munshi_replay_id") != "" {
			replayed = first.Id
		}
	}
	if reported != n-1 || replayed != "8" {
		t.Errorf("%d of %d messages were reported; that of a replay is %q, want 8", reported, n, replayed)
	}
	if committed := k.Committed("munshi-classify", "messages.received"); committed != n {
		t.Errorf("%d of %d inputs are done", committed, n)
	}
}

func TestAPermanentErrorKeepsTheInputByteForByteInTheDeadLetters(t *testing.T) {
	k := connect(t)
	flowtest.Start(k, define(func(_ context.Context, in flow.Event[*munshiv1.MessageReceived]) ([]flow.Output, error) {
		return nil, flow.Permanentf(schemas.CodeInvalidEvent, "text is empty")
	}), nil)
	value := []byte(`{ "text" : "x",   "unknown": [1,2] }`)
	k.Publish("messages.received", "key-1", value)
	k.Publish("messages.received", "key-2", []byte("not json at all"))
	dead := k.Await("dead.classify", 2, patience)
	byKey := map[string]flowtest.Record{}
	for _, d := range dead {
		byKey[d.Key] = d
	}
	if d := byKey["key-1"]; !bytes.Equal(d.Value, value) || d.Header("munshi_code") != "invalid_event" || d.Header("munshi_message") != "text is empty" ||
		d.Header("munshi_topic") != "messages.received" || d.Header("munshi_attempts") != "1" || d.Header("munshi_stage") != "classify" {
		t.Errorf("permanent: %q %v", d.Value, d.Headers)
	}
	if d := byKey["key-2"]; d.Header("munshi_code") != "undecodable" || string(d.Value) != "not json at all" {
		t.Errorf("undecodable: %q %v", d.Value, d.Headers)
	}
}

func TestARetriedInputComesBackAndIsGivenUpAfterTheLastAttempt(t *testing.T) {
	k := connect(t)
	var mu sync.Mutex
	attempts := map[string][]int{}
	ids := map[string]bool{}
	flowtest.Start(k, define(func(_ context.Context, in flow.Event[*munshiv1.MessageReceived]) ([]flow.Output, error) {
		mu.Lock()
		defer mu.Unlock()
		attempts[in.Body.Text] = append(attempts[in.Body.Text], in.Attempt)
		ids[in.ID] = true
		if in.Body.Text == "twice" && in.Attempt == 2 {
			return echo(in), nil
		}
		return nil, flow.Retry(errors.New("503 from its URL"), 0)
	}), map[string]string{"MUNSHI_CLASSIFY_RETRY_DELAY": "300ms", "MUNSHI_CLASSIFY_MAX_ATTEMPTS": "3"})
	k.Publish("messages.received", "", sms("twice"))
	k.Publish("messages.received", "", sms("never"))
	k.Await("transactions.classified", 1, patience)
	dead := k.Await("dead.classify", 1, patience)[0]
	if dead.Header("munshi_code") != "retries_exhausted" || dead.Header("munshi_attempts") != "3" || !strings.Contains(dead.Header("munshi_message"), "503 from its URL") {
		t.Errorf("dead letter headers %v", dead.Headers)
	}
	mu.Lock()
	defer mu.Unlock()
	if fmt.Sprint(attempts["twice"]) != "[1 2]" || fmt.Sprint(attempts["never"]) != "[1 2 3]" || len(ids) != 2 {
		t.Errorf("attempts %v, ids %v", attempts, ids)
	}
}

func TestAnOutageKeepsTheInputAndDeadLettersNothing(t *testing.T) {
	k := connect(t)
	var mu sync.Mutex
	calls := 0
	flowtest.Start(k, define(func(_ context.Context, in flow.Event[*munshiv1.MessageReceived]) ([]flow.Output, error) {
		mu.Lock()
		defer mu.Unlock()
		if calls++; calls <= 4 {
			return nil, errors.New("storage is down")
		}
		return echo(in), nil
	}), nil)
	k.Publish("messages.received", "", sms("patient"))
	k.Await("transactions.classified", 1, patience)
	if dead := k.All("dead.classify"); len(dead) != 0 {
		t.Errorf("dead letters: %v", dead)
	}
}

func TestAPanicIsADeadLetterOnlyWhenItHappensAgainAndAgain(t *testing.T) {
	k := connect(t)
	var mu sync.Mutex
	panics := map[string]int{}
	flowtest.Start(k, define(func(_ context.Context, in flow.Event[*munshiv1.MessageReceived]) ([]flow.Output, error) {
		mu.Lock()
		panics[in.Body.Text]++
		first := panics[in.Body.Text] == 1
		mu.Unlock()
		if in.Body.Text == "always" || first {
			panic("index out of range")
		}
		return echo(in), nil
	}), nil)
	k.Publish("messages.received", "", sms("always"))
	k.Publish("messages.received", "", sms("once"))
	k.Await("transactions.classified", 1, patience)
	dead := k.Await("dead.classify", 1, patience)[0]
	if string(dead.Value) != string(sms("always")) || dead.Header("munshi_code") != "panic" || !strings.Contains(dead.Header("munshi_message"), "run_test.go") {
		t.Errorf("dead letter %q %v", dead.Value, dead.Headers)
	}
}

func TestAnOutputTooLargeForTheBrokerIsADeadLetter(t *testing.T) {
	k := connect(t)
	flowtest.Start(k, define(func(_ context.Context, in flow.Event[*munshiv1.MessageReceived]) ([]flow.Output, error) {
		return []flow.Output{{Body: &munshiv1.TransactionsClassified{SourceId: strings.Repeat("x", schemas.MaxRecordBytes)}}}, nil
	}), nil)
	k.Publish("messages.received", "", sms("big"))
	if dead := k.Await("dead.classify", 1, patience)[0]; dead.Header("munshi_code") != "output_too_large" {
		t.Errorf("headers %v", dead.Headers)
	}
}

func TestInputsOfOneKeyAreProcessedInOrderAndOthersSideBySide(t *testing.T) {
	k := connect(t)
	var mu sync.Mutex
	last := map[string]string{}
	busy := map[string]bool{}
	var together, most int
	const n = 600
	flowtest.Start(k, define(func(_ context.Context, in flow.Event[*munshiv1.MessageReceived]) ([]flow.Output, error) {
		mu.Lock()
		if busy[in.Key] {
			t.Errorf("two inputs of key %s at once", in.Key)
		}
		if len(in.Body.Text) == len(last[in.Key]) && in.Body.Text < last[in.Key] {
			t.Errorf("key %s: %s after %s", in.Key, in.Body.Text, last[in.Key])
		}
		busy[in.Key], last[in.Key] = true, in.Body.Text
		together++
		most = max(most, together)
		mu.Unlock()
		time.Sleep(time.Millisecond)
		mu.Lock()
		busy[in.Key] = false
		together--
		mu.Unlock()
		return echo(in), nil
	}), nil)
	k.PublishAll(messages(n, func(i int) string { return fmt.Sprint("k", i%7) })...)
	out := k.Await("transactions.classified", n, patience)
	order := map[string]int{}
	for _, r := range out {
		var i int
		fmt.Sscan(r.Body(t).(*munshiv1.TransactionsClassified).SourceId, &i)
		if i < order[r.Key] {
			t.Errorf("outputs of key %s: %d after %d", r.Key, i, order[r.Key])
		}
		order[r.Key] = i
	}
	if most < 2 {
		t.Errorf("at most %d inputs were processed at once", most)
	}
}

func TestStoppingAndStartingAgainLosesNothingAndRepeatsIDs(t *testing.T) {
	k := connect(t)
	const n = 3000
	slow := define(func(_ context.Context, in flow.Event[*munshiv1.MessageReceived]) ([]flow.Output, error) {
		time.Sleep(time.Millisecond)
		return echo(in), nil
	})
	k.PublishAll(messages(n, func(i int) string { return fmt.Sprint(i % 100) })...)
	for range 3 {
		stop := flowtest.Start(k, slow, map[string]string{"MUNSHI_CLASSIFY_CONCURRENCY": "4"})
		k.Await("transactions.classified", 100, patience)
		stop()
	}
	flowtest.Start(k, slow, nil)
	ids := map[string]string{}
	for deadline := time.Now().Add(patience); len(ids) < n && time.Now().Before(deadline); {
		for _, r := range k.All("transactions.classified") {
			ids[r.Body(t).(*munshiv1.TransactionsClassified).SourceId] = r.Header("ce_id")
		}
	}
	if len(ids) != n {
		t.Errorf("%d of %d inputs came through", len(ids), n)
	}
	byID := map[string]string{}
	for _, r := range k.All("transactions.classified") {
		source := r.Body(t).(*munshiv1.TransactionsClassified).SourceId
		if other, seen := byID[r.Header("ce_id")]; seen && other != source {
			t.Errorf("id %s stands for %s and %s", r.Header("ce_id"), source, other)
		}
		byID[r.Header("ce_id")] = source
	}
	if len(byID) != n {
		t.Errorf("%d ids for %d inputs", len(byID), n)
	}
}

func TestPartitionsMoveBetweenReplicasWithoutLoss(t *testing.T) {
	k := connect(t)
	const n = 4000
	stage := define(func(_ context.Context, in flow.Event[*munshiv1.MessageReceived]) ([]flow.Output, error) {
		time.Sleep(time.Millisecond)
		return echo(in), nil
	})
	k.PublishAll(messages(n, func(i int) string { return fmt.Sprint(i) })...)
	flowtest.Start(k, stage, map[string]string{"MUNSHI_CLASSIFY_CONCURRENCY": "2"})
	k.Await("transactions.classified", 50, patience)
	stopSecond := flowtest.Start(k, stage, map[string]string{"MUNSHI_CLASSIFY_CONCURRENCY": "2"})
	k.Await("transactions.classified", 1000, patience)
	stopSecond()
	seen := map[string]bool{}
	for deadline := time.Now().Add(patience); len(seen) < n && time.Now().Before(deadline); {
		for _, r := range k.All("transactions.classified") {
			seen[r.Body(t).(*munshiv1.TransactionsClassified).SourceId] = true
		}
	}
	if len(seen) != n {
		t.Errorf("%d of %d inputs came through", len(seen), n)
	}
}

func TestAStageThatIgnoresItsDeadlineDoesNotBlockTheDrain(t *testing.T) {
	k := connect(t)
	entered, release := make(chan struct{}), make(chan struct{})
	defer close(release)
	stop := flowtest.Start(k, define(func(context.Context, flow.Event[*munshiv1.MessageReceived]) ([]flow.Output, error) {
		close(entered)
		<-release
		return nil, nil
	}), map[string]string{"MUNSHI_CLASSIFY_DRAIN_TIMEOUT": "1s"})
	k.Publish("messages.received", "", sms("stuck"))
	<-entered
	stop() // fails when it does not end
}

func TestAPlainStageConforms(t *testing.T) {
	k := connect(t)
	plain := define(func(_ context.Context, in flow.Event[*munshiv1.MessageReceived]) ([]flow.Output, error) {
		if in.Body.Text == "" {
			return nil, flow.Permanentf(schemas.CodeInvalidEvent, "text is empty")
		}
		return echo(in), nil
	})
	flowtest.Conform(t, k, plain, nil,
		flowtest.Record{Topic: "messages.received", Key: "s1", Value: sms("one")},
		flowtest.Record{Topic: "messages.received", Value: sms("two")})
}
