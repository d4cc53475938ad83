package recognize

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/otiai10/gosseract/v2"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/leptonica"
)

// engine is the child's one Tesseract client. Loading takes 150 ms, and a second client in a process loses its
// error output for good: it is made once and lives as long as the child.
var engine *gosseract.Client

// byTesseract reads with the reader that is always there: quick, good on clean scans.
func (s *sheet) byTesseract() (reading, error) {
	words, err := s.tesseracted(s.image)
	if err != nil {
		return reading{}, err
	}
	r := reading{words: words, reader: readerTesseract}
	return r, s.told(&r, s.image)
}

// tesseracted is what Tesseract reads of an image.
func (s *sheet) tesseracted(image *leptonica.Image) ([]*munshiv1.Word, error) {
	encoded := s.Image
	if image != s.image || s.quarters != 0 {
		var err error
		if encoded, err = image.EncodePNG(); err != nil {
			return nil, err
		}
	}
	boxes, err := s.engineReads(encoded, map[gosseract.SettableVariable]string{
		// SetPageSegMode is silently ignored before the first page.
		"tessedit_pageseg_mode":   strconv.Itoa(s.PageMode),
		"tessedit_char_whitelist": "",
		"user_defined_dpi":        strconv.Itoa(credibleDPI(s.DPI * float64(image.Width()) / float64(s.image.Width()))),
	})
	return wordsOf(boxes, image.Width(), image.Height()), err
}

// engineReads has Tesseract read an encoded image, with these settings.
func (s *sheet) engineReads(encoded []byte, settings map[gosseract.SettableVariable]string) ([]gosseract.BoundingBox, error) {
	if engine == nil {
		engine = gosseract.NewClient()
		engine.Languages = strings.Split(s.Languages, "+")
	}
	for name, value := range settings {
		if err := engine.SetVariable(name, value); err != nil {
			return nil, fmt.Errorf("set %s: %w", name, err)
		}
	}
	if err := engine.SetImageFromBytes(encoded); err != nil {
		return nil, fmt.Errorf("hand the image to Tesseract: %w", err)
	}
	boxes, err := engine.GetBoundingBoxesVerbose()
	if err != nil {
		return nil, fmt.Errorf("Tesseract cannot read with languages %s (apt-get install tesseract-ocr-<language>): %w", s.Languages, err)
	}
	return boxes, nil
}

// credibleDPI is the resolution to tell Tesseract, 0 to let it guess: cameras claim 72, whatever the picture shows.
func credibleDPI(dpi float64) int {
	if dpi < 100 || dpi > 1200 {
		return 0
	}
	return int(math.Round(dpi))
}

// wordsOf turns Tesseract's boxes, which come in reading order, into words with their place as fractions of the page.
func wordsOf(boxes []gosseract.BoundingBox, width, height int) []*munshiv1.Word {
	var found []*munshiv1.Word
	line, block := int32(-1), int32(-1)
	var last gosseract.BoundingBox
	for _, b := range boxes {
		text := strings.TrimSpace(strings.ToValidUTF8(b.Word, "\uFFFD"))
		if text == "" {
			continue
		}
		if b.BlockNum != last.BlockNum {
			block++
		}
		if b.BlockNum != last.BlockNum || b.ParNum != last.ParNum || b.LineNum != last.LineNum {
			line++
		}
		last = b
		found = append(found, &munshiv1.Word{
			Text: text, Line: line, Block: block, Confidence: within(b.Confidence, 100),
			Box: &munshiv1.Box{
				Left: within(float64(b.Box.Min.X), float64(width)), Top: within(float64(b.Box.Min.Y), float64(height)),
				Right: within(float64(b.Box.Max.X), float64(width)), Bottom: within(float64(b.Box.Max.Y), float64(height)),
			},
		})
	}
	return found
}
