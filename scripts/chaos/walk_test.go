package chaos

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	"github.com/munshi-in/munshi/scripts/corpus/messages"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

// kcat publishes lines as someone without any library does.
func (h *house) kcat(topic, lines string) {
	h.t.Helper()
	cmd := exec.CommandContext(h.t.Context(), "kcat", "-P", "-b", h.env["MUNSHI_KAFKA_BROKERS"], "-t", h.env["MUNSHI_KAFKA_TOPIC_PREFIX"]+topic)
	cmd.Stdin = strings.NewReader(lines)
	if out, err := cmd.CombinedOutput(); err != nil {
		h.t.Fatalf("kcat: %v\n%s", err, out)
	}
}

func TestAHeaderlessSMSFromKcatIsARowWithinTwoSeconds(t *testing.T) {
	h := open(t)
	h.kcat("messages.received", `{"text":"Your a/c XX1111 is credited with Rs.10.00 on 01-11-26. Ref 600000000001"}`+"\n")
	h.eventually("1", "count()) FROM transactions") // consumers have joined from here on
	quickest := time.Hour
	// The first is quick enough when this machine has nothing else to do.
	for n, until := 0, time.Now().Add(patience); quickest > 2*time.Second && time.Now().Before(until); n++ {
		began := time.Now()
		h.kcat("messages.received", fmt.Sprintf(`{"text":"Rs.%d.00 debited from a/c XX1234 on 03-11-26 to VPA corner.shop@okbank. UPI Ref %d"}`+"\n", 1250+n, 630712345670+n))
		h.eventually(fmt.Sprintf("debit %d INR 1234", 1250+n), "direction) || ' ' || toString(amount) || ' ' || currency || ' ' || right(account, 4) FROM transactions WHERE amount = ?", 1250+n)
		quickest = min(quickest, time.Since(began))
	}
	if quickest > 2*time.Second {
		t.Errorf("the quickest message was a row after %s", quickest)
	}
	h.alive()
}

func TestEverySampleGoesThroughSeparateProcesses(t *testing.T) {
	h := openOn(t, shared(t), asStaticMembers())
	for _, name := range []string{"pan_card.jpg", "cheque.jpg", "statement.pdf", "statement_photo.jpg", "receipt.jpg"} {
		claim, err := h.blobs.Put(t.Context(), "uploads/"+name, h.sample(name), "")
		if err != nil {
			t.Fatal(err)
		}
		h.kcat("documents.uploaded", fmt.Sprintf(`{"uri":%q,"documentId":%q,"tenant":"acme"}`+"\n", claim.Uri, name))
	}
	h.munshi("publish", "messages", filepath.Join(h.samples, "sms.jsonl"))
	h.eventually("bank_statement bank_statement cheque pan_card receipt", "kind) FROM documents WHERE status = 'extracted' ORDER BY kind")
	h.eventually("20", "count()) FROM messages")
	h.eventually("1", "count() > 10) FROM transactions WHERE source = 'statement'")
	if missing := h.rows("name) FROM (SELECT arrayJoin(['pan', 'ifsc', 'account_number', 'total']) AS name) WHERE name NOT IN (SELECT name FROM fields)"); len(missing) > 0 {
		t.Errorf("no document has the fields %v", missing)
	}
	if dead := h.rows("(stage, error_code, error_message)) FROM dead_letters"); len(dead) > 0 {
		t.Errorf("dead letters: %v", dead)
	}
	h.alive()

	before := h.rows("cityHash64(groupArray((document_id, name, value, page)))) FROM (SELECT * FROM fields ORDER BY document_id, name, value)")
	for name := range h.programs {
		h.kill(name)
		h.start(name)
	}
	h.kcat("messages.received", `{"text":"Rs.7.00 debited from a/c XX1234 on 04-11-26 to VPA tea.stall@okbank. UPI Ref 630712345679"}`+"\n")
	h.eventually("21", "count()) FROM messages")
	if after := h.rows("cityHash64(groupArray((document_id, name, value, page)))) FROM (SELECT * FROM fields ORDER BY document_id, name, value)"); before[0] != after[0] {
		t.Error("the fields changed when every program was killed and started again")
	}
}

// Whatever classify makes of a text, the sink must have a row for.
func TestEveryMessageOfTheCorpusIsARow(t *testing.T) {
	t.Parallel()
	h := open(t)
	const count = 3000
	records := make([]flowtest.Record, count)
	for n := range records {
		m, _ := messages.Make(7, n)
		value, err := json.Marshal(map[string]any{"messageId": m.ID, "sender": m.Sender, "text": m.Text, "receivedAt": m.ReceivedAt})
		if err != nil {
			t.Fatal(err)
		}
		records[n] = flowtest.Record{Topic: "messages.received", Value: value}
	}
	h.kafka.PublishAll(records...)
	h.eventually(fmt.Sprint(count), "count()) FROM messages")
	h.eventually("0", "count()) FROM dead_letters")
}

func TestABucketNotificationOfMinIOIsADocument(t *testing.T) {
	h := openOn(t, shared(t), asStaticMembers())
	notifying := testkit.S3Notifying(t, h.broker, h.broker.Prefix+"documents.uploaded")
	client, err := minio.New(strings.TrimPrefix(notifying.Endpoint, "http://"), &minio.Options{
		Creds: credentials.NewStaticV4(notifying.AccessKey, notifying.SecretKey, ""), Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	// Ingest reads from the server that notifies, under a key that S3 sends URL-encoded.
	h.env["MUNSHI_INGEST_S3_ENDPOINT"] = notifying.Endpoint
	for _, name := range []string{"ingest", "preprocess", "recognize", "extract"} {
		h.env["MUNSHI_"+strings.ToUpper(name)+"_S3_ENDPOINT"] = notifying.Endpoint
		h.kill(name)
		h.start(name)
	}
	data := h.sample("receipt.jpg")
	if _, err := client.PutObject(t.Context(), notifying.Name, "in box/receipt (1).jpg", bytes.NewReader(data), int64(len(data)), minio.PutObjectOptions{}); err != nil {
		t.Fatal(err)
	}
	h.eventually("receipt bucket extracted", "kind) || ' ' || source || ' ' || status FROM documents")
	h.alive()
}

func TestAFileSentToTheConsoleWalksTo202Then200Then303ThenItsResult(t *testing.T) {
	h := open(t)
	h.answers(h.console + "/readyz")
	var form bytes.Buffer
	writer := multipart.NewWriter(&form)
	part, _ := writer.CreateFormFile("file", "cheque.jpg")
	part.Write(h.sample("cheque.jpg"))
	writer.Close()
	h.signal("recognize", syscall.SIGSTOP) // or the document might be done before anybody asks for it
	response, err := http.Post(h.console+"/v1/documents", writer.FormDataContentType(), &form)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(response.Body)
	response.Body.Close()
	queue := response.Header.Get("Location")
	if response.StatusCode != http.StatusAccepted || !strings.HasPrefix(queue, "/v1/queue/") {
		t.Fatalf("%s, Location %q: %s", response.Status, queue, body)
	}
	stay := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	var seen []int
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		if response, err = stay.Get(h.console + queue); err != nil {
			t.Fatal(err)
		}
		body, _ = io.ReadAll(response.Body)
		response.Body.Close()
		if len(seen) == 0 || seen[len(seen)-1] != response.StatusCode {
			seen = append(seen, response.StatusCode)
		}
		h.signal("recognize", syscall.SIGCONT)
		if response.StatusCode != http.StatusOK {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("still pending: %s", body)
		}
	}
	if fmt.Sprint(seen) != "[200 303]" {
		t.Fatalf("the queue answered %v: %s", seen, body)
	}
	if response, err = http.Get(h.console + response.Header.Get("Location")); err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var result struct {
		Kind string `json:"kind"`
	}
	if err := json.NewDecoder(response.Body).Decode(&result); err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s, %v", response.Status, err)
	}
	if result.Kind != "cheque" {
		t.Errorf("kind %q", result.Kind)
	}
}

// answers waits until a URL answers 200.
func (h *house) answers(url string) {
	h.t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		response, err := http.Get(url)
		if err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return
			}
		}
		if time.Now().After(deadline) {
			h.t.Fatalf("%s does not answer 200", url)
		}
	}
}

func TestGarbageOnEveryTopicBecomesDeadLettersAndEveryStageGoesOn(t *testing.T) {
	h := open(t)
	readers := map[string]string{
		"documents.uploaded": "ingest", "documents.ingested": "preprocess", "documents.preprocessed": "recognize", "documents.recognized": "extract",
		"documents.extracted": "sink", "statements.extracted": "classify", "messages.received": "classify", "transactions.classified": "sink",
		"pipeline.progress": "sink", "feedback.given": "sink",
	}
	for topic := range readers {
		h.kafka.Publish(topic, "garbage", []byte("not JSON"), flowtest.Header{Key: "ce_id", Value: "not-json-" + topic})
	}
	h.kcat("messages.received", `{"text":""}`+"\n"+`{"text":5}`+"\n")
	for uri, code := range map[string]string{
		"http://169.254.169.254/latest/meta-data": "address_refused",
		"https://127.0.0.1:1/x":                   "address_refused",
		"https://localhost/x":                     "address_refused",
		"file:///etc/passwd":                      "scheme_refused",
		"s3://" + h.bucket.Name + "/missing":      "not_found",
	} {
		h.kafka.Publish("documents.uploaded", uri, fmt.Appendf(nil, `{"uri":%q,"documentId":%q}`, uri, uri))
		h.eventually(code, "error_code) FROM dead_letters WHERE stage = 'ingest' AND id = $1", uri)
		h.eventually("failed "+code, "status) || ' ' || error_code FROM documents WHERE document_id = $1", uri)
	}
	for topic, stage := range readers {
		h.eventually("undecodable", "error_code) FROM dead_letters WHERE stage = $1 AND topic = $2 AND error_code = 'undecodable' LIMIT 1", stage, topic)
	}
	h.eventually("invalid_event undecodable undecodable", "error_code) FROM dead_letters WHERE topic = 'messages.received' ORDER BY error_code")
	h.alive()
	h.kcat("messages.received", `{"text":"Rs.5.00 debited from a/c XX1234 on 03-11-26 to VPA tea@okbank. UPI Ref 630712345678"}`+"\n")
	h.eventually("5", "amount) FROM transactions")
}
