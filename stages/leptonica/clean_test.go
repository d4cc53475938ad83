package leptonica

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"testing"
)

var steps = []string{Normalise, Enlarge, Denoise, Otsu, Sauvola}

// shaded is the page with light that falls off to a third from left to right.
func shaded(page *image.Gray) *image.Gray {
	dim := image.NewGray(page.Bounds())
	w := page.Bounds().Dx()
	for i, shade := range page.Pix {
		dim.Pix[i] = uint8(float64(shade) * (1 - 0.66*float64(i%page.Stride)/float64(w)))
	}
	return dim
}

func TestEveryStepLeavesThePageInItsPlace(t *testing.T) {
	page := read(t, encodePNG(t, lined(600, 400)))
	for _, step := range steps {
		cleaned := must(t)(page.Cleaned(step))
		if cleaned.Width()*400 != cleaned.Height()*600 || cleaned.Width() < 600 {
			t.Errorf("%s: %d x %d", step, cleaned.Width(), cleaned.Height())
		}
	}
	if _, err := page.Cleaned("polish"); err == nil {
		t.Error("an unknown step was made")
	}
}

func TestWhereTheLightFallsOffInkIsFoundAgain(t *testing.T) {
	flat := lined(900, 600)
	want, err := read(t, encodePNG(t, flat)).Ink(60)
	if err != nil {
		t.Fatal(err)
	}
	page := read(t, encodePNG(t, shaded(flat)))
	if before, _ := page.Ink(60); math.Abs(before-want) < 0.05 {
		t.Fatalf("the shade does no harm: %.3f of the page is ink, %.3f without it", before, want)
	}
	for _, step := range []string{Normalise, Otsu, Sauvola} {
		after, err := must(t)(must(t)(page.Cleaned(step)).Gray()).Ink(60)
		if err != nil || math.Abs(after-want) > 0.02 {
			t.Errorf("%s: %.3f of the page is ink, want %.3f (%v)", step, after, want, err)
		}
	}
}

func TestGrainIsTakenOutAndLettersStay(t *testing.T) {
	page := lined(600, 400)
	for i := 7; i < len(page.Pix); i += 53 {
		page.Pix[i] = 0
	}
	clean := must(t)(read(t, encodePNG(t, page)).Cleaned(Denoise))
	ink, _ := clean.Ink(60)
	want, _ := read(t, encodePNG(t, lined(600, 400))).Ink(60)
	if math.Abs(ink-want) > 0.01 {
		t.Errorf("%.3f of the page is ink, want %.3f", ink, want)
	}
}

func TestImagesOfAnySizeAndDepthCanBeCleaned(t *testing.T) {
	for _, side := range []int{1, 3, 79, 80, 81} {
		gray := image.NewGray(image.Rect(0, 0, side, 100))
		colour := image.NewRGBA(gray.Bounds())
		bits := image.NewPaletted(gray.Bounds(), color.Palette{color.Black, color.White})
		for name, picture := range map[string]image.Image{"gray": gray, "colour": colour, "bits": bits} {
			for _, step := range steps {
				t.Run(fmt.Sprint(side, name, step), func(t *testing.T) {
					must(t)(read(t, encodePNG(t, picture)).Cleaned(step))
				})
			}
		}
	}
}
