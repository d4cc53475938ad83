package layout

import (
	"fmt"
	"math"
	"math/rand"
	"strings"
	"testing"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
)

func word(text string, left, top, right, bottom float64) *munshiv1.Word {
	return &munshiv1.Word{Text: text, Confidence: 0.9, Box: &munshiv1.Box{Left: left, Top: top, Right: right, Bottom: bottom}}
}

func page(words ...*munshiv1.Word) *munshiv1.PageText {
	return &munshiv1.PageText{Page: 1, Width: 1000, Height: 1000, Words: words}
}

func rows(p *Page) string {
	var rows []string
	for _, r := range p.Rows {
		rows = append(rows, r.Text())
	}
	return strings.Join(rows, " / ")
}

func TestColumnsReadApartBecomeRows(t *testing.T) {
	got := rows(Of(page(
		word("01/02", 0.1, 0.10, 0.2, 0.12), word("02/02", 0.1, 0.14, 0.2, 0.16),
		word("Tea", 0.3, 0.10, 0.4, 0.12), word("Milk", 0.3, 0.141, 0.4, 0.161),
		word("5.00", 0.8, 0.102, 0.9, 0.122), word("7.00", 0.8, 0.138, 0.9, 0.158),
	)))
	if got != "01/02 Tea 5.00 / 02/02 Milk 7.00" {
		t.Errorf("got %s", got)
	}
}

func TestARowOnAPageAskewStaysOne(t *testing.T) {
	var words []*munshiv1.Word
	for row := range 3 {
		for i := range 10 {
			top := 0.1 + 0.04*float64(row) + 0.004*float64(i) // the right end stands as low as the next row's left end
			words = append(words, word("w", 0.1*float64(i), top, 0.1*float64(i)+0.06, top+0.02))
		}
	}
	p := Of(page(words...))
	if len(p.Rows) != 3 || len(p.Rows[0].Words) != 10 {
		t.Errorf("%d rows: %s", len(p.Rows), rows(p))
	}
}

func TestATableThatLeansSevenDegreesKeepsItsRows(t *testing.T) {
	var words []*munshiv1.Word
	for n := range 20 { // rows 3 % of the height apart fall by 7.6 % of it over the width
		for i, left := range []float64{0.05, 0.2, 0.35, 0.8} {
			x := []float64{left, left + 0.1}
			y := 0.05 + 0.03*float64(n) + 0.076*(x[0]+0.05)
			w := word(fmt.Sprintf("%d%c", n, 'a'+i), x[0], y, x[1], y+0.02)
			w.Line = int32(n) // the reader saw the left three together
			if i == 3 {
				w.Line = int32(100 + n)
			}
			words = append(words, w)
		}
	}
	p := Of(&munshiv1.PageText{Page: 1, Width: 1000, Height: 1600, Words: words})
	for n, r := range p.Rows {
		if want := fmt.Sprintf("%da %db %dc %dd", n, n, n, n); r.Text() != want {
			t.Errorf("row %d is %q, want %q", n, r.Text(), want)
		}
	}
}

// A sheet that lies bent under the camera: what is read as one line falls with the bend, and amounts are lines of their own, lower or higher
// than their row by more than half the way to the next.
func TestRowsOfABentSheetStayWhole(t *testing.T) {
	for _, bend := range []float64{0.012, -0.012} {
		var words []*munshiv1.Word
		line := int32(0)
		put := func(text string, left, right, row float64) {
			at := (left + right) / 2
			middle := 0.1 + 0.02*row + bend*math.Sin(at*math.Pi*1.3)
			w := word(text, left, middle-0.008, right, middle+0.008)
			w.Line = line
			words = append(words, w)
		}
		row := 0.0
		for i := range 24 {
			line++
			put("01/02/2024", 0.05, 0.13, row)
			line++
			for k := range 5 {
				put("word", 0.18+0.06*float64(k), 0.22+0.06*float64(k), row)
			}
			line++
			put("100.00", 0.60+0.12*float64(i%2), 0.66+0.12*float64(i%2), row)
			line++
			put("1,000.00", 0.88, 0.96, row)
			row++
			if i%3 == 0 { // a wrapped description
				line++
				put("more", 0.18, 0.22, row)
				put("words", 0.24, 0.28, row)
				row++
			}
		}
		for _, r := range Of(page(words...)).Rows {
			if n := len(r.Words); n != 8 && n != 2 {
				t.Errorf("bend %g: a row of %d words: %s", bend, n, r.Text())
			}
		}
	}
}

// A sheet seen from aside, whose rows lean and whose columns do.
func TestColumnsOfAPageSeenFromAsideStandPlumb(t *testing.T) {
	var words []*munshiv1.Word
	for row := range 24 {
		for column, length := range []float64{0.08, 0.2 + 0.01*float64(row%5), 0.07} {
			y := 0.1 + 0.03*float64(row)
			at := 0.05 + 0.3*float64(column) + 0.12*y
			for part := range 2 {
				left := at + length/2*float64(part)
				w := word("w", left, y-0.05*left, left+length/2-0.005, y-0.05*left+0.015)
				w.Line = int32(3*row + column)
				words = append(words, w)
			}
		}
	}
	p := Of(page(words...))
	for _, r := range p.Rows {
		if len(r.Words) != 6 {
			t.Fatalf("a row of %d words", len(r.Words))
		}
		for column := range 3 {
			if off := r.Words[2*column].Left - p.Rows[12].Words[2*column].Left; math.Abs(off) > 8 {
				t.Errorf("row %d: column %d is %.0f pixels aside", r.Index, column, off)
			}
		}
	}
	if b := p.Box(p.Rows[0].Words[:1]); math.Abs(b.Left-words[0].Box.Left) > 1e-5 {
		t.Errorf("the box was moved to %v", b)
	}
}

func TestALabelGluedToItsValueIsParted(t *testing.T) {
	p := Of(page(word("GSTIN:27AA", 0.1, 0.1, 0.3, 0.12), word("10:33", 0.4, 0.1, 0.5, 0.12), word("https://x", 0.6, 0.1, 0.7, 0.12), word("CGST@9%", 0.8, 0.1, 0.9, 0.12)))
	var texts []string
	for _, w := range p.Rows[0].Words {
		texts = append(texts, w.Text)
	}
	if got := strings.Join(texts, " "); got != "GSTIN: 27AA 10:33 https://x CGST @9%" {
		t.Errorf("words %s", got)
	}
	if p.Rows[0].Text() != "GSTIN:27AA 10:33 https://x CGST@9%" {
		t.Errorf("text %s", p.Rows[0].Text())
	}
}

func TestCellsArePartedByWideGaps(t *testing.T) {
	p := Of(page(word("Account", 0.1, 0.1, 0.2, 0.12), word("No", 0.21, 0.1, 0.25, 0.12), word("123", 0.6, 0.1, 0.7, 0.12)))
	cells := p.Rows[0].Cells(1.6)
	if len(cells) != 2 || cells[0].Text() != "Account No" || cells[1].Text() != "123" {
		t.Errorf("cells %v", cells)
	}
}

func TestBytesOfARowLeadBackToItsWords(t *testing.T) {
	r := Of(page(word("on", 0.1, 0.1, 0.2, 0.12), word("12", 0.3, 0.1, 0.4, 0.12), word("May", 0.5, 0.1, 0.6, 0.12))).Rows[0]
	if got := r.Bytes(3, 9).Text(); got != "12 May" {
		t.Errorf("got %q", got)
	}
	if !r.Bytes(100, 200).Empty() || !r.Span(2, 1).Empty() || r.Span(5, 9).Text() != "" {
		t.Error("words beyond the row")
	}
}

func TestEveryWordOfARandomPageIsInExactlyOneRow(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	for range 50 {
		var words []*munshiv1.Word
		for range 200 {
			x, y := random.Float64()*1.4-0.2, random.Float64()*1.4-0.2
			words = append(words, word("w", x, y, x+random.Float64()/5-0.05, y+random.Float64()/20-0.01))
		}
		words = append(words, word("n", math.NaN(), math.Inf(1), math.Inf(-1), math.NaN()))
		p := Of(page(words...))
		n := 0
		for i, r := range p.Rows {
			n += len(r.Words)
			if r.Index != i || r.Page != p || r.Top > r.Bottom {
				t.Fatalf("row %d: %+v", i, r)
			}
			if b := p.Box(r.Words); b.Left < 0 || b.Top < 0 || b.Right > 1 || b.Bottom > 1 || b.Left > b.Right {
				t.Fatalf("box %v", b)
			}
		}
		if n != len(words) {
			t.Fatalf("%d of %d words", n, len(words))
		}
	}
}
