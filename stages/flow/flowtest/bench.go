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
	return k.bareLoop(b, from, records, func(_ int, in *kgo.Record, produce func(*kgo.Record)) {
		produce(&kgo.Record{Topic: k.prefix + to, Key: in.Key, Value: in.Value})
	})
}

// Outputs are what a stage made of its first inputs.
type Outputs struct {
	inputs  int
	records []*kgo.Record
}

// Outputs reads from topics what a stage made of about so many of all its inputs.
func (k *Kafka) Outputs(inputs, all int, topics ...string) Outputs {
	k.t.Helper()
	made := Outputs{inputs: inputs}
	for _, topic := range topics {
		share := (int(k.Held(topic))*inputs + all - 1) / all
		for _, r := range k.Await(topic, share, time.Minute)[:share] {
			made.records = append(made.records, k.raw(r))
		}
	}
	return made
}

// PerInput is how many records were made of an input, and how many bytes they have before they are packed.
func (o Outputs) PerInput() (records, bytes float64) {
	for _, r := range o.records {
		bytes += float64(len(r.Key) + len(r.Value))
		for _, h := range r.Headers {
			bytes += float64(len(h.Key) + len(h.Value))
		}
	}
	return float64(len(o.records)) / float64(o.inputs), bytes / float64(o.inputs)
}

// BareLoopMaking is BareLoop that produces, instead of what it consumed, what a stage made, over and over: as many records, of the same sizes, for
// as many inputs. It tells what of a stage's cost is that of its outputs.
func (k *Kafka) BareLoopMaking(b *testing.B, from string, records int, made Outputs) Cost {
	next := 0
	return k.bareLoop(b, from, records, func(n int, _ *kgo.Record, produce func(*kgo.Record)) {
		for ; next < (n+1)*len(made.records)/made.inputs; next++ {
			r := made.records[next%len(made.records)]
			produce(&kgo.Record{Topic: r.Topic, Key: r.Key, Value: r.Value, Headers: r.Headers})
		}
	})
}

// bareLoop hands each record that it consumes, and its number, to each, which produces.
func (k *Kafka) bareLoop(b *testing.B, from string, records int, each func(n int, in *kgo.Record, produce func(*kgo.Record))) Cost {
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
		produce := func(r *kgo.Record) {
			client.Produce(b.Context(), r, func(_ *kgo.Record, err error) {
				if err != nil {
					b.Error(err)
				}
			})
		}
		for done := 0; done < records; {
			client.PollFetches(b.Context()).EachRecord(func(r *kgo.Record) {
				each(done, r, produce)
				done++
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
