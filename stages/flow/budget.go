package flow

import (
	"context"
	"sync"
)

// perRecordBytes is added to a record's size for what it costs beside its bytes.
const perRecordBytes = 1 << 10

// A budget bounds what is in flight, in records and in bytes, so that memory does not grow with lag.
type budget struct {
	mu       sync.Mutex
	records  int
	bytes    int64
	released chan struct{} // closed and replaced whenever something is released

	maxRecords int
	maxBytes   int64
}

func newBudget(maxRecords int, maxBytes int64) *budget {
	return &budget{maxRecords: maxRecords, maxBytes: maxBytes, released: make(chan struct{})}
}

// acquire waits until a record of size bytes fits, and reports false when ctx ends first. A record larger than
// the whole budget goes alone: refusing it would stop its partition for ever.
func (b *budget) acquire(ctx context.Context, size int) bool {
	need := int64(size) + perRecordBytes
	for {
		b.mu.Lock()
		if b.records < b.maxRecords && (b.bytes+need <= b.maxBytes || b.records == 0) {
			b.records++
			b.bytes += need
			b.mu.Unlock()
			return true
		}
		released := b.released
		b.mu.Unlock()
		select {
		case <-ctx.Done():
			return false
		case <-released:
		}
	}
}

func (b *budget) release(size int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.records--
	b.bytes -= int64(size) + perRecordBytes
	close(b.released)
	b.released = make(chan struct{})
}

// idle waits until nothing is in flight, and reports false when ctx ends first.
func (b *budget) idle(ctx context.Context) bool {
	for {
		b.mu.Lock()
		idle, released := b.records == 0, b.released
		b.mu.Unlock()
		if idle {
			return ctx.Err() == nil
		}
		select {
		case <-ctx.Done():
			return false
		case <-released:
		}
	}
}
