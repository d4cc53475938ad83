package read

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/blob"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/leptonica"
)

// scan is a generated scan and the words printed on it.
type scan struct {
	file  string
	words map[string]int
}

var token = regexp.MustCompile(`[A-Z0-9]+`)

func tokens(text string) map[string]int {
	counted := map[string]int{}
	for _, word := range token.FindAllString(strings.ToUpper(text), -1) {
		counted[word]++
	}
	return counted
}

// wordF1 is the harmonic mean of the shares of words that are right and that were found.
func wordF1(want, got map[string]int) float64 {
	hits, all := 0, 0
	for word, n := range want {
		hits += min(n, got[word])
		all += n
	}
	for _, n := range got {
		all += n
	}
	return 2 * float64(hits) / float64(all)
}

// scannedKinds are the kinds of documents that are drawn as scans: a clean statement is a PDF with its text.
var scannedKinds = []string{"pan_card", "cheque", "receipt", "invoice"}

// scans draws so many pictures of a kind, of that degradation.
func scans(t testing.TB, kind, degradation string, count int) []scan {
	t.Helper()
	type label struct {
		ID    string
		Words []struct{ Text string }
	}
	dir := testkit.Corpus(t, "documents", "--kind", kind, "--degradation", degradation, "--seed", "41", "--count", strconv.Itoa(3*count))
	var all []scan
	for _, label := range testkit.CorpusLabels[label](t, dir) {
		s := scan{file: filepath.Join(dir, label.ID+".jpg"), words: map[string]int{}}
		if _, err := os.Stat(s.file); err != nil || len(all) == count {
			continue // a PDF with its text, or enough
		}
		for _, w := range label.Words {
			for word, n := range tokens(w.Text) {
				s.words[word] += n
			}
		}
		all = append(all, s)
	}
	return all
}

// TestPreprocessNeverMakesAScanReadWorse has scans of every kind pass untouched, and those on which the lid closed over a page that lay a little
// askew read no worse than as they are.
func TestPreprocessNeverMakesAScanReadWorse(t *testing.T) {
	r, err := newReader(os.LookupEnv, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	defer r.close()
	var with, without, pages float64
	for _, kind := range scannedKinds {
		var ofKind, ofKindWithout float64
		all := scans(t, kind, "clean", 12) // of half as many, a few words more or less decided
		for i, s := range all {
			_, prepared, bare := r.bothWays(t, s.file)
			if with, without := prepared.Pages[0].Image, bare.Pages[0].Image; !proto.Equal(with, without) {
				t.Errorf("%s: a clean scan did not pass as it is: %v", filepath.Base(s.file), prepared.Pages[0])
			}
			askew(t, s.file, []float64{0.5, -1.5, 2.5}[i%3])
			ctx, prepared, bare := r.bothWays(t, s.file)
			ofKind += wordF1(s.words, tokens(r.text(t, ctx, prepared)))
			ofKindWithout += wordF1(s.words, tokens(r.text(t, ctx, bare)))
		}
		n := float64(len(all))
		t.Logf("%s: %d scans that lean: word F1 %.4f with preprocess, %.4f without", kind, len(all), ofKind/n, ofKindWithout/n)
		// One word of the twenty on a card is more than all scans together may lose.
		if ofKind/n < ofKindWithout/n-0.01 {
			t.Errorf("%s: word F1 %.4f with preprocess, %.4f without", kind, ofKind/n, ofKindWithout/n)
		}
		with, without, pages = with+ofKind, without+ofKindWithout, pages+n
	}
	if with/pages < without/pages-0.002 {
		t.Errorf("word F1 %.4f with preprocess, %.4f without", with/pages, without/pages)
	}
	t.Logf("%.0f scans: word F1 %.4f with preprocess, %.4f without", pages, with/pages, without/pages)
}

// bothWays is a file as preprocess hands it on, and as it is.
func (r *reader) bothWays(t testing.TB, file string) (context.Context, *munshiv1.DocumentPreprocessed, *munshiv1.DocumentPreprocessed) {
	t.Helper()
	ctx := context.WithValue(t.Context(), storeKey{}, blob.NewMemory())
	ingested, err := r.ingested(ctx, file, "")
	if err != nil {
		t.Fatal(err)
	}
	prepared, err := one[*munshiv1.DocumentPreprocessed](r.preprocess.Process(ctx, flow.Event[*munshiv1.DocumentIngested]{Body: ingested}))
	if err != nil {
		t.Fatal(err)
	}
	bare := &munshiv1.DocumentPreprocessed{Document: proto.CloneOf(prepared.Document), Pages: []*munshiv1.PreparedPage{{
		Page: 1, Image: ingested.Document.Original, Dpi: prepared.Pages[0].Dpi,
	}}}
	bare.Document.DocumentId += "-bare" // so that what is read of one is not taken for the other
	return ctx, prepared, bare
}

// text is what recognize reads of a document of one page.
func (r *reader) text(t testing.TB, ctx context.Context, prepared *munshiv1.DocumentPreprocessed) string {
	t.Helper()
	recognized, err := one[*munshiv1.DocumentRecognized](r.recognize.Process(ctx, flow.Event[*munshiv1.DocumentPreprocessed]{Body: prepared}))
	if err != nil {
		t.Fatal(err)
	}
	page, err := blob.GetPageText(ctx, fileStore{}, recognized.Pages[0].Words)
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, w := range page.Words {
		words = append(words, w.Text)
	}
	return strings.Join(words, " ")
}

// askew turns a scan in its file.
func askew(t *testing.T, file string, degrees float64) {
	t.Helper()
	encoded, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	level, err := leptonica.Read(encoded, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer level.Close()
	leaning, err := level.Turned(degrees)
	if err != nil {
		t.Fatal(err)
	}
	defer leaning.Close()
	if encoded, err = leaning.EncodeJPEG(92); err == nil {
		err = os.WriteFile(file, encoded, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
