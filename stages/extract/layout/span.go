package layout

import (
	"math"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
)

// Span is neighbouring words of one row.
type Span struct {
	Row      *Row
	From, To int // words, To not included
}

// Empty is true for a span of no word.
func (s Span) Empty() bool { return s.From >= s.To }

// Words of the span.
func (s Span) Words() []Word {
	if s.Empty() {
		return nil
	}
	return s.Row.Words[s.From:s.To]
}

// Text of the span as it was read.
func (s Span) Text() string {
	if s.Empty() {
		return ""
	}
	return s.Row.text[s.Row.start[s.From] : s.Row.start[s.To-1]+len(s.Row.Words[s.To-1].Text)]
}

// Left and right edge of the span.
func (s Span) Left() float64 { return s.Row.Words[s.From].Left }

// Right edge of the span.
func (s Span) Right() float64 {
	right := 0.0
	for _, w := range s.Words() {
		right = max(right, w.Right)
	}
	return right
}

// Top edge of the span's row, as a fraction of the page.
func (s Span) Top() float64 { return s.Row.Top / s.Row.Page.Height }

// Confidence is the mean of the words', each weighed by its length: one doubtful dash says little.
func (s Span) Confidence() float64 { return Confidence(s.Words()) }

// Confidence is the mean of the words' confidences, each weighed by its length.
func Confidence(words []Word) float64 {
	sum, length := 0.0, 0.0
	for _, w := range words {
		n := float64(len(w.Text))
		sum, length = sum+w.Confidence*n, length+n
	}
	if length == 0 {
		return 0
	}
	return sum / length
}

// Box is the smallest rectangle around words, as fractions of their page.
func (p *Page) Box(words []Word) *munshiv1.Box {
	if len(words) == 0 {
		return nil
	}
	left, top, right, bottom := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, w := range words {
		left, top = min(left, w.read[0]), min(top, w.Top)
		right, bottom = max(right, w.read[1]), max(bottom, w.Bottom)
	}
	return &munshiv1.Box{
		Left: round(left / p.Width), Top: round(top / p.Height),
		Right: round(right / p.Width), Bottom: round(bottom / p.Height),
	}
}

// round keeps five decimals: a fraction of a pixel on any page, and the same text on every machine.
func round(f float64) float64 { return math.Round(f*1e5) / 1e5 }
