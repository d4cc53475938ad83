package recognize

import (
	"maps"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/blob"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

func TestTheStageKeepsItsContractOnRealKafkaAndS3(t *testing.T) {
	d := newDesk(t, nil)
	d.process(t, d.prepared(t, asPNG(t, written(t, 30, bill[:1])))) // the sandbox starts what it keeps for the life of the process
	bucket := testkit.S3(t)
	lookup := testkit.Lookup(testkit.Kafka(t).Env(), bucket.Env(), models(t))
	both := maps.Clone(bucket.Env())
	maps.Copy(both, models(t))
	var cfg Config
	if err := flow.LoadConfig("recognize", &cfg, lookup); err != nil {
		t.Fatal(err)
	}
	store, err := blob.Open(t.Context(), cfg.Blob)
	if err != nil {
		t.Fatal(err)
	}
	var inputs []flowtest.Record
	for id, text := range map[string][]string{"bill": bill, "note": bill[:2]} {
		kept, err := store.Put(t.Context(), blob.PageKey("default", id, 1, "png"), asPNG(t, written(t, 30, text)), "image/png")
		if err != nil {
			t.Fatal(err)
		}
		value, err := protojson.Marshal(&munshiv1.DocumentPreprocessed{
			Document: &munshiv1.Document{DocumentId: id}, Pages: []*munshiv1.PreparedPage{{Page: 1, Image: kept}},
		})
		if err != nil {
			t.Fatal(err)
		}
		inputs = append(inputs, flowtest.Record{Topic: "documents.preprocessed", Key: id, Value: value})
	}
	flowtest.Conform(t, flowtest.Connect(t, lookup), Definition, both, inputs...)
}
