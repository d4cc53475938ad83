// Package inspect tells what a file is by looking at its bytes, and refuses what Munshi should not try to read:
// other types, too many pages or pixels, PDFs that need a password. It reads headers only and decodes no image,
// so a file of a stranger costs microseconds here, whatever it claims.
//
// Start at Look. Each format has its file; what only a decoder can find (a damaged scan line, the exact number of
// a PDF's pages) is found by preprocess.
package inspect

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"

	"github.com/munshi-in/munshi/schemas"
)

// Media types that Munshi reads.
const (
	PDF  = "application/pdf"
	JPEG = "image/jpeg"
	PNG  = "image/png"
	TIFF = "image/tiff"
	WebP = "image/webp"
	HEIC = "image/heic"
)

// Limits is what a document may have.
type Limits struct {
	Pages      int
	PagePixels int64
}

// Found is what Look saw.
type Found struct {
	// MediaType is one of the constants above.
	MediaType string
	// Pages is the number of pages, 0 when only a decoder can tell.
	Pages int
}

// Refused says why a file is not read. Its message tells nothing of where the file came from.
type Refused struct {
	Code    schemas.Code
	Message string
}

func (r *Refused) Error() string { return r.Message }

func refuse(code schemas.Code, format string, args ...any) *Refused {
	return &Refused{Code: code, Message: fmt.Sprintf(format, args...)}
}

func corrupt(format string, args ...any) *Refused {
	return refuse(schemas.CodeCorrupt, format, args...)
}

// size is the width and height that a header claims for one page.
type size struct{ width, height int64 }

// Look tells what data is. An error is always a *Refused. hasPassword says that a password came with the file.
func Look(data []byte, hasPassword bool, limits Limits) (Found, error) {
	if len(data) == 0 {
		return Found{}, refuse(schemas.CodeEmpty, "the file has no bytes")
	}
	mediaType := sniff(data)
	var pages []size
	var refusal *Refused
	switch mediaType {
	case PDF:
		if refusal = lookAtPDF(data, hasPassword, limits.Pages); refusal != nil {
			return Found{}, refusal
		}
		return Found{MediaType: PDF}, nil
	case JPEG:
		pages, refusal = jpegSize(data)
	case PNG:
		pages, refusal = pngSize(data)
	case TIFF:
		pages, refusal = tiffSizes(data, limits.Pages)
	case WebP:
		pages, refusal = webpSize(data)
	case HEIC:
		pages, refusal = heicSize(data)
	default:
		return Found{}, refuse(schemas.CodeUnsupportedType,
			"the bytes are no PDF, JPEG, PNG, TIFF, WebP or HEIC, whatever the name says; they look like %s", resemblance(data))
	}
	if refusal != nil {
		return Found{}, refusal
	}
	for i, p := range pages {
		if err := p.check(i+1, limits.PagePixels); err != nil {
			return Found{}, err
		}
	}
	return Found{MediaType: mediaType, Pages: len(pages)}, nil
}

func (s size) check(page int, limit int64) error {
	switch {
	case s.width <= 0 || s.height <= 0:
		return corrupt("page %d: its header says %d x %d pixels", page, s.width, s.height)
	case s.width > limit || s.height > limit || s.width*s.height > limit:
		return refuse(schemas.CodeTooManyPixels, "page %d: %d x %d pixels are over the limit of %d (MUNSHI_INGEST_MAX_PAGE_PIXELS)", page, s.width, s.height, limit)
	}
	return nil
}

// sniff names the type that the first bytes announce; empty when it is none that Munshi reads.
func sniff(data []byte) string {
	begins := func(magic string) bool { return bytes.HasPrefix(data, []byte(magic)) }
	switch {
	case begins("\xff\xd8\xff"):
		return JPEG
	case begins(pngMagic):
		return PNG
	case begins("II*\x00"), begins("MM\x00*"), begins("II+\x00"), begins("MM\x00+"):
		return TIFF
	case begins("RIFF") && len(data) >= 12 && string(data[8:12]) == "WEBP":
		return WebP
	case isHEIC(data):
		return HEIC
	// Readers take a PDF whose header stands anywhere in the first kilobyte: mail gateways put lines before it.
	case bytes.Contains(data[:min(len(data), 1024)], []byte(pdfMagic)):
		return PDF
	}
	return ""
}

// resemblance helps whoever sent the wrong file to see which it was.
func resemblance(data []byte) string {
	kind, _, _ := strings.Cut(http.DetectContentType(data), ";")
	if kind == "application/octet-stream" {
		return "none of the usual types"
	}
	return kind
}
