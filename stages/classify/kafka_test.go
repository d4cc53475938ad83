package classify

import (
	"testing"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func TestTheStageKeepsFlowsContractOnKafka(t *testing.T) {
	// The inputs say when they were received: the default is the record's time, which differs when one is sent twice.
	k := flowtest.Connect(t, testkit.Lookup(testkit.Kafka(t).Env()))
	flowtest.Conform(t, k, Definition, nil,
		flowtest.Record{Topic: "messages.received", Key: "asha", Value: []byte(`{"receivedAt":"2025-09-03T10:00:00Z","text":"` + debitText + `"}`)},
		flowtest.Record{Topic: "messages.received", Key: "asha", Value: []byte(`{"text":"458213 is your OTP","messageId":"m-2","receivedAt":"2025-09-03T10:00:00Z"}`)},
		flowtest.Record{Topic: "statements.extracted", Key: "7731", Value: []byte(
			`{"document":{"documentId":"d-1"},"account":"7731","lines":[{"line":1,"date":"2025-09-03","description":"ATW-KOCHI","debit":"500.00"}]}`)},
	)
}
