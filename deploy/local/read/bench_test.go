package read

import (
	"context"
	"os"
	"testing"
	"time"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/blob"
	"github.com/munshi-in/munshi/stages/flow"
)

// BenchmarkPreprocessAgainstReading takes the same pages through preprocess and recognize, one at a time, and tells what
// preprocess takes of both: share. The store is memory; reading is by MUNSHI_RECOGNIZE_READER.
func BenchmarkPreprocessAgainstReading(b *testing.B) {
	r, err := newReader(os.LookupEnv, os.Stderr)
	if err != nil {
		b.Fatal(err)
	}
	defer r.close()
	for name, degradation := range map[string]string{"scans": "clean", "photographs": "mild"} {
		var pages []scan
		for _, kind := range scannedKinds {
			pages = append(pages, scans(b, kind, degradation, 2)...)
		}
		b.Run(name, func(b *testing.B) {
			var preparing, reading time.Duration
			rounds := 0
			for b.Loop() {
				for _, page := range pages {
					_, p, q := r.timed(withStore(b), b, page.file)
					preparing, reading = preparing+p, reading+q
				}
				rounds++
			}
			all := float64(rounds * len(pages))
			b.ReportMetric(preparing.Seconds()*1000/all, "preprocess_ms/page")
			b.ReportMetric(reading.Seconds()*1000/all, "read_ms/page")
			b.ReportMetric(preparing.Seconds()/(preparing+reading).Seconds(), "share")
		})
	}
}

// withStore is a context for one document, with a store in memory.
func withStore(b *testing.B) context.Context {
	return context.WithValue(b.Context(), storeKey{}, blob.NewMemory())
}

// timed is a file of one page as recognize gives it, and how long preprocess and recognize took for it.
func (r *reader) timed(ctx context.Context, b *testing.B, file string) (recognized *munshiv1.DocumentRecognized, preparing, reading time.Duration) {
	b.Helper()
	ingested, err := r.ingested(ctx, file, "")
	if err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	prepared, err := one[*munshiv1.DocumentPreprocessed](r.preprocess.Process(ctx, flow.Event[*munshiv1.DocumentIngested]{Body: ingested}))
	if err != nil {
		b.Fatal(err)
	}
	preparing = time.Since(began)
	began = time.Now()
	recognized, err = one[*munshiv1.DocumentRecognized](r.recognize.Process(ctx, flow.Event[*munshiv1.DocumentPreprocessed]{Body: prepared}))
	if err != nil {
		b.Fatal(err)
	}
	return recognized, preparing, time.Since(began)
}
