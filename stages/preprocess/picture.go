package preprocess

import (
	"math"
	"slices"

	"github.com/munshi-in/munshi/stages/leptonica"
)

const (
	// sureSkew is the confidence above which Leptonica's skew is right.
	sureSkew = 3
	// maxSkew is how far Leptonica looks, in degrees.
	maxSkew = 7
	// jpegQuality of pages that were decoded and had to be encoded again: high, because they will be read, not looked at.
	jpegQuality = 95
)

// Names of what is done to pages.
const (
	stepNone    = "upright" // what the picture is before anything that is not certain
	stepRender  = "render"  // a PDF page was drawn
	stepConvert = "convert" // the image was encoded in a format that recognize reads, or laid on paper because it is transparent
	stepExif    = "exif"    // turned as the camera's tag says
	stepCutOut  = "cut_out" // taken out of a photograph by its corners
	stepDeskew  = "deskew"  // turned so that lines are level
	// The light on a page that was cut out was made even, in gray.
	stepNormalise = leptonica.Normalise
)

// pictureOutline counts the pages of an image: more than one only in a TIFF.
func pictureOutline(r request) (*outline, error) {
	header, err := leptonica.ReadHeader(r.Original, 1)
	if err != nil {
		return nil, err
	}
	if err := r.Limits.allowPages(header.Pages); err != nil {
		return nil, err
	}
	return &outline{Format: r.Format, Pages: make([]pageSize, header.Pages)}, nil
}

// picture prepares one page of an image file.
func picture(r request) (*prepared, error) {
	page, err := decoded(r.Original, r.Number, r.Limits)
	if err != nil {
		return nil, err
	}
	defer page.close()
	convert := !r.Format.readable()
	if page.image.Transparent() {
		convert = true
		if err := page.become(page.image.Opaque()); err != nil {
			return nil, err
		}
	}
	if convert && len(page.Steps) == 0 {
		page.Steps = append(page.Steps, stepConvert)
	}
	page.Format = formatJPEG
	if r.Format == formatPNG || r.Format == formatTIFF {
		page.Format = formatPNG // it came without loss and goes on without loss
	}
	if err := page.upright(cameraTurn(r.Format, r.Original, r.Number), r.Format != formatTIFF); err != nil {
		return nil, err
	}
	if err := page.straighten(r); err != nil {
		return nil, err
	}
	return page.finished()
}

// sheet is a page while it is worked on.
type sheet struct {
	prepared
	image *leptonica.Image
}

func (s *sheet) close() { s.image.Close() }

// decoded reads one page, after its header was judged.
func decoded(encoded []byte, page int, l limits) (*sheet, error) {
	h, err := leptonica.ReadHeader(encoded, page)
	if err != nil {
		return nil, err
	}
	if err := l.allowPixels(h.Width, h.Height); err != nil {
		return nil, err
	}
	image, amended, err := readAmended(encoded, page, h.Format)
	if err != nil {
		return nil, err
	}
	s := &sheet{image: image, prepared: prepared{DPI: image.DPI(), ToUpload: leptonica.Same}}
	if amended {
		s.Steps = append(s.Steps, stepConvert)
	}
	return s, nil
}

// upright does what the camera's tag asks for. A TIFF was turned as it was read: there turn is only noted.
func (s *sheet) upright(t turn, doIt bool) error {
	if t == (turn{}) {
		return nil
	}
	s.Rotation = t.quarters * 90
	s.Steps = append(s.Steps, stepExif)
	if !doIt {
		return nil
	}
	if t.mirrored {
		if err := s.become(s.image.Mirrored()); err != nil {
			return err
		}
	}
	if t.quarters > 0 {
		return s.become(s.image.QuarterTurned(t.quarters))
	}
	return nil
}

// straighten brings the page to the front, its lines level and its light even, as far as each is sure, and measures what came of it.
func (s *sheet) straighten(r request) error {
	steps := []func() error{
		s.cutOut,
		func() error { return s.level(r.Limits.MinSkew) },
		func() (err error) { s.Measures, err = measured(s.image); return err },
		s.evenLight,
	}
	if err := s.remember(r, stepNone); err != nil {
		return err
	}
	for _, step := range steps {
		done := len(s.Steps)
		if err := step(); err != nil {
			return err
		}
		if len(s.Steps) > done {
			if err := s.remember(r, s.Steps[done]); err != nil {
				return err
			}
		}
	}
	return nil
}

// evenLight takes the shadow off a page that was cut out. Where the ground is still in the picture, what looks like shadow may be
// a table; there it is left to whoever reads the page to try.
func (s *sheet) evenLight() error {
	if !s.Measures.Uneven || !slices.Contains(s.Steps, stepCutOut) {
		return nil
	}
	s.Steps = append(s.Steps, stepNormalise)
	s.Measures.Candidates = slices.DeleteFunc(s.Measures.Candidates, func(step string) bool { return step == stepNormalise })
	return s.become(s.image.Cleaned(leptonica.Normalise))
}

// level turns a page whose lines lean, when that is sure and worth it.
func (s *sheet) level(minSkew float64) error {
	degrees, confidence := s.image.Skew()
	if confidence < sureSkew || math.Abs(degrees) > maxSkew {
		return nil
	}
	s.Skew = math.Round(degrees*100) / 100
	if math.Abs(degrees) < minSkew {
		return nil
	}
	s.Steps = append(s.Steps, stepDeskew)
	w, h := s.image.Width(), s.image.Height()
	if err := s.become(s.image.Turned(-degrees)); err != nil {
		return err
	}
	s.ToUpload = s.ToUpload.After(leptonica.MapOfTurn(-degrees, w, h, s.image.Width(), s.image.Height()))
	return nil
}

// become replaces the image by what was made of it.
func (s *sheet) become(made *leptonica.Image, err error) error {
	if err != nil {
		return err
	}
	s.image.Close()
	s.image = made
	return nil
}

// finished encodes the page, unless nothing was done to it.
func (s *sheet) finished() (*prepared, error) {
	s.Width, s.Height = s.image.Width(), s.image.Height()
	if len(s.Steps) == 0 {
		return &s.prepared, nil
	}
	var err error
	s.Image, err = s.encoded()
	return &s.prepared, err
}

func (s *sheet) encoded() ([]byte, error) {
	s.image.SetDPI(s.DPI)
	if s.Format == formatPNG {
		return s.image.EncodePNG()
	}
	return s.image.EncodeJPEG(jpegQuality)
}
