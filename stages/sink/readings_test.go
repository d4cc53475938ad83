package sink

import (
	"fmt"
	"testing"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
)

func TestReplayWithFewerLinesLeavesNoStaleRow(t *testing.T) {
	b := newBooks(t)
	b.write(event(1, 1, statement("st", 10)), event(1, 0, extracted("st", "bank_statement", "ifsc=HDFC0000001", "bank=HDFC Bank", "closing_balance=1.00")))
	b.shows("SELECT count(), sum(amount) FROM transactions", "10 105")
	b.shows("SELECT spent, count FROM spend_by_category", "105 10")

	b.write(event(2, 1, statement("st", 8)), event(2, 0, extracted("st", "bank_statement", "ifsc=HDFC0000001")))
	b.shows("SELECT count(), uniqExact(transaction_id), sum(amount), any(revision) FROM transactions", "8 8 84 r2")
	b.shows("SELECT spent, count FROM spend_by_category", "84 8")
	b.shows("SELECT name, value FROM fields", "ifsc HDFC0000001")
	b.shows("SELECT count(), any(revision) FROM documents", "1 r2")

	b.write(event(3, 1, statement("st", 0)))
	b.shows("SELECT count() FROM transactions", "0")
	b.shows("SELECT count() FROM spend_by_category", "0")
}

func TestOldReadingThatArrivesLateChangesNothing(t *testing.T) {
	b := newBooks(t)
	b.write(event(2, 0, extracted("d", "receipt", "total=20.00")), event(2, 1, sms("m", "transaction", "new", transaction("t", "debit", "food", "20"))))
	b.write(event(1, 0, extracted("d", "invoice", "total=10.00", "tax=1.00")), event(1, 1, sms("m", "promotion", "old")))
	b.write(event(1, 30, extracted("d", "invoice", "total=10.00", "tax=1.00")), event(1, 59, progress("d", "recognize", "failed", "native_crash")))
	b.shows("SELECT kind, status, error_code FROM documents", "receipt extracted ")
	b.shows("SELECT name, value FROM fields", "total 20.00")
	b.shows("SELECT type, text, transaction_id FROM messages", "transaction new t")
	b.shows("SELECT transaction_id, amount FROM transactions", "t 20")
}

func TestLaterOutputOfOneReadingWins(t *testing.T) {
	b := newBooks(t)
	b.write(event(1, 5, extracted("d", "receipt", "total=5.00")))
	b.write(event(1, 4, extracted("d", "receipt", "total=4.00")))
	b.shows("SELECT value FROM fields", "5.00")
}

func TestSameBatchTwiceShowsOnce(t *testing.T) {
	b := newBooks(t)
	batch := []flow.AnyEvent{
		event(1, 0, extracted("d", "receipt", "total=20.00", "date=2026-03-31")),
		event(1, 1, statement("d", 3)),
		event(1, 2, sms("m", "transaction", "text", transaction("t", "debit", "food", "20"))),
		event(1, 3, progress("d", "recognize", "done", "")),
		event(1, 4, &munshiv1.FeedbackGiven{Id: "d", Subject: "document", Field: "total", Was: "20.00", Value: "21.00", GivenBy: "ravi", GivenAt: timestamppb.New(noon)}),
		{Meta: flow.Meta{ID: "dead-1"}, Dead: &flow.DeadLetter{Stage: "ingest", Topic: "documents.uploaded", Partition: 1, Offset: 7, Code: "not_found", DiedAt: noon}},
	}
	batch = append(batch, batch...) // twice in one batch,
	b.write(batch...)
	b.write(batch...) // and the batch twice
	for view, rows := range map[string]string{
		"documents": "1", "fields": "2", "transactions": "4", "messages": "1", "progress": "1", "feedback": "1", "dead_letters": "1",
	} {
		b.shows("SELECT count() FROM "+view, rows)
	}
	b.shows("SELECT sum(spent), sum(count) FROM spend_by_category", "51.5 4")
}

func TestMergedAndUnmergedPartsShowTheSame(t *testing.T) {
	b := newBooks(t)
	for n := range 5 {
		b.write(event(n, 0, extracted("d", "receipt", "total="+string(rune('0'+n)))), event(n, 1, statement("st", 5-n)))
	}
	look := "SELECT value, (SELECT count() FROM transactions) FROM fields"
	b.shows(look, "4 1")
	b.ask("OPTIMIZE TABLE documents_log FINAL")
	b.ask("OPTIMIZE TABLE transactions_log FINAL")
	b.shows(look, "4 1")
	b.write(event(3, 0, extracted("d", "receipt", "total=9")), event(3, 1, statement("st", 9)))
	b.shows(look, "4 1")
}

func TestTenantsMayUseTheSameIDs(t *testing.T) {
	b := newBooks(t)
	other := extracted("d", "invoice", "total=2.00")
	other.Document.Tenant = "globex"
	b.write(event(1, 0, extracted("d", "receipt", "total=1.00")), event(2, 0, other))
	b.shows("SELECT tenant, kind FROM documents ORDER BY tenant", "acme receipt\nglobex invoice")
}

func TestDocumentOnItsWayShowsHowFarItHasCome(t *testing.T) {
	b := newBooks(t)
	b.write(event(1, 3, progress("d", "preprocess", "done", "")), event(1, 2, progress("d", "ingest", "done", "")))
	b.shows("SELECT status, tenant, source, pages, filename, kind FROM documents", "preprocessed acme s3 2 d.pdf ")
	b.write(event(1, 4, progress("d", "recognize", "retrying", "")))
	b.shows("SELECT status FROM documents", "preprocessed")
	b.write(event(1, 4, progress("d", "recognize", "done", "")), event(1, 5, progress("d", "extract", "done", "")))
	b.shows("SELECT status FROM documents", "recognized") // extracted only when its fields are there
	b.write(event(1, 5, extracted("d", "receipt", "total=1.00")))
	b.shows("SELECT status, kind, confidence FROM documents", "extracted receipt 0.75")
}

func TestFailedDocumentIsSeenAndAReplayClearsIt(t *testing.T) {
	b := newBooks(t)
	failed := progress("d", "preprocess", "failed", "corrupt")
	failed.ErrorMessage = "d.pdf page 2: not a PDF"
	b.write(event(1, 1, progress("d", "ingest", "done", "")), event(1, 2, failed))
	b.shows("SELECT status, error_code, error_message, source FROM documents", "failed corrupt d.pdf page 2: not a PDF s3")
	b.write(event(2, 1, progress("d", "preprocess", "done", "")))
	b.shows("SELECT status, error_code FROM documents", "preprocessed ")
	b.write(event(2, 2, extracted("d", "receipt")))
	b.shows("SELECT status, error_code, error_message FROM documents", "extracted  ")
	b.write(event(3, 1, failed)) // a later replay fails: what was read stays
	b.shows("SELECT status, error_code FROM documents", "extracted ")
	b.shows("SELECT count() FROM progress WHERE state = 'failed'", "2")
}

func TestUploadThatFailedBeforeItsIDWasKnownIsClearedBySuccess(t *testing.T) {
	b := newBooks(t)
	unknown := progress("event-7", "ingest", "failed", "not_found")
	unknown.EventId = "event-7"
	b.write(event(1, 1, unknown))
	b.shows("SELECT document_id, status, error_code FROM documents", "event-7 failed not_found")
	found := progress("sha-of-bytes", "ingest", "done", "")
	found.EventId = "event-7"
	b.write(event(2, 1, found))
	b.shows("SELECT document_id, status FROM documents", "sha-of-bytes ingested")
}

func TestReportsThatTravelTogetherAreRowsOfTheirOwnReadings(t *testing.T) {
	b := newBooks(t)
	report := func(id string, reading int) *munshiv1.Progress {
		return &munshiv1.Progress{Id: id, Stage: "classify", State: "done", EventId: "event-of-" + id,
			ReadingId: fmt.Sprint("reading-", reading), ReadingTime: timestamppb.New(noon.Add(time.Duration(reading) * time.Minute))}
	}
	first := report("m1", 1)
	first.More = []*munshiv1.Progress{report("m2", 2), report("m3", 3)}
	b.write(event(1, 1, first))
	b.shows("SELECT id, reading_id, dateDiff('minute', toDateTime64('"+noon.UTC().Format("2006-01-02 15:04:05")+"', 6, 'UTC'), reading_at) FROM progress ORDER BY id",
		"m1 reading-1 1\nm2 reading-2 2\nm3 reading-3 3")
}

func TestFailureWithoutADocumentIsOneOnlyInIngest(t *testing.T) {
	b := newBooks(t)
	b.write(event(1, 1, &munshiv1.Progress{Id: "e", Stage: "ingest", State: "failed", ErrorCode: "undecodable"}),
		event(1, 1, &munshiv1.Progress{Id: "m", Stage: "classify", State: "failed", ErrorCode: "invalid_event"}))
	b.shows("SELECT document_id, tenant, status, error_code FROM documents", "e default failed undecodable")
	b.shows("SELECT id, stage FROM progress ORDER BY id", "e ingest\nm classify")
}

func TestAnOlderReadingIsNotFoundByThePersonItNamedWhenANewerNamesAnother(t *testing.T) {
	b := newBooks(t)
	mended := sms("m", "transaction", "x", transaction("t", "debit", "food", "1"))
	mended.Subject = "ravi"
	b.write(event(1, 0, sms("m", "transaction", "x", transaction("t", "debit", "food", "1"))))
	b.write(event(2, 0, mended))
	b.shows("SELECT count() FROM transactions WHERE subject = 'asha'", "0")
	b.shows("SELECT count() FROM transactions WHERE subject = 'ravi'", "1")
}

// A bill that an older revision took for a statement had lines, which nobody reports on any more.
func TestAReplayThatFindsAnotherKindLeavesNoTransactionOfTheStatement(t *testing.T) {
	b := newBooks(t)
	b.write(event(1, 0, extracted("d", "bank_statement")), event(1, 1, statement("d", 3)), event(1, 2, sms("d", "transaction", "an SMS of the same id", transaction("t", "debit", "food", "20"))))
	b.shows("SELECT count() FROM transactions", "4")
	b.write(event(2, 0, extracted("d", "invoice", "total=31.50")))
	b.shows("SELECT transaction_id FROM transactions", "t")
	b.write(event(1, 1, statement("d", 3)))
	b.shows("SELECT transaction_id FROM transactions", "t")
	b.shows("SELECT kind FROM documents", "invoice")

	b.write(event(3, 1, statement("d", 2)), event(3, 0, extracted("d", "bank_statement")))
	b.shows("SELECT count() FROM transactions", "3")
}
