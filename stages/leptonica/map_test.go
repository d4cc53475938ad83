package leptonica

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"testing"
)

func TestMapsTakePointsWhereTheyWere(t *testing.T) {
	corners := [4][2]float64{{0.1, 0.2}, {0.9, 0.1}, {0.8, 0.95}, {0.15, 0.7}}
	m, ok := MapToCorners(corners)
	if !ok {
		t.Fatal("no map")
	}
	for i, at := range [4][2]float64{{0, 0}, {1, 0}, {1, 1}, {0, 1}} {
		if x, y := m.At(at[0], at[1]); math.Hypot(x-corners[i][0], y-corners[i][1]) > 1e-9 {
			t.Errorf("corner %d is at %g, %g, want %v", i, x, y, corners[i])
		}
	}
	if _, ok := MapToCorners([4][2]float64{{0, 0}, {0.5, 0.5}, {1, 1}, {0.2, 0.2}}); ok {
		t.Error("a line has a map")
	}
	there, back := MapOfQuarters(1), MapOfQuarters(3)
	if got := there.After(back); got != Same {
		t.Errorf("a quarter and three are %v", got)
	}
}

// spot is a page with a black spot around a point.
func spot(w, h, x, y int) *image.Gray {
	page := image.NewGray(image.Rect(0, 0, w, h))
	draw.Draw(page, page.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(page, image.Rect(x-4, y-4, x+4, y+4), image.Black, image.Point{}, draw.Src)
	return page
}

// darkest is the middle of the dark pixels, as fractions.
func darkest(t *testing.T, i *Image) (x, y float64) {
	t.Helper()
	shades, err := i.Shades(10000)
	if err != nil {
		t.Fatal(err)
	}
	n := 0.0
	for at, shade := range shades.Pix {
		if shade < 100 {
			x, y, n = x+float64(at%shades.Stride)+0.5, y+float64(at/shades.Stride)+0.5, n+1
		}
	}
	return x / n / float64(i.Width()), y / n / float64(i.Height())
}

func TestWhatWasTurnedIsFoundAgain(t *testing.T) {
	page := read(t, encodePNG(t, spot(400, 300, 100, 60)))
	for _, degrees := range []float64{-5, 3, 6.5} {
		turned := must(t)(page.Turned(degrees))
		x, y := MapOfTurn(degrees, 400, 300, turned.Width(), turned.Height()).At(darkest(t, turned))
		if math.Abs(x-0.25) > 0.004 || math.Abs(y-0.2) > 0.004 {
			t.Errorf("turned by %g: the spot was at %.4f, %.4f, want 0.25, 0.2", degrees, x, y)
		}
	}
	for quarters := range 4 {
		turned := must(t)(page.QuarterTurned(quarters))
		x, y := MapOfQuarters(quarters).At(darkest(t, turned))
		if math.Abs(x-0.25) > 0.004 || math.Abs(y-0.2) > 0.004 {
			t.Errorf("%d quarters: the spot was at %.4f, %.4f, want 0.25, 0.2", quarters, x, y)
		}
	}
}

func TestAPageSeenFromAsideIsSeenFromTheFront(t *testing.T) {
	m, _ := MapToCorners([4][2]float64{{0.1, 0.2}, {0.9, 0.1}, {0.8, 0.95}, {0.15, 0.7}})
	x, y := m.At(0.3, 0.6)
	gray := spot(800, 600, int(x*800), int(y*600))
	colour := image.NewRGBA(gray.Bounds())
	draw.Draw(colour, colour.Bounds(), gray, image.Point{}, draw.Src)
	bits := image.NewPaletted(gray.Bounds(), color.Palette{color.Black, color.White})
	draw.Draw(bits, bits.Bounds(), gray, image.Point{}, draw.Src)
	for name, picture := range map[string]image.Image{"gray": gray, "colour": colour, "bits": bits} {
		front := must(t)(read(t, encodePNG(t, picture)).Seen(m, 500, 300))
		if x, y := darkest(t, front); math.Abs(x-0.3) > 0.01 || math.Abs(y-0.6) > 0.01 {
			t.Errorf("%s: the spot is at %.3f, %.3f, want 0.3, 0.6", name, x, y)
		}
	}
}
