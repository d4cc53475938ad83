package chaos

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/blob"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

// extractor stands in for the stage extract.
type extractor func(*munshiv1.DocumentRecognized) ([]flow.Output, error)

func (e extractor) Process(_ context.Context, in flow.Event[*munshiv1.DocumentRecognized]) ([]flow.Output, error) {
	return e(in.Body)
}

// extractWith takes the real extract out of the house and puts another in its place, until stop is called.
func (h *house) extractWith(e extractor) (stop func()) {
	h.t.Helper()
	p := h.programs["extract"]
	h.signal("extract", syscall.SIGTERM)
	<-p.exited
	delete(h.programs, "extract")
	return flowtest.Start(h.kafka, flow.Definition[struct{}]{Name: "extract", New: func(context.Context, struct{}, flow.Tools) (*flow.Program, error) {
		return flow.NewProgram(nil, flow.On(e)), nil
	}}, nil)
}

// recognize publishes that the words of a receipt were read.
func (h *house) recognize(id, total string) {
	h.t.Helper()
	text := &munshiv1.PageText{Page: 1, Width: 800, Height: 1200}
	for n, line := range []string{"CORNER SHOP", "TAX INVOICE", "Date: 31/03/2026", "Tea 1 " + total, "TOTAL " + total, "Thank you"} {
		for x, word := range strings.Fields(line) {
			left, top := 0.1+0.2*float64(x), 0.1+0.1*float64(n)
			text.Words = append(text.Words, &munshiv1.Word{Text: word, Line: int32(n), Confidence: 0.9, Box: &munshiv1.Box{Left: left, Top: top, Right: left + 0.15, Bottom: top + 0.03}})
		}
	}
	words, err := blob.PutPageText(h.t.Context(), h.blobs, blob.TextKey("acme", id, "test", 1), text)
	if err != nil {
		h.t.Fatal(err)
	}
	event, err := protojson.Marshal(&munshiv1.DocumentRecognized{
		Document: &munshiv1.Document{DocumentId: id, Tenant: "acme", Source: "s3", ReceivedAt: timestamppb.New(time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)), Pages: 1},
		Pages:    []*munshiv1.RecognizedPage{{Page: 1, Width: 800, Height: 1200, Words: words, Reader: "tesseract", Confidence: 0.9}},
	})
	if err != nil {
		h.t.Fatal(err)
	}
	h.kafka.Publish("documents.recognized", id, event)
}

// idle waits until every stage has done everything. Stages are asked in the order of the flow, so that what moves on meanwhile is seen.
func (h *house) idle() {
	h.t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(200 * time.Millisecond) {
		lag := h.munshi("lag")
		if strings.HasPrefix(lag, "Nothing waits") {
			return
		}
		if time.Now().After(deadline) {
			h.t.Fatalf("after %s there still waits\n%s", patience, lag)
		}
	}
}

// books are the whole contents of what analysts see, without what tells when and by which reading it was read.
func (h *house) books() string {
	h.t.Helper()
	var all []string
	for view, when := range map[string]string{
		"documents_unmasked": "read_at, revision, reading_id, reading_at", "fields_unmasked": "read_at, revision",
		"transactions_unmasked": "read_at, revision", "messages_unmasked": "read_at, revision", "dead_letters": "revision",
	} {
		for _, row := range h.rows("tuple(* EXCEPT (" + when + "))) FROM " + view) {
			all = append(all, view+" "+row)
		}
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

func TestFiftyDeadLettersComeIntoTheBooksWhenTheirStageIsMendedAndAReplayOfEverythingChangesNothing(t *testing.T) {
	h := open(t)
	mend := h.extractWith(func(*munshiv1.DocumentRecognized) ([]flow.Output, error) {
		return nil, flow.Permanent(schemas.CodeCorrupt, errors.New("broken on purpose"))
	})
	for n := range 50 {
		h.recognize(fmt.Sprintf("receipt-%d", n), fmt.Sprintf("%d.50", 100+n))
	}
	// Messages without id and time, which their record gives them.
	h.kcat("messages.received", strings.Join([]string{
		`{"text":"Rs.1,250.00 debited from a/c XX1234 on 03-11-26 to VPA corner.shop@okbank. UPI Ref 630712345678"}`,
		`{"text":"Rs 99 paid at TEA STALL from your card XX1234"}`, `{"text":"123456 is your OTP"}`,
	}, "\n")+"\n")
	h.eventually("50", "count()) FROM documents WHERE status = 'failed' AND error_code = 'corrupt'")
	h.eventually("50", "count()) FROM dead_letters WHERE stage = 'extract'")
	mend()
	h.start("extract")
	if plan := h.munshi("dead", "replay", "--stage", "extract", "--dry-run"); !strings.Contains(plan, "50 would be replayed") {
		t.Errorf("the dry run says\n%s", plan)
	}
	h.munshi("dead", "replay", "--stage", "extract", "--code", "corrupt")
	h.eventually("50", "count()) FROM documents WHERE status = 'extracted' AND error_code = ''")
	h.idle()
	h.eventually("0", "count()) FROM dead_letters WHERE mended_at IS NULL")
	if counts := h.rows("((SELECT count() FROM documents), (SELECT uniqExact(value) >= 50 FROM fields_unmasked), (SELECT count() FROM messages)))"); counts[0] != "(50,1,3)" {
		t.Errorf("documents, fields, messages: %s", counts[0])
	}

	before := h.books()
	for _, stage := range []string{"extract", "classify", "sink"} {
		began := time.Now().UnixMicro()
		said := h.munshi("replay", "--stage", stage)
		h.idle()
		if after := h.books(); after != before {
			t.Errorf("a replay of %s changed the books; they were\n%s\nand are\n%s", stage, before, after)
		}
		switch stage {
		case "extract":
			if fresh := h.rows("count()) FROM documents WHERE toUnixTimestamp64Micro(reading_at) >= $1", began); fresh[0] != "50" {
				t.Errorf("%s documents were read again, not 50:\n%s", fresh[0], said)
			}
		case "classify":
			if fresh := h.rows("count()) FROM messages WHERE toUnixTimestamp64Micro(read_at) >= $1", began); fresh[0] != "3" {
				t.Errorf("%s messages were read again, not 3:\n%s", fresh[0], said)
			}
		}
	}
	h.alive()
}

func TestAReplayedStatementWithFewerLinesLeavesNoStaleRowAndAnOldReadingThatComesLateDoesNotWin(t *testing.T) {
	h := open(t)
	var lines atomic.Int64
	lines.Store(10)
	h.extractWith(func(in *munshiv1.DocumentRecognized) ([]flow.Output, error) {
		extracted := &munshiv1.DocumentExtracted{Document: in.Document, Kind: "bank_statement"}
		statement := &munshiv1.StatementExtracted{Document: in.Document, Bank: "HDFC Bank", Account: "50100012345678"}
		for n := range lines.Load() {
			extracted.Fields = append(extracted.Fields, &munshiv1.Field{Name: fmt.Sprint("field", n), Value: "x", Page: 1})
			statement.Lines = append(statement.Lines, &munshiv1.StatementLine{
				Line: int32(n + 1), Date: "2026-03-31", Description: "UPI/412345678901/tea", Debit: "10.00", Page: 1, Confidence: 0.9})
		}
		return []flow.Output{{Key: in.Document.DocumentId, Body: extracted}, {Key: statement.Account, Body: statement}}, nil
	})
	shows := func(want string) {
		h.t.Helper()
		h.eventually(want, "((SELECT count() FROM transactions), (SELECT sum(amount) FROM transactions), (SELECT count() FROM fields), (SELECT sum(count) FROM spend_by_category)))")
	}
	h.recognize("st", "1.00")
	shows("(10,100,10,10)")
	old := append(h.kafka.All("statements.extracted"), h.kafka.All("documents.extracted")...)

	lines.Store(8)
	h.munshi("replay", "--stage", "extract", "--key", "st")
	shows("(8,80,8,8)")

	h.kafka.PublishAll(old...)
	h.idle()
	shows("(8,80,8,8)")
	// Though the old reading lies behind the new one in its topic now, the new one is what a replay takes.
	h.munshi("replay", "--stage", "classify")
	h.idle()
	shows("(8,80,8,8)")
	h.alive()
}
