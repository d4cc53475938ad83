package ingest

import (
	"bytes"
	"context"
	"encoding/base64"
	"image"
	"image/png"
	"os"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/blob"
	"github.com/munshi-in/munshi/stages/flow"
)

func TestMain(m *testing.M) { testkit.Main(m) }

var recordTime = time.Date(2026, 4, 1, 10, 30, 0, 0, time.UTC)

// stage is an ingest with its own bucket on a real MinIO; change alters its configuration first.
func stage(t *testing.T, change ...func(*Config)) *Stage {
	t.Helper()
	var config Config
	if err := flow.LoadConfig("ingest", &config, testkit.Lookup(testkit.S3(t).Env())); err != nil {
		t.Fatal(err)
	}
	return build(t, config, change...)
}

// offline is an ingest whose object storage is never reached.
func offline(t *testing.T, change ...func(*Config)) *Stage {
	t.Helper()
	var config Config
	if err := flow.LoadConfig("ingest", &config, testkit.Lookup()); err != nil {
		t.Fatal(err)
	}
	config.Blob.Endpoint = "http://127.0.0.1:1"
	return build(t, config, change...)
}

func build(t *testing.T, config Config, change ...func(*Config)) *Stage {
	t.Helper()
	for _, c := range change {
		c(&config)
	}
	s, err := New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func event(body *munshiv1.DocumentUploaded) flow.Event[*munshiv1.DocumentUploaded] {
	return flow.Event[*munshiv1.DocumentUploaded]{Meta: flow.Meta{ID: "e1", Time: recordTime, Attempt: 1}, Body: body}
}

func fromJSON(t *testing.T, text string) *munshiv1.DocumentUploaded {
	t.Helper()
	var body munshiv1.DocumentUploaded
	if err := (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal([]byte(text), &body); err != nil {
		t.Fatal(err)
	}
	return &body
}

func receipt(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 60, 40))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// ingested is the one document that must come of body, which must be the same when it is processed again.
func ingested(t *testing.T, s *Stage, body *munshiv1.DocumentUploaded) *munshiv1.DocumentIngested {
	t.Helper()
	outputs, err := s.Process(t.Context(), event(body))
	if err != nil || len(outputs) != 1 {
		t.Fatalf("%d outputs, %v", len(outputs), err)
	}
	again, err := s.Process(t.Context(), event(body))
	if err != nil || len(again) != 1 || again[0].Key != outputs[0].Key || !proto.Equal(again[0].Body, outputs[0].Body) {
		t.Errorf("processed again it is %v, %v; was %v", again, err, outputs)
	}
	out := outputs[0].Body.(*munshiv1.DocumentIngested)
	if outputs[0].Key != out.GetDocument().GetDocumentId() {
		t.Errorf("key %q is not the document id %q", outputs[0].Key, out.GetDocument().GetDocumentId())
	}
	return out
}

// refused asserts that body is given up on with code, and that the reason says what.
func refused(t *testing.T, s *Stage, body *munshiv1.DocumentUploaded, code schemas.Code, says string) {
	t.Helper()
	outputs, err := s.Process(t.Context(), event(body))
	got, permanent := flow.CodeOf(err)
	if !permanent || got != code || len(outputs) > 0 || !strings.Contains(err.Error(), says) {
		t.Errorf("%q, %v (%d outputs); want %q saying %q", got, err, len(outputs), code, says)
	}
}

func TestInlineContentBecomesADocumentWithItsOriginalKept(t *testing.T) {
	s, data := stage(t), receipt(t)
	out := ingested(t, s, &munshiv1.DocumentUploaded{
		Content: data, Tenant: "acme", Subject: "user-7", Filename: `C:\scans\receipt.pdf`, Password: "secret",
	})
	d := out.GetDocument()
	want := &munshiv1.Document{
		DocumentId: schemas.DocumentID("acme", blob.Sum(data)), Tenant: "acme", Subject: "user-7", Source: "inline", Filename: "receipt.pdf",
		MediaType: "image/png", Bytes: int64(len(data)), Sha256: blob.Sum(data), Pages: 1,
		ReceivedAt: d.GetReceivedAt(), Original: d.GetOriginal(),
	}
	if !proto.Equal(d, want) || !d.GetReceivedAt().AsTime().Equal(recordTime) || out.GetPassword() != "secret" {
		t.Errorf("document %v, want %v", d, want)
	}
	kept, err := s.blobs.Get(t.Context(), d.GetOriginal())
	if err != nil || !bytes.Equal(kept, data) || !strings.HasSuffix(d.GetOriginal().GetUri(), "/"+blob.OriginalKey("acme", d.GetDocumentId())) {
		t.Errorf("original %v: %d bytes, %v", d.GetOriginal(), len(kept), err)
	}
}

func TestTheSameBytesTwiceAreOneDocumentOfATenant(t *testing.T) {
	s := stage(t)
	first := ingested(t, s, &munshiv1.DocumentUploaded{Content: receipt(t), Filename: "a.png"}).GetDocument()
	second := ingested(t, s, &munshiv1.DocumentUploaded{Content: receipt(t), Filename: "b.png", Tenant: "default"}).GetDocument()
	other := ingested(t, s, &munshiv1.DocumentUploaded{Content: receipt(t), Tenant: "acme"}).GetDocument()
	if first.GetDocumentId() != second.GetDocumentId() || first.GetDocumentId() == other.GetDocumentId() {
		t.Errorf("ids %q, %q, %q", first.GetDocumentId(), second.GetDocumentId(), other.GetDocumentId())
	}
	if id := first.GetDocumentId(); len(id) != 36 || !strings.HasPrefix(id, "doc_") {
		t.Errorf("id %q", id)
	}
}

func TestTheProducersOwnIDIsKept(t *testing.T) {
	d := ingested(t, stage(t), &munshiv1.DocumentUploaded{Content: receipt(t), DocumentId: "invoice/2026 №7"}).GetDocument()
	if d.GetDocumentId() != "invoice/2026 №7" {
		t.Errorf("id %q", d.GetDocumentId())
	}
}

func TestADocumentWhoseTimeNobodySetWasReceivedWhenItsEventCame(t *testing.T) {
	s := stage(t)
	encoded := base64.StdEncoding.EncodeToString(receipt(t))
	d := ingested(t, s, fromJSON(t, `{"content": "`+encoded+`", "receivedAt": "0001-01-01T00:00:00Z"}`)).GetDocument()
	if at := d.GetReceivedAt().AsTime(); !at.Equal(recordTime) {
		t.Errorf("received at %s", at)
	}
}

func TestAnObjectInAnyBucketIsCopied(t *testing.T) {
	s := stage(t)
	theirs := stage(t)
	upload, err := theirs.blobs.Put(t.Context(), "uploads/2026/my receipt+1.png", receipt(t), "application/octet-stream")
	if err != nil {
		t.Fatal(err)
	}
	d := ingested(t, s, fromJSON(t, `{"uri": "`+upload.GetUri()+`", "receivedAt": "2026-03-31T23:59:59Z"}`)).GetDocument()
	if d.GetSource() != "s3" || d.GetFilename() != "my receipt+1.png" || d.GetMediaType() != "image/png" || d.GetReceivedAt().AsTime().Day() != 31 {
		t.Errorf("document %v", d)
	}
	if !strings.HasPrefix(d.GetOriginal().GetUri(), "s3://"+s.Blob.Bucket+"/originals/") {
		t.Errorf("original %v is not in Munshi's own bucket", d.GetOriginal())
	}
}

func TestAnUploadOfTheHTTPAPISaysSo(t *testing.T) {
	if d := ingested(t, stage(t), &munshiv1.DocumentUploaded{Content: receipt(t), Source: "api"}).GetDocument(); d.GetSource() != "api" {
		t.Errorf("source %q", d.GetSource())
	}
}

func TestAnEventThatContradictsItselfIsRefused(t *testing.T) {
	s := offline(t)
	for text, says := range map[string]string{
		`{}`:                                     "exactly one of",
		`{"uri": "s3://b/k", "content": "AAAA"}`: "not 2",
		`{"content": "AAAA", "EventName": "s3:ObjectCreated:Put", "Records": [{}]}`:                                              "not 2",
		`{"content": "AAAA", "documentId": "a\nb"}`:                                                                              "documentId: it has control characters",
		`{"content": "AAAA", "documentId": "` + strings.Repeat("x", 201) + `"}`:                                                  "limit of 200",
		`{"content": "AAAA", "tenant": " acme"}`:                                                                                 "tenant: it begins",
		`{"content": "AAAA", "source": "The App!"}`:                                                                              "source:",
		`{"content": "AAAA", "receivedAt": "0001-01-01T00:00:00Z", "uri": "x"}`:                                                  "not 2",
		`{"uri": "https://x/` + strings.Repeat("x", 5000) + `"}`:                                                                 "uri: 5010 bytes",
		`{"Records": [{"s3": {"bucket": {"name": "b"}}}]}`:                                                                       "event name",
		`{"Key": "bucket/key"}`:                                                                                                  "event name",
		`{"EventName": "s3:ObjectCreated:Put", "Records": [{"s3": {"bucket": {"name": "uploads"}, "object": {"key": "a%zz"}}}]}`: "not URL-encoded",
		`{"EventName": "s3:ObjectCreated:Put", "Records": [{}]}`:                                                                 "Records[0].s3",
		`{"EventName": "s3:ObjectCreated:Put"}`:                                                                                  "bucket name",
	} {
		refused(t, s, fromJSON(t, text), schemas.CodeInvalidEvent, says)
	}
}

func TestWhatCannotBeADocumentIsRefusedWithItsCode(t *testing.T) {
	s := stage(t, func(c *Config) { c.MaxBytes, c.MaxInlineBytes = 2000, 1000 })
	put := func(data []byte) *munshiv1.DocumentUploaded {
		check, err := stage(t).blobs.Put(t.Context(), "uploads/x", data, "image/png")
		if err != nil {
			t.Fatal(err)
		}
		return &munshiv1.DocumentUploaded{Uri: check.GetUri()}
	}
	encrypted, err := os.ReadFile("inspect/testdata/rc4_128_user.pdf.base64")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		body *munshiv1.DocumentUploaded
		code schemas.Code
		says string
	}{
		"empty object":    {put(nil), schemas.CodeEmpty, "uploads/x: the file has no bytes"},
		"large object":    {put(make([]byte, 2001)), schemas.CodeTooLarge, "MUNSHI_INGEST_MAX_BYTES"},
		"large inline":    {&munshiv1.DocumentUploaded{Content: make([]byte, 1001), Filename: "f"}, schemas.CodeTooLarge, "MUNSHI_INGEST_MAX_INLINE_BYTES"},
		"text":            {&munshiv1.DocumentUploaded{Content: []byte("hello"), Filename: "photo.jpg"}, schemas.CodeUnsupportedType, "photo.jpg"},
		"cut png":         {put(receipt(t)[:30]), schemas.CodeCorrupt, "PNG"},
		"encrypted":       {fromJSON(t, `{"content": "`+strings.ReplaceAll(string(encrypted), "\n", "")+`"}`), schemas.CodePasswordRequired, "password"},
		"missing object":  {&munshiv1.DocumentUploaded{Uri: "s3://" + s.Blob.Bucket + "/uploads/none"}, schemas.CodeNotFound, "uploads/none"},
		"missing bucket":  {&munshiv1.DocumentUploaded{Uri: "s3://no-such-bucket-here/k"}, schemas.CodeNotFound, "no-such-bucket-here"},
		"no key":          {&munshiv1.DocumentUploaded{Uri: "s3://bucket"}, schemas.CodeNotFound, "key is empty"},
		"a file":          {&munshiv1.DocumentUploaded{Uri: "file:///etc/passwd"}, schemas.CodeSchemeRefused, "only https://"},
		"ftp":             {&munshiv1.DocumentUploaded{Uri: "ftp://example.com/x"}, schemas.CodeSchemeRefused, "only https://"},
		"gopher":          {&munshiv1.DocumentUploaded{Uri: "gopher://127.0.0.1:25/x"}, schemas.CodeSchemeRefused, "only https://"},
		"a path":          {&munshiv1.DocumentUploaded{Uri: "/etc/passwd"}, schemas.CodeSchemeRefused, "no URL"},
		"http to public":  {&munshiv1.DocumentUploaded{Uri: "http://example.com/x?sig=1"}, schemas.CodeSchemeRefused, "http://example.com/x: only"},
		"data":            {&munshiv1.DocumentUploaded{Uri: "data:image/png;base64,AAAA"}, schemas.CodeSchemeRefused, "only https://"},
		"https, no host":  {&munshiv1.DocumentUploaded{Uri: "https:///x"}, schemas.CodeFetchFailed, "no host"},
		"metadata":        {&munshiv1.DocumentUploaded{Uri: "http://169.254.169.254/latest/meta-data/"}, schemas.CodeAddressRefused, "169.254.169.254"},
		"loopback":        {&munshiv1.DocumentUploaded{Uri: "http://127.0.0.1:9000/x"}, schemas.CodeAddressRefused, "127.0.0.1"},
		"loopback, https": {&munshiv1.DocumentUploaded{Uri: "https://localhost/x"}, schemas.CodeAddressRefused, "not a public address"},
		"mapped":          {&munshiv1.DocumentUploaded{Uri: "https://[::ffff:10.0.0.1]/x"}, schemas.CodeAddressRefused, "not a public address"},
	} {
		t.Run(name, func(t *testing.T) { refused(t, s, c.body, c.code, c.says) })
	}
}

func TestAStoreThatIsDownKeepsTheInput(t *testing.T) {
	s := offline(t)
	for name, body := range map[string]*munshiv1.DocumentUploaded{
		"reading": {Uri: "s3://uploads/x"}, "keeping": {Content: receipt(t)},
	} {
		_, err := s.Process(t.Context(), event(body))
		if _, permanent := flow.CodeOf(err); err == nil || permanent || isRetry(err) {
			t.Errorf("%s: %v, want a bare error", name, err)
		}
	}
}

func TestAStageThatStopsWaitsForNobody(t *testing.T) {
	s := offline(t, func(c *Config) { c.MaxParallelReads = 1 })
	s.reads <- struct{}{}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Process(ctx, event(&munshiv1.DocumentUploaded{Content: receipt(t)})); err != context.Canceled {
		t.Errorf("%v", err)
	}
}

func TestEveryMistakeInTheConfigurationIsNamedAtOnce(t *testing.T) {
	var config Config
	err := flow.LoadConfig("ingest", &config, testkit.Lookup(map[string]string{
		"MUNSHI_INGEST_MAX_BYTES": "200000000", "MUNSHI_INGEST_MAX_PAGES": "0", "MUNSHI_INGEST_FETCH_TIMEOUT": "0s", "MUNSHI_S3_BUCKET": "X",
	}))
	for _, want := range []string{"MUNSHI_INGEST_MAX_BYTES", "MUNSHI_INGEST_MAX_PAGES", "MUNSHI_INGEST_FETCH_TIMEOUT", "MUNSHI_S3_BUCKET"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not name %s", err, want)
		}
	}
}

func isRetry(err error) bool {
	_, yes := flow.RetryAfter(err)
	return yes
}
