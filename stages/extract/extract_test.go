package extract

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/blob"
	"github.com/munshi-in/munshi/stages/flow"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// typed is a document drawn with characters, as testdata holds it: a word stands where it is typed, and one that ends in ? was
// hard to read, and what stands behind ¦ is what else it may say. Pages are parted by a row "=== page".
func typed(text string) []*munshiv1.PageText {
	const columns, rows = 130.0, 60.0
	var pages []*munshiv1.PageText
	for i, sheet := range strings.Split(text, "=== page\n") {
		page := &munshiv1.PageText{Page: int32(i + 1), Width: columns * 10, Height: rows * 20}
		for n, row := range strings.Split(sheet, "\n") {
			characters := []rune(row)
			for from := 0; from < len(characters); from++ {
				if characters[from] == ' ' {
					continue
				}
				to := from
				for to < len(characters) && characters[to] != ' ' {
					to++
				}
				text, sure := string(characters[from:to]), 0.9
				if doubted, ok := strings.CutSuffix(text, "?"); ok {
					text, sure = doubted, 0.5
				}
				ways := strings.Split(text, "¦")
				page.Words = append(page.Words, &munshiv1.Word{
					Text: ways[0], Alternatives: ways[1:], Confidence: sure, Line: int32(n),
					Box: &munshiv1.Box{Left: float64(from) / columns, Right: float64(to) / columns,
						Top: (float64(n) + 0.2) / rows, Bottom: (float64(n) + 0.8) / rows},
				})
				from = to
			}
		}
		pages = append(pages, page)
	}
	return pages
}

// summary is a reading as its golden file shows it.
func summary(r Reading) map[string]any {
	fields := map[string]any{}
	for _, f := range r.Fields {
		fields[f.GetName()] = notes(f.GetValue(), f.GetChecks(), f.GetRepaired())
	}
	out := map[string]any{"kind": r.Kind, "fields": fields}
	if r.Statement != nil {
		var lines []string
		for _, l := range r.Statement.GetLines() {
			lines = append(lines, notes(fmt.Sprintf("%s | %s | %s | %s | -%s +%s = %s", l.GetDate(), l.GetValueDate(), l.GetDescription(), l.GetReference(),
				l.GetDebit(), l.GetCredit(), l.GetBalance()), l.GetChecks(), l.GetRepaired()))
		}
		out["lines"] = lines
	}
	if len(r.Warnings) > 0 {
		out["warnings"] = r.Warnings
	}
	return out
}

func notes(value string, checks []string, repaired bool) string {
	if len(checks) > 0 {
		value += " [" + strings.Join(checks, " ") + "]"
	}
	if repaired {
		value += " [repaired]"
	}
	return value
}

func TestTypedDocumentsAreReadAsTheirGoldenFilesSay(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no documents in testdata")
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			enc := json.NewEncoder(&got)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", "  ")
			if err := enc.Encode(summary(read(typed(string(text))))); err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(file, ".txt") + ".golden.json"
			if *update {
				if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got.String() != string(want) {
				t.Errorf("got %s\nwant %s", got.String(), want)
			}
		})
	}
}

// recognized stores pages and returns the event that refers to them.
func recognized(t testing.TB, store blob.Store, id string, pages []*munshiv1.PageText) flow.Event[*munshiv1.DocumentRecognized] {
	t.Helper()
	body := &munshiv1.DocumentRecognized{Document: &munshiv1.Document{DocumentId: id, Tenant: "acme", Pages: int32(len(pages))}}
	for _, p := range pages {
		words, err := blob.PutPageText(context.Background(), store, blob.TextKey("acme", id, "r1", int(p.GetPage())), p)
		if err != nil {
			t.Fatal(err)
		}
		body.Pages = append(body.Pages, &munshiv1.RecognizedPage{Page: p.GetPage(), Width: p.GetWidth(), Height: p.GetHeight(), Words: words, Reader: "tesseract", Confidence: 0.9})
	}
	return flow.Event[*munshiv1.DocumentRecognized]{Body: body}
}

func testConfig() Config { return Config{MaxWords: 1000, MaxTextBytes: 10000} }

func typedFile(t testing.TB, name string) []*munshiv1.PageText {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return typed(string(text))
}

func TestAStatementYieldsItsDocumentAndItsLines(t *testing.T) {
	store := blob.NewMemory()
	in := recognized(t, store, "doc_1", typedFile(t, "statement_newest_first.txt"))
	outputs, err := New(testConfig(), store).Process(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	if len(outputs) != 2 {
		t.Fatalf("%d outputs, want 2", len(outputs))
	}
	document, statement := outputs[0].Body.(*munshiv1.DocumentExtracted), outputs[1].Body.(*munshiv1.StatementExtracted)
	if document.GetKind() != kindStatement || outputs[0].Key != "doc_1" || len(document.GetPages()) != 2 || strings.Count(document.GetText(), "\f") != 1 {
		t.Errorf("document %v", document)
	}
	if outputs[1].Key != "229100417730" || len(statement.GetLines()) != 5 || statement.GetLines()[3].GetPage() != 2 || statement.GetDocument().GetDocumentId() != "doc_1" {
		t.Errorf("statement %s %v", outputs[1].Key, statement)
	}
	for _, l := range statement.GetLines() {
		if b := l.GetBox(); b.GetLeft() >= b.GetRight() || b.GetTop() >= b.GetBottom() || b.GetBottom() > 1 {
			t.Errorf("line %d stands at %v", l.GetLine(), b)
		}
	}
}

func TestTheSameInputGivesTheSameOutputs(t *testing.T) {
	store := blob.NewMemory()
	for _, file := range []string{"statement_wrapped.txt", "cheque_filled.txt", "receipt_two_rates.txt"} {
		in := recognized(t, store, "doc_1", typedFile(t, file))
		var first []flow.Output
		for range 5 {
			outputs, err := New(testConfig(), store).Process(context.Background(), in)
			if err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = outputs
			}
			for i := range outputs {
				if outputs[i].Key != first[i].Key || !proto.Equal(outputs[i].Body, first[i].Body) {
					t.Fatalf("%s: output %d changed: %s", file, i, protojson.Format(outputs[i].Body))
				}
			}
		}
	}
}

func TestEveryValueSaysWhereItStands(t *testing.T) {
	for _, file := range []string{"pan_card_older_print.txt", "cheque_filled.txt", "statement_wrapped.txt", "receipt_two_rates.txt"} {
		for _, f := range read(typedFile(t, file)).Fields {
			b := f.GetBox()
			if f.GetPage() != 1 || f.GetRaw() == "" || b.GetLeft() >= b.GetRight() || b.GetTop() >= b.GetBottom() || f.GetConfidence() <= 0 || f.GetConfidence() > 1 {
				t.Errorf("%s: %v", file, f)
			}
		}
	}
}

func TestAPageWhoseWordsAreGoneIsADeadLetterAndAnOutageIsNot(t *testing.T) {
	store := blob.NewMemory()
	in := recognized(t, store, "doc_1", typedFile(t, "letter.txt"))
	in.Body.Pages[0].Words.Uri = "s3://munshi/ocr/none"
	_, err := New(testConfig(), store).Process(context.Background(), in)
	if code, ok := flow.CodeOf(err); !ok || code != schemas.CodeNotFound {
		t.Errorf("got %v", err)
	}
	_, err = New(testConfig(), outage{store}).Process(context.Background(), in)
	if _, permanent := flow.CodeOf(err); err == nil || permanent {
		t.Errorf("an outage became %v", err)
	}
	_, err = New(testConfig(), store).Process(context.Background(), flow.Event[*munshiv1.DocumentRecognized]{Body: &munshiv1.DocumentRecognized{}})
	if code, ok := flow.CodeOf(err); !ok || code != schemas.CodeInvalidEvent {
		t.Errorf("got %v", err)
	}
}

// outage is a store that cannot be reached.
type outage struct{ blob.Store }

func (outage) Get(context.Context, *munshiv1.Blob) ([]byte, error) {
	return nil, errors.New("connection refused")
}

func TestADocumentWithoutAWordIsOther(t *testing.T) {
	for _, pages := range [][]*munshiv1.PageText{nil, {{}}, {{Page: 1, Width: 10, Height: 10}}} {
		if r := read(pages); r.Kind != kindOther || len(r.Fields) != 0 || r.Statement != nil {
			t.Errorf("%v is %+v", pages, r)
		}
	}
}

func TestTextIsCutAtACharacterAndWordsAtTheirLimit(t *testing.T) {
	store := blob.NewMemory()
	in := recognized(t, store, "doc_1", typed(strings.Repeat("₹₹₹₹ रुपया\n", 50)))
	outputs, err := New(Config{MaxWords: 7, MaxTextBytes: 20}, store).Process(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	text := outputs[0].Body.(*munshiv1.DocumentExtracted).GetText()
	if len(text) > 20 || strings.ContainsRune(text, '\uFFFD') {
		t.Errorf("text %q", text)
	}
}

func TestHostilePagesTakeBoundedTime(t *testing.T) {
	at := func(i, n int) *munshiv1.Box {
		f := float64(i) / float64(n)
		return &munshiv1.Box{Left: f, Right: f + 0.001, Top: f * 7, Bottom: -f}
	}
	for name, word := range map[string]func(i, n int) *munshiv1.Word{
		"one place": func(i, n int) *munshiv1.Word { return &munshiv1.Word{Text: "Total", Confidence: 2} },
		"diagonal":  func(i, n int) *munshiv1.Word { return &munshiv1.Word{Text: "1,000.00", Box: at(i, n)} },
		"long numbers": func(i, n int) *munshiv1.Word {
			return &munshiv1.Word{Text: strings.Repeat("9", 1000), Box: at(i%100, 100)}
		},
		"labels": func(i, n int) *munshiv1.Word { return &munshiv1.Word{Text: "ACCOUNT", Box: at(i/100, n/100)} },
		"dates":  func(i, n int) *munshiv1.Word { return &munshiv1.Word{Text: "01/02/2024", Box: at(i%300, 300)} },
		"header": func(i, n int) *munshiv1.Word {
			return &munshiv1.Word{Text: []string{"Date", "Debit", "Credit", "Balance"}[i%4], Box: at(i%500, 500)}
		},
	} {
		t.Run(name, func(t *testing.T) {
			n := 100_000
			if name == "one place" {
				n = 1_000_000
			}
			page := &munshiv1.PageText{Page: 1, Width: 1000, Height: -5}
			for i := range n {
				page.Words = append(page.Words, word(i, n))
			}
			began := time.Now()
			read([]*munshiv1.PageText{page})
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}

func FuzzAnyPageIsRead(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.txt")
	for _, file := range files {
		if text, err := os.ReadFile(file); err == nil {
			f.Add(string(text))
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := read(typed(clip(text, 20000)))
		seen := map[string]bool{}
		for _, field := range r.Fields {
			if seen[field.GetName()] || field.GetValue() == "" || field.GetConfidence() < 0 || field.GetConfidence() > 1 {
				t.Fatalf("field %v", field)
			}
			seen[field.GetName()] = true
		}
		if r.KindConfidence < 0 || r.KindConfidence > 1 {
			t.Fatalf("kind %v", r)
		}
	})
}
