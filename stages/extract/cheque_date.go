package extract

import (
	"math"
	"slices"
	"strings"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/extract/layout"
	"github.com/munshi-in/munshi/stages/extract/values"
)

// chequeDate finds the date at the top right: printed in one piece, or a digit a box.
func chequeDate(s *sheet) *munshiv1.Field {
	for _, r := range s.rows[:min(len(s.rows), 20)] {
		if r.Top > 0.5*r.Page.Height {
			continue
		}
		for i, w := range r.Words[:min(len(r.Words), 60)] {
			if w.Left < 0.5*r.Page.Width {
				continue
			}
			if d, n, ok := dateAt(r, i); ok {
				return newField("date", d.String(), byPosition, r.Span(i, i+n))
			}
			for n := min(boxedDateWords, len(r.Words)-i); n >= 1; n-- {
				span := r.Span(i, i+n)
				if d, mended, ok := values.ParseBoxedDate(span.Text()); ok && d.Year >= 1990 {
					return repaired(newField("date", d.String(), byPosition, span), mended)
				}
			}
			if f := griddedDate(r, i); f != nil {
				return f
			}
		}
	}
	return nil
}

// boxedDateWords is how many words a date in boxes makes: eight digits, and two slashes.
const boxedDateWords = 10

// griddedDate reads a date of a digit a box of which a digit or two were not seen: a nought in a frame is easily taken for the frame. The
// boxes are alike, so the gap shows where it stood. What it was is told only where one digit alone makes a date of a cheque's years.
func griddedDate(r *layout.Row, i int) *munshiv1.Field {
	var cells []layout.Word
	for _, w := range r.Words[i:min(len(r.Words), i+boxes)] {
		if len([]rune(w.Text)) != 1 || len(cells) > 0 && w.Left-cells[len(cells)-1].Right > 8*r.Page.Glyph {
			break
		}
		cells = append(cells, w)
	}
	if len(cells) < boxes-2 || len(cells) >= boxes {
		return nil
	}
	var gaps []float64
	for k := 1; k < len(cells); k++ {
		gaps = append(gaps, middle(cells[k])-middle(cells[k-1]))
	}
	slices.Sort(gaps)
	pitch := gaps[len(gaps)/2]
	digits := []byte(strings.Repeat("?", boxes))
	last := middle(cells[len(cells)-1])
	for _, w := range cells { // the last box is the year's last digit
		at := boxes - 1 - int(math.Round((last-middle(w))/pitch))
		if at < 0 || digits[at] != '?' {
			return nil
		}
		digit, ok := values.BoxedDigit(w.Text)
		if !ok {
			return nil
		}
		digits[at] = digit
	}
	d, ok := values.OnlyDate(string(digits), firstChequeYear, lastChequeYear)
	if !ok {
		return nil
	}
	return repaired(newField("date", d.String(), byPosition, r.Span(i, i+len(cells))), true)
}

func middle(w layout.Word) float64 { return (w.Left + w.Right) / 2 }

const (
	boxes           = 8
	firstChequeYear = 1990
	lastChequeYear  = 2049
)
