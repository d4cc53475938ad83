// Package neural reads pictures with the PP-OCRv6 networks, run by ONNX Runtime: one finds lines of text, one tells which way up
// they are, one reads them. What lies between the networks is here: scaling, boxes (boxes.go), taking lines out by their
// four corners (picture.go), decoding characters and their places (ctc.go), words.
//
// Start at Reader.Read. It is C++ code that meets images of strangers: use it only in jobs of stages/sandbox. A process has one
// Reader, used by one goroutine at a time.
package neural

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"

	ort "github.com/yalue/onnxruntime_go"
)

// Reader holds the loaded networks.
type Reader struct {
	detection, reading, turn *network
	alphabet                 *alphabet
}

// Open loads the networks from the models folder; that takes about half a second.
func Open(dir string) (*Reader, error) {
	if err := Installed(dir); err != nil {
		return nil, err
	}
	if !ort.IsInitialized() {
		ort.SetSharedLibraryPath(filepath.Join(dir, runtimeFile))
		if err := ort.InitializeEnvironment(ort.WithLogLevelError()); err != nil {
			return nil, fmt.Errorf("start ONNX Runtime: %w", err)
		}
	}
	r := &Reader{}
	for _, load := range []struct {
		network             **network
		file, input, output string
	}{
		{&r.detection, detectionFile, "x", "fetch_name_0"},
		{&r.reading, readingFile, "x", "fetch_name_0"},
		{&r.turn, turnFile, "x", "save_infer_model/scale_0.tmp_1"},
	} {
		var err error
		if *load.network, err = open(filepath.Join(dir, load.file), load.input, load.output); err != nil {
			return nil, err
		}
	}
	characters, err := r.reading.metadata("character")
	r.alphabet = alphabetOf(characters)
	return r, err
}

// Line is one piece of text that stands in a row.
type Line struct {
	Quad  Quad
	Words []Word
	// Confidence is the mean of its characters', from 0 to 1.
	Confidence float64
}

// Word is what stands between two spaces.
type Word struct {
	Text       string
	Quad       Quad
	Confidence float64
}

// Reading is what was read of a picture.
type Reading struct {
	// Lines are in no order (Rows puts them in one). Their places are on the picture turned upright.
	Lines []Line
	// Quarters is how many right angles the picture had to be turned clockwise to stand upright: 0 to 3.
	Quarters int
}

// minConfidence drops what the network read from folds, fabric and furniture.
const minConfidence = 0.5

// Read returns the lines of a picture, whichever way up it lies.
func (r *Reader) Read(picture *Picture) (Reading, error) {
	boxes, err := r.boxes(picture)
	if err != nil || len(boxes) == 0 {
		return Reading{}, err
	}
	quarters, err := r.quarters(picture, boxes)
	if err != nil {
		return Reading{}, err
	}
	if quarters != 0 {
		picture = picture.turned(quarters)
		// The network finds lines best that lie as most of those it was trained with.
		if boxes, err = r.boxes(picture); err != nil {
			return Reading{}, err
		}
	}
	lines, err := r.Lines(picture, boxes)
	lines = slices.DeleteFunc(lines, func(l Line) bool { return len(l.Words) == 0 || l.Confidence < minConfidence })
	return Reading{lines, quarters}, err
}

// The size at which lines are looked for.
const (
	minShortSide = 736
	maxLongSide  = 2000
	// maxArea, in pixels, is what bounds the memory of a child: the network needs 250 bytes for each. A page of the shape of a card
	// or of A4 is made smaller for it than a till roll.
	maxArea  = 2_000_000
	sideUnit = 32 // the network halves its picture five times
)

// boxes finds the lines of a picture.
func (r *Reader) boxes(picture *Picture) ([]Quad, error) {
	w, h := float64(picture.Width), float64(picture.Height)
	scale := min(max(1, minShortSide/min(w, h)), maxLongSide/max(w, h), math.Sqrt(maxArea/(w*h)))
	units := func(side float64) int { return max(1, int(math.Round(side*scale/sideUnit))) * sideUnit }
	t := newTensor(units(w), units(h))
	picture.draw(t, t.width, Quad{{0, 0}, {w, 0}, {w, h}, {0, h}})
	var boxes []Quad
	err := r.detection.run(t, func(likelihood []float32, _ []int64) {
		boxes = boxesOn(likelihood, t.width, t.height)
	})
	if err != nil {
		return nil, fmt.Errorf("find lines: %w", err)
	}
	for i := range boxes {
		boxes[i] = boxes[i].scaled(w/float64(t.width), h/float64(t.height))
	}
	return boxes, nil
}

// Lines reads what stands in each box, a line for each. One at a time, as wide as it is: reading several at once, padded to the widest, was no quicker
// and less accurate, for the network reads padding too.
func (r *Reader) Lines(picture *Picture, boxes []Quad) ([]Line, error) {
	lines := make([]Line, 0, len(boxes))
	for _, box := range boxes {
		line, err := r.line(picture, box)
		// A tall box is a narrow letter or a line that goes up or down the page: what reads best decides.
		for quarters := 1; err == nil && quarters <= 3 && box.height() > tall*box.width(); quarters += 2 {
			var other Line
			if other, err = r.line(picture, box.turned(quarters)); other.Confidence > line.Confidence {
				line = other
			}
		}
		if err != nil {
			return nil, fmt.Errorf("read a line: %w", err)
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// How lines are drawn for the network that reads them.
const (
	lineHeight = 48
	stepWidth  = 8 // pixels for which the network says one character
	// maxLineWidth is where a line is squeezed: it has some 600 characters then.
	maxLineWidth = 4800
	minLineWidth = 48
)

// line reads one line.
func (r *Reader) line(picture *Picture, box Quad) (Line, error) {
	width := int(min(max(math.Ceil(lineHeight*box.width()/max(box.height(), 1)), 1), maxLineWidth))
	drawn := newTensor(max((width+stepWidth-1)/stepWidth*stepWidth, minLineWidth), lineHeight)
	picture.draw(drawn, width, box)
	var line Line
	err := r.reading.run(drawn, func(likelihood []float32, shape []int64) {
		step := float64(drawn.width) / float64(shape[1])
		line = worded(box, r.alphabet.decoded(likelihood), step, drawn, width)
	})
	return line, err
}
