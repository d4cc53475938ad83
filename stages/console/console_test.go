package console

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"go.uber.org/zap/zaptest"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	"github.com/munshi-in/munshi/schemas"
	migrations "github.com/munshi-in/munshi/schemas/clickhouse"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/blob"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// api is a console on real engines, with what a test needs beside it.
type api struct {
	*Server
	t     *testing.T
	url   string
	kafka *flowtest.Kafka
	store blob.Store
	rows  clickhouse.Conn
}

func start(t *testing.T) *api {
	t.Helper()
	db := testkit.ClickHouse(t)
	if err := migrations.Migrate(t.Context(), migrations.Options{Addr: db.Addr, Database: db.Name, User: "default"}); err != nil {
		t.Fatal(err)
	}
	lookup := testkit.Lookup(testkit.Kafka(t).Env(), testkit.S3(t).Env(), db.Env())
	a := serve(t, lookup)
	a.kafka = flowtest.Connect(t, lookup)
	rows, err := clickhouse.Open(&clickhouse.Options{Addr: []string{db.Addr}, Auth: clickhouse.Auth{Database: db.Name}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { rows.Close() })
	a.rows = rows
	return a
}

// serve runs a console with lookup's configuration until the test ends.
func serve(t *testing.T, lookup flow.Lookup) *api {
	t.Helper()
	var config Config
	var kafka flow.KafkaConfig
	if err := flow.LoadConfig("console", &config, lookup); err != nil {
		t.Fatal(err)
	}
	if err := flow.LoadConfig("console", &kafka, lookup); err != nil {
		t.Fatal(err)
	}
	publisher, err := flow.NewPublisher(kafka, "munshi/console")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(publisher.Close)
	s, err := New(t.Context(), config, publisher, zaptest.NewLogger(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.serve(ctx, listener) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("serving ended with %v", err)
		}
	})
	return &api{Server: s, t: t, url: "http://" + listener.Addr().String(), store: s.blobs}
}

// answer is a response with its body read.
type answer struct {
	status   int
	location string
	kind     string
	body     string
}

func (a answer) json(t *testing.T) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(a.body), &v); err != nil {
		t.Fatalf("%s: %v", a.body, err)
	}
	return v
}

// client follows no redirect, and lets go of its connections so that the server may stop.
var client = &http.Client{
	Transport:     &http.Transport{DisableKeepAlives: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

func (a *api) do(method, path, kind string, body []byte, headers ...string) answer {
	a.t.Helper()
	r, err := http.NewRequest(method, a.url+path, bytes.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := client.Do(r)
	if err != nil {
		a.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header.Get("Location"), response.Header.Get("Content-Type"), string(text)}
}

// form is a multipart body: name, value and so on; a name "file" is a file called scan.png.
func form(t *testing.T, pairs ...string) (kind string, body []byte) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		create := w.CreateFormField
		if pairs[i] == "file" {
			create = func(string) (io.Writer, error) { return w.CreateFormFile("file", "scan.png") }
		}
		part, err := create(pairs[i])
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(part, pairs[i+1])
	}
	w.Close()
	return w.FormDataContentType(), b.Bytes()
}

// row writes a document's state as the sink does.
func (a *api) row(tenant, id, status, columns, values string) {
	a.t.Helper()
	a.exec(fmt.Sprintf(`INSERT INTO documents_log (tenant, document_id, status, reading_at, output_at, output_id%s)
		VALUES ('%s', '%s', '%s', now64(6), now64(6), generateUUIDv4()%s)`, columns, tenant, id, status, values))
}

func (a *api) exec(query string) {
	a.t.Helper()
	if err := a.rows.Exec(a.t.Context(), query); err != nil {
		a.t.Fatal(err)
	}
}

// uploaded is the event that announced id.
func (a *api) uploaded(id string) *munshiv1.DocumentUploaded {
	a.t.Helper()
	for _, r := range a.kafka.All("documents.uploaded") {
		if up := r.Body(a.t).(*munshiv1.DocumentUploaded); up.GetDocumentId() == id && r.Key == id {
			return up
		}
	}
	a.t.Fatalf("%s was not announced, although it was accepted", id)
	return nil
}

// TestTheAPI asks one console on one set of engines, which take seconds to start; each question has ids of its own.
func TestTheAPI(t *testing.T) {
	shared := start(t)
	for name, ask := range map[string]func(*testing.T, *api){
		"AFileWalksFromAcceptedToItsResult":         aFileWalksFromAcceptedToItsResult,
		"AStatementsResultHasItsTransactions":       aStatementsResultHasItsTransactions,
		"AFailedDocumentTellsWhyUntilItIsSentAgain": aFailedDocumentTellsWhyUntilItIsSentAgain,
		"AURLIsAnnouncedAsItIs":                     aURLIsAnnouncedAsItIs,
		"AnSMSIsAnnounced":                          anSMSIsAnnounced,
		"ReadinessAsksKafkaAndClickHouse":           readinessAsksKafkaAndClickHouse,
	} {
		t.Run(name, func(t *testing.T) {
			a := *shared
			a.t = t
			ask(t, &a)
		})
	}
}

func aFileWalksFromAcceptedToItsResult(t *testing.T, a *api) {
	kind, body := form(t, "file", "the bytes", "tenant", "acme", "subject", "user-7", "password", "hush")
	posted := a.do("POST", "/v1/documents", kind, body)
	id := schemas.DocumentID("acme", blob.Sum([]byte("the bytes")))
	if posted.status != 202 || posted.location != "/v1/queue/"+id+"?tenant=acme" || posted.json(t)["id"] != id {
		t.Fatalf("%+v", posted)
	}

	up := a.uploaded(id)
	if up.GetDocumentId() != id || up.GetTenant() != "acme" || up.GetSubject() != "user-7" || up.GetPassword() != "hush" || up.GetSource() != "api" ||
		up.GetFilename() != "scan.png" || len(up.GetContent()) != 0 || !up.GetReceivedAt().IsValid() {
		t.Errorf("announced %v", up)
	}
	if kept, err := a.store.Get(t.Context(), &munshiv1.Blob{Uri: up.GetUri()}); err != nil || string(kept) != "the bytes" {
		t.Errorf("kept %q, %v", kept, err)
	}

	for _, at := range []struct{ row, status, stage string }{
		{"", "accepted", "ingest"}, {"ingested", "ingested", "preprocess"}, {"preprocessed", "preprocessed", "recognize"}, {"recognized", "recognized", "extract"},
	} {
		if at.row != "" {
			a.row("acme", id, at.row, "", "")
			a.exec("OPTIMIZE TABLE documents_log FINAL")
		}
		if got := a.do("GET", posted.location, "", nil); got.status != 200 || got.json(t)["status"] != at.status || got.json(t)["stage"] != at.stage {
			t.Errorf("%s: %+v", at.status, got)
		}
	}
	a.row("acme", id, "extracted",
		", kind, confidence, text, `fields.name`, `fields.value`, `fields.raw`, `fields.page`, `fields.left`, `fields.top`, `fields.right`, `fields.bottom`, `fields.confidence`, `fields.checks`, `fields.repaired`",
		", 'receipt', 0.9, 'TOTAL 12.50', ['total'], ['12.50'], ['Rs 12.50'], [1], [0.1], [0.2], [0.3], [0.4], [0.95], [['sum']], [false]")
	done := a.do("GET", posted.location, "", nil)
	if done.status != 303 || done.location != "/v1/documents/"+id+"?tenant=acme" {
		t.Fatalf("%+v", done)
	}
	result := a.do("GET", done.location, "", nil)
	if result.status != 200 || result.json(t)["kind"] != "receipt" || !strings.Contains(result.body, `"value":"12.50"`) || !strings.Contains(result.body, `"left":0.1`) ||
		!strings.Contains(result.body, `"transactions":[]`) {
		t.Errorf("%+v", result)
	}
	if other := a.do("GET", "/v1/documents/"+id, "", nil); other.status != 404 {
		t.Errorf("another tenant sees %+v", other)
	}
}

func aStatementsResultHasItsTransactions(t *testing.T, a *api) {
	a.row("default", "st", "extracted", ", kind", ", 'bank_statement'")
	a.exec("INSERT INTO transactions_log (tenant, source, source_id, reading_at, output_at, output_id, `transactions.transaction_id`, `transactions.bank`, `transactions.account`, " +
		"`transactions.occurred_at`, `transactions.direction`, `transactions.amount`, `transactions.currency`, `transactions.balance`, `transactions.counterparty`, " +
		"`transactions.reference`, `transactions.instrument`, `transactions.category`, `transactions.confidence`, `transactions.line`, `transactions.description`) " +
		"VALUES ('default', 'statement', 'st', now64(6), now64(6), 'o', ['t2', 't1'], ['', ''], ['', ''], [now64(3), now64(3)], ['debit', 'credit'], [10.5, 99], ['INR', 'INR'], [NULL, 1234.56], " +
		"['', ''], ['', ''], ['upi', 'neft'], ['food', 'salary'], [1, 1], [2, 1], ['', ''])")
	got := a.do("GET", "/v1/documents/st", "", nil)
	lines, _ := got.json(t)["transactions"].([]any)
	if len(lines) != 2 {
		t.Fatalf("%+v", got)
	}
	first, second := lines[0].(map[string]any), lines[1].(map[string]any)
	if first["transaction_id"] != "t1" || first["amount"] != "99" || first["balance"] != "1234.56" || second["amount"] != "10.5" || second["balance"] != nil {
		t.Errorf("%v", lines)
	}
}

func aFailedDocumentTellsWhyUntilItIsSentAgain(t *testing.T, a *api) {
	id := schemas.DocumentID("", blob.Sum([]byte("garbage")))
	a.row("default", id, "failed", ", error_code, error_message", ", 'unsupported_type', 'no PDF'")
	a.exec(fmt.Sprintf("INSERT INTO progress_log (tenant, id, stage, state, at) VALUES ('default', '%s', 'ingest', 'failed', now64(6))", id))
	got := a.do("GET", "/v1/queue/"+id, "", nil)
	if got.status != 200 || got.json(t)["status"] != "failed" || got.json(t)["stage"] != "ingest" ||
		got.json(t)["error"].(map[string]any)["code"] != "unsupported_type" {
		t.Errorf("%+v", got)
	}
	if posted := a.do("POST", "/v1/documents?filename=a.bin", "application/octet-stream", []byte("garbage")); posted.status != 202 || posted.json(t)["id"] != id {
		t.Fatalf("%+v", posted)
	}
	if got := a.do("GET", "/v1/queue/"+id, "", nil); got.json(t)["status"] != "accepted" {
		t.Errorf("%+v", got)
	}
}

func aURLIsAnnouncedAsItIs(t *testing.T, a *api) {
	body := []byte(`{"url": "https://example.com/a.pdf?sig=1", "document_id": "inv 7/2026", "filename": "a.pdf"}`)
	posted := a.do("POST", "/v1/documents", "application/json", body, TenantHeader, "acme")
	if posted.status != 202 || posted.location != "/v1/queue/inv%207%2F2026?tenant=acme" {
		t.Fatalf("%+v", posted)
	}
	if up := a.uploaded("inv 7/2026"); up.GetUri() != "https://example.com/a.pdf?sig=1" || up.GetTenant() != "acme" || up.GetDocumentId() != "inv 7/2026" {
		t.Errorf("announced %v", up)
	}
	if got := a.do("GET", posted.location, "", nil); got.status != 200 || got.json(t)["id"] != "inv 7/2026" {
		t.Errorf("%+v", got)
	}
	first := a.do("POST", "/v1/documents", "application/json", []byte(`{"url": "https://example.com/b.pdf"}`))
	again := a.do("POST", "/v1/documents", "application/json", []byte(`{"url": "https://example.com/b.pdf"}`))
	if first.status != 202 || first.location != again.location {
		t.Errorf("the same URL is %q and %q", first.location, again.location)
	}
}

func anSMSIsAnnounced(t *testing.T, a *api) {
	posted := a.do("POST", "/v1/messages", "application/json", []byte(`{"text": "Rs 10 debited", "sender": "VM-HDFCBK", "subject": "user-7"}`), TenantHeader, "acme")
	if posted.status != 202 || !strings.HasPrefix(posted.json(t)["id"].(string), "msg_") {
		t.Fatalf("%+v", posted)
	}
	r := a.kafka.Await("messages.received", 1, 20*time.Second)[0]
	if m := r.Body(t).(*munshiv1.MessageReceived); r.Key != "user-7" || m.GetText() != "Rs 10 debited" || m.GetTenant() != "acme" || m.GetMessageId() != posted.json(t)["id"] {
		t.Errorf("announced %q %v", r.Key, m)
	}
}

func readinessAsksKafkaAndClickHouse(t *testing.T, a *api) {
	for _, path := range []string{"/healthz", "/readyz"} {
		if got := a.do("GET", path, "", nil); got.status != 200 {
			t.Errorf("%s: %+v", path, got)
		}
	}
}
