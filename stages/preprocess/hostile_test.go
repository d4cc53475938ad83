package preprocess

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
)

// hostileInputs is how many are made: HOSTILE_INPUTS=2000 is the full form, which takes some minutes.
func hostileInputs(t *testing.T) int {
	t.Helper()
	told := os.Getenv("HOSTILE_INPUTS")
	if told == "" {
		return 80
	}
	n, err := strconv.Atoi(told)
	if err != nil || n < 1 {
		t.Fatalf("HOSTILE_INPUTS: %q is no number", told)
	}
	return n
}

// whole are the files that harm is done to.
func whole(t *testing.T) [][]byte {
	t.Helper()
	photo, _ := onATable(t)
	page := written(t, letter)
	two := pdfDraft{pages: []pdfDraftPage{a4(letter...), {lines: letter[:2], picture: asJPEG(t, page), pictureSize: [2]int{page.Rect.Dx(), page.Rect.Dy()}, width: 500, height: 410}}}
	return [][]byte{
		asJPEG(t, page), asPNG(t, page), withExif(formatJPEG, asJPEG(t, page), 6), photo,
		asTIFF(3, quadrants(), page), asWebP(quadrants(), 8), two.written(),
	}
}

// harms are ways to make a file hostile. Each says what it did.
var harms = []struct {
	name string
	done func(file []byte, chance *rand.Rand) []byte
}{
	{"bits flipped", func(file []byte, chance *rand.Rand) []byte {
		for range 1 + chance.IntN(12) {
			file[chance.IntN(len(file))] ^= 1 << chance.IntN(8)
		}
		return file
	}},
	{"bits of the header flipped", func(file []byte, chance *rand.Rand) []byte {
		for range 1 + chance.IntN(4) {
			file[chance.IntN(min(len(file), 400))] ^= 1 << chance.IntN(8)
		}
		return file
	}},
	{"cut short", func(file []byte, chance *rand.Rand) []byte { return file[:chance.IntN(len(file))] }},
	{"a piece cut out", func(file []byte, chance *rand.Rand) []byte {
		from := chance.IntN(len(file))
		return slices.Delete(file, from, min(len(file), from+1+chance.IntN(2000)))
	}},
	{"a piece told twice", func(file []byte, chance *rand.Rand) []byte {
		from := chance.IntN(len(file))
		return slices.Insert(file, from, bytes.Clone(file[from:min(len(file), from+1+chance.IntN(4000))])...)
	}},
	{"numbers made extreme", func(file []byte, chance *rand.Rand) []byte {
		for range 1 + chance.IntN(3) {
			at := chance.IntN(max(1, min(len(file), 600)-4))
			number := []uint32{0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 30000}[chance.IntN(6)]
			if chance.IntN(2) == 0 {
				binary.BigEndian.PutUint32(file[at:], number)
			} else {
				binary.LittleEndian.PutUint32(file[at:], number)
			}
		}
		return file
	}},
	{"digits made nines", func(file []byte, chance *rand.Rand) []byte {
		for range 1 + chance.IntN(6) {
			at := chance.IntN(len(file))
			if digit := bytes.IndexAny(file[at:], "0123456789"); digit >= 0 {
				file[at+digit] = '9'
			}
		}
		return file
	}},
	{"references led elsewhere", func(file []byte, chance *rand.Rand) []byte {
		for range 1 + chance.IntN(3) {
			at := chance.IntN(len(file))
			if reference := bytes.Index(file[at:], []byte(" 0 R")); reference > 0 {
				file[at+reference-1] = byte('1' + chance.IntN(9)) // cycles among them
			}
		}
		return file
	}},
}

// bombs are made to be too much rather than wrong.
func bombs() map[string][]byte {
	cycle := pdfDraft{pages: []pdfDraftPage{a4(letter...)}}.written()
	tiff := asTIFF(1, quadrants())
	last := len(tiff) - 4
	copy(tiff[last:], tiff[4:8]) // the next directory is the first one
	return map[string][]byte{
		"900 megapixels":           hugePNG(30000, 30000),
		"a side of 2 thousand mio": hugePNG(1<<31-1, 1),
		"a side of 40,000":         hugePNG(40000, 100),
		"a PDF of 10,000 pages":    manyPages(10_000),
		"a PDF whose pages are a ring": bytes.ReplaceAll(cycle, []byte("/Type /Page /Parent 2 0 R"),
			[]byte("/Type /Pages /Kids [2 0 R]")),
		"a PDF page of a kilometre": bytes.Replace(cycle, []byte("/MediaBox [0 0 595"), []byte("/MediaBox [0 0 9999999"), 1),
		"a TIFF that never ends":    tiff,
		"brackets without end":      append([]byte("%PDF-1.7\n1 0 obj\n"), bytes.Repeat([]byte("[<<"), 300_000)...),
	}
}

// manyPages is a PDF of as many pages, all the same object.
func manyPages(n int) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n")
	fmt.Fprintf(&b, "<< /Type /Pages /Count %d /Kids [", n)
	for i := range n {
		fmt.Fprintf(&b, "%d 0 R ", 3+i)
	}
	b.WriteString("] >>\nendobj\n")
	for i := range n {
		fmt.Fprintf(&b, "%d 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>\nendobj\n", 3+i)
	}
	b.WriteString("trailer\n<< /Root 1 0 R >>\n%%EOF\n")
	return b.Bytes()
}

func TestNoUploadHarmsTheStage(t *testing.T) {
	const deadline = 10 * time.Second
	others := children(t) // engines of other tests
	d := newDesk(t, func(c *Config) {
		c.Sandbox.JobTimeout = deadline
		c.MaxPages = 20
	})
	good := asPNG(t, written(t, letter))
	d.process(t, good, "") // starts what stays
	before := resident(t)

	files, n := whole(t), hostileInputs(t)
	seen := map[string]int{}
	worked := func(name string, upload []byte) {
		began := time.Now()
		outcome, err := d.outcome(t, upload)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		// An outline and the pages, of which two are worked on at a time; what waits to be started and killed is not the upload's.
		if took := time.Since(began); took > 12*deadline {
			t.Errorf("%s took %v", name, took)
		}
		seen[outcome]++
	}
	for name, bomb := range bombs() {
		worked(name, bomb)
	}
	for i := range n {
		chance := rand.New(rand.NewPCG(uint64(i), 6))
		harm := harms[i%len(harms)]
		file := bytes.Clone(files[chance.IntN(len(files))])
		worked(fmt.Sprintf("input %d, %s", i, harm.name), harm.done(file, chance))
	}
	t.Logf("%d inputs: %v", n+len(bombs()), seen)

	if page := d.process(t, good, "").Pages[0]; page.Width != 1000 {
		t.Errorf("after all that a good page is %v", page)
	}
	debug.FreeOSMemory()
	if after := resident(t); after > before+100<<20 {
		t.Errorf("memory went from %d to %d MB", before>>20, after>>20)
	}
	d.Close()
	for began := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		left := slices.DeleteFunc(children(t), func(child string) bool { return slices.Contains(others, child) })
		if len(left) == 0 {
			return
		}
		if time.Since(began) > deadline {
			t.Fatalf("children are left: %v", left)
		}
	}
}

// outcome is the code an upload was refused with, or "read"; anything else is an error.
func (d desk) outcome(t *testing.T, upload []byte) (string, error) {
	outputs, err := d.Process(t.Context(), d.ingested(t, upload, ""))
	if err != nil {
		var code, known = flow.CodeOf(err)
		if errors.Is(err, context.Canceled) || !known {
			return "no code", fmt.Errorf("refused without a code: %w", err)
		}
		return string(code), nil
	}
	for _, page := range outputs[0].Body.(*munshiv1.DocumentPreprocessed).Pages {
		if page.Width < 1 || page.Height < 1 || page.Image.GetUri() == "" {
			return "read", fmt.Errorf("page %v", page)
		}
	}
	return "read", nil
}

// resident is the memory of this process, in bytes.
func resident(t *testing.T) int64 {
	t.Helper()
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := strconv.ParseInt(strings.Fields(string(statm))[1], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return pages * int64(os.Getpagesize())
}

// children are the processes that this one started: number and name.
func children(t *testing.T) []string {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, stat := range stats {
		text, err := os.ReadFile(stat)
		if err != nil {
			continue // it has ended
		}
		name, rest, ok := strings.Cut(string(text), ") ")
		if fields := strings.Fields(rest); ok && len(fields) > 1 && fields[1] == strconv.Itoa(os.Getpid()) {
			found = append(found, name)
		}
	}
	return found
}
