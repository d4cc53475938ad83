package chaos

import (
	"testing"
	"time"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
)

// TestTheLossOfOneOfThreeBrokersLosesNothing kills one of three brokers while inputs are on their way, for longer than the others
// take to agree that it is gone, and starts it again; in the full form each of them in turn.
func TestTheLossOfOneOfThreeBrokersLosesNothing(t *testing.T) {
	t.Parallel()
	f := formAsked()
	g := shared(t)
	broker, brokers := testkit.OwnKafkaCluster(t)
	g.broker = broker
	h := openOn(t, g, asStaticMembers())
	l := newLedger(h)
	l.sendMessages(10)
	l.sendDocuments(1)
	l.settle(f.rest)
	for n, lost := range brokers[:f.brokers] {
		l.sendDocuments(f.documents / 13)
		l.sendMessages(f.messages / 10)
		lost.Kill()
		began := time.Now()
		l.sendMessages(f.messages / 10)
		t.Logf("without broker %d, %d SMS were taken after %.1fs", n+1, f.messages/10, time.Since(began).Seconds())
		l.settle(f.rest) // on two brokers
		t.Logf("at rest after %.1fs", time.Since(began).Seconds())
		lost.Start(t)
	}
	l.sendMessages(f.messages / 10)
	l.settle(f.rest)
	l.check()
	h.alive()
}
