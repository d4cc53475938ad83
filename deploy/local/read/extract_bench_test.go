package read

import (
	"os"
	"testing"
	"time"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
)

// BenchmarkExtractBesideTheReading reads a scanned page of a statement and reports what part of that time extract takes. The
// baseline, in the same run, is preparing and recognizing the page with the quicker of the two readers.
func BenchmarkExtractBesideTheReading(b *testing.B) {
	file := written(b, "scan.png", scanned(b))
	r, err := newReader(func(name string) (string, bool) {
		if name == "MUNSHI_RECOGNIZE_READER" {
			return "tesseract", true
		}
		return os.LookupEnv(name)
	}, os.Stderr)
	if err != nil {
		b.Fatal(err)
	}
	defer r.close()
	var reading, extracting time.Duration
	for b.Loop() {
		ctx := withStore(b)
		recognized, preparing, recognizing := r.timed(ctx, b, file)
		began := time.Now()
		if _, err := r.extract.Process(ctx, flow.Event[*munshiv1.DocumentRecognized]{Body: recognized}); err != nil {
			b.Fatal(err)
		}
		reading, extracting = reading+preparing+recognizing, extracting+time.Since(began)
	}
	b.ReportMetric(float64(extracting.Microseconds())/1000/float64(b.N), "extract-ms/page")
	b.ReportMetric(100*float64(extracting)/float64(reading), "%-of-reading")
}
