package classify

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/classify/sms"
	"github.com/munshi-in/munshi/stages/flow"
)

const debitText = "Rs.245.00 debited from A/c XX7731 on 03-09-25 to LAKSHMI STORES. UPI Ref 524618830917"

var testConfig = Config{MaxTextBytes: 1000, MaxLines: 5}

func engine(t testing.TB) *sms.Engine {
	t.Helper()
	e, err := sms.New()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func classified(t *testing.T, m *munshiv1.MessageReceived, key string, at time.Time) (string, *munshiv1.TransactionsClassified) {
	t.Helper()
	stage := &Messages{config: testConfig, engine: engine(t)}
	outputs, err := stage.Process(context.Background(), flow.Event[*munshiv1.MessageReceived]{Meta: flow.Meta{Key: key, Time: at}, Body: m})
	if err != nil || len(outputs) != 1 {
		t.Fatalf("got %d outputs, %v", len(outputs), err)
	}
	return outputs[0].Key, outputs[0].Body.(*munshiv1.TransactionsClassified)
}

func TestAMessageBecomesOneEventKeyedByItsAccount(t *testing.T) {
	key, out := classified(t, &munshiv1.MessageReceived{Text: debitText, Sender: "VM-HDFCBK-S"}, "asha", time.Unix(1_760_000_000, 0))
	if key != "7731" || out.GetSubject() != "asha" || out.GetTenant() != "default" || out.GetSource() != "sms" || len(out.GetTransactions()) != 1 {
		t.Fatalf("key %q, event %v", key, out)
	}
	tx := out.GetTransactions()[0]
	if tx.GetAmount() != "245.00" || tx.GetDirection() != "debit" || tx.GetBank() != "HDFC Bank" || tx.GetTransactionId() == "" {
		t.Errorf("got %v", tx)
	}
}

func TestAMessageWithoutTransactionStillYieldsItsEvent(t *testing.T) {
	key, out := classified(t, &munshiv1.MessageReceived{Text: "458213 is your OTP. Do not share it."}, "asha", time.Time{})
	if key != "asha" || out.GetMessage().GetType() != sms.TypeOTP || len(out.GetTransactions()) != 0 {
		t.Errorf("key %q, event %v", key, out)
	}
}

func TestWhatAMessageBecameLeavesNothingForTheNext(t *testing.T) {
	texts := []string{
		"Rs.245.00 debited from A/c XX7731 on 03-09-25 to LAKSHMI STORES. UPI Ref 524618830917. Avl Bal Rs 8,755.10",
		"458213 is your OTP. Do not share it.",
		"Rs 90 credited to your account",
		"Dear customer, your SBI A/c is blocked. Update PAN at http://bit.ly/x1 now",
		"Rs.100 debited from A/c XX11 to RAJ. Rs.200 debited from A/c XX22 to SHYAM. Rs.300 credited to A/c XX33",
	}
	stage := &Messages{config: testConfig, engine: engine(t)}
	read := func(text string) flow.Output {
		in := flow.Event[*munshiv1.MessageReceived]{Meta: flow.Meta{Key: "asha", Time: time.Unix(1_760_000_000, 0)}, Body: &munshiv1.MessageReceived{Text: text}}
		outputs, err := stage.Process(context.Background(), in)
		if err != nil {
			t.Fatal(err)
		}
		return outputs[0]
	}
	for _, before := range texts {
		for _, text := range texts {
			want := read(text) // in memory that is not given back
			read(before).Release()
			got := read(text)
			if got.Key != want.Key || !proto.Equal(got.Body, want.Body) {
				t.Errorf("%q after %q:\n%v, want\n%v", text, before, got, want)
			}
		}
	}
}

func TestTheSameMessageSentTwiceIsOneMessage(t *testing.T) {
	m := &munshiv1.MessageReceived{Text: debitText}
	_, first := classified(t, m, "asha", time.Unix(1_760_000_000, 0))
	_, again := classified(t, m, "asha", time.Unix(1_760_009_999, 0))
	if first.GetSourceId() != again.GetSourceId() || first.GetTransactions()[0].GetTransactionId() != again.GetTransactions()[0].GetTransactionId() {
		t.Error("the ids differ")
	}
	_, other := classified(t, m, "ravi", time.Unix(1_760_000_000, 0))
	if first.GetSourceId() == other.GetSourceId() {
		t.Error("two people's messages have one id")
	}
	_, named := classified(t, &munshiv1.MessageReceived{Text: debitText, MessageId: "m-1"}, "asha", time.Time{})
	if named.GetSourceId() != "m-1" {
		t.Errorf("the caller's id became %q", named.GetSourceId())
	}
}

func TestUnfitMessagesAreRefusedWithTheirCode(t *testing.T) {
	stage := &Messages{config: testConfig, engine: engine(t)}
	for code, m := range map[schemas.Code]*munshiv1.MessageReceived{
		schemas.CodeInvalidEvent: {Text: " \n "},
		schemas.CodeTooLarge:     {Text: strings.Repeat("x", 1001)},
	} {
		_, err := stage.Process(context.Background(), flow.Event[*munshiv1.MessageReceived]{Body: m})
		if got, ok := flow.CodeOf(err); !ok || got != code {
			t.Errorf("got %v, want %s", err, code)
		}
	}
	_, err := stage.Process(context.Background(), flow.Event[*munshiv1.MessageReceived]{
		Body: &munshiv1.MessageReceived{Text: debitText, ReceivedAt: &timestamppb.Timestamp{Seconds: 1 << 60}}})
	if got, _ := flow.CodeOf(err); got != schemas.CodeInvalidEvent {
		t.Errorf("a time no clock shows: got %v", err)
	}
}

// The zero time of a Go program is the year 1, in which no store keeps anything.
func TestAMessageWhoseTimeNobodySetWasReceivedWhenItCame(t *testing.T) {
	stage := &Messages{config: testConfig, engine: engine(t)}
	came := time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)
	outputs, err := stage.Process(t.Context(), flow.Event[*munshiv1.MessageReceived]{
		Meta: flow.Meta{Time: came}, Body: &munshiv1.MessageReceived{Text: debitText, ReceivedAt: timestamppb.New(time.Time{})}})
	if err != nil {
		t.Fatal(err)
	}
	if at := outputs[0].Body.(*munshiv1.TransactionsClassified).GetMessage().GetReceivedAt().AsTime(); !at.Equal(came) {
		t.Errorf("received at %s", at)
	}
}

func TestEachStatementLineWithMoneyBecomesATransaction(t *testing.T) {
	stage := &Statements{config: testConfig, engine: engine(t)}
	in := flow.Event[*munshiv1.StatementExtracted]{Body: &munshiv1.StatementExtracted{
		Document: &munshiv1.Document{DocumentId: "doc-1", Subject: "asha"}, Bank: "HDFC Bank", Account: "50100XXXX7731",
		Lines: []*munshiv1.StatementLine{
			{Line: 1, Date: "2025-09-03", Description: "UPI-SWIGGY-swiggy@icici-ICIC0DC0099-428712345678-food", Debit: "1,245.00", Balance: "8755.00", Confidence: 0.9},
			{Line: 2, Description: "carried over"},
			{Line: 3, Date: "2025-09-04", Description: "NEFT CR-KKBK0000958-ORBIT LABS-SALARY", Credit: "50000.00", Balance: "58755.00", Reference: "KKBKN5"},
		},
	}}
	outputs, err := stage.Process(context.Background(), in)
	if err != nil || len(outputs) != 1 {
		t.Fatalf("got %d outputs, %v", len(outputs), err)
	}
	out := outputs[0].Body.(*munshiv1.TransactionsClassified)
	if outputs[0].Key != "50100XXXX7731" || len(out.GetTransactions()) != 2 || out.GetMessage() != nil {
		t.Fatalf("key %q, event %v", outputs[0].Key, out)
	}
	bought, earned := out.GetTransactions()[0], out.GetTransactions()[1]
	if bought.GetDirection() != "debit" || bought.GetAmount() != "1245.00" || bought.GetCategory() != "food" || bought.GetInstrument() != "upi" ||
		bought.GetOccurredAt().AsTime().Format(time.RFC3339) != "2025-09-02T18:30:00Z" {
		t.Errorf("got %v", bought)
	}
	if earned.GetDirection() != "credit" || earned.GetCategory() != "salary" || earned.GetReference() != "KKBKN5" || earned.GetLine() != 3 {
		t.Errorf("got %v", earned)
	}
	again, err := stage.Process(context.Background(), in)
	if err != nil || !proto.Equal(again[0].Body, out) {
		t.Error("reading the statement again gives another event")
	}
}

func TestAStatementWithoutDocumentOrWithTooManyLinesIsRefused(t *testing.T) {
	stage := &Statements{config: testConfig, engine: engine(t)}
	for code, s := range map[schemas.Code]*munshiv1.StatementExtracted{
		schemas.CodeInvalidEvent: {},
		schemas.CodeTooLarge:     {Document: &munshiv1.Document{DocumentId: "d"}, Lines: make([]*munshiv1.StatementLine, 6)},
	} {
		_, err := stage.Process(context.Background(), flow.Event[*munshiv1.StatementExtracted]{Body: s})
		if got, _ := flow.CodeOf(err); got != code {
			t.Errorf("got %v, want %s", err, code)
		}
	}
}

func TestTheEngineHasNoTypeThatTheBooksRefuse(t *testing.T) {
	for _, kind := range sms.Types {
		if !slices.Contains(schemas.MessageTypes, kind) {
			t.Errorf("type %s", kind)
		}
	}
}

func BenchmarkMessages(b *testing.B) {
	stage := &Messages{config: testConfig, engine: engine(b)}
	in := flow.Event[*munshiv1.MessageReceived]{Meta: flow.Meta{Key: "asha", Time: time.Unix(1_760_000_000, 0)}, Body: &munshiv1.MessageReceived{Text: debitText}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := stage.Process(context.Background(), in); err != nil {
			b.Fatal(err)
		}
	}
}
