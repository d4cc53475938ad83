package flow

import (
	goruntime "runtime"
	"runtime/debug"
	"testing"
)

func TestTheHeapGrowsToTheSameSizeWhateverIsKept(t *testing.T) {
	for _, mb := range []uint64{2, 10, 40} {
		kept := mb << 20
		if goal := kept + kept*uint64(percentFor(kept))/100; goal < steadyHeapBytes*95/100 || goal > steadyHeapBytes {
			t.Errorf("%d MB are kept: the collector runs at %d MB", mb, goal>>20)
		}
	}
	for _, kept := range []uint64{0, steadyHeapBytes / 2, steadyHeapBytes, 10 << 30} {
		if p := percentFor(kept); p < usualPercent || p > 100*usualPercent {
			t.Errorf("%d bytes are kept: %d percent", kept, p)
		}
	}
}

func TestTheUsualPercentageComesBack(t *testing.T) {
	none := func(string) (string, bool) { return "", false }
	stop := SteadyHeap(none)
	for range 3 {
		goruntime.GC()
	}
	stop()
	goruntime.GC()
	goruntime.GC()
	if p := debug.SetGCPercent(usualPercent); p != usualPercent {
		t.Errorf("%d percent", p)
	}
}

func TestWhoSetsGOGCIsLeftAlone(t *testing.T) {
	stop := SteadyHeap(func(name string) (string, bool) { return "50", name == "GOGC" })
	defer stop()
	goruntime.GC()
	goruntime.GC()
	if p := debug.SetGCPercent(usualPercent); p != usualPercent {
		t.Errorf("%d percent", p)
	}
}
