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
		ctx := context.WithValue(context.Background(), storeKey{}, blob.NewMemory())
		ingested, err := r.ingested(ctx, file, "")
		if err != nil {
			b.Fatal(err)
		}
		began := time.Now()
		prepared, err := one[*munshiv1.DocumentPreprocessed](r.preprocess.Process(ctx, flow.Event[*munshiv1.DocumentIngested]{Body: ingested}))
		if err != nil {
			b.Fatal(err)
		}
		recognized, err := one[*munshiv1.DocumentRecognized](r.recognize.Process(ctx, flow.Event[*munshiv1.DocumentPreprocessed]{Body: prepared}))
		if err != nil {
			b.Fatal(err)
		}
		read := time.Now()
		if _, err := r.extract.Process(ctx, flow.Event[*munshiv1.DocumentRecognized]{Body: recognized}); err != nil {
			b.Fatal(err)
		}
		reading, extracting = reading+read.Sub(began), extracting+time.Since(read)
	}
	b.ReportMetric(float64(extracting.Microseconds())/1000/float64(b.N), "extract-ms/page")
	b.ReportMetric(100*float64(extracting)/float64(reading), "%-of-reading")
}
