package preprocess

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"slices"
	"testing"

	"github.com/munshi-in/munshi/schemas"
)

// withTransparentShade names one shade of a gray PNG transparent.
func withTransparentShade(encoded []byte, shade uint16) []byte {
	const afterHeader = 33
	named := binary.BigEndian.AppendUint16([]byte("tRNS"), shade)
	chunk := append([]byte{0, 0, 0, 2}, named...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(named))
	return slices.Concat(encoded[:afterHeader], chunk, encoded[afterHeader:])
}

func TestWhatLeptonicaMisreadsIsPutRight(t *testing.T) {
	page := written(t, letter)
	deep := image.NewGray16(page.Rect)
	for i, shade := range page.Pix {
		deep.Pix[2*i], deep.Pix[2*i+1] = shade, shade
	}
	d := newDesk(t, nil)
	for name, original := range map[string][]byte{
		"white is transparent":                 withTransparentShade(asPNG(t, page), 255),
		"white of 16 bits is transparent":      withTransparentShade(asPNG(t, deep), 0xffff),
		"a shade that is not there":            withTransparentShade(asPNG(t, page), 254),
		"JPEG without the mark of its end":     asJPEG(t, page)[:len(asJPEG(t, page))-2],
		"JPEG with half of the mark, and EXIF": withExif(formatJPEG, asJPEG(t, page), 1)[:len(withExif(formatJPEG, asJPEG(t, page), 1))-1],
	} {
		got := d.process(t, original, "").Pages[0]
		if wrong := differing(page, d.picture(t, got)); wrong > 0.001 || !slices.Equal(got.Steps, []string{stepConvert}) {
			t.Errorf("%s: %.1f %% of the pixels are wrong; %v", name, wrong*100, got)
		}
	}
}

func TestATIFFOfOddPixelsIsToldAsThat(t *testing.T) {
	d := newDesk(t, nil)
	const orientation, bits, tiles = "\x12\x01", "\x02\x01", "\x42\x01"
	entry := func(tag string, value byte) []byte { return append([]byte(tag), 3, 0, 1, 0, 0, 0, value) }
	for says, changed := range map[string][2][]byte{
		"in tiles":             {entry(orientation, 1), entry(tiles, 64)},
		"in more than 16 bits": {entry(bits, 8), entry(bits, 32)},
	} {
		refused(t, d, bytes.Replace(asTIFF(1, written(t, letter)), changed[0], changed[1], 1), "", schemas.CodeUnsupportedType, says)
	}
}
