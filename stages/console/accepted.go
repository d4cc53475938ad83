package console

import (
	"container/list"
	"sync"
	"time"
)

// accepted remembers which ids were just answered 202, because the first row about them reaches ClickHouse a moment
// later. It forgets the oldest first; what is forgotten is looked up in ClickHouse like all others.
type accepted struct {
	mu    sync.Mutex
	max   int
	keep  time.Duration
	order *list.List // of acceptance, the oldest first
	byID  map[name]*list.Element
}

type name struct{ tenant, id string }

type acceptance struct {
	name
	at time.Time
}

func newAccepted(max int, keep time.Duration) *accepted {
	return &accepted{max: max, keep: keep, order: list.New(), byID: map[name]*list.Element{}}
}

// add remembers that id was accepted at.
func (a *accepted) add(tenant, id string, at time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	n := name{tenant, id}
	if old, ok := a.byID[n]; ok {
		a.order.Remove(old)
	}
	a.byID[n] = a.order.PushBack(acceptance{n, at})
	for oldest := a.order.Front(); a.order.Len() > a.max || oldest.Value.(acceptance).at.Before(at.Add(-a.keep)); oldest = a.order.Front() {
		a.order.Remove(oldest)
		delete(a.byID, oldest.Value.(acceptance).name)
	}
}

// when returns the time id was accepted, and whether it is remembered.
func (a *accepted) when(tenant, id string) (time.Time, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	e, ok := a.byID[name{tenant, id}]
	if !ok {
		return time.Time{}, false
	}
	at := e.Value.(acceptance).at
	return at, time.Since(at) < a.keep
}
