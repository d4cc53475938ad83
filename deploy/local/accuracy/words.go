package accuracy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// printedWord is a word of a label; its box is left, top, right, bottom as fractions of the page.
type printedWord struct {
	Text string     `json:"text"`
	Box  [4]float64 `json:"box"`
}

// wanted is the text that a label says is printed, in reading order: rows from the top, words from the left.
func (l label) wanted() string {
	if l.Text != "" {
		return l.Text
	}
	middle := func(w printedWord) float64 { return (w.Box[1] + w.Box[3]) / 2 }
	words := slices.Clone(l.Words)
	slices.SortStableFunc(words, func(a, b printedWord) int { return cmp.Compare(middle(a), middle(b)) })
	var text []string
	for len(words) > 0 {
		n := 1
		for n < len(words) && middle(words[n])-middle(words[0]) < min(words[0].Box[3]-words[0].Box[1], words[n].Box[3]-words[n].Box[1])/2 {
			n++
		}
		row := words[:n]
		words = words[n:]
		slices.SortStableFunc(row, func(a, b printedWord) int { return cmp.Compare(a.Box[0], b.Box[0]) })
		for _, w := range row {
			text = append(text, w.Text)
		}
	}
	return strings.Join(text, " ")
}

// textScore is how well the text of pages is read. Words are runs of letters and digits in any case, counted wherever on the page they
// stand; characters are compared in reading order, without white.
type textScore struct {
	documents              int
	both, wanted, got      int // words
	wrongly, characterwise int // characters: edits needed, and how many are printed
}

func (t *textScore) add(want, got string) {
	t.documents++
	left := map[string]int{}
	for _, w := range wordsIn(want) {
		left[w]++
		t.wanted++
	}
	for _, w := range wordsIn(got) {
		t.got++
		if left[w] > 0 {
			left[w]--
			t.both++
		}
	}
	a, b := unspaced(want), unspaced(got)
	t.wrongly += min(edits(a, b), len(a))
	t.characterwise += len(a)
}

// f1 is the harmonic mean of the recall and the precision of words.
func (t textScore) f1() float64 { return 2 * float64(t.both) / float64(max(t.wanted+t.got, 1)) }

// characterError is how many edits a printed character needed.
func (t textScore) characterError() float64 {
	return float64(t.wrongly) / float64(max(t.characterwise, 1))
}

// String is both, as cells of a table.
func (t textScore) String() string {
	if t.documents == 0 {
		return "- | -"
	}
	return fmt.Sprintf("%.3f | %.3f", t.f1(), t.characterError())
}

func wordsIn(text string) []string {
	return strings.FieldsFunc(strings.ToUpper(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func unspaced(text string) []rune {
	return []rune(strings.Join(strings.Fields(strings.ToUpper(text)), ""))
}

// maxCompared bounds the characters of a document that are compared: the time grows with their square.
const maxCompared = 40_000

// edits is the Levenshtein distance.
func edits(a, b []rune) int {
	a, b = a[:min(len(a), maxCompared)], b[:min(len(b), maxCompared)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range b {
			same := diagonal
			if x != y {
				same++
			}
			diagonal = row[j+1]
			row[j+1] = min(same, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// wordsTable is how well the text is read, a row for each kind and group whose labels say what is printed.
func wordsTable(b *strings.Builder, labels []label, ours, simple map[string]reading) {
	type pair struct{ ours, simple textScore }
	rows := map[string]*pair{}
	var names []string
	for _, l := range labels {
		want := l.wanted()
		if want == "" {
			continue
		}
		for _, name := range []string{strings.TrimSpace(l.Kind + " " + l.Group), "all"} {
			if rows[name] == nil {
				rows[name] = &pair{}
				names = append(names, name)
			}
			rows[name].ours.add(want, ours[l.ID].Text)
			if r, read := simple[l.ID]; read {
				rows[name].simple.add(want, r.Text)
			}
		}
	}
	if len(names) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## Text\n\nWord F1 counts words wherever they stand on the page; the character error is the share of characters that an edit puts right, in\n"+
		"reading order. Upper and lower case are the same.\n\n| pages | documents | word F1 | character error | baseline word F1 | baseline character error |\n| --- | --- | --- | --- | --- | --- |\n")
	slices.Sort(names)
	for _, name := range names {
		r := rows[name]
		fmt.Fprintf(b, "| %s | %d | %s | %s |\n", name, r.ours.documents, r.ours, r.simple)
	}
}
