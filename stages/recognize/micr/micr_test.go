package micr

import (
	"image"
	"image/color"
	"image/draw"
	_ "image/jpeg"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
)

// cheques is how many of each degradation are drawn; MICR_CHEQUES=100 gives figures worth telling.
func cheques() string {
	if n := os.Getenv("MICR_CHEQUES"); n != "" {
		return n
	}
	return "8"
}

// drawn is a generated document: the picture upright, and what its line of magnetic ink says.
type drawn struct {
	id   string
	page *image.Gray
	line string
}

// generated draws documents of a kind and degradation. They are the project's own: no real cheque is here.
func generated(t testing.TB, kind, degradation, count string) []drawn {
	t.Helper()
	dir := testkit.Corpus(t, "documents", "--kind", kind, "--degradation", degradation, "--seed", "12", "--count", count)
	type label struct {
		ID       string
		Rotation int
		Words    []struct{ Text string }
	}
	var all []drawn
	for _, label := range testkit.CorpusLabels[label](t, dir) {
		var line []string
		for _, w := range label.Words {
			if len(line) > 0 || strings.HasPrefix(w.Text, "⑈") {
				line = append(line, w.Text)
			}
		}
		d := drawn{id: label.ID, line: strings.Join(line[:min(len(line), 4)], " ")}
		d.page = turned(picture(t, filepath.Join(dir, label.ID+".jpg")), label.Rotation/90)
		all = append(all, d)
	}
	return all
}

func picture(t testing.TB, path string) *image.Gray {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	photo, _, err := image.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	gray := image.NewGray(photo.Bounds())
	draw.Draw(gray, gray.Bounds(), photo, image.Point{}, draw.Src)
	return gray
}

// turned is the picture turned clockwise by quarters.
func turned(from *image.Gray, quarters int) *image.Gray {
	for range quarters {
		w, h := from.Bounds().Dx(), from.Bounds().Dy()
		to := image.NewGray(image.Rect(0, 0, h, w))
		for y := range h {
			for x := range w {
				to.Pix[x*to.Stride+h-1-y] = from.Pix[y*from.Stride+x]
			}
		}
		from = to
	}
	return from
}

func text(words []Word) string {
	var all []string
	for _, w := range words {
		all = append(all, w.Text)
	}
	return strings.Join(all, " ")
}

func TestTheLineOfAChequeIsReadFromScansAndPhotographs(t *testing.T) {
	for degradation, least := range map[string]float64{"clean": 1, "mild": 0.95, "hard": 0.8} {
		right, all := 0, 0
		for _, d := range generated(t, "cheque", degradation, cheques()) {
			words := Read(d.page)
			all++
			if text(words) == d.line {
				right++
				continue
			}
			t.Logf("%s: got %v, want %s", d.id, words, d.line)
			for i, w := range words {
				if w.Confidence > 0.9 && !strings.Contains(d.line, w.Text) {
					t.Errorf("%s: word %d is wrong and sure: %v", d.id, i, w)
				}
			}
		}
		t.Logf("%s: %d of %d lines are right", degradation, right, all)
		if float64(right) < least*float64(all) {
			t.Errorf("%s: %d of %d lines are right, want %.2f", degradation, right, all, least)
		}
	}
}

// worn is what a leaf has been through: a pen's strokes and a stamp's rings across the line, ink that broke off, a lens out of focus.
func worn(page *image.Gray, seed uint64) *image.Gray {
	chance := rand.New(rand.NewPCG(seed, 1))
	between := func(low, high float64) float64 { return low + (high-low)*chance.Float64() }
	w, h := float64(page.Bounds().Dx()), float64(page.Bounds().Dy())
	high := h * 0.117 / 4 // of a character: leaves are hardly over four inches high, with the margin of a scan
	leaf := image.NewGray(page.Bounds())
	copy(leaf.Pix, page.Pix)
	spot := func(x, y, radius float64, shade uint8) {
		for dy := -radius; dy <= radius; dy++ {
			for dx := -radius; dx <= radius; dx++ {
				if dx*dx+dy*dy <= radius*radius && image.Pt(int(x+dx), int(y+dy)).In(leaf.Rect) {
					leaf.SetGray(int(x+dx), int(y+dy), color.Gray{shade})
				}
			}
		}
	}
	left, right, foot := 0.2*w, 0.7*w, 0.9*h
	for range 6 {
		spot(between(left, right), foot-between(0, high), between(0.1, 0.2)*high, 250)
	}
	for range 2 {
		x, slope := between(left, right), between(-0.3, 0.3)
		for t := 0.0; t < 4*high; t++ {
			spot(x+t, foot-high+t*slope, high/14, 40)
		}
	}
	x, y := between(left, right), foot-between(2, 3)*high
	for a := 0.0; a < 2*math.Pi; a += 0.002 {
		spot(x+3.5*high*math.Cos(a), y+3.5*high*math.Sin(a), high/12, 110)
	}
	return blurred(leaf, int(between(0, 0.14)*high+0.5))
}

// blurred is the mean of each pixel's neighbourhood, twice.
func blurred(page *image.Gray, reach int) *image.Gray {
	for range 2 {
		sums, w, h := integral(page), page.Bounds().Dx(), page.Bounds().Dy()
		soft := image.NewGray(page.Rect)
		for y := range h {
			for x := range w {
				l, r, t, b := max(0, x-reach), min(w, x+reach+1), max(0, y-reach), min(h, y+reach+1)
				sum := sums[b*(w+1)+r] - sums[b*(w+1)+l] - sums[t*(w+1)+r] + sums[t*(w+1)+l]
				soft.Pix[y*soft.Stride+x] = uint8(sum / uint32((r-l)*(b-t)))
			}
		}
		page = soft
	}
	return page
}

func TestTheLineOfAWornChequeIsFoundAndWhatIsWrongIsDoubted(t *testing.T) {
	found, right, told, all := 0, 0, 0, 0
	for n, d := range generated(t, "cheque", "clean", cheques()) {
		words := Read(worn(d.page, uint64(n)))
		if len(words) > 0 {
			found++
		}
		want := strings.Fields(d.line)
		all += len(want)
		for i, w := range words[:min(len(words), len(want))] {
			switch {
			case w.Text == want[i]:
				right++
			case slices.Contains(w.Alternatives, want[i]):
				told++
			}
			if w.Text != want[i] && w.Confidence >= 0.9 {
				t.Errorf("%s: word %d is wrong and sure: %v, want %s", d.id, i, w, want[i])
			}
		}
	}
	t.Logf("%d of %d lines found; of %d words %d right, %d among the alternatives", found, all/4, all, right, told)
	share := func(n, of int) float64 { return float64(n) / float64(of) }
	if share(found, all/4) < 0.9 || share(right, all) < 0.75 || share(right+told, all) < 0.85 {
		t.Error("worn lines are lost")
	}
}

func TestTheWordsOfALineStandWhereTheyWerePrinted(t *testing.T) {
	d := generated(t, "cheque", "clean", "1")[0]
	words := Read(d.page)
	if len(words) != 4 {
		t.Fatalf("%v", words)
	}
	for i, w := range words {
		// A scan has the leaf of 202 x 92 mm with a margin of 3 % of its width; the line begins at 42 mm and stands on 86 mm.
		h, margin := float64(d.page.Bounds().Dy()), 0.03*202
		foot := (86 + margin) / (92 + 2*margin) * h
		if off := float64(w.Box.Max.Y) - foot; off < -3 || off > 3 {
			t.Errorf("word %d ends at %d, its foot was printed at %.0f", i, w.Box.Max.Y, foot)
		}
		if i > 0 && w.Box.Min.X <= words[i-1].Box.Max.X {
			t.Errorf("word %d begins at %d, before word %d ends at %d", i, w.Box.Min.X, i-1, words[i-1].Box.Max.X)
		}
	}
}

func TestOtherPapersHaveNoLineOfMagneticInk(t *testing.T) {
	for _, kind := range []string{"pan_card", "bank_statement", "receipt", "invoice"} {
		for _, d := range generated(t, kind, "mild", "3") {
			if words := Read(d.page); words != nil {
				t.Errorf("%s: %v", d.id, words)
			}
		}
	}
}

func TestTheAlphabetIsWhole(t *testing.T) {
	if len(glyphs) != alphabet {
		t.Errorf("%d characters in glyphs.txt, want %d", len(glyphs), alphabet)
	}
}

func FuzzRead(f *testing.F) {
	line := image.NewGray(image.Rect(0, 0, 200, 40))
	for i := range line.Pix {
		line.Pix[i] = 255
	}
	for x := 10; x < 190; x += 11 {
		draw.Draw(line, image.Rect(x, 12, x+6, 22), image.Black, image.Point{}, draw.Src)
	}
	f.Add(uint16(200), line.Pix)
	f.Add(uint16(1), []byte{0})
	f.Fuzz(func(t *testing.T, width uint16, pixels []byte) {
		w := max(1, int(width))
		h := len(pixels) / w
		page := &image.Gray{Pix: pixels, Stride: w, Rect: image.Rect(0, 0, w, h)}
		for _, word := range Read(page) {
			if !(word.Confidence >= 0 && word.Confidence <= 1) || word.Text == "" {
				t.Errorf("%v", word)
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	for _, kind := range []string{"cheque", "receipt"} {
		page := generated(b, kind, "mild", "1")[0].page
		b.Run(kind, func(b *testing.B) {
			for b.Loop() {
				Read(page)
			}
		})
	}
}
