package recognize

import (
	"fmt"
	"time"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/leptonica"
)

// How auto chooses. Of flat pages, which scanners and programs make, Tesseract reads nearly all, in half the time; of photographs the
// networks read four times as many lines right. A page that reads badly is tried again after each step that preprocess named,
// and the reading that is legible in most of its characters stays.
const (
	// flatShare is the share of a page that has the shade of its paper: 0.88 and more on drawn pages and on scans, less than
	// 0.3 on every photograph.
	flatShare = 0.85
	// flatSpread is how far the shade of paper may be off, of 255.
	flatSpread = 4
	// enough is the mean confidence of Tesseract with which its reading of a flat page is kept, doubtful pieces apart.
	enough = 0.85
	// badly is the mean confidence of the networks below which steps are tried.
	badly = 0.96
	// better is how much more legible a reading must be to take the place of an earlier one.
	better = 1.02
)

// reading is what one reader made of a page.
type reading struct {
	words   []*munshiv1.Word
	reader  string
	after   string // what was done to the page before
	why     string // it was kept
	attempt int    // its number, when somebody watches
}

// read has the page read by who is asked for.
func (s *sheet) read() (reading, error) {
	var r reading
	var err error
	switch s.Reader {
	case readerTesseract:
		r, err = s.byTesseractAlone()
	case readerNeural:
		r, err = s.byNetworksWithSteps()
	default:
		r, err = s.auto()
	}
	if err == nil {
		r, err = s.settled(r)
	}
	s.chosen(r)
	return r, err
}

// auto has the page read by the reader that is enough for it.
func (s *sheet) auto() (reading, error) {
	share, err := s.image.Flat(flatSpread)
	if err != nil || share < flatShare {
		return s.byNetworksWithSteps()
	}
	r, err := s.byTesseract()
	if err != nil {
		return reading{}, err
	}
	if confidence(r.words) < enough {
		return s.byNetworksWithSteps()
	}
	if r.words, err = s.unread(r.words); err != nil {
		return reading{}, err
	}
	r, err = s.mended(r)
	r.why = fmt.Sprintf("%.0f %% of the page has the shade of its paper, and Tesseract is sure of what stands there", 100*share)
	return r, err
}

// byNetworksWithSteps has the networks read the page as it is and, when it reads badly, after each step that may help.
func (s *sheet) byNetworksWithSteps() (reading, error) {
	asItIs, err := s.byNetworks()
	if err != nil {
		return reading{}, err
	}
	return s.triedAfter(s.Steps, asItIs, badly, s.networked)
}

// triedAfter has a page that reads badly, with a confidence under enough, read again after each step, as long as there is time. The
// reading that is legible in most of its characters stays.
func (s *sheet) triedAfter(steps []string, best reading, enough float64, read func(*leptonica.Image) ([]*munshiv1.Word, error)) (reading, error) {
	if best.why == "" {
		best.why = "it reads well as it is"
	}
	for _, step := range steps {
		if confidence(best.words) >= enough {
			break
		}
		if time.Since(s.began) > s.Budget {
			best.why += "; there was no time to try more"
			break
		}
		other := reading{reader: best.reader, after: step}
		if err := s.readAfter(&other, read); err != nil {
			return reading{}, err
		}
		if legible(other.words) > better*legible(best.words) {
			best = other
		}
		best.why = "more of its characters are legible than of the others'"
	}
	return best, nil
}

// readAfter has the page read after something was done to it that leaves every word where it was.
func (s *sheet) readAfter(r *reading, read func(*leptonica.Image) ([]*munshiv1.Word, error)) error {
	if grown := int64(s.image.Width()) * int64(s.image.Height()) * 4; r.after == leptonica.Enlarge && grown > s.MaxPixels {
		return nil
	}
	cleaned, err := s.image.Cleaned(r.after)
	if err != nil {
		return err
	}
	defer cleaned.Close()
	if r.words, err = read(cleaned); err != nil {
		return err
	}
	return s.told(r, cleaned)
}

// legible is how many characters were read, each as far as its word is surer than a guess.
func legible(words []*munshiv1.Word) float64 {
	sum := 0.0
	for _, w := range words {
		sum += float64(len(w.GetText())) * max(0, 2*w.GetConfidence()-1)
	}
	return sum
}
