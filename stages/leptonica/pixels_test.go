package leptonica

import (
	"image"
	"image/color"
	"math"
	"testing"
)

func TestPixelsAreRedGreenBlueRowByRow(t *testing.T) {
	picture := image.NewRGBA(image.Rect(0, 0, 3, 2))
	for i := range 6 {
		picture.SetRGBA(i%3, i/3, color.RGBA{uint8(10 * i), uint8(10*i + 1), uint8(10*i + 2), 255})
	}
	got, err := read(t, encodePNG(t, picture)).Pixels()
	if err != nil || len(got) != 18 {
		t.Fatalf("%d bytes, %v", len(got), err)
	}
	for i, v := range got {
		if want := byte(10*(i/3) + i%3); v != want {
			t.Errorf("byte %d is %d, want %d", i, v, want)
		}
	}
}

func TestFlatIsTheShareOfTheCommonestShade(t *testing.T) {
	page := image.NewGray(image.Rect(0, 0, 100, 100))
	for i := range page.Pix {
		switch {
		case i < 7000:
			page.Pix[i] = uint8(230 + i%5) // paper, with some noise
		case i < 9000:
			page.Pix[i] = uint8(i % 200) // a picture
		}
	}
	if got, err := read(t, encodePNG(t, page)).Flat(4); err != nil || math.Abs(got-0.7) > 0.02 {
		t.Errorf("%g, %v", got, err)
	}
}
