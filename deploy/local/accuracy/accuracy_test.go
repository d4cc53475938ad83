package accuracy

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/munshi-in/munshi/deploy/local/read"
	"github.com/munshi-in/munshi/stages/sandbox"
)

func TestMain(m *testing.M) {
	sandbox.Serve(read.Jobs...)
	os.Exit(m.Run())
}

func TestAFolderOfTheCorpusIsMeasuredBesideTheBaseline(t *testing.T) {
	dir := t.TempDir()
	draw := exec.Command("go", "run", "github.com/munshi-in/munshi/scripts/corpus", "documents", "--dir", dir, "--count", "1", "--degradation", "clean", "--seed", "3")
	if out, err := draw.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	report := filepath.Join(t.TempDir(), "report.md")
	var stdout, stderr bytes.Buffer
	if code := run(context.Background(), []string{"--out", report, dir}, &stdout, &stderr); code != exitDone {
		t.Fatalf("exit %d: %s", code, stderr.String())
	}
	written, err := os.ReadFile(report)
	if err != nil || string(written) != stdout.String() {
		t.Errorf("what was written is not what was printed: %v", err)
	}
	for _, want := range []string{"## pan_card, scan (1 documents)", "| kind | 100.0 % |", "## bank_statement, text_pdf", "| lines exact | 100.0 % | 100.0 %", "repaired"} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("%q is not in\n%s", want, stdout.String())
		}
	}
}

func TestWrongUseIsTold(t *testing.T) {
	var out bytes.Buffer
	if code := run(context.Background(), nil, &out, &out); code != exitUsage {
		t.Errorf("exit %d", code)
	}
	if code := run(context.Background(), []string{t.TempDir()}, &out, &out); code != exitFailed || !strings.Contains(out.String(), "labels.jsonl") {
		t.Errorf("exit %d: %s", code, out.String())
	}
}

func TestAnInventedValueCostsPrecisionAndAMissingOneRecall(t *testing.T) {
	s := newScore()
	var r reading
	r.Kind = "receipt"
	r.Fields = map[string]struct {
		Value      string  `json:"value"`
		Confidence float64 `json:"confidence"`
		Repaired   bool    `json:"repaired"`
	}{"total": {"1250.5", 0.95, true}, "tax": {"9.00", 0.5, false}, "currency": {"INR", 0.99, false}}
	s.add(label{Kind: "receipt", Fields: map[string]string{"total": "1,250.50", "date": "2024-01-02", "currency": "INR"}}, r)
	for name, want := range map[string][2]share{"total": {{1, 1}, {1, 1}}, "tax": {{0, 0}, {0, 1}}, "date": {{0, 1}, {0, 0}}} {
		if got := [2]share{*of(s.recall, name), *of(s.precision, name)}; got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	if s.sure != (share{2, 2}) || s.repaired != (share{1, 1}) {
		t.Errorf("sure %v, repaired %v", s.sure, s.repaired)
	}
	for i, want := range [len(bins)]share{1: {0, 1}, 5: {1, 1}, 6: {1, 1}} { // of half, 0.95 and 0.99
		if s.calibration[i].share != want {
			t.Errorf("from %v: %v, want %v", bins[i], s.calibration[i].share, want)
		}
	}
}

func TestLinesAreAlignedSoThatOneMissingCostsOne(t *testing.T) {
	s := newScore()
	want := []line{{Date: "2024-01-01", Debit: "1.00", Balance: "9.00"}, {Date: "2024-01-02", Credit: "2.00", Balance: "11.00"}, {Date: "2024-01-03", Debit: "3.00", Balance: "8.00"}}
	s.addRows(want, []line{{Date: "2024-01-01", Debit: "1", Credit: "0.00", Balance: "9"}, {Date: "2024-01-03", Debit: "3.00", Balance: "8.00"}, {Date: "2024-01-04", Debit: "3.00", Balance: "8.00"}})
	if s.rowRecall != (share{2, 3}) || s.rowPrecision != (share{2, 3}) {
		t.Errorf("recall %v, precision %v", s.rowRecall, s.rowPrecision)
	}
}
