package recognize

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
)

// mutants is how many images each run meets; MUNSHI_CHAOS_FULL=1 asks for the full form.
const mutants, fullMutants = 60, 2000

// TestMutatedImagesEndInWordsOrTheirCode hands broken images to every reader: flipped bits, cut ends, bytes of one in another, sides
// of thousands of pixels. Each is read or refused with a code before the job's deadline, and nothing is left of it.
func TestMutatedImagesEndInWordsOrTheirCode(t *testing.T) {
	n := mutants
	if os.Getenv("MUNSHI_CHAOS_FULL") != "" {
		n = fullMutants
	}
	const timeout = 20 * time.Second
	page := written(t, 16, bill[:4])
	whole := [][]byte{asPNG(t, page), asJPEG(t, page), asJPEG(t, dim(page, 0.7))}
	d := newDesk(t, func(c *Config) { c.Sandbox.JobTimeout = timeout })
	refused := map[schemas.Code]*atomic.Int32{
		schemas.CodeCorrupt: {}, schemas.CodeTooManyPixels: {}, schemas.CodeNativeCrash: {}, schemas.CodeNativeTimeout: {}, schemas.CodeNativeMemory: {},
	}
	var read atomic.Int32
	random := rand.New(rand.NewPCG(7, 11))
	jobs := make(chan []byte)
	var working sync.WaitGroup
	for range d.reader.pool.Size() {
		working.Go(func() {
			for mutant := range jobs {
				began := time.Now()
				_, _, err := d.reader.read(t.Context(), mutant, &munshiv1.PreparedPage{})
				if took := time.Since(began); took > timeout+10*time.Second {
					t.Errorf("a mutant took %s", took)
				}
				if err == nil {
					read.Add(1)
					continue
				}
				code, _ := codeOf(err)
				if count := refused[code]; count == nil {
					t.Errorf("no code of an image: %q: %v", code, err)
				} else {
					count.Add(1)
				}
			}
		})
	}
	for i := range n {
		jobs <- mutated(random, whole[i%len(whole)], whole[(i+1)%len(whole)])
	}
	close(jobs)
	working.Wait()
	if read.Load() == 0 || refused[schemas.CodeCorrupt].Load() == 0 {
		t.Errorf("%d were read, %d corrupt: the mutants test nothing", read.Load(), refused[schemas.CodeCorrupt].Load())
	}
	t.Logf("of %d mutants %d were read, %d corrupt, %d too large, %d crashed, %d timed out, %d took too much memory", n, read.Load(), refused[schemas.CodeCorrupt].Load(),
		refused[schemas.CodeTooManyPixels].Load(), refused[schemas.CodeNativeCrash].Load(), refused[schemas.CodeNativeTimeout].Load(), refused[schemas.CodeNativeMemory].Load())
	// The stage reads on, and its children end with it.
	if page := d.process(t, d.prepared(t, whole[0])).Pages[0]; page.Confidence < 0.5 {
		t.Errorf("after the mutants: %v", page)
	}
	children := childrenOfOurs(t)
	d.Close()
	for _, child := range children {
		if status, err := os.ReadFile("/proc/" + child + "/stat"); err == nil && !strings.Contains(string(status), ") Z ") {
			t.Errorf("child %s is left running", child)
		}
	}
}

// mutated is an image with something done to it that happens to files, or that somebody does to them.
func mutated(random *rand.Rand, image, other []byte) []byte {
	out := bytes.Clone(image)
	switch random.IntN(4) {
	case 0:
		for range 1 + random.IntN(20) {
			out[random.IntN(len(out))] ^= 1 << random.IntN(8)
		}
	case 1:
		out = out[:1+random.IntN(len(out)-1)]
	case 2:
		at := random.IntN(min(len(out), len(other)))
		out = append(out[:at], other[at:]...)
	default:
		// Bytes of the header: sizes, depths, tables.
		for range 1 + random.IntN(3) {
			out[random.IntN(min(64, len(out)))] = byte(random.Uint32())
		}
	}
	return out
}

// childrenOfOurs are the running sandbox children: processes of this program that it has started itself. The engines of other tests
// are children too, of other programs.
func childrenOfOurs(t *testing.T) []string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	lists, err := filepath.Glob("/proc/self/task/*/children")
	if err != nil || len(lists) == 0 {
		t.Fatalf("no list of children: %v", err)
	}
	var ours []string
	for _, list := range lists {
		children, _ := os.ReadFile(list)
		for _, child := range strings.Fields(string(children)) {
			if program, err := os.Readlink("/proc/" + child + "/exe"); err == nil && program == self {
				ours = append(ours, child)
			}
		}
	}
	if len(ours) == 0 {
		t.Fatal("no child is running")
	}
	return ours
}
