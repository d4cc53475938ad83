package preprocess

import (
	"errors"
	"fmt"
	"math"

	"github.com/munshi-in/munshi/stages/blob"
	"github.com/munshi-in/munshi/stages/sandbox"
)

// Config says what one operator may need to change, and nothing else.
type Config struct {
	Blob    blob.Config
	Sandbox sandbox.Config

	// MaxPages refuses a document before a page of it is worked on.
	MaxPages int `env:"MAX_PAGES" default:"200" help:"most pages of one document"`
	// MaxPagePixels refuses a page before it is decoded: a 900 kB PNG can claim 900 megapixels.
	MaxPagePixels int64 `env:"MAX_PAGE_PIXELS" default:"50000000" help:"most pixels of one page"`
	// RenderDPI is what PDF pages are drawn at. Below 200 small print is misread, above 300 nothing is gained.
	RenderDPI float64 `env:"RENDER_DPI" default:"300" help:"resolution of drawn PDF pages, in dots per inch"`
	// RenderMaxSide lowers the resolution of very large PDF pages: scanner apps make pages of one point a pixel.
	RenderMaxSide int `env:"RENDER_MAX_SIDE" default:"5000" help:"longest side of a drawn PDF page, in pixels"`
	// MinSkew is the least lean that is worth the loss of turning a page.
	MinSkew float64 `env:"MIN_SKEW_DEGREES" default:"0.3" help:"least lean that is turned back, in degrees"`
}

// Validate reports every mistake at once.
func (c Config) Validate() error {
	mistakes := []error{c.Blob.Validate(), c.Sandbox.Validate()}
	require := func(ok bool, format string, args ...any) {
		if !ok {
			mistakes = append(mistakes, fmt.Errorf(format, args...))
		}
	}
	require(c.MaxPages >= 1 && c.MaxPages <= 10_000, "MUNSHI_PREPROCESS_MAX_PAGES: %d is not between 1 and 10000", c.MaxPages)
	require(c.MaxPagePixels >= 1 && c.MaxPagePixels <= math.MaxInt32, "MUNSHI_PREPROCESS_MAX_PAGE_PIXELS: %d is not between 1 and %d", c.MaxPagePixels, math.MaxInt32)
	require(c.RenderDPI >= 36 && c.RenderDPI <= 1200, "MUNSHI_PREPROCESS_RENDER_DPI: %g is not between 36 and 1200", c.RenderDPI)
	require(c.RenderMaxSide >= 100 && c.RenderMaxSide <= maxSide, "MUNSHI_PREPROCESS_RENDER_MAX_SIDE: %d is not between 100 and %d", c.RenderMaxSide, maxSide)
	require(int64(c.RenderMaxSide)*int64(c.RenderMaxSide) <= c.MaxPagePixels, "MUNSHI_PREPROCESS_RENDER_MAX_SIDE: %d squared is over MUNSHI_PREPROCESS_MAX_PAGE_PIXELS (%d)", c.RenderMaxSide, c.MaxPagePixels)
	require(c.MinSkew > 0 && c.MinSkew <= maxSkew, "MUNSHI_PREPROCESS_MIN_SKEW_DEGREES: %g is not above 0 and at most %d", c.MinSkew, maxSkew)
	require(c.Sandbox.MaxFrameBytes >= c.Blob.MaxBlobBytes+1<<20, "MUNSHI_PREPROCESS_MAX_FRAME_BYTES: %d has no room for a blob of MUNSHI_MAX_BLOB_BYTES (%d) and 1 MiB more", c.Sandbox.MaxFrameBytes, c.Blob.MaxBlobBytes)
	return errors.Join(mistakes...)
}
