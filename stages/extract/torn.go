package extract

import (
	"math"

	"github.com/munshi-in/munshi/stages/extract/layout"
	"github.com/munshi-in/munshi/stages/extract/values"
)

// torn tells whether row day has the date of a line and row figures its amounts, though both stand at one height: where cells are
// centred beside a description of two rows, each joins the row it happens to stand nearer to. On a sheet that bends the heights are
// less sure: then it is enough that neither has a nearer half.
func (t *table) torn(rows []*layout.Row, day, figures int) bool {
	off, ok := t.halves(rows, day, figures)
	if !ok {
		return false
	}
	if off <= 0.5*t.page.Glyph {
		return true
	}
	nearer := func(day, figures int) bool {
		other, ok := t.halves(rows, day, figures)
		return ok && other <= off
	}
	return off <= 0.9*t.page.Glyph && !nearer(day, 2*day-figures) && !nearer(2*figures-day, figures)
}

// halves are rows of which one has a date without amounts and the other amounts without a date, and how far their heights are apart.
func (t *table) halves(rows []*layout.Row, day, figures int) (off float64, ok bool) {
	if day < 0 || figures < 0 || day >= len(rows) || figures >= len(rows) {
		return 0, false
	}
	d, f := t.under(rows[day]), t.under(rows[figures])
	if d[colDate].Empty() || !f[colDate].Empty() || len(rows[day].Words) > maxStackRow || len(rows[figures].Words) > maxStackRow {
		return 0, false
	}
	if l, hasMoney := t.newLine(rows[day], d); hasMoney || !l.dated {
		return 0, false
	}
	for _, c := range []column{colBalance, colDebit, colCredit, colAmount} {
		if m, ok := money(f[c]); ok && m.Decimals {
			return math.Abs(t.page.Level(d[colDate].Words()[0]) - t.page.Level(f[c].Words()[0])), true
		}
	}
	return 0, false
}

// takeDays gives a line the dates of another row.
func (l *line) takeDays(t *table, r *layout.Row) {
	of, _ := t.newLine(r, t.under(r))
	l.date, l.dated, l.repaired = of.date, of.dated, l.repaired || of.repaired
	if !l.valued {
		l.valueDate, l.valued = of.valueDate, of.valued
	}
	l.figures = append(l.figures, of.figures...)
}

// partedRows is over how many rows above and below its line a narrow column may part a date: 01, Mar and 2026 stand under each other.
const partedRows = 2

// partedDay is the date of a line whose figures are row i, when a narrow column parts it: the first of it stands over the figures, the year
// under them or beside them. It is no date when they do not.
func (t *table) partedDay(rows []*layout.Row, i int) values.Date {
	if i < 0 || i >= len(rows) || amounts(rows[i]) == 0 {
		return values.Date{}
	}
	cell := func(k int) string { return t.under(rows[k])[colDate].Text() }
	beside := cell(i)
	over := ""
	for up := 1; up <= partedRows && i-up >= 0 && amounts(rows[i-up]) == 0 && !t.far(rows[i-up], rows[i-up+1]); up++ {
		over = cell(i-up) + " " + over
		text := over + beside
		if d, ok := values.ParseDate(text); ok {
			return d
		}
		for down := 1; down <= partedRows && i+down < len(rows) && amounts(rows[i+down]) == 0 && !t.far(rows[i+down-1], rows[i+down]); down++ {
			text += " " + cell(i+down)
			if d, ok := values.ParseDate(text); ok {
				return d
			}
		}
	}
	return values.Date{}
}

// far tells whether two rows stand further apart than those of one cell do.
func (t *table) far(above, below *layout.Row) bool {
	return len(above.Words) > maxStackRow || len(below.Words) > maxStackRow || below.Top-above.Bottom > t.page.Glyph
}
