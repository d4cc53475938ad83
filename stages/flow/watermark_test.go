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
