package sms

import (
	"regexp"
	"syscall"
	"testing"
	"time"
)

// BenchmarkClassify reads messages of about 160 bytes. Its baseline is what a parser with one expression for each wording of
// one bank does with the same messages: twelve expressions, the first that matches.
func BenchmarkClassify(b *testing.B) {
	engine := newEngine(b)
	var messages []Message
	for _, m := range goldenMessages(b) {
		if len(m.Text) > 100 && len(m.Text) < 220 {
			messages = append(messages, m)
		}
	}
	var baseline []*regexp.Regexp
	for _, verb := range []string{"debited", "credited", "spent", "withdrawn", "received", "sent"} {
		for _, side := range []string{"from", "to"} {
			baseline = append(baseline, regexp.MustCompile(`(?i)(?:rs\.?|inr)\s*([\d,]+(?:\.\d+)?).{0,40}?`+verb+`.{0,30}?`+side+`.{0,20}?(\w*\d{3,}).{0,80}?(?:ref|rrn|utr).{0,8}?(\d{6,})`))
		}
	}
	perMessage := func(read func(Message)) float64 {
		start := time.Now()
		for n := range 20 * len(messages) {
			read(messages[n%len(messages)])
		}
		return float64(time.Since(start).Nanoseconds()) / float64(20*len(messages))
	}
	expressions := perMessage(func(m Message) {
		for _, e := range baseline {
			if e.FindStringSubmatch(m.Text) != nil {
				return
			}
		}
	})
	b.ReportAllocs()
	b.ResetTimer()
	n, spent := 0, cpuTime(b)
	for b.Loop() {
		engine.Classify(messages[n%len(messages)])
		n++
	}
	took := float64(b.Elapsed().Nanoseconds()) / float64(n)
	b.ReportMetric(1e9/took, "messages/s")
	b.ReportMetric(float64(n)/(cpuTime(b)-spent).Seconds(), "messages/cpu-s")
	b.ReportMetric(expressions/took, "times-the-baseline")
}

// cpuTime is what this process spent on its cores: other programs disturb it less than the clock.
func cpuTime(b *testing.B) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
