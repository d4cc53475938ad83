package papers

import (
	"image/color"
	"strings"

	"github.com/munshi-in/munshi/scripts/corpus/draw"
)

// leafStyle is what banks word and place differently on leaves that the clearing standard (CTS-2010) makes alike.
type leafStyle struct {
	name string
	// branch and ifsc are printed under the bank's name, one row each.
	branch func(l leaf) []string
	ifsc   string
	// account labels the account number, which stands boxed at accountX.
	account  string
	accountX float64
	// grouped parts the account number by spaces.
	grouped bool
	// rupees and bearer are the labels of the middle.
	rupees, pay, bearer string
	// sign is printed under the place of the signature; firm puts For before the holder's name.
	sign string
	firm bool
	// par is what is said of where the cheque is paid, valid of how long it is good.
	par, valid string
	// upper prints the bank's name in capitals.
	upper bool
	// blank and cancelled leaves are not filled in.
	blank, cancelled bool
	// printed leaves are filled in by a printer.
	printed bool
}

var leafStyles = []leafStyle{
	{
		name: "public", branch: func(l leaf) []string {
			return []string{"(" + l.account.IFSC[7:] + ") - " + strings.ToUpper(l.account.Branch), strings.ToUpper(l.account.Place.City) + ", " + strings.ToUpper(l.account.Place.State) + " " + l.account.PIN, "Branch : " + l.account.Branch}
		},
		ifsc: "IFS Code: ", account: "A/c No.", accountX: 24, rupees: "RUPEES", pay: "PAY", bearer: "OR BEARER", sign: "Please sign above",
		par: "MULTI-CITY CHEQUE Payable at Par at All Branches", valid: "VALID FOR 3 MONTHS ONLY",
	},
	{
		name: "private", branch: func(l leaf) []string {
			return []string{"Branch: " + l.account.Branch + ", " + l.account.Place.City, "Ground Floor, 14/2, " + l.account.Place.City + " - " + l.account.PIN + ", " + l.account.Place.State}
		},
		ifsc: "RTGS / NEFT IFSC : ", account: "A/c. No.", accountX: 26, grouped: true, rupees: "Rupees", pay: "Pay", bearer: "Or Bearer", sign: "Please sign above this line",
		par: "Payable at par at all our branches in India", valid: "VALID FOR THREE MONTHS FROM THE DATE OF ISSUE", cancelled: true,
	},
	{
		name: "firm", branch: func(l leaf) []string {
			return []string{strings.ToUpper(l.account.Branch) + " BRANCH", strings.ToUpper(l.account.Place.City) + " - " + l.account.PIN}
		},
		ifsc: "IFSC CODE - ", account: "ACCOUNT NO.", accountX: 34, rupees: "Rupees", pay: "Pay", bearer: "or Order", sign: "AUTHORISED SIGNATORIES", firm: true,
		par: "Payable at par at all branches", valid: "Valid for 3 months from the date of issue", upper: true, printed: true,
	},
	{
		name: "bare", branch: func(l leaf) []string { return []string{"BRANCH: " + strings.ToUpper(l.account.Branch)} },
		ifsc: "IFSC: ", account: "A/C NO", accountX: 24, rupees: "Rupees", pay: "Pay to", bearer: "or Bearer", sign: "Authorised Signatory",
		par: "PAYABLE AT PAR AT ALL OUR BRANCHES", valid: "VALID FOR 3 MONTHS FROM DATE OF INSTRUMENT", blank: true,
	},
}

// printStyled prints a leaf as style says.
func printStyled(p *draw.Picture, l leaf, style leafStyle) {
	a, ink := l.account, color.RGBA{a8(l, 0), a8(l, 1), a8(l, 2), 255}
	small, label := draw.Style{Face: draw.Sans, Size: 6.5, Ink: draw.Black}, draw.Style{Face: draw.Sans, Size: 8.5, Ink: draw.Black}
	name := a.Bank.Name
	if style.upper {
		name = strings.ToUpper(name)
	}
	p.Text(8, 10, name, draw.Style{Face: draw.SansBold, Size: 14, Ink: ink})
	y := 14.0
	for _, row := range append(style.branch(l), style.ifsc+a.IFSC) {
		p.Text(8, y, row, small)
		y += 3.2
	}
	p.Text(194, 5, style.valid, small.At(draw.Right))
	dateBoxes(p)
	p.Text(8, 31, style.pay, label)
	p.Line(22, 32, 168, 32, 0.2, draw.Black)
	p.Text(194, 31, style.bearer, label.At(draw.Right))
	p.Text(8, 40, style.rupees, label)
	p.Line(24, 41, 194, 41, 0.2, draw.Black)
	p.Line(8, 50.5, 146, 50.5, 0.2, draw.Black)
	draw.Frame(p, 150, 43.5, 44, 10, 0.35, draw.Black)
	rupeeSign(p, 152, 46, 5, draw.Black)
	p.Text(8, 59, style.account, label)
	draw.Frame(p, style.accountX-2, 54, 64, 7.5, 0.25, draw.Black)
	p.Text(style.accountX, 59.3, spacedOut(a.Number, style.grouped), draw.Style{Face: draw.SansBold, Size: 11, Ink: draw.Black})
	p.Text(8, 66, style.par, small)
	holder := strings.ToUpper(a.Holder.Name())
	if style.firm {
		holder = "For " + holder
	}
	p.Text(194, 62, holder, draw.Style{Face: draw.SansBold, Size: 8, Ink: draw.Black, Align: draw.Right})
	p.Text(194, 74.5, style.sign, small.At(draw.Right))
	micrLine(p, l)
}

// spacedOut parts a number in fours.
func spacedOut(number string, grouped bool) string {
	if !grouped {
		return number
	}
	var b strings.Builder
	for i, r := range number {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}
