package sink

import (
	"maps"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	"github.com/munshi-in/munshi/schemas/clickhouse"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

// patience is how long a row may take from Kafka to its view on a busy machine.
const patience = 2 * time.Minute

func TestEventsOnKafkaBecomeRowsAndBadOnesDeadLetters(t *testing.T) {
	b := newBooks(t)
	k := runOnKafka(t, b)
	bad := sms("bad", "transaction", "text", transaction("t-bad", "debit", "food", "1e99"))
	k.PublishAll(
		record(t, "documents.extracted", extracted("d", "receipt", "total=12.00")),
		record(t, "documents.extracted.bulk", extracted("e", "receipt", "total=13.00")),
		record(t, "transactions.classified", sms("m", "transaction", "text", transaction("t", "debit", "food", "10"))),
		record(t, "transactions.classified", bad),
		record(t, "pipeline.progress", progress("f", "ingest", "failed", "empty")),
		flowtest.Record{Topic: "feedback.given", Key: "junk", Value: []byte("not json")},
	)
	b.comesToShow("SELECT document_id, status FROM documents ORDER BY document_id", "d extracted\ne extracted\nf failed")
	b.comesToShow("SELECT name, value FROM fields ORDER BY value", "total 12.00\ntotal 13.00")
	b.comesToShow("SELECT transaction_id FROM transactions", "t")
	b.comesToShow("SELECT stage, topic, error_code, id FROM dead_letters WHERE error_code = 'row_rejected'", "sink transactions.classified row_rejected bad")
	b.comesToShow("SELECT stage, topic, error_code, value_bytes FROM dead_letters WHERE error_code = 'undecodable'", "sink feedback.given undecodable 8")
	b.comesToShow("SELECT stage, state, error_code FROM progress WHERE id = 'bad'", "sink failed row_rejected")
}

func TestRowsWaitForTheirTables(t *testing.T) {
	d := testkit.ClickHouse(t)
	b := books{TB: t, database: d}
	k := runOnKafka(t, b)
	k.PublishAll(record(t, "documents.extracted", extracted("d", "receipt", "total=12.00")))
	time.Sleep(time.Second) // the sink has tried by now; had it given up, the row would never come
	if err := clickhouse.Migrate(t.Context(), clickhouse.Options{Addr: d.Addr, Database: d.Name, User: "default"}); err != nil {
		t.Fatal(err)
	}
	b.comesToShow("SELECT document_id, status FROM documents", "d extracted")
	b.comesToShow("SELECT count() FROM dead_letters", "0")
}

// runOnKafka runs the sink as a program does, on topics of its own.
func runOnKafka(t *testing.T, b books) *flowtest.Kafka {
	t.Helper()
	set := testkit.Kafka(t).Env()
	maps.Copy(set, b.database.Env())
	k := flowtest.Connect(t, testkit.Lookup(set))
	flowtest.Start(k, Definition, nil)
	return k
}

func record(t *testing.T, topic string, body proto.Message) flowtest.Record {
	t.Helper()
	value, err := protojson.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return flowtest.Record{Topic: topic, Key: "k", Value: value}
}

// comesToShow waits for query to answer want.
func (b books) comesToShow(query, want string) {
	b.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if b.ask(query) == want {
			return
		}
	}
	b.shows(query, want)
}
