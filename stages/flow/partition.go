package flow

import (
	"context"
	"hash/maphash"
	"sync"
)

// A partition is one assignment of one Kafka partition to this process. When the partition is taken away its
// inputs in flight are given time to finish, those not yet begun are handed back, and the object is never used
// again: were it assigned anew, offsets of the old assignment must not count in the new one.
type partition struct {
	topic  string
	number int32
	seed   maphash.Seed    // of the hashes of its keys, which are others in another assignment
	ctx    context.Context // ends when inputs in flight have had their time
	cancel context.CancelFunc

	mu        sync.Mutex
	closing   bool
	active    int // inputs begun and not ended
	idle      chan struct{}
	marks     watermark
	next      int64 // the offset that is to come: nothing below it does. 0: not known
	committed int64 // the offset last committed, or 0
}

func newPartition(topic string, number int32) *partition {
	p := &partition{topic: topic, number: number, seed: maphash.MakeSeed(), idle: make(chan struct{})}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	return p
}

// startAt notes the offset that the partition is read from.
func (p *partition) startAt(offset int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next = offset
}

// accept notes a fetched input that will be worked on, in offset order.
func (p *partition) accept(offset int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next = offset + 1
	p.marks.begin(offset)
}

// skip notes what is there and is not to be worked on.
func (p *partition) skip(offset int64) {
	p.accept(offset)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.marks.done(offset)
}

// isPast tells whether the input at offset, or one from behind it, has been fetched.
func (p *partition) isPast(offset int64) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return offset < p.next
}

// missed is how many offsets went unread because the log begins at start by now.
func (p *partition) missed(start int64) int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.next == 0 {
		return 0
	}
	return start - p.next
}

// begin says that work on an accepted input starts. False means that the partition is being given back and
// the input is to be left alone: whoever has the partition next will do it.
func (p *partition) begin() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closing {
		return false
	}
	p.active++
	return true
}

// end says that work on begun inputs is over; done tells whether they count as finished.
func (p *partition) end(done bool, offsets ...int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if done {
		for _, offset := range offsets {
			p.marks.done(offset)
		}
	}
	p.active -= len(offsets)
	if p.closing && p.active == 0 {
		close(p.idle)
	}
}

// uncommitted returns the offset to commit, when it moved since the last committedTo.
func (p *partition) uncommitted() (int64, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.marks.next, p.marks.next > p.committed
}

func (p *partition) committedTo(offset int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.committed = max(p.committed, offset)
}

// refuse lets no more inputs begin.
func (p *partition) refuse() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closing {
		p.closing = true
		if p.active == 0 {
			close(p.idle)
		}
	}
}

// await waits, after refuse, until no input is in flight, and cancels those that have not ended when patience closes.
func (p *partition) await(patience <-chan struct{}) {
	select {
	case <-p.idle:
	case <-patience:
	}
	p.cancel()
}
