package chaos

import (
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	"github.com/munshi-in/munshi/schemas"
)

// A form is how much of a test is run: the short one with every `make test`, the full one on demand.
type form struct {
	messages, documents int
	pause               time.Duration // how long something is paused
	down                time.Duration // how long something that was killed stays down
	pauses              []string      // which pauses there are; nil: all
	brokers             int           // how many of three brokers are lost, one after another
	rest                time.Duration // how long everything may take to come out after the last disturbance
}

var (
	short = form{messages: 2_000, documents: 26, brokers: 1, pause: 2 * time.Second, down: 200 * time.Millisecond, rest: 4 * time.Minute,
		pauses: []string{"pause sink", "pause a child of recognize", "pause the Kafka broker", "pause the object store", "pause ClickHouse"}}
	full = form{messages: 20_000, documents: 300, brokers: 3, pause: 20 * time.Second, down: 2 * time.Second, rest: 30 * time.Minute}
)

// formAsked is the full form when MUNSHI_CHAOS_FULL is set: go test -timeout 1h -run "Killed|PartitionsMove|Brokers" ./scripts/chaos.
func formAsked() form {
	if os.Getenv("MUNSHI_CHAOS_FULL") != "" {
		return full
	}
	return short
}

func TestNothingIsLostOrDoubledWhateverIsKilledOrPaused(t *testing.T) {
	t.Parallel()
	f := formAsked()
	var g ground
	var e engines
	g.broker, e.kafka = testkit.OwnKafka(t)
	g.bucket, e.store = testkit.OwnS3(t)
	g.database, e.clickhouse = testkit.OwnClickHouse(t)
	h := openOn(t, g, asStaticMembers())
	l := newLedger(h)

	var disturbances []disturbance
	for _, d := range append(h.kills(e, l), h.pauses(e, l)...) {
		if f.pauses == nil || !strings.HasPrefix(d.name, "pause") || slices.Contains(f.pauses, d.name) {
			disturbances = append(disturbances, d)
		}
	}
	l.sendMessages(10)
	l.sendDocuments(2)
	l.settle(f.rest) // all have joined their groups: from here on they are struck at work
	messages, documents := shares(f.messages, len(disturbances)), documentShares(f.documents, disturbances)
	began := time.Now()
	for i, d := range disturbances {
		l.sendDocuments(documents[i])
		var sending sync.WaitGroup
		sending.Go(func() { // before, at the moment itself, and while it is down
			for _, n := range shares(messages[i], 10) {
				l.sendMessages(n)
				time.Sleep(20 * time.Millisecond)
			}
		})
		time.Sleep(50 * time.Millisecond)
		struck := time.Now()
		d.strike()
		if strings.HasPrefix(d.name, "pause") {
			time.Sleep(f.pause)
		} else {
			time.Sleep(f.down)
		}
		d.mend()
		sending.Wait()
		t.Logf("%6.1fs  %s (%.1fs)", struck.Sub(began).Seconds(), d.name, time.Since(struck).Seconds())
	}
	over := time.Now()
	l.settle(f.rest)
	t.Logf("%d SMS and %d documents through %d disturbances in %.0fs, at rest %.0fs after the last", len(l.messages), len(l.documents),
		len(disturbances), over.Sub(began).Seconds(), time.Since(over).Seconds())
	l.check()
	h.alive()
}

// asStaticMembers gives each stage a fixed name in its group: a stage that is killed and started again goes on at once,
// where Kafka would otherwise wait 45 s for the one that is gone.
func asStaticMembers() map[string]string {
	env := map[string]string{}
	for _, stage := range schemas.StageNames {
		env["MUNSHI_"+strings.ToUpper(stage)+"_INSTANCE_ID"] = "only"
	}
	return env
}

// shares splits n into parts that differ by one at most.
func shares(n, parts int) []int {
	all := make([]int, parts)
	for i := range all {
		all[i] = n*(i+1)/parts - n*i/parts
	}
	return all
}

// documentShares gives the documents to those disturbances that concern their way.
func documentShares(n int, disturbances []disturbance) []int {
	var concerned []int
	for i, d := range disturbances {
		if d.documents {
			concerned = append(concerned, i)
		}
	}
	all := make([]int, len(disturbances))
	for i, share := range shares(n, len(concerned)) {
		all[concerned[i]] = share
	}
	return all
}
