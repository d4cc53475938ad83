package leptonica

import (
	"image"
	"image/color"
	"testing"
)

func TestWhatIsDrawnOnNothingComesOnPaperThatItStandsOutFrom(t *testing.T) {
	for name, c := range map[string]struct {
		ink, paper color.NRGBA
		ground     byte
		clear      bool
	}{
		"dark":       {color.NRGBA{10, 20, 30, 255}, color.NRGBA{}, 255, true},
		"light":      {color.NRGBA{240, 250, 255, 255}, color.NRGBA{}, 0, true},
		"screenshot": {color.NRGBA{0, 0, 0, 255}, color.NRGBA{200, 200, 200, 255}, 200, false},
	} {
		picture := image.NewNRGBA(image.Rect(0, 0, 40, 20))
		for i := range 40 * 20 {
			picture.SetNRGBA(i%40, i/40, c.paper)
			if i%40 > 30 {
				picture.SetNRGBA(i%40, i/40, c.ink)
			}
		}
		drawn := read(t, encodePNG(t, picture))
		if drawn.Transparent() != c.clear {
			t.Errorf("%s: transparent %v", name, drawn.Transparent())
		}
		opaque := must(t)(drawn.Opaque())
		pixels, err := opaque.Pixels()
		if err != nil || opaque.Transparent() || pixels[0] != c.ground || pixels[3*39+1] != c.ink.G {
			t.Errorf("%s: the ground has shade %d, the ink %d: %v", name, pixels[0], pixels[3*39+1], err)
		}
	}
}
