// Package layout puts the words of a page back into the rows a person sees. Readers deliver words in blocks
// and lines of their own making: a table's columns may arrive as separate blocks, a label far from its value.
// Everything in extract works on rows, so this is the one place that looks at raw boxes.
//
// Start at Of. Lengths are in page pixels, so that a gap across and a gap down can be compared; Box turns
// them back into the fractions that travel.
package layout

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
)

const (
	// MaxWords bounds one page: the densest printed page has a few thousand words, and a million would make every
	// later step slow for nothing.
	MaxWords = 20000
	// maxWordBytes bounds one word, since patterns run over it.
	maxWordBytes = 256
	// A page whose size is unknown is taken for A4 at 100 dots per inch; only ratios matter.
	unknownWidth, unknownHeight = 827, 1169
)

// Word is one word in page pixels.
type Word struct {
	Text string
	// Bare is the text's letters and digits in upper case, for comparing with labels.
	Bare                     string
	Left, Top, Right, Bottom float64
	// read is where Left and Right were before columns were made to stand plumb.
	read [2]float64
	// Confidence of the reader, 0 to 1.
	Confidence float64
	// line is the reader's own, as a key.
	line int64
	// Alternatives are what else the same ink may say, where the reader told.
	Alternatives []string
	// Glued is true when no space stood before the word: it was split from the one before at a colon or @.
	Glued bool
}

// Height of the word.
func (w Word) Height() float64 { return w.Bottom - w.Top }

func (w Word) middle() float64 { return (w.Top + w.Bottom) / 2 }

// Page is one page as rows from top to bottom.
type Page struct {
	Number        int
	Width, Height float64
	Rows          []*Row
	// Glyph is the middle height of the page's words: the unit for gaps.
	Glyph float64

	lean lean
}

// Row is the words that stand beside each other, left to right.
type Row struct {
	Page  *Page
	Index int // place in Page.Rows
	Words []Word
	Top   float64
	// Bottom edge of the lowest word.
	Bottom float64

	text  string
	start []int // where each word begins in text
}

// Of arranges a page's words in rows.
func Of(p *munshiv1.PageText) *Page {
	page := &Page{Number: int(p.GetPage()), Width: float64(p.GetWidth()), Height: float64(p.GetHeight())}
	if page.Width <= 0 || page.Height <= 0 {
		page.Width, page.Height = unknownWidth, unknownHeight
	}
	var words []Word
	for _, w := range p.GetWords() {
		if len(words) >= MaxWords {
			break
		}
		words = append(words, page.words(w)...)
	}
	page.Glyph = glyph(words, page.Height)
	page.lean = leanOf(words, page)
	upright := slantOf(words, page)
	for i, w := range words {
		words[i].read = [2]float64{w.Left, w.Right}
		words[i].Left, words[i].Right = upright.straight(w.Left, w.middle()), upright.straight(w.Right, w.middle())
	}
	page.Rows = page.rows(words)
	return page
}

// words turns a word as read into pixels, clamped to the page, and splits "Date:12/03/2024" in two.
func (p *Page) words(w *munshiv1.Word) []Word {
	text := strings.TrimSpace(w.GetText())
	if text == "" || len(text) >= leastRule && strings.Trim(text, "-_=*.~") == "" { // a typed rule across the page
		return nil
	}
	text = clip(text, maxWordBytes)
	b := w.GetBox()
	if rest := strings.TrimLeft(text, ":"); rest != "" && rest != text { // the colon of a label, not of its value
		text = rest
	}
	word := Word{
		Text: text,
		Left: within(b.GetLeft()) * p.Width, Right: within(b.GetRight()) * p.Width,
		Top: within(b.GetTop()) * p.Height, Bottom: within(b.GetBottom()) * p.Height,
		Confidence: within(w.GetConfidence()), Alternatives: w.GetAlternatives(),
	}
	word.Right, word.Bottom = max(word.Left, word.Right), max(word.Top, word.Bottom)
	at, glued := labelEnd(text), true
	if at < 0 {
		at, glued = lostSpace(text), false
	}
	word.Bare = Bare(text)
	word.line = int64(w.GetBlock())<<32 | int64(uint32(w.GetLine()))
	if at < 0 {
		return []Word{word}
	}
	head, tail := word, word
	head.Text, tail.Text, tail.Glued = text[:at], text[at:], glued
	edge := word.Left + (word.Right-word.Left)*float64(at)/float64(len(text))
	head.Right, tail.Left = edge, edge
	head.Bare, tail.Bare = Bare(head.Text), Bare(tail.Text)
	return []Word{head, tail}
}

// leastRule is how many signs make a rule.
const leastRule = 12

// Bare is text's letters and digits in upper case.
func Bare(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z' || r >= '0' && r <= '9':
			return r
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		}
		return -1
	}, text)
}

// labelEnd returns where a label glued to its value ends, such as after the colon of "GSTIN:29AB...", or -1. A
// time (10:33) and an address (https://) stay whole.
func labelEnd(text string) int {
	if i := strings.IndexByte(text, '@'); i > 2 && i+1 < len(text) && text[i+1] >= '0' && text[i+1] <= '9' {
		return i // CGST@9%: what is a label there is not part of the rate
	}
	if len(text) > 4 && strings.EqualFold(text[:3], "No.") && text[3] != ' ' && text[3] != ':' {
		return 3 // No.A-877
	}
	i := strings.IndexByte(text, ':')
	if i < 1 || i+1 >= len(text) || text[i+1] == '/' || text[i+1] == ':' {
		return -1
	}
	if before := text[i-1]; before >= '0' && before <= '9' {
		return -1
	}
	return i + 1
}

// lostSpace returns where a reader lost the space between two columns, or -1: 03/01/2026CASH, the number of a line before its date in
// 121-10-2025, (INR)Balance, IFSC-YESB0000166, Total30,329.00.
func lostSpace(text string) int {
	for _, form := range glued {
		if m := form.FindStringSubmatchIndex(text); m != nil {
			return m[2]
		}
	}
	return -1
}

const day = `(?:0[1-9]|[12]\d|3[01])[-/.](?:0[1-9]|1[0-2])[-/.](?:19|20)\d\d`

var glued = []*regexp.Regexp{
	regexp.MustCompile(`^` + day + `([A-Za-z].*)$`),
	regexp.MustCompile(`^[1-9]\d{0,2}(` + day + `)$`),
	regexp.MustCompile(`^\([A-Za-z]+\)([A-Z].*)$`),
	regexp.MustCompile(`^(?i:IFSC?|MICR|GSTIN|PAN)[-–]([A-Z0-9]{9,15})$`),
	regexp.MustCompile(`^\W?(?i:A/?C\.?NO)[.:]*(\d{9,18})$`),
	regexp.MustCompile(`^[A-Za-z]{4,}(\d{1,3}(?:,?\d{2,3}){0,4}\.\d\d)$`),
}

func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// within clamps a fraction to 0..1; NaN is 0.
func within(f float64) float64 {
	if math.IsNaN(f) {
		return 0
	}
	return min(max(f, 0), 1)
}

func glyph(words []Word, pageHeight float64) float64 {
	if len(words) == 0 {
		return pageHeight / 60
	}
	heights := make([]float64, len(words))
	for i, w := range words {
		heights[i] = w.Height()
	}
	slices.Sort(heights)
	return max(heights[len(heights)/2], pageHeight/1000, 1)
}

// maxCandidates bounds how many rows are looked at for one word, whatever the boxes are.
const maxCandidates = 64

// rows joins each word, left to right, to the row whose last word it stands beside. Following the last word,
// not the row's mean, keeps rows together on a page that is still slightly askew.
func (p *Page) rows(words []Word) []*Row {
	slices.SortStableFunc(words, func(a, b Word) int { return cmp.Compare(a.Left, b.Left) })
	bands := map[int][]*Row{} // rows by the band of height Glyph that their last word's middle is in
	band := func(w Word) int { return int(p.lean.level(w) / p.Glyph) }
	var rows []*Row
	for _, w := range words {
		var best *Row
		bestBand, bestOff := 0, math.Inf(1)
		for b := band(w) - 1; b <= band(w)+1; b++ {
			candidates := bands[b]
			for _, r := range candidates[max(0, len(candidates)-maxCandidates):] {
				if off, ok := p.beside(r.Words[len(r.Words)-1], w); ok && off < bestOff {
					best, bestBand, bestOff = r, b, off
				}
			}
		}
		if best == nil {
			best = &Row{Page: p}
			rows = append(rows, best)
		} else if bestBand != band(w) {
			bands[bestBand] = slices.DeleteFunc(bands[bestBand], func(r *Row) bool { return r == best })
		}
		if len(best.Words) == 0 || bestBand != band(w) {
			bands[band(w)] = append(bands[band(w)], best)
		}
		best.Words = append(best.Words, w)
	}
	for _, r := range rows {
		r.settle()
	}
	slices.SortStableFunc(rows, func(a, b *Row) int { return cmp.Compare(p.lean.level(a.Words[0]), p.lean.level(b.Words[0])) })
	for i, r := range rows {
		r.Index = i
	}
	return rows
}

// beside tells whether w continues a row that ends in last, and by how much their levels differ.
func (p *Page) beside(last, w Word) (float64, bool) {
	glyph := p.Glyph
	shift := p.lean.level(last) - last.middle() - (p.lean.level(w) - w.middle()) // what the lean adds to last over w
	off := math.Abs(last.middle() + shift - w.middle())
	overlap := min(last.Bottom+shift, w.Bottom) - max(last.Top+shift, w.Top)
	smaller := min(last.Height(), w.Height())
	if smaller <= 0 {
		return off, off <= glyph/2
	}
	// A dash is low and thin: its overlap with its own height is all there is. Its middle must still be near.
	return off, overlap >= smaller*0.5 && off <= 0.75*max(last.Height(), w.Height(), glyph*0.5)
}

// maxGapWords bounds the words of a row that are compared with another's.
const maxGapWords = 60

// Gap is how far under r the row below stands, where words of both stand over each other: on a page that leans, the heights of
// whole rows overlap.
func (r *Row) Gap(below *Row) float64 {
	gap := math.Inf(1)
	for _, b := range below.Words[:min(len(below.Words), maxGapWords)] {
		for _, a := range r.Words[:min(len(r.Words), maxGapWords)] {
			if a.Left < b.Right && b.Left < a.Right {
				gap = min(gap, b.Top-a.Bottom)
			}
		}
	}
	if math.IsInf(gap, 1) {
		return below.Top - r.Bottom
	}
	return gap
}

func (r *Row) settle() {
	r.Top, r.Bottom = math.Inf(1), math.Inf(-1)
	var text strings.Builder
	for i, w := range r.Words {
		r.Top, r.Bottom = min(r.Top, w.Top), max(r.Bottom, w.Bottom)
		if i > 0 && !w.Glued {
			text.WriteByte(' ')
		}
		r.start = append(r.start, text.Len())
		text.WriteString(w.Text)
	}
	r.text = text.String()
}

// Text is the row's words with one space between them.
func (r *Row) Text() string { return r.text }

// Height of the row.
func (r *Row) Height() float64 { return r.Bottom - r.Top }

// Bytes returns the words that hold bytes from up to (not including) to of Text.
func (r *Row) Bytes(from, to int) Span {
	first, last := len(r.Words), 0
	for i, s := range r.start {
		if s < to && s+len(r.Words[i].Text) > from {
			first, last = min(first, i), i+1
		}
	}
	return r.Span(first, last)
}

// Span returns words from up to (not including) to.
func (r *Row) Span(from, to int) Span {
	from, to = max(from, 0), min(to, len(r.Words))
	if from >= to {
		return Span{}
	}
	return Span{Row: r, From: from, To: to}
}

// All is the whole row.
func (r *Row) All() Span { return r.Span(0, len(r.Words)) }

// Cells cuts the row where the gap between two words is wider than glyphs heights of the page's middle word.
func (r *Row) Cells(glyphs float64) []Span {
	var cells []Span
	from := 0
	for i := 1; i < len(r.Words); i++ {
		unit := max(r.Page.Glyph, min(r.Words[i-1].Height(), r.Words[i].Height()))
		if r.Words[i].Left-r.Words[i-1].Right > glyphs*unit {
			cells = append(cells, r.Span(from, i))
			from = i
		}
	}
	return append(cells, r.Span(from, len(r.Words)))
}
