package preprocess

import (
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"

	"github.com/munshi-in/munshi/schemas"
	"github.com/munshi-in/munshi/stages/leptonica"
	"github.com/munshi-in/munshi/stages/sandbox"
)

const jobName = "preprocess"

// Jobs is what preprocess does in child processes, for sandbox.Serve.
var Jobs = sandbox.Jobs{jobName: serveJob}

// request is one question to a child.
type request struct {
	Kind     string // askOutline or askPage
	Format   format
	Original []byte
	Password string
	Limits   limits
	// Of askPage only: which page, and its size as the outline tells it.
	Number int
	Size   pageSize
	// Trail asks for the picture after each step too.
	Trail bool
}

const (
	askOutline = "outline"
	askPage    = "page"
)

// limits is the part of the configuration that children need.
type limits struct {
	MaxPages      int
	MaxPagePixels int64
	RenderDPI     float64
	RenderMaxSide int
	MinSkew       float64
}

// maxSide is the longest side of an image that Tesseract takes.
const maxSide = 32767

// maxShape is how many times as long as it is wide a page may be, and shapedSide the side from which on that counts: a till's roll is 30 times.
const (
	maxShape   = 200
	shapedSide = 1000
)

// response is one answer; one of its fields is set.
type response struct {
	Outline *outline
	Page    *prepared
}

// outline is what is known of a document before a page is worked on.
type outline struct {
	Format format
	// Password opens the document; empty when it needs none.
	Password string
	Pages    []pageSize
}

// pageSize is the upright size of a PDF page in points; zero for images.
type pageSize struct{ Width, Height float64 }

// prepared is a page as a child made it.
type prepared struct {
	// Image is nil when the original is the page.
	Image         []byte
	Format        format
	Width, Height int
	Rotation      int
	DPI, Skew     float64
	Steps         []string
	Measures      measures
	// ToUpload takes points of the image to the page as a viewer shows the original.
	ToUpload leptonica.Map
	Trail    []Snapshot
	// Words is an encoded PageText, nil when the page has no good text layer.
	Words []byte
}

// serveJob answers one request, in a child.
func serveJob(encoded []byte) ([]byte, error) {
	var r request
	if err := gob.NewDecoder(bytes.NewReader(encoded)).Decode(&r); err != nil {
		return nil, fmt.Errorf("decode request: %w", err)
	}
	var answer response
	var err error
	switch {
	case r.Kind == askOutline:
		answer.Outline, err = outlineOf(r)
	case r.Format == formatPDF:
		answer.Page, err = pdfPage(r)
	case r.Format == formatHEIC:
		answer.Page, err = heicPage(r)
	default:
		answer.Page, err = picture(r)
	}
	if err != nil {
		return nil, blamed(r, err)
	}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(answer); err != nil {
		return nil, fmt.Errorf("encode response: %w", err)
	}
	return b.Bytes(), nil
}

// blamed turns what native code and tools say of a document into a refusal. Any other error is the machine's.
func blamed(r request, err error) error {
	var failed *failedTool
	switch {
	case errors.As(err, &failed):
		return sandbox.Refusef(schemas.CodeCorrupt, "it cannot be read: %v", failed)
	case errors.Is(err, leptonica.ErrCorrupt):
		if odd := oddPixels(r); odd != "" {
			return sandbox.Refusef(schemas.CodeUnsupportedType, "the TIFF keeps its pixels %s: save it anew, or as a PNG or PDF", odd)
		}
		return sandbox.Refusef(schemas.CodeCorrupt, "%v", err)
	case errors.Is(err, leptonica.ErrFailed):
		return sandbox.Refusef(schemas.CodeNativeCrash, "%v", err)
	}
	return err
}

// outlineOf finds the pages of a document and judges how many there are.
func outlineOf(r request) (o *outline, err error) {
	switch r.Format {
	case formatPDF:
		o, err = pdfOutline(r)
	case formatHEIC:
		o, err = heicOutline(r)
	default:
		o, err = pictureOutline(r)
	}
	if err != nil {
		return nil, err
	}
	if len(o.Pages) == 0 {
		return nil, sandbox.Refusef(schemas.CodeEmpty, "the document has no pages")
	}
	return o, nil
}

// allowPages refuses too many pages.
func (l limits) allowPages(pages int) error {
	if pages <= l.MaxPages {
		return nil
	}
	return sandbox.Refusef(schemas.CodeTooManyPages, "%d pages are over the limit of %d (MUNSHI_PREPROCESS_MAX_PAGES)", pages, l.MaxPages)
}

// allowPixels refuses an image before it is decoded.
func (l limits) allowPixels(width, height int) error {
	if int64(width)*int64(height) > l.MaxPagePixels {
		return sandbox.Refusef(schemas.CodeTooManyPixels, "%s x %s pixels is over the limit of %g megapixels (MUNSHI_PREPROCESS_MAX_PAGE_PIXELS)",
			thousands(width), thousands(height), float64(l.MaxPagePixels)/1e6)
	}
	if max(width, height) > maxSide {
		return sandbox.Refusef(schemas.CodeTooManyPixels, "%s x %s pixels: a side is over the %s that can be read: cut the page in parts",
			thousands(width), thousands(height), thousands(maxSide))
	}
	if long, short := max(width, height), min(width, height); long > shapedSide && long > maxShape*short {
		return sandbox.Refusef(schemas.CodeCorrupt, "%s x %s pixels: no page has that shape", thousands(width), thousands(height))
	}
	return nil
}

// thousands writes 31000 as 31,000.
func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}

func (r request) encode() []byte {
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(r); err != nil {
		panic(fmt.Sprintf("preprocess: encode request: %v", err)) // a mistake in the type, never in the value
	}
	return b.Bytes()
}

// decodeResponse reads the answer to a request of that kind. A child whose native code went wrong may answer anything.
func decodeResponse(kind string, encoded []byte) (*response, error) {
	var answer response
	err := gob.NewDecoder(bytes.NewReader(encoded)).Decode(&answer)
	if err != nil || kind == askOutline && answer.Outline == nil || kind == askPage && answer.Page == nil {
		return nil, fmt.Errorf("%w: its response cannot be decoded: %v", sandbox.ErrCrashed, err)
	}
	return &answer, nil
}
