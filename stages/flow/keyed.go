package flow

import (
	"hash/maphash"
	"sync"
)

// keyed hands tasks to workers so that tasks of one key are worked on one at a time, in the order they came,
// and tasks of different keys side by side. A key is busy until its task's outputs are acknowledged: were the
// next one begun before, a failed produce could put its outputs first.
type keyed struct {
	takers int // how many take what is ready

	mu     sync.Mutex
	last   map[orderKey]*task // of each busy key, the last in line
	ready  []*task
	came   sync.Cond // signalled when something is ready or all is over
	closed bool
}

// orderKey is what order is kept by, within one assignment of a partition: a hash of the key. Two keys that have the
// same wait for each other, which harms nothing. 0: records without a key have no order.
type orderKey uint64

func orderKeyOf(p *partition, key string) orderKey {
	if key == "" {
		return 0
	}
	return max(1, orderKey(maphash.String(p.seed, key)))
}

func newKeyed(takers int) *keyed {
	k := &keyed{takers: takers, last: map[orderKey]*task{}}
	k.came.L = &k.mu
	return k
}

// submit brings new tasks, in the order of their keys.
func (k *keyed) submit(tasks []task) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for i := range tasks {
		t := &tasks[i]
		if t.orderKey = orderKeyOf(t.partition, t.meta.Key); t.orderKey != 0 {
			before := k.last[t.orderKey]
			k.last[t.orderKey] = t
			if before != nil {
				before.behind = t
				continue
			}
		}
		k.ready = append(k.ready, t)
	}
	k.wake()
}

// take waits until tasks are ready and appends at most limit of them to hand, and no more than each of the takers could have. Once
// closed it adds none.
func (k *keyed) take(hand []*task, limit int) []*task {
	k.mu.Lock()
	defer k.mu.Unlock()
	for len(k.ready) == 0 && !k.closed {
		k.came.Wait()
	}
	if k.closed {
		return hand
	}
	n := min(limit, (len(k.ready)+k.takers-1)/k.takers)
	hand = append(hand, k.ready[:n]...)
	clear(k.ready[:n])
	k.ready = k.ready[n:]
	k.wake()
	return hand
}

// putBack makes tasks ready again that were taken and not begun.
func (k *keyed) putBack(tasks []*task) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.ready = append(k.ready, tasks...)
	k.wake()
}

// finished frees the tasks' keys and makes the next task of each ready.
func (k *keyed) finished(tasks ...*task) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, t := range tasks {
		switch {
		case t.behind != nil:
			k.ready = append(k.ready, t.behind)
			t.behind = nil // its memory lives as long as that of the tasks it was submitted with
		case t.orderKey != 0:
			delete(k.last, t.orderKey)
		}
	}
	k.wake()
}

// close lets those who wait go.
func (k *keyed) close() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.closed = true
	k.came.Broadcast()
}

// wake wakes one of those who wait, who wakes the next while more is ready.
func (k *keyed) wake() {
	if len(k.ready) > 0 {
		k.came.Signal()
	}
}
