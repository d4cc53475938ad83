package flow

import (
	"context"
	"sync"
)

// perRecordBytes is added to a record's size for what it costs beside its bytes.
const perRecordBytes = 1 << 10

// A budget bounds what is in flight, in records and in bytes, so that memory does not grow with lag.
type budget struct {
	mu      sync.Mutex
	records int
	bytes   int64
	changed chan struct{} // closed when enough was released for those who wait; nil while nobody does

	maxRecords int
	maxBytes   int64
}

func newBudget(maxRecords int, maxBytes int64) *budget {
	return &budget{maxRecords: maxRecords, maxBytes: maxBytes}
}

// acquire waits until the first of records of these sizes fits, and tells how many of them, from the first on, have been let in: none when ctx
// ends first. A record larger than the whole budget goes alone: refusing it would stop its partition for ever.
func (b *budget) acquire(ctx context.Context, sizes ...int) (records int) {
	b.await(ctx, func() bool {
		for _, size := range sizes {
			need := int64(size) + perRecordBytes
			if b.records >= b.maxRecords || b.records > 0 && b.bytes+need > b.maxBytes {
				break
			}
			b.records++
			b.bytes += need
			records++
		}
		return records > 0
	})
	return records
}

// release gives back what so many records of size bytes in all had acquired.
func (b *budget) release(records, size int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.records -= records
	b.bytes -= int64(size) + int64(records)*perRecordBytes
	// Woken for each release, who waits would sleep again after one record: with small inputs that is most of the work.
	enough := b.records <= b.maxRecords-1-b.maxRecords/8 && b.bytes <= b.maxBytes-b.maxBytes/8
	if b.changed != nil && (enough || b.records == 0) {
		close(b.changed)
		b.changed = nil
	}
}

// idle waits until nothing is in flight, and reports false when ctx ends first.
func (b *budget) idle(ctx context.Context) bool {
	return b.await(ctx, func() bool { return b.records == 0 }) && ctx.Err() == nil
}

// await waits until attempt, called with the lock held, succeeds, and reports false when ctx ends first.
func (b *budget) await(ctx context.Context, attempt func() bool) bool {
	for {
		b.mu.Lock()
		if attempt() {
			b.mu.Unlock()
			return true
		}
		if b.changed == nil {
			b.changed = make(chan struct{})
		}
		changed := b.changed
		b.mu.Unlock()
		select {
		case <-ctx.Done():
			return false
		case <-changed:
		}
	}
}
