package flow

import (
	"math/rand/v2"
	"testing"
)

func TestWatermarkNeverPassesAnUnfinishedInput(t *testing.T) {
	for seed := range uint64(500) {
		rng := rand.New(rand.NewPCG(seed, 1))
		var w watermark
		finished := map[int64]bool{}
		var all []int64
		offset := rng.Int64N(1000)
		for range 1 + rng.IntN(60) {
			offset += 1 + rng.Int64N(3) // compaction and transactions leave gaps
			all = append(all, offset)
			w.begin(offset)
		}
		order := rng.Perm(len(all))
		for _, i := range order {
			w.done(all[i])
			finished[all[i]] = true
			for _, o := range all {
				if o < w.next && !finished[o] {
					t.Fatalf("seed %d: would commit %d while %d is unfinished", seed, w.next, o)
				}
			}
		}
		if last := all[len(all)-1] + 1; w.next != last {
			t.Fatalf("seed %d: all done, but would commit %d instead of %d", seed, w.next, last)
		}
	}
}

// A leader that was chosen without having all lost the end of the log: the same offsets are given anew, and read again.
func TestALogThatLostItsEndIsCommittedAnew(t *testing.T) {
	p := newPartition("t", 0)
	defer p.cancel()
	for offset := int64(100); offset < 110; offset++ {
		p.accept(offset)
		if offset != 105 {
			p.begin()
			p.end(true, offset)
		}
	}
	p.committedTo(105)
	for offset := int64(50); offset < 60; offset++ {
		p.accept(offset)
	}
	for offset := int64(50); offset < 60; offset++ {
		p.begin()
		p.end(true, offset)
	}
	if next, moved := p.uncommitted(); next != 60 || !moved {
		t.Errorf("would commit %d (%v), want 60", next, moved)
	}
	p.begin()
	p.end(true, 105) // of what was there before
	if next, _ := p.uncommitted(); next != 60 {
		t.Errorf("would commit %d, want 60", next)
	}
}
