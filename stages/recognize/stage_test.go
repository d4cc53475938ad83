package recognize

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/draw"
	"image/jpeg"
	"image/png"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"google.golang.org/protobuf/proto"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/blob"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/leptonica"
	"github.com/munshi-in/munshi/stages/sandbox"
)

func TestMain(m *testing.M) {
	bareReading()
	sandbox.Serve(Jobs)
	testkit.Main(m)
}

// bill is what the drawn pages say.
var bill = []string{
	"Saraswati General Stores", "14 Temple Road, Pune 411001", "Bill number 2291 of 14 March 2026",
	"Basmati rice five kilograms 640.00", "Toor dal two kilograms 310.00", "Sunflower oil one litre 165.50",
	"Jaggery one kilogram 72.00", "Washing powder 118.00", "Total payable 1305.50", "Thank you, please come again",
}

// written draws lines of text, black on white, in letters of that size.
func written(t testing.TB, size float64, lines []string) *image.Gray {
	t.Helper()
	page := image.NewGray(image.Rect(0, 0, int(25*size), int(size*(3+1.75*float64(len(lines))))))
	draw.Draw(page, page.Bounds(), image.White, image.Point{}, draw.Src)
	parsed, err := opentype.Parse(goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: size, DPI: 72})
	if err != nil {
		t.Fatal(err)
	}
	pen := font.Drawer{Dst: page, Src: image.Black, Face: face}
	for i, line := range lines {
		pen.Dot = fixed.P(int(2*size), int(size*(2.5+1.75*float64(i))))
		pen.DrawString(line)
	}
	return page
}

func asPNG(t testing.TB, page image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, page); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asJPEG(t testing.TB, page image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, page, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func defaults(t testing.TB) Config {
	t.Helper()
	var cfg Config
	if err := flow.LoadConfig("recognize", &cfg, testkit.Lookup(models(t))); err != nil {
		t.Fatal(err)
	}
	return cfg
}

// models says where the networks are.
func models(t testing.TB) map[string]string {
	t.Helper()
	return map[string]string{"MUNSHI_RECOGNIZE_MODELS_DIR": testkit.ModelsDir(t)}
}

// by is a change of configuration: who reads.
func by(reader string) func(*Config) {
	return func(c *Config) { c.Reader = reader }
}

// countingStore counts what is put.
type countingStore struct {
	blob.Store
	puts atomic.Int32
}

func (c *countingStore) Put(ctx context.Context, key string, data []byte, mediaType string) (*munshiv1.Blob, error) {
	c.puts.Add(1)
	return c.Store.Put(ctx, key, data, mediaType)
}

// desk is a stage with a store, and how to put documents before it.
type desk struct {
	*Stage
	store *countingStore
}

func newDesk(t testing.TB, change func(*Config)) desk {
	t.Helper()
	cfg := defaults(t)
	if change != nil {
		change(&cfg)
	}
	if err := cfg.Validate(); err != nil {
		t.Fatal(err)
	}
	store := &countingStore{Store: blob.NewMemory()}
	stage := New(cfg, store, "test")
	t.Cleanup(stage.Close)
	return desk{stage, store}
}

// prepared is the event of a document with these images as pages.
func (d desk) prepared(t testing.TB, images ...[]byte) flow.Event[*munshiv1.DocumentPreprocessed] {
	t.Helper()
	body := &munshiv1.DocumentPreprocessed{Document: &munshiv1.Document{DocumentId: "doc", Filename: "bill.png", Pages: int32(len(images))}}
	for i, encoded := range images {
		kept, err := d.store.Put(t.Context(), blob.PageKey("default", "doc", i+1, "png"), encoded, "image/png")
		if err != nil {
			t.Fatal(err)
		}
		body.Pages = append(body.Pages, &munshiv1.PreparedPage{Page: int32(i + 1), Image: kept, Rotation: 90})
	}
	return flow.Event[*munshiv1.DocumentPreprocessed]{Body: body}
}

func (d desk) process(t testing.TB, in flow.Event[*munshiv1.DocumentPreprocessed]) *munshiv1.DocumentRecognized {
	t.Helper()
	outputs, err := d.Process(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if len(outputs) != 1 || outputs[0].Key != "doc" {
		t.Fatalf("outputs: %v", outputs)
	}
	return outputs[0].Body.(*munshiv1.DocumentRecognized)
}

func (d desk) words(t testing.TB, page *munshiv1.RecognizedPage) []*munshiv1.Word {
	t.Helper()
	text, err := blob.GetPageText(t.Context(), d.store, page.Words)
	if err != nil {
		t.Fatal(err)
	}
	if text.Page != page.Page || text.Width != page.Width || text.Height != page.Height {
		t.Fatalf("the words are of page %d, %d x %d; the event says %d, %d x %d", text.Page, text.Width, text.Height, page.Page, page.Width, page.Height)
	}
	return text.Words
}

// lines joins words to lines as they are numbered.
func lines(words []*munshiv1.Word) []string {
	var joined []string
	for _, w := range words {
		for int(w.Line) >= len(joined) {
			joined = append(joined, "")
		}
		joined[w.Line] = strings.TrimSpace(joined[w.Line] + " " + w.Text)
	}
	return joined
}

func TestACleanPageIsReadWordForWordInReadingOrder(t *testing.T) {
	picture := written(t, 40, bill)
	for name, c := range map[string]struct {
		encoded []byte
		reader  string
	}{
		"PNG by Tesseract": {asPNG(t, picture), "tesseract"}, "JPEG by Tesseract": {asJPEG(t, picture), "tesseract"},
		"PNG by networks": {asPNG(t, picture), "neural"}, "JPEG by networks": {asJPEG(t, picture), "neural"},
	} {
		d := newDesk(t, by(c.reader))
		encoded := c.encoded
		page := d.process(t, d.prepared(t, encoded)).Pages[0]
		words := d.words(t, page)
		if got, want := strings.Join(lines(words), "\n"), strings.Join(bill, "\n"); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
		if page.Reader != c.reader || page.Confidence < 0.85 || page.Confidence > 1 || page.Rotation != 90 || int(page.Width) != picture.Rect.Dx() {
			t.Errorf("%s: %v", name, page)
		}
		for i, w := range words {
			if b := w.Box; !(0 < b.Left && b.Left < b.Right && b.Right < 1 && 0 < b.Top && b.Top < b.Bottom && b.Bottom < 1) {
				t.Errorf("word %v is not on the page", w)
			}
			if i > 0 && w.Line == words[i-1].Line && w.Box.Left < words[i-1].Box.Right {
				t.Errorf("%v does not stand after %v", w, words[i-1])
			}
		}
		if first := words[0].Box; first.Top > 0.15 || first.Left > 0.1 {
			t.Errorf("the first word is at %v", first)
		}
	}
}

func TestALeaningPageReadsBetterOnceLevelled(t *testing.T) {
	level, err := leptonica.Read(asPNG(t, written(t, 24, bill)), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer level.Close()
	encoded := func(i *leptonica.Image, err error) (*leptonica.Image, []byte) {
		if err != nil {
			t.Fatal(err)
		}
		out, err := i.EncodePNG()
		if err != nil {
			t.Fatal(err)
		}
		return i, out
	}
	leaning, before := encoded(level.Turned(4))
	defer leaning.Close()
	skew, _ := leaning.Skew()
	levelled, after := encoded(leaning.Turned(-skew))
	defer levelled.Close()

	d := newDesk(t, by("tesseract"))
	pages := d.process(t, d.prepared(t, before, after)).Pages
	want := strings.Fields(strings.Join(bill, " "))
	leaningHits, levelHits := right(want, d.words(t, pages[0])), right(want, d.words(t, pages[1]))
	t.Logf("of %d words %d are right at 4 degrees, %d after levelling; lines %d and %d", len(want), leaningHits, levelHits,
		len(lines(d.words(t, pages[0]))), len(lines(d.words(t, pages[1]))))
	if levelHits <= leaningHits || levelHits < len(want)-2 {
		t.Fatalf("of %d words %d are right at 4 degrees, %d after levelling", len(want), leaningHits, levelHits)
	}
}

// right counts the words that were read and are wanted.
func right(want []string, got []*munshiv1.Word) int {
	left := map[string]int{}
	for _, w := range want {
		left[w]++
	}
	hits := 0
	for _, w := range got {
		if left[w.Text] > 0 {
			left[w.Text]--
			hits++
		}
	}
	return hits
}

func TestPagesWithoutWordsAreFine(t *testing.T) {
	blank := image.NewGray(image.Rect(0, 0, 600, 800))
	draw.Draw(blank, blank.Bounds(), image.White, image.Point{}, draw.Src)
	black := image.NewGray(image.Rect(0, 0, 300, 300))
	d := newDesk(t, nil)
	images := [][]byte{asPNG(t, blank), asPNG(t, black)}
	for _, size := range []image.Point{{1, 1}, {2, 50}, {3, 3}, {9, 1}, {40, 4}, {5, 2000}} {
		images = append(images, asPNG(t, image.NewGray(image.Rectangle{Max: size})))
	}
	for _, page := range d.process(t, d.prepared(t, images...)).Pages {
		if words := d.words(t, page); len(words) > 0 || page.Confidence != 0 {
			t.Errorf("page %d: %v", page.Page, words)
		}
	}
}

func TestATextLayerIsTakenAndNothingRead(t *testing.T) {
	d := newDesk(t, nil)
	in := d.prepared(t, []byte("no image at all"))
	layer, err := blob.PutPageText(t.Context(), d.store, "pages/doc/1.text.json.zst", &munshiv1.PageText{Page: 1})
	if err != nil {
		t.Fatal(err)
	}
	in.Body.Pages[0].TextLayer = layer
	page := d.process(t, in).Pages[0]
	if page.Reader != "text_layer" || page.Confidence != 1 || !proto.Equal(page.Words, layer) {
		t.Fatalf("%v", page)
	}
}

func TestAPageIsReadOnceForARevisionAndItsImage(t *testing.T) {
	d := newDesk(t, nil)
	in := d.prepared(t, asPNG(t, written(t, 30, bill)), asPNG(t, written(t, 30, bill[:3])))
	d.store.puts.Store(0)
	first := d.process(t, in)
	if puts := d.store.puts.Swap(0); puts != 2 {
		t.Fatalf("the first run put %d blobs", puts)
	}
	d.reader.pool.Close() // whoever reads now fails
	if second := d.process(t, in); !proto.Equal(first, second) || d.store.puts.Load() != 0 {
		t.Fatalf("the second run put %d blobs and made %v, the first %v", d.store.puts.Load(), second, first)
	}
	another := d.prepared(t, asPNG(t, written(t, 31, bill)))
	if _, err := d.Process(t.Context(), another); !errors.Is(err, sandbox.ErrClosed) {
		t.Fatalf("words of another image were taken: %v", err)
	} else if code, coded := flow.CodeOf(err); coded {
		t.Fatalf("a closed pool is the input's fault: %q", code)
	}
}

func TestAPageIsTurnedUprightByHowItReads(t *testing.T) {
	upright, err := leptonica.Read(asPNG(t, written(t, 40, bill)), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer upright.Close()
	var images [][]byte
	for quarters := range 4 {
		lying, err := upright.QuarterTurned(quarters)
		if err != nil {
			t.Fatal(err)
		}
		encoded, err := lying.EncodePNG()
		if err != nil {
			t.Fatal(err)
		}
		lying.Close()
		images = append(images, encoded)
	}
	for _, reader := range []string{readerNeural, readerTesseract} {
		d := newDesk(t, by(reader))
		in := d.prepared(t, images...)
		for range 2 { // what was read before is taken the second time, turned image and all
			for n, page := range d.process(t, in).Pages {
				words := d.words(t, page)
				if hits := right(strings.Fields(strings.Join(bill, " ")), words); hits < 45 {
					t.Errorf("%s, %d quarter turns: %d words are right", reader, n, hits)
				}
				if want := int32(90 + (360-90*n)%360); page.Rotation != want%360 || int(page.Width) != upright.Width() {
					t.Errorf("%s, %d quarter turns: rotation %d, want %d; width %d", reader, n, page.Rotation, want%360, page.Width)
				}
				stored, err := d.store.Get(t.Context(), page.Image)
				if err != nil {
					t.Fatal(err)
				}
				header, err := leptonica.ReadHeader(stored, 1)
				if err != nil || header.Width != upright.Width() {
					t.Errorf("%s, %d quarter turns: the image kept is %v, %v", reader, n, header, err)
				}
				if n == 0 {
					continue
				}
				// The top left corner of the upright page, on the page as it was sent.
				x, y := page.ToUpload[2], page.ToUpload[5]
				if want := [][2]float64{{}, {1, 0}, {1, 1}, {0, 1}}[n]; x != want[0] || y != want[1] {
					t.Errorf("%s, %d quarter turns: the corner was at %g, %g, want %v", reader, n, x, y, want)
				}
			}
		}
	}
}
