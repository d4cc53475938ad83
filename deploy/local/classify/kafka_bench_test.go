package classify

import (
	"encoding/json"
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	stage "github.com/munshi-in/munshi/stages/classify"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// benchRecords is enough that joining a group and leaving it do not count.
const benchRecords = 200_000

const received, classified = "messages.received", "transactions.classified"

// BenchmarkKafkaToKafka reads JSON, writes JSON or protobuf, and moves the same messages through the stage and through a bare consume-produce loop of the same client library,
// on the same broker, in turn. It prints the ratio of their speeds, and that of the CPU time this process took, which
// other programs disturb less.
func BenchmarkKafkaToKafka(b *testing.B) {
	for _, wire := range []string{"json", "protobuf"} {
		b.Run(wire, func(b *testing.B) { benchWire(b, wire) })
	}
}

func benchWire(b *testing.B, wire string) {
	var bare, ours cost
	for range b.N {
		bare.add(bareLoop(b))
		ours.add(throughTheStage(b, wire))
	}
	total := float64(benchRecords * b.N)
	b.ReportMetric(total/bare.wall.Seconds(), "bare_records/s")
	b.ReportMetric(total/ours.wall.Seconds(), "stage_records/s")
	b.ReportMetric(bare.wall.Seconds()/ours.wall.Seconds(), "ratio")
	b.ReportMetric(bare.cpu.Seconds()/ours.cpu.Seconds(), "cpu_ratio")
	b.ReportMetric(0, "ns/op")
}

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

// loaded is a namespace whose messages.received holds the messages.
func loaded(b *testing.B) (*flowtest.Kafka, flow.KafkaConfig) {
	lookup := testkit.Lookup(testkit.Kafka(b).Env())
	k := flowtest.Connect(b, lookup)
	records := make([]flowtest.Record, 0, 10_000)
	for i := range benchRecords {
		value, err := json.Marshal(map[string]string{"sender": "VM-EXBANK-S", "text": fmt.Sprintf(
			"Rs.1,250.00 debited from A/c XX1234 on 03-11-26 to CORNER SHOP %d. UPI Ref 6307%08d. Avl Bal Rs 8,755.10. Not you? Call 18000000000", i%97, i)})
		if err != nil {
			b.Fatal(err)
		}
		records = append(records, flowtest.Record{Topic: received, Key: fmt.Sprint("subject-", i%10_000), Value: value})
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

// bareLoop consumes in a group, produces each value to another topic without waiting, and commits once at the end.
func bareLoop(b *testing.B) cost {
	_, config := loaded(b)
	options, err := config.ClientOptions()
	if err != nil {
		b.Fatal(err)
	}
	return costOf(b, func() {
		client, err := kgo.NewClient(append(options, kgo.ConsumerGroup(config.TopicPrefix+"bare"), kgo.ConsumeTopics(config.TopicPrefix+received),
			kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))...)
		if err != nil {
			b.Fatal(err)
		}
		defer client.Close()
		for done := 0; done < benchRecords; {
			client.PollFetches(b.Context()).EachRecord(func(r *kgo.Record) {
				done++
				client.Produce(b.Context(), &kgo.Record{Topic: config.TopicPrefix + classified, Key: r.Key, Value: r.Value}, func(_ *kgo.Record, err error) {
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

// throughTheStage runs classify until it has committed every message: Kafka then has what came of them.
func throughTheStage(b *testing.B, wire string) cost {
	k, _ := loaded(b)
	return costOf(b, func() {
		stop := flowtest.Start(k, stage.Definition, map[string]string{"MUNSHI_WIRE": wire})
		for k.Committed(flow.Groups("classify")[0], received) < benchRecords {
			time.Sleep(20 * time.Millisecond)
		}
		stop()
	})
}
