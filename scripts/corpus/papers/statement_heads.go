package papers

import (
	"image/color"
	"strings"

	"github.com/munshi-in/munshi/scripts/corpus/draw"
	"github.com/munshi-in/munshi/scripts/corpus/invent"
)

// number is the account number as printed.
func (st statement) number() string {
	n := st.account.Number
	if st.layout.masked {
		return strings.Repeat("X", len(n)-4) + n[len(n)-4:]
	}
	return n
}

func (st statement) ink() color.RGBA {
	c := st.account.Bank.Colour
	return color.RGBA{c[0], c[1], c[2], 255}
}

// pairs prints labels and values under each other and returns where the next row would stand.
func (st statement) pairs(p draw.Paper, x, valueX, y float64, rows [][2]string) float64 {
	for _, row := range rows {
		p.Text(x, y, row[0], st.style(8.5))
		p.Text(valueX, y, row[1], st.style(8.5))
		y += 4.4
	}
	return y
}

// letterhead prints bank and holder on the left, the account on the right.
func letterhead(st statement, p draw.Paper) float64 {
	a, text, bold := st.account, st.style(9), st.boldStyle(9)
	p.Text(12, 18, a.Bank.Name, draw.Style{Face: st.layout.bold, Size: 17, Ink: st.ink()})
	p.Line(12, 21, 198, 21, 0.5, st.ink())
	p.Text(12, 27, "STATEMENT OF ACCOUNT", st.boldStyle(11))
	left := []string{strings.ToUpper(a.Holder.Name()), a.Place.City, a.Place.State + " " + a.PIN}
	for i, line := range left {
		style := text
		if i == 0 {
			style = bold
		}
		p.Text(12, 34+5*float64(i), line, style)
	}
	right := [][2]string{
		{"Account No", a.Number}, {"IFSC", a.IFSC}, {"MICR", a.MICR}, {"Branch", a.Branch}, {"Currency", "INR"},
		{"Period", st.from.Format("02/01/2006") + " to " + st.to.Format("02/01/2006")},
		{"Opening Balance", st.opening.String()},
	}
	for i, row := range right {
		y := 30 + 4.6*float64(i)
		p.Text(110, y, row[0], text)
		p.Text(140, y, ": "+row[1], text)
	}
	return tableTop
}

// listHead tells the account in one list, as public banks do.
func listHead(st statement, p draw.Paper) float64 {
	a := st.account
	p.Text(12, 16, a.Bank.Name, draw.Style{Face: st.layout.bold, Size: 15, Ink: st.ink()})
	y := st.pairs(p, 12, 56, 25, [][2]string{
		{"Account Name", ": Mr. " + a.Holder.Name()},
		{"Address", ": " + a.Branch},
		{"", "  " + a.Place.City + "-" + a.PIN},
		{"Date", ": " + st.to.AddDate(0, 0, 3).Format("2 Jan 2006")},
		{"Account Number", ": " + st.number()},
		{"Account Description", ": REGULAR SB CHQ-INDIVIDUALS"},
		{"Branch", ": " + strings.ToUpper(a.Branch)},
		{"Drawing Power", ": 0.00"},
		{"Interest Rate(% p.a.)", ": 2.7"},
		{"CIF No.", ": 8" + a.Number[:8] + "12"},
		{"IFS Code", ": " + a.IFSC},
		{"MICR Code", ": " + a.MICR},
		{"Balance as on " + st.from.Format("2 Jan 2006"), ": " + invent.Paise(st.opening).String()},
	})
	p.Text(12, y+3, "Account Statement from "+st.from.Format("2 Jan 2006")+" to "+st.to.Format("2 Jan 2006"), st.style(9))
	return y + 13
}

// titledHead has a title across the page, and the account in two lists.
func titledHead(st statement, p draw.Paper) float64 {
	a := st.account
	p.Text(198, 14, a.Bank.Name, draw.Style{Face: st.layout.bold, Size: 14, Ink: st.ink(), Align: draw.Right})
	p.Text(st.width()/2, 22, "Statement of Transactions in Account Number: "+st.number()+" in INR for the period", st.boldStyle(9).At(draw.Center))
	p.Text(st.width()/2, 27, st.from.Format("02/01/2006")+" - "+st.to.Format("02/01/2006"), st.boldStyle(9).At(draw.Center))
	st.pairs(p, 12, 44, 36, [][2]string{{"Name:", strings.ToUpper(a.Holder.Name())}, {"Address:", a.Branch + ", " + a.Place.City}, {"", a.Place.State + " - " + a.PIN}})
	return st.pairs(p, 118, 156, 36, [][2]string{
		{"A/C Type:", "Savings"}, {"A/C Branch:", a.Branch}, {"RTGS/NEFT/IFSC Code:", a.IFSC}, {"Opening Balance:", st.opening.String()}, {"Closing Balance:", st.closing().String()},
	}) + 8
}

// addressHead has the holder as on a letter, and sentences about the account.
func addressHead(st statement, p draw.Paper) float64 {
	a := st.account
	p.Text(12, 16, strings.ToUpper(a.Bank.Name), draw.Style{Face: st.layout.bold, Size: 14, Ink: st.ink()})
	for i, line := range []string{strings.ToUpper(a.Holder.Name()), "H NO 14, " + strings.ToUpper(a.Branch), strings.ToUpper(a.Place.City), strings.ToUpper(a.Place.State) + "-INDIA " + a.PIN} {
		p.Text(12, 26+4.4*float64(i), line, st.style(8.5))
	}
	st.pairs(p, 122, 152, 26, [][2]string{{"Customer No", ":8" + a.Number[:7]}, {"Scheme", ":SB-EASY ACCESS"}, {"Currency", ":INR"}, {"IFSC Code", ":" + a.IFSC}, {"MICR Code", ":" + a.MICR}})
	p.Text(12, 52, "Statement of Account No : "+st.number()+" for the period (From : "+st.from.Format("02-01-2006")+" To : "+st.to.Format("02-01-2006")+")", st.boldStyle(8.5))
	return 62
}

// typedHead is a passbook printer's.
func typedHead(st statement, p draw.Paper) float64 {
	a := st.account
	p.Text(12, 16, strings.ToUpper(a.Bank.Name)+"  "+strings.ToUpper(a.Branch)+" BRANCH", st.boldStyle(10))
	return st.pairs(p, 12, 46, 24, [][2]string{
		{"A/C HOLDER", ": SRI " + strings.ToUpper(a.Holder.Name())}, {"A/C NO", ": " + st.number()}, {"IFSC CODE", ": " + a.IFSC},
		{"STATEMENT FROM", ": " + st.from.Format("02/01/2006") + "  TO  " + st.to.Format("02/01/2006")},
	}) + 6
}

// summaryHead has the balances in a small table of their own.
func summaryHead(st statement, p draw.Paper) float64 {
	a := st.account
	p.Text(12, 18, a.Bank.Name, draw.Style{Face: st.layout.bold, Size: 16, Ink: st.ink()})
	p.Text(12, 26, "Dear "+a.Holder.Name()+",", st.style(9))
	y := st.pairs(p, 12, 52, 33, [][2]string{
		{"Account holder", strings.ToUpper(a.Holder.Name())}, {"Account number", st.number()}, {"IFSC", a.IFSC},
		{"Statement period", st.from.Format("2 January 2006") + " to " + st.to.Format("2 January 2006")},
	}) + 4
	var in, out invent.Paise
	for _, e := range st.entries {
		in, out = in+max(e.amount, 0), out+max(-e.amount, 0)
	}
	for i, cell := range [][2]string{{"Opening balance", st.opening.String()}, {"Total withdrawals", out.String()}, {"Total deposits", in.String()}, {"Closing balance", st.closing().String()}} {
		x := 14 + 48*float64(i)
		p.Text(x, y, cell[0], st.boldStyle(8.5))
		p.Text(x, y+5, cell[1], st.style(9))
	}
	return y + 16
}
