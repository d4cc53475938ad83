package recognize

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"time"

	"google.golang.org/protobuf/proto"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/recognize/neural"
	"github.com/munshi-in/munshi/stages/sandbox"
)

// The readers' names, as MUNSHI_RECOGNIZE_READER and events have them.
const (
	textLayer       = "text_layer" // on pages whose PDF brought the words
	readerTesseract = "tesseract"
	readerNeural    = "neural"
	readerAuto      = "auto"
)

// reader has pages read in sandbox children. It is the parent's side; what happens in a child is in job.go.
type reader struct {
	cfg     Config
	pool    *sandbox.Pool
	watched bool
}

// newReader settles for Tesseract where auto is asked for and the networks are not installed.
func newReader(cfg Config) *reader {
	if cfg.Reader == readerAuto && neural.Installed(cfg.ModelsDir) != nil {
		cfg.Reader = readerTesseract
	}
	return &reader{cfg: cfg, pool: sandbox.New(cfg.Sandbox, readJob)}
}

// fingerprint changes with every setting that changes what is read. The code's version need not be in it.
func (r *reader) fingerprint() string {
	return fmt.Sprintf("%s %s mode %d", r.cfg.Reader, r.cfg.Languages, r.cfg.PageMode)
}

// request is one page to be read.
type request struct {
	Image     []byte
	DPI       float64
	Steps     []string // that may help when the page reads badly, as Cleaned in leptonica has them
	Budget    time.Duration
	Reader    string
	ModelsDir string
	Languages string
	PageMode  int
	MaxPixels int64
	Watched   bool // every reading is wanted, not only the best
}

// response is a page that was read.
type response struct {
	Text []byte // a PageText; page, origin and image are left to the parent
	// Upright is the page as it was read, when it had to be turned for that.
	Upright  []byte
	Attempts []attempt
}

// read returns the words of the page on a JPEG or PNG in reading order with the image's size and who read them; page and
// origin are left to the caller. A page without words is no error. page says what is known of it.
func (r *reader) read(ctx context.Context, image []byte, page *munshiv1.PreparedPage) (*munshiv1.PageText, response, error) {
	asked, err := gobbed(request{
		Image: image, DPI: page.GetDpi(), Steps: page.GetCandidates(), Budget: min(r.cfg.PageBudget, r.cfg.Sandbox.JobTimeout/2),
		Reader: r.cfg.Reader, ModelsDir: r.cfg.ModelsDir,
		Languages: r.cfg.Languages, PageMode: r.cfg.PageMode, MaxPixels: r.cfg.MaxPagePixels, Watched: r.watched,
	})
	if err != nil {
		return nil, response{}, fmt.Errorf("encode request: %w", err)
	}
	answer, err := r.pool.Do(ctx, asked)
	if err != nil {
		return nil, response{}, err
	}
	var got response
	text := &munshiv1.PageText{}
	if err = gob.NewDecoder(bytes.NewReader(answer)).Decode(&got); err == nil {
		err = proto.Unmarshal(got.Text, text)
	}
	if err != nil {
		return nil, response{}, errors.Join(sandbox.ErrCrashed, fmt.Errorf("the child's response cannot be decoded: %w", err))
	}
	return text, got, nil
}
