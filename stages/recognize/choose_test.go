package recognize

import (
	"context"
	"image"
	"slices"
	"strings"
	"testing"
	"time"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/leptonica"
)

// dim is a page in bad light: the ink hardly darker than the paper, the paper darker to one side, and noise over all.
func dim(page *image.Gray, ink float64) *image.Gray {
	out := image.NewGray(page.Bounds())
	seed := uint32(7)
	size := page.Bounds().Size()
	for y := range size.Y {
		for x := range size.X {
			seed = seed*1664525 + 1013904223
			paper := 120 + 100*float64(x)/float64(size.X)
			dark := ink * (255 - float64(page.GrayAt(x, y).Y)) / 255
			out.Pix[y*out.Stride+x] = byte(paper*(1-dark) + float64(seed>>28))
		}
	}
	return out
}

// watched has one page read and returns who read it, the attempts, and the words that are right of the bill's.
func watched(t *testing.T, page []byte, steps []string, change func(*Config)) (string, []Attempt, int) {
	t.Helper()
	d := newDesk(t, change)
	var attempts []Attempt
	d.Watch(func(_ context.Context, _ *munshiv1.PreparedPage, all []Attempt) error {
		attempts = all
		return nil
	})
	in := d.prepared(t, page)
	in.Body.Pages[0].Candidates = steps
	read := d.process(t, in).Pages[0]
	return read.Reader, attempts, right(strings.Fields(strings.Join(bill, " ")), d.words(t, read))
}

func TestAutoGivesScansToTesseractAndPhotographsToTheNetworks(t *testing.T) {
	page := written(t, 30, bill)
	all := len(strings.Fields(strings.Join(bill, " ")))
	for _, c := range []struct {
		name, reader string
		picture      image.Image
	}{{"scan", "tesseract", page}, {"photograph", "neural", dim(page, 0.8)}} {
		_, _, alone := watched(t, asJPEG(t, c.picture), nil, by("neural"))
		reader, attempts, hits := watched(t, asJPEG(t, c.picture), nil, nil)
		if reader != c.reader || hits < alone || hits < all-1 {
			t.Errorf("%s: %d of %d words are right by %s, %d by the networks alone", c.name, hits, all, reader, alone)
		}
		if n := won(attempts); n != 1 {
			t.Errorf("%s: %d of %d attempts won", c.name, n, len(attempts))
		}
	}
}

func won(attempts []Attempt) int {
	n := 0
	for _, a := range attempts {
		if a.Won && a.Why != "" {
			n++
		}
	}
	return n
}

func TestWhatTesseractDoubtsIsReadAgainByTheNetworks(t *testing.T) {
	page := written(t, 11, bill) // smaller than Tesseract likes
	_, _, alone := watched(t, asPNG(t, page), nil, by("tesseract"))
	reader, attempts, hits := watched(t, asPNG(t, page), nil, nil)
	if reader != "tesseract" || len(attempts) != 2 || hits <= alone {
		t.Errorf("%d words are right by %s in %d attempts, %d by Tesseract alone", hits, reader, len(attempts), alone)
	}
}

func TestAPageThatReadsBadlyIsTriedAgainAndTheMoreLegibleReadingStays(t *testing.T) {
	faint := asPNG(t, dim(written(t, 14, bill), 0.09))
	steps := []string{leptonica.Sauvola, leptonica.Normalise, leptonica.Enlarge}
	_, asItIs, before := watched(t, faint, nil, by("neural"))
	_, attempts, after := watched(t, faint, steps, by("neural"))
	if len(asItIs) != 1 || len(attempts) < 2 || after < before || won(attempts) != 1 {
		t.Errorf("%d words are right as it is, %d after %d attempts, of which %d won", before, after, len(attempts), won(attempts))
	}
	best := slices.MaxFunc(attempts, func(a, b Attempt) int { return int(a.Legible - b.Legible) })
	for _, a := range attempts {
		t.Logf("after %q: %.0f legible, confidence %.2f, won %v", a.After, a.Legible, a.Confidence, a.Won)
		if a.Won && a.Legible*better < best.Legible {
			t.Errorf("the reading after %q won with %.0f legible characters, after %q there are %.0f", a.After, a.Legible, best.After, best.Legible)
		}
	}
	_, hurried, _ := watched(t, faint, steps, func(c *Config) { c.Reader, c.PageBudget = "neural", time.Nanosecond })
	if len(hurried) != 1 || !strings.Contains(hurried[0].Why, "no time") {
		t.Errorf("without time there were %d attempts: %+v", len(hurried), hurried[0].Why)
	}
}
