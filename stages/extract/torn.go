package extract

import (
	"math"

	"github.com/munshi-in/munshi/stages/extract/layout"
)

// torn tells whether row day has the date of a line and row figures its amounts, though both stand at one height: where cells are
// centred beside a description of two rows, each joins the row it happens to stand nearer to.
func (t *table) torn(rows []*layout.Row, day, figures int) bool {
	if day < 0 || figures < 0 || day >= len(rows) || figures >= len(rows) {
		return false
	}
	d, f := t.under(rows[day]), t.under(rows[figures])
	if d[colDate].Empty() || !f[colDate].Empty() || len(rows[day].Words) > maxStackRow || len(rows[figures].Words) > maxStackRow {
		return false
	}
	if l, hasMoney := t.newLine(rows[day], d); hasMoney || !l.dated {
		return false
	}
	for _, c := range []column{colBalance, colDebit, colCredit, colAmount} {
		if m, ok := money(f[c]); ok && m.Decimals {
			off := t.page.Level(d[colDate].Words()[0]) - t.page.Level(f[c].Words()[0])
			return math.Abs(off) <= 0.5*t.page.Glyph
		}
	}
	return false
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
