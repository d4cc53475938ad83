package flow

import (
	goruntime "runtime"
	"runtime/debug"
	runtimemetrics "runtime/metrics"
	"sync/atomic"
)

const (
	// steadyHeapBytes is how large the heap of a stage grows before the collector runs.
	steadyHeapBytes = 96 << 20
	// usualPercent is how far, in percent of what is kept, the heap grows where nobody says otherwise.
	usualPercent = 100
)

// SteadyHeap lets the heap grow to the same size before each collection, until stop. By itself the collector runs when the heap
// has doubled. A stage keeps a few MB and makes kilobytes of garbage of each input: with little in flight it collected fifty
// times a second, an eighth of all its time; with much in flight it took twice that for garbage, and memory followed the lag. A stage that
// keeps more than half of steadyHeapBytes is collected as usual. Who sets GOGC or GOMEMLIMIT knows better, and nothing is done.
// Main does it for a stage that has its process for itself.
func SteadyHeap(lookup Lookup) (stop func()) {
	for _, name := range []string{"GOGC", "GOMEMLIMIT"} {
		if _, set := lookup(name); set {
			return func() {}
		}
	}
	var stopped atomic.Bool
	afterEachCollection(func() (again bool) {
		if stopped.Load() {
			debug.SetGCPercent(usualPercent)
			return false
		}
		debug.SetGCPercent(percentFor(kept()))
		return true
	})
	return func() {
		stopped.Store(true)
		debug.SetGCPercent(usualPercent)
	}
}

// percentFor is the percentage that lets a heap of which so many bytes are kept grow to steadyHeapBytes, at least the usual one.
func percentFor(kept uint64) int {
	return int(max(usualPercent, (steadyHeapBytes-int64(kept))*100/int64(max(kept, 1<<20))))
}

// kept is what the last collection found to be in use, in bytes.
func kept() uint64 {
	sample := []runtimemetrics.Sample{{Name: "/gc/heap/live:bytes"}}
	runtimemetrics.Read(sample)
	return sample[0].Value.Uint64()
}

// afterEachCollection calls do when a collection has ended, until do returns false: the runtime tells it only through what it collects.
func afterEachCollection(do func() (again bool)) {
	type collected struct{ _ *byte }
	goruntime.SetFinalizer(&collected{}, func(*collected) {
		if do() {
			afterEachCollection(do)
		}
	})
}
