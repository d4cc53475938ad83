package sink

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/shopspring/decimal"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
)

// Statements are known by these words, as documents and as sources of transactions.
const (
	kindStatement   = "bank_statement"
	sourceStatement = "statement"
)

// transactionsRow is what one SMS or one statement says about money.
type transactionsRow struct {
	origin
	tenant, source, sourceID, subject string
	message                           messageColumns
	receivedAt                        time.Time
	transactions, values              span
	of                                *transactionArrays
}

// messageColumns are empty for a statement.
type messageColumns struct {
	sender, bank, kind, text string
	confidence               float64
	flags                    []string
}

// transactionArrays are the transactions of a batch, source after source, one array for each property; all have the
// same length.
type transactionArrays struct {
	properties []array // as in transactionProperties
	count      int
	values     valueArrays
}

// An array holds one property of the transactions of a batch.
type array interface {
	// add reads the property of one more transaction; c notes what it may not be.
	add(c *checker, t *munshiv1.Transaction, receivedAt time.Time)
	fill(into driver.BatchColumn, rows []transactionsRow) error
}

type arrayOf[Value any] struct {
	read func(c *checker, t *munshiv1.Transaction, receivedAt time.Time) Value
	all  []Value
}

func (a *arrayOf[Value]) add(c *checker, t *munshiv1.Transaction, receivedAt time.Time) {
	a.all = append(a.all, a.read(c, t, receivedAt))
}

func (a *arrayOf[Value]) fill(into driver.BatchColumn, rows []transactionsRow) error {
	for n := range rows {
		if err := into.AppendRow(a.all[rows[n].transactions.from:rows[n].transactions.to]); err != nil {
			return err
		}
	}
	return nil
}

// A transactionProperty is a column of arrays: its name, and what reads it.
type transactionProperty struct {
	name string
	make func(room int) array
}

func property[Value any](name string, read func(c *checker, t *munshiv1.Transaction, receivedAt time.Time) Value) transactionProperty {
	return transactionProperty{name, func(room int) array { return &arrayOf[Value]{read, make([]Value, 0, room)} }}
}

func text(name string, get func(*munshiv1.Transaction) string) transactionProperty {
	return property(name, func(c *checker, t *munshiv1.Transaction, _ time.Time) string { return c.text(name, get(t)) })
}

func balance(name string, get func(*munshiv1.Transaction) string) transactionProperty {
	return property(name, func(c *checker, t *munshiv1.Transaction, _ time.Time) *decimal.Decimal {
		return c.balance(name, get(t))
	})
}

var transactionProperties = []transactionProperty{
	property("transaction_id", func(c *checker, t *munshiv1.Transaction, _ time.Time) string {
		return c.required("transaction_id", t.GetTransactionId())
	}),
	text("bank", (*munshiv1.Transaction).GetBank),
	text("account", (*munshiv1.Transaction).GetAccount),
	property("occurred_at", func(c *checker, t *munshiv1.Transaction, receivedAt time.Time) time.Time {
		return c.when("occurred_at", t.GetOccurredAt(), receivedAt)
	}),
	property("direction", func(c *checker, t *munshiv1.Transaction, _ time.Time) string {
		return c.oneOfOrNone("direction", t.GetDirection(), schemas.Directions)
	}),
	property("amount", func(c *checker, t *munshiv1.Transaction, _ time.Time) decimal.Decimal {
		return c.amount("amount", t.GetAmount())
	}),
	property("currency", func(c *checker, t *munshiv1.Transaction, _ time.Time) string { return c.currency(t.GetCurrency()) }),
	balance("balance", (*munshiv1.Transaction).GetBalance),
	text("counterparty", (*munshiv1.Transaction).GetCounterparty),
	text("reference", (*munshiv1.Transaction).GetReference),
	property("instrument", func(c *checker, t *munshiv1.Transaction, _ time.Time) string {
		return c.oneOf("instrument", t.GetInstrument(), schemas.Instruments)
	}),
	text("category", (*munshiv1.Transaction).GetCategory),
	property("confidence", func(c *checker, t *munshiv1.Transaction, _ time.Time) float64 {
		return c.fraction("confidence", t.GetConfidence())
	}),
	property("line", func(c *checker, t *munshiv1.Transaction, _ time.Time) uint32 {
		return uint32(c.count("line", int64(t.GetLine())))
	}),
	text("description", (*munshiv1.Transaction).GetDescription),
	text("counterparty_name", (*munshiv1.Transaction).GetCounterpartyName),
	text("counterparty_address", (*munshiv1.Transaction).GetCounterpartyAddress),
	balance("credit_limit", (*munshiv1.Transaction).GetCreditLimit),
	text("occurred_from", (*munshiv1.Transaction).GetOccurredFrom),
}

// valueArrays tell where in its message each value of the transactions was read.
type valueArrays struct {
	transaction []uint32 // which of its source, from 1
	name        []string
	start, end  []uint32
	confidence  []float64
}

// reserve makes room for the transactions of a batch: grown one at a time, arrays are copied a dozen times over.
func (a *transactionArrays) reserve(batch []flow.AnyEvent) {
	transactions, values := 0, 0
	for _, e := range batch {
		if body, ok := e.Body.(*munshiv1.TransactionsClassified); ok {
			transactions += len(body.GetTransactions())
			for _, t := range body.GetTransactions() {
				values += len(t.GetValues())
			}
		}
	}
	a.open(transactions)
	v := &a.values
	v.transaction, v.start, v.end = make([]uint32, 0, values), make([]uint32, 0, values), make([]uint32, 0, values)
	v.name, v.confidence = make([]string, 0, values), make([]float64, 0, values)
}

// open makes the arrays, with room for so many transactions.
func (a *transactionArrays) open(transactions int) {
	a.properties = make([]array, len(transactionProperties))
	for n, p := range transactionProperties {
		a.properties[n] = p.make(transactions)
	}
}

func (a *transactionArrays) row(body *munshiv1.TransactionsClassified, e flow.AnyEvent) (transactionsRow, error) {
	var c checker
	row := transactionsRow{
		origin:     originOf(e),
		tenant:     c.tenant(body.GetTenant()),
		source:     c.oneOf("source", body.GetSource(), schemas.TransactionSources),
		sourceID:   c.required("source_id", body.GetSourceId()),
		subject:    c.text("subject", body.GetSubject()),
		receivedAt: c.when("received_at", body.GetMessage().GetReceivedAt(), e.Reading.Time),
		of:         a,
	}
	if m := body.GetMessage(); m != nil {
		row.message = messageColumns{
			sender: c.text("sender", m.GetSender()), bank: c.text("bank", m.GetBank()), kind: c.oneOf("type", m.GetType(), schemas.MessageTypes),
			text: c.text("text", m.GetText()), confidence: c.fraction("confidence", m.GetConfidence()), flags: m.GetFlags(),
		}
		for _, flag := range m.GetFlags() {
			c.text("flag", flag)
		}
	} else if row.source == "sms" {
		c.refuse("message is missing: an event of source sms carries it")
	}
	if a.properties == nil {
		a.open(len(body.GetTransactions()))
	}
	row.transactions.from, row.values.from = a.count, len(a.values.name)
	for n, t := range body.GetTransactions() {
		var of checker
		for _, p := range a.properties {
			p.add(&of, t, row.receivedAt)
		}
		a.count++
		a.values.add(&of, uint32(n+1), t.GetValues())
		if err := of.err(); err != nil {
			c.refuse("transaction %d: %w", n+1, err)
		}
	}
	row.transactions.to, row.values.to = a.count, len(a.values.name)
	return row, errors.Join(c.err(), repeated(body.GetTransactions()))
}

func (a *valueArrays) add(c *checker, transaction uint32, values []*munshiv1.FoundValue) {
	for _, v := range values {
		a.transaction = append(a.transaction, transaction)
		a.name = append(a.name, c.required("value", v.GetName()))
		a.start = append(a.start, uint32(c.count("start", int64(v.GetStart()))))
		a.end = append(a.end, uint32(c.count("end", int64(v.GetEnd()))))
		a.confidence = append(a.confidence, c.fraction("confidence", v.GetConfidence()))
	}
}

// repeated refuses two transactions of one id: an analyst would count one movement of money twice.
func repeated(transactions []*munshiv1.Transaction) error {
	if len(transactions) < 2 {
		return nil
	}
	place := make(map[string]int, len(transactions))
	for n, t := range transactions {
		id := t.GetTransactionId()
		if first, seen := place[id]; seen {
			return fmt.Errorf("transactions %d and %d have the same transaction_id %q", first+1, n+1, id)
		}
		place[id] = n
	}
	return nil
}

// placed is a column of a property of the values in a message.
func placed[Value any](name string, property func(*valueArrays) []Value) column[transactionsRow] {
	return arrays("values."+name, func(r *transactionsRow) []Value {
		return property(&r.of.values)[r.values.from:r.values.to]
	})
}

var transactionsTable = table[transactionsRow]{"transactions_log", slices.Concat(propertyColumns(), []column[transactionsRow]{
	col("tenant", func(r *transactionsRow) string { return r.tenant }),
	col("source", func(r *transactionsRow) string { return r.source }),
	col("source_id", func(r *transactionsRow) string { return r.sourceID }),
	col("subject", func(r *transactionsRow) string { return r.subject }),
	col("sender", func(r *transactionsRow) string { return r.message.sender }),
	col("message_bank", func(r *transactionsRow) string { return r.message.bank }),
	col("received_at", func(r *transactionsRow) time.Time { return r.receivedAt }),
	col("type", func(r *transactionsRow) string { return r.message.kind }),
	col("text", func(r *transactionsRow) string { return r.message.text }),
	col("confidence", func(r *transactionsRow) float64 { return r.message.confidence }),
	arrays("flags", func(r *transactionsRow) []string { return r.message.flags }),
	placed("transaction", func(a *valueArrays) []uint32 { return a.transaction }),
	placed("name", func(a *valueArrays) []string { return a.name }),
	placed("start", func(a *valueArrays) []uint32 { return a.start }),
	placed("end", func(a *valueArrays) []uint32 { return a.end }),
	placed("confidence", func(a *valueArrays) []float64 { return a.confidence }),
	col("revision", func(r *transactionsRow) string { return r.revision }),
	col("reading_id", func(r *transactionsRow) string { return r.readingID }),
	col("reading_at", func(r *transactionsRow) time.Time { return r.readingAt }),
	col("output_id", func(r *transactionsRow) string { return r.outputID }),
	col("output_at", func(r *transactionsRow) time.Time { return r.outputAt }),
})}

func propertyColumns() []column[transactionsRow] {
	var columns []column[transactionsRow]
	for n, p := range transactionProperties {
		columns = append(columns, column[transactionsRow]{"transactions." + p.name, func(into driver.BatchColumn, rows []transactionsRow) error {
			return rows[0].of.properties[n].fill(into, rows)
		}})
	}
	return columns
}
