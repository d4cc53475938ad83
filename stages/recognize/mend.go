package recognize

import (
	"fmt"
	"math"
	"strings"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/recognize/checks"
	"github.com/munshi-in/munshi/stages/recognize/neural"
)

const (
	// doubt is Tesseract's confidence below which a word is read again.
	doubt = 0.9
	// cellGap is the white between two words, in heights of a line, that parts what is read again together.
	cellGap = 1.5
	// around is what is read again around words, in heights: Tesseract cuts close.
	around = 0.2
)

// mended is a reading by Tesseract whose doubtful pieces the networks have read again.
func (s *sheet) mended(r reading) (reading, error) {
	pieces := piecesOf(r.words, float64(s.image.Width()), float64(s.image.Height()))
	var boxes []neural.Quad
	for _, p := range pieces {
		if p.doubtful {
			boxes = append(boxes, p.quad())
		}
	}
	if len(boxes) == 0 {
		return r, nil
	}
	again, err := s.seenIn(s.image, boxes)
	if err != nil {
		return reading{}, err
	}
	width, height := float64(s.image.Width()), float64(s.image.Height())
	var words []*munshiv1.Word
	for _, p := range pieces {
		if !p.doubtful {
			words = append(words, p.words...)
			continue
		}
		line := again[0]
		again = again[1:]
		if !s.readsBetter(line, p.words) {
			words = append(words, p.words...)
			continue
		}
		for _, w := range line.Words {
			words = append(words, word(w, p.words[0].GetLine(), p.words[0].GetBlock(), width, height))
		}
	}
	r.words, r.after = words, "the networks have read again what Tesseract doubts"
	return r, s.told(&r, s.image)
}

// readsBetter says whether the networks' reading of a piece is better than Tesseract's: fewer of its identifiers, amounts and dates break their
// rules, or as many do and it is surer.
func (s *sheet) readsBetter(line neural.Line, words []*munshiv1.Word) bool {
	var ours, theirs []string
	for _, w := range words {
		ours = append(ours, w.GetText())
	}
	for _, w := range line.Words {
		theirs = append(theirs, w.Text)
	}
	a, b := checks.Score(ours), checks.Score(theirs)
	if a == b {
		return line.Confidence > confidence(words)
	}
	s.notes = append(s.notes, fmt.Sprintf("tesseract %q (%.2f), again networks %q (%.2f): %d and %d keep their rules, less those that break them",
		strings.Join(ours, " "), confidence(words), strings.Join(theirs, " "), line.Confidence, a, b))
	return b > a
}

// piece is words of one line that stand close together; its sides are in pixels.
type piece struct {
	words                    []*munshiv1.Word
	left, top, right, bottom float64
	doubtful                 bool
}

// piecesOf parts words, which are in reading order, at new lines and wide white.
func piecesOf(words []*munshiv1.Word, width, height float64) []piece {
	var pieces []piece
	for _, w := range words {
		left, top, right, bottom := w.GetBox().GetLeft()*width, w.GetBox().GetTop()*height, w.GetBox().GetRight()*width, w.GetBox().GetBottom()*height
		n := len(pieces) - 1
		if n < 0 || w.GetLine() != pieces[n].words[0].GetLine() || left-pieces[n].right > cellGap*(pieces[n].bottom-pieces[n].top) {
			pieces = append(pieces, piece{left: left, top: top, right: right, bottom: bottom})
			n++
		}
		p := &pieces[n]
		p.words = append(p.words, w)
		p.left, p.top, p.right, p.bottom = min(p.left, left), min(p.top, top), max(p.right, right), max(p.bottom, bottom)
		p.doubtful = p.doubtful || w.GetConfidence() < doubt
	}
	return pieces
}

// quad is the piece with some white around it.
func (p piece) quad() neural.Quad {
	margin := around * math.Min(p.bottom-p.top, p.right-p.left)
	left, top, right, bottom := p.left-margin, p.top-margin, p.right+margin, p.bottom+margin
	return neural.Quad{{X: left, Y: top}, {X: right, Y: top}, {X: right, Y: bottom}, {X: left, Y: bottom}}
}
