package recognize

import (
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/otiai10/gosseract/v2"
	"google.golang.org/protobuf/proto"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/leptonica"
	"github.com/munshi-in/munshi/stages/sandbox"
)

const tesseractJob = "recognize"

// Jobs is what recognize does in child processes, for sandbox.Serve.
var Jobs = sandbox.Jobs{tesseractJob: readPage}

// minSide is the smallest side of an image that Tesseract takes; smaller ones crash its result iterator.
const minSide = 3

// engine is the child's one Tesseract client. Loading takes 150 ms, and a second client in a process loses its
// error output for good: it is made once and lives as long as the child.
var engine *gosseract.Client

// readPage reads one page, in a child.
func readPage(encoded []byte) ([]byte, error) {
	var r tesseractRequest
	if err := gob.NewDecoder(bytes.NewReader(encoded)).Decode(&r); err != nil {
		return nil, fmt.Errorf("decode request: %w", err)
	}
	header, err := checked(r)
	if err != nil {
		return nil, err
	}
	text := &munshiv1.PageText{Width: int32(header.Width), Height: int32(header.Height)}
	if min(header.Width, header.Height) >= minSide {
		boxes, err := boxesOf(r)
		if err != nil {
			return nil, err
		}
		text.Words = words(boxes, header.Width, header.Height)
	}
	return proto.Marshal(text)
}

// checked makes sure that the image is allowed and decodes as a whole. Tesseract's client takes bytes that do not decode
// for a page without words.
func checked(r tesseractRequest) (leptonica.Header, error) {
	header, err := leptonica.ReadHeader(r.Image, 1)
	if err == nil && int64(header.Width)*int64(header.Height) > r.MaxPixels {
		return header, sandbox.Refusef(schemas.CodeTooManyPixels, "%d x %d pixels is over the limit of %g megapixels (MUNSHI_RECOGNIZE_MAX_PAGE_PIXELS)",
			header.Width, header.Height, float64(r.MaxPixels)/1e6)
	}
	var image *leptonica.Image
	if err == nil {
		image, err = leptonica.Read(r.Image, 1)
	}
	if errors.Is(err, leptonica.ErrCorrupt) {
		return header, sandbox.Refusef(schemas.CodeCorrupt, "%v", err)
	}
	if err != nil {
		return header, err
	}
	image.Close()
	return header, nil
}

func boxesOf(r tesseractRequest) ([]gosseract.BoundingBox, error) {
	if engine == nil {
		engine = gosseract.NewClient()
		engine.Languages = strings.Split(r.Languages, "+")
	}
	settings := map[gosseract.SettableVariable]string{
		// SetPageSegMode is silently ignored before the first page.
		"tessedit_pageseg_mode": strconv.Itoa(r.PageMode),
		"user_defined_dpi":      strconv.Itoa(credibleDPI(r.DPI)),
	}
	for name, value := range settings {
		if err := engine.SetVariable(name, value); err != nil {
			return nil, fmt.Errorf("set %s: %w", name, err)
		}
	}
	if err := engine.SetImageFromBytes(r.Image); err != nil {
		return nil, fmt.Errorf("hand the image to Tesseract: %w", err)
	}
	boxes, err := engine.GetBoundingBoxesVerbose()
	if err != nil {
		return nil, fmt.Errorf("Tesseract cannot read with languages %s (apt-get install tesseract-ocr-<language>): %w", r.Languages, err)
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

// words turns Tesseract's boxes, which come in reading order, into words with their place as fractions of the page.
func words(boxes []gosseract.BoundingBox, width, height int) []*munshiv1.Word {
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

// within is v as a fraction of whole, from 0 to 1.
func within(v, whole float64) float64 {
	if !(v > 0) { // also when v is no number
		return 0
	}
	return min(v/whole, 1)
}
