package ingest

import (
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/blob"
	"github.com/munshi-in/munshi/stages/flow"
)

func record(event, bucket, key string) string {
	return `{"eventVersion": "2.0", "eventTime": "2026-03-30T08:00:00.123Z", "eventName": "` + event + `",
		"s3": {"bucket": {"name": "` + bucket + `", "arn": "arn:aws:s3:::x"}, "object": {"key": "` + key + `", "size": 7, "eTag": "e"}}}`
}

func TestABucketNotificationBecomesADocument(t *testing.T) {
	s, theirs := stage(t), stage(t)
	if _, err := theirs.blobs.Put(t.Context(), "in/my receipt (1)+ಕ.png", receipt(t), ""); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"of MinIO": `{"EventName": "s3:ObjectCreated:Put", "Key": "` + theirs.Blob.Bucket + `/in/my receipt (1)+ಕ.png", "Records": [` +
			record("s3:ObjectCreated:Put", theirs.Blob.Bucket, "in%2Fmy+receipt+%281%29%2B%E0%B2%95.png") + `]}`,
		"of AWS":             `{"Records": [` + record("ObjectCreated:CompleteMultipartUpload", theirs.Blob.Bucket, "in/my+receipt+%281%29%2B%E0%B2%95.png") + `]}`,
		"cut to its summary": `{"EventName": "s3:ObjectCreated:Put", "Key": "` + theirs.Blob.Bucket + `/in/my receipt (1)+ಕ.png"}`,
	} {
		d := ingested(t, s, fromJSON(t, text)).GetDocument()
		if d.GetSource() != "bucket" || d.GetFilename() != "my receipt (1)+ಕ.png" || d.GetTenant() != "default" {
			t.Errorf("%s: %v", name, d)
		}
		if at := d.GetReceivedAt().AsTime(); strings.HasPrefix(name, "of") && at.Day() != 30 {
			t.Errorf("%s: received at %s, not when the object was created", name, at)
		}
	}
}

func TestWhatIsNoUploadOfABucketIsPassedOver(t *testing.T) {
	s := offline(t)
	own := s.Blob.Bucket
	for _, text := range []string{
		`{"EventName": "s3:ObjectRemoved:Delete", "Key": "b/k", "Records": [` + record("s3:ObjectRemoved:Delete", "uploads", "k") + `]}`,
		`{"EventName": "s3:TestEvent"}`,
		`{"Records": [` + record("s3:ObjectCreated:PutTagging", "uploads", "k") + `]}`,
		`{"Records": [` + record("s3:ObjectCreated:Put", own, "originals%2Fdefault%2Fdoc_1") + `]}`,
		`{"Records": [` + record("s3:ObjectCreated:Put", own, "pages/doc_1/1.png") + `,` + record("s3:ObjectCreated:Put", own, "ocr/d/r/1.json.zst") + `,` +
			record("s3:ObjectCreated:Put", own, "inbox/default/abc") + `]}`,
	} {
		if outputs, err := s.Process(t.Context(), event(fromJSON(t, text))); err != nil || len(outputs) != 0 {
			t.Errorf("%s: %v, %v; want nothing", text, outputs, err)
		}
	}
}

func TestSeveralObjectsInOneNotificationLiveAndDieEachByItself(t *testing.T) {
	s := stage(t)
	good, err := stage(t).blobs.Put(t.Context(), "pages/scan 1.png", receipt(t), "")
	if err != nil {
		t.Fatal(err)
	}
	bucket, _, err := blob.ParseURI(good.GetUri())
	if err != nil {
		t.Fatal(err)
	}
	outputs, err := s.Process(t.Context(), event(fromJSON(t, `{"tenant": "acme", "Records": [`+record("s3:ObjectCreated:Put", bucket, "pages/scan+1.png")+`,`+
		record("s3:ObjectRemoved:Delete", bucket, "old.png")+`,`+record("s3:ObjectCreated:Put", bucket, "none.png")+`]}`)))
	if err != nil || len(outputs) != 2 {
		t.Fatalf("%d outputs, %v; want an upload for each object created", len(outputs), err)
	}
	d := ingested(t, s, outputs[0].Body.(*munshiv1.DocumentUploaded)).GetDocument()
	if d.GetSource() != "bucket" || d.GetTenant() != "acme" || d.GetReceivedAt().AsTime().Day() != 30 {
		t.Errorf("document %v", d)
	}
	refused(t, s, outputs[1].Body.(*munshiv1.DocumentUploaded), "not_found", "none.png")
}

func FuzzAnyEventIsUnderstoodOrRefused(f *testing.F) {
	f.Add(`{"uri": "s3://b/k"}`)
	f.Add(`{"EventName": "s3:ObjectCreated:Put", "Key": "uploads/k"}`)
	f.Add(`{"Records": [` + record("ObjectCreated:Put", "uploads", "a%2Fb+c") + `]}`)
	s := &Stage{Config: Config{Blob: blob.Config{Bucket: "munshi"}}}
	f.Fuzz(func(t *testing.T, text string) {
		var body munshiv1.DocumentUploaded
		if (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal([]byte(text), &body) != nil {
			return
		}
		uploads, err := s.uploads(flow.Event[*munshiv1.DocumentUploaded]{Meta: flow.Meta{Time: recordTime}, Body: &body})
		if err != nil {
			return
		}
		for _, u := range uploads {
			if u.GetTenant() == "" || u.GetSource() == "" || len(u.GetFilename()) > maxFilenameBytes || strings.ContainsAny(u.GetFilename(), "/\\\x00\n") {
				t.Errorf("%q became %v", text, u)
			}
			bucket, key, err := blob.ParseURI(u.GetUri())
			if u.GetSource() == "bucket" && body.GetSource() == "" && (err != nil || bucket == "munshi" && blob.Own(key)) {
				t.Errorf("%q became %q, %v", text, u.GetUri(), err)
			}
		}
	})
}
