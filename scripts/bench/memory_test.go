package bench

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

// BenchmarkMemoryOfLag lets classify, a process, work off a million messages that wait for it, and as good a part of that
// in lags of ten thousand: who works longer has more chances of a high peak, whatever waits. It prints the most memory, in
// MB, that each held resident, and the ratio of both. One round takes two minutes: run it with -benchtime 1x.
func BenchmarkMemoryOfLag(b *testing.B) {
	var short, long float64
	for b.Loop() {
		short = max(short, peakMemory(b, 10_000, 30))
		long = max(long, peakMemory(b, 1_000_000, 1))
	}
	b.ReportMetric(short, "at_10000_MB")
	b.ReportMetric(long, "at_1000000_MB")
	b.ReportMetric(long/short, "ratio")
}

// peakMemory is the most that classify held resident until it had worked off so many messages so many times.
func peakMemory(b *testing.B, lag, times int) float64 {
	b.Helper()
	env := testkit.Kafka(b).Env()
	kafka := flowtest.Connect(b, testkit.Lookup(env))
	publishMessages(kafka, lag)
	pid, stop := start(b, "classify", env)
	defer stop()
	for round := 1; ; round++ {
		for kafka.Committed("munshi-classify", "messages.received") < int64(round*lag) {
			time.Sleep(100 * time.Millisecond)
		}
		if round == times {
			return residentPeak(b, pid)
		}
		publishMessages(kafka, lag)
	}
}

func publishMessages(kafka *flowtest.Kafka, count int) {
	kafka.Load(count, func(n int) flowtest.Record {
		return flowtest.Record{Topic: "messages.received", Key: fmt.Sprint("s-", n%50_000), Value: fmt.Appendf(nil,
			`{"text":"Rs.%d.%02d debited from A/c XX%04d on 03-11-26 to VPA shop%d@okbank. UPI Ref %012d. Avl Bal Rs %d.10","sender":"VM-EXBANK-S","subject":"s-%d"}`,
			n*7919%90_000+1, n%100, n*31%10_000, n*104_729%5_000, uint64(n)*2_654_435_761%1_000_000_000_000, n*15_485_863%1_000_000, n%50_000)}
	})
}

// residentPeak reads what Linux keeps as VmHWM.
func residentPeak(b *testing.B, pid int) float64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	kb, err := strconv.ParseFloat(strings.TrimSpace(strings.Split(after, "kB")[0]), 64)
	if err != nil {
		b.Fatalf("no VmHWM in %s", status)
	}
	return kb / 1e3
}
