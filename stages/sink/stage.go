package sink

import (
	"context"
	"errors"
	"fmt"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
)

// Definition makes the program munshi-sink.
var Definition = flow.Definition[Config]{
	Name:    "sink",
	Summary: "writes documents, transactions, progress, corrections and dead letters to ClickHouse",
	New: func(_ context.Context, c Config, _ flow.Tools) (*flow.Program, error) {
		s, err := New(c)
		if err != nil {
			return nil, err
		}
		return flow.NewProgram(s.Close, flow.Into(s, topics()...)), nil
	},
}

// Sink writes events to ClickHouse.
type Sink struct{ store *store }

// New makes a sink. It connects when it first writes: a ClickHouse that is down is an outage, not a reason to exit.
func New(c Config) (*Sink, error) {
	store, err := newStore(c)
	if err != nil {
		return nil, err
	}
	return &Sink{store: store}, nil
}

// Close lets go of the connections.
func (s *Sink) Close() { s.store.close() }

// Write returns when every row of the batch is on ClickHouse's disk. It may be called again with events that were
// written before, and it may stop between two tables: rows are keyed by what they are about, so the same event makes the same
// row however often it comes.
func (s *Sink) Write(ctx context.Context, batch []flow.AnyEvent) error {
	rows := rows{most: len(batch)}
	rows.moved.reserve(batch)
	for _, e := range batch {
		if err := rows.add(e); err != nil {
			return flow.Permanent(schemas.CodeRowRejected, fmt.Errorf("event %s of %s: %w", e.ID, e.Topic, err))
		}
	}
	for _, write := range []func() error{
		func() error { return insert(ctx, s.store, documentsTable, rows.documents) },
		func() error { return insert(ctx, s.store, transactionsTable, rows.transactions) },
		func() error { return insert(ctx, s.store, progressTable, rows.progress) },
		func() error { return insert(ctx, s.store, deadLettersTable, rows.deadLetters) },
		func() error { return insert(ctx, s.store, feedbackTable, rows.feedback) },
	} {
		if err := write(); err != nil {
			return err
		}
	}
	return nil
}

// rows are those of one batch, by table.
type rows struct {
	documents    []documentRow
	transactions []transactionsRow
	progress     []progressRow
	deadLetters  []deadLetterRow
	feedback     []feedbackRow

	found fieldArrays       // those of documents
	moved transactionArrays // those of transactions
	most  int               // rows of one kind are hardly more
}

func (r *rows) add(e flow.AnyEvent) error {
	if e.Dead != nil {
		r.deadLetters = append(r.deadLetters, deadLetterOf(e.ID, e.Dead))
		return nil
	}
	var err error
	switch body := e.Body.(type) {
	case *munshiv1.DocumentExtracted:
		err = adding(r, &r.documents, body, e, r.found.row)
		if err == nil && body.GetKind() != kindStatement {
			err = adding(r, &r.transactions, noStatement(body.GetDocument()), e, r.moved.row)
		}
	case *munshiv1.TransactionsClassified:
		err = adding(r, &r.transactions, body, e, r.moved.row)
	case *munshiv1.Progress:
		for _, report := range flow.Reports(body) {
			err = errors.Join(err, r.addReport(report, e))
		}
	case *munshiv1.FeedbackGiven:
		err = adding(r, &r.feedback, body, e, feedbackOf)
	default:
		err = fmt.Errorf("no table for a %T", e.Body)
	}
	return err
}

// noStatement is what a reading says of the lines of a document that is no statement: there are none. An earlier reading may have taken it
// for one, and nobody else would take its transactions back.
func noStatement(d *munshiv1.Document) *munshiv1.TransactionsClassified {
	return &munshiv1.TransactionsClassified{Source: sourceStatement, SourceId: d.GetDocumentId(), Tenant: d.GetTenant(), Subject: d.GetSubject()}
}

// addReport adds one report. Those that travel in one record are each of a reading of their own.
func (r *rows) addReport(p *munshiv1.Progress, e flow.AnyEvent) error {
	if p.ReadingId != "" && p.ReadingTime.IsValid() {
		e.Reading.ID, e.Reading.Time = p.ReadingId, p.ReadingTime.AsTime()
	}
	r.documents = append(r.documents, stateRows(p, e)...)
	return adding(r, &r.progress, p, e, progressOf)
}

// adding appends the row that convert makes of body, unless it is refused.
func adding[Body, Row any](all *rows, rows *[]Row, body Body, e flow.AnyEvent, convert func(Body, flow.AnyEvent) (Row, error)) error {
	row, err := convert(body, e)
	if err != nil {
		return err
	}
	if *rows == nil {
		*rows = make([]Row, 0, all.most)
	}
	*rows = append(*rows, row)
	return nil
}
