package recognize

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"time"

	"github.com/munshi-in/munshi/stages/blob"
	"github.com/munshi-in/munshi/stages/recognize/neural"
	"github.com/munshi-in/munshi/stages/sandbox"
)

// Config says what one operator may need to change, and nothing else.
type Config struct {
	Blob    blob.Config
	Sandbox sandbox.Config

	// MaxPagePixels refuses an image before it is decoded. Preprocess has judged it already; events can come from elsewhere.
	MaxPagePixels int64 `env:"MAX_PAGE_PIXELS" default:"50000000" help:"most pixels of one page"`
	// Reader is who reads. neural is the more accurate on photographs and takes four times as long; auto gives each page to the
	// one that is enough for it.
	Reader string `env:"READER" default:"auto" help:"who reads: auto, neural or tesseract"`
	// ModelsDir holds the networks and ONNX Runtime, as scripts/deps/models/install leaves them.
	ModelsDir string `env:"MODELS_DIR" default:"" help:"folder of the neural reader's networks; empty: there are none"`
	// PageBudget is for pages that read badly: what may help is tried as long as less than this, and less than half of the
	// job's timeout, has passed. A page read at once takes one second.
	PageBudget time.Duration `env:"PAGE_BUDGET" default:"8s" help:"time after which nothing more is tried on a page that reads badly"`
	// Languages are Tesseract's, joined by +. Each needs its Debian package (tesseract-ocr-hin) and makes reading slower.
	Languages string `env:"LANGUAGES" default:"eng" help:"languages of Tesseract, joined by +"`
	// PageMode is Tesseract's page segmentation mode. 6 takes the page for one block of lines, which keeps the rows of receipts
	// and tables together; 3 looks for columns; 11 finds words anywhere and in no order.
	PageMode int `env:"PAGE_MODE" default:"6" help:"page segmentation mode of Tesseract: 3, 4, 6, 11 or 12"`
}

var languages = regexp.MustCompile(`^[A-Za-z0-9_]{1,40}(\+[A-Za-z0-9_]{1,40}){0,7}$`)

// Validate reports every mistake at once.
func (c Config) Validate() error {
	mistakes := []error{c.Blob.Validate(), c.Sandbox.Validate()}
	if c.MaxPagePixels < 1 || c.MaxPagePixels > math.MaxInt32 {
		mistakes = append(mistakes, fmt.Errorf("MUNSHI_RECOGNIZE_MAX_PAGE_PIXELS: %d is not between 1 and %d", c.MaxPagePixels, math.MaxInt32))
	}
	if !slices.Contains([]string{readerAuto, readerNeural, readerTesseract}, c.Reader) {
		mistakes = append(mistakes, fmt.Errorf("MUNSHI_RECOGNIZE_READER: %q is not auto, neural or tesseract", c.Reader))
	}
	if err := neural.Installed(c.ModelsDir); err != nil && c.Reader == readerNeural {
		mistakes = append(mistakes, fmt.Errorf("MUNSHI_RECOGNIZE_READER is neural, and in MUNSHI_RECOGNIZE_MODELS_DIR %w", err))
	}
	if c.PageBudget < 0 {
		mistakes = append(mistakes, fmt.Errorf("MUNSHI_RECOGNIZE_PAGE_BUDGET: %s is less than nothing", c.PageBudget))
	}
	if !languages.MatchString(c.Languages) {
		mistakes = append(mistakes, fmt.Errorf("MUNSHI_RECOGNIZE_LANGUAGES: %q is not a list such as eng+hin", c.Languages))
	}
	if !slices.Contains([]int{3, 4, 6, 11, 12}, c.PageMode) {
		mistakes = append(mistakes, fmt.Errorf("MUNSHI_RECOGNIZE_PAGE_MODE: %d is not 3, 4, 6, 11 or 12", c.PageMode))
	}
	if c.Sandbox.MaxFrameBytes < c.Blob.MaxBlobBytes+1<<20 {
		mistakes = append(mistakes, fmt.Errorf("MUNSHI_RECOGNIZE_MAX_FRAME_BYTES: %d has no room for a blob of MUNSHI_MAX_BLOB_BYTES (%d) and 1 MiB more", c.Sandbox.MaxFrameBytes, c.Blob.MaxBlobBytes))
	}
	return errors.Join(mistakes...)
}

// Warning says what an operator should know of a configuration that works: that auto has only Tesseract to choose from.
func (c Config) Warning() error {
	if err := neural.Installed(c.ModelsDir); err != nil && c.Reader == readerAuto {
		return fmt.Errorf("Tesseract reads alone, photographs badly: set MUNSHI_RECOGNIZE_MODELS_DIR to the folder that make deps fills: %w", err)
	}
	return nil
}
