package recognize

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"strings"
	"testing"
	"time"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
)

// hugePNG claims so many pixels and has none.
func hugePNG(width, height uint32) []byte {
	header := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), width), height)
	header = append(header, 8, 2, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), header...)
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(header))
	return append(out, "\x00\x00\x00\x00IDAT\x35\xaf\x06\x1e\x00\x00\x00\x00IEND\xae\x42\x60\x82"...)
}

func TestHostileImagesAreRefusedAndTheNextIsRead(t *testing.T) {
	d := newDesk(t, func(c *Config) { c.Sandbox.Workers = 1 })
	good := asPNG(t, written(t, 30, bill))
	photo := asJPEG(t, written(t, 30, bill))
	d.process(t, d.prepared(t, good)) // a client that has read a page takes garbage for a page without words
	for name, c := range map[string]struct {
		encoded []byte
		code    schemas.Code
		says    string
	}{
		"nothing":        {nil, schemas.CodeCorrupt, "bill.png page 1: the image is damaged"},
		"garbage":        {bytes.Repeat([]byte("garbage"), 100), schemas.CodeCorrupt, "damaged"},
		"cut JPEG":       {photo[:len(photo)/2], schemas.CodeCorrupt, "damaged"},
		"cut PNG":        {good[:len(good)/2], schemas.CodeCorrupt, "damaged"},
		"900 megapixels": {hugePNG(30000, 30000), schemas.CodeTooManyPixels, "MUNSHI_RECOGNIZE_MAX_PAGE_PIXELS"},
	} {
		_, err := d.Process(t.Context(), d.prepared(t, c.encoded))
		if code, _ := flow.CodeOf(err); code != c.code || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %q: %v", name, code, err)
		}
	}
	d.process(t, d.prepared(t, photo))
}

func TestAPageThatTakesTooLongIsThatDocumentsError(t *testing.T) {
	noise := image.NewGray(image.Rect(0, 0, 2500, 2500))
	seed := uint32(1)
	for i := range noise.Pix {
		seed = seed*1664525 + 1013904223
		noise.Pix[i] = byte(seed >> 24)
	}
	d := newDesk(t, func(c *Config) { c.Reader, c.Sandbox.JobTimeout = "tesseract", 2*time.Second })
	began := time.Now()
	_, err := d.Process(t.Context(), d.prepared(t, asPNG(t, noise)))
	if code, _ := flow.CodeOf(err); code != schemas.CodeNativeTimeout {
		t.Fatalf("%q after %s: %v", code, time.Since(began), err)
	}
}

func TestAMissingLanguageIsAnOutageThatSaysWhatToInstall(t *testing.T) {
	d := newDesk(t, func(c *Config) { c.Reader, c.Languages = "tesseract", "tlh" })
	for range 2 { // the second time in the same child
		_, err := d.Process(t.Context(), d.prepared(t, asPNG(t, written(t, 30, bill))))
		if code, coded := flow.CodeOf(err); coded || err == nil || !strings.Contains(err.Error(), "apt-get install tesseract-ocr-") {
			t.Fatalf("%q: %v", code, err)
		}
	}
}

func TestInvalidEventsAndMissingBlobsHaveTheirCodes(t *testing.T) {
	d := newDesk(t, nil)
	document := &munshiv1.Document{DocumentId: "doc"}
	for code, body := range map[schemas.Code]*munshiv1.DocumentPreprocessed{
		schemas.CodeInvalidEvent: {Document: document},
		schemas.CodeNotFound:     {Document: document, Pages: []*munshiv1.PreparedPage{{Page: 1, Image: &munshiv1.Blob{Uri: "s3://memory/pages/gone/1.png"}}}},
	} {
		_, err := d.Process(t.Context(), flow.Event[*munshiv1.DocumentPreprocessed]{Body: body})
		if got, _ := flow.CodeOf(err); got != code {
			t.Errorf("got %q: %v, want %q", got, err, code)
		}
	}
}

func TestConfigReportsEveryMistakeAtOnce(t *testing.T) {
	cfg := defaults(t)
	cfg.Languages, cfg.PageMode, cfg.Sandbox.JobsPerChild, cfg.Blob.Bucket = "eng; rm", 99, 0, ""
	err := cfg.Validate()
	for _, name := range []string{"LANGUAGES", "PAGE_MODE", "JOBS_PER_CHILD", "S3_BUCKET"} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s is missing in: %v", name, err)
		}
	}
}

func TestWithoutNetworksAutoReadsByTesseractAndSaysSo(t *testing.T) {
	nowhere := func(c *Config) { c.ModelsDir = t.TempDir() }
	d := newDesk(t, nowhere)
	if page := d.process(t, d.prepared(t, asPNG(t, written(t, 30, bill)))).Pages[0]; page.Reader != "tesseract" || page.Confidence < 0.8 {
		t.Errorf("%v", page)
	}
	cfg := defaults(t)
	if err := cfg.Warning(); err != nil {
		t.Errorf("with networks: %v", err)
	}
	nowhere(&cfg)
	if err := cfg.Warning(); err == nil || !strings.Contains(err.Error(), "make deps") {
		t.Errorf("without networks: %v", err)
	}
	cfg.Reader = "neural"
	if err := cfg.Validate(); err == nil || !strings.Contains(err.Error(), "MUNSHI_RECOGNIZE_READER") {
		t.Errorf("neural without networks: %v", err)
	}
}
