package preprocess

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/blob"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/leptonica"
	"github.com/munshi-in/munshi/stages/sandbox"
)

func TestMain(m *testing.M) {
	sandbox.Serve(Jobs)
	testkit.Main(m)
}

func defaults(t testing.TB) Config {
	t.Helper()
	var cfg Config
	if err := flow.LoadConfig("preprocess", &cfg, func(string) (string, bool) { return "", false }); err != nil {
		t.Fatal(err)
	}
	return cfg
}

// desk is a stage with a store, and how to put documents before it.
type desk struct {
	*Stage
	store blob.Store
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
	store := blob.NewMemory()
	stage := New(cfg, store, "test")
	t.Cleanup(stage.Close)
	return desk{stage, store}
}

func (d desk) ingested(t testing.TB, original []byte, password string) flow.Event[*munshiv1.DocumentIngested] {
	t.Helper()
	kept, err := d.store.Put(t.Context(), blob.OriginalKey("default", "doc"), original, "application/octet-stream")
	if err != nil {
		t.Fatal(err)
	}
	return flow.Event[*munshiv1.DocumentIngested]{Body: &munshiv1.DocumentIngested{
		Document: &munshiv1.Document{DocumentId: "doc", Filename: "upload.bin", Original: kept}, Password: password,
	}}
}

func (d desk) process(t testing.TB, original []byte, password string) *munshiv1.DocumentPreprocessed {
	t.Helper()
	outputs, err := d.Process(t.Context(), d.ingested(t, original, password))
	if err != nil {
		t.Fatal(err)
	}
	if len(outputs) != 1 || outputs[0].Key != "doc" {
		t.Fatalf("outputs: %v", outputs)
	}
	return outputs[0].Body.(*munshiv1.DocumentPreprocessed)
}

// picture fetches and decodes the image of a page, and checks that the event tells its size.
func (d desk) picture(t testing.TB, page *munshiv1.PreparedPage) image.Image {
	t.Helper()
	encoded, err := d.store.Get(t.Context(), page.GetImage())
	if err != nil {
		t.Fatal(err)
	}
	decoded, _, err := image.Decode(bytes.NewReader(encoded))
	if err != nil {
		t.Fatal(err)
	}
	if b := decoded.Bounds(); b.Dx() != int(page.Width) || b.Dy() != int(page.Height) {
		t.Fatalf("the image is %v, the event says %d x %d", b, page.Width, page.Height)
	}
	return decoded
}

func TestACleanPagePassesAsItIs(t *testing.T) {
	d := newDesk(t, nil)
	for name, original := range map[string][]byte{"PNG": asPNG(t, written(t, letter)), "JPEG": asJPEG(t, written(t, letter))} {
		in := d.ingested(t, original, "")
		outputs, err := d.Process(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		out := outputs[0].Body.(*munshiv1.DocumentPreprocessed)
		page := out.Pages[0]
		if !proto.Equal(page.Image, in.Body.Document.Original) || len(page.Steps) > 0 || page.Rotation != 0 {
			t.Errorf("%s: %v", name, page)
		}
		if out.Document.Pages != 1 || page.Page != 1 {
			t.Errorf("%s: %d pages, the first is %d", name, out.Document.Pages, page.Page)
		}
		d.picture(t, page)
	}
}

func TestEachOrientationOfTheCameraComesUpright(t *testing.T) {
	d := newDesk(t, nil)
	upright := quadrants()
	rotation := map[int]int32{1: 0, 2: 0, 3: 180, 4: 180, 5: 270, 6: 90, 7: 90, 8: 270}
	for o := 1; o <= 8; o++ {
		held := stored(upright, o)
		for name, original := range map[string][]byte{
			"JPEG": withExif(formatJPEG, asJPEG(t, held), uint16(o)),
			"PNG":  withExif(formatPNG, asPNG(t, held), uint16(o)),
			"TIFF": asTIFF(uint16(o), held),
			"WebP": asWebP(held, uint16(o)),
		} {
			page := d.process(t, original, "").Pages[0]
			got := d.picture(t, page)
			if wrong := differing(upright, got); wrong > 0.02 {
				t.Errorf("%s, orientation %d: %.0f %% of the pixels are wrong; %v", name, o, wrong*100, page)
			}
			if page.Rotation != rotation[o] || slices.Contains(page.Steps, stepExif) != (o > 1) {
				t.Errorf("%s, orientation %d: rotation %d, steps %v", name, o, page.Rotation, page.Steps)
			}
		}
	}
}

// differing is the share of pixels that are dark in one picture and light in the other.
func differing(want *image.Gray, got image.Image) float64 {
	if want.Bounds() != got.Bounds() {
		return 1
	}
	wrong := 0
	for y := range want.Bounds().Dy() {
		for x := range want.Bounds().Dx() {
			r, _, _, _ := got.At(x, y).RGBA()
			if (want.GrayAt(x, y).Y > 127) != (r > 0x7fff) {
				wrong++
			}
		}
	}
	return float64(wrong) / float64(len(want.Pix))
}

func TestALeaningPageIsLevelled(t *testing.T) {
	level, err := leptonica.Read(asPNG(t, written(t, letter)), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer level.Close()
	d := newDesk(t, nil)
	for _, lean := range []float64{4, -1.5} {
		leaning, err := level.Turned(lean)
		if err != nil {
			t.Fatal(err)
		}
		encoded, err := leaning.EncodePNG()
		leaning.Close()
		if err != nil {
			t.Fatal(err)
		}
		page := d.process(t, encoded, "").Pages[0]
		if math.Abs(page.Skew-lean) > 0.2 || !slices.Equal(page.Steps, []string{stepDeskew}) {
			t.Fatalf("lean %g: %v", lean, page)
		}
		kept, err := d.store.Get(t.Context(), page.Image)
		if err != nil {
			t.Fatal(err)
		}
		after, err := leptonica.Read(kept, 1)
		if err != nil {
			t.Fatal(err)
		}
		if rest, _ := after.Skew(); math.Abs(rest) > 0.2 {
			t.Errorf("lean %g: %.2f degrees are left", lean, rest)
		}
		after.Close()
	}
}

func TestEveryPageOfATIFFBecomesAPage(t *testing.T) {
	d := newDesk(t, nil)
	out := d.process(t, asTIFF(1, written(t, letter[:3]), quadrants(), written(t, letter)), "")
	if len(out.Pages) != 3 || out.Document.Pages != 3 {
		t.Fatalf("%d pages", len(out.Pages))
	}
	for i, want := range []*image.Gray{written(t, letter[:3]), quadrants(), written(t, letter)} {
		if differing(want, d.picture(t, out.Pages[i])) > 0 || out.Pages[i].Page != int32(i+1) {
			t.Errorf("page %d is not the one that went in: %v", i+1, out.Pages[i])
		}
	}
}

func TestAHEICBecomesAnImageThatCanBeRead(t *testing.T) {
	dir := t.TempDir()
	source, encoded := filepath.Join(dir, "page.png"), filepath.Join(dir, "page.heic")
	if err := os.WriteFile(source, asPNG(t, written(t, letter)), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("heif-enc", "-q", "90", "-o", encoded, source).CombinedOutput(); err != nil {
		t.Fatalf("heif-enc (apt-get install %s): %v: %s", libheif, err, out)
	}
	original, err := os.ReadFile(encoded)
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk(t, nil)
	page := d.process(t, original, "").Pages[0]
	if page.Image.MediaType != "image/jpeg" || !slices.Equal(page.Steps, []string{stepConvert}) {
		t.Fatalf("%v", page)
	}
	if wrong := differing(written(t, letter), d.picture(t, page)); wrong > 0.01 {
		t.Fatalf("%.1f %% of the pixels are wrong", wrong*100)
	}
}

func refused(t *testing.T, d desk, original []byte, password string, code schemas.Code, says string) {
	t.Helper()
	_, err := d.Process(t.Context(), d.ingested(t, original, password))
	if got, _ := flow.CodeOf(err); got != code || !strings.Contains(err.Error(), says) {
		t.Errorf("got %q: %v; want %q saying %q", got, err, code, says)
	}
}

// hugePNG claims so many pixels and has none.
func hugePNG(width, height uint32) []byte {
	header := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), width), height)
	header = append(header, 8, 2, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), header...)
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(header))
	return append(out, "\x00\x00\x00\x00IDAT\x35\xaf\x06\x1e\x00\x00\x00\x00IEND\xae\x42\x60\x82"...)
}

func TestHostileInputsAreRefusedWithTheirReason(t *testing.T) {
	d := newDesk(t, func(c *Config) { c.MaxPages = 3 })
	photo := asJPEG(t, written(t, letter))
	four := pdfDraft{pages: []pdfDraftPage{a4("1"), a4("2"), a4("3"), a4("4")}}.written()
	for name, c := range map[string]struct {
		original []byte
		code     schemas.Code
		says     string
	}{
		"no bytes":              {nil, schemas.CodeEmpty, "no bytes"},
		"text":                  {[]byte("hello"), schemas.CodeUnsupportedType, "no PDF, JPEG"},
		"zeros":                 {make([]byte, 1000), schemas.CodeUnsupportedType, "no PDF, JPEG"},
		"cut JPEG":              {photo[:len(photo)*2/3], schemas.CodeCorrupt, "upload.bin: the image is damaged"},
		"JPEG start":            {photo[:3], schemas.CodeCorrupt, "upload.bin: the image is damaged"},
		"cut PNG":               {asPNG(t, written(t, letter))[:500], schemas.CodeCorrupt, "damaged"},
		"900 megapixels":        {hugePNG(30000, 30000), schemas.CodeTooManyPixels, "30,000 x 30,000 pixels is over the limit of 50 megapixels (MUNSHI_PREPROCESS_MAX_PAGE_PIXELS)"},
		"a very long strip":     {hugePNG(40000, 10), schemas.CodeTooManyPixels, "40,000 x 10 pixels"},
		"PNG without pixels":    {hugePNG(100, 100), schemas.CodeCorrupt, "damaged"},
		"PDF garbage":           {append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte{0xAB, 0x00, '<', '<'}, 500)...), schemas.CodeCorrupt, "pdfinfo"},
		"cut PDF":               {four[:200], schemas.CodeCorrupt, "pdfinfo"},
		"PDF of too many pages": {four, schemas.CodeTooManyPages, "4 pages are over the limit of 3 (MUNSHI_PREPROCESS_MAX_PAGES)"},
		"PDF of no pages":       {pdfDraft{}.written(), schemas.CodeEmpty, "no pages"},
		"TIFF of too many":      {asTIFF(1, quadrants(), quadrants(), quadrants(), quadrants()), schemas.CodeTooManyPages, "4 pages"},
		"TIFF header":           {[]byte("II*\x00\x08\x00\x00\x00"), schemas.CodeCorrupt, "damaged"},
		"WebP that moves":       {animated(), schemas.CodeUnsupportedType, "send the page as a still picture"},
		"line":                  {asPNG(t, image.NewGray(image.Rect(0, 0, 1, 20000))), schemas.CodeCorrupt, "1 x 20,000 pixels: no page has that shape"},
		"WebP header":           {[]byte("RIFF\x10\x00\x00\x00WEBPVP8L"), schemas.CodeCorrupt, "damaged"},
		"HEIC header":           {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), schemas.CodeCorrupt, "heif-info"},
		"PDF that is a line":    {pdfDraft{pages: []pdfDraftPage{{width: 14000, height: 0.01}}}.written(), schemas.CodeCorrupt, "points"},
	} {
		t.Run(name, func(t *testing.T) { refused(t, d, c.original, "", c.code, c.says) })
	}
	d.process(t, photo, "") // and on we go
}

func TestBlobErrorsAreTheInputsAndOutagesAreNot(t *testing.T) {
	d := newDesk(t, nil)
	event := func(original *munshiv1.Blob) flow.Event[*munshiv1.DocumentIngested] {
		return flow.Event[*munshiv1.DocumentIngested]{Body: &munshiv1.DocumentIngested{Document: &munshiv1.Document{DocumentId: "doc", Original: original}}}
	}
	kept, err := d.store.Put(t.Context(), "originals/default/x", []byte("x"), "")
	if err != nil {
		t.Fatal(err)
	}
	kept.Sha256 = strings.Repeat("0", 64)
	for code, original := range map[schemas.Code]*munshiv1.Blob{
		schemas.CodeInvalidEvent: nil,
		schemas.CodeNotFound:     {Uri: "s3://memory/originals/default/gone"},
		schemas.CodeBlobMismatch: kept,
	} {
		if _, err := d.Process(t.Context(), event(original)); err == nil {
			t.Errorf("%s: no error", code)
		} else if got, _ := flow.CodeOf(err); got != code {
			t.Errorf("got %q: %v, want %q", got, err, code)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = d.Process(ctx, d.ingested(t, asPNG(t, quadrants()), ""))
	if code, coded := flow.CodeOf(err); coded || !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled context is %q: %v", code, err)
	}
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

func TestASecondRunYieldsTheSameAndDoesNotWorkAgain(t *testing.T) {
	store := &countingStore{Store: blob.NewMemory()}
	document := pdfDraft{pages: []pdfDraftPage{a4(letter...), a4("Page 2")}}.written()
	run := func(revision string) (*munshiv1.DocumentPreprocessed, int32) {
		stage := New(defaults(t), store, revision)
		defer stage.Close()
		d := desk{stage, store}
		in := d.ingested(t, document, "")
		store.puts.Store(0)
		outputs, err := d.Process(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		return outputs[0].Body.(*munshiv1.DocumentPreprocessed), store.puts.Load()
	}
	first, puts := run("one")
	if puts != 5 { // two images, two notes, one text layer
		t.Errorf("the first run put %d blobs", puts)
	}
	second, puts := run("one")
	if !proto.Equal(first, second) || puts != 0 {
		t.Errorf("the second run put %d blobs and made %v, the first %v", puts, second, first)
	}
	if third, puts := run("two"); !proto.Equal(first, third) || puts != 5 {
		t.Errorf("another revision put %d blobs and made %v", puts, third)
	}
}

func TestAPageThatTakesTooLongIsThatDocumentsError(t *testing.T) {
	d := newDesk(t, func(c *Config) { c.Sandbox.JobTimeout = time.Millisecond })
	refused(t, d, pdfDraft{pages: []pdfDraftPage{a4(letter...)}}.written(), "", schemas.CodeNativeTimeout, "JOB_TIMEOUT")
}

func TestConfigReportsEveryMistakeAtOnce(t *testing.T) {
	cfg := defaults(t)
	cfg.MaxPages, cfg.RenderDPI, cfg.Sandbox.JobsPerChild, cfg.Blob.Bucket = 0, 5, 0, ""
	err := cfg.Validate()
	for _, name := range []string{"MAX_PAGES", "RENDER_DPI", "JOBS_PER_CHILD", "S3_BUCKET"} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s is missing in: %v", name, err)
		}
	}
}
