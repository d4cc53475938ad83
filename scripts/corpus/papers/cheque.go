package papers

import (
	"image/color"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/munshi-in/munshi/scripts/corpus/draw"
	"github.com/munshi-in/munshi/scripts/corpus/invent"
)

// A cheque leaf as the clearing house wants it.
const leafWidth, leafHeight, leafDPI = 202, 92, 220

var chequeLayouts = append(append([]string{"filled", "filled_wide", "cancelled"}, styledLayouts()...), printLayouts...)

func styledLayouts() []string {
	var names []string
	for _, style := range leafStyles {
		names = append(names, style.name)
	}
	return names
}

// leaf is what a cheque says.
type leaf struct {
	account invent.Account
	number  string
	payee   string
	amount  invent.Paise
	date    time.Time
	blank   bool
}

func cheque(s invent.Source, layout string) (*draw.Picture, Label) {
	l := leaf{account: s.Account(s.Bank(), s.Person()), number: s.ChequeNumber(), date: s.Day(2023, 2025)}
	l.payee = s.Person().Name()
	if s.Chance(0.3) {
		l.payee = s.Shop().Name
	}
	l.amount = invent.Rupees(s.Between(5, 4800) * invent.Pick(s, 1, 10, 100))
	if s.Chance(0.4) {
		l.amount = invent.Rupees(s.Between(501, 995_000))
	}
	style := slices.IndexFunc(leafStyles, func(s leafStyle) bool { return s.name == layout })
	l.blank = layout == "cancelled" || style >= 0 && (leafStyles[style].blank || leafStyles[style].cancelled)

	tint := invent.Pick(s, color.RGBA{232, 240, 234, 255}, color.RGBA{240, 234, 226, 255}, color.RGBA{228, 236, 246, 255}, color.RGBA{244, 238, 232, 255})
	p := draw.NewPicture(leafWidth, leafHeight, leafDPI, tint)
	ripple(p, s, tint)
	if print := leafPrints[layout]; print != nil {
		if layout == "company" {
			l.account.Holder = invent.Person{Given: s.Shop().Name, Surname: invent.Pick(s, "Private Limited", "Traders", "& Co")}
			l.payee = strings.ToUpper(l.payee)
		}
		l.blank = layout == "stamped"
		print(p, s, l)
		return p, chequeLabel(l, layout)
	}
	if style >= 0 {
		printStyled(p, l, leafStyles[style])
	} else {
		printLeaf(p, l, layout == "filled_wide")
	}
	switch {
	case !l.blank:
		fill(p, s, l, layout == "filled_wide" || style >= 0 && leafStyles[style].printed)
	case style < 0 || leafStyles[style].cancelled:
		cancel(p)
	}
	return p, chequeLabel(l, layout)
}

func chequeLabel(l leaf, layout string) Label {
	a := l.account
	label := Label{Kind: "cheque", Layout: layout, Fields: map[string]string{
		"account_holder": strings.ToUpper(a.Holder.Name()), "account_number": a.Number, "ifsc": a.IFSC, "micr": a.MICR,
		"cheque_number": l.number, "bank": a.Bank.Name, "branch": a.Branch,
	}}
	if !l.blank {
		label.Fields["payee"] = l.payee
		label.Fields["amount"] = l.amount.Plain()
		label.Fields["amount_in_words"] = l.amount.Words()
		label.Fields["date"] = l.date.Format(isoDay)
	}
	return label
}

// ripple is the faint line pattern of cheque paper.
func ripple(p *draw.Picture, s invent.Source, tint color.RGBA) {
	w, h := p.Size()
	dark := color.RGBA{tint.R - 12, tint.G - 12, tint.B - 10, 255}
	phase := s.Float64() * 6
	for y := 2.0; y < h-18; y += 2.4 {
		var points []float64
		for x := 0.0; x <= w; x += 3 {
			points = append(points, x, y+1.1*math.Sin(phase+x/9+y/11))
		}
		p.Curve(0.1, dark, points...)
	}
	p.Fill(0, h-16, w, 16, draw.White) // the clear band that MICR readers need
}

func printLeaf(p *draw.Picture, l leaf, wide bool) {
	a, ink := l.account, color.RGBA{a8(l, 0), a8(l, 1), a8(l, 2), 255}
	small := draw.Style{Face: draw.Sans, Size: 6.5, Ink: draw.Black}
	p.Text(8, 11, a.Bank.Name, draw.Style{Face: draw.SansBold, Size: 15, Ink: ink})
	p.Text(8, 15.5, a.Branch+" Branch, "+a.Place.City+" - "+a.PIN, small)
	p.Text(8, 19, "RTGS / NEFT IFSC Code : "+a.IFSC, small)
	p.Text(152, 5, "Valid for 3 months only", small)
	dateBoxes(p)
	rule := draw.Black
	label := draw.Style{Face: draw.Sans, Size: 8.5, Ink: draw.Black}
	p.Text(8, 30, "Pay", label.At(draw.Left))
	p.Line(16, 31, 168, 31, 0.2, rule)
	p.Text(194, 30, "Or Bearer", label.At(draw.Right))
	p.Text(8, 40, "Rupees", label)
	p.Line(22, 41, 194, 41, 0.2, rule)
	p.Line(8, 50.5, 146, 50.5, 0.2, rule)
	draw.Frame(p, 150, 43.5, 44, 10, 0.35, rule)
	rupeeSign(p, 152, 46, 5, draw.Black)
	if wide {
		draw.Frame(p, 8, 54.5, 80, 8, 0.25, rule)
		p.Text(10, 59.7, "A/c No.", label)
		p.Text(26, 59.9, a.Number, draw.Style{Face: draw.MonoBold, Size: 12, Ink: draw.Black})
		p.Text(92, 59.7, "SB A/C", small)
	} else {
		p.Text(8, 59, "A/c No.", label)
		draw.Frame(p, 21, 54, 62, 7.5, 0.25, rule)
		p.Text(24, 59.3, a.Number, draw.Style{Face: draw.SansBold, Size: 11, Ink: draw.Black})
		p.Text(8, 66, "Payable at par through clearing/transfer at all branches in India", small)
	}
	p.Text(194, 62, strings.ToUpper(a.Holder.Name()), draw.Style{Face: draw.SansBold, Size: 8, Ink: draw.Black, Align: draw.Right})
	p.Text(194, 74.5, "Please sign above", small.At(draw.Right))
	micrLine(p, l)
}

func a8(l leaf, i int) uint8 { return l.account.Bank.Colour[i] }

// dateBoxes are eight cells, D D M M Y Y Y Y.
func dateBoxes(p *draw.Picture) {
	for i := range 8 {
		draw.Frame(p, dateLeft+float64(i)*datePitch, 7, datePitch, 6.5, 0.2, draw.Black)
	}
	draw.Spaced(p, dateLeft, 16.2, datePitch, "DDMMYYYY", draw.Style{Face: draw.Sans, Size: 5.5, Ink: draw.Grey})
}

const dateLeft, datePitch = 146, 6

// fill is what the drawer writes.
func fill(p *draw.Picture, s invent.Source, l leaf, printed bool) {
	pen := draw.Style{Face: draw.Hand, Size: 13, Ink: invent.Pick(s, draw.Blue, color.RGBA{16, 16, 30, 255}, color.RGBA{30, 50, 150, 255})}
	if printed { // cheques of firms are filled in by a printer
		pen = draw.Style{Face: draw.Mono, Size: 11, Ink: draw.Black}
	}
	draw.Spaced(p, dateLeft, 12.2, datePitch, l.date.Format("02012006"), pen)
	p.Text(20, 29.6, l.payee, pen)
	first, second := broken(p, l.amount.Words()+" Only", pen, 165)
	p.Text(25, 39.5, first, pen)
	p.Text(12, 49, second, pen)
	p.Text(160, 50.3, l.amount.Whole()+"/-", pen)
	scrawl(p, s, 158, 68, 30)
}

// broken splits a text at a space so that the first part is at most width wide.
func broken(p draw.Paper, text string, style draw.Style, width float64) (first, second string) {
	words := strings.Fields(text)
	n := len(words)
	for n > 1 && p.Width(strings.Join(words[:n], " "), style) > width {
		n--
	}
	return strings.Join(words[:n], " "), strings.Join(words[n:], " ")
}

// cancel is how people make a cheque a proof of their account: two lines and the word.
func cancel(p *draw.Picture) {
	p.Line(60, 72, 140, 12, 0.5, draw.Blue)
	p.Line(68, 74, 148, 14, 0.5, draw.Blue)
	p.Text(78, 49, "CANCELLED", draw.Style{Face: draw.Hand, Size: 22, Ink: draw.Blue})
}

// rupeeSign draws the sign, which the fonts do not have.
func rupeeSign(p *draw.Picture, x, y, height float64, ink color.RGBA) {
	w, t := height*0.62, height*0.1
	p.Line(x, y, x+w, y, t, ink)
	p.Line(x, y+height*0.25, x+w, y+height*0.25, t, ink)
	var bowl []float64
	for a := -math.Pi / 2; a <= math.Pi/2+0.01; a += math.Pi / 16 {
		bowl = append(bowl, x+w*0.3+w*0.42*math.Cos(a), y+height*0.25+height*0.25*math.Sin(a))
	}
	p.Curve(t, ink, bowl...)
	p.Line(x, y+height*0.5, x+w*0.35, y+height*0.5, t, ink)
	p.Line(x+w*0.1, y+height*0.5, x+w*0.75, y+height, t, ink)
}

// micrLine prints cheque number, MICR code, the last digits of the account and the kind of cheque at the foot, in magnetic ink.
func micrLine(p *draw.Picture, l leaf) {
	account := l.account.Number[len(l.account.Number)-6:]
	draw.E13BLine(p, 42, 86, "⑈"+l.number+"⑈ "+l.account.MICR+"⑆ "+account+"⑈ 31")
}
