package read

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/munshi-in/munshi/stages/sandbox"
)

func TestMain(m *testing.M) {
	sandbox.Serve(Jobs...)
	os.Exit(m.Run())
}

const statementHead = `State Bank of India                 STATEMENT OF ACCOUNT
Account No : 38114002917            Opening Balance : 5,000.00

Date         Description                     Debit          Credit         Balance`

const statementPage = statementHead + `
01/05/2024   UPI/TEA STALL                  100.00                        4,900.00
02/05/2024   SALARY                                      20,000.00       24,900.00`

var statement = pdf(pdfPage{text: statementPage}, pdfPage{text: statementHead + `
03/05/2024   RENT                         9,000.00                       15,900.00`})

// reading runs the command on files with contents, and returns its lines and exit code.
func reading(t *testing.T, environment map[string]string, args []string) ([]result, int) {
	t.Helper()
	lookup := func(name string) (string, bool) { v, ok := environment[name]; return v, ok }
	var stdout, stderr bytes.Buffer
	code := Run(context.Background(), args, lookup, &stdout, &stderr)
	var results []result
	for _, line := range strings.Split(strings.TrimSpace(stdout.String()), "\n") {
		var r result
		if line == "" {
			continue
		}
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		results = append(results, r)
	}
	if stderr.Len() > 0 {
		t.Log(stderr.String())
	}
	return results, code
}

func written(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAStatementIsReadWithoutAServer(t *testing.T) {
	file := written(t, "may.2024.pdf", statement)
	results, code := reading(t, nil, []string{file})
	if code != exitDone || len(results) != 1 {
		t.Fatalf("exit %d, %d results", code, len(results))
	}
	r := results[0]
	if r.ID != "may.2024" || r.File != file || r.Kind != "bank_statement" || r.Error != nil || len(r.Pages) != 2 {
		t.Errorf("got %+v", r)
	}
	account := r.Fields["account_number"]
	if account.Value != "38114002917" || account.Page != 1 || account.Box == nil || account.Confidence < 0.9 {
		t.Errorf("account_number %+v", account)
	}
	if len(r.Transactions) != 3 {
		t.Fatalf("transactions %+v", r.Transactions)
	}
	last := r.Transactions[2]
	if last.Line != 3 || last.Date != "2024-05-03" || last.Debit != "9000.00" || last.Balance != "15900.00" || last.Page != 2 || len(last.Checks) != 1 {
		t.Errorf("last line %+v", last)
	}
	if !strings.Contains(r.Pages[1].Text, "03/05/2024 RENT 9,000.00 15,900.00") || strings.Count(r.Text, "\f") != 1 {
		t.Errorf("text %q", r.Text)
	}
}

func TestDebugTellsWhyAFieldIsWhatItIs(t *testing.T) {
	dir := t.TempDir()
	file := written(t, "may.pdf", statement)
	if _, code := reading(t, nil, []string{"--debug", dir, file}); code != exitDone {
		t.Fatalf("exit %d", code)
	}
	list, err := os.ReadFile(filepath.Join(dir, "may", "candidates.txt"))
	if err != nil || !strings.Contains(string(list), "account_number\n *") || !strings.Contains(string(list), "38114002917") {
		t.Errorf("candidates %q: %v", list, err)
	}
	for page := 1; page <= 2; page++ {
		drawn, err := os.ReadFile(filepath.Join(dir, "may", fmt.Sprintf("page-%d.svg", page)))
		if err != nil || !strings.Contains(string(drawn), "column balance") || !strings.Contains(string(drawn), "line ") {
			t.Errorf("page %d: %v, %d bytes", page, err, len(drawn))
		}
		if err := xml.Unmarshal(drawn, new(struct{})); err != nil {
			t.Errorf("page %d is no SVG: %v", page, err)
		}
	}
}

func TestDebugTellsWhoReadAPageAndWhy(t *testing.T) {
	dir := t.TempDir()
	file := written(t, "scan.png", scanned(t))
	if _, code := reading(t, nil, []string{"--debug", dir, file}); code != exitDone {
		t.Fatalf("exit %d", code)
	}
	told, err := os.ReadFile(filepath.Join(dir, "scan", "page-1-reading.txt"))
	if err != nil || !strings.Contains(string(told), "read-1-tesseract.svg") || strings.Count(string(told), "kept: ") != 1 || !strings.Contains(string(told), "measured: ") {
		t.Errorf("%v:\n%s", err, told)
	}
	drawn, err := os.ReadFile(filepath.Join(dir, "scan", "page-1-read-1-tesseract.svg"))
	if err != nil || !strings.Contains(string(drawn), "<title>Account (") || !strings.Contains(string(drawn), "data:image/") {
		t.Errorf("%v, %d bytes", err, len(drawn))
	}
	if err := xml.Unmarshal(drawn, new(struct{})); err != nil {
		t.Errorf("no SVG: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "scan", "page-1-prepared.png")); err != nil {
		t.Error(err)
	}
}

// scanned is the statement's first page as a picture.
func scanned(t testing.TB) []byte {
	t.Helper()
	stem := filepath.Join(t.TempDir(), "page")
	if out, err := exec.Command("pdftoppm", "-png", "-r", "200", "-singlefile", written(t, "s.pdf", statement), stem).CombinedOutput(); err != nil {
		t.Fatalf("pdftoppm: %v: %s", err, out)
	}
	picture, err := os.ReadFile(stem + ".png")
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

func TestEveryFileHasItsLineInTheOrderGiven(t *testing.T) {
	good, empty := written(t, "good.pdf", statement), written(t, "empty.jpg", nil)
	var args []string
	for range 5 {
		args = append(args, good, empty)
	}
	results, code := reading(t, nil, args)
	if code != exitFailed || len(results) != len(args) {
		t.Fatalf("exit %d, %d results of %d files", code, len(results), len(args))
	}
	for i, r := range results {
		if r.File != args[i] || (r.Error != nil) != (args[i] == empty) {
			t.Errorf("line %d is %s: %+v", i, r.File, r.Error)
		}
	}
}

func TestRefusalsCarryTheCodesOfThePipeline(t *testing.T) {
	small := map[string]string{"MUNSHI_INGEST_MAX_BYTES": "100", "MUNSHI_INGEST_MAX_PAGES": "1"}
	for _, c := range []struct {
		name        string
		path        string
		environment map[string]string
		code        string
	}{
		{"empty", written(t, "a.pdf", nil), nil, "empty"},
		{"text", written(t, "a.pdf", []byte("Dear Sir")), nil, "unsupported_type"},
		{"missing", filepath.Join(t.TempDir(), "none.pdf"), nil, "not_found"},
		{"folder", t.TempDir(), nil, "unsupported_type"},
		{"large", written(t, "a.pdf", statement), small, "too_large"},
		{"cut", written(t, "a.png", []byte("\x89PNG\r\n\x1a\n\x00\x00")), nil, "corrupt"},
		{"pages", written(t, "a.pdf", statement), map[string]string{"MUNSHI_PREPROCESS_MAX_PAGES": "1"}, "too_many_pages"},
	} {
		results, exit := reading(t, c.environment, []string{c.path})
		if exit != exitFailed || len(results) != 1 || results[0].Error == nil || string(results[0].Error.Code) != c.code || results[0].Error.Message == "" {
			t.Errorf("%s: exit %d, %+v", c.name, exit, results)
		}
	}
}

func TestWrongUseIsToldApartFromFilesThatFail(t *testing.T) {
	for _, args := range [][]string{{}, {"--what"}} {
		if _, code := reading(t, nil, args); code != exitUsage {
			t.Errorf("%v: exit %d", args, code)
		}
	}
	if _, code := reading(t, map[string]string{"MUNSHI_RECOGNIZE_PAGE_MODE": "99"}, []string{"x.pdf"}); code != exitUsage {
		t.Errorf("a wrong variable: exit %d", code)
	}
	if _, code := reading(t, nil, []string{"--help"}); code != exitDone {
		t.Errorf("--help: exit %d", code)
	}
}
