package flow

import (
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// histogramBuckets is how many buckets a histogram has beside the one without an upper bound. Each is four times as wide as the one before.
const histogramBuckets = 10

// A histogram counts durations in seconds, many at a time: the library's takes one at a time, by operations that the workers' cores
// wait on each other for, which was a fourteenth of a runner's work.
type histogram struct {
	desc   *prometheus.Desc
	bounds [histogramBuckets]time.Duration

	mu  sync.Mutex
	all observations
}

// observations are durations by bucket, not cumulative; the last have no upper bound. They are added to a histogram together.
type observations struct {
	buckets [histogramBuckets + 1]uint64
	sum     float64 // seconds
}

func newHistogram(name, help string, first time.Duration) *histogram {
	h := &histogram{desc: prometheus.NewDesc(name, help, nil, nil)}
	for i := range h.bounds {
		h.bounds[i] = first << (2 * i)
	}
	return h
}

// count adds a duration to some.
func (h *histogram) count(some *observations, took time.Duration) {
	i := 0
	for i < len(h.bounds) && took > h.bounds[i] {
		i++
	}
	some.buckets[i]++
	some.sum += took.Seconds()
}

func (h *histogram) add(some observations) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i, n := range some.buckets {
		h.all.buckets[i] += n
	}
	h.all.sum += some.sum
}

func (h *histogram) observe(took time.Duration) {
	var one observations
	h.count(&one, took)
	h.add(one)
}

// Describe implements prometheus.Collector.
func (h *histogram) Describe(descs chan<- *prometheus.Desc) { descs <- h.desc }

// Collect implements prometheus.Collector.
func (h *histogram) Collect(metrics chan<- prometheus.Metric) {
	h.mu.Lock()
	all := h.all
	h.mu.Unlock()
	cumulative := make(map[float64]uint64, histogramBuckets)
	total := uint64(0)
	for i, bound := range h.bounds {
		total += all.buckets[i]
		cumulative[bound.Seconds()] = total
	}
	metrics <- prometheus.MustNewConstHistogram(h.desc, total+all.buckets[histogramBuckets], all.sum, cumulative)
}
