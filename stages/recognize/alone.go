package recognize

import (
	"slices"
	"time"

	"github.com/munshi-in/munshi/stages/leptonica"
)

// How Tesseract reads where it is the only reader: what the networks see at once, which way is up and that the light is bad, it can
// only try.
const (
	// lost is Tesseract's mean confidence under which a page may lie on its side or its head: those that do read with 0.4 at most.
	lost = 0.6
	// content is the mean confidence of Tesseract from which no step is tried.
	content = 0.8
	// probeSide is the longest side of the copy that is read each way up.
	probeSide = 1600
	// uprightly is how much more legible a page must be another way up to be turned.
	uprightly = 1.5
)

// oftenHelp are steps that help Tesseract on pages of all kinds, also where preprocess, which measures but does not read, saw no need
// for them. They are tried first, for they cost the least.
var oftenHelp = []string{leptonica.Normalise, leptonica.Denoise, leptonica.Otsu}

// byTesseractAlone has Tesseract read the page and, when it reads badly, the other ways up, and then after each step that may help.
func (s *sheet) byTesseractAlone() (reading, error) {
	r, err := s.byTesseract()
	if err != nil {
		return reading{}, err
	}
	if confidence(r.words) < lost {
		quarters, err := s.quartersByTesseract()
		if err != nil {
			return reading{}, err
		}
		if quarters != 0 {
			if err := s.turn(quarters); err != nil {
				return reading{}, err
			}
			if r, err = s.byTesseract(); err != nil {
				return reading{}, err
			}
		}
	}
	r.why = "no other reader is asked for, or none is installed"
	steps := slices.DeleteFunc(slices.Clone(s.Steps), func(step string) bool { return slices.Contains(oftenHelp, step) })
	return s.triedAfter(append(slices.Clone(oftenHelp), steps...), r, content, s.tesseracted)
}

// quartersByTesseract is how many right angles the page must be turned clockwise to read best.
func (s *sheet) quartersByTesseract() (int, error) {
	// In even light Tesseract reads more, and what is no print takes it less long.
	probe, err := s.image.Cleaned(leptonica.Normalise)
	if err != nil {
		return 0, err
	}
	defer func() { probe.Close() }()
	if long := max(probe.Width(), probe.Height()); long > probeSide {
		smaller, err := probe.Scaled(probeSide / float64(long))
		if err != nil {
			return 0, err
		}
		probe.Close()
		probe = smaller
	}
	best, most := 0, 0.0
	for quarters := range 4 {
		if time.Since(s.began) > s.Budget {
			return 0, nil // half of the answer is none
		}
		turned, err := probe.QuarterTurned(quarters)
		if err != nil {
			return 0, err
		}
		words, err := s.tesseracted(turned)
		turned.Close()
		if err != nil {
			return 0, err
		}
		if l := legible(words); quarters == 0 {
			most = uprightly * l
		} else if l > most {
			best, most = quarters, l
		}
	}
	return best, nil
}
