package extract

import (
	"cmp"
	"math"
	"slices"

	"github.com/munshi-in/munshi/stages/extract/layout"
	"github.com/munshi-in/munshi/stages/extract/values"
)

// overFigures moves each heading of amounts to where the amounts below it stand: banks set headings left, right or in the middle of a column
// whose amounts end at its right, so a heading may stand nearer to its neighbour's amounts than to its own.
func (t *table) overFigures(lines []*layout.Row) {
	var over []*heading
	for i := range t.headings {
		if isMoney(t.headings[i].column) {
			over = append(over, &t.headings[i])
		}
	}
	blocks := t.figureBlocks(lines)
	if len(over) == 0 || len(blocks) == 0 {
		return
	}
	paired := make([]*heading, len(blocks))
	if len(blocks) == len(over) {
		paired = over
	} else { // a column may be empty: the last, the balance, shows how headings stand
		last, h := blocks[len(blocks)-1], over[len(over)-1]
		flushRight := math.Abs(last.right-h.right) <= t.page.Glyph
		for i, b := range blocks {
			for _, h := range over {
				if flushRight && math.Abs(b.right-h.right) <= t.page.Glyph || !flushRight && h.left <= b.right {
					paired[i] = h
				}
			}
		}
	}
	for i, h := range paired {
		if h == nil || i > 0 && h == paired[i-1] || !t.mayStandOver(h, blocks[i]) {
			return
		}
	}
	for i, h := range paired {
		h.left, h.right = blocks[i].left, blocks[i].right
	}
}

// mayStandOver tells whether a block of amounts may be a heading's: it does not lie beyond the headings beside it.
func (t *table) mayStandOver(h *heading, b block) bool {
	for i := range t.headings {
		other := &t.headings[i]
		if other.right < h.left && b.right <= other.right || other.left > h.right && b.left >= other.left {
			return false
		}
	}
	return true
}

func isMoney(c column) bool {
	return c == colDebit || c == colCredit || c == colAmount || c == colBalance
}

// A block is amounts that stand over each other, from the left of the longest to the right.
type block struct {
	left, right float64
	amounts     int
}

// figureBlocks are the columns of amounts that the lines themselves show, from left to right, but for those that only few lines have where
// descriptions are.
func (t *table) figureBlocks(lines []*layout.Row) []block {
	from := t.page.Width
	for _, h := range t.headings {
		if isMoney(h.column) {
			from = min(from, h.left)
		}
	}
	var words []layout.Word
	for _, r := range lines {
		for _, w := range r.Words[:min(len(r.Words), maxStackRow)] {
			if m, ok := values.ParseAmount(w.Text); ok && m.Decimals {
				words = append(words, w)
			}
		}
	}
	slices.SortFunc(words, func(a, b layout.Word) int { return cmp.Compare(a.Left, b.Left) })
	longest := 0.0
	for _, w := range words {
		longest = max(longest, w.Right-w.Left)
	}
	var blocks []block
	for _, w := range words {
		if n := len(blocks) - 1; n >= 0 && w.Left < blocks[n].right {
			blocks[n].right = max(blocks[n].right, w.Right)
			blocks[n].amounts++
			continue
		}
		blocks = append(blocks, block{w.Left, w.Right, 1})
	}
	if slices.ContainsFunc(blocks, func(b block) bool { return b.right-b.left > 1.5*longest }) {
		return nil // columns run into each other
	}
	return slices.DeleteFunc(blocks, func(b block) bool { return b.right < from && b.amounts*4 < len(lines) })
}
