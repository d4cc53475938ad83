package flow_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

const (
	benchRecords = 100_000
	benchText    = `{"text":"Rs.1,250.00 debited from a/c XX1234 on 03-11-26 to VPA corner.shop@upi Ref 630712345678. Not you? Call 1800-000-000","sender":"VM-EXBANK-S","receivedAt":"2026-11-03T10:00:00Z","subject":"subject-%d"}`
)

// BenchmarkRunner moves the same records through a stage that hands them on, and through a bare consume-produce loop
// of the same client library on the same broker, in turn, and prints the ratio of their speeds.
func BenchmarkRunner(b *testing.B) {
	var bare, stage time.Duration
	for range b.N {
		bare += timeBareLoop(b)
		stage += timeStage(b)
	}
	total := float64(benchRecords * b.N)
	b.ReportMetric(total/bare.Seconds(), "bare_records/s")
	b.ReportMetric(total/stage.Seconds(), "stage_records/s")
	b.ReportMetric(bare.Seconds()/stage.Seconds(), "ratio")
}

func loaded(b *testing.B) (*flowtest.Kafka, flow.Lookup, flow.KafkaConfig) {
	lookup := testkit.Lookup(testkit.Kafka(b).Env())
	k := flowtest.Connect(b, lookup)
	records := make([]flowtest.Record, benchRecords)
	for i := range records {
		records[i] = flowtest.Record{Topic: "messages.received", Key: fmt.Sprint("subject-", i%10_000), Value: fmt.Appendf(nil, benchText, i%10_000)}
	}
	k.PublishAll(records...)
	var config flow.KafkaConfig
	if err := flow.LoadConfig("bench", &config, lookup); err != nil {
		b.Fatal(err)
	}
	return k, lookup, config
}

// timeBareLoop consumes in a group, produces each value to another topic without waiting, and commits once at the end.
func timeBareLoop(b *testing.B) time.Duration {
	_, _, config := loaded(b)
	options, err := config.ClientOptions()
	if err != nil {
		b.Fatal(err)
	}
	client, err := kgo.NewClient(append(options, kgo.ConsumerGroup(config.TopicPrefix+"bare"), kgo.ConsumeTopics(config.TopicPrefix+"messages.received"),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))...)
	if err != nil {
		b.Fatal(err)
	}
	defer client.Close()
	began := time.Now()
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
	return time.Since(began)
}

// timeStage runs a stage that answers each message with one event, until all are processed and produced.
func timeStage(b *testing.B) time.Duration {
	k, _, _ := loaded(b)
	var calls atomic.Int64
	handsOn := define(func(_ context.Context, in flow.Event[*munshiv1.MessageReceived]) ([]flow.Output, error) {
		calls.Add(1)
		return []flow.Output{{Key: in.Key, Body: &munshiv1.TransactionsClassified{Source: "sms", SourceId: in.ID, Message: &munshiv1.ClassifiedMessage{Text: in.Body.Text}}}}, nil
	})
	began := time.Now()
	stop := flowtest.Start(k, handsOn, map[string]string{"MUNSHI_WIRE": "protobuf"})
	for calls.Load() < benchRecords {
		time.Sleep(time.Millisecond)
	}
	stop() // drains: returns when Kafka has every output
	return time.Since(began)
}
