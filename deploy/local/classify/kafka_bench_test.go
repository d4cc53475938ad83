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

// benchRecords is enough that joining a group and leaving it do not count.
const benchRecords = 200_000

const received, classified = "messages.received", "transactions.classified"

// BenchmarkKafkaToKafka reads JSON, writes JSON or protobuf, and moves the same messages through the stage and through a bare
// consume-produce loop of the same client library, on the same broker, in turn. It prints the ratio of their speeds, and that of the
// CPU time this process took, which other programs disturb less.
func BenchmarkKafkaToKafka(b *testing.B) {
	for _, wire := range []string{"json", "protobuf"} {
		b.Run(wire, func(b *testing.B) { benchWire(b, wire) })
	}
}

func benchWire(b *testing.B, wire string) {
	var bare, ours flowtest.Cost
	for range b.N {
		bare.Add(loaded(b).BareLoop(b, received, classified, benchRecords))
		ours.Add(throughTheStage(b, wire))
	}
	flowtest.ReportAgainst(b, bare, ours, benchRecords*b.N)
}

// loaded is a namespace whose messages.received holds the messages.
func loaded(b *testing.B) *flowtest.Kafka {
	k := flowtest.Connect(b, testkit.Lookup(testkit.Kafka(b).Env()))
	k.Load(benchRecords, func(i int) flowtest.Record {
		value, err := json.Marshal(map[string]string{"sender": "VM-EXBANK-S", "text": fmt.Sprintf(
			"Rs.1,250.00 debited from A/c XX1234 on 03-11-26 to CORNER SHOP %d. UPI Ref 6307%08d. Avl Bal Rs 8,755.10. Not you? Call 18000000000", i%97, i)})
		if err != nil {
			b.Fatal(err)
		}
		return flowtest.Record{Topic: received, Key: fmt.Sprint("subject-", i%10_000), Value: value}
	})
	return k
}

// throughTheStage runs classify until Kafka has what came of every message, and it has drained.
func throughTheStage(b *testing.B, wire string) flowtest.Cost {
	k := loaded(b)
	defer flow.SteadyHeap(os.LookupEnv)() // as the program does
	return flowtest.CostOf(b, func() {
		stop := flowtest.Start(k, stage.Definition, map[string]string{"MUNSHI_WIRE": wire})
		for k.Held(classified) < benchRecords {
			time.Sleep(10 * time.Millisecond)
		}
		stop()
	})
}
