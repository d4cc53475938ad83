package sink

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	"github.com/munshi-in/munshi/schemas"
	"github.com/munshi-in/munshi/schemas/clickhouse"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// books is a sink on an empty, migrated database of its own.
type books struct {
	*Sink
	testing.TB
	database *testkit.Database
}

func newBooks(t testing.TB) books {
	t.Helper()
	d := testkit.ClickHouse(t)
	err := clickhouse.Migrate(t.Context(), clickhouse.Options{Addr: d.Addr, Database: d.Name, User: "default"})
	if err != nil {
		t.Fatal(err)
	}
	return books{Sink: sinkOn(t, d), TB: t, database: d}
}

func sinkOn(t testing.TB, d *testkit.Database) *Sink {
	t.Helper()
	var c Config
	if err := flow.LoadConfig("sink", &c, testkit.Lookup(d.Env())); err != nil {
		t.Fatal(err)
	}
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// write puts events in, as flow does, and returns those that flow would make dead letters of.
func (b books) write(events ...flow.AnyEvent) (dead []flow.AnyEvent) {
	b.Helper()
	dead, err := splitting(b.Context(), b.Sink, events)
	if err != nil {
		b.Fatal(err)
	}
	return dead
}

// splitting is what flow does with a batch: halve it while it holds an event that can never be written.
func splitting(ctx context.Context, s flow.Sink, batch []flow.AnyEvent) ([]flow.AnyEvent, error) {
	err := s.Write(ctx, batch)
	code, permanent := flow.CodeOf(err)
	switch {
	case err == nil:
		return nil, nil
	case !permanent:
		return nil, err
	case code != schemas.CodeRowRejected:
		return nil, fmt.Errorf("refused with code %s: %w", code, err)
	case len(batch) == 1:
		return batch, nil
	}
	left, errLeft := splitting(ctx, s, batch[:len(batch)/2])
	right, errRight := splitting(ctx, s, batch[len(batch)/2:])
	return append(left, right...), errors.Join(errLeft, errRight)
}

// shows fails unless query answers want: rows in lines, values separated by a space.
func (b books) shows(query, want string) {
	b.Helper()
	if got := b.ask(query); got != want {
		b.Errorf("%s\n got %q\nwant %q", query, got, want)
	}
}

func (b books) ask(query string) string {
	b.Helper()
	url := fmt.Sprintf("http://%s/?database=%s&default_format=CustomSeparated&format_custom_field_delimiter=%%20&format_custom_escaping_rule=Raw", b.database.HTTP, b.database.Name)
	response, err := http.Post(url, "text/plain", strings.NewReader(query))
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		b.Fatalf("%s\n%s %s %v", query, response.Status, answer, err)
	}
	return strings.TrimSuffix(string(answer), "\n")
}

// noon is the time of the first reading in every test; reading n began n hours later.
var noon = time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)

// event is one that came out of reading n, minute minutes after it began.
func event(n, minute int, body proto.Message) flow.AnyEvent {
	began := noon.Add(time.Duration(n) * time.Hour)
	topic := schemas.TopicOf(body).GetName()
	return flow.AnyEvent{
		Meta: flow.Meta{
			ID: fmt.Sprintf("%s-%d-%d", topic, n, minute), Topic: topic, Time: began.Add(time.Duration(minute) * time.Minute), Attempt: 1,
			Reading: flow.Reading{ID: fmt.Sprintf("reading-%d", n), Time: began},
		},
		Body: body, Revision: fmt.Sprintf("r%d", n),
	}
}

func document(id string) *munshiv1.Document {
	return &munshiv1.Document{
		DocumentId: id, Tenant: "acme", Subject: "asha", Source: "s3", Filename: id + ".pdf", MediaType: "application/pdf", Bytes: 4711,
		Sha256: strings.Repeat("ab", 32), ReceivedAt: timestamppb.New(noon), Pages: 2,
		Original: &munshiv1.Blob{Uri: "s3://munshi/originals/acme/" + id},
	}
}

// extracted is a result with one field for each name=value.
func extracted(id, kind string, fields ...string) *munshiv1.DocumentExtracted {
	d := &munshiv1.DocumentExtracted{Document: document(id), Kind: kind, KindConfidence: 0.9, Confidence: 0.75, Text: "text of " + id}
	for _, f := range fields {
		name, value, _ := strings.Cut(f, "=")
		d.Fields = append(d.Fields, &munshiv1.Field{
			Name: name, Value: value, Raw: value, Page: 1, Confidence: 0.5, Checks: []string{"shape", "sum"},
			Box: &munshiv1.Box{Left: 0.1, Top: 0.2, Right: 0.3, Bottom: 0.4},
		})
	}
	return d
}

// statement has lines lines of 10.50 each.
func statement(id string, lines int) *munshiv1.TransactionsClassified {
	s := &munshiv1.TransactionsClassified{Source: "statement", SourceId: id, Tenant: "acme", Subject: "asha"}
	for n := range lines {
		s.Transactions = append(s.Transactions, transaction(fmt.Sprintf("%s-%d", id, n+1), "debit", "groceries", "10.50"))
	}
	return s
}

func transaction(id, direction, category, amount string) *munshiv1.Transaction {
	return &munshiv1.Transaction{
		TransactionId: id, Bank: "HDFC Bank", Account: "50100012345678", OccurredAt: timestamppb.New(noon), Direction: direction, Amount: amount,
		Currency: "INR", Balance: "-120.25", Counterparty: "9876543210@ybl", Reference: "412345678901", Instrument: "upi",
		Category: category, Confidence: 0.9, Line: 1, Description: "UPI/412345678901/tea",
	}
}

func sms(id, kind, text string, transactions ...*munshiv1.Transaction) *munshiv1.TransactionsClassified {
	return &munshiv1.TransactionsClassified{
		Source: "sms", SourceId: id, Tenant: "acme", Subject: "asha", Transactions: transactions,
		Message: &munshiv1.ClassifiedMessage{MessageId: id, Sender: "VM-HDFCBK", Bank: "HDFC Bank", ReceivedAt: timestamppb.New(noon), Type: kind, Text: text, Confidence: 1},
	}
}

func progress(id, stage, state, code string) *munshiv1.Progress {
	return &munshiv1.Progress{Id: id, Document: document(id), Stage: stage, State: state, ErrorCode: code, Attempts: 1, DurationMs: 12, EventId: "event-of-" + id}
}
