package preprocess

import (
	"bytes"
	"fmt"
	"image/png"

	"github.com/munshi-in/munshi/stages/leptonica"
)

// readAmended decodes one page, whose size was judged. It says whether the file had to be put right for that; what others read must then be
// encoded anew.
func readAmended(encoded []byte, page int, f leptonica.Format) (image *leptonica.Image, amended bool, err error) {
	if f == leptonica.PNG && namesShadeTransparent(encoded) {
		if encoded, err = withAlpha(encoded); err != nil {
			return nil, false, err
		}
		amended = true
	}
	image, err = leptonica.Read(encoded, page)
	if err != nil && f == leptonica.JPEG {
		// Some writers leave out the mark of the end, and some senders cut it off: all of the picture is there. Where some of it is missing,
		// this fails too.
		const end = "\xFF\xD9"
		image, err = leptonica.Read(append(bytes.Clone(encoded), end...), page)
		amended = true
	}
	return image, amended, err
}

// namesShadeTransparent says whether a PNG is gray and says of one of its shades that it is transparent. Leptonica takes all of such a picture
// for black.
func namesShadeTransparent(encoded []byte) bool {
	const colourType, gray = 25, 0
	return len(encoded) > colourType && encoded[colourType] == gray && pngChunk(encoded, "tRNS") != nil
}

// withAlpha is a PNG that says of each pixel how transparent it is.
func withAlpha(encoded []byte) ([]byte, error) {
	picture, err := png.Decode(bytes.NewReader(encoded))
	if err != nil {
		return nil, fmt.Errorf("%w: %v", leptonica.ErrCorrupt, err)
	}
	var out bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&out, picture)
	return out.Bytes(), err
}

// oddPixels says how a TIFF keeps its pixels when that is none of the ways that papers are scanned to and Leptonica reads, else "".
func oddPixels(r request) string {
	if r.Format != formatTIFF {
		return ""
	}
	const (
		tagPlanes, apart       = 284, 2
		tagTileWidth           = 322
		tagSampleFormat, whole = 339, 1
		tagBits, most          = 258, 16
	)
	tag := func(number uint16) int { return tiffTag(r.Original, max(r.Number, 1), number) }
	switch {
	case tag(tagSampleFormat) > whole || tag(tagBits) > most:
		return "as fractions or in more than 16 bits"
	case tag(tagTileWidth) > 0:
		return "in tiles"
	case tag(tagPlanes) == apart:
		return "in a plane for each colour"
	}
	return ""
}
