package ingest

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/blob"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

func TestIngestKeepsWhatEveryStageOwes(t *testing.T) {
	bucket := testkit.S3(t)
	k := flowtest.Connect(t, testkit.Lookup(testkit.Kafka(t).Env(), bucket.Env()))
	inline, err := json.Marshal(map[string]any{"content": receipt(t), "tenant": "acme"})
	if err != nil {
		t.Fatal(err)
	}
	uploads := stage(t)
	object, err := uploads.blobs.Put(t.Context(), "uploads/a.png", receipt(t), "")
	if err != nil {
		t.Fatal(err)
	}
	uploads.Close()
	at := []flowtest.Header{{Key: "ce_time", Value: "2026-04-01T10:30:00Z"}}
	flowtest.Conform(t, k, Definition, nil,
		flowtest.Record{Topic: "documents.uploaded", Key: "a", Value: inline, Headers: at},
		flowtest.Record{Topic: "documents.uploaded", Key: "b", Value: []byte(`{"uri": "` + object.GetUri() + `"}`), Headers: at},
		flowtest.Record{Topic: "documents.uploaded", Key: "c", Value: []byte(`{"EventName": "s3:ObjectRemoved:Delete", "Key": "uploads/a.png"}`), Headers: at},
	)
}

func TestARealBucketNotificationNeedsNoProducer(t *testing.T) {
	broker := testkit.Kafka(t)
	k := flowtest.Connect(t, testkit.Lookup(broker.Env()))
	bucket := testkit.S3Notifying(t, broker, broker.Prefix+"documents.uploaded")
	var config blob.Config
	if err := flow.LoadConfig("ingest", &config, testkit.Lookup(bucket.Env())); err != nil {
		t.Fatal(err)
	}
	store, err := blob.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Put(t.Context(), "uploads/my receipt+1 ಕ.png", receipt(t), "image/png"); err != nil {
		t.Fatal(err)
	}
	stop := flowtest.Start(k, Definition, bucket.Env())
	// The bucket is Munshi's own too, and it notifies of the original that ingest keeps there: that is dealt with, and no second document.
	k.Await("pipeline.progress", 2, time.Minute)
	stop()
	found := k.All("documents.ingested")
	if len(found) != 1 {
		t.Fatalf("one object became %d documents", len(found))
	}
	d := found[0].Body(t).(*munshiv1.DocumentIngested).GetDocument()
	if d.GetSource() != "bucket" || d.GetFilename() != "my receipt+1 ಕ.png" || found[0].Key != d.GetDocumentId() {
		t.Errorf("document %v", d)
	}
	if dead := k.All("dead.ingest"); len(dead) != 0 {
		t.Errorf("%d dead letters: %s", len(dead), dead[0].Header("munshi_message"))
	}
}
