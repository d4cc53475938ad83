package testkit

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/munshi-in/munshi/deploy/engines/cache"
)

// ModelsDir is the folder of the neural reader's networks, which make deps installs.
func ModelsDir(t testing.TB) string {
	t.Helper()
	file, err := cache.Find("models", cache.ModelsVersion, "libonnxruntime.so", "deps")
	if err != nil {
		t.Fatalf("testkit: %v", err)
	}
	return filepath.Dir(file)
}

// RapidOCR is the program that a benchmark measures the neural reader beside: it answers each name of a file on its standard input with
// the number of words that the Python package finds.
func RapidOCR(t testing.TB) *exec.Cmd {
	t.Helper()
	version, _, _ := strings.Cut(cache.ModelsVersion, "-")
	dir, err := cache.Dir("rapidocr", version)
	if err != nil {
		t.Fatalf("testkit: %v", err)
	}
	program := filepath.Join(dir, "read.py")
	if _, err := os.Stat(program); err != nil {
		t.Fatalf("testkit: rapidocr is not installed (no %s): run scripts/bench/rapidocr/install", program)
	}
	return exec.Command("python3", program)
}
