package recognize

import (
	"context"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
)

// textLayer is the reader's name on pages whose PDF brought the words.
const textLayer = "text_layer"

// A Reader turns the image of a page into words. It is safe for concurrent use.
type Reader interface {
	// Name is what stands in events: tesseract.
	Name() string
	// Fingerprint changes with every setting that changes what is read. The code's version need not be in it.
	Fingerprint() string
	// Parallel is how many pages it can read at the same time.
	Parallel() int
	// Read returns the words of a JPEG or PNG in reading order, with the image's size; Page is left to the caller. A page
	// without words is no error. dpi is the image's resolution, 0 when it is not known.
	Read(ctx context.Context, image []byte, dpi float64) (*munshiv1.PageText, error)
	// Close ends what the reader has started.
	Close()
}
