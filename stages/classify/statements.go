package classify

import (
	"context"
	"strings"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/classify/sms"
	"github.com/munshi-in/munshi/stages/flow"
)

const (
	defaultCurrency = "INR"
	// maxDescriptionBytes bounds what is kept of a line's description.
	maxDescriptionBytes = 2000
)

// Statements reads the lines of one bank statement an event.
type Statements struct {
	config Config
	engine *sms.Engine
}

// Process yields one event with a transaction for each line that moves money.
func (s *Statements) Process(_ context.Context, in flow.Event[*munshiv1.StatementExtracted]) ([]flow.Output, error) {
	statement, document := in.Body, in.Body.GetDocument()
	switch {
	case document.GetDocumentId() == "":
		return nil, flow.Permanentf(schemas.CodeInvalidEvent, "document.document_id is empty: a statement needs its document")
	case len(statement.GetLines()) > s.config.MaxLines:
		return nil, flow.Permanentf(schemas.CodeTooLarge, "statement of %s has %d lines, over the limit of %d (MUNSHI_CLASSIFY_MAX_LINES)",
			document.GetDocumentId(), len(statement.GetLines()), s.config.MaxLines)
	}
	out := &munshiv1.TransactionsClassified{
		Source: "statement", SourceId: document.GetDocumentId(),
		Tenant: firstOf(document.GetTenant(), DefaultTenant), Subject: document.GetSubject(),
	}
	for _, line := range statement.GetLines() {
		if t := s.transaction(statement, line); t != nil {
			t.TransactionId = TransactionID("statement", out.Tenant, out.SourceId, int(line.GetLine()))
			t.OccurredAt = s.occurredAt(statement, line, in.Time)
			out.Transactions = append(out.Transactions, t)
		}
	}
	return []flow.Output{{Key: firstOf(statement.GetAccount(), out.Subject, out.SourceId), Body: out}}, nil
}

// transaction returns nil for a line without money: a note, or a row of which the amount could not be read.
func (s *Statements) transaction(statement *munshiv1.StatementExtracted, line *munshiv1.StatementLine) *munshiv1.Transaction {
	direction, amount := sms.Debit, sms.PlainAmount(line.GetDebit())
	if amount == "" {
		direction, amount = sms.Credit, sms.PlainAmount(line.GetCredit())
	}
	if amount == "" {
		return nil
	}
	description := strings.ToValidUTF8(line.GetDescription(), "")
	if len(description) > maxDescriptionBytes {
		description = strings.ToValidUTF8(description[:maxDescriptionBytes], "")
	}
	said := s.engine.Describe(description, direction)
	return &munshiv1.Transaction{
		Bank: statement.GetBank(), Account: statement.GetAccount(), Direction: direction, Amount: amount,
		Currency: firstOf(statement.GetCurrency(), defaultCurrency), Balance: line.GetBalance(),
		Counterparty: said.Counterparty, CounterpartyName: said.CounterpartyName, CounterpartyAddress: said.CounterpartyAddress, Reference: firstOf(line.GetReference(), said.Reference),
		Instrument: said.Instrument, Category: said.Category, Confidence: line.GetConfidence(),
		Line: line.GetLine(), Description: description,
	}
}

// occurredAt is the line's day at the country's midnight: a statement knows no hour.
func (s *Statements) occurredAt(statement *munshiv1.StatementExtracted, line *munshiv1.StatementLine, otherwise time.Time) *timestamppb.Timestamp {
	zone := s.engine.Zone(firstOf(statement.GetCurrency(), defaultCurrency))
	for _, date := range []string{line.GetDate(), line.GetValueDate()} {
		if at, err := time.ParseInLocation(time.DateOnly, date, zone); err == nil {
			return timestamppb.New(at)
		}
	}
	if at := statement.GetDocument().GetReceivedAt(); at.IsValid() {
		return at
	}
	return timestamppb.New(otherwise)
}
