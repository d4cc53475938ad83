package sms

import (
	"math/rand/v2"
	"regexp"
	"syscall"
	"testing"
	"time"
)

// BenchmarkClassify reads messages of about 160 bytes, each with digits and names that no other has: once with the plans of their wordings, as when
// a bank's next message of a kind comes, and once each anew, as if no bank had ever sent the like. Its baseline is what a parser with one
// expression for each wording of one bank does with the same messages: twelve expressions, the first that matches.
func BenchmarkClassify(b *testing.B) {
	engine := newEngine(b)
	random := rand.New(rand.NewPCG(5, 6))
	var messages []Message
	for _, m := range goldenMessages(b) {
		if m.Text = normalText(m.Text); len(m.Text) > 100 && len(m.Text) < 220 {
			for range 20 {
				messages = append(messages, otherOfWording(engine, m, random))
				engine.Classify(m)
			}
		}
	}
	random.Shuffle(len(messages), func(i, j int) { messages[i], messages[j] = messages[j], messages[i] })
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
	for name, read := range map[string]func(Message) Result{"known wordings": engine.Classify, "new wordings": engine.alone} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			n, spent := 0, cpuTime(b)
			for b.Loop() {
				read(messages[n%len(messages)])
				n++
			}
			took := float64(b.Elapsed().Nanoseconds()) / float64(n)
			b.ReportMetric(1e9/took, "messages/s")
			b.ReportMetric(float64(n)/(cpuTime(b)-spent).Seconds(), "messages/cpu-s")
			b.ReportMetric(expressions/took, "times-the-baseline")
		})
	}
}

// cpuTime is what this process spent on its cores: other programs disturb it less than the clock.
func cpuTime(b *testing.B) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
