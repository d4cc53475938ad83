package draw

import (
	"bytes"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestHomographyTakesEachCornerToItsOwn(t *testing.T) {
	from := [4]point{{0, 0}, {100, 3}, {96, 210}, {-4, 200}}
	to := [4]point{{0, 0}, {1, 0}, {1, 2}, {0, 2}}
	m := homography(from, to)
	for i := range from {
		if got := m.apply(from[i].x, from[i].y); math.Hypot(got.x-to[i].x, got.y-to[i].y) > 1e-9 {
			t.Errorf("corner %d went to %v, want %v", i, got, to[i])
		}
	}
}

func TestAScanKeepsThePaperStraightAndAtItsSize(t *testing.T) {
	paper := NewPicture(80, 50, 200, White)
	paper.Fill(20, 10, 10, 30, Black)
	scan := Photograph(paper.Image, Clean, rand.New(rand.NewPCG(1, 1))).Image
	edge := (scan.Bounds().Dx() - paper.Image.Bounds().Dx()) / 2
	for _, at := range []struct {
		x, y float64
		dark bool
	}{{21, 11, true}, {29, 39, true}, {18, 11, false}, {32, 39, false}, {21, 8, false}} {
		x, y := edge+int(paper.px(at.x)), edge+int(paper.px(at.y))
		if level := color.GrayModel.Convert(scan.At(x, y)).(color.Gray).Y; (level < 128) != at.dark {
			t.Errorf("at %g, %g mm the level is %d", at.x, at.y, level)
		}
	}
}

func TestUnknownDegradationIsRefusedWithTheKnownOnes(t *testing.T) {
	if _, err := ParseDegradation("awful"); err == nil || !strings.Contains(err.Error(), "mild") {
		t.Errorf("err = %v", err)
	}
}

func TestPDFsHaveATextLayerAndNoClockInThem(t *testing.T) {
	made := func() []byte {
		p := NewPDF(210, 297, "A test", time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC))
		p.AddPage()
		p.Text(20, 30, "Naïve Closing Balance 1,10,339.61", Style{Face: Sans, Size: 10})
		p.Text(20, 40, "bold", Style{Face: SerifBold, Size: 10})
		p.Text(20, 50, "mono", Style{Face: Mono, Size: 10})
		b, err := p.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	first := made()
	for range 5 {
		if !bytes.Equal(first, made()) {
			t.Fatal("two runs gave different files")
		}
	}
	path := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(path, first, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", path, "-").Output()
	if err != nil || !strings.Contains(string(out), "Naïve Closing Balance 1,10,339.61") {
		t.Errorf("text layer: %q (%v)", out, err)
	}
}

func TestWordsKeepTheirPlaceOnThePaper(t *testing.T) {
	paper := NewPicture(100, 50, 200, White)
	paper.Text(10, 20, "Net  Amount", Style{Face: Sans, Size: 12, Ink: Black})
	E13BLine(paper, 10, 40, "⑈12⑈ 31")
	words := paper.Words()
	var texts []string
	for _, w := range words {
		texts = append(texts, w.Text)
		if ink := inkIn(paper.Image, w.Box); ink < 0.1 {
			t.Errorf("%s: %.2f of its box is ink", w.Text, ink)
		}
	}
	if got := strings.Join(texts, "|"); got != "Net|Amount|⑈12⑈|31" {
		t.Errorf("words %s", got)
	}
	if outside := inkIn(paper.Image, [4]float64{0, 0.42, 1, 0.68}); outside > 0 {
		t.Errorf("%.3f of the paper between the lines is ink", outside)
	}
}

// inkIn is the share of dark pixels in a box.
func inkIn(page image.Image, box [4]float64) float64 {
	w, h := float64(page.Bounds().Dx()), float64(page.Bounds().Dy())
	dark, all := 0, 0
	for y := int(box[1] * h); y < int(box[3]*h); y++ {
		for x := int(box[0] * w); x < int(box[2]*w); x++ {
			if all++; color.GrayModel.Convert(page.At(x, y)).(color.Gray).Y < 128 {
				dark++
			}
		}
	}
	return float64(dark) / float64(all)
}

func TestCornersLeadFromAPhotoBackToThePaper(t *testing.T) {
	paper := NewPicture(90, 60, 200, White)
	paper.Fill(60, 40, 20, 10, Black)
	for seed := range uint64(6) {
		photo := Photograph(paper.Image, Hard, rand.New(rand.NewPCG(seed, 1))).Turned(int(seed))
		if want := int(seed) % 4 * 90; photo.Rotation != want {
			t.Errorf("rotation %d, want %d", photo.Rotation, want)
		}
		w, h := float64(photo.Image.Bounds().Dx()), float64(photo.Image.Bounds().Dy())
		var corners [4]point
		for i, c := range photo.Corners {
			corners[i] = point{c[0] * w, c[1] * h}
		}
		there := homography([4]point{{0, 0}, {90, 0}, {90, 60}, {0, 60}}, corners)
		at := func(x, y float64) int {
			p := there.apply(x, y)
			r, g, b, _ := photo.Image.At(int(p.x), int(p.y)).RGBA()
			return int(r+g+b) / 3 >> 8
		}
		if bar, beside := at(70, 45), at(70, 30); bar*2 > beside {
			t.Errorf("seed %d: the bar's level is %d, the paper's beside it %d", seed, bar, beside)
		}
	}
}

// inside is how light a photo is at a place of the paper, given as a fraction of it.
func inside(p Photo, x, y float64) float64 {
	b := p.Image.Bounds()
	var to [4]point
	for i, c := range p.Corners {
		to[i] = point{c[0] * float64(b.Dx()), c[1] * float64(b.Dy())}
	}
	at := homography([4]point{{0, 0}, {1, 0}, {1, 1}, {0, 1}}, to).apply(x, y)
	return float64(color.GrayModel.Convert(p.Image.At(int(at.x), int(at.y))).(color.Gray).Y)
}

func TestPhonesDoToAPaperWhatTheirClassSays(t *testing.T) {
	paper := NewPicture(50, 70, 100, White)
	paper.Fill(20, 30, 10, 10, Black)
	for seed := range uint64(4) {
		photos := map[Degradation]Photo{}
		for _, d := range Phones {
			photos[d] = Photograph(paper.Image, d, rand.New(rand.NewPCG(seed, 2)))
			if ink, beside := inside(photos[d], 0.5, 0.5), inside(photos[d], 0.2, 0.5); d != Flash && ink > 0.7*beside {
				t.Errorf("%s: the ink's level is %.0f, the paper's beside it %.0f", d, ink, beside)
			}
		}
		if dark, usual := inside(photos[Dim], 0.2, 0.2), inside(photos[Held], 0.2, 0.2); dark > 0.8*usual {
			t.Errorf("in the evening the level is %.0f, by day %.0f", dark, usual)
		}
		if paper, ground := inside(photos[OnWhite], 0.2, 0.04), inside(photos[OnWhite], 0.2, -0.04); math.Abs(paper-ground) > 60 {
			t.Errorf("white on white: %.0f on %.0f", paper, ground)
		}
	}
	large := Photograph(image.NewRGBA(image.Rect(0, 0, 1800, 100)), Sent, rand.New(rand.NewPCG(1, 2))).Image.Bounds()
	if large.Dx() > cameras[Sent].longest {
		t.Errorf("a messenger sent %v", large)
	}
}

func TestWordsThatTheFrameCutsOffAreNotToBeRead(t *testing.T) {
	words := []Word{{"corner", [4]float64{0, 0, 0.1, 0.02}}, {"middle", [4]float64{0.4, 0.4, 0.6, 0.42}}}
	whole := Photo{Corners: [4][2]float64{{0.1, 0.1}, {0.9, 0.1}, {0.9, 0.9}, {0.1, 0.9}}}
	if seen := whole.Seen(words); len(seen) != 2 {
		t.Errorf("%v", seen)
	}
	cut := Photo{Corners: [4][2]float64{{-0.05, 0.02}, {0.95, -0.02}, {1.02, 0.95}, {0.02, 1.01}}}
	if seen := cut.Seen(words); len(seen) != 1 || seen[0].Text != "middle" {
		t.Errorf("%v", seen)
	}
}

func TestEveryMagneticCharacterHasAShapeOfItsOwn(t *testing.T) {
	seen := map[string]rune{}
	for _, r := range E13B {
		rows, err := E13BGlyph(r)
		if err != nil {
			t.Fatal(err)
		}
		shape := strings.Join(rows, "\n")
		if other, twice := seen[shape]; twice {
			t.Errorf("%c looks like %c", r, other)
		}
		seen[shape] = r
	}
	if _, err := E13BGlyph('A'); err == nil {
		t.Error("there is an A")
	}
}
