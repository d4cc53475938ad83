package leptonica

import (
	"image"
	"testing"
)

func TestShadesAreThoseOfTheImage(t *testing.T) {
	picture := image.NewGray(image.Rect(0, 0, 37, 5))
	for i := range picture.Pix {
		picture.Pix[i] = uint8(i)
	}
	page := read(t, encodePNG(t, picture))
	same, err := page.Shades(37)
	if err != nil || same.Bounds() != picture.Bounds() {
		t.Fatalf("%v, %v", same.Bounds(), err)
	}
	for i, shade := range picture.Pix {
		if same.Pix[i] != shade {
			t.Fatalf("pixel %d is %d, want %d", i, same.Pix[i], shade)
		}
	}
	small, err := read(t, encodePNG(t, lined(600, 300))).Shades(100)
	if err != nil || small.Bounds() != image.Rect(0, 0, 100, 50) {
		t.Errorf("made smaller: %v, %v", small.Bounds(), err)
	}
}
