package flowtest

import (
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/munshi-in/munshi/stages/flow"
)

// Cost is the time that work took, and what this process spent of it on its cores, which other programs disturb less.
type Cost struct{ Wall, CPU time.Duration }

// Add adds what other work took.
func (c *Cost) Add(o Cost) { c.Wall, c.CPU = c.Wall+o.Wall, c.CPU+o.CPU }

// CostOf does work and tells what it took.
func CostOf(b *testing.B, work func()) Cost {
	b.Helper()
	runtime.GC() // what was done before leaves garbage that is not this work's
	began, spent := time.Now(), cpuTime(b)
	work()
	return Cost{time.Since(began), cpuTime(b) - spent}
}

func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// ReportAgainst prints how quick the stage was with so many records, how quick the bare loop, and the ratio of their
// speeds and of their CPU time.
func ReportAgainst(b *testing.B, bare, stage Cost, records int) {
	total := float64(records)
	b.ReportMetric(total/bare.Wall.Seconds(), "bare_records/s")
	b.ReportMetric(total/stage.Wall.Seconds(), "stage_records/s")
	b.ReportMetric(bare.Wall.Seconds()/stage.Wall.Seconds(), "ratio")
	b.ReportMetric(float64(bare.CPU.Nanoseconds())/total, "bare_cpu_ns/record")
	b.ReportMetric(float64(stage.CPU.Nanoseconds())/total, "stage_cpu_ns/record")
	b.ReportMetric(bare.CPU.Seconds()/stage.CPU.Seconds(), "cpu_ratio")
	b.ReportMetric(0, "ns/op")
}

// BareLoop is what a stage is held against: it consumes so many records of a topic in a group, produces each value to
// another topic without waiting, and commits once at the end.
func (k *Kafka) BareLoop(b *testing.B, from, to string, records int) Cost {
	b.Helper()
	var config flow.KafkaConfig
	if err := flow.LoadConfig("bench", &config, k.lookup); err != nil {
		b.Fatal(err)
	}
	options, err := config.ClientOptions()
	if err != nil {
		b.Fatal(err)
	}
	return CostOf(b, func() {
		client, err := kgo.NewClient(append(options, kgo.ConsumerGroup(k.prefix+"bare"), kgo.ConsumeTopics(k.prefix+from),
			kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))...)
		if err != nil {
			b.Fatal(err)
		}
		defer client.Close()
		for done := 0; done < records; {
			client.PollFetches(b.Context()).EachRecord(func(r *kgo.Record) {
				done++
				client.Produce(b.Context(), &kgo.Record{Topic: k.prefix + to, Key: r.Key, Value: r.Value}, func(_ *kgo.Record, err error) {
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

// Load publishes count records, each as record makes it, some thousands at a time.
func (k *Kafka) Load(count int, record func(i int) Record) {
	k.t.Helper()
	const atOnce = 10_000
	var batch []Record
	for i := range count {
		if batch = append(batch, record(i)); len(batch) == atOnce {
			k.PublishAll(batch...)
			batch = batch[:0]
		}
	}
	k.PublishAll(batch...)
}
