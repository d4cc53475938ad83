package extract

import (
	"strings"
	"testing"
)

// A grid whose dates and amounts are centred beside descriptions of two rows, as a photograph shows it: each cell of the middle joins
// the row it stands a little nearer to.
func TestALineTornOverTwoRowsIsOneLine(t *testing.T) {
	const page = ` Canara Bank    Account Number  2395605032150
 Date           Particulars                    Debit         Credit        Balance
 01-10-2025     TO TRANSFER-ATM WDL
                6495 FORT                      6,500.00                    25,902.58
 02-10-2025     BIL/ELECTRICITY
                CITY ELECTRIC                  3,087.00                    22,815.58
                SALARY PNK                                   79,199.00   1,02,014.58
 04-10-2025     SOFTWARE
`
	pages := typed(page)
	for _, w := range pages[0].Words {
		row, text := int(w.Box.Top*60), w.Text
		w.Box.Top, w.Box.Bottom = (float64(row)+0.05)/60, (float64(row)+0.95)/60
		down := 0.0
		switch isDate, isAmount := strings.Contains(text, "-10-2025"), strings.Contains(text, "."); {
		case isDate && row == 7, isAmount && (row == 3 || row == 5):
			down = -0.4
		case isDate, isAmount:
			down = 0.4
		}
		w.Box.Top, w.Box.Bottom = w.Box.Top+down/60, w.Box.Bottom+down/60
	}
	r := read(pages)
	var got []string
	for _, l := range r.Statement.GetLines() {
		got = append(got, strings.Join([]string{l.GetDate(), l.GetDescription(), l.GetDebit(), l.GetCredit(), l.GetBalance()}, "|"))
	}
	want := []string{
		"2025-10-01|TO TRANSFER-ATM WDL 6495 FORT|6500.00||25902.58", "2025-10-02|BIL/ELECTRICITY CITY ELECTRIC|3087.00||22815.58",
		"2025-10-04|SALARY PNK SOFTWARE||79199.00|102014.58",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
