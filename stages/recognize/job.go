package recognize

import (
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"
	"time"

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
	image    *leptonica.Image // decoded as a whole
	quarters int              // how many right angles image was turned clockwise to stand upright
	began    time.Time
	attempts []attempt // what each reader made of it, when somebody watches
	notes    []string  // what became of doubtful identifiers, amounts and dates
}

// readPage reads one page, in a child.
func readPage(encoded []byte) ([]byte, error) {
	s := sheet{began: time.Now()}
	err := gob.NewDecoder(bytes.NewReader(encoded)).Decode(&s.request)
	if err != nil {
		return nil, fmt.Errorf("decode request: %w", err)
	}
	if s.image, err = decoded(s.request); err != nil {
		return nil, err
	}
	defer func() { s.image.Close() }()
	text := &munshiv1.PageText{}
	if min(s.image.Width(), s.image.Height()) >= minSide {
		read, err := s.read()
		if err != nil {
			return nil, err
		}
		text.Reader = read.reader
		if text.Words, err = s.withMagneticInk(read.words); err != nil {
			return nil, err
		}
		if text.Words, err = s.withBoxedDate(text.Words); err != nil {
			return nil, err
		}
	}
	text.Width, text.Height, text.Turned = int32(s.image.Width()), int32(s.image.Height()), int32(90*s.quarters)
	return s.answer(text)
}

// answer encodes what was read, with the upright image when the page had to be turned.
func (s *sheet) answer(text *munshiv1.PageText) ([]byte, error) {
	r := response{Attempts: s.attempts}
	var err error
	if r.Text, err = proto.Marshal(text); err != nil {
		return nil, err
	}
	if s.quarters != 0 {
		if r.Upright, err = encodedLike(s.image); err != nil {
			return nil, err
		}
	}
	return gobbed(r)
}

// uprightQuality is high enough that a page turned here and read again later reads alike.
const uprightQuality = 92

// encodedLike encodes photographs as JPEG and black and white as PNG.
func encodedLike(image *leptonica.Image) ([]byte, error) {
	if image.Depth() < 8 {
		return image.EncodePNG()
	}
	return image.EncodeJPEG(uprightQuality)
}

// turn turns the page clockwise, for good.
func (s *sheet) turn(quarters int) error {
	turned, err := s.image.QuarterTurned(quarters)
	if err != nil {
		return err
	}
	s.image.Close()
	s.image, s.quarters = turned, (s.quarters+quarters)%4
	return nil
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
