package flow

import "sync"

// keyed hands tasks to workers so that tasks of one key are worked on one at a time, in the order they came,
// and tasks of different keys side by side. A key is busy until its task's outputs are acknowledged: were the
// next one begun before, a failed produce could put its outputs first.
type keyed struct {
	mu     sync.Mutex
	behind map[orderKey][]*task // tasks that wait for a busy key; an empty entry marks the key busy
	ready  chan *task
}

// orderKey is what order is kept by, within one assignment of a partition. Records without a key have no order.
type orderKey struct {
	partition *partition
	key       string
}

func (t *task) orderKey() orderKey { return orderKey{t.partition, t.key} }

// newKeyed makes room for limit tasks; the caller must never have more in hand.
func newKeyed(limit int) *keyed {
	return &keyed{behind: map[orderKey][]*task{}, ready: make(chan *task, limit)}
}

func (k *keyed) submit(t *task) {
	if t.key == "" {
		k.ready <- t
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	at := t.orderKey()
	if waiting, busy := k.behind[at]; busy {
		k.behind[at] = append(waiting, t)
		return
	}
	k.behind[at] = nil
	k.ready <- t
}

// finished frees the task's key and makes the next task of that key ready.
func (k *keyed) finished(t *task) {
	if t.key == "" {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	at := t.orderKey()
	waiting := k.behind[at]
	if len(waiting) == 0 {
		delete(k.behind, at)
		return
	}
	k.behind[at] = waiting[1:]
	k.ready <- waiting[0]
}
