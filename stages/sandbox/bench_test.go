package sandbox

import (
	"crypto/sha256"
	"slices"
	"sync"
	"testing"
	"time"
)

// BenchmarkTwoChildrenAgainstOne does the same work, which needs nothing but a core, in two children and in one, in turn, so
// that whatever else the machine does meets both. ratio is how many times as quick two are; best_ratio that of the
// round least disturbed.
func BenchmarkTwoChildrenAgainstOne(b *testing.B) {
	const jobs = 16
	pools := map[int]*Pool{}
	for _, workers := range []int{1, 2} {
		cfg := testConfig()
		cfg.Workers, cfg.JobsPerChild = workers, 1_000_000
		pools[workers] = New(cfg, "spin")
		b.Cleanup(pools[workers].Close)
		timeJobs(b, pools[workers], jobs) // starts the children
	}
	var one, two time.Duration
	var ratios []float64
	for b.Loop() {
		alone, together := timeJobs(b, pools[1], jobs), timeJobs(b, pools[2], jobs)
		one += alone
		two += together
		ratios = append(ratios, alone.Seconds()/together.Seconds())
	}
	b.ReportMetric(one.Seconds()/two.Seconds(), "ratio")
	b.ReportMetric(slices.Max(ratios), "best_ratio")
}

// spin keeps a core busy for some 60 ms.
func spin(request []byte) ([]byte, error) {
	sum := sha256.Sum256(request)
	for range 500_000 {
		sum = sha256.Sum256(sum[:])
	}
	return sum[:], nil
}

// timeJobs says how long the pool takes for so many jobs, asked for all at once.
func timeJobs(b *testing.B, p *Pool, jobs int) time.Duration {
	began := time.Now()
	var asked sync.WaitGroup
	for range jobs {
		asked.Go(func() {
			if _, err := p.Do(b.Context(), nil); err != nil {
				b.Error(err)
			}
		})
	}
	asked.Wait()
	return time.Since(began)
}

// BenchmarkEcho is what a job costs beside its work: a request of a page's size there, and the same bytes back.
func BenchmarkEcho(b *testing.B) {
	for name, size := range map[string]int{"100B": 100, "1MB": 1 << 20} {
		b.Run(name, func(b *testing.B) {
			cfg := testConfig()
			cfg.JobsPerChild = 1_000_000
			p := New(cfg, "try")
			b.Cleanup(p.Close)
			request := append([]byte("echo "), make([]byte, size)...)
			b.SetBytes(int64(size))
			for b.Loop() {
				if _, err := p.Do(b.Context(), request); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
