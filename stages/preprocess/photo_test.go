package preprocess

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"math"
	"slices"
	"testing"

	"github.com/munshi-in/munshi/stages/leptonica"
)

// onATable is a page as a photograph has it: on a brown table, seen from aside, with a black bar in its lower right corner.
// barAt is where the middle of the bar is on the photograph, as fractions.
func onATable(t *testing.T) (photo []byte, barAt [2]float64) {
	t.Helper()
	page := written(t, letter)
	bar := image.Rect(800, 700, 960, 760)
	draw.Draw(page, bar, image.Black, image.Point{}, draw.Src)
	level, err := leptonica.Read(asPNG(t, page), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer level.Close()
	// The map from the page into the photograph; its inverse is what Seen wants, so it is asked for the corners of the photograph
	// as the page sees them.
	corners := [4][2]float64{{-0.15, -0.2}, {1.2, -0.15}, {1.3, 1.2}, {-0.25, 1.25}}
	m, ok := leptonica.MapToCorners(corners)
	if !ok {
		t.Fatal("no map")
	}
	const width, height = 1500, 1250
	aside, err := level.Seen(m, width, height)
	if err != nil {
		t.Fatal(err)
	}
	defer aside.Close()
	shades, err := aside.Shades(width)
	if err != nil {
		t.Fatal(err)
	}
	picture := image.NewRGBA(shades.Bounds())
	least := math.Inf(1)
	for y := range height {
		for x := range width {
			u, v := (float64(x)+0.5)/width, (float64(y)+0.5)/height
			px, py := m.At(u, v)
			shade := shades.GrayAt(x, y).Y
			c := color.RGBA{shade, shade, shade, 255}
			if px < 0 || py < 0 || px > 1 || py > 1 {
				c = color.RGBA{128, 96, 64, 255}
			}
			picture.SetRGBA(x, y, c)
			off := math.Hypot(px-880.0/float64(page.Rect.Dx()), py-730.0/float64(page.Rect.Dy()))
			if off < least {
				least, barAt = off, [2]float64{u, v}
			}
		}
	}
	return asPNG(t, picture), barAt
}

func TestAPageOnATableIsTakenOutAndItsPlacesAreFoundOnTheUpload(t *testing.T) {
	photo, barAt := onATable(t)
	for name, upload := range map[string][]byte{"upright": photo, "on its side": withExif(formatPNG, sideways(t, photo), 6)} {
		d := newDesk(t, nil)
		page := d.process(t, upload, "").Pages[0]
		if !slices.Contains(page.Steps, stepCutOut) {
			t.Fatalf("%s: %v", name, page)
		}
		got := d.picture(t, page)
		b := got.Bounds()
		for _, corner := range []image.Point{{20, 20}, {b.Max.X - 20, 20}, {b.Max.X - 20, b.Max.Y - 20}, {20, b.Max.Y - 20}} {
			if shade := color.GrayModel.Convert(got.At(corner.X, corner.Y)).(color.Gray).Y; shade < 200 {
				t.Errorf("%s: the shade at %v is %d: the table is still there", name, corner, shade)
			}
		}
		// The bar is where it was on the page, and the map leads from there to where it is on the photograph.
		x, y := barIn(got)
		if len(page.ToUpload) != 9 {
			t.Fatalf("%s: the map has %d numbers", name, len(page.ToUpload))
		}
		u, v := leptonica.Map(page.ToUpload).At(x, y)
		if math.Hypot(u-barAt[0], v-barAt[1]) > 0.01 {
			t.Errorf("%s: the bar at %.3f, %.3f of the page was at %.3f, %.3f of the upload, want %.3f", name, x, y, u, v, barAt)
		}
	}
}

// sideways is the picture as a camera stores it whose tag then says 6: turn me clockwise.
func sideways(t *testing.T, encoded []byte) []byte {
	t.Helper()
	upright, err := leptonica.Read(encoded, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer upright.Close()
	turned, err := upright.QuarterTurned(3)
	if err != nil {
		t.Fatal(err)
	}
	defer turned.Close()
	out, err := turned.EncodePNG()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// barIn is the middle of the large black bar, as fractions of a picture: rows of letters are never so dark for so long.
func barIn(page image.Image) (x, y float64) {
	b := page.Bounds()
	n := 0.0
	for py := range b.Dy() {
		run := 0
		for px := range b.Dx() {
			if r, _, _, _ := page.At(px, py).RGBA(); r > 0x6000 {
				run = 0
			} else if run++; run > 60 {
				x, y, n = x+float64(px)-30, y+float64(py), n+1
			}
		}
	}
	return x / n / float64(b.Dx()), y / n / float64(b.Dy())
}

func TestWhatIsMeasuredTellsAGoodPageFromABadOne(t *testing.T) {
	d := newDesk(t, nil)
	sharp := written(t, letter)
	good := d.process(t, asPNG(t, sharp), "").Pages[0]
	if good.Contrast < 0.9 || good.Blur < 0.9 || good.Blur > 2 || good.TextHeight < 15 || good.TextHeight > 40 || len(good.Candidates) > 0 || len(good.Glare) > 0 {
		t.Errorf("a good page: %v", good)
	}
	if len(good.ToUpload) != 0 {
		t.Errorf("nothing was done, and there is a map: %v", good.ToUpload)
	}
	bad := image.NewGray(sharp.Rect) // faint, out of focus, and dark on one side
	for y := range sharp.Rect.Dy() {
		for x := range sharp.Rect.Dx() {
			sum := 0
			for dx := -4; dx <= 4; dx++ {
				sum += int(sharp.GrayAt(max(0, min(sharp.Rect.Dx()-1, x+dx)), y).Y)
			}
			bad.SetGray(x, y, color.Gray{uint8((100 + sum/9*90/255) * (1200 - x/2) / 1200)})
		}
	}
	for i := range bad.Pix { // and grainy
		bad.Pix[i] += uint8(i * 5 % 11)
	}
	draw.Draw(bad, image.Rect(640, 320, 832, 448), image.White, image.Point{}, draw.Src) // a lamp
	page := d.process(t, asPNG(t, bad), "").Pages[0]
	if page.Contrast > 0.5 || page.Blur < 2*good.Blur || !slices.Equal(page.Candidates, []string{leptonica.Normalise, leptonica.Denoise, leptonica.Otsu, leptonica.Sauvola}) || len(page.Glare) != 1 {
		t.Fatalf("a bad page: %v", page)
	}
	if g := page.Glare[0]; math.Abs(g.Left-640.0/1000) > 0.07 || math.Abs(g.Bottom-448.0/float64(sharp.Rect.Dy())) > 0.1 {
		t.Errorf("glare at %v", g)
	}
	small, err := leptonica.Read(asPNG(t, sharp), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer small.Close()
	smaller, err := small.Scaled(0.35)
	if err != nil {
		t.Fatal(err)
	}
	defer smaller.Close()
	encoded, err := smaller.EncodePNG()
	if err != nil {
		t.Fatal(err)
	}
	if page := d.process(t, encoded, "").Pages[0]; page.TextHeight > 14 || !slices.Equal(page.Candidates, []string{leptonica.Enlarge}) {
		t.Errorf("a small page: %v", page)
	}
}

func TestTheShadowOnAPageThatWasCutOutIsTakenOff(t *testing.T) {
	photo, _ := onATable(t)
	lit, _, err := image.Decode(bytes.NewReader(photo))
	if err != nil {
		t.Fatal(err)
	}
	b := lit.Bounds()
	shadowed := image.NewRGBA(b)
	for y := range b.Dy() {
		for x := range b.Dx() {
			light := 1.0
			if x+y > b.Dx() {
				light = 0.55
			}
			r, g, bl, _ := lit.At(x, y).RGBA()
			shadowed.SetRGBA(x, y, color.RGBA{uint8(light * float64(r>>8)), uint8(light * float64(g>>8)), uint8(light * float64(bl>>8)), 255})
		}
	}
	d := newDesk(t, nil)
	page := d.process(t, asPNG(t, shadowed), "").Pages[0]
	if !slices.Contains(page.Steps, stepCutOut) || !slices.Contains(page.Steps, stepNormalise) || slices.Contains(page.Candidates, stepNormalise) {
		t.Fatalf("%v", page)
	}
	got := d.picture(t, page)
	for _, at := range [][2]float64{{0.05, 0.05}, {0.95, 0.05}, {0.05, 0.95}, {0.95, 0.95}} {
		x, y := int(at[0]*float64(got.Bounds().Dx())), int(at[1]*float64(got.Bounds().Dy()))
		if shade := color.GrayModel.Convert(got.At(x, y)).(color.Gray).Y; shade < 200 {
			t.Errorf("the paper's shade at %v is %d", at, shade)
		}
	}
}

func TestATrailShowsThePageAfterEachStep(t *testing.T) {
	photo, _ := onATable(t)
	d := newDesk(t, nil)
	in := d.ingested(t, photo, "").Body
	trail, err := d.Trail(t.Context(), in, 1)
	if err != nil || len(trail) < 2 || trail[0].Step != stepNone || trail[1].Step != stepCutOut {
		t.Fatalf("%d pictures, %v", len(trail), err)
	}
	sent, front := trail[0].JPEG, trail[len(trail)-1].JPEG
	for name, encoded := range map[string][]byte{"sent": sent, "front": front} {
		picture, _, err := image.Decode(bytes.NewReader(encoded))
		if err != nil {
			t.Fatal(err)
		}
		r, _, blue, _ := picture.At(10, 10).RGBA()
		if table := r > blue+0x2000; table != (name == "sent") {
			t.Errorf("%s: in its corner is red %x, blue %x", name, r, blue)
		}
	}
	if _, err := d.Trail(t.Context(), in, 2); err == nil {
		t.Error("a page that is not there has a trail")
	}
}
