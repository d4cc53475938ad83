package testkit

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Corpus has scripts/corpus draw what args say, such as "documents" "--kind" "cheque", and returns the folder it is in.
// A package may not import what draws: only the command line is for all.
func Corpus(t testing.TB, args ...string) string {
	t.Helper()
	work, err := exec.Command("go", "env", "GOWORK").Output()
	if err != nil {
		t.Fatalf("testkit: go env GOWORK: %v", err)
	}
	dir := t.TempDir()
	corpus := exec.Command("go", append(append([]string{"run", "./scripts/corpus"}, args...), "--dir", dir)...)
	corpus.Dir = filepath.Dir(strings.TrimSpace(string(work)))
	if out, err := corpus.CombinedOutput(); err != nil {
		t.Fatalf("testkit: corpus: %v\n%s", err, out)
	}
	return dir
}

// CorpusLabels are the labels of the documents that Corpus drew in dir, of each what Label has fields for.
func CorpusLabels[Label any](t testing.TB, dir string) []Label {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "labels.jsonl"))
	if err != nil {
		t.Fatalf("testkit: %v", err)
	}
	var all []Label
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, len(text)+1)
	for lines.Scan() {
		var label Label
		if err := json.Unmarshal(lines.Bytes(), &label); err != nil {
			t.Fatalf("testkit: labels of the corpus: %v", err)
		}
		all = append(all, label)
	}
	return all
}
