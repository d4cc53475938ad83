package recognize

import (
	"fmt"
	"time"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
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
	// enough is the mean confidence of Tesseract with which its reading of a flat page is kept, doubtful lines apart.
	enough = 0.85
	// badly is the mean confidence of the networks below which steps are tried.
	badly = 0.9
	// better is how much more legible a reading must be to take the place of an earlier one.
	better = 1.02
)

// reading is what one reader made of a page.
type reading struct {
	words  []*munshiv1.Word
	reader string
	step   string // what was done to the page before
}

// auto has the page read by the reader that is enough for it.
func (s *sheet) auto() (reading, error) {
	if s.flat() {
		read, err := s.byTesseract()
		if err != nil {
			return reading{}, err
		}
		s.tell(read)
		if confidence(read.words) >= enough {
			return s.mended(read)
		}
	}
	return s.byNetworksWithSteps()
}

// byNetworksWithSteps has the networks read the page as it is and, when it reads badly, after each step that may help, as long as
// there is time.
func (s *sheet) byNetworksWithSteps() (reading, error) {
	best, err := s.byNetworks()
	if err != nil {
		return reading{}, err
	}
	s.tell(best)
	for _, step := range s.Steps {
		if confidence(best.words) >= badly || time.Since(s.began) > s.Budget {
			break
		}
		other, err := s.afterStep(step)
		if err != nil {
			return reading{}, err
		}
		s.tell(other)
		if legible(other.words) > better*legible(best.words) {
			best = other
		}
	}
	return best, nil
}

// afterStep has the networks read the page after something was done to it that leaves every word where it was.
func (s *sheet) afterStep(step string) (reading, error) {
	cleaned, err := s.image.Cleaned(step)
	if err != nil {
		return reading{}, err
	}
	defer cleaned.Close()
	if int64(cleaned.Width())*int64(cleaned.Height()) > s.MaxPixels {
		return reading{reader: readerNeural, step: step}, nil
	}
	seen, err := s.seen(cleaned)
	if err != nil || seen.Quarters != 0 { // which way is up is settled
		return reading{reader: readerNeural, step: step}, err
	}
	return reading{inOrder(seen.Lines, float64(cleaned.Width()), float64(cleaned.Height())), readerNeural, step}, nil
}

// legible is how many characters were read, each as far as its word is surer than a guess.
func legible(words []*munshiv1.Word) float64 {
	sum := 0.0
	for _, w := range words {
		sum += float64(len(w.GetText())) * max(0, w.GetConfidence()-0.5)
	}
	return sum
}

// flat says whether the page is a scan or a drawing: paper of one shade.
func (s *sheet) flat() bool {
	share, err := s.image.Flat(flatSpread)
	return err == nil && share >= flatShare
}

// tell notes what a reader made of the page, for whoever looks at it (munshi read --debug).
func (s *sheet) tell(r reading) {
	after := ""
	if r.step != "" {
		after = " after " + r.step
	}
	s.notes = append(s.notes, fmt.Sprintf("%s%s: %d words, confidence %.3f, legible %.0f", r.reader, after, len(r.words), confidence(r.words), legible(r.words)))
}
