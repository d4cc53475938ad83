package sms

import (
	"fmt"
	"regexp"
	"slices"
	"syscall"
	"testing"
	"time"
)

// BenchmarkClassify reads messages of about 160 bytes, no two of them the same: traffic, after 300,000 others of it; texts whose wordings it knows; and
// each anew, as if no bank had ever sent the like. Its baseline is what a parser with one expression for each wording of one bank does with the
// same messages: twelve expressions, the first that matches.
func BenchmarkClassify(b *testing.B) {
	engine := newEngine(b)
	stream := newTraffic(b, engine)
	for range 300_000 {
		engine.Classify(stream.next(engine))
	}
	fresh := func(n int) (all []Message) {
		for range n {
			all = append(all, stream.next(engine))
		}
		return all
	}
	messages := fresh(20_000)
	var known []Message
	for _, m := range messages {
		if engine.hasPlan(m) {
			known = append(known, m)
		}
	}
	again := func(messages []Message) func(n int) []Message {
		return func(n int) []Message { return slices.Repeat(messages, n/len(messages)+1)[:n] }
	}
	var baseline []*regexp.Regexp
	for _, verb := range []string{"debited", "credited", "spent", "withdrawn", "received", "sent"} {
		for _, side := range []string{"from", "to"} {
			baseline = append(baseline, regexp.MustCompile(`(?i)(?:rs\.?|inr)\s*([\d,]+(?:\.\d+)?).{0,40}?`+verb+`.{0,30}?`+side+`.{0,20}?(\w*\d{3,}).{0,80}?(?:ref|rrn|utr).{0,8}?(\d{6,})`))
		}
	}
	start := time.Now()
	for _, m := range messages {
		for _, e := range baseline {
			if e.FindStringSubmatch(m.Text) != nil {
				break
			}
		}
	}
	expressions := float64(time.Since(start).Nanoseconds()) / float64(len(messages))
	run := func(name string, draw func(n int) []Message, read func(Message) Result) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			var spent time.Duration
			for done := 0; done < b.N; {
				b.StopTimer()
				messages := draw(min(5000, b.N-done)) // as many as come from Kafka at a time
				b.StartTimer()
				start := cpuTime(b)
				for _, m := range messages {
					read(m)
				}
				spent += cpuTime(b) - start
				done += len(messages)
			}
			took := float64(b.Elapsed().Nanoseconds()) / float64(b.N)
			b.ReportMetric(1e9/took, "messages/s")
			b.ReportMetric(float64(b.N)/spent.Seconds(), "messages/cpu-s")
			b.ReportMetric(expressions/took, "times-the-baseline")
		})
	}
	run(fmt.Sprintf("traffic, %d %% known", 100*len(known)/len(messages)), fresh, engine.Classify)
	run("known", again(known), engine.Classify)
	run("new", again(messages), engine.alone)
}

// cpuTime is what this process spent on its cores: other programs disturb it less than the clock.
func cpuTime(b *testing.B) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
