package flow_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

// oversize are inputs that no dead letter can hold, or only just; all compress well, so that a broker takes them.
func oversize() [][]byte {
	x := func(n int) []byte { return bytes.Repeat([]byte("x"), n) }
	return [][]byte{
		x(schemas.MaxRecordBytes - 200),
		x(2 * schemas.MaxRecordBytes),
		sms(string(x(2 * schemas.MaxRecordBytes))),
		x(5 * schemas.MaxRecordBytes),                                                  // more than a client unpacks
		fmt.Appendf(nil, `{"messageId":%q,"text":"bad"}`, x(schemas.MaxRecordBytes/2)), // an id too long for a report
		fmt.Appendf(nil, `{"tenant":%q,"text":"bad"}`, x(schemas.MaxRecordBytes/2)),
	}
}

// publishOversize puts each of them on one partition, and something good behind each.
func publishOversize(k *flowtest.Kafka) {
	for i, value := range oversize() {
		k.PublishOversize("messages.received", "key", value)
		k.Publish("messages.received", "key", sms(fmt.Sprint("behind ", i)))
	}
}

// An input that is too large for a dead letter must neither stop those behind it nor go round for ever.
func TestInputsTooLargeForADeadLetterDieOnce(t *testing.T) {
	k := connect(t)
	publishOversize(k)
	flowtest.Start(k, define(func(_ context.Context, in flow.Event[*munshiv1.MessageReceived]) ([]flow.Output, error) {
		if in.Body.Text == "bad" {
			return nil, flow.Permanentf(schemas.CodeInvalidEvent, "told to")
		}
		return echo(in), nil
	}), nil)
	k.Await("transactions.classified", len(oversize()), patience)
	checkOversizeLetters(t, k, "classify")
}

func TestASinkIsNotStoppedByEventsTooLargeForADeadLetter(t *testing.T) {
	k := connect(t)
	publishOversize(k)
	l := &ledger{written: map[string]int{}}
	flowtest.Start(k, sinkInto(l), nil)
	checkOversizeLetters(t, k, "sink")
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.written) != len(oversize()) {
		t.Errorf("written: %v", l.written)
	}
}

// checkOversizeLetters waits until all is done. It wants one letter of each input, with the value whole where that is no larger than a
// record may be, and otherwise with none, and the place where the input still is.
func checkOversizeLetters(t *testing.T, k *flowtest.Kafka, stage string) {
	t.Helper()
	inputs := oversize()
	deadline := time.Now().Add(patience)
	for k.Committed("munshi-"+stage, "messages.received") < int64(2*len(inputs)) {
		if time.Now().After(deadline) {
			t.Fatalf("%d of %d inputs are committed after %s", k.Committed("munshi-"+stage, "messages.received"), 2*len(inputs), patience)
		}
		time.Sleep(50 * time.Millisecond)
	}
	letters := k.Await("dead."+stage, len(inputs), patience)
	if len(letters) != len(inputs) {
		t.Fatalf("%d dead letters of %d inputs", len(letters), len(inputs))
	}
	for i, value := range inputs {
		at := slices.IndexFunc(letters, func(r flowtest.Record) bool { return r.Header("munshi_offset") == fmt.Sprint(2*i) })
		if at < 0 {
			t.Errorf("input %d has no letter", i)
			continue
		}
		dead := letters[at]
		code, why := dead.Header("munshi_code"), dead.Header("munshi_message")
		switch {
		case len(value) < schemas.MaxRecordBytes && !bytes.Equal(dead.Value, value):
			t.Errorf("input %d of %d bytes: the letter holds %d", i, len(value), len(dead.Value))
		case len(value) > schemas.MaxRecordBytes && (len(dead.Value) > 0 || code != string(schemas.CodeInputTooLarge) || !strings.Contains(why, "messages.received, partition ")):
			t.Errorf("input %d of %d bytes: %d bytes, %s, %s", i, len(value), len(dead.Value), code, why)
		}
	}
}
