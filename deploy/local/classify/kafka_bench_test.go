package classify

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	stage "github.com/munshi-in/munshi/stages/classify"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// benchRecords is enough that opening the engine, joining a group and leaving it do not count.
const benchRecords = 500_000

const received, classified, progress = "messages.received", "transactions.classified", "pipeline.progress"

// BenchmarkKafkaToKafka reads JSON, writes JSON or protobuf, and moves the same messages through the stage and through a bare
// consume-produce loop of the same client library, on the same broker, in turn. It prints the ratio of their speeds, and that of the
// CPU time this process took, which other programs disturb less. What the stage writes of a message is some times as large as the message, which
// is all that the bare loop writes: it is told, and a third contender is a bare loop that writes the same outputs.
func BenchmarkKafkaToKafka(b *testing.B) {
	for _, wire := range []string{"json", "protobuf"} {
		b.Run(wire, func(b *testing.B) { benchWire(b, wire) })
	}
}

func benchWire(b *testing.B, wire string) {
	var bare, ours, making flowtest.Cost
	for range b.N {
		bare.Add(loaded(b).BareLoop(b, received, classified, benchRecords))
		cost, made := throughTheStage(b, wire)
		ours.Add(cost)
		making.Add(loaded(b).BareLoopMaking(b, received, benchRecords, made))
		records, bytes := made.PerInput()
		b.ReportMetric(records, "outputs/record")
		b.ReportMetric(bytes, "output_bytes/record")
	}
	flowtest.ReportAgainst(b, bare, ours, benchRecords*b.N)
	b.ReportMetric(making.Wall.Seconds()/ours.Wall.Seconds(), "same_outputs_ratio")
	b.ReportMetric(making.CPU.Seconds()/ours.CPU.Seconds(), "same_outputs_cpu_ratio")
	b.ReportMetric(float64(making.CPU.Nanoseconds())/float64(benchRecords*b.N), "same_outputs_cpu_ns/record")
}

// loaded is a namespace whose messages.received holds the messages.
func loaded(b *testing.B) *flowtest.Kafka {
	k := flowtest.Connect(b, testkit.Lookup(testkit.Kafka(b).Env()))
	k.Load(benchRecords, func(i int) flowtest.Record {
		person := i % 10_000
		value, err := json.Marshal(map[string]string{"sender": "VM-EXBANK-S", "text": fmt.Sprintf(
			"Rs.1,250.00 debited from A/c XX%04d on 03-11-26 to CORNER SHOP %d. UPI Ref 6307%08d. Avl Bal Rs 8,755.10. Not you? Call 18000000000", person, i%97, i)})
		if err != nil {
			b.Fatal(err)
		}
		return flowtest.Record{Topic: received, Key: fmt.Sprint("subject-", person), Value: value}
	})
	return k
}

// throughTheStage runs classify until Kafka has what came of every message, and it has drained. It returns what came of some.
func throughTheStage(b *testing.B, wire string) (flowtest.Cost, flowtest.Outputs) {
	k := loaded(b)
	defer flow.SteadyHeap(os.LookupEnv)() // as the program does
	cost := flowtest.CostOf(b, func() {
		stop := flowtest.Start(k, stage.Definition, map[string]string{"MUNSHI_WIRE": wire})
		for k.Held(classified) < benchRecords {
			time.Sleep(50 * time.Millisecond)
		}
		stop()
	})
	return cost, k.Outputs(5000, benchRecords, classified, progress)
}
