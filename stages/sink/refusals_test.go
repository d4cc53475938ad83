package sink

import (
	"fmt"
	"math"
	"net"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	"github.com/munshi-in/munshi/schemas/clickhouse"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
)

func TestOneBadRowAmongAThousandDiesAlone(t *testing.T) {
	b := newBooks(t)
	var batch []flow.AnyEvent
	for n := range 1000 {
		amount := "10.00"
		if n == 617 {
			amount = "99999999999999999999"
		}
		id := fmt.Sprintf("m%d", n)
		batch = append(batch, event(1, n, sms(id, "transaction", "text", transaction("t"+id, "debit", "food", amount))))
	}
	dead := b.write(batch...)
	if len(dead) != 1 || dead[0].Body.(*munshiv1.TransactionsClassified).GetSourceId() != "m617" {
		t.Errorf("dead: %v, want m617 alone", dead)
	}
	b.shows("SELECT count(), countIf(message_id = 'm617') FROM messages", "999 0")
}

func TestWhatNoRowMayHoldIsRefusedWithEveryReason(t *testing.T) {
	wrong := func(change func(*munshiv1.Transaction)) flow.AnyEvent {
		tx := transaction("t", "debit", "food", "10")
		change(tx)
		return event(1, 1, sms("m", "transaction", "text", tx))
	}
	for name, c := range map[string]struct {
		event flow.AnyEvent
		says  string
	}{
		"giant amount":     {wrong(func(t *munshiv1.Transaction) { t.Amount = "1e999999999" }), "plain decimal"},
		"five decimals":    {wrong(func(t *munshiv1.Transaction) { t.Amount = "1.00001" }), "behind the point"},
		"negative amount":  {wrong(func(t *munshiv1.Transaction) { t.Amount = "-1" }), "must not be negative"},
		"no amount":        {wrong(func(t *munshiv1.Transaction) { t.Amount = "" }), "amount"},
		"giant balance":    {wrong(func(t *munshiv1.Transaction) { t.Balance = "123456789012345" }), "balance"},
		"direction":        {wrong(func(t *munshiv1.Transaction) { t.Direction = "sideways" }), "debit, credit"},
		"instrument":       {wrong(func(t *munshiv1.Transaction) { t.Instrument = "carrier pigeon" }), "instrument"},
		"currency":         {wrong(func(t *munshiv1.Transaction) { t.Currency = "Rs" }), "ISO 4217"},
		"year 9999":        {wrong(func(t *munshiv1.Transaction) { t.OccurredAt = timestamppb.New(time.Unix(253402300799, 0)) }), "occurred_at"},
		"not a number":     {wrong(func(t *munshiv1.Transaction) { t.Confidence = math.NaN() }), "confidence"},
		"not UTF-8":        {wrong(func(t *munshiv1.Transaction) { t.Counterparty = "\xff" }), "counterparty is not UTF-8"},
		"no id":            {wrong(func(t *munshiv1.Transaction) { t.TransactionId = "" }), "transaction_id is missing"},
		"two mistakes":     {wrong(func(t *munshiv1.Transaction) { t.Direction, t.Currency = "up", "" }), "currency"},
		"same id twice":    {event(1, 1, sms("m", "transaction", "x", transaction("t", "debit", "", "1"), transaction("t", "debit", "", "1"))), "same transaction_id"},
		"type":             {event(1, 1, sms("m", "love letter", "text")), "type"},
		"sms without text": {event(1, 1, &munshiv1.TransactionsClassified{Source: "sms", SourceId: "m"}), "message is missing"},
		"kind":             {event(1, 1, extracted("d", "passport")), "pan_card"},
		"no document":      {event(1, 1, &munshiv1.DocumentExtracted{Kind: "other"}), "document is missing"},
		"no document id":   {event(1, 1, extracted("", "other")), "document_id is missing"},
		"infinite box": {event(1, 1, &munshiv1.DocumentExtracted{Document: document("d"), Kind: "other", Fields: []*munshiv1.Field{
			{Name: "total", Box: &munshiv1.Box{Left: math.Inf(1)}}}}), "box.left"},
		"state":                                 {event(1, 1, progress("d", "ingest", "perhaps", "")), "done, retrying, failed"},
		"feedback":                              {event(1, 1, &munshiv1.FeedbackGiven{Id: "d", Subject: "weather", Field: "rain"}), "document, transaction"},
		"no table":                              {event(1, 1, &munshiv1.DocumentIngested{}), "no table"},
		"a direction that the text leaves open": {wrong(func(t *munshiv1.Transaction) { t.Direction = "" }), ""},
		"some line":                             {event(1, 1, statement("st", 1)), ""},
	} {
		t.Run(name, func(t *testing.T) {
			err := new(rows).add(c.event)
			if c.says == "" && err == nil {
				return
			}
			if err == nil || c.says == "" || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error is %v, want one that says %q", err, c.says)
			}
		})
	}
}

func TestDeadLetterIsNeverRefused(t *testing.T) {
	b := newBooks(t)
	dead := b.write(flow.AnyEvent{Dead: &flow.DeadLetter{}}, flow.AnyEvent{Dead: &flow.DeadLetter{
		Stage: "sink\xff", Topic: "transactions.classified", Partition: math.MaxInt32, Offset: math.MaxInt64, Attempts: -1, Message: "\x00\xfe",
		Timestamp: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), Key: []byte{0xff, 0}, Value: []byte("password"), SubjectID: strings.Repeat("x", 100000),
	}})
	if len(dead) > 0 {
		t.Errorf("refused %v", dead)
	}
	b.shows("SELECT count(), max(value_bytes) FROM dead_letters", "2 8")
}

func TestRowThatOnlyClickHouseRefusesDiesAlone(t *testing.T) {
	b := newBooks(t)
	b.ask("ALTER TABLE feedback_log ADD CONSTRAINT house_rule CHECK value != 'forbidden'")
	var batch []flow.AnyEvent
	for n := range 10 {
		value := "fine"
		if n == 3 {
			value = "forbidden"
		}
		batch = append(batch, event(1, n, &munshiv1.FeedbackGiven{Id: fmt.Sprint(n), Subject: "document", Field: "total", Value: value}))
	}
	if dead := b.write(batch...); len(dead) != 1 || dead[0].Body.(*munshiv1.FeedbackGiven).GetId() != "3" {
		t.Errorf("dead: %v, want 3 alone", dead)
	}
	b.shows("SELECT count() FROM feedback", "9")
}

func TestMissingTableSaysWhichMigration(t *testing.T) {
	d := testkit.ClickHouse(t)
	s := sinkOn(t, d)
	outage(t, s, "version 0", "0001_documents.sql", "munshi migrate")

	b := newBooks(t)
	b.ask("DROP TABLE documents_log")
	outage(t, b.Sink, "dropped by hand")

	gone := *d
	gone.Name = "no_such_database"
	outage(t, sinkOn(t, &gone), "version 0", "munshi migrate")
	if err := clickhouse.Migrate(t.Context(), clickhouse.Options{Addr: d.Addr, Database: d.Name, User: "default"}); err != nil {
		t.Fatal(err)
	}
	if err := s.Write(t.Context(), []flow.AnyEvent{event(1, 1, extracted("d", "receipt"))}); err != nil {
		t.Errorf("after the migration: %v", err)
	}
}

func TestOlderSchemaIsNoReasonToRefuseRows(t *testing.T) {
	b := newBooks(t)
	b.ask("ALTER TABLE feedback_log ADD CONSTRAINT house_rule CHECK 0")
	b.ask("ALTER TABLE goose_db_version DELETE WHERE version_id = 7 SETTINGS mutations_sync = 2")
	err := b.Write(t.Context(), []flow.AnyEvent{event(1, 1, &munshiv1.FeedbackGiven{Id: "d", Subject: "document", Field: "total"})})
	if _, permanent := flow.CodeOf(err); err == nil || permanent || !strings.Contains(err.Error(), "0007_counterparties.sql") {
		t.Errorf("error is %v, want an outage that names 0007_counterparties.sql", err)
	}
}

func TestClickHouseThatIsDownIsAnOutage(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	s := sinkOn(t, &testkit.Database{Addr: listener.Addr().String(), Name: "munshi"})
	outage(t, s, "refused")
}

// outage fails unless Write keeps the batch and says why.
func outage(t *testing.T, s *Sink, says ...string) {
	t.Helper()
	err := s.Write(t.Context(), []flow.AnyEvent{event(1, 1, extracted("d", "receipt"))})
	if _, permanent := flow.CodeOf(err); err == nil || permanent {
		t.Fatalf("error is %v, want an outage", err)
	}
	for _, part := range says {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error is %q, want it to say %q", err, part)
		}
	}
}

func TestConfigReportsEveryMistakeAtOnce(t *testing.T) {
	err := Config{}.Validate()
	if err == nil || strings.Count(err.Error(), "MUNSHI_") != 3 {
		t.Errorf("mistakes: %v", err)
	}
}

func FuzzMoney(f *testing.F) {
	for _, s := range []string{"0", "-0.0", "1234.50", "99999999999999.9999", "1e5", ".5", "5.", "--1", "1.2.3", "00000000000000000001", "NaN"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		value, err := parseMoney(text)
		if err != nil {
			return
		}
		scaled := value.Shift(maxFractionDigits)
		if !scaled.IsInteger() || len(strings.TrimPrefix(scaled.BigInt().String(), "-")) > maxIntegerDigits+maxFractionDigits {
			t.Errorf("%q became %s, which Decimal(18, 4) cannot hold", text, value)
		}
	})
}
