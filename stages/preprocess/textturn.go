package preprocess

import (
	"math"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
)

// mostWords is the share of the words of a text layer that must run one way for the page to be turned. Columns of words that run up a margin
// are few beside a page's text.
const mostWords = 0.7

// quartersOf is how many right angles a page must be turned clockwise for its words to run from left to right. pdftotext tells the
// words of a line in the order in which they are read, whichever way they run.
func quartersOf(text *munshiv1.PageText) int {
	var ways [4]int // right, up, left, down: each needs one quarter more
	all := 0
	for i := 1; i < len(text.GetWords()); i++ {
		before, word := text.GetWords()[i-1], text.GetWords()[i]
		if before.GetLine() != word.GetLine() {
			continue
		}
		dx, dy := middleX(word)-middleX(before), middleY(word)-middleY(before)
		switch {
		case math.Abs(dx) >= math.Abs(dy) && dx >= 0:
			ways[0]++
		case math.Abs(dx) >= math.Abs(dy):
			ways[2]++
		case dy < 0:
			ways[1]++
		default:
			ways[3]++
		}
		all++
	}
	for quarters, n := range ways {
		if all > 0 && float64(n) > mostWords*float64(all) {
			return quarters
		}
	}
	return 0
}

func middleX(w *munshiv1.Word) float64 { return (w.GetBox().GetLeft() + w.GetBox().GetRight()) / 2 }
func middleY(w *munshiv1.Word) float64 { return (w.GetBox().GetTop() + w.GetBox().GetBottom()) / 2 }

// turnWords moves the boxes of words to where they are on the page turned clockwise by quarters.
func turnWords(text *munshiv1.PageText, quarters int) {
	for _, w := range text.GetWords() {
		b := w.GetBox()
		for range quarters {
			b = &munshiv1.Box{Left: 1 - b.GetBottom(), Top: b.GetLeft(), Right: 1 - b.GetTop(), Bottom: b.GetRight()}
		}
		w.Box = b
	}
}
