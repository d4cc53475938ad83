package flow_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"testing"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

// noise is text of n bytes that does not pack.
func noise(seed, n int) string {
	var key [32]byte
	key[0], key[1] = byte(seed), byte(seed>>8)
	bytes := make([]byte, n*3/4)
	rand.NewChaCha8(key).Read(bytes)
	return base64.StdEncoding.EncodeToString(bytes)
}

// A broker that takes less at a time than the topics are planned with refuses a batch for what is in it together: no input dies for the company
// that its output was in.
func TestOnlyAnOutputTooLargeByItselfIsADeadLetter(t *testing.T) {
	k := connect(t)
	for _, topic := range []string{"transactions.classified", "pipeline.progress", "dead.classify"} {
		k.Configure(topic, "max.message.bytes", "100000")
	}
	const n = 300
	sizes := map[int]int{17: 200_000, 170: 200_000}
	flowtest.Start(k, define(func(_ context.Context, in flow.Event[*munshiv1.MessageReceived]) ([]flow.Output, error) {
		var seed int
		fmt.Sscan(in.Body.Text, &seed)
		size, large := sizes[seed]
		if !large {
			size = 8000
		}
		return []flow.Output{{Key: in.Key, Body: &munshiv1.TransactionsClassified{Source: "sms", SourceId: in.Body.Text, Tenant: noise(seed, size)}}}, nil
	}), nil)
	k.PublishAll(messages(n, func(i int) string { return fmt.Sprint("k", i) })...)
	awaitCommitted(t, k, "munshi-classify", n)
	seen := map[string]bool{}
	for _, r := range k.All("transactions.classified") {
		seen[r.Body(t).(*munshiv1.TransactionsClassified).SourceId] = true
	}
	dead := k.All("dead.classify")
	for _, d := range dead {
		if code := d.Header("munshi_code"); code != "output_too_large" {
			t.Errorf("%s died of %s", d.Value, code)
		}
	}
	if len(seen) != n-len(sizes) || len(dead) != len(sizes) {
		t.Errorf("%d outputs and %d dead letters of %d and %d", len(seen), len(dead), n-len(sizes), len(sizes))
	}
}

// A dead letter that was refused for its company keeps its value.
func TestADeadLetterKeepsItsValueWhateverCompanyItWasRefusedWith(t *testing.T) {
	k := connect(t)
	k.Configure("dead.classify", "max.message.bytes", "100000")
	const n = 300
	var all []flowtest.Record
	for i := range n {
		all = append(all, flowtest.Record{Topic: "messages.received", Key: fmt.Sprint("k", i), Value: []byte(noise(i, 8000))})
	}
	k.PublishAll(all...)
	flowtest.Start(k, echoing(), nil)
	awaitCommitted(t, k, "munshi-classify", n)
	whole := 0
	letters := k.All("dead.classify")
	for _, l := range letters {
		if len(l.Value) > 0 {
			whole++
		}
	}
	if len(letters) != n || whole != n {
		t.Errorf("%d dead letters of %d, %d of them whole", len(letters), n, whole)
	}
}

// Reports that are too large together go one by one, and one that is too large by itself is left out: no input waits for it.
func TestReportsTooLargeForTheBrokerHoldUpNothing(t *testing.T) {
	nothing := define(func(context.Context, flow.Event[*munshiv1.MessageReceived]) ([]flow.Output, error) { return nil, nil })
	l := &ledger{written: map[string]int{}}
	for stage, start := range map[string]func(k *flowtest.Kafka){
		"classify": func(k *flowtest.Kafka) { flowtest.Start(k, nothing, nil) },
		"sink":     func(k *flowtest.Kafka) { flowtest.Start(k, sinkInto(l), nil) },
	} {
		t.Run(stage, func(t *testing.T) {
			k := connect(t)
			k.Configure("pipeline.progress", "max.message.bytes", "4000")
			all := messages(500, func(i int) string { return fmt.Sprint("k", i) })
			all[250].Value = fmt.Appendf(nil, `{"messageId":%q,"text":"long"}`, noise(250, 8000))
			k.PublishAll(all...)
			start(k)
			awaitCommitted(t, k, "munshi-"+stage, int64(len(all)))
			if dead := k.Held("dead." + stage); dead != 0 {
				t.Errorf("%d dead letters", dead)
			}
		})
	}
}
