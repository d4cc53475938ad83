package sink

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
)

// BenchmarkAgainstBareBatches writes the same rows to the same tables twice in each round: as the sink does, from events,
// and as anyone would with clickhouse-go alone, by Batch.Append of values that are there already. Both ask for the same
// durability. The rounds take turns, so that whatever else the machine does meets both. ratio is the sink's speed as a
// share of the bare batch's.
func BenchmarkAgainstBareBatches(b *testing.B) {
	b.Run("messages", func(b *testing.B) {
		against(b, 10_000, func(id string) flow.AnyEvent {
			return event(1, 1, sms(id, "transaction", "Rs.10.50 debited from A/c XX1234 to tea stall on 31-03-26. UPI Ref 412345678901. Not you? Call 1800-000-000 "+id,
				paid(id)))
		})
	})
	b.Run("statements", func(b *testing.B) {
		against(b, 200, func(id string) flow.AnyEvent { return event(1, 1, statement(id, 100)) })
	})
	b.Run("documents", func(b *testing.B) { // each with a row of the transactions it does not tell of
		against(b, 5_000, func(id string) flow.AnyEvent { return event(1, 1, receipt(id)) })
	})
}

// paid is a transaction with as many values found in its SMS as one usually has.
func paid(id string) *munshiv1.Transaction {
	t := transaction("t"+id, "debit", "food", "10.50")
	t.CounterpartyName, t.OccurredFrom = "Tea Stall", "text"
	for n, name := range []string{"direction", "amount", "account", "counterparty", "reference", "occurred_at"} {
		t.Values = append(t.Values, &munshiv1.FoundValue{Name: name, Start: int32(12 * n), End: int32(12*n + 8), Confidence: 0.9})
	}
	return t
}

// receipt has as many fields as one usually has, and a page of text.
func receipt(id string) *munshiv1.DocumentExtracted {
	d := extracted(id, "receipt", "merchant=Saraswati General Stores", "date=2026-03-14", "total=1305.50", "tax=62.17", "currency=INR",
		"invoice_number=2291", "tax_id=27AAPFU0939F1ZV")
	for n := range 30 {
		d.Text += fmt.Sprintf("Item %d of bill %s 640.00\n", n, id)
	}
	return d
}

// against times size events of what make makes.
func against(b *testing.B, size int, make func(id string) flow.AnyEvent) {
	books := newBooks(b)
	var sink, bare time.Duration
	rounds := 0
	for b.Loop() {
		var batch []flow.AnyEvent
		var rows rows
		for n := range size {
			e := make(fmt.Sprintf("%d-%d", rounds, n))
			batch = append(batch, e)
			if err := rows.add(e); err != nil {
				b.Fatal(err)
			}
		}
		documents, transactions := values(documentsTable, rows.documents), values(transactionsTable, rows.transactions)
		writeSink := func() {
			began := time.Now()
			books.write(batch...)
			sink += time.Since(began)
		}
		writeBare := func() {
			began := time.Now()
			books.bare(documentsTable.insertInto(books.database.Name), documents)
			books.bare(transactionsTable.insertInto(books.database.Name), transactions)
			bare += time.Since(began)
		}
		if rounds++; rounds%2 == 0 {
			writeSink()
			writeBare()
		} else {
			writeBare()
			writeSink()
		}
	}
	total := float64(size * rounds)
	b.ReportMetric(total/sink.Seconds(), "sink_rows/s")
	b.ReportMetric(total/bare.Seconds(), "bare_rows/s")
	b.ReportMetric(bare.Seconds()/sink.Seconds(), "ratio")
}

// bare is an insert without the sink around it; none when there are no rows.
func (b books) bare(insert string, rows [][]any) {
	b.Helper()
	if len(rows) == 0 {
		return
	}
	batch, err := b.store.conn.PrepareBatch(b.Context(), insert)
	if err != nil {
		b.Fatal(err)
	}
	for _, row := range rows {
		if err := batch.Append(row...); err != nil {
			b.Fatal(err)
		}
	}
	if err := batch.Send(); err != nil {
		b.Fatal(err)
	}
}

// values are the rows' cells, row by row.
func values[Row any](t table[Row], rows []Row) [][]any {
	cells := make([][]any, len(rows))
	for _, column := range t.columns {
		c := collected{}
		if err := column.fill(&c, rows); err != nil {
			panic(err)
		}
		for n := range rows {
			cells[n] = append(cells[n], c.values[n])
		}
	}
	return cells
}

// collected is a column whose values stay here.
type collected struct {
	driver.BatchColumn
	values []any
}

func (c *collected) Append(block any) error {
	values := reflect.ValueOf(block)
	for n := range values.Len() {
		c.values = append(c.values, values.Index(n).Interface())
	}
	return nil
}

func (c *collected) AppendRow(value any) error {
	c.values = append(c.values, value)
	return nil
}
