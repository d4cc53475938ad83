package draw

import (
	"bytes"
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
	scan, _ := Photograph(paper.Image, Clean, rand.New(rand.NewPCG(1, 1)))
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
