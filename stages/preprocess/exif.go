package preprocess

import (
	"bytes"
	"encoding/binary"
)

// turn is what brings a photograph upright: a mirroring of left and right, then quarter turns clockwise.
type turn struct {
	mirrored bool
	quarters int
}

// turns are the eight values of the orientation tag; what lies outside means nothing.
var turns = [9]turn{
	2: {mirrored: true},
	3: {quarters: 2},
	4: {mirrored: true, quarters: 2},
	5: {mirrored: true, quarters: 3},
	6: {quarters: 1},
	7: {mirrored: true, quarters: 1},
	8: {quarters: 3},
}

// cameraTurn reads the orientation tag of page (from 1) of an image. Whatever is wrong with the tag, the page is
// taken as it is: cameras write odd things, and the picture is what matters.
func cameraTurn(f format, encoded []byte, page int) turn {
	var tiff []byte
	switch f {
	case formatTIFF:
		tiff = encoded
	case formatJPEG:
		tiff = jpegExif(encoded)
	case formatPNG:
		tiff = pngChunk(encoded, "eXIf")
	case formatWebP:
		tiff = webpExif(encoded)
	}
	if f != formatTIFF {
		page = 1 // the second directory of EXIF is the thumbnail's
	}
	if o := tiffTag(tiff, page, tagOrientation); o < len(turns) {
		return turns[o]
	}
	return turn{}
}

// maxEntries and maxSegments bound what is looked at: a header has a few dozen of each.
const (
	maxEntries  = 1000
	maxSegments = 1000

	tagOrientation = 0x0112
)

// tiffTag finds a tag in directory page (from 1) of a TIFF structure: the first of its numbers; 0 when there is none.
func tiffTag(tiff []byte, page int, tag uint16) int {
	if len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.LittleEndian
	if string(tiff[:2]) == "MM" {
		order = binary.BigEndian
	}
	const entrySize = 12
	at := uint64(order.Uint32(tiff[4:]))
	for ; page >= 1; page-- {
		if at < 8 || at+2 > uint64(len(tiff)) {
			return 0
		}
		entries := uint64(order.Uint16(tiff[at:]))
		next := at + 2 + entries*entrySize
		if page > 1 {
			if next+4 > uint64(len(tiff)) {
				return 0
			}
			at = uint64(order.Uint32(tiff[next:]))
			continue
		}
		for e := at + 2; e < min(next, at+2+maxEntries*entrySize) && e+entrySize <= uint64(len(tiff)); e += entrySize {
			if order.Uint16(tiff[e:]) == tag {
				return firstNumber(tiff, order, tiff[e:e+entrySize])
			}
		}
	}
	return 0
}

// firstNumber is the first number of a tag: what does not fit into its entry stands elsewhere.
func firstNumber(tiff []byte, order binary.ByteOrder, entry []byte) int {
	const typeShort, typeLong = 3, 4
	kind, count, value := order.Uint16(entry[2:]), order.Uint32(entry[4:]), entry[8:]
	if kind == typeShort && count > 2 || kind == typeLong && count > 1 {
		at := uint64(order.Uint32(value))
		if at+4 > uint64(len(tiff)) {
			return 0
		}
		value = tiff[at:]
	}
	switch kind {
	case typeShort:
		return int(order.Uint16(value))
	case typeLong:
		return int(order.Uint32(value))
	}
	return 0
}

var exifMark = []byte("Exif\x00\x00")

// jpegExif is the TIFF structure in a JPEG's APP1 segment.
func jpegExif(encoded []byte) []byte {
	at := 2
	for range maxSegments {
		if at+4 > len(encoded) || encoded[at] != 0xFF {
			return nil
		}
		code, length := encoded[at+1], int(binary.BigEndian.Uint16(encoded[at+2:]))
		const app1, startOfScan = 0xE1, 0xDA
		if code == startOfScan || length < 2 || at+2+length > len(encoded) {
			return nil
		}
		if body := encoded[at+4 : at+2+length]; code == app1 && bytes.HasPrefix(body, exifMark) {
			return body[len(exifMark):]
		}
		at += 2 + length
	}
	return nil
}

// pngChunk is what the first chunk of that name holds, nil when there is none.
func pngChunk(encoded []byte, name string) []byte {
	const overhead = 12 // length, name and checksum of a chunk
	at := uint64(8)
	for range maxSegments {
		if at+overhead > uint64(len(encoded)) {
			return nil
		}
		length := uint64(binary.BigEndian.Uint32(encoded[at:]))
		if at+overhead+length > uint64(len(encoded)) {
			return nil
		}
		if string(encoded[at+4:at+8]) == name {
			return encoded[at+8 : at+8+length]
		}
		at += overhead + length
	}
	return nil
}

// webpExif is the TIFF structure in a WebP's EXIF chunk.
func webpExif(encoded []byte) []byte {
	at := uint64(12)
	for range maxSegments {
		if at+8 > uint64(len(encoded)) {
			return nil
		}
		length := uint64(binary.LittleEndian.Uint32(encoded[at+4:]))
		if at+8+length > uint64(len(encoded)) {
			return nil
		}
		if string(encoded[at:at+4]) == "EXIF" {
			return bytes.TrimPrefix(encoded[at+8:at+8+length], exifMark)
		}
		at += 8 + length + length%2
	}
	return nil
}
