package recognize

import (
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
)

// BenchmarkNeuralAgainstRapidOCR has the same pages read by the networks as the stage runs them, and by the Python package they come
// from, in as many processes of one thread each. scripts/bench/rapidocr/install brings it.
func BenchmarkNeuralAgainstRapidOCR(b *testing.B) {
	pages := append(drawn(b), photographed(b)...)
	python := startReaders(b, pages, func() *exec.Cmd { return testkit.RapidOCR(b) })
	stage := newDesk(b, func(c *Config) { c.Reader, c.Sandbox.Workers = "neural", benchProcesses })
	compare(b, len(pages), "rapidocr", func() { python.read() }, "stage", func(round int) { stage.readAll(b, round, pages) })
	b.ReportMetric(childrensPeak(b), "child_peak_MB")
}

// BenchmarkAutoAgainstAlwaysNeural has as many scans as photographs read by auto and by the networks alone.
func BenchmarkAutoAgainstAlwaysNeural(b *testing.B) {
	pages := append(drawn(b), photographed(b)...)
	reading := func(reader string) desk {
		return newDesk(b, func(c *Config) { c.Reader, c.Sandbox.Workers = reader, benchProcesses })
	}
	always, auto, rounds := reading("neural"), reading("auto"), 0
	compare(b, len(pages), "neural", func() { always.readAll(b, rounds, pages); rounds++ }, "auto", func(round int) { auto.readAll(b, round, pages) })
	b.ReportMetric(childrensPeak(b), "child_peak_MB")
}

// photographed are the drawn pages in the light of a lamp, with the noise of a camera.
func photographed(b *testing.B) [][]byte {
	var pages [][]byte
	seed := uint32(1)
	for _, encoded := range drawn(b) {
		page := decodedGray(b, encoded)
		size := page.Bounds().Size()
		for y := range size.Y {
			for x := range size.X {
				seed = seed*1664525 + 1013904223
				light := 0.55 + 0.35*float64(x)/float64(size.X) + 0.1*float64(y)/float64(size.Y)
				at := y*page.Stride + x
				page.Pix[at] = byte(min(255, float64(page.Pix[at])*light+float64(seed>>28)))
			}
		}
		pages = append(pages, asJPEG(b, page))
	}
	return pages
}

func decodedGray(b *testing.B, encoded []byte) *image.Gray {
	picture, _, err := image.Decode(strings.NewReader(string(encoded)))
	if err != nil {
		b.Fatal(err)
	}
	gray, ok := picture.(*image.Gray)
	if !ok {
		b.Fatalf("a page is a %T", picture)
	}
	return gray
}

// childrensPeak is the most memory that one of the running child processes has held, in MB.
func childrensPeak(b *testing.B) float64 {
	lists, err := filepath.Glob("/proc/self/task/*/children")
	if err != nil || len(lists) == 0 {
		b.Fatalf("no list of children: %v", err)
	}
	peaks := []float64{0}
	for _, list := range lists {
		children, _ := os.ReadFile(list)
		for _, child := range strings.Fields(string(children)) {
			command, _ := os.ReadFile("/proc/" + child + "/comm")
			status, _ := os.ReadFile("/proc/" + child + "/status")
			for line := range strings.Lines(string(status)) {
				if rest, found := strings.CutPrefix(line, "VmHWM:"); found && !strings.HasPrefix(string(command), "python") {
					kib, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
					peaks = append(peaks, kib/1024)
				}
			}
		}
	}
	return slices.Max(peaks)
}
