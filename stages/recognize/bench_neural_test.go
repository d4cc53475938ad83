package recognize

import (
	"image"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	"github.com/munshi-in/munshi/stages/leptonica"
)

// BenchmarkNeuralAgainstRapidOCR has the same pages read by the networks as the stage runs them, and by the Python package they come
// from, in as many processes of one thread each. scripts/bench/rapidocr/install brings it.
func BenchmarkNeuralAgainstRapidOCR(b *testing.B) {
	pages := append(drawn(b), photographed(b)...)
	python := startReaders(b, benchProcesses, pages, func() *exec.Cmd { return testkit.RapidOCR(b) })
	stage := newDesk(b, func(c *Config) { c.Reader, c.Sandbox.Workers = "neural", benchProcesses })
	compare(b, len(pages), "rapidocr", func() { python.read(python.files) }, "stage", func(round int) { stage.readAll(b, round, pages) })
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

// BenchmarkLargePhotographs has photographs of twelve megapixels read, and tells what a child holds at most.
func BenchmarkLargePhotographs(b *testing.B) {
	pages := large(b)
	d := newDesk(b, func(c *Config) { c.Reader, c.Sandbox.Workers = "neural", benchProcesses })
	rounds := 0
	for b.Loop() {
		d.readAll(b, rounds, pages)
		rounds++
	}
	b.ReportMetric(float64(rounds*len(pages))/b.Elapsed().Seconds(), "pages/s")
	b.ReportMetric(childrensPeak(b), "child_peak_MB")
}

func TestAChildThatReadsLargePhotographsStaysSmall(t *testing.T) {
	d := newDesk(t, func(c *Config) { c.Reader, c.Sandbox.Workers = "neural", 1 })
	d.process(t, d.prepared(t, large(t)[:2]...))
	peak := childrensPeak(t)
	t.Logf("the child held %.0f MB at most", peak)
	if peak > 800 {
		t.Errorf("the child held %.0f MB", peak)
	}
}

// large are photographs of twelve megapixels.
func large(b testing.TB) [][]byte {
	var pages [][]byte
	for _, encoded := range photographed(b)[:4] {
		small, err := leptonica.Read(encoded, 1)
		if err != nil {
			b.Fatal(err)
		}
		page, err := small.Scaled(math.Sqrt(12e6 / float64(small.Width()*small.Height())))
		if err == nil {
			encoded, err = page.EncodeJPEG(85)
		}
		if err != nil {
			b.Fatal(err)
		}
		small.Close()
		page.Close()
		pages = append(pages, encoded)
	}
	return pages
}

// photographed are the drawn pages in the light of a lamp, with the noise of a camera.
func photographed(b testing.TB) [][]byte {
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

func decodedGray(b testing.TB, encoded []byte) *image.Gray {
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
func childrensPeak(b testing.TB) float64 {
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
