package papers

import (
	"fmt"
	"image/color"
	"strings"
	"time"

	"github.com/munshi-in/munshi/scripts/corpus/draw"
	"github.com/munshi-in/munshi/scripts/corpus/invent"
)

// invoiceLayout is how a firm prints its invoices.
type invoiceLayout struct {
	name string
	face draw.Face
	bold draw.Face
	day  string
	// number and date are the labels of those.
	number, date string
	// buyerFirst puts the buyer's box before the seller's details, which misleads who takes the first GSTIN.
	buyerFirst bool
	// unmarked says no currency.
	unmarked bool
}

var invoiceLayouts = []invoiceLayout{
	{name: "letterhead", face: draw.Sans, bold: draw.SansBold, day: "02/01/2006", number: "Invoice No.", date: "Invoice Date"},
	{name: "buyer_first", face: draw.Serif, bold: draw.SerifBold, day: "02-Jan-2006", number: "Invoice Number", date: "Dated", buyerFirst: true},
}

// invoice is what a firm asks another to pay.
type invoice struct {
	layout        invoiceLayout
	seller, buyer invent.Shop
	account       invent.Account
	number        string
	day           time.Time
	items         []sold
	// taxes are the rows of tax: CGST and SGST within a state, IGST between states.
	taxes           []taxRow
	net, tax, total invent.Paise
}

type taxRow struct {
	name   string
	amount invent.Paise
}

func inventInvoice(s invent.Source, layout invoiceLayout) invoice {
	b := inventBill(s)
	for b.shop.GSTIN == "" {
		b = inventBill(s)
	}
	v := invoice{layout: layout, seller: b.shop, buyer: s.Shop(), items: b.items, net: b.net, day: b.at.Truncate(24 * time.Hour)}
	for v.buyer.GSTIN == "" || v.buyer.Name == v.seller.Name {
		v.buyer = s.Shop()
	}
	if s.Chance(0.5) { // most trade stays within a state
		v.buyer.Place, v.buyer.PIN, v.buyer.GSTIN = v.seller.Place, v.seller.Place.PIN+"0"+s.Digits(2), s.GSTIN(v.seller.Place.GST)
	}
	v.account = s.Account(s.Bank(), invent.Person{Given: v.seller.Name})
	year := v.day.AddDate(0, -3, 0).Year() % 100 // the financial year begins in April
	v.number = invent.Pick(s, "INV/", "GST/", "TI-", "") + fmt.Sprintf("%02d-%02d/%04d", year, year+1, s.Between(1, 2400))
	for _, h := range b.halves() {
		if v.seller.Place.GST == v.buyer.Place.GST {
			v.taxes = append(v.taxes, taxRow{"CGST " + h.percent + "%", h.amount}, taxRow{"SGST " + h.percent + "%", h.amount})
		} else {
			v.taxes = append(v.taxes, taxRow{"IGST " + doubled(h.percent) + "%", 2 * h.amount})
		}
		v.tax += 2 * h.amount
	}
	v.total = v.net + v.tax
	return v
}

// doubled is the whole rate of a half: 2.5 becomes 5.
func doubled(percent string) string {
	var half float64
	if _, err := fmt.Sscan(percent, &half); err != nil {
		panic(fmt.Sprintf("papers: rate %q is no number", percent))
	}
	return fmt.Sprintf("%g", 2*half)
}

func (v *invoice) label(id, group string) Label {
	l := Label{ID: id, Kind: "invoice", Group: group, Layout: v.layout.name, Fields: map[string]string{
		"merchant": v.seller.Name, "date": v.day.Format(isoDay), "total": v.total.Plain(), "tax": v.tax.Plain(), "currency": "INR",
		"invoice_number": v.number, "tax_id": v.seller.GSTIN,
	}}
	if v.seller.GSTIN == "" {
		delete(l.Fields, "tax")
		delete(l.Fields, "tax_id")
	}
	if v.layout.unmarked {
		delete(l.Fields, "currency")
	}
	return l
}

func (v *invoice) pdf(id string, s invent.Source) (Document, error) {
	p := draw.NewPDF(a4Width, a4Height, "Tax invoice", v.day)
	p.AddPage()
	v.print(p, s)
	b, err := p.Bytes()
	if err != nil {
		return Document{}, fmt.Errorf("%s: %w", id, err)
	}
	return Document{Label: v.label(id, "text_pdf"), Extension: ".pdf", Bytes: b}, nil
}

func (v *invoice) picture(s invent.Source) (*draw.Picture, Label) {
	p := draw.NewPicture(a4Width, a4Height, 200, draw.White)
	v.print(p, s)
	return p, v.label("", "")
}

// print draws the page. A layout that rounds or leaves something out changes what the label says.
func (v *invoice) print(p draw.Paper, s invent.Source) {
	if print := invoicePrints[v.layout.name]; print != nil {
		print(v, p, s)
		return
	}
	text, bold := draw.Style{Face: v.layout.face, Size: 9.5, Ink: draw.Black}, draw.Style{Face: v.layout.bold, Size: 9.5, Ink: draw.Black}
	title := draw.Style{Face: v.layout.bold, Size: 13, Ink: draw.Black, Align: draw.Center}
	p.Text(a4Width/2, 16, "TAX INVOICE", title)
	p.Text(198, 16, "Original for Recipient", draw.Style{Face: v.layout.face, Size: 7.5, Ink: draw.Grey, Align: draw.Right})
	seller := func(y float64) {
		p.Text(14, y, v.seller.Name, draw.Style{Face: v.layout.bold, Size: 15, Ink: color.RGBA{30, 50, 100, 255}})
		party(p, y+6, v.seller, text)
	}
	buyer := func(y float64) {
		p.Text(14, y, "Bill To", bold)
		p.Text(14, y+6, v.buyer.Name, bold)
		party(p, y+12, v.buyer, text)
	}
	if v.layout.buyerFirst {
		buyer(28)
		p.Text(14, 62, "From", bold)
		seller(69)
	} else {
		seller(28)
		buyer(60)
	}
	p.Text(128, 28, v.layout.number, text)
	p.Text(158, 28, ": "+v.number, bold)
	p.Text(128, 34, v.layout.date, text)
	p.Text(158, 34, ": "+v.day.Format(v.layout.day), bold)
	p.Text(128, 40, "Place of Supply", text)
	p.Text(158, 40, ": "+v.buyer.Place.State, text)
	v.foot(p, v.table(p, 100, text, bold), text, bold)
}

// party prints address and tax number of a firm.
func party(p draw.Paper, y float64, s invent.Shop, style draw.Style) {
	p.Text(14, y, s.Street+", "+s.Place.City+" - "+s.PIN, style)
	p.Text(14, y+5, s.Place.State+"  Ph: "+s.Phone, style)
	p.Text(14, y+10, "GSTIN: "+s.GSTIN, style)
}

// table prints the items and returns where it ends.
func (v *invoice) table(p draw.Paper, y float64, text, bold draw.Style) float64 {
	row := func(style draw.Style, cells ...string) {
		for i, at := range []struct {
			x     float64
			align draw.Align
		}{{14, draw.Left}, {24, draw.Left}, {112, draw.Right}, {130, draw.Right}, {160, draw.Right}, {197, draw.Right}} {
			p.Text(at.x, y, cells[i], style.At(at.align))
		}
		y += 7
	}
	p.Fill(12, y-5, 187, 7, color.RGBA{230, 232, 236, 255})
	row(bold, "Sl", "Description of Goods", "HSN", "Qty", "Rate", "Amount")
	for i, item := range v.items {
		row(text, fmt.Sprint(i+1), item.name, fmt.Sprint(1006+137*len(item.name)), fmt.Sprint(item.quantity), item.rate.String(), item.amount.String())
	}
	draw.Frame(p, 12, 95, 187, y-3.5-95, 0.25, draw.Black)
	return y + 4
}

// foot prints the sums, the total in words and where to pay.
func (v *invoice) foot(p draw.Paper, y float64, text, bold draw.Style) {
	sum := func(style draw.Style, name, amount string) {
		p.Text(130, y, name, style)
		p.Text(197, y, amount, style.At(draw.Right))
		y += 6
	}
	sum(text, "Taxable Value", v.net.String())
	for _, t := range v.taxes {
		sum(text, t.name, t.amount.String())
	}
	y++
	bold.Size = 11
	sum(bold, "Invoice Total", "Rs. "+v.total.String())
	bold.Size = 9.5
	p.Text(14, y+4, "Amount in words: Rupees "+v.inWords(), text)
	for i, line := range []string{"Bank details", "A/c No " + v.account.Number, v.account.Bank.Name + ", " + v.account.Branch, "IFSC " + v.account.IFSC} {
		p.Text(14, y+14+5*float64(i), line, text)
	}
	p.Text(197, y+18, "for "+v.seller.Name, bold.At(draw.Right))
	p.Text(197, y+34, "Authorised Signatory", text.At(draw.Right))
}

func (v *invoice) inWords() string {
	words := v.total.Words()
	if paise := v.total % 100; paise > 0 {
		words += " and " + strings.TrimSpace((paise * 100).Words()) + " Paise"
	}
	return words + " Only"
}
