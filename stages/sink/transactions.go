package sink

import (
	"errors"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
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
	id, bank, account     []string
	occurredAt            []time.Time
	direction             []string
	amount                []decimal.Decimal
	currency              []string
	balance               []*decimal.Decimal
	counterparty          []string
	reference, instrument []string
	category              []string
	confidence            []float64
	line                  []uint32
	description           []string
	name, address         []string // of the counterparty
	creditLimit           []*decimal.Decimal
	occurredFrom          []string

	values valueArrays
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
	for _, texts := range []*[]string{
		&a.id, &a.bank, &a.account, &a.direction, &a.currency, &a.counterparty, &a.reference, &a.instrument, &a.category, &a.description,
		&a.name, &a.address, &a.occurredFrom,
	} {
		*texts = make([]string, 0, transactions)
	}
	a.occurredAt, a.amount, a.line = make([]time.Time, 0, transactions), make([]decimal.Decimal, 0, transactions), make([]uint32, 0, transactions)
	a.balance, a.creditLimit = make([]*decimal.Decimal, 0, transactions), make([]*decimal.Decimal, 0, transactions)
	a.confidence = make([]float64, 0, transactions)
	v := &a.values
	v.transaction, v.start, v.end = make([]uint32, 0, values), make([]uint32, 0, values), make([]uint32, 0, values)
	v.name, v.confidence = make([]string, 0, values), make([]float64, 0, values)
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
	row.transactions.from, row.values.from = len(a.id), len(a.values.name)
	for n, t := range body.GetTransactions() {
		var of checker
		a.add(&of, t, row.receivedAt)
		a.values.add(&of, uint32(n+1), t.GetValues())
		if err := of.err(); err != nil {
			c.refuse("transaction %d: %w", n+1, err)
		}
	}
	row.transactions.to, row.values.to = len(a.id), len(a.values.name)
	return row, errors.Join(c.err(), repeated(a.id[row.transactions.from:]))
}

func (a *transactionArrays) add(c *checker, t *munshiv1.Transaction, receivedAt time.Time) {
	a.id = append(a.id, c.required("transaction_id", t.GetTransactionId()))
	a.bank = append(a.bank, c.text("bank", t.GetBank()))
	a.account = append(a.account, c.text("account", t.GetAccount()))
	a.occurredAt = append(a.occurredAt, c.when("occurred_at", t.GetOccurredAt(), receivedAt))
	a.direction = append(a.direction, c.oneOfOrNone("direction", t.GetDirection(), schemas.Directions))
	a.amount = append(a.amount, c.amount("amount", t.GetAmount()))
	a.currency = append(a.currency, c.currency(t.GetCurrency()))
	a.balance = append(a.balance, c.balance("balance", t.GetBalance()))
	a.counterparty = append(a.counterparty, c.text("counterparty", t.GetCounterparty()))
	a.reference = append(a.reference, c.text("reference", t.GetReference()))
	a.instrument = append(a.instrument, c.oneOf("instrument", t.GetInstrument(), schemas.Instruments))
	a.category = append(a.category, c.text("category", t.GetCategory()))
	a.confidence = append(a.confidence, c.fraction("confidence", t.GetConfidence()))
	a.line = append(a.line, uint32(c.count("line", int64(t.GetLine()))))
	a.description = append(a.description, c.text("description", t.GetDescription()))
	a.name = append(a.name, c.text("counterparty_name", t.GetCounterpartyName()))
	a.address = append(a.address, c.text("counterparty_address", t.GetCounterpartyAddress()))
	a.creditLimit = append(a.creditLimit, c.balance("credit_limit", t.GetCreditLimit()))
	a.occurredFrom = append(a.occurredFrom, c.text("occurred_from", t.GetOccurredFrom()))
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
func repeated(ids []string) error {
	if len(ids) < 2 {
		return nil
	}
	place := make(map[string]int, len(ids))
	for n, id := range ids {
		if first, seen := place[id]; seen {
			return fmt.Errorf("transactions %d and %d have the same transaction_id %q", first+1, n+1, id)
		}
		place[id] = n
	}
	return nil
}

// moved is a column of a property of transactions.
func moved[Value any](name string, property func(*transactionArrays) []Value) column[transactionsRow] {
	return arrays("transactions."+name, func(r *transactionsRow) []Value {
		return property(r.of)[r.transactions.from:r.transactions.to]
	})
}

// placed is a column of a property of the values in a message.
func placed[Value any](name string, property func(*valueArrays) []Value) column[transactionsRow] {
	return arrays("values."+name, func(r *transactionsRow) []Value {
		return property(&r.of.values)[r.values.from:r.values.to]
	})
}

var transactionsTable = table[transactionsRow]{"transactions_log", []column[transactionsRow]{
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
	moved("transaction_id", func(a *transactionArrays) []string { return a.id }),
	moved("bank", func(a *transactionArrays) []string { return a.bank }),
	moved("account", func(a *transactionArrays) []string { return a.account }),
	moved("occurred_at", func(a *transactionArrays) []time.Time { return a.occurredAt }),
	moved("direction", func(a *transactionArrays) []string { return a.direction }),
	moved("amount", func(a *transactionArrays) []decimal.Decimal { return a.amount }),
	moved("currency", func(a *transactionArrays) []string { return a.currency }),
	moved("balance", func(a *transactionArrays) []*decimal.Decimal { return a.balance }),
	moved("counterparty", func(a *transactionArrays) []string { return a.counterparty }),
	moved("reference", func(a *transactionArrays) []string { return a.reference }),
	moved("instrument", func(a *transactionArrays) []string { return a.instrument }),
	moved("category", func(a *transactionArrays) []string { return a.category }),
	moved("confidence", func(a *transactionArrays) []float64 { return a.confidence }),
	moved("line", func(a *transactionArrays) []uint32 { return a.line }),
	moved("description", func(a *transactionArrays) []string { return a.description }),
	moved("counterparty_name", func(a *transactionArrays) []string { return a.name }),
	moved("counterparty_address", func(a *transactionArrays) []string { return a.address }),
	moved("credit_limit", func(a *transactionArrays) []*decimal.Decimal { return a.creditLimit }),
	moved("occurred_from", func(a *transactionArrays) []string { return a.occurredFrom }),
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
}}
