package flow

import (
	"hash/maphash"
	"sync"
)

// keyed hands tasks to workers so that tasks of one key are worked on one at a time, in the order they came,
// and tasks of different keys side by side. A key is busy until its task's outputs are acknowledged: were the
// next one begun before, a failed produce could put its outputs first.
type keyed struct {
	mu     sync.Mutex
	behind map[orderKey][]*task // tasks that wait for a busy key; an empty entry marks the key busy
	ready  chan *task
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

// newKeyed makes room for limit tasks; the caller must never have more in hand.
func newKeyed(limit int) *keyed {
	return &keyed{behind: map[orderKey][]*task{}, ready: make(chan *task, limit)}
}

func (k *keyed) submit(t *task) {
	t.orderKey = orderKeyOf(t.partition, t.meta.Key)
	if t.orderKey == 0 {
		k.ready <- t
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if waiting, busy := k.behind[t.orderKey]; busy {
		k.behind[t.orderKey] = append(waiting, t)
		return
	}
	k.behind[t.orderKey] = nil
	k.ready <- t
}

// finished frees the tasks' keys and makes the next task of each ready.
func (k *keyed) finished(tasks ...*task) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, t := range tasks {
		if t.orderKey == 0 {
			continue
		}
		waiting := k.behind[t.orderKey]
		if len(waiting) == 0 {
			delete(k.behind, t.orderKey)
			continue
		}
		k.behind[t.orderKey] = waiting[1:]
		k.ready <- waiting[0]
	}
}
