package leptonica

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"testing"
)

// lined draws a page of black dashes: enough like text for the skew finder.
func lined(w, h int) *image.Gray {
	page := image.NewGray(image.Rect(0, 0, w, h))
	for i := range page.Pix {
		page.Pix[i] = 255
	}
	for y := 60; y < h-60; y += 30 {
		for x := 50; x < w-50; x++ {
			if x/14%4 == 3 {
				continue
			}
			for dy := range 10 {
				page.SetGray(x, y+dy, color.Gray{})
			}
		}
	}
	return page
}

func encodePNG(t testing.TB, page image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, page); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func encodeJPEG(t testing.TB, page image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, page, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func read(t testing.TB, encoded []byte) *Image {
	t.Helper()
	i, err := Read(encoded, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(i.Close)
	return i
}

func must(t testing.TB) func(*Image, error) *Image {
	return func(i *Image, err error) *Image {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(i.Close)
		return i
	}
}

func TestHeadersAreReadWithoutDecoding(t *testing.T) {
	page := lined(640, 480)
	for format, encoded := range map[Format][]byte{PNG: encodePNG(t, page), JPEG: encodeJPEG(t, page)} {
		got, err := ReadHeader(encoded, 1)
		if want := (Header{format, 640, 480, 1}); err != nil || got != want {
			t.Errorf("got %+v, %v, want %+v", got, err, want)
		}
	}
}

func TestSkewIsFoundAndUndone(t *testing.T) {
	upright := read(t, encodePNG(t, lined(1000, 1200)))
	if degrees, _ := upright.Skew(); math.Abs(degrees) > 0.1 {
		t.Fatalf("a level page leans %.2f degrees", degrees)
	}
	for _, lean := range []float64{4, -2.5, 0.6} {
		leaning := must(t)(upright.Turned(lean))
		degrees, confidence := leaning.Skew()
		if math.Abs(degrees-lean) > 0.15 || confidence < 3 {
			t.Errorf("a lean of %.1f was found as %.2f (confidence %.1f)", lean, degrees, confidence)
		}
		mended := must(t)(leaning.Turned(-degrees))
		if rest, _ := mended.Skew(); math.Abs(rest) > 0.15 {
			t.Errorf("after turning back %.2f degrees are left", rest)
		}
	}
}

func TestABlankPageHasNoSkew(t *testing.T) {
	blank := image.NewGray(image.Rect(0, 0, 500, 500))
	for _, shade := range []uint8{0, 128, 255} {
		for i := range blank.Pix {
			blank.Pix[i] = shade
		}
		if degrees, confidence := read(t, encodePNG(t, blank)).Skew(); confidence >= 3 {
			t.Errorf("shade %d: %.2f degrees with confidence %.1f", shade, degrees, confidence)
		}
	}
}

func TestInkIsWhatStandsOutFromThePaper(t *testing.T) {
	page := image.NewGray(image.Rect(0, 0, 100, 100))
	for _, c := range []struct {
		paper, mark uint8
		want        float64
	}{{255, 0, 0.1}, {0, 255, 0.1}, {255, 215, 0}, {240, 170, 0.1}, {255, 255, 0}} {
		for i := range page.Pix {
			if page.Pix[i] = c.paper; i < 1000 {
				page.Pix[i] = c.mark
			}
		}
		if got, err := read(t, encodePNG(t, page)).Ink(48); err != nil || math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%d on %d: %g, %v, want %g", c.mark, c.paper, got, err, c.want)
		}
	}
}

func TestQuarterTurnsAndMirrorsMoveTheCornerWhereTheyShould(t *testing.T) {
	page := image.NewGray(image.Rect(0, 0, 20, 10)) // black, top left corner white
	page.SetGray(0, 0, color.Gray{255})
	original := read(t, encodePNG(t, page))
	corner := func(i *Image) image.Point {
		encoded, err := i.EncodePNG()
		if err != nil {
			t.Fatal(err)
		}
		decoded, err := png.Decode(bytes.NewReader(encoded))
		if err != nil {
			t.Fatal(err)
		}
		for y := range decoded.Bounds().Dy() {
			for x := range decoded.Bounds().Dx() {
				if r, _, _, _ := decoded.At(x, y).RGBA(); r > 0 {
					return image.Pt(x, y)
				}
			}
		}
		return image.Pt(-1, -1)
	}
	for name, c := range map[string]struct {
		got  *Image
		want image.Point
	}{
		"90":     {must(t)(original.QuarterTurned(1)), image.Pt(9, 0)},
		"180":    {must(t)(original.QuarterTurned(2)), image.Pt(19, 9)},
		"270":    {must(t)(original.QuarterTurned(3)), image.Pt(0, 19)},
		"mirror": {must(t)(original.Mirrored()), image.Pt(19, 0)},
	} {
		if at := corner(c.got); at != c.want {
			t.Errorf("%s: the white corner is at %v, want %v", name, at, c.want)
		}
	}
}

func TestConversionsKeepTheSizeAndScalingChangesIt(t *testing.T) {
	page := read(t, encodeJPEG(t, lined(300, 200)))
	if gray := must(t)(page.Gray()); gray.Depth() != 8 || gray.Width() != 300 {
		t.Errorf("gray has depth %d", gray.Depth())
	}
	if rgb := must(t)(page.RGB()); rgb.Depth() != 32 || rgb.Height() != 200 {
		t.Errorf("colour has depth %d", rgb.Depth())
	}
	if twice := must(t)(page.Scaled(2)); twice.Width() != 600 || twice.Height() != 400 {
		t.Errorf("twice 300x200 is %dx%d", twice.Width(), twice.Height())
	}
	encoded, err := page.EncodeJPEG(90)
	if err != nil {
		t.Fatal(err)
	}
	if h, err := ReadHeader(encoded, 1); err != nil || h.Format != JPEG {
		t.Errorf("%+v, %v", h, err)
	}
}

func TestDamagedImagesAreErrors(t *testing.T) {
	whole := encodeJPEG(t, lined(640, 480))
	thumbnailed := append([]byte{0xFF, 0xD8, 0xFF, 0xE1, 0, 6, 0xFF, 0xD9, 0, 0}, whole[2:]...)
	for name, encoded := range map[string][]byte{
		"nothing":                    nil,
		"one byte":                   {0xFF},
		"JPEG start only":            {0xFF, 0xD8, 0xFF, 0xE0, 0, 0, 0, 0, 0, 0, 0, 0},
		"cut JPEG":                   whole[:len(whole)/2],
		"JPEG without its last byte": whole[:len(whole)-1],
		"cut JPEG with thumbnail":    thumbnailed[:len(thumbnailed)/2],
		"cut PNG":                    encodePNG(t, lined(640, 480))[:1000],
		"text":                       []byte("this is no image at all"),
		"TIFF with nothing after it": []byte("II*\x00\x08\x00\x00\x00\x00\x00\x00\x00"),
	} {
		if i, err := Read(encoded, 1); !errors.Is(err, ErrCorrupt) {
			if err == nil {
				i.Close()
			}
			t.Errorf("%s: %v", name, err)
		}
	}
	read(t, thumbnailed)
}
