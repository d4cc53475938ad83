package preprocess

import (
	"bytes"

	"github.com/munshi-in/munshi/schemas"
	"github.com/munshi-in/munshi/stages/sandbox"
)

// format is what a document is made of.
type format string

const (
	formatPDF  format = "pdf"
	formatJPEG format = "jpg"
	formatPNG  format = "png"
	formatTIFF format = "tiff"
	formatWebP format = "webp"
	formatHEIC format = "heic"
)

func (f format) extension() string { return string(f) }

func (f format) mediaType() string {
	if f == formatPNG {
		return "image/png"
	}
	return "image/jpeg"
}

// readable says whether recognize reads an image of this format as it is.
func (f format) readable() bool { return f == formatJPEG || f == formatPNG }

// formatOf looks at the bytes: what ingest or a name says of them is not asked.
func formatOf(original []byte) (format, error) {
	has := func(at int, what string) bool {
		return len(original) >= at+len(what) && string(original[at:at+len(what)]) == what
	}
	switch {
	case len(original) == 0:
		return "", sandbox.Refusef(schemas.CodeEmpty, "the document has no bytes")
	case bytes.Contains(original[:min(len(original), 1024)], []byte("%PDF-")):
		return formatPDF, nil
	case has(0, "\xFF\xD8\xFF"):
		return formatJPEG, nil
	case has(0, "\x89PNG\r\n\x1a\n"):
		return formatPNG, nil
	case has(0, "II*\x00"), has(0, "MM\x00*"):
		return formatTIFF, nil
	case has(0, "RIFF") && has(8, "WEBP"):
		if animated := len(original) > 20 && has(12, "VP8X") && original[20]&0x02 != 0; animated {
			return "", sandbox.Refusef(schemas.CodeUnsupportedType, "the WebP is an animation: send the page as a still picture")
		}
		return formatWebP, nil
	case has(4, "ftyp"):
		for _, brand := range []string{"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"} {
			if has(8, brand) {
				return formatHEIC, nil
			}
		}
	}
	return "", sandbox.Refusef(schemas.CodeUnsupportedType, "the bytes are no PDF, JPEG, PNG, TIFF, WebP or HEIC")
}
