package classify

import (
	"context"
	"fmt"
	"strings"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/classify/sms"
	"github.com/munshi-in/munshi/stages/flow"
)

// DefaultTenant is whose a message is when the producer does not say.
const DefaultTenant = "default"

// Messages reads one SMS an event.
type Messages struct {
	config Config
	engine *sms.Engine
}

// Process yields one event, also for a message that tells of no transaction: a replay that finds none any more must
// replace what was found before.
func (s *Messages) Process(_ context.Context, in flow.Event[*munshiv1.MessageReceived]) ([]flow.Output, error) {
	m := in.Body
	if err := s.check(m); err != nil {
		return nil, err
	}
	tenant := firstOf(m.GetTenant(), DefaultTenant)
	subject := firstOf(m.GetSubject(), in.Key)
	id := m.GetMessageId()
	if id == "" {
		id = messageID(tenant, subject, m)
	}
	received := schemas.Received(m.GetReceivedAt(), in.Time)
	result := s.engine.Classify(sms.Message{Text: m.GetText(), Sender: m.GetSender(), ReceivedAt: received})

	out := &munshiv1.TransactionsClassified{
		Source: "sms", SourceId: id, Tenant: tenant, Subject: subject,
		Message: &munshiv1.ClassifiedMessage{
			MessageId: id, Sender: m.GetSender(), Bank: result.Bank, ReceivedAt: timestamppb.New(received),
			Type: result.Type, Text: m.GetText(), Confidence: result.Confidence, Flags: result.Flags,
		},
	}
	for n, t := range result.Transactions {
		moved := transactionOf(t)
		moved.TransactionId, moved.Bank = TransactionID("sms", tenant, id, n), result.Bank
		out.Transactions = append(out.Transactions, moved)
	}
	return []flow.Output{{Key: firstOf(accountOf(out), subject, id), Body: out}}, nil
}

func transactionOf(t sms.Transaction) *munshiv1.Transaction {
	moved := &munshiv1.Transaction{
		Account: t.Account, OccurredAt: timestamppb.New(t.OccurredAt), OccurredFrom: t.OccurredFrom, Direction: t.Direction,
		Amount: t.Amount, Currency: t.Currency, Balance: t.Balance, CreditLimit: t.CreditLimit, Counterparty: t.Counterparty,
		CounterpartyName: t.CounterpartyName, CounterpartyAddress: t.CounterpartyAddress, Reference: t.Reference,
		Instrument: t.Instrument, Category: t.Category, Confidence: t.Confidence,
	}
	values := make([]munshiv1.FoundValue, len(t.Fields)) // one piece of memory for all: they live and die together
	moved.Values = make([]*munshiv1.FoundValue, len(t.Fields))
	for n, f := range t.Fields {
		v := &values[n]
		v.Name, v.Start, v.End, v.Confidence = f.Name, int32(f.Start), int32(f.End), f.Confidence
		moved.Values[n] = v
	}
	return moved
}

func (s *Messages) check(m *munshiv1.MessageReceived) error {
	switch {
	case strings.TrimSpace(m.GetText()) == "":
		return flow.Permanent(schemas.CodeInvalidEvent, fmt.Errorf("text is empty: a message needs its text"))
	case len(m.GetText()) > s.config.MaxTextBytes:
		return flow.Permanentf(schemas.CodeTooLarge, "text has %d bytes, over the limit of %d (MUNSHI_CLASSIFY_MAX_TEXT_BYTES)",
			len(m.GetText()), s.config.MaxTextBytes)
	case m.GetReceivedAt() != nil && m.GetReceivedAt().CheckValid() != nil:
		return flow.Permanentf(schemas.CodeInvalidEvent, "received_at: %w", m.GetReceivedAt().CheckValid())
	}
	return nil
}

// messageID derives an id from what the producer said, so that the same message sent twice is one message. The time
// of the Kafka record is left out: it differs each time.
func messageID(tenant, subject string, m *munshiv1.MessageReceived) string {
	var received string
	if m.GetReceivedAt() != nil {
		received = m.GetReceivedAt().AsTime().Format(time.RFC3339Nano)
	}
	return derivedID("msg_", tenant, subject, m.GetSender(), received, m.GetText())
}

func accountOf(out *munshiv1.TransactionsClassified) string {
	for _, t := range out.GetTransactions() {
		if t.GetAccount() != "" {
			return t.GetAccount()
		}
	}
	return ""
}
