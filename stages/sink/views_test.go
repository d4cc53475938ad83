package sink

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
)

func TestValuesArriveAsTheyWereRead(t *testing.T) {
	b := newBooks(t)
	row := sms("m", "transaction", "Rs 10.50 paid", transaction("t", "debit", "food", "10.50"))
	row.Transactions[0].Balance = ""
	b.write(event(1, 0, extracted("d", "receipt", "total=1234.50", "merchant=राजू स्टोर")), event(1, 1, row), event(1, 2, statement("st", 1)))
	b.shows("SELECT document_id, tenant, subject, kind, status, error_code, error_message, pages, confidence, text, media_type, bytes, sha256, source, received_at, read_at, revision FROM documents",
		"d acme asha receipt extracted   2 0.75 text of d application/pdf 4711 "+strings.Repeat("ab", 32)+" s3 2026-03-31 12:00:00.000 2026-03-31 13:00:00.000000 r1")
	b.shows("SELECT document_id, kind, name, value, raw, page, box, box.bottom, confidence, checks, repaired FROM fields ORDER BY name",
		"d receipt merchant राजू स्टोर राजू स्टोर 1 (0.1,0.2,0.3,0.4) 0.4 0.5 ['shape','sum'] false\n"+
			"d receipt total 1234.50 1234.50 1 (0.1,0.2,0.3,0.4) 0.4 0.5 ['shape','sum'] false")
	b.shows("SELECT transaction_id, source, source_id, tenant, subject, bank, occurred_at, direction, amount, currency, isNull(balance), reference, instrument, category, confidence, revision FROM transactions WHERE source = 'sms'",
		"t sms m acme asha HDFC Bank 2026-03-31 12:00:00.000 debit 10.5 INR 1 412345678901 upi food 0.9 r1")
	b.shows("SELECT balance FROM transactions WHERE source = 'statement'", "-120.25")
	b.shows("SELECT message_id, tenant, subject, sender, bank, received_at, type, transaction_id, text FROM messages",
		"m acme asha VM-HDFCBK HDFC Bank 2026-03-31 12:00:00.000 transaction t Rs 10.50 paid")
}

func TestViewsMaskIdentifiers(t *testing.T) {
	b := newBooks(t)
	b.write(event(1, 0, extracted("d", "pan_card", "pan=ABCDE1234F", "account_number=50100012345678", "name=ASHA RAO", "micr=400240002")),
		event(1, 1, statement("st", 1)))
	secret := extracted("e", "cheque")
	secret.Text = "PAN ABCDE1234F a/c 50100012345678 card 4111 1111 1111 1234 phone 98765 43210 on 31-03-2026 Rs 1,25,000.00"
	b.write(event(1, 2, secret), event(1, 3, sms("m", "transaction", "A/c XX1234 debited, ref 412345678901, Rs 2,500.00")),
		event(1, 4, sms("o", "otp", "123456 is your OTP, valid 10 minutes")),
		event(1, 5, &munshiv1.FeedbackGiven{Id: "d", Subject: "document", Field: "pan", Was: "ABCDE1234F", Value: "ABCDE1239F"}),
		flow.AnyEvent{Dead: &flow.DeadLetter{Stage: "classify", Topic: "statements.extracted", Key: []byte("50100012345678"), SubjectID: "d"}})
	b.shows("SELECT name, value, raw FROM fields ORDER BY name",
		"account_number XXXX5678 XXXX5678\nmicr 400240002 400240002\nname ASHA RAO ASHA RAO\npan XXXX234F XXXX234F")
	b.shows("SELECT text FROM documents WHERE document_id = 'e'",
		"PAN XXXXXX234F a/c XXXX5678 card XXXX1234 phone XXXX3210 on 31-03-2026 Rs 1,25,000.00")
	b.shows("SELECT account, counterparty, description FROM transactions", "XXXX5678 XXXX3210@ybl UPI/XXXX8901/tea")
	b.shows("SELECT text FROM messages ORDER BY message_id", "A/c XX1234 debited, ref XXXX8901, Rs 2,500.00\nXXXXXX is your OTP, valid XX minutes")
	b.shows("SELECT was, value FROM feedback", "XXXX234F XXXX239F")
	b.shows("SELECT key, id FROM dead_letters", "XXXX5678 d")

	b.shows("SELECT value FROM fields_unmasked WHERE name = 'pan'", "ABCDE1234F")
	b.shows("SELECT account FROM transactions_unmasked", "50100012345678")
}

func TestACounterpartysNameAndAddressAndThePlaceOfEachValueArrive(t *testing.T) {
	b := newBooks(t)
	paid := transaction("t", "debit", "food", "10.50")
	paid.CounterpartyName, paid.CounterpartyAddress, paid.CreditLimit, paid.OccurredFrom = "Tea Stall", "9876543210@ybl", "5000", "text"
	paid.Values = []*munshiv1.FoundValue{{Name: "amount", Start: 3, End: 8, Confidence: 0.9}, {Name: "counterparty", Start: 12, End: 26, Confidence: 0.8}}
	back := transaction("u", "credit", "food", "1")
	back.Values = []*munshiv1.FoundValue{{Name: "amount", Start: 30, End: 31, Confidence: 0.7}}
	row := sms("m", "transaction", "Rs 10.50 to 9876543210@ybl", paid, back)
	row.Message.Flags = []string{"suspicious_link"}
	b.write(event(1, 0, row))
	b.shows("SELECT transaction_id, counterparty_name, counterparty_address, credit_limit, occurred_from FROM transactions_unmasked ORDER BY transaction_id",
		"t Tea Stall 9876543210@ybl 5000 text\nu   \\N ")
	b.shows("SELECT counterparty_name, counterparty_address FROM transactions WHERE transaction_id = 't'", "Tea Stall XXXX3210@ybl")
	b.shows("SELECT flags FROM messages", "['suspicious_link']")
	b.shows("SELECT transaction_id, name, start, end, confidence FROM transaction_values ORDER BY start", "t amount 3 8 0.9\nt counterparty 12 26 0.8\nu amount 30 31 0.7")
}

func TestADeadLetterIsMendedWhenItsReplayEndsWell(t *testing.T) {
	b := newBooks(t)
	letter := func(eventID string, offset int64, minute int) flow.AnyEvent {
		return flow.AnyEvent{Meta: flow.Meta{ID: eventID}, Dead: &flow.DeadLetter{Stage: "extract", Topic: "documents.recognized", Offset: offset, DiedAt: noon.Add(time.Duration(minute) * time.Minute)}}
	}
	ended := func(eventID, state, replay string, minute int) flow.AnyEvent {
		report := progress("of-"+eventID, "extract", state, "")
		report.EventId, report.At = eventID, timestamppb.New(noon.Add(time.Duration(minute)*time.Minute))
		e := event(1, minute, report)
		e.Reading.ReplayID = replay
		return e
	}
	b.write(letter("mended", 1, 10), letter("dead", 2, 10), letter("died again", 3, 30),
		ended("mended", "done", "replay-1", 20), ended("dead", "failed", "replay-1", 20), ended("died again", "done", "replay-1", 20), ended("dead", "done", "", 5))
	b.shows("SELECT event_id, mended_at FROM dead_letters ORDER BY offset", "mended 2026-03-31 12:20:00.000000\ndead \\N\ndied again \\N")
	b.shows("SELECT event_id FROM progress WHERE state = 'failed'", "dead")
}

func TestSpendingLeavesOutOwnMoneyAndCountsRefunds(t *testing.T) {
	b := newBooks(t)
	b.write(event(1, 0, &munshiv1.TransactionsClassified{Source: "statement", SourceId: "st", Tenant: "acme", Subject: "asha", Transactions: []*munshiv1.Transaction{
		transaction("1", "debit", "shopping", "1000"),
		transaction("2", "debit", "shopping", "500.25"),
		transaction("3", "credit", "shopping", "400"),
		transaction("4", "credit", "salary", "50000"),
		transaction("5", "debit", "self_transfer", "7000"),
		transaction("6", "credit", "self_transfer", "7000"),
		transaction("7", "debit", "card_bill", "8000"),
		transaction("8", "debit", "wallet_load", "900"),
		transaction("9", "credit", "person", "20"),
	}}))
	b.shows("SELECT month, tenant, subject, category, currency, spent, received, count FROM spend_by_category ORDER BY category",
		"2026-03-01 acme asha person INR 0 20 1\n2026-03-01 acme asha salary INR 0 50000 1\n2026-03-01 acme asha shopping INR 1100.25 0 3")
}

func TestMonthsAreIndias(t *testing.T) {
	b := newBooks(t)
	late := transaction("t", "debit", "food", "1")
	late.OccurredAt = timestamppb.New(time.Date(2026, 3, 31, 19, 0, 0, 0, time.UTC)) // 00:30 on 1 April in India
	b.write(event(1, 0, sms("m", "transaction", "x", late)))
	b.shows("SELECT month FROM spend_by_category", "2026-04-01")
}

func TestTransactionWithoutATimeHappenedWhenItsMessageCame(t *testing.T) {
	b := newBooks(t)
	undated := transaction("t", "debit", "food", "1")
	undated.OccurredAt = nil
	b.write(event(1, 0, sms("m", "transaction", "x", undated)))
	b.shows("SELECT occurred_at FROM transactions", "2026-03-31 12:00:00.000")
}

func BenchmarkWriteMessages(b *testing.B) {
	books := newBooks(b)
	const size = 10000
	batch := make([]flow.AnyEvent, size)
	sent := 0
	for b.Loop() {
		for n := range batch {
			id := fmt.Sprintf("m%d", sent)
			batch[n] = event(1, 1, sms(id, "transaction", "Rs 10.50 debited from A/c XX1234 to tea stall on 31-03-26", transaction("t"+id, "debit", "food", "10.50")))
			sent++
		}
		books.write(batch...)
	}
	b.ReportMetric(float64(sent)/b.Elapsed().Seconds(), "rows/s")
}
