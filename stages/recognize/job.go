package recognize

import (
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"

	"google.golang.org/protobuf/proto"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/leptonica"
	"github.com/munshi-in/munshi/stages/sandbox"
)

const readJob = "recognize"

// Jobs is what recognize does in child processes, for sandbox.Serve.
var Jobs = sandbox.Jobs{readJob: readPage}

// minSide is the smallest side of an image that is read; smaller ones crash Tesseract's result iterator.
const minSide = 3

// sheet is a page that lies before a reader, in a child.
type sheet struct {
	request
	image *leptonica.Image // decoded as a whole
}

// readPage reads one page, in a child.
func readPage(encoded []byte) ([]byte, error) {
	var s sheet
	err := gob.NewDecoder(bytes.NewReader(encoded)).Decode(&s.request)
	if err != nil {
		return nil, fmt.Errorf("decode request: %w", err)
	}
	if s.image, err = decoded(s.request); err != nil {
		return nil, err
	}
	defer s.image.Close()
	text := &munshiv1.PageText{Width: int32(s.image.Width()), Height: int32(s.image.Height())}
	if min(s.image.Width(), s.image.Height()) >= minSide {
		if text.Words, text.Reader, err = s.read(); err != nil {
			return nil, err
		}
		if text.Words, err = s.withMagneticInk(text.Words); err != nil {
			return nil, err
		}
	}
	return proto.Marshal(text)
}

// read has the page read by who is asked for.
func (s *sheet) read() ([]*munshiv1.Word, string, error) {
	if s.Reader == readerTesseract {
		words, err := s.byTesseract()
		return words, readerTesseract, err
	}
	words, err := s.byNetworks()
	return words, readerNeural, err
}

// decoded makes sure that the image is allowed and decodes as a whole. Tesseract's client takes bytes that do not decode
// for a page without words.
func decoded(r request) (*leptonica.Image, error) {
	header, err := leptonica.ReadHeader(r.Image, 1)
	if err == nil && int64(header.Width)*int64(header.Height) > r.MaxPixels {
		return nil, sandbox.Refusef(schemas.CodeTooManyPixels, "%d x %d pixels is over the limit of %g megapixels (MUNSHI_RECOGNIZE_MAX_PAGE_PIXELS)",
			header.Width, header.Height, float64(r.MaxPixels)/1e6)
	}
	var image *leptonica.Image
	if err == nil {
		image, err = leptonica.Read(r.Image, 1)
	}
	if errors.Is(err, leptonica.ErrCorrupt) {
		return nil, sandbox.Refusef(schemas.CodeCorrupt, "%v", err)
	}
	return image, err
}

// within is v as a fraction of whole, from 0 to 1.
func within(v, whole float64) float64 {
	if !(v > 0) { // also when v is no number
		return 0
	}
	return min(v/whole, 1)
}
