package extract

import (
	"maps"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	"github.com/munshi-in/munshi/stages/blob"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func TestTheStageKeepsFlowsContractOnKafka(t *testing.T) {
	variables := testkit.Kafka(t).Env()
	maps.Copy(variables, testkit.S3(t).Env())
	lookup := testkit.Lookup(variables)
	var config Config
	if err := flow.LoadConfig("extract", &config, lookup); err != nil {
		t.Fatal(err)
	}
	store, err := blob.Open(t.Context(), config.Blob)
	if err != nil {
		t.Fatal(err)
	}
	defer blob.Close(store)
	var inputs []flowtest.Record
	for _, name := range []string{"statement_one_amount_column.txt", "receipt_two_rates.txt"} {
		in := recognized(t, store, name, typedFile(t, name))
		value, err := protojson.Marshal(in.Body)
		if err != nil {
			t.Fatal(err)
		}
		inputs = append(inputs, flowtest.Record{Topic: "documents.recognized", Key: name, Value: value})
	}
	flowtest.Conform(t, flowtest.Connect(t, lookup), Definition, nil, inputs...)
}
