package classify

import (
	"context"
	"fmt"
	"strings"
	"sync"
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

	room := newRoom()
	out, message := &room.out, &room.message
	out.Source, out.SourceId, out.Tenant, out.Subject, out.Message = "sms", id, tenant, subject, message
	message.MessageId, message.Sender, message.Bank, message.ReceivedAt = id, m.GetSender(), result.Bank, at(&room.received, received)
	message.Type, message.Text, message.Confidence, message.Flags = result.Type, m.GetText(), result.Confidence, result.Flags
	out.Transactions = room.moved[:0]
	for n := range result.Transactions {
		in := &room.first
		if n > 0 {
			in = new(transactionRoom)
		}
		moved := in.filled(&result.Transactions[n])
		moved.TransactionId, moved.Bank = TransactionID("sms", tenant, id, n), result.Bank
		out.Transactions = append(out.Transactions, moved)
	}
	room.outputs[0] = flow.Output{Key: firstOf(accountOf(out), subject, id), Body: out, Release: room.release}
	return room.outputs[:], nil
}

// A room is the memory of what one message becomes, all that lives and dies together. It is used again: made anew for each message it was a
// quarter of the stage's garbage.
type room struct {
	out      munshiv1.TransactionsClassified
	message  munshiv1.ClassifiedMessage
	received timestamppb.Timestamp
	moved    [1]*munshiv1.Transaction
	first    transactionRoom // mostly there is no other
	outputs  [1]flow.Output
	release  func()
}

// transactionRoom is the memory of one transaction.
type transactionRoom struct {
	moved    munshiv1.Transaction
	occurred timestamppb.Timestamp
	values   [sms.MaxFields]munshiv1.FoundValue
	found    [sms.MaxFields]*munshiv1.FoundValue
}

var rooms sync.Pool

// newRoom is one that was used before, mostly.
func newRoom() *room {
	if used, ok := rooms.Get().(*room); ok {
		return used
	}
	r := new(room)
	r.release = func() {
		r.empty()
		rooms.Put(r)
	}
	return r
}

// empty leaves nothing of a message for the next. Times and values have no field that is not set each time.
func (r *room) empty() {
	r.out.Reset()
	r.message.Reset()
	r.first.moved.Reset()
	r.moved[0], r.outputs[0] = nil, flow.Output{}
}

// filled is the transaction t.
func (r *transactionRoom) filled(t *sms.Transaction) *munshiv1.Transaction {
	moved := &r.moved
	moved.Account, moved.Direction, moved.Amount, moved.Currency, moved.Balance = t.Account, t.Direction, t.Amount, t.Currency, t.Balance
	moved.OccurredAt, moved.OccurredFrom, moved.CreditLimit = at(&r.occurred, t.OccurredAt), t.OccurredFrom, t.CreditLimit
	moved.Counterparty, moved.CounterpartyName, moved.CounterpartyAddress = t.Counterparty, t.CounterpartyName, t.CounterpartyAddress
	moved.Reference, moved.Instrument, moved.Category, moved.Confidence = t.Reference, t.Instrument, t.Category, t.Confidence
	moved.Values = r.found[:len(t.Fields)]
	for n, f := range t.Fields {
		v := &r.values[n]
		v.Name, v.Start, v.End, v.Confidence = f.Name.String(), f.Start, f.End, f.Confidence
		moved.Values[n] = v
	}
	return moved
}

// at gives room the time t.
func at(room *timestamppb.Timestamp, t time.Time) *timestamppb.Timestamp {
	room.Seconds, room.Nanos = t.Unix(), int32(t.Nanosecond())
	return room
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
