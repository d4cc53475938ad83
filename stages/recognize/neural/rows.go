package neural

import (
	"cmp"
	"math"
	"slices"
)

// Row is what stands side by side on a page, from left to right: the cells of a table, a label and its amount.
type Row struct {
	Lines []Line
	// Number counts rows from the top, Block the groups of rows with white between them; both from 0.
	Number, Block int
}

// blockGap is the white between two rows, as a share of their height, that parts blocks.
const blockGap = 1.2

// Rows puts lines in reading order. The page may lean, and its rows may bend: a line belongs to the row whose nearest piece it stands
// level with.
func Rows(lines []Line) []Row {
	angle := lean(lines)
	along, down := Point{math.Cos(angle), math.Sin(angle)}, Point{-math.Sin(angle), math.Cos(angle)}
	pieces := make([]piece, len(lines))
	for i, l := range lines {
		q := l.Quad
		middle := q[0].plus(q[1]).plus(q[2]).plus(q[3]).times(0.25)
		half := max(math.Abs(q[1].minus(q[0]).X*along.X+q[1].minus(q[0]).Y*along.Y), math.Abs(q[2].minus(q[3]).X*along.X+q[2].minus(q[3]).Y*along.Y)) / 2
		at := middle.X*along.X + middle.Y*along.Y
		pieces[i] = piece{line: l, left: at - half, right: at + half, level: middle.X*down.X + middle.Y*down.Y, height: q.height()}
		side := q[1].plus(q[2]).minus(q[0]).minus(q[3]).times(0.5)
		pieces[i].fall = side.X*down.X + side.Y*down.Y
	}
	bent := bendOf(pieces)
	for i, p := range pieces {
		pieces[i].level -= bent.fall((p.left+p.right)/2, p.level)
	}
	slices.SortStableFunc(pieces, func(a, b piece) int { return cmp.Compare(a.level, b.level) })
	var rows [][]piece
	for _, p := range pieces {
		if at := rowFor(p, rows); at >= 0 {
			rows[at] = append(rows[at], p)
		} else {
			rows = append(rows, []piece{p})
		}
	}
	slices.SortStableFunc(rows, func(a, b []piece) int { return cmp.Compare(meanLevel(a), meanLevel(b)) })
	return numbered(rows)
}

// piece is a line on a page that has been set level.
type piece struct {
	line                       Line
	left, right, level, height float64
	fall                       float64 // how far its right end is below its left one
}

// lean is the angle of the page's lines, in radians: the middle one of those long enough to have one.
func lean(lines []Line) float64 {
	var angles []float64
	for _, l := range lines {
		if l.Quad.width() > 3*l.Quad.height() {
			side := l.Quad[1].minus(l.Quad[0])
			angles = append(angles, math.Atan2(side.Y, side.X))
		}
	}
	if len(angles) == 0 {
		return 0
	}
	slices.Sort(angles)
	return angles[len(angles)/2]
}

// rowsBack is how many rows a piece may belong to: those above are closed by then.
const rowsBack = 6

// rowFor is the row that p stands in, -1 when it begins one.
func rowFor(p piece, rows [][]piece) int {
	found, least := -1, math.Inf(1)
	for i := max(len(rows)-rowsBack, 0); i < len(rows); i++ {
		near := slices.MinFunc(rows[i], func(a, b piece) int { return cmp.Compare(p.gap(a), p.gap(b)) })
		off := math.Abs(p.level - near.level)
		if off < least && off < 0.5*min(p.height, near.height) && p.gap(near) > -0.3*min(p.right-p.left, near.right-near.left) {
			found, least = i, off
		}
	}
	return found
}

// gap is the white between two pieces; below 0 they overlap.
func (p piece) gap(q piece) float64 { return max(p.left-q.right, q.left-p.right) }

func meanLevel(row []piece) float64 {
	sum := 0.0
	for _, p := range row {
		sum += p.level
	}
	return sum / float64(len(row))
}

// numbered numbers rows and blocks from the top.
func numbered(rows [][]piece) []Row {
	var all []Row
	block, bottom := 0, 0.0
	for n, row := range rows {
		slices.SortFunc(row, func(a, b piece) int { return cmp.Compare(a.left, b.left) })
		tallest := slices.MaxFunc(row, func(a, b piece) int { return cmp.Compare(a.height, b.height) })
		if top := tallest.level - tallest.height/2; n > 0 && top-bottom > blockGap*tallest.height {
			block++
		}
		bottom = tallest.level + tallest.height/2
		r := Row{Number: n, Block: block}
		for _, p := range row {
			r.Lines = append(r.Lines, p.line)
		}
		all = append(all, r)
	}
	return all
}
