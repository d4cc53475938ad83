package testkit

import (
	"path/filepath"
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
