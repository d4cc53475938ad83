package extract

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/extract/values"
)

// longStatement has lines on each of its pages, whose balances chain from page to page.
func longStatement(pages, lines int) string {
	var b strings.Builder
	balance := 1_000_000
	for page := range pages {
		if page > 0 {
			b.WriteString("=== page\n")
		}
		b.WriteString(" Canara Bank     STATEMENT OF ACCOUNT    Account No : 229100417730\n Date         Description                       Debit          Credit         Balance\n")
		for line := range lines {
			amount := 1 + (page*lines+line)%997
			balance += amount
			fmt.Fprintf(&b, " %02d/%02d/2024   NEFT CR %06d FROM A CUSTOMER                 %10d.00 %12d.00\n", 1+line%28, 1+page%12, page*lines+line, amount, balance)
		}
	}
	return b.String()
}

func TestAStatementOfTwoHundredPagesStaysWithinItsBounds(t *testing.T) {
	pages := typed(longStatement(200, 55))
	began := time.Now()
	read(typed(longStatement(40, 55)))
	aFifth := time.Since(began)
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began = time.Now()
	r := read(pages)
	took := time.Since(began)
	runtime.ReadMemStats(&after)
	if n := len(r.Statement.GetLines()); r.Kind != kindStatement || n != 200*55 {
		t.Fatalf("%s of %d lines", r.Kind, n)
	}
	for i, l := range r.Statement.GetLines() {
		if i > 0 && len(l.GetChecks()) == 0 {
			t.Fatalf("line %d: %v", i+1, l)
		}
	}
	// A walk that has become quadratic takes 25 times as long over five times as many pages.
	if took > 12*aFifth {
		t.Errorf("200 pages took %s, 40 took %s", took, aFifth)
	}
	// A page took 1 MB when this was written.
	if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 4000 {
		t.Errorf("allocated %d MB", used)
	}
}

func TestAPageThatCouldNotBeReadIsSaid(t *testing.T) {
	pages := typed(longStatement(3, 5))
	pages[1].Words = nil
	r := read(pages)
	if len(r.Warnings) < 2 || !strings.Contains(r.Warnings[0], "page 2") || !strings.Contains(r.Warnings[1], "page 3") {
		t.Errorf("warnings %q: the empty page and the break after it must be told", r.Warnings)
	}
	if len(r.Statement.GetLines()) != 10 {
		t.Errorf("%d lines", len(r.Statement.GetLines()))
	}
}

// Of a badly bent sheet the words are read, and its rows are torn: the dates stand in others than the amounts.
func TestAPageOfWhichNoLineCouldBeMadeOutIsSaid(t *testing.T) {
	var b strings.Builder
	b.WriteString(" Canara Bank     STATEMENT OF ACCOUNT    Account No : 229100417730\n Date         Description\n                                                     Debit          Credit         Balance\n")
	for line := range 8 {
		fmt.Fprintf(&b, " %02d/04/2024   NEFT CR %06d FROM A CUSTOMER\n\n%61s%12d.00%12d.00\n\n", 1+line, line, "", 10, 1000+10*line)
	}
	r := read(typed(b.String()))
	said := slices.ContainsFunc(r.Warnings, func(w string) bool { return strings.Contains(w, "page 1: 8 dates and 16 amounts") })
	if n := len(r.Statement.GetLines()); r.Kind != kindStatement || n > 0 || !said {
		t.Errorf("%s of %d lines, warnings %q", r.Kind, n, r.Warnings)
	}
}

func FuzzAModelIsReadOrRefused(f *testing.F) {
	f.Add("# note\nTOTAL 1 2 3 4 5 6\n")
	f.Add("TOTAL 1 NaN +Inf -1e9 0x1p-2 6")
	f.Fuzz(func(t *testing.T, text string) {
		w, err := parseWeights(clip(text, 10000))
		for feature, row := range w {
			if err == nil && len(row) != len(kinds) {
				t.Fatalf("%s has %d weights", feature, len(row))
			}
		}
	})
}

func FuzzASumsLabelIsWeighed(f *testing.F) {
	for _, text := range []string{"Total Sales (Inclusive of GST)", "SUB TOTAL", "Grand Total : Rs", "Total 6% supplies (excl. GST)", ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		points, why := sumLabel(text)
		if points < 0 || points > voteFinalLabel || (points > 0) != (why != "") {
			t.Fatalf("%q: %f %q", text, points, why)
		}
	})
}

func FuzzAColumnsHeadingIsNamed(f *testing.F) {
	f.Add("WITHDRAWALAMOUNTINR")
	f.Add("CLOSLNGBALANCE")
	f.Fuzz(func(t *testing.T, text string) {
		if c := columnOf(bare(text)); c < colNone || c >= columns {
			t.Fatalf("%q is column %d", text, c)
		}
	})
}

func FuzzAPeriodsDayIsWithinIt(f *testing.F) {
	f.Add("02 Mar", "02/0W/2024", uint16(2024))
	f.Fuzz(func(t *testing.T, short, bad string, year uint16) {
		p := period{}
		p.start.Year, p.start.Month, p.start.Day = 1990+int(year)%100, 3, 1
		p.end = p.start
		p.end.Month = 6
		if d, ok := p.dayIn(short); ok && (d.Before(p.start) || p.end.Before(d)) {
			t.Fatalf("%q is %s", short, d)
		}
		if d, ok := p.mended(bad, values.Date{}); ok && (d.Before(p.start) || p.end.Before(d)) {
			t.Fatalf("%q is %s", bad, d)
		}
	})
}

// blankPage is a page of one word, for what needs a page at all.
func blankPage(word string) []*munshiv1.PageText {
	return []*munshiv1.PageText{{Page: 1, Width: 1000, Height: 1400, Words: []*munshiv1.Word{{Text: word, Confidence: 1, Box: &munshiv1.Box{Left: 0.1, Top: 0.1, Right: 0.9, Bottom: 0.2}}}}}
}

func TestANumberOfAThousandDigitsIsNoValue(t *testing.T) {
	for _, head := range []string{"Total ", "INR", "A/c No. ", "ABCDE"} {
		if r := read(blankPage(head + strings.Repeat("9", 1000))); len(r.Fields) > 0 {
			t.Errorf("%s: %v", head, r.Fields)
		}
	}
}
