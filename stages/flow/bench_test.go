package flow_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
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
	var bare, stage cost
	for range b.N {
		bare.add(runBareLoop(b, wire))
		stage.add(runStage(b, wire, outputs))
	}
	total := float64(benchRecords * b.N)
	b.ReportMetric(total/bare.wall.Seconds(), "bare_records/s")
	b.ReportMetric(total/stage.wall.Seconds(), "stage_records/s")
	b.ReportMetric(bare.wall.Seconds()/stage.wall.Seconds(), "ratio")
	b.ReportMetric(float64(bare.cpu.Nanoseconds())/total, "bare_cpu_ns/record")
	b.ReportMetric(float64(stage.cpu.Nanoseconds())/total, "stage_cpu_ns/record")
	b.ReportMetric(bare.cpu.Seconds()/stage.cpu.Seconds(), "cpu_ratio")
	b.ReportMetric(0, "ns/op")
}

// cost is the time that work took, and what this process spent of it on its cores.
type cost struct{ wall, cpu time.Duration }

func (c *cost) add(o cost) { c.wall, c.cpu = c.wall+o.wall, c.cpu+o.cpu }

func costOf(b *testing.B, work func()) cost {
	began, spent := time.Now(), cpuTime(b)
	work()
	return cost{time.Since(began), cpuTime(b) - spent}
}

func cpuTime(b *testing.B) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// loaded is a namespace whose messages.received holds the records of the benchmark.
func loaded(b *testing.B, wire string) (*flowtest.Kafka, flow.KafkaConfig) {
	lookup := testkit.Lookup(testkit.Kafka(b).Env())
	k := flowtest.Connect(b, lookup)
	headers := []flowtest.Header{{Key: "content-type", Value: "application/" + wire}}
	records := make([]flowtest.Record, 0, 10_000)
	for i := range benchRecords {
		subject := fmt.Sprint("subject-", i%10_000)
		records = append(records, flowtest.Record{Topic: "messages.received", Key: subject, Value: benchMessage(b, wire, subject), Headers: headers})
		if len(records) == cap(records) {
			k.PublishAll(records...)
			records = records[:0]
		}
	}
	var config flow.KafkaConfig
	if err := flow.LoadConfig("bench", &config, lookup); err != nil {
		b.Fatal(err)
	}
	return k, config
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

// runBareLoop consumes in a group, produces each value to another topic without waiting, and commits once at the end.
func runBareLoop(b *testing.B, wire string) cost {
	_, config := loaded(b, wire)
	options, err := config.ClientOptions()
	if err != nil {
		b.Fatal(err)
	}
	return costOf(b, func() {
		client, err := kgo.NewClient(append(options, kgo.ConsumerGroup(config.TopicPrefix+"bare"), kgo.ConsumeTopics(config.TopicPrefix+"messages.received"),
			kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))...)
		if err != nil {
			b.Fatal(err)
		}
		defer client.Close()
		for done := 0; done < benchRecords; {
			client.PollFetches(b.Context()).EachRecord(func(r *kgo.Record) {
				done++
				client.Produce(b.Context(), &kgo.Record{Topic: config.TopicPrefix + "transactions.classified", Key: r.Key, Value: r.Value}, func(_ *kgo.Record, err error) {
					if err != nil {
						b.Error(err)
					}
				})
			})
		}
		if err := client.Flush(b.Context()); err != nil {
			b.Fatal(err)
		}
		if err := client.CommitUncommittedOffsets(b.Context()); err != nil {
			b.Fatal(err)
		}
	})
}

// runStage runs a stage until all records are processed and Kafka has what came of them.
func runStage(b *testing.B, wire string, outputs func(flow.Event[*munshiv1.MessageReceived]) []flow.Output) cost {
	k, _ := loaded(b, wire)
	var calls atomic.Int64
	all := make(chan struct{})
	stage := define(func(_ context.Context, in flow.Event[*munshiv1.MessageReceived]) ([]flow.Output, error) {
		if calls.Add(1) == benchRecords {
			close(all)
		}
		return outputs(in), nil
	})
	return costOf(b, func() {
		stop := flowtest.Start(k, stage, map[string]string{"MUNSHI_WIRE": wire})
		<-all
		stop() // drains: returns when Kafka has every output
	})
}
