package flow_test

import (
	"context"
	"fmt"
	"os"
	"sync/atomic"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

// benchRecords is enough that joining a group and leaving it, the same on both sides, do not count.
const benchRecords = 500_000

// BenchmarkRunner moves the same records through a stage and through a bare consume-produce loop of the same client
// library on the same broker, in turn, and prints the ratio of their speeds and that of the CPU time this process took,
// which other programs disturb less. The bare loop produces a record for each it consumes. So does the stage that does
// nothing, whose inputs leave only their progress; one that hands its inputs on produces two.
func BenchmarkRunner(b *testing.B) {
	nothing := func(flow.Event[*munshiv1.MessageReceived]) []flow.Output { return nil }
	onward := func(in flow.Event[*munshiv1.MessageReceived]) []flow.Output {
		return []flow.Output{{Key: in.Key, Body: &munshiv1.TransactionsClassified{Source: "sms", SourceId: in.ID, Message: &munshiv1.ClassifiedMessage{Text: in.Body.Text}}}}
	}
	for _, wire := range []string{"protobuf", "json"} {
		b.Run("noop/"+wire, func(b *testing.B) { benchRunner(b, wire, nothing) })
		b.Run("onward/"+wire, func(b *testing.B) { benchRunner(b, wire, onward) })
	}
}

func benchRunner(b *testing.B, wire string, outputs func(flow.Event[*munshiv1.MessageReceived]) []flow.Output) {
	var bare, stage flowtest.Cost
	for range b.N {
		bare.Add(loaded(b, wire).BareLoop(b, "messages.received", "transactions.classified", benchRecords))
		stage.Add(runStage(b, wire, outputs))
	}
	flowtest.ReportAgainst(b, bare, stage, benchRecords*b.N)
}

// loaded is a namespace whose messages.received holds the records of the benchmark.
func loaded(b *testing.B, wire string) *flowtest.Kafka {
	k := connect(b)
	headers := []flowtest.Header{{Key: "content-type", Value: "application/" + wire}}
	k.Load(benchRecords, func(i int) flowtest.Record {
		subject := fmt.Sprint("subject-", i%10_000)
		return flowtest.Record{Topic: "messages.received", Key: subject, Value: benchMessage(b, wire, subject), Headers: headers}
	})
	return k
}

func benchMessage(b *testing.B, wire, subject string) []byte {
	const text = "Rs.1,250.00 debited from a/c XX1234 on 03-11-26 to VPA corner.shop@upi Ref 630712345678. Not you? Call 1800-000-000"
	message := &munshiv1.MessageReceived{Text: text, Sender: "VM-EXBANK-S", Subject: subject}
	encode := proto.Marshal
	if wire == "json" {
		encode = protojson.Marshal
	}
	value, err := encode(message)
	if err != nil {
		b.Fatal(err)
	}
	return value
}

// runStage runs a stage until all records are processed and Kafka has what came of them.
func runStage(b *testing.B, wire string, outputs func(flow.Event[*munshiv1.MessageReceived]) []flow.Output) flowtest.Cost {
	k := loaded(b, wire)
	var calls atomic.Int64
	all := make(chan struct{})
	stage := define(func(_ context.Context, in flow.Event[*munshiv1.MessageReceived]) ([]flow.Output, error) {
		if calls.Add(1) == benchRecords {
			close(all)
		}
		return outputs(in), nil
	})
	defer flow.SteadyHeap(os.LookupEnv)()
	return flowtest.CostOf(b, func() {
		stop := flowtest.Start(k, stage, map[string]string{"MUNSHI_WIRE": wire})
		<-all
		stop() // drains: returns when Kafka has every output
	})
}
