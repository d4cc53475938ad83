package train

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/munshi-in/munshi/stages/classify"
	"github.com/munshi-in/munshi/stages/classify/sms"
)

func TestCorrectionsHoldForTheirCounterpartyAtOnce(t *testing.T) {
	folder := t.TempDir()
	messages := write(t, folder, "messages.jsonl", `{"id":"m1","text":"Rs 500.00 debited from A/c XX1234 to ZORAVAR HOUSE on 02-10-2025. UPI Ref 630712345678"}
{"id":"m2","text":"Rs 90.00 debited from A/c XX1234 to OTHER HOUSE on 02-10-2025. UPI Ref 630712345670"}
`)
	corrections := write(t, folder, "corrections.jsonl", `{"id":"`+classify.TransactionID("sms", "default", "m1", 0)+`","subject":"transaction","field":"category","was":"person","value":"groceries","givenBy":"asha"}
{"id":"nobody","subject":"transaction","field":"category","value":"food"}
`)
	taught := filepath.Join(folder, "taught")
	var said bytes.Buffer
	if code := run([]string{"--corrections", corrections, "--messages", messages, "--dir", taught}, &said); code != 0 {
		t.Fatalf("code %d: %s", code, said.String())
	}
	if !strings.Contains(said.String(), "1 corrections are of documents, or of no message") || !strings.Contains(said.String(), "all 1 taught: right on 1") {
		t.Errorf("said %q", said.String())
	}
	engine, err := sms.Open(taught)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"INR 1,250.00 paid to Zoravar House via UPI from A/c XX77. Ref 630712345671": "groceries",
		"Rs 90.00 debited from A/c XX1234 to OTHER HOUSE on 02-10-2025":              "other",
	} {
		got := engine.Classify(sms.Message{Text: text})
		if len(got.Transactions) != 1 || (got.Transactions[0].Category == "groceries") != (want == "groceries") {
			t.Errorf("%q: got %+v", text, got)
		}
	}
}

func TestCorrectedCounterpartiesMoveTheModel(t *testing.T) {
	folder := t.TempDir()
	var messages, corrections strings.Builder
	for _, shop := range []string{"MIRA BOOKS", "TARA FOODS", "VEENA MUSIC", "KAPIL OPTICS", "SONA SWEETS", "RIVA TOYS"} {
		id := strings.ToLower(shop[:4])
		messages.WriteString(`{"id":"` + id + `","text":"INR 120.00 gone zoom ` + shop + ` zoom A/c XX1234 debited on 02-10-2025"}` + "\n")
		corrections.WriteString(`{"id":"` + id + `","subject":"transaction","field":"counterparty","value":"` + shop + `"}` + "\n")
	}
	taught := filepath.Join(folder, "taught")
	var said bytes.Buffer
	code := run([]string{"--corrections", write(t, folder, "c.jsonl", corrections.String()), "--messages", write(t, folder, "m.jsonl", messages.String()), "--dir", taught}, &said)
	if code != 0 || !strings.Contains(said.String(), "kept back: right before") {
		t.Fatalf("code %d: %s", code, said.String())
	}
	if _, err := os.Stat(filepath.Join(taught, "model.txt")); err != nil {
		t.Error(err)
	}
	if _, err := sms.Open(taught); err != nil {
		t.Error(err)
	}
}

func TestWrongArgumentsAreRefused(t *testing.T) {
	for _, args := range [][]string{{}, {"--labels", "x"}, {"--corrections", "x", "--dir", "y"}, {"--labels", "x", "--out", "y"}, {"--labels", "x", "--lines", "x", "--out", "y", "z"}} {
		if code := run(args, &bytes.Buffer{}); code != exitUsage {
			t.Errorf("%v: code %d", args, code)
		}
	}
	if code := run([]string{"--labels", filepath.Join(t.TempDir(), "none"), "--lines", "none", "--out", filepath.Join(t.TempDir(), "m")}, &bytes.Buffer{}); code != exitFailed {
		t.Errorf("no file: code %d", code)
	}
}

func write(t *testing.T, folder, name, text string) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
