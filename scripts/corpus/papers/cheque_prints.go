package papers

import (
	"image/color"
	"strings"

	"github.com/munshi-in/munshi/scripts/corpus/draw"
	"github.com/munshi-in/munshi/scripts/corpus/invent"
)

// The leaves of this file place things where the others do not: the code over the middle, the holder at the left or under the
// signature, the number of the account in a corner, words in two languages, amounts with stars or written small.
var leafPrints = map[string]func(p *draw.Picture, s invent.Source, l leaf){
	"centre_code": centreCodeLeaf, "two_scripts": twoScriptsLeaf, "company": companyLeaf, "stamped": stampedLeaf, "corner_account": cornerAccountLeaf,
}

// printLayouts are the names of leafPrints, in a fixed order.
var printLayouts = []string{"centre_code", "two_scripts", "company", "stamped", "corner_account"}

func leafText(size float64) draw.Style {
	return draw.Style{Face: draw.Sans, Size: size, Ink: draw.Black}
}

func (l leaf) ink() color.RGBA { return color.RGBA{a8(l, 0), a8(l, 1), a8(l, 2), 255} }

// drawn is what the drawer writes, at the places of a leaf: the payee's base line, both rows of the words, and the figures.
func (l leaf) drawn(p *draw.Picture, pen draw.Style, payee, words, more, figures [2]float64, amount string, wide float64) {
	if l.blank {
		return
	}
	p.Text(payee[0], payee[1], l.payee, pen)
	first, second := broken(p, l.amount.Words()+" Only", pen, wide)
	p.Text(words[0], words[1], first, pen)
	p.Text(more[0], more[1], second, pen)
	p.Text(figures[0], figures[1], amount, pen)
}

// centreCodeLeaf has the branch's code over the middle and the holder right over the place of the signature.
func centreCodeLeaf(p *draw.Picture, s invent.Source, l leaf) {
	a := l.account
	p.Disc(13, 9, 4.5, l.ink())
	p.Text(20, 11, strings.TrimSuffix(a.Bank.Name, " Ltd"), draw.Style{Face: draw.SansBold, Size: 16, Ink: l.ink()})
	p.Text(72, 6, strings.ToUpper(a.Branch)+" ("+a.IFSC[7:]+")", leafText(6))
	p.Text(72, 9, s.Street()+", "+a.Place.City, leafText(6))
	p.Text(72, 12, a.Place.State+" - "+a.PIN+" Tel: "+s.Digits(10), leafText(6))
	p.Text(72, 15.5, "IFS CODE : "+a.IFSC, draw.Style{Face: draw.SansBold, Size: 7, Ink: draw.Black})
	dateBoxes(p)
	p.Text(142, 4.8, "VALID FOR THREE MONTHS ONLY FROM THE DATE OF ISSUE", leafText(5))
	p.Text(194, 22, "Cheque No. "+l.number, leafText(6.5).At(draw.Right)) // also in the band
	x := p.Script(8, 26, 7, 2, draw.Black, s.Rand)
	p.Text(x, 28, "PAY", leafText(8))
	p.Line(26, 29, 160, 29, 0.2, draw.Black)
	p.Script(164, 25, 7, 2, draw.Black, s.Rand)
	p.Text(164, 28.5, "OR BEARER", leafText(7))
	x = p.Script(8, 37, 7, 1, draw.Black, s.Rand)
	p.Text(x, 38, "RUPEES", leafText(8))
	p.Line(30, 39, 194, 39, 0.2, draw.Black)
	p.Line(8, 48, 146, 48, 0.2, draw.Black)
	p.Text(148, 49, "Rs.", leafText(9))
	draw.Frame(p, 156, 42.5, 38, 9, 0.35, draw.Black)
	p.Text(8, 58, "A/c No.", leafText(7))
	draw.Frame(p, 20, 53, 58, 8, 0.25, draw.Black)
	p.Text(22, 58.5, a.Number, draw.Style{Face: draw.SansBold, Size: 12, Ink: draw.Black})
	p.Text(82, 56, "SB-GEN-PUB-IND-NON RURAL-INR", leafText(5.5))
	p.Text(82, 60, "PREFIX : "+s.Digits(8), leafText(5.5))
	p.Text(8, 66, "MULTI-CITY CHEQUE Payable at Par at All Branches of the Bank", leafText(6))
	p.Text(168, 66, strings.ToUpper(a.Holder.Name()), draw.Style{Face: draw.SansBold, Size: 7, Ink: draw.Black, Align: draw.Center})
	p.Text(168, 74, "Please sign above", leafText(6).At(draw.Center))
	pen := draw.Style{Face: draw.Hand, Size: 12, Ink: draw.Blue}
	if !l.blank {
		draw.Spaced(p, dateLeft, 12.2, datePitch, l.date.Format("02012006"), pen)
	}
	l.drawn(p, pen, [2]float64{30, 28}, [2]float64{33, 38}, [2]float64{12, 47}, [2]float64{158, 49}, l.amount.Whole()+"/-", 155)
	micrLine(p, l)
}

// twoScriptsLeaf has its labels in two languages, the holder at the left and the code far below.
func twoScriptsLeaf(p *draw.Picture, s invent.Source, l leaf) {
	a := l.account
	p.Script(8, 7, 11, 3, l.ink(), s.Rand)
	p.Text(8, 13, strings.TrimSuffix(a.Bank.Name, " Ltd"), draw.Style{Face: draw.SerifBold, Size: 14, Ink: l.ink()})
	p.Text(8, 17, "Branch/", leafText(6))
	x := p.Script(17, 17, 6, 1, draw.Black, s.Rand)
	p.Text(x, 17, ": "+a.Branch+", "+a.Place.City+" "+a.PIN, leafText(6))
	x = p.Script(134, 11, 7, 1, draw.Black, s.Rand)
	p.Text(x, 11, "DATE", leafText(6))
	dateBoxes(p)
	x = p.Script(8, 28, 8, 1, draw.Black, s.Rand)
	p.Text(x, 28, "PAY", leafText(7))
	p.Line(24, 29, 172, 29, 0.2, draw.Black)
	p.Text(176, 25, "or Bearer", leafText(6.5))
	p.Script(176, 29, 7, 2, draw.Black, s.Rand)
	x = p.Script(8, 37, 8, 1, draw.Black, s.Rand)
	p.Text(x, 37, "RUPEES", leafText(7))
	p.Line(30, 38, 194, 38, 0.2, draw.Black)
	p.Line(8, 46.5, 148, 46.5, 0.2, draw.Black)
	draw.Frame(p, 150, 41, 44, 9, 0.35, draw.Black)
	rupeeSign(p, 152, 43, 5, draw.Black)
	x = p.Script(8, 55, 7, 2, draw.Black, s.Rand)
	p.Text(x, 55, "A/C No.", leafText(6.5))
	draw.Frame(p, x+12, 51, 58, 6.5, 0.25, draw.Black)
	p.Text(x+14, 55.7, a.Number, draw.Style{Face: draw.MonoBold, Size: 11, Ink: draw.Black})
	p.Text(8, 61.5, strings.ToUpper(a.Holder.Name()), draw.Style{Face: draw.SansBold, Size: 8, Ink: draw.Black})
	p.Text(8, 66, "IFSC : "+a.IFSC+"   SAVINGS BANK A/C", leafText(6.5))
	p.Text(8, 70, "PAYABLE AT PAR AT ALL BRANCHES OF THE BANK IN INDIA", leafText(5.5))
	x = p.Script(158, 72, 6, 2, draw.Black, s.Rand)
	p.Text(x, 72, "/ PLEASE SIGN ABOVE", leafText(5.5))
	pen := draw.Style{Face: draw.Hand, Size: 13, Ink: color.RGBA{20, 20, 40, 255}}
	if !l.blank {
		draw.Spaced(p, dateLeft, 12.2, datePitch, l.date.Format("02012006"), pen)
	}
	l.drawn(p, pen, [2]float64{28, 27.6}, [2]float64{34, 36.8}, [2]float64{12, 45.6}, [2]float64{160, 47}, "="+l.amount.Whole()+"/=", 150)
	micrLine(p, l)
}

// companyLeaf is a firm's, filled in by a printer: stars, capitals, two signatories.
func companyLeaf(p *draw.Picture, s invent.Source, l leaf) {
	a := l.account
	p.Text(8, 10, strings.ToUpper(a.Bank.Name), draw.Style{Face: draw.SansBold, Size: 13, Ink: l.ink()})
	p.Text(8, 14, s.Street()+", "+a.Branch+", "+a.Place.City+" - "+a.PIN, leafText(6))
	p.Text(8, 17.5, "BRANCH : "+strings.ToUpper(a.Branch), leafText(6))
	p.Text(72, 17.5, "RTGS/NEFT IFSC CODE: "+a.IFSC, leafText(6))
	p.Text(142, 11, "Date", leafText(7).At(draw.Right))
	dateBoxes(p)
	p.Text(96, 5, "A/C PAYEE ONLY", leafText(7))
	p.Text(8, 28, "Pay", leafText(8))
	p.Line(18, 29, 170, 29, 0.2, draw.Black)
	p.Text(194, 28, "or Order", leafText(7).At(draw.Right))
	p.Text(8, 37, "Rupees", leafText(8))
	p.Line(22, 38, 194, 38, 0.2, draw.Black)
	draw.Frame(p, 150, 41, 44, 9, 0.35, draw.Black)
	p.Text(152, 47, "Rs.", leafText(9))
	p.Text(8, 56, "Account No", leafText(7))
	p.Text(28, 56, a.Number, draw.Style{Face: draw.SansBold, Size: 11, Ink: draw.Black})
	p.Text(80, 56, "CURRENT ACCOUNT", leafText(6))
	p.Text(8, 63, "Payable at par through clearing at all our branches in India", leafText(5.5))
	p.Text(194, 58, "For "+strings.ToUpper(a.Holder.Name()), draw.Style{Face: draw.SansBold, Size: 8, Ink: draw.Black, Align: draw.Right})
	p.Text(160, 73, "Authorised Signatory", leafText(6))
	p.Text(125, 73, "Authorised Signatory", leafText(6))
	pen := draw.Style{Face: draw.Mono, Size: 10.5, Ink: draw.Black}
	if !l.blank {
		draw.Spaced(p, dateLeft, 12.2, datePitch, l.date.Format("02012006"), pen)
	}
	l.drawn(p, pen, [2]float64{20, 28}, [2]float64{24, 37}, [2]float64{12, 45}, [2]float64{159, 47}, "**"+l.amount.String()+"**", 160)
	micrLine(p, l)
}

// stampedLeaf is cancelled by a stamp; it belongs to a co-operative society's bank and says little.
func stampedLeaf(p *draw.Picture, s invent.Source, l leaf) {
	a := l.account
	p.Text(101, 9, a.Bank.Name, draw.Style{Face: draw.SerifBold, Size: 15, Ink: l.ink(), Align: draw.Center})
	p.Text(101, 13, a.Branch+" Branch : "+a.Place.City+" - "+a.PIN, leafText(6.5).At(draw.Center))
	p.Text(8, 20, "IFSC "+a.IFSC, leafText(7))
	p.Text(8, 23.5, "MICR "+a.MICR, leafText(7))
	dateBoxes(p)
	p.Text(8, 31, "Pay", leafText(8))
	p.Line(16, 32, 168, 32, 0.2, draw.Black)
	p.Text(194, 31, "Or Bearer", leafText(7).At(draw.Right))
	p.Text(8, 40, "Rupees (in words)", leafText(7))
	p.Line(34, 41, 194, 41, 0.2, draw.Black)
	draw.Frame(p, 150, 43.5, 44, 9, 0.35, draw.Black)
	rupeeSign(p, 152, 45, 5, draw.Black)
	p.Text(8, 50, "SB", leafText(7))
	p.Text(16, 50, "A/c. No. :", leafText(7))
	p.Text(34, 50, a.Number, draw.Style{Face: draw.SansBold, Size: 10, Ink: draw.Black})
	p.Text(8, 56, "Name :", leafText(7))
	p.Text(20, 56, strings.ToUpper(a.Holder.Name()), draw.Style{Face: draw.SansBold, Size: 8, Ink: draw.Black})
	p.Text(194, 74, "Signature", leafText(6).At(draw.Right))
	micrLine(p, l)
	red := color.RGBA{190, 30, 40, 255}
	draw.Frame(p, 84, 54, 54, 14, 0.8, red)
	p.Text(111, 64, "CANCELLED", draw.Style{Face: draw.SansBold, Size: 20, Ink: red, Align: draw.Center})
}

// cornerAccountLeaf has account and holder under the date, at the right.
func cornerAccountLeaf(p *draw.Picture, s invent.Source, l leaf) {
	a := l.account
	p.Text(8, 10, strings.TrimSuffix(a.Bank.Name, " Ltd"), draw.Style{Face: draw.SansBold, Size: 15, Ink: l.ink()})
	p.Text(8, 14, a.Branch, leafText(6.5))
	p.Text(8, 17, a.Place.City+" "+a.PIN+", "+a.Place.State, leafText(6.5))
	p.Text(8, 20.5, "IFSC Code : "+a.IFSC, leafText(6.5))
	dateBoxes(p)
	p.Text(100, 20.5, "Account No.: "+a.Number, draw.Style{Face: draw.SansBold, Size: 9, Ink: draw.Black})
	p.Text(8, 30, "Pay to", leafText(8))
	p.Line(20, 31, 165, 31, 0.2, draw.Black)
	p.Text(194, 30, "or bearer", leafText(7).At(draw.Right))
	p.Text(8, 40, "the sum of Rupees", leafText(8))
	p.Line(36, 41, 194, 41, 0.2, draw.Black)
	p.Line(8, 50, 146, 50, 0.2, draw.Black)
	draw.Frame(p, 150, 43.5, 44, 10, 0.35, draw.Black)
	rupeeSign(p, 152, 46, 5, draw.Black)
	p.Text(130, 66, strings.ToUpper(a.Holder.Name()), draw.Style{Face: draw.Sans, Size: 7.5, Ink: draw.Black})
	p.Text(8, 58, "Savings Account", leafText(7))
	p.Text(8, 66, "Valid for 3 months from date of issue. Payable at par at all branches.", leafText(6))
	p.Text(194, 74.5, "Signature(s)", leafText(6).At(draw.Right))
	pen := draw.Style{Face: draw.Hand, Size: 12.5, Ink: draw.Blue}
	if !l.blank {
		draw.Spaced(p, dateLeft, 12.2, datePitch, l.date.Format("02012006"), pen)
	}
	l.drawn(p, pen, [2]float64{24, 29.6}, [2]float64{40, 39.6}, [2]float64{12, 49}, [2]float64{160, 50.3}, l.amount.Whole(), 148)
	micrLine(p, l)
}
