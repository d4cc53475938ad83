package preprocess

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// letter is what the drawn pages say.
var letter = []string{
	"Saraswati General Stores", "14 Temple Road, Pune 411001", "Bill number 2291 of 14 March 2026",
	"Basmati rice five kilograms 640.00", "Toor dal two kilograms 310.00", "Sunflower oil one litre 165.50",
	"Jaggery one kilogram 72.00", "Washing powder 118.00", "Total payable 1305.50", "Thank you, please come again",
}

// written draws lines of text, black on white.
func written(t testing.TB, lines []string) *image.Gray {
	t.Helper()
	page := image.NewGray(image.Rect(0, 0, 1000, 120+70*len(lines)))
	draw.Draw(page, page.Bounds(), image.White, image.Point{}, draw.Src)
	parsed, err := opentype.Parse(goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: 40, DPI: 72})
	if err != nil {
		t.Fatal(err)
	}
	pen := font.Drawer{Dst: page, Src: image.Black, Face: face}
	for i, line := range lines {
		pen.Dot = fixed.P(80, 100+70*i)
		pen.DrawString(line)
	}
	return page
}

func asPNG(t testing.TB, page image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, page); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asJPEG(t testing.TB, page image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, page, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// exifOf is the TIFF structure of a tag that says orientation.
func exifOf(orientation uint16) []byte {
	return binary.LittleEndian.AppendUint16([]byte("II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00"), orientation)
}

func withExif(format format, encoded []byte, orientation uint16) []byte {
	exif := append(exifOf(orientation), 0, 0, 0, 0, 0, 0)
	switch format {
	case formatJPEG:
		body := append([]byte("Exif\x00\x00"), exif...)
		segment := binary.BigEndian.AppendUint16([]byte{0xFF, 0xE1}, uint16(len(body)+2))
		return bytes.Join([][]byte{encoded[:2], segment, body, encoded[2:]}, nil)
	case formatPNG:
		const afterHeader = 33
		named := append([]byte("eXIf"), exif...)
		chunk := append(binary.BigEndian.AppendUint32(nil, uint32(len(exif))), named...)
		chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(named))
		return bytes.Join([][]byte{encoded[:afterHeader], chunk, encoded[afterHeader:]}, nil)
	}
	panic("no EXIF for " + format)
}

// asTIFF writes gray pages without compression, each with an orientation tag.
func asTIFF(orientation uint16, pages ...*image.Gray) []byte {
	out := []byte("II*\x00\x00\x00\x00\x00")
	link := 4
	for _, page := range pages {
		at := uint32(len(out))
		out = append(out, page.Pix...)
		if len(out)%2 == 1 {
			out = append(out, 0)
		}
		binary.LittleEndian.PutUint32(out[link:], uint32(len(out)))
		size := page.Bounds().Size()
		entries := [][3]uint32{ // tag, type (3 short, 4 long), value
			{256, 4, uint32(size.X)}, {257, 4, uint32(size.Y)}, {258, 3, 8}, {259, 3, 1}, {262, 3, 1}, {273, 4, at},
			{274, 3, uint32(orientation)}, {277, 3, 1}, {278, 4, uint32(size.Y)}, {279, 4, uint32(len(page.Pix))},
		}
		out = binary.LittleEndian.AppendUint16(out, uint16(len(entries)))
		for _, e := range entries {
			out = binary.LittleEndian.AppendUint16(out, uint16(e[0]))
			out = binary.LittleEndian.AppendUint16(out, uint16(e[1]))
			out = binary.LittleEndian.AppendUint32(out, 1)
			out = binary.LittleEndian.AppendUint32(out, e[2])
		}
		link = len(out)
		out = append(out, 0, 0, 0, 0)
	}
	return out
}

// bits is written least significant first, as WebP wants it.
type bits struct {
	bytes []byte
	used  int
}

func (b *bits) put(value uint32, n int) {
	for i := range n {
		if b.used%8 == 0 {
			b.bytes = append(b.bytes, 0)
		}
		b.bytes[b.used/8] |= byte(value>>i&1) << (b.used % 8)
		b.used++
	}
}

// animated is how a WebP of several frames begins.
func animated() []byte {
	return []byte("RIFF\x30\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x02\x00\x00\x00\x63\x00\x00\x63\x00\x00ANIM\x06\x00\x00\x00\xff\xff\xff\xff\x00\x00")
}

// asWebP writes a lossless WebP of two shades: the simplest that the format can say.
func asWebP(page *image.Gray, orientation uint16) []byte {
	size := page.Bounds().Size()
	var b bits
	b.put(0x2F, 8)
	b.put(uint32(size.X-1), 14)
	b.put(uint32(size.Y-1), 14)
	b.put(0, 1+3) // no alpha, version
	b.put(0, 3)   // no transform, no colour cache, one group of codes
	for range 3 { // green, red, blue: 0 or 255, one bit each
		b.put(1, 1) // simple code
		b.put(1, 1) // of two symbols
		b.put(0, 1) // the first of one bit: 0
		b.put(0, 1)
		b.put(255, 8)
	}
	for _, symbol := range []uint32{255, 0} { // alpha and distance: one symbol, no bits
		b.put(1, 1)
		b.put(0, 1)
		b.put(1, 1)
		b.put(symbol, 8)
	}
	for _, shade := range page.Pix {
		for range 3 {
			b.put(uint32(shade>>7), 1)
		}
	}
	extended := []byte{8, 0, 0, 0} // has EXIF
	for _, side := range []int{size.X - 1, size.Y - 1} {
		extended = append(extended, byte(side), byte(side>>8), byte(side>>16))
	}
	body := []byte("WEBP")
	for _, chunk := range []struct {
		name string
		body []byte
	}{{"VP8X", extended}, {"VP8L", b.bytes}, {"EXIF", append(exifOf(orientation), 0, 0, 0, 0)}} {
		body = append(body, chunk.name...)
		body = binary.LittleEndian.AppendUint32(body, uint32(len(chunk.body)))
		body = append(body, chunk.body...)
		if len(chunk.body)%2 == 1 {
			body = append(body, 0)
		}
	}
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
}

// quadrants is a picture that shows how it is turned and mirrored: 96 x 64, an odd F of two black bars on white.
func quadrants() *image.Gray {
	page := image.NewGray(image.Rect(0, 0, 96, 64))
	draw.Draw(page, page.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(page, image.Rect(0, 0, 48, 16), image.Black, image.Point{}, draw.Src)
	draw.Draw(page, image.Rect(0, 48, 24, 64), image.Black, image.Point{}, draw.Src)
	return page
}

// stored is upright as a camera that was held so would store it. The cases are those of the EXIF standard: where the
// first row and the first column of the stored picture are on the upright one.
func stored(upright *image.Gray, orientation int) *image.Gray {
	w, h := upright.Bounds().Dx(), upright.Bounds().Dy()
	at := map[int]func(row, column int) (x, y int){
		1: func(r, c int) (int, int) { return c, r },                 // top, left
		2: func(r, c int) (int, int) { return w - 1 - c, r },         // top, right
		3: func(r, c int) (int, int) { return w - 1 - c, h - 1 - r }, // bottom, right
		4: func(r, c int) (int, int) { return c, h - 1 - r },         // bottom, left
		5: func(r, c int) (int, int) { return r, c },                 // left, top
		6: func(r, c int) (int, int) { return w - 1 - r, c },         // right, top
		7: func(r, c int) (int, int) { return w - 1 - r, h - 1 - c }, // right, bottom
		8: func(r, c int) (int, int) { return r, h - 1 - c },         // left, bottom
	}[orientation]
	if orientation > 4 {
		w, h = h, w
	}
	out := image.NewGray(image.Rect(0, 0, w, h))
	w, h = upright.Bounds().Dx(), upright.Bounds().Dy()
	for r := range out.Bounds().Dy() {
		for c := range out.Bounds().Dx() {
			out.SetGray(c, r, upright.At(at(r, c)).(color.Gray))
		}
	}
	return out
}
