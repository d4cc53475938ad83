package flowtest

import (
	"bytes"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
)

// conformPatience is how long a conformance check waits for the stage to finish its inputs.
const conformPatience = 2 * time.Minute

// garbage is what no stage may die of. It is undecodable as any message.
var garbage = map[string][]byte{
	"not JSON":       []byte("\x00\x01 not json"),
	"no value":       nil,
	"wrong type":     []byte(`{"document":5,"text":{"a":1}}`),
	"a list":         []byte(`[1,2,3]`),
	"truncated":      []byte(`{"document":{"documentId":"d`),
	"invalid UTF-8":  []byte("{\"tenant\":\"\xff\xfe\"}"),
	"nested deeply":  bytes.Repeat([]byte(`{"document":`), 20_000),
	"giant number":   fmt.Appendf(nil, `{"document":{"bytes":%s}}`, bytes.Repeat([]byte("9"), 5000)),
	"null":           []byte(`null`),
	"a bare string":  []byte(`"documents"`),
	"two values":     []byte(`{} {}`),
	"trailing comma": []byte(`{"tenant":"t",}`),
}

// Conform checks what every stage owes its callers, on a real broker: garbage becomes dead letters and hurts
// nothing else; an input delivered twice yields the same outputs under the same ids; every input is reported
// as progress; ending the stage hands everything back and leaves no goroutine. inputs are records that the stage
// can process, on the topics it reads; set holds variables beside those given to Connect.
func Conform[C any](t *testing.T, k *Kafka, d flow.Definition[C], set map[string]string, inputs ...Record) {
	t.Helper()
	goroutines := runtime.NumGoroutine()
	stop := Start(k, d, set)
	read := topicsOf(inputs)
	published := map[string]int64{}
	publish := func(records ...Record) {
		k.PublishAll(records...)
		for _, r := range records {
			published[r.Topic]++
		}
		k.awaitDone(d.Name, published)
	}

	var junk []Record
	for _, topic := range read {
		for name, value := range garbage {
			junk = append(junk, Record{Topic: topic, Key: name, Value: value})
		}
	}
	publish(junk...)
	dead := k.All(schemas.DeadTopic(d.Name))
	for name := range garbage {
		if !slices.ContainsFunc(dead, func(letter Record) bool { return letter.Key == name }) {
			t.Errorf("garbage (%s) did not become a dead letter", name)
		}
	}
	if len(dead) != len(junk) {
		t.Errorf("%d pieces of garbage became %d dead letters", len(junk), len(dead))
	}
	for _, letter := range dead {
		if code := letter.Header("munshi_code"); code != string(schemas.CodeUndecodable) && code != string(schemas.CodeInvalidEvent) {
			t.Errorf("garbage (%s) has code %q: %s", letter.Key, code, letter.Header("munshi_message"))
		}
		if !bytes.Equal(letter.Value, garbage[letter.Key]) {
			t.Errorf("the dead letter of garbage (%s) is not byte for byte its input", letter.Key)
		}
	}

	for i := range inputs {
		inputs[i].Headers = append(inputs[i].Headers, Header{"ce_id", fmt.Sprint("conform-", i)})
	}
	publish(inputs...)
	if now := k.All(schemas.DeadTopic(d.Name)); len(now) != len(dead) {
		last := now[len(now)-1]
		t.Fatalf("an input became a dead letter: %s: %s", last.Header("munshi_code"), last.Header("munshi_message"))
	}
	first := k.outputs(t, read)
	publish(inputs...)
	again := k.outputs(t, read)
	if len(first) == 0 || len(again) != len(first) {
		t.Errorf("outputs have %d ids after one delivery and %d after two", len(first), len(again))
	}
	reports := 0
	for _, r := range k.All("pipeline.progress") {
		reports += 1 + len(r.Body(t).(*munshiv1.Progress).More)
	}
	if reports < len(junk)+2*len(inputs) {
		t.Errorf("%d inputs were reported as progress %d times", len(junk)+2*len(inputs), reports)
	}

	stop()
	for deadline := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > goroutines; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			stacks := make([]byte, 64<<10)
			t.Errorf("%d goroutines before the stage, %d after:\n%s", goroutines, runtime.NumGoroutine(), stacks[:runtime.Stack(stacks, true)])
			break
		}
	}
}

func topicsOf(records []Record) []string {
	var topics []string
	for _, r := range records {
		if !slices.Contains(topics, r.Topic) {
			topics = append(topics, r.Topic)
		}
	}
	return topics
}

// awaitDone waits until the stage has committed as many records of each topic as were published.
func (k *Kafka) awaitDone(stage string, published map[string]int64) {
	k.t.Helper()
	deadline := time.Now().Add(conformPatience)
	for topic, want := range published {
		for k.Committed(flow.Groups(stage)[0], topic) < want {
			if time.Now().After(deadline) {
				k.t.Fatalf("stage %s finished %d of %d records of %s within %s", stage, k.Committed(flow.Groups(stage)[0], topic), want, topic, conformPatience)
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
}

// outputs maps the id of every output to its value. The same id with another value is an error.
func (k *Kafka) outputs(t *testing.T, read []string) map[string][]byte {
	t.Helper()
	values := map[string][]byte{}
	for _, topic := range schemas.Topics() {
		if slices.Contains(read, topic.GetName()) || topic.GetName() == "pipeline.progress" {
			continue
		}
		for _, r := range k.All(topic.GetName()) {
			id := r.Header("ce_id")
			if other, seen := values[id]; seen && !bytes.Equal(other, r.Value) {
				t.Errorf("%s: id %s has two values:\n%s\n%s", topic.GetName(), id, other, r.Value)
			}
			values[id] = r.Value
		}
	}
	return values
}
