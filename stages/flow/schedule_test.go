package flow

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"
)

// world is a model of one Kafka partition whose records are worked on by a member of a group at a time. It
// drives the runner's own partition, watermark and keyed through a random schedule and checks what must never happen.
type world struct {
	t         *testing.T
	rng       *rand.Rand
	keys      []string // of the records, by offset
	done      []bool   // finished at least once, by offset
	committed int64

	// The member that has the partition now.
	partition *partition
	keyed     *keyed
	fetched   int64
	taken     []*task // and not begun
	inHand    []*task
	begunLast map[string]int64 // by key, in this assignment
}

func (w *world) assign() {
	w.partition, w.keyed = newPartition("t", 0), newKeyed(1)
	w.fetched, w.taken, w.inHand, w.begunLast = w.committed, nil, nil, map[string]int64{}
}

func (w *world) fetch() {
	for range 1 + w.rng.IntN(8) {
		if w.fetched == int64(len(w.keys)) {
			return
		}
		w.partition.accept(w.fetched)
		w.keyed.submit([]task{{partition: w.partition, meta: Meta{Key: w.keys[w.fetched]}, record: &kgo.Record{Topic: "t", Offset: w.fetched}}})
		w.fetched++
	}
}

// begin has a worker pick the next of what it has taken, and sometimes others do that.
func (w *world) begin() {
	if len(w.taken) == 0 && len(w.keyed.ready) > 0 {
		w.taken = w.keyed.take(nil, 1+w.rng.IntN(4))
	}
	if len(w.taken) == 0 {
		return
	}
	t := w.taken[0]
	if w.taken = w.taken[1:]; w.rng.IntN(8) == 0 {
		w.keyed.putBack(w.taken)
		w.taken = nil
	}
	if !t.partition.begin() {
		w.keyed.finished(t)
		return
	}
	key := t.meta.Key
	for _, other := range w.inHand {
		if key != "" && other.meta.Key == key {
			w.t.Fatalf("offsets %d and %d of key %s are in hand together", other.record.Offset, t.record.Offset, key)
		}
	}
	if last, ok := w.begunLast[key]; key != "" && ok && t.record.Offset < last {
		w.t.Fatalf("key %s: offset %d begins after %d", key, t.record.Offset, last)
	}
	w.begunLast[key] = t.record.Offset
	w.inHand = append(w.inHand, t)
}

func (w *world) finish() {
	if len(w.inHand) == 0 {
		return
	}
	i := w.rng.IntN(len(w.inHand))
	t := w.inHand[i]
	w.inHand = append(w.inHand[:i], w.inHand[i+1:]...)
	w.done[t.record.Offset] = true
	t.partition.end(true, t.record.Offset)
	w.keyed.finished(t)
}

func (w *world) commit() {
	offset, moved := w.partition.uncommitted()
	if !moved {
		return
	}
	for o := range offset {
		if !w.done[o] {
			w.t.Fatalf("commits %d while %d was never finished", offset, o)
		}
	}
	if offset < w.committed {
		w.t.Fatalf("commits %d after %d", offset, w.committed)
	}
	w.partition.committedTo(offset)
	w.committed = offset
}

// revoke gives the partition back: some of what is in hand finishes in time, the rest is abandoned.
func (w *world) revoke() {
	w.partition.refuse()
	w.begin() // a worker that comes now must be turned away
	for range w.rng.IntN(len(w.inHand) + 1) {
		w.finish()
	}
	w.commit()
	w.assign()
}

func TestRandomSchedulesNeverLoseReorderOrCommitAhead(t *testing.T) {
	for seed := range uint64(4000) {
		rng := rand.New(rand.NewPCG(seed, 7))
		w := &world{t: t, rng: rng, keys: make([]string, 1+rng.IntN(80))}
		w.done = make([]bool, len(w.keys))
		for i := range w.keys {
			if n := rng.IntN(6); n > 0 { // no key: no order
				w.keys[i] = fmt.Sprint("k", n)
			}
		}
		w.assign()
		for step := 0; w.committed < int64(len(w.keys)); step++ {
			if step > 100_000 {
				t.Fatalf("seed %d: stuck at %d of %d", seed, w.committed, len(w.keys))
			}
			switch n := rng.IntN(100); {
			case n < 25:
				w.fetch()
			case n < 60:
				w.begin()
			case n < 90:
				w.finish()
			case n < 97:
				w.commit()
			case n < 99:
				w.revoke()
			default: // a crash: nothing is committed
				w.assign()
			}
		}
		for o, done := range w.done {
			if !done {
				t.Fatalf("seed %d: offset %d is committed but was never finished", seed, o)
			}
		}
	}
}
