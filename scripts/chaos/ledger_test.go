package chaos

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/munshi-in/munshi/schemas"
	"github.com/munshi-in/munshi/scripts/corpus/draw"
	"github.com/munshi-in/munshi/scripts/corpus/papers"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

// A ledger knows everything that was sent into a house, and checks through the views that each came out once.
type ledger struct {
	h *house

	mu        sync.Mutex
	messages  map[string]string       // the amount of each SMS by its id
	documents map[string]papers.Label // what is printed on each document by its id
}

func newLedger(h *house) *ledger {
	return &ledger{h: h, messages: map[string]string{}, documents: map[string]papers.Label{}}
}

// sendMessages publishes n more SMS, each of an amount of its own, of fifty people.
func (l *ledger) sendMessages(n int) {
	records := make([]flowtest.Record, n)
	l.mu.Lock()
	for i := range records {
		number := len(l.messages) + 1
		id, subject := fmt.Sprintf("sms-%06d", number), fmt.Sprintf("person-%d", number%50)
		l.messages[id] = fmt.Sprint(number)
		records[i] = flowtest.Record{Topic: "messages.received", Key: subject, Value: fmt.Appendf(nil,
			`{"messageId":%q,"tenant":"acme","subject":%q,"text":"Rs.%d.00 debited from a/c XX1234 on 03-11-26 to VPA shop%d@okbank. UPI Ref %d"}`,
			id, subject, number, number, 630700000000+number)}
	}
	l.mu.Unlock()
	l.h.kafka.PublishAll(records...)
}

// sendDocuments puts n more documents in the store and publishes their events: every other one is a receipt that must
// be recognized, the rest are PDFs that carry their text.
func (l *ledger) sendDocuments(n int) {
	l.h.t.Helper()
	for range n {
		l.mu.Lock()
		number := len(l.documents)
		l.mu.Unlock()
		document, err := papers.Make([]string{"receipt", "bank_statement", "receipt", "invoice"}[number%4], uint64(number), 0, draw.Clean)
		if err != nil {
			l.h.t.Fatal(err)
		}
		id := fmt.Sprintf("document-%04d", number)
		claim, err := l.h.blobs.Put(l.h.t.Context(), "uploads/"+id, document.Bytes, "")
		if err != nil {
			l.h.t.Fatal(err)
		}
		l.mu.Lock()
		l.documents[id] = document.Label
		l.mu.Unlock()
		l.h.kafka.Publish("documents.uploaded", id, fmt.Appendf(nil, `{"uri":%q,"documentId":%q,"tenant":"acme"}`, claim.Uri, id))
	}
}

func (l *ledger) documentsSent() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.documents)
}

// settle waits until every id has come out or has died, and nothing is left under way that could still change a view.
func (l *ledger) settle(patience time.Duration) {
	l.h.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		under := l.underWay()
		if under == "" {
			return
		}
		if time.Now().After(deadline) {
			l.h.t.Fatalf("after %s: %s", patience, under)
		}
		time.Sleep(500 * time.Millisecond)
	}
}

// reads is what each group must have read to its end when a house is at rest, in the order of the flow.
var reads = []struct{ stage, topic string }{
	{"ingest", "documents.uploaded"}, {"preprocess", "documents.ingested"}, {"recognize", "documents.preprocessed"}, {"extract", "documents.recognized"},
	{"classify", "messages.received"}, {"classify", "statements.extracted"},
	{"sink", "documents.extracted"}, {"sink", "transactions.classified"}, {"sink", "pipeline.progress"},
}

func (l *ledger) underWay() string {
	counts := "(uniqExact(message_id), (SELECT uniqExact(document_id) FROM documents WHERE status IN ('extracted', 'failed')), (SELECT uniqExact(id) FROM dead_letters WHERE topic = 'messages.received'))) FROM messages"
	found, err := l.h.tryRows(counts)
	if err != nil {
		return err.Error()
	}
	var messages, documents, dead int
	if _, err := fmt.Sscanf(strings.Join(found, ""), "(%d,%d,%d)", &messages, &documents, &dead); err != nil {
		return err.Error()
	}
	if messages+dead < len(l.messages) || documents < len(l.documents) {
		return fmt.Sprintf("%d of %d messages, %d of %d documents, %d dead letters", messages, len(l.messages), documents, len(l.documents), dead)
	}
	for _, r := range reads {
		if done, all := l.h.kafka.Committed("munshi-"+r.stage, r.topic), int64(len(l.h.kafka.All(r.topic))); done < all {
			return fmt.Sprintf("%s has done %d of %d of %s", r.stage, done, all, r.topic)
		}
	}
	return ""
}

// check reports every id that is lost, doubled, wrong or dead.
func (l *ledger) check() {
	l.h.t.Helper()
	l.checkRows()
	l.checkNothingDied()
}

// checkRows reports every id that is lost, doubled or wrong.
func (l *ledger) checkRows() {
	t := l.h.t
	t.Helper()
	types, debits := map[string]string{}, map[string]string{}
	for id, amount := range l.messages {
		types[id], debits[id] = id+" transaction", id+" debit "+amount
	}
	l.compare("messages", types, "message_id) || ' ' || type FROM messages")
	l.compare("transactions of SMS", debits, "source_id) || ' ' || direction || ' ' || toString(amount) FROM transactions WHERE source = 'sms'")

	kinds := map[string]string{}
	for id, label := range l.documents {
		kinds[id] = id + " extracted " + label.Kind
		if lines := l.h.rows("count()) FROM transactions WHERE source = 'statement' AND source_id = $1", id); lines[0] != fmt.Sprint(len(label.Transactions)) {
			t.Errorf("%s shows %s transactions, its paper has %d", id, lines[0], len(label.Transactions))
		}
		if names := l.h.rows("uniqExact(name)) FROM fields WHERE document_id = $1", id); names[0] == "0" {
			t.Errorf("%s has no fields", id)
		}
	}
	l.compare("documents", kinds, "document_id) || ' ' || status || ' ' || kind FROM documents")
	for what, query := range map[string]string{
		"transactions that show twice": "(transaction_id, count())) FROM transactions GROUP BY transaction_id HAVING count() > 1",
		"fields that show twice":       "(document_id, name, page, box, count())) FROM fields GROUP BY document_id, name, page, box HAVING count() > 1",
	} {
		l.checkNone(what, query)
	}
}

// checkNothingDied reports dead letters, in the views and in the topics.
func (l *ledger) checkNothingDied() {
	t := l.h.t
	t.Helper()
	l.checkNone("dead letters", "(stage, id, error_code, error_message)) FROM dead_letters")
	l.checkNone("failures", "(stage, id, error_code, error_message)) FROM progress WHERE state = 'failed'")
	for _, stage := range schemas.StageNames {
		if letters := l.h.kafka.All(schemas.DeadTopic(stage)); len(letters) > 0 {
			t.Errorf("%d records in dead.%s, such as %s: %s", len(letters), stage, letters[0].Header("munshi_code"), letters[0].Header("munshi_message"))
		}
	}
}

func (l *ledger) checkNone(what, query string) {
	l.h.t.Helper()
	if found := l.h.rows(query); len(found) > 0 {
		l.h.t.Errorf("%d %s, such as %s", len(found), what, found[:min(5, len(found))])
	}
}

// compare reports which of the rows wanted, by id, are lost, there more than once or different, and which nobody sent. A row
// begins with its id.
func (l *ledger) compare(what string, want map[string]string, query string) {
	l.h.t.Helper()
	got := map[string][]string{}
	for _, row := range l.h.rows(query) {
		id, _, _ := strings.Cut(row, " ")
		got[id] = append(got[id], row)
	}
	var lost, doubled, strange, wrong []string
	for id, row := range want {
		switch found := got[id]; {
		case len(found) == 0:
			lost = append(lost, id)
		case len(found) > 1:
			doubled = append(doubled, id)
		case found[0] != row:
			wrong = append(wrong, found[0]+" for "+row)
		}
	}
	for id := range got {
		if _, ok := want[id]; !ok {
			strange = append(strange, id)
		}
	}
	for name, ids := range map[string][]string{"lost": lost, "twice": doubled, "never sent": strange, "wrong": wrong} {
		if slices.Sort(ids); len(ids) > 0 {
			l.h.t.Errorf("%s: %d %s, such as %s", what, len(ids), name, ids[:min(5, len(ids))])
		}
	}
}
