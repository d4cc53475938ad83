// Package neural reads pictures with the PP-OCRv6 networks, run by ONNX Runtime: one finds lines of text, one tells which way up
// they are, one reads them. What lies between the networks is here: scaling, boxes (boxes.go), taking lines out by their
// four corners (picture.go), decoding characters and their places (ctc.go), words.
//
// Start at Reader.Read. It is C++ code that meets images of strangers: use it only in jobs of stages/sandbox. A process has one
// Reader, used by one goroutine at a time.
package neural

import (
	"cmp"
	"fmt"
	"math"
	"path/filepath"
	"slices"

	ort "github.com/yalue/onnxruntime_go"
)

// Reader holds the loaded networks.
type Reader struct {
	detection, reading, turn *network
	alphabet                 []string
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

// minConfidence drops what the network read from folds, fabric and furniture.
const minConfidence = 0.5

// Read returns the lines of a picture, in no order.
func (r *Reader) Read(picture *Picture) ([]Line, error) {
	source := &pyramid{picture}
	boxes, err := r.boxes(source)
	if err != nil {
		return nil, err
	}
	for i, box := range boxes {
		if box.height() >= 1.5*box.width() {
			boxes[i] = box.turned(1)
		}
	}
	lines, err := r.lines(source, boxes)
	return slices.DeleteFunc(lines, func(l Line) bool { return len(l.Words) == 0 || l.Confidence < minConfidence }), err
}

// The size at which lines are looked for.
const (
	minShortSide = 736
	maxLongSide  = 2000
	sideUnit     = 32 // the network halves its picture five times
)

// boxes finds the lines of a picture.
func (r *Reader) boxes(source *pyramid) ([]Quad, error) {
	picture := (*source)[0]
	w, h := float64(picture.Width), float64(picture.Height)
	scale := min(max(1, minShortSide/min(w, h)), maxLongSide/max(w, h))
	units := func(side float64) int { return max(1, int(math.Round(side*scale/sideUnit))) * sideUnit }
	t := newTensor(units(w), units(h))
	source.draw(t, t.width, Quad{{0, 0}, {w, 0}, {w, h}, {0, h}})
	var boxes []Quad
	err := r.detection.run(t.data, 1, t.width, t.height, func(likelihood []float32, _ []int64) {
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

func newTensor(width, height int) tensor {
	return tensor{width, height, make([]float32, 3*width*height)}
}

// How lines are read.
const (
	lineHeight = 48
	stepWidth  = 8 // pixels of a line for which the network says one character
	// maxLineWidth is where a line is squeezed: it has some 600 characters then.
	maxLineWidth = 4800
	batchPixels  = 1920 // of the widths of all lines read at once
	batchLines   = 8
)

// crop is a line to be read: its box, and the width it is drawn with.
type crop struct {
	box   int
	quad  Quad
	width int
}

// lines reads each box. Lines of like width are read together.
func (r *Reader) lines(source *pyramid, boxes []Quad) ([]Line, error) {
	crops := make([]crop, len(boxes))
	for i, q := range boxes {
		width := math.Ceil(lineHeight * q.width() / max(q.height(), 1))
		crops[i] = crop{i, q, int(min(max(width, stepWidth), maxLineWidth))}
	}
	slices.SortFunc(crops, func(a, b crop) int { return cmp.Compare(a.width, b.width) })
	lines := make([]Line, len(boxes))
	for len(crops) > 0 {
		n := 1
		for n < len(crops) && n < batchLines && crops[n].width*(n+1) <= batchPixels {
			n++
		}
		if err := r.read(source, crops[:n], lines); err != nil {
			return nil, fmt.Errorf("read lines: %w", err)
		}
		crops = crops[n:]
	}
	return lines, nil
}

// read reads some lines at once, all padded to the width of the last, which is the widest.
func (r *Reader) read(source *pyramid, crops []crop, lines []Line) error {
	width := max(320, (crops[len(crops)-1].width+stepWidth-1)/stepWidth*stepWidth)
	all := newTensor(width, lineHeight*len(crops))
	size := 3 * width * lineHeight
	each := func(i int) tensor { return tensor{width, lineHeight, all.data[i*size : (i+1)*size]} }
	for i, c := range crops {
		source.draw(each(i), c.width, c.quad)
	}
	return r.reading.run(all.data, len(crops), width, lineHeight, func(likelihood []float32, shape []int64) {
		of := len(likelihood) / len(crops)
		steps := int(shape[1])
		for i, c := range crops {
			glyphs := decoded(likelihood[i*of:(i+1)*of], r.alphabet)
			lines[c.box] = worded(c, glyphs, float64(width)/float64(steps), each(i))
		}
	})
}

// worded makes a line of its characters. step is the width of the network's steps in pixels of the drawn line.
func worded(c crop, glyphs []glyph, step float64, drawn tensor) Line {
	line := Line{Quad: c.quad}
	var word []glyph
	sum := 0.0
	close := func() {
		if len(word) == 0 {
			return
		}
		w := Word{}
		for _, g := range word {
			w.Text += g.text
			w.Confidence += float64(g.confidence) / float64(len(word))
		}
		from := (float64(word[0].step) - 0.5) * step
		to := (float64(word[len(word)-1].step) + 1.5) * step
		w.Quad = c.quad.part(max(from/float64(c.width), 0), min(to/float64(c.width), 1))
		line.Words = append(line.Words, w)
		word = word[:0]
	}
	for _, g := range glyphs {
		sum += float64(g.confidence)
		if g.text == " " {
			close()
			continue
		}
		word = append(word, g)
	}
	close()
	line.Confidence = sum / float64(max(len(glyphs), 1))
	return line
}
