package preprocess

import (
	"testing"

	"google.golang.org/protobuf/encoding/protojson"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/blob"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

func TestTheStageKeepsItsContractOnRealKafkaAndS3(t *testing.T) {
	newDesk(t, nil).process(t, asPNG(t, quadrants()), "") // the sandbox starts what it keeps for the life of the process
	bucket := testkit.S3(t)
	lookup := testkit.Lookup(testkit.Kafka(t).Env(), bucket.Env())
	var cfg Config
	if err := flow.LoadConfig("preprocess", &cfg, lookup); err != nil {
		t.Fatal(err)
	}
	store, err := blob.Open(t.Context(), cfg.Blob)
	if err != nil {
		t.Fatal(err)
	}
	var inputs []flowtest.Record
	for id, original := range map[string][]byte{
		"statement": pdfDraft{pages: []pdfDraftPage{a4(letter...), a4("Page 2")}}.written(),
		"photo":     withExif(formatJPEG, asJPEG(t, stored(quadrants(), 6)), 6),
	} {
		kept, err := store.Put(t.Context(), blob.OriginalKey("default", id), original, "")
		if err != nil {
			t.Fatal(err)
		}
		value, err := protojson.Marshal(&munshiv1.DocumentIngested{Document: &munshiv1.Document{DocumentId: id, Original: kept}})
		if err != nil {
			t.Fatal(err)
		}
		inputs = append(inputs, flowtest.Record{Topic: "documents.ingested", Key: id, Value: value})
	}
	flowtest.Conform(t, flowtest.Connect(t, lookup), Definition, bucket.Env(), inputs...)
}
