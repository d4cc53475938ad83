package paper

import (
	"image"
	_ "image/jpeg"
	"maps"
	"math"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/image/draw"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
)

// photo is a generated picture and where its paper really is, as fractions.
type photo struct {
	id      string
	picture Picture
	corners [4][2]float64
}

// count is how many of each kind are drawn; PAPER_COUNT=20 gives figures worth telling.
func count(degradation string) string {
	if n := os.Getenv("PAPER_COUNT"); n != "" {
		return n
	}
	if degradation == "mild" || degradation == "hard" {
		return "2"
	}
	return "1"
}

func generated(t testing.TB, degradation, count string) []photo {
	t.Helper()
	dir := testkit.Corpus(t, "documents", "--degradation", degradation, "--seed", "31", "--count", count)
	type label struct {
		ID      string
		Corners *[4][2]float64
	}
	var all []photo
	for _, label := range testkit.CorpusLabels[label](t, dir) {
		if label.Corners != nil { // else it is a PDF
			all = append(all, photo{label.ID, small(t, filepath.Join(dir, label.ID+".jpg")), *label.Corners})
		}
	}
	return all
}

// small is a picture of the size that Find wants.
func small(t testing.TB, path string) Picture {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	whole, _, err := image.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	w, h := whole.Bounds().Dx(), whole.Bounds().Dy()
	scale := float64(Side) / float64(max(w, h))
	made := image.NewRGBA(image.Rect(0, 0, int(scale*float64(w)), int(scale*float64(h))))
	draw.ApproxBiLinear.Scale(made, made.Bounds(), whole, whole.Bounds(), draw.Src, nil)
	p := Picture{Width: made.Bounds().Dx(), Height: made.Bounds().Dy()}
	for i := 0; i < len(made.Pix); i += 4 {
		p.Pix = append(p.Pix, made.Pix[i:i+3]...)
	}
	return p
}

// off is how far the corner that is farthest from its true place is from it, as a part of the picture's longer side.
func (p photo) off(found Corners) float64 {
	farthest := 0.0
	for _, c := range found { // a photo may lie on its side: any order that goes round will do
		nearest := math.Inf(1)
		for _, true := range p.corners {
			nearest = min(nearest, math.Hypot(c.X-true[0]*float64(p.picture.Width), c.Y-true[1]*float64(p.picture.Height)))
		}
		farthest = max(farthest, nearest)
	}
	return farthest / float64(max(p.picture.Width, p.picture.Height))
}

// lost is how far the corner that is farthest outside is beyond what was found, as a part of the picture's longer side.
func (p photo) lost(found Corners) float64 {
	most := math.Inf(-1)
	for _, c := range p.corners {
		most = max(most, found.beyond(Point{c[0] * float64(p.picture.Width), c[1] * float64(p.picture.Height)}))
	}
	return most / float64(max(p.picture.Width, p.picture.Height))
}

func TestPapersInPhotographsAreFoundOrLeftAlone(t *testing.T) {
	least := map[string]float64{"mild": 0.9, "hard": 0.85, "on_white": 0.5, "on_print": 0.8}
	if os.Getenv("PAPER_COUNT") != "" { // drawing takes longest
		maps.Copy(least, map[string]float64{"dim": 0.6, "tight": 0, "held": 0.9, "flash": 0.9, "screen": 0.9, "sent": 0.9})
	}
	for degradation, least := range least {
		found, all := 0, 0
		for _, p := range generated(t, degradation, count(degradation)) {
			all++
			corners, ok := Find(p.picture)
			if !ok {
				t.Logf("%s: not found", p.id)
				continue
			}
			found++
			if off := p.off(corners); off > farthest(degradation) {
				t.Errorf("%s: a corner is off by %.3f of the picture: %v", p.id, off, corners)
			}
		}
		t.Logf("%s: %d of %d found", degradation, found, all)
		if float64(found) < least*float64(all) {
			t.Errorf("%s: %d of %d found", degradation, found, all)
		}
	}
}

// farthest is how far off a corner may be. A thumb or the flash on an edge makes it look curved, and some ground is left beside it.
func farthest(degradation string) float64 {
	if degradation == "held" || degradation == "flash" {
		return 0.03
	}
	return 0.015
}

// The outline of a bent sheet is no four lines: of a fold is taken all but a corner of its margin, not the panel that lies best.
func TestOfABentSheetLittleIsLost(t *testing.T) {
	cut, all := 0, 0
	for _, p := range generated(t, "bent", count("bent")) {
		all++
		if corners, ok := Find(p.picture); ok && p.lost(corners) > 0.05 {
			t.Logf("%s: %.3f of the picture is lost: %v", p.id, p.lost(corners), corners)
			cut++
		}
	}
	if t.Logf("%d of %d lose print", cut, all); 20*cut > all {
		t.Errorf("%d of %d lose print", cut, all)
	}
}

func TestAScanIsNotCut(t *testing.T) {
	for _, p := range generated(t, "clean", "2") {
		if corners, ok := Find(p.picture); ok && p.off(corners) > 0.015 {
			t.Errorf("%s: cut at %v", p.id, corners)
		}
	}
}

// drawn is a picture of one colour with a rectangle on it.
func drawn(ground, sheet [3]byte, left, top, right, bottom int) Picture {
	p := Picture{Width: 400, Height: 300}
	for y := range p.Height {
		for x := range p.Width {
			colour := ground
			if x >= left && x < right && y >= top && y < bottom {
				colour = sheet
			}
			p.Pix = append(p.Pix, colour[:]...)
		}
	}
	return p
}

// In bad light paper is dark, and what sets it apart from a dark table is little.
func TestASheetInBadLightIsFound(t *testing.T) {
	for _, light := range []byte{1, 2, 4} {
		p := drawn([3]byte{72 / light, 64 / light, 60 / light}, [3]byte{150 / light, 140 / light, 120 / light}, 60, 40, 340, 260)
		if _, ok := Find(p); !ok {
			t.Errorf("not found with light of one in %d", light)
		}
	}
}

// withPrint has lines of print above a height.
func withPrint(p Picture, above int) Picture {
	for y := 12; y < above; y += 6 {
		for x := 40; x < 360; x++ {
			if x/3%2 == 0 {
				for c := range 6 {
					p.Pix[3*(y*p.Width+x)+c%3] = 40
					p.Pix[3*((y+1)*p.Width+x)+c%3] = 40
				}
			}
		}
	}
	return p
}

func TestOnlyWhatLooksLikeAPageIsOne(t *testing.T) {
	white, wood := [3]byte{250, 250, 250}, [3]byte{120, 90, 60}
	for name, c := range map[string]struct {
		picture Picture
		page    bool
	}{
		"a page on a table":                {drawn(wood, white, 60, 50, 330, 260), true},
		"a page that is the whole picture": {drawn(wood, white, 0, 0, 400, 300), false},
		"a page that goes on beyond it":    {drawn(wood, white, 60, 50, 400, 300), false},
		"a stamp on a page":                {drawn(white, wood, 300, 40, 360, 100), false},
		"a tinted table on a page":         {withPrint(drawn(white, [3]byte{230, 225, 180}, 40, 90, 360, 280), 80), false},
		"a card on an empty sheet":         {drawn(white, [3]byte{180, 205, 225}, 60, 50, 330, 260), true},
		"white on white":                   {drawn(white, [3]byte{245, 245, 245}, 60, 50, 330, 260), false},
		"too small to see":                 {Picture{Width: 20, Height: 20, Pix: make([]byte, 1200)}, false},
		"pixels are missing":               {Picture{Width: 400, Height: 300, Pix: make([]byte, 12)}, false},
	} {
		corners, ok := Find(c.picture)
		if ok != c.page {
			t.Errorf("%s: found %v, %v", name, ok, corners)
		}
		if want := (Corners{{60, 50}, {330, 50}, {330, 260}, {60, 260}}); ok {
			for i := range want {
				if math.Hypot(corners[i].X-want[i].X, corners[i].Y-want[i].Y) > 3 {
					t.Errorf("%s: corner %d is at %v, want %v", name, i, corners[i], want[i])
				}
			}
		}
	}
}

// shadowed is a sheet on a table of the same white: of its edge shows a thin shadow.
func shadowed() Picture {
	white := [3]byte{246, 246, 246}
	p := drawn(white, white, 0, 0, 0, 0)
	for y := 48; y < 264; y++ {
		for x := 58; x < 334; x++ {
			shade := byte(250)
			switch {
			case x < 60 || y < 50:
				shade = 222
			case x >= 330 || y >= 260:
				shade = 205
			}
			copy(p.Pix[3*(y*p.Width+x):], []byte{shade, shade, shade})
		}
	}
	return p
}

func TestAWhiteSheetOnAWhiteTableIsFoundWhereNothingIsBesideIt(t *testing.T) {
	corners, ok := Find(shadowed())
	if !ok {
		t.Fatal("not found")
	}
	for i, want := range (Corners{{60, 50}, {330, 50}, {330, 260}, {60, 260}}) {
		if math.Hypot(corners[i].X-want.X, corners[i].Y-want.Y) > 6 {
			t.Errorf("corner %d is at %v, want %v", i, corners[i], want)
		}
	}
	if corners, ok := Find(withPrint(shadowed(), 40)); ok {
		t.Errorf("print beside it was cut off: %v", corners)
	}
}

func FuzzFind(f *testing.F) {
	small := make([]byte, 0, 3*100*75) // a page on a table, a quarter as large: fuzzing is slow with many bytes
	for i, page := 0, drawn([3]byte{120, 90, 60}, [3]byte{250, 250, 250}, 60, 50, 330, 260); i < 100*75; i++ {
		at := 3 * (4*(i/100)*page.Width + 4*(i%100))
		small = append(small, page.Pix[at:at+3]...)
	}
	f.Add(uint16(100), small)
	f.Add(uint16(70), make([]byte, 3*70*70))
	f.Fuzz(func(t *testing.T, width uint16, pixels []byte) {
		w := max(1, int(width))
		h := len(pixels) / 3 / w
		if corners, ok := Find(Picture{Width: w, Height: h, Pix: pixels[:3*w*h]}); ok {
			for _, c := range corners {
				if math.IsNaN(c.X+c.Y) || c.X < -0.1*float64(w)-20 || c.Y < -0.1*float64(h)-20 || c.X > 1.1*float64(w)+20 || c.Y > 1.1*float64(h)+20 {
					t.Errorf("%v in %d x %d", corners, w, h)
				}
			}
		}
	})
}

func BenchmarkFind(b *testing.B) {
	p := generated(b, "mild", "1")[0]
	for b.Loop() {
		Find(p.picture)
	}
}
