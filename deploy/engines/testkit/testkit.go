// Package testkit gives tests the engines that production has: an Apache Kafka broker, a MinIO server and
// ClickHouse. A package that uses it has
//
//	func TestMain(m *testing.M) { testkit.Main(m) }
//
// and asks in a test for what it needs: Kafka, SecureKafka, S3, ClickHouse. Each engine starts once a test process, when
// first asked for, and each test gets a namespace of its own in it; a test that must kill or pause an engine asks for one of its
// own (OwnKafka, OwnS3, OwnClickHouse; engine.go). Nothing needs cleaning up: the engines end with the test
// process, however it ends, and their data with them.
//
// Corpus (corpus.go) draws labelled documents for tests of those who read them.
//
// A missing engine fails the test and says how to install it; only `go test -short` skips such tests. Linux only: the
// kernel is what ends the engines of a test process that is killed.
package testkit

import (
	"fmt"
	"maps"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/munshi-in/munshi/deploy/engines/chdb"
)

// Main runs the tests and ends the engines that they started. It is also what the ClickHouse child runs.
func Main(m *testing.M) {
	chdb.Serve()
	removeLeftovers()
	code := m.Run()
	stopEngines()
	os.Exit(code)
}

// Lookup finds variables in maps, as os.LookupEnv does in the environment; what a later map says wins.
func Lookup(sets ...map[string]string) func(name string) (string, bool) {
	all := map[string]string{}
	for _, set := range sets {
		maps.Copy(all, set)
	}
	return func(name string) (string, bool) {
		value, ok := all[name]
		return value, ok
	}
}

var (
	stopping sync.Mutex
	stops    []func()
)

// atEnd has stop called when the tests are over, the last first.
func atEnd(stop func()) {
	stopping.Lock()
	defer stopping.Unlock()
	stops = append(stops, stop)
}

func stopEngines() {
	stopping.Lock()
	defer stopping.Unlock()
	for i := len(stops) - 1; i >= 0; i-- {
		stops[i]()
	}
	stops = nil
}

// get is the engine that start makes; a start that remembers makes one for all tests of the process.
func get[E any](t testing.TB, start func() (E, error)) E {
	t.Helper()
	if testing.Short() {
		t.Skip("needs an engine: run without -short")
	}
	engine, err := start()
	if err != nil {
		t.Fatalf("testkit: %v", err)
	}
	return engine
}

var names atomic.Int64

// uniqueName is a short name for what belongs to t, with the test's own in it for whoever looks at the engine.
func uniqueName(t testing.TB, separator string) string {
	clean := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(t.Name()))
	return fmt.Sprintf("t%d%s%s", names.Add(1), separator, clean[:min(len(clean), 30)])
}
