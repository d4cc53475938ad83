package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/munshi-in/munshi/scripts/corpus/papers"
)

func TestSamplesAreTheSameByteForByteInEveryRun(t *testing.T) {
	first, second := t.TempDir(), t.TempDir()
	for _, dir := range []string{first, second} {
		if err := writeSamples(dir); err != nil {
			t.Fatal(err)
		}
	}
	files, err := os.ReadDir(first)
	if err != nil || len(files) != 8 {
		t.Fatalf("%d files (%v), want five documents, two files of labels and the messages", len(files), err)
	}
	for _, f := range files {
		if a, b := read(t, first, f.Name()), read(t, second, f.Name()); !bytes.Equal(a, b) {
			t.Errorf("%s differs between two runs", f.Name())
		}
	}
}

func TestEveryDocumentHasOneLabelAndEveryLabelItsFile(t *testing.T) {
	dir := t.TempDir()
	c := command()
	c.SetArgs([]string{"documents", "--dir", dir, "--count", "2", "--seed", "4", "--degradation", "clean"})
	if err := c.Execute(); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, line := range bytes.Split(bytes.TrimSpace(read(t, dir, "labels.jsonl")), []byte("\n")) {
		var label papers.Label
		if err := json.Unmarshal(line, &label); err != nil {
			t.Fatal(err)
		}
		found, err := filepath.Glob(filepath.Join(dir, label.ID+".*"))
		if err != nil || len(found) != 1 || seen[label.ID] {
			t.Errorf("%s: files %v, seen before %v", label.ID, found, seen[label.ID])
		}
		seen[label.ID] = true
	}
	if len(seen) != 2*len(papers.Kinds) {
		t.Errorf("%d labels, want %d", len(seen), 2*len(papers.Kinds))
	}
}

func TestWrongArgumentsAreRefused(t *testing.T) {
	for _, args := range [][]string{
		{"samples"}, {"documents", "--dir", t.TempDir(), "--kind", "passport"}, {"documents", "--dir", t.TempDir(), "--degradation", "awful"},
		{"documents", "--dir", t.TempDir(), "--count", "0"}, {"messages", "--dir", t.TempDir(), "--count", "-1"},
	} {
		c := command()
		c.SetArgs(args)
		if c.Execute() == nil {
			t.Errorf("%v was taken", args)
		}
	}
}

func read(t *testing.T, dir, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
