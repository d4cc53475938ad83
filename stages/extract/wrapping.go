package extract

import (
	"strings"

	"github.com/munshi-in/munshi/stages/extract/layout"
)

// wrapping is how a bank breaks descriptions that are longer than their column: between words, or wherever the column ends.
type wrapping struct {
	ends map[*layout.Page]float64 // how far right the rows go that another follows
	cuts bool                     // words are cut
	fill int                      // rows that are full
}

// Rows that go on must be so many, and so many of ten full to the last letter, before words are taken to be cut.
const (
	leastWrapped = 4
	tenthsFull   = 9
)

// wrappingOf looks at the right end of every row of a description that goes on below: where words are cut, all rows are full.
func wrappingOf(lines []*line) wrapping {
	w := wrapping{ends: map[*layout.Page]float64{}}
	each := func(do func(part layout.Span)) {
		for _, l := range lines {
			for i := 1; i < len(l.description); i++ {
				do(l.description[i-1])
			}
		}
	}
	each(func(part layout.Span) { w.ends[part.Row.Page] = max(w.ends[part.Row.Page], part.Right()) })
	wrapped := 0
	each(func(part layout.Span) {
		wrapped++
		if w.full(part) {
			w.fill++
		}
	})
	w.cuts = wrapped >= leastWrapped && w.fill*10 >= wrapped*tenthsFull
	return w
}

// full tells whether no further letter had room behind a row.
func (w wrapping) full(part layout.Span) bool {
	letter := (part.Right() - part.Left()) / float64(len(part.Text()))
	return w.ends[part.Row.Page]-part.Right() < 1.5*letter
}

// oneWord tells whether the last sign of a row and the first of the next are of one word: digits, or small letters.
func oneWord(before, after string) bool {
	a, b := before[len(before)-1], after[0]
	digits := a >= '0' && a <= '9' && b >= '0' && b <= '9'
	return digits || a >= 'a' && a <= 'z' && b >= 'a' && b <= 'z'
}

// joined is text that was wrapped over several rows. It goes on without a space behind a dash or slash, where words are cut, and behind a
// row that is full of one word, which those cut too who else break between words.
func (w wrapping) joined(parts []layout.Span) string {
	var b strings.Builder
	for i, p := range parts {
		text := p.Text()
		if i > 0 {
			before := parts[i-1].Text()
			cut := w.full(parts[i-1]) && (w.cuts || w.fill >= leastWrapped && !strings.Contains(before, " ") && oneWord(before, text))
			if !cut && !strings.HasSuffix(before, "/") && !strings.HasSuffix(before, "-") && !strings.HasPrefix(text, "/") {
				b.WriteByte(' ')
			}
		}
		b.WriteString(text)
	}
	return strings.TrimSpace(b.String())
}
