package extract

import (
	"regexp"
	"strings"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/extract/layout"
	"github.com/munshi-in/munshi/stages/extract/values"
)

const (
	// cellGap is how wide a gap, in heights of a word, parts two cells of a row.
	cellGap = 1.6
	// maxLabelRows bounds the rows searched for labels: what a label names stands on the first pages or the last.
	maxLabelRows = 3000
)

// bare is text as labels are compared.
func bare(text string) string { return layout.Bare(text) }

// labels finds every place where one of names stands, in order. Names are bare: ACCOUNTNO matches "Account No."
// and "A/c" needs ACNO. In six letters or more one may be misread.
func (s *sheet) labels(names ...string) []layout.Span {
	var found []layout.Span
	for _, r := range s.rows[:min(len(s.rows), maxLabelRows)] {
		found = append(found, rowLabels(r, names)...)
	}
	return found
}

func rowLabels(r *layout.Row, names []string) []layout.Span {
	var found []layout.Span
	for i := 0; i < len(r.Words); i++ {
		longest := 0
		for _, name := range names {
			if n := labelAt(r, i, name); n > longest {
				longest = n
			}
		}
		if longest > 0 {
			found = append(found, r.Span(i, i+longest))
			i += longest - 1
		}
	}
	return found
}

// labelAt returns how many words from i on make the label, 0 when they do not.
func labelAt(r *layout.Row, i int, name string) int {
	text := afterSlash(r.Words[i])
	if text == "" || len(text) > len(name)+1 {
		return 0
	}
	for n := 1; ; n++ {
		if text == name || len(name) >= 6 && text[0] == name[0] && len(text) >= len(name)-1 && values.Near(text, name) {
			return n
		}
		if len(text) > len(name) || i+n >= len(r.Words) || r.Words[i+n].Left-r.Words[i+n-1].Right > 3*r.Page.Glyph {
			return 0
		}
		text += r.Words[i+n].Bare
	}
}

// afterSlash is a word as labels are compared. Of a label in two languages only the second is ours, and readers of the first
// give anything for it: "TH/Name".
func afterSlash(w layout.Word) string {
	if at := strings.LastIndexByte(w.Text, '/'); at > 0 && at <= maxOtherLanguage {
		if tail := bare(w.Text[at:]); len(tail) >= 4 || tail == "PAY" {
			return tail
		}
	}
	return w.Bare
}

// maxOtherLanguage bounds the bytes of the first language's label.
const maxOtherLanguage = 40

// rightOf returns the cell to the right of a label, without the colon between, or an empty span.
func rightOf(label layout.Span) layout.Span {
	r := label.Row
	from := label.To
	for from < len(r.Words) && r.Words[from].Bare == "" && !isMark(r.Words[from].Text) {
		from++
	}
	to := from
	for to < len(r.Words) {
		if to > from && r.Words[to].Left-r.Words[to-1].Right > cellGap*r.Page.Glyph {
			break
		}
		to++
	}
	return r.Span(from, to)
}

// isMark tells a sign that belongs to a value from one between label and value.
func isMark(text string) bool {
	_, ok := values.Currency(text)
	return ok
}

// below returns the cell under a label: the first one, within reach, that stands under its words.
func below(label layout.Span, reach float64) layout.Span {
	rows := label.Row.Page.Rows
	left, right := label.Left()-label.Row.Page.Glyph, label.Right()+2*label.Row.Page.Glyph
	for i := label.Row.Index + 1; i < len(rows); i++ {
		if rows[i].Top > label.Row.Bottom+reach*label.Row.Page.Glyph {
			break
		}
		for _, cell := range rows[i].Cells(cellGap) {
			if cell.Left() <= right && cell.Right() >= left {
				return cell
			}
		}
	}
	return layout.Span{}
}

// valuesOf lists what a label may name: what stands to its right, else below it.
func valuesOf(label layout.Span) []layout.Span {
	var found []layout.Span
	for _, v := range []layout.Span{rightOf(label), below(label, 3)} {
		if !v.Empty() {
			found = append(found, v)
		}
	}
	return found
}

// isName tells whether text can be the name of a person or firm: mostly letters, at least three of them, no digits.
func isName(text string) bool {
	letters, other := 0, 0
	for _, r := range text {
		switch {
		case r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z':
			letters++
		case r >= '0' && r <= '9':
			return false
		case strings.ContainsRune(" .,'&()-/", r):
		default:
			other++
		}
	}
	return letters >= 3 && other*8 <= letters
}

// untitled is a name without the title before it.
func untitled(name string) string {
	for {
		head, rest, ok := strings.Cut(name, " ")
		if !ok || !titles[bare(head)] {
			return leadingI.ReplaceAllString(strings.Trim(name, " .,:;-_|*"), "${1}I$2")
		}
		name = strings.TrimSpace(rest)
	}
}

// leadingI is an l before a consonant at the beginning of a word: no name begins so, and it is an I misread.
var leadingI = regexp.MustCompile(`(^|[ .])l([b-df-hj-np-tv-xz][a-z])`)

var titles = map[string]bool{"MR": true, "MRS": true, "MS": true, "MISS": true, "SHRI": true, "SRI": true, "SMT": true, "KUM": true, "DR": true, "LATE": true}

// labelledDate finds a date that begins beside or under a label.
func (s *sheet) labelledDate(name string, labels ...string) *munshiv1.Field {
	for _, label := range s.labels(labels...) {
		if f := dateBeside(name, label); f != nil {
			return f
		}
	}
	return nil
}

// dateBeside finds a date that begins beside or under one label.
func dateBeside(name string, label layout.Span) *munshiv1.Field {
	for _, v := range valuesOf(label) {
		for i := v.From; i < v.To; i++ {
			if d, n, ok := dateAt(v.Row, i); ok {
				return newField(name, d.String(), byLabel, v.Row.Span(i, i+n))
			}
		}
	}
	return nil
}
