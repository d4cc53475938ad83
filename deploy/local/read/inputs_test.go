package read

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"
)

// picture is the scanned page as a picture in memory.
func picture(t testing.TB) *image.Gray {
	t.Helper()
	decoded, err := png.Decode(bytes.NewReader(scanned(t)))
	if err != nil {
		t.Fatal(err)
	}
	// The upper part, which has the print.
	gray := image.NewGray(image.Rect(0, 0, decoded.Bounds().Dx(), decoded.Bounds().Dy()/4))
	draw.Draw(gray, gray.Bounds(), decoded, image.Point{}, draw.Src)
	return gray
}

// coloured is the picture in another colour model, each shade made by paint.
func coloured(from *image.Gray, to draw.Image, paint func(shade uint8) color.Color) draw.Image {
	for y := range from.Rect.Dy() {
		for x := range from.Rect.Dx() {
			to.Set(x, y, paint(from.GrayAt(x, y).Y))
		}
	}
	return to
}

func asPNG(t testing.TB, picture image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asJPEG(t testing.TB, picture image.Image, quality int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// asCMYK is a JPEG of four inks as Adobe writes it, inverted: the pictures of the inks, gray, each in a scan of its own.
func asCMYK(t testing.TB, inks [4]*image.Gray) []byte {
	t.Helper()
	var out []byte
	for n, ink := range inks {
		gray := asJPEG(t, ink, 90)
		var tables []byte
		at := 2
		for gray[at+1] != 0xDA {
			length := 2 + int(binary.BigEndian.Uint16(gray[at+2:]))
			if gray[at+1] != 0xC0 {
				tables = append(tables, gray[at:at+length]...)
			}
			at += length
		}
		if n == 0 {
			size := ink.Bounds().Size()
			out = append(out, "\xFF\xD8\xFF\xEE\x00\x0EAdobe\x00\x64\x00\x00\x00\x00\x00"...)
			out = append(out, tables...)
			out = append(out, 0xFF, 0xC0, 0, 8+3*4, 8, byte(size.Y>>8), byte(size.Y), byte(size.X>>8), byte(size.X), 4)
			for c := range byte(4) {
				out = append(out, c+1, 0x11, 0)
			}
		}
		out = append(out, 0xFF, 0xDA, 0, 8, 1, byte(n+1), 0, 0, 63, 0)
		scan := at + 2 + int(binary.BigEndian.Uint16(gray[at+2:]))
		out = append(out, gray[scan:len(gray)-2]...)
	}
	return append(out, 0xFF, 0xD9)
}

// plain is a picture of one shade.
func plain(like *image.Gray, shade uint8) *image.Gray {
	ink := image.NewGray(like.Bounds())
	draw.Draw(ink, ink.Bounds(), image.NewUniform(color.Gray{shade}), image.Point{}, draw.Src)
	return ink
}

// printedOnPage are the words of the scanned page.
var printedOnPage = strings.Fields(strings.ReplaceAll(statementPage, ":", " "))

// readShare is the share of the printed words that stand in a text.
func readShare(text string) float64 {
	got := strings.Fields(strings.ReplaceAll(text, ":", " "))
	hits := 0
	for _, w := range printedOnPage {
		if slices.Contains(got, w) {
			hits++
		}
	}
	return float64(hits) / float64(len(printedOnPage))
}

// resized is the picture with both sides times factor, each pixel the mean of those it covers.
func resized(from *image.Gray, factor float64) *image.Gray {
	to := image.NewGray(image.Rect(0, 0, int(float64(from.Rect.Dx())*factor), int(float64(from.Rect.Dy())*factor)))
	for y := range to.Rect.Dy() {
		for x := range to.Rect.Dx() {
			left, top := int(float64(x)/factor), int(float64(y)/factor)
			right, bottom := max(left+1, int(float64(x+1)/factor)), max(top+1, int(float64(y+1)/factor))
			sum := 0
			for v := top; v < bottom; v++ {
				for u := left; u < right; u++ {
					sum += int(from.GrayAt(u, v).Y)
				}
			}
			to.SetGray(x, y, color.Gray{uint8(sum / ((right - left) * (bottom - top)))})
		}
	}
	return to
}

func TestPicturesOfEveryMakeAreRead(t *testing.T) {
	p := picture(t)
	same := func(s uint8) color.Color { return color.Gray{s} }
	inDarkMode := func(s uint8) color.Color {
		lit := 18 + (255-s)/5*4
		return color.RGBA{lit, lit, lit + 6, 255}
	}
	inputs := []struct {
		name string
		file []byte
	}{
		{"gray of 16 bits.png", asPNG(t, coloured(p, image.NewGray16(p.Rect), same))},
		{"colour of 16 bits.png", asPNG(t, coloured(p, image.NewNRGBA64(p.Rect), func(s uint8) color.Color {
			return color.NRGBA64{uint16(s) << 8, uint16(s) << 8, uint16(s)*200 + 5000, 0xffff}
		}))},
		{"on nothing.png", asPNG(t, coloured(p, image.NewNRGBA(p.Rect), func(s uint8) color.Color { return color.NRGBA{0, 0, 0, 255 - s} }))},
		{"light on nothing.png", asPNG(t, coloured(p, image.NewNRGBA(p.Rect), func(s uint8) color.Color { return color.NRGBA{255, 255, 255, 255 - s} }))},
		{"palette.png", asPNG(t, coloured(p, image.NewPaletted(p.Rect, color.Palette{color.White, color.Black, color.Gray{100}, color.Gray{200}}), same))},
		{"black and white.png", asPNG(t, coloured(p, image.NewPaletted(p.Rect, color.Palette{color.White, color.Black}), same))},
		{"dark mode.png", asPNG(t, coloured(p, image.NewRGBA(p.Rect), inDarkMode))},
		{"dark mode.jpg", asJPEG(t, coloured(p, image.NewRGBA(p.Rect), inDarkMode), 60)},
		{"four inks.jpg", asCMYK(t, [4]*image.Gray{plain(p, 255), plain(p, 255), plain(p, 250), p})},
		{"sent by phone.jpg", asJPEG(t, resized(p, 0.65), 30)},
		{"of many pixels.jpg", asJPEG(t, resized(p, 3), 80)},
	}
	var files []string
	for _, in := range inputs {
		files = append(files, written(t, in.name, in.file))
	}
	for reader, least := range map[string]float64{"auto": 0.95, "tesseract": 0.9} {
		results, _ := reading(t, map[string]string{"MUNSHI_RECOGNIZE_READER": reader}, files)
		for i, r := range results {
			if share := readShare(r.Text); share < least || r.Error != nil {
				t.Errorf("%s by %s: %.2f of its words are read: %v\n%s", inputs[i].name, reader, share, r.Error, r.Text)
			}
		}
	}
}

func TestPicturesThatCannotBeReadAreRefusedByName(t *testing.T) {
	var drawing bytes.Buffer
	if err := gif.Encode(&drawing, picture(t), nil); err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string][]byte{
		"a.gif": drawing.Bytes(), "a.bmp": append([]byte("BM"), make([]byte, 3000)...), "a.avif": []byte("\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf"),
	} {
		results, _ := reading(t, nil, []string{written(t, name, file)})
		if e := results[0].Error; e == nil || e.Code != "unsupported_type" || !strings.Contains(e.Message, "HEIC") {
			t.Errorf("%s: %+v", name, e)
		}
	}
}
