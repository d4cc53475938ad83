package flow

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"google.golang.org/protobuf/proto"
)

func TestHistogramCountsAsTheLibrarysDoes(t *testing.T) {
	const first = 500 * time.Microsecond
	ours := newHistogram("seconds", "Help.", first)
	library := prometheus.NewHistogram(prometheus.HistogramOpts{Name: "seconds", Help: "Help.", Buckets: prometheus.ExponentialBuckets(first.Seconds(), 4, histogramBuckets)})
	random := rand.New(rand.NewPCG(1, 2))
	observed := []time.Duration{-time.Second, 0, first, first + 1, 4 * first, math.MaxInt64}
	for range 1000 {
		observed = append(observed, time.Duration(math.Exp(random.Float64()*30)))
	}
	var some observations
	for i, took := range observed {
		library.Observe(took.Seconds())
		if i%10 == 0 {
			ours.observe(took)
		} else {
			ours.count(&some, took)
		}
	}
	ours.add(some)
	got, want := collectedFrom(t, ours), collectedFrom(t, library)
	if relative := math.Abs(got.GetSampleSum()/want.GetSampleSum() - 1); relative > 1e-9 {
		t.Errorf("sum %v, the library has %v", got.GetSampleSum(), want.GetSampleSum())
	}
	if got.GetSampleCount() != want.GetSampleCount() || len(got.Bucket) != len(want.Bucket) {
		t.Fatalf("%d observations in %d buckets, the library has %d in %d", got.GetSampleCount(), len(got.Bucket), want.GetSampleCount(), len(want.Bucket))
	}
	for i, b := range got.Bucket {
		if !proto.Equal(b, want.Bucket[i]) {
			t.Errorf("bucket %v, the library has %v", b, want.Bucket[i])
		}
	}
}

// collectedFrom is what a collector of one histogram has to say.
func collectedFrom(t *testing.T, c prometheus.Collector) *dto.Histogram {
	metrics := make(chan prometheus.Metric, 1)
	c.Collect(metrics)
	var into dto.Metric
	if err := (<-metrics).Write(&into); err != nil {
		t.Fatal(err)
	}
	return into.Histogram
}
