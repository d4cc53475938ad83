package recognize

import (
	"math"
	"slices"
	"strings"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/recognize/neural"
)

// A cheque's date stands in eight boxes, DDMMYYYY. The network that finds lines sees single digits there, far apart and in frames, and misses
// some. The frames are easy to find; what stands in them, put side by side without the frames, reads as any number.

const (
	dateBoxes = 8
	// boxedAlphabet is what readers give for a digit alone in its frame: extract knows which letters are which.
	boxedAlphabet = "0123456789OoQDCcUIlSBZ|"
)

// withBoxedDate puts the digits in a cheque's date boxes in the place of what was read there, when it reads all eight.
func (s *sheet) withBoxedDate(words []*munshiv1.Word) ([]*munshiv1.Word, error) {
	if s.Reader == readerTesseract || !likeCheque(words) {
		return words, nil
	}
	seeds := dateSeeds(words)
	if len(seeds) == 0 || saysDate(seeds) {
		return words, nil
	}
	picture, err := s.shown(s.image)
	if err != nil {
		return nil, err
	}
	g, found := gridOf(picture, seeds)
	if !found {
		return words, nil
	}
	strip, full := g.strip(picture)
	if !full {
		return words, nil
	}
	width, height := float64(strip.Width), float64(strip.Height)
	lines, err := networks.Lines(strip, []neural.Quad{{{X: 0, Y: 0}, {X: width, Y: 0}, {X: width, Y: height}, {X: 0, Y: height}}})
	if err != nil {
		return nil, err
	}
	text := lineText(lines[0])
	if len(text) != dateBoxes || strings.Trim(text, boxedAlphabet) != "" {
		return words, nil
	}
	dates := g.words(text, lines[0].Confidence, seeds[0], picture)
	at := slices.Index(words, seeds[0])
	left, right, top, bottom := dates[0].GetBox().GetLeft(), dates[dateBoxes-1].GetBox().GetRight(), dates[0].GetBox().GetTop(), dates[0].GetBox().GetBottom()
	instead := func(w *munshiv1.Word) bool {
		b := w.GetBox()
		x, y := (b.GetLeft()+b.GetRight())/2, (b.GetTop()+b.GetBottom())/2
		return x > left && x < right && y > top && y < bottom
	}
	before := slices.DeleteFunc(slices.Clone(words[:at]), instead)
	behind := slices.DeleteFunc(slices.Clone(words[at:]), instead)
	return slices.Concat(before, dates, behind), nil
}

// words are the digits, each a word in its box, as on the paper.
func (g grid) words(digits string, confidence float64, beside *munshiv1.Word, p *neural.Picture) []*munshiv1.Word {
	words := make([]*munshiv1.Word, len(digits))
	for n := range digits {
		left := g.left + float64(n)*g.pitch
		words[n] = &munshiv1.Word{
			Text: digits[n : n+1], Confidence: confidence, Line: beside.GetLine(), Block: beside.GetBlock(),
			Box: &munshiv1.Box{
				Left: within(left, float64(p.Width)), Right: within(left+g.pitch, float64(p.Width)),
				Top: within(g.top, float64(p.Height)), Bottom: within(g.bottom, float64(p.Height)),
			},
		}
	}
	return words
}

// dateSeeds are words of digits at the top right of a leaf, in one row: the longest such row.
func dateSeeds(words []*munshiv1.Word) []*munshiv1.Word {
	var best []*munshiv1.Word
	for _, first := range words {
		row := slices.DeleteFunc(slices.Clone(words), func(w *munshiv1.Word) bool {
			b, middle := w.GetBox(), (w.GetBox().GetTop()+w.GetBox().GetBottom())/2
			return b.GetLeft() < 0.5 || b.GetTop() > 0.4 || middle < first.GetBox().GetTop() || middle > first.GetBox().GetBottom() ||
				strings.Trim(w.GetText(), boxedAlphabet) != ""
		})
		if len(row) > len(best) {
			best = row
		}
	}
	if !slices.ContainsFunc(best, func(w *munshiv1.Word) bool { return strings.ContainsAny(w.GetText(), "0123456789") }) {
		return nil
	}
	return best
}

// saysDate tells whether all eight digits were read already.
func saysDate(seeds []*munshiv1.Word) bool {
	var text strings.Builder
	for _, w := range seeds {
		text.WriteString(w.GetText())
	}
	return text.Len() == dateBoxes && strings.Trim(text.String(), "0123456789") == ""
}

// grid is a row of date boxes in pixels: the left edge of the first, and how wide each is.
type grid struct{ left, pitch, top, bottom float64 }

const (
	// frameShare is how much of a frame's side must be dark, of the height that is looked at; the least of the nine, and their mean.
	leastFrame, meanFrame = 0.5, 0.75
	// A box is so many heights of a digit's word wide.
	leastPitch, mostPitch = 0.8, 3
)

// gridOf finds nine upright lines at equal distances around the digits that were seen.
func gridOf(p *neural.Picture, seeds []*munshiv1.Word) (grid, bool) {
	var tops, bottoms []float64
	for _, w := range seeds {
		tops, bottoms = append(tops, w.GetBox().GetTop()*float64(p.Height)), append(bottoms, w.GetBox().GetBottom()*float64(p.Height))
	}
	slices.Sort(tops)
	slices.Sort(bottoms)
	top, bottom := tops[len(tops)/2], bottoms[len(bottoms)/2]
	high := bottom - top
	if high < 6 {
		return grid{}, false
	}
	dark := uprights(p, top, bottom)
	best, score := grid{}, 0.0
	step := max(high/60, 0.25)
	for pitch := leastPitch * high; pitch <= mostPitch*high; pitch += step {
		for left := 0.45 * float64(p.Width); left+dateBoxes*pitch < float64(p.Width); left++ {
			least, sum := 1.0, 0.0
			for k := 0; k <= dateBoxes && least >= leastFrame; k++ {
				at := int(left + float64(k)*pitch)
				d := dark[at]
				if k == dateBoxes { // where boxes stand apart, the last one ends before the next would begin
					d = slices.Max(dark[at-int(pitch/8) : at+1])
				}
				least, sum = min(least, d), sum+d
			}
			if least >= leastFrame && sum > score {
				best, score = grid{left, pitch, top, bottom}, sum
			}
		}
	}
	return best, score >= meanFrame*(dateBoxes+1)
}

// uprights is how much of each column is darker than what is beside it, between two heights; the darkest of three neighbours, for lines lean.
func uprights(p *neural.Picture, top, bottom float64) []float64 {
	from, to := max(int(top), 0), min(int(math.Ceil(bottom)), p.Height)
	reach := max(int(bottom-top)/4, 3)
	column := make([]float64, p.Width)
	for x := reach; x < p.Width-reach; x++ {
		for y := from; y < to; y++ {
			v := green(p, x, y)
			if beside := min(green(p, x-reach, y), green(p, x+reach, y)); v < beside-frameDepth {
				column[x]++
			}
		}
		column[x] /= float64(max(to-from, 1))
	}
	dark := make([]float64, p.Width)
	for x := 1; x+1 < p.Width; x++ {
		dark[x] = min(column[x-1]+column[x]+column[x+1], 1)
	}
	return dark
}

// frameDepth is how much darker than the paper a frame is, of 255.
const frameDepth = 20

func green(p *neural.Picture, x, y int) int { return int(p.Pix[3*(y*p.Width+x)+1]) }

// strip puts what stands in the boxes side by side, each cut to its ink; full tells whether there is ink in every box.
func (g grid) strip(p *neural.Picture) (strip *neural.Picture, full bool) {
	top, bottom := max(int(g.top), 0), min(int(g.bottom), p.Height)
	margin := max(g.pitch/8, 2)
	type cut struct{ from, to int }
	var cuts []cut
	width := 0
	white := max((bottom-top)/6, 2)
	for k := range dateBoxes {
		from, to := int(g.left+float64(k)*g.pitch+margin), int(math.Ceil(g.left+float64(k+1)*g.pitch-margin))
		for from < to && !inked(p, from, top, bottom) {
			from++
		}
		for to > from && !inked(p, to-1, top, bottom) {
			to--
		}
		if from == to {
			return nil, false
		}
		cuts = append(cuts, cut{from - white, to + white})
		width += to - from + 2*white
	}
	strip = &neural.Picture{Width: width, Height: bottom - top, Pix: make([]byte, 0, 3*width*(bottom-top))}
	for y := top; y < bottom; y++ {
		for _, c := range cuts {
			for x := c.from; x < c.to; x++ {
				at := min(max(x, c.from+white), c.to-white-1) // the paper beside the ink goes on
				strip.Pix = append(strip.Pix, p.Pix[3*(y*p.Width+at):3*(y*p.Width+at)+3]...)
			}
		}
	}
	return strip, true
}

// inked tells whether a column has a stroke in it.
func inked(p *neural.Picture, x, top, bottom int) bool {
	darkest, lightest := 255, 0
	for y := top; y < bottom; y++ {
		v := green(p, x, y)
		darkest, lightest = min(darkest, v), max(lightest, v)
	}
	return lightest-darkest > strokeDepth
}

// strokeDepth is how much darker than the paper a digit's stroke is, of 255.
const strokeDepth = 50
