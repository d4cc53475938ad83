package recognize

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/otiai10/gosseract/v2"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
)

// benchProcesses is how many processes read in both of a benchmark's sides.
const benchProcesses = 2

// BenchmarkAgainstBareTesseract has the same drawn pages read by the stage, from event to event, and by as many processes that
// do nothing but call Tesseract with the stage's settings. They take turns, so that whatever else the machine does
// meets both. ratio is the stage's speed as a share of the bare processes'; best_ratio that of the round least disturbed.
func BenchmarkAgainstBareTesseract(b *testing.B) {
	pages := drawn(b)
	bare := startReaders(b, benchProcesses, pages, func() *exec.Cmd { return bareTesseract(defaults(b)) })
	stage := newDesk(b, func(c *Config) { c.Reader, c.Sandbox.Workers = "tesseract", benchProcesses })
	compare(b, len(pages), "bare", func() { bare.read(bare.files) }, "stage", func(round int) { stage.readAll(b, round, pages) })
}

// BenchmarkTwoWorkersAgainstOne tells how many times as quick two sandbox workers are as one, and beside it, as bare_ratio, how many times
// as quick two processes are that only call Tesseract: what cores share, memory and caches, no stage can make good.
func BenchmarkTwoWorkersAgainstOne(b *testing.B) {
	pages := slices.Repeat(drawn(b), 3) // so many that the last, beside which nothing is read, hardly counts
	var sides [4]func(pages int)
	for n := range 2 {
		bare := startReaders(b, n+1, pages, func() *exec.Cmd { return bareTesseract(defaults(b)) })
		stage, round := newDesk(b, func(c *Config) { c.Reader, c.Sandbox.Workers = "tesseract", n+1 }), 0
		sides[n] = func(count int) { bare.read(bare.files[:count]) }
		sides[2+n] = func(count int) { stage.readAll(b, round, pages[:count]); round++ }
	}
	for _, read := range sides {
		read(2) // starts the processes
	}
	var took [4]time.Duration
	best := 0.0
	for b.Loop() {
		var now [4]time.Duration
		for n, read := range sides {
			began := time.Now()
			read(len(pages))
			now[n] = time.Since(began)
			took[n] += now[n]
		}
		best = max(best, now[2].Seconds()/now[3].Seconds())
	}
	b.ReportMetric(took[0].Seconds()/took[1].Seconds(), "bare_ratio")
	b.ReportMetric(took[2].Seconds()/took[3].Seconds(), "ratio")
	b.ReportMetric(best, "best_ratio")
	b.ReportMetric(float64(b.N*len(pages))/took[3].Seconds(), "two_pages/s")
}

// compare times base and other in turn, after one round of each that starts the processes, and reports how many times
// as quick other is.
func compare(b *testing.B, pages int, baseName string, base func(), otherName string, other func(round int)) {
	base()
	other(-1)
	var baseTook, otherTook time.Duration
	var ratios []float64
	for b.Loop() {
		began := time.Now()
		base()
		between := time.Now()
		other(len(ratios))
		ended := time.Now()
		baseTook += between.Sub(began)
		otherTook += ended.Sub(between)
		ratios = append(ratios, between.Sub(began).Seconds()/ended.Sub(between).Seconds())
	}
	total := float64(pages * len(ratios))
	b.ReportMetric(total/baseTook.Seconds(), baseName+"_pages/s")
	b.ReportMetric(total/otherTook.Seconds(), otherName+"_pages/s")
	b.ReportMetric(baseTook.Seconds()/otherTook.Seconds(), "ratio")
	b.ReportMetric(slices.Max(ratios), "best_ratio")
}

// drawn are pages such as a shop's scanner makes.
func drawn(b testing.TB) [][]byte {
	var pages [][]byte
	for n := range 8 {
		lines := slices.Clone(bill)
		for item := range 24 {
			lines = append(lines, fmt.Sprintf("Item %d of shelf %d, %d pieces %d.%02d", item+1, n+1, item%7+1, 37*item+n, item*13%100))
		}
		pages = append(pages, asJPEG(b, written(b, 44, lines)))
	}
	return pages
}

// readAll has one document of these pages read; its name is new in each round, so that nothing is known of it.
func (d desk) readAll(b *testing.B, round int, pages [][]byte) {
	b.Helper()
	in := flow.Event[*munshiv1.DocumentPreprocessed]{Body: d.prepared(b, pages...).Body}
	in.Body.Document.DocumentId = fmt.Sprint("round-", round)
	outputs, err := d.Process(b.Context(), in)
	if err != nil {
		b.Fatal(err)
	}
	for _, page := range outputs[0].Body.(*munshiv1.DocumentRecognized).Pages {
		if len(d.words(b, page)) < 100 {
			b.Fatalf("page %d was not read", page.Page)
		}
	}
}

// The environment of a bare reader: its presence makes one of this test program, see TestMain.
const (
	envBareLanguages = "RECOGNIZE_BENCH_LANGUAGES"
	envBarePageMode  = "RECOGNIZE_BENCH_PAGE_MODE"
)

// otherReaders are processes that read the files they are told on stdin, and answer each with the number of words in it.
type otherReaders struct {
	b     *testing.B
	files []string
	each  []otherReader
}

type otherReader struct {
	in  io.Writer
	out *bufio.Reader
}

// bareTesseract is this program as a process that does nothing but call Tesseract.
func bareTesseract(cfg Config) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1", envBareLanguages+"="+cfg.Languages, envBarePageMode+"="+strconv.Itoa(cfg.PageMode))
	return cmd
}

func startReaders(b *testing.B, processes int, pages [][]byte, command func() *exec.Cmd) *otherReaders {
	r := &otherReaders{b: b}
	dir := b.TempDir()
	for n, page := range pages {
		r.files = append(r.files, filepath.Join(dir, fmt.Sprint(n)))
		if err := os.WriteFile(r.files[n], page, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	for range processes {
		cmd := command()
		cmd.Stderr = os.Stderr
		in, err := cmd.StdinPipe()
		if err != nil {
			b.Fatal(err)
		}
		out, err := cmd.StdoutPipe()
		if err != nil {
			b.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() {
			in.Close() // it reads to the end of what it is told
			cmd.Wait()
		})
		r.each = append(r.each, otherReader{in, bufio.NewReader(out)})
	}
	return r
}

// read has each of these files read by whichever process is free.
func (r *otherReaders) read(paths []string) {
	files := make(chan string, len(paths))
	for _, path := range paths {
		files <- path
	}
	close(files)
	var reading sync.WaitGroup
	for _, each := range r.each {
		reading.Go(func() {
			for file := range files {
				fmt.Fprintln(each.in, file)
				if answer, err := each.out.ReadString('\n'); err != nil || answer == "0\n" {
					r.b.Errorf("a reader answered %q, %v", answer, err)
				}
			}
		})
	}
	reading.Wait()
}

// bareReading makes a bare Tesseract of this process when it was started as one, and does not return then. It answers
// each file with the number of words found.
func bareReading() {
	languages, told := os.LookupEnv(envBareLanguages)
	if !told {
		return
	}
	client := gosseract.NewClient()
	client.Languages = []string{languages}
	if err := client.SetVariable("tessedit_pageseg_mode", os.Getenv(envBarePageMode)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	files := bufio.NewScanner(os.Stdin)
	for files.Scan() {
		err := client.SetImage(files.Text())
		if err == nil {
			var boxes []gosseract.BoundingBox
			if boxes, err = client.GetBoundingBoxesVerbose(); err == nil {
				fmt.Println(len(boxes))
				continue
			}
		}
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}
