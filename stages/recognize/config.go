package recognize

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"

	"github.com/munshi-in/munshi/stages/blob"
	"github.com/munshi-in/munshi/stages/sandbox"
)

// Config says what one operator may need to change, and nothing else.
type Config struct {
	Blob    blob.Config
	Sandbox sandbox.Config

	// MaxPagePixels refuses an image before it is decoded. Preprocess has judged it already; events can come from elsewhere.
	MaxPagePixels int64 `env:"MAX_PAGE_PIXELS" default:"50000000" help:"most pixels of one page"`
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
