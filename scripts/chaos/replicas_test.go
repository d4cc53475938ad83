package chaos

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/munshi-in/munshi/schemas"
)

// TestPartitionsMoveBetweenReplicasUnderLoad has a second and a third process of every stage come and go while inputs are on
// their way: some leave in order, some are killed, one is paused for longer than Kafka waits for a sign of life.
func TestPartitionsMoveBetweenReplicasUnderLoad(t *testing.T) {
	t.Parallel()
	f := formAsked()
	h := open(t)
	l := newLedger(h)
	load := func() {
		l.sendDocuments(f.documents / 13)
		l.sendMessages(f.messages / 10)
	}
	replicas := func(number int, do func(name, stage string)) {
		for _, stage := range schemas.StageNames {
			do(fmt.Sprintf("%s-%d", stage, number), stage)
		}
	}
	begin := func(name, stage string) { h.startReplica(name, stage) }
	asked := func(name, _ string) { h.signal(name, syscall.SIGTERM) }
	gone := func(name, _ string) { h.gone(name) }

	load()
	replicas(2, begin)
	load()
	time.Sleep(f.pause) // partitions move now
	replicas(3, begin)
	load()
	time.Sleep(f.pause)
	replicas(2, asked) // they finish what is in hand and hand the rest back
	load()
	replicas(2, gone)
	replicas(2, begin)
	load()
	time.Sleep(f.pause)
	for _, stage := range schemas.StageNames { // Kafka finds out by itself
		h.kill(stage)
	}
	load()
	for _, stage := range schemas.StageNames {
		h.start(stage)
	}
	load()
	if f.pause > short.pause {
		// Past the session timeout others have its partitions; what it still holds when it wakes must not count.
		replicas(3, func(name, _ string) { h.signal(name, syscall.SIGSTOP) })
		load()
		time.Sleep(time.Minute)
		load()
		replicas(3, func(name, _ string) { h.signal(name, syscall.SIGCONT) })
		load()
	}
	l.settle(f.rest)
	l.check()
	h.alive()
}
