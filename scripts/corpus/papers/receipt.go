package papers

import (
	"fmt"
	"image/color"
	"strings"
	"time"

	"github.com/munshi-in/munshi/scripts/corpus/draw"
	"github.com/munshi-in/munshi/scripts/corpus/invent"
)

var receiptLayouts = append([]string{"thermal", "boxed", "plain"}, receiptPrintNames...)

// A roll is 80 mm wide and is cut after the last line.
const rollWidth, longest, rollDPI = 80, 250, 260

// bill is what a receipt says.
type bill struct {
	shop   invent.Shop
	number string
	at     time.Time
	items  []sold
	// net is the sum of the items without tax, tax what CGST and SGST add, round what rounding to whole rupees adds.
	net, tax, round, total invent.Paise
}

type sold struct {
	name     string
	quantity int
	rate     invent.Paise
	amount   invent.Paise
	percent  int
}

func inventBill(s invent.Source) bill {
	b := bill{shop: s.Shop(), at: s.Clock(s.Day(2023, 2025))}
	b.number = invent.Pick(s, "", "INV-", "B", "SL/24-25/", "A-") + s.Digits(s.Between(3, 6))
	wares := invent.Items(b.shop.Kind)
	for _, i := range s.Perm(len(wares))[:s.Between(3, min(8, len(wares)))] {
		item := sold{name: wares[i].Name, quantity: invent.Pick(s, 1, 1, 1, 2, 2, 3, 4), rate: invent.Rupees(s.Between(wares[i].Low, wares[i].High)), percent: wares[i].TaxPercent}
		if s.Chance(0.3) {
			item.rate += 50
		}
		item.amount = item.rate * invent.Paise(item.quantity)
		b.net += item.amount
		b.items = append(b.items, item)
	}
	if b.shop.GSTIN != "" {
		for _, half := range b.halves() {
			b.tax += 2 * half.amount
		}
	}
	b.total = (b.net + b.tax + 50) / 100 * 100
	b.round = b.total - b.net - b.tax
	return b
}

// half is one rate of CGST, which is also that of SGST.
type half struct {
	percent string
	amount  invent.Paise
}

// halves lists the tax by rate, in the order the rates first appear.
func (b bill) halves() []half {
	var order []int
	of := map[int]invent.Paise{}
	for _, i := range b.items {
		if _, seen := of[i.percent]; !seen {
			order = append(order, i.percent)
		}
		of[i.percent] += i.amount
	}
	var halves []half
	for _, percent := range order {
		// Half of the rate, rounded to the paisa: amount * percent / 200.
		halves = append(halves, half{fmt.Sprintf("%g", float64(percent)/2), (of[percent]*invent.Paise(percent) + 100) / 200})
	}
	return halves
}

func receipt(s invent.Source, layout string) (*draw.Picture, Label) {
	if receiptPrints[layout] != nil {
		return printedReceipt(s, layout)
	}
	b := inventBill(s)
	label := Label{Kind: "receipt", Layout: layout, Fields: map[string]string{
		"merchant": b.shop.Name, "date": b.at.Format(isoDay), "total": b.total.Plain(), "currency": "INR", "invoice_number": b.number,
	}}
	if b.shop.GSTIN != "" {
		label.Fields["tax"] = b.tax.Plain()
		label.Fields["tax_id"] = b.shop.GSTIN
	}
	r := &roll{Picture: draw.NewPicture(rollWidth, longest, rollDPI, color.RGBA{252, 251, 247, 255}), y: 6}
	switch layout {
	case "thermal":
		r.thermal(b)
	case "boxed":
		r.boxed(b)
	case "plain":
		r.plain(s, b)
	}
	r.Cut(r.y + 6)
	return r.Picture, label
}

// roll is a receipt being printed, line by line.
type roll struct {
	*draw.Picture
	y float64
}

const rollMargin = 5

func (r *roll) centre(text string, style draw.Style) {
	r.Text(rollWidth/2, r.y, text, style.At(draw.Center))
	r.feed(style)
}

// pair prints something at the left edge and something at the right.
func (r *roll) pair(left, right string, style draw.Style) {
	r.Text(rollMargin, r.y, left, style)
	r.Text(rollWidth-rollMargin, r.y, right, style.At(draw.Right))
	r.feed(style)
}

func (r *roll) feed(style draw.Style) { r.y += style.Size * 0.47 }

func (r *roll) rule() {
	r.Line(rollMargin, r.y-2, rollWidth-rollMargin, r.y-2, 0.25, draw.Black)
	r.y += 2.4
}

func (r *roll) dashes(style draw.Style) {
	r.centre(strings.Repeat("-", 40), style)
}

// thermal is the till of a supermarket: one typeface, capitals, two lines an item.
func (r *roll) thermal(b bill) {
	text := draw.Style{Face: draw.Mono, Size: 8.5, Ink: color.RGBA{40, 40, 48, 255}}
	bold := draw.Style{Face: draw.MonoBold, Size: 11, Ink: text.Ink}
	r.centre(strings.ToUpper(b.shop.Name), bold)
	r.centre(b.shop.Street, text)
	r.centre(b.shop.Place.City+" - "+b.shop.PIN, text)
	r.centre("Ph: "+b.shop.Phone, text)
	if b.shop.GSTIN != "" {
		r.centre("GSTIN: "+b.shop.GSTIN, text)
		r.centre("TAX INVOICE", text)
	} else {
		r.centre("CASH BILL", text)
	}
	r.dashes(text)
	r.pair("Bill No: "+b.number, "", text)
	r.pair("Date: "+b.at.Format("02/01/2006"), b.at.Format("15:04"), text)
	r.dashes(text)
	r.pair("ITEM  QTY x RATE", "AMOUNT", text)
	r.dashes(text)
	for _, i := range b.items {
		r.pair(strings.ToUpper(i.name), "", text)
		r.pair(fmt.Sprintf("      %d x %s", i.quantity, i.rate), i.amount.String(), text)
	}
	r.dashes(text)
	r.totals(b, text, bold, "TOTAL")
	r.dashes(text)
	r.centre("THANK YOU  VISIT AGAIN", text)
}

// boxed is the bill of a restaurant: columns, thin rules.
func (r *roll) boxed(b bill) {
	text := draw.Style{Face: draw.Sans, Size: 8.5, Ink: draw.Black}
	bold := draw.Style{Face: draw.SansBold, Size: 12, Ink: draw.Black}
	r.centre(b.shop.Name, bold)
	r.centre(b.shop.Street+", "+b.shop.Place.City, text)
	r.centre("Tel. "+b.shop.Phone, text)
	r.rule()
	r.pair("Invoice No. "+b.number, "Dt. "+b.at.Format("02-Jan-2006"), text)
	if b.shop.Kind == "restaurant" {
		r.pair("Table 4", "Time "+b.at.Format("03:04 PM"), text)
	}
	r.rule()
	r.columns("Item", "Qty", "Rate", "Amount", text)
	r.rule()
	for _, i := range b.items {
		r.columns(i.name, fmt.Sprint(i.quantity), i.rate.String(), i.amount.String(), text)
	}
	r.rule()
	r.totals(b, text, bold, "Grand Total")
	r.rule()
	if b.shop.GSTIN != "" {
		r.centre("GSTIN "+b.shop.GSTIN, text)
	}
	r.centre("Thank you, please come again", text)
}

// plain is a small shop's printer.
func (r *roll) plain(s invent.Source, b bill) {
	text := draw.Style{Face: draw.Serif, Size: 9, Ink: color.RGBA{30, 30, 60, 255}}
	bold := draw.Style{Face: draw.SerifBold, Size: 12.5, Ink: text.Ink}
	r.centre(b.shop.Name, bold)
	r.centre(b.shop.Street, text)
	r.centre(b.shop.Place.City+", "+b.shop.Place.State+" "+b.shop.PIN, text)
	if b.shop.GSTIN != "" {
		r.centre("GST No. "+b.shop.GSTIN, text)
	}
	r.rule()
	r.pair("No. "+b.number, "Date: "+b.at.Format("02.01.06"), text)
	if s.Chance(0.5) {
		r.pair("Customer: Cash", "", text)
	}
	r.rule()
	for _, i := range b.items {
		r.pair(fmt.Sprintf("%d %s", i.quantity, i.name), i.amount.String(), text)
	}
	r.rule()
	r.totals(b, text, bold, "Net Amount")
	r.centre("Goods once sold will not be taken back", text)
}

func (r *roll) columns(item, quantity, rate, amount string, style draw.Style) {
	r.Text(rollMargin, r.y, item, style)
	r.Text(46, r.y, quantity, style.At(draw.Right))
	r.Text(60, r.y, rate, style.At(draw.Right))
	r.Text(rollWidth-rollMargin, r.y, amount, style.At(draw.Right))
	r.feed(style)
}

func (r *roll) totals(b bill, text, bold draw.Style, name string) {
	r.pair("Sub Total", b.net.String(), text)
	if b.shop.GSTIN != "" {
		for _, h := range b.halves() {
			r.pair("CGST @ "+h.percent+"%", h.amount.String(), text)
			r.pair("SGST @ "+h.percent+"%", h.amount.String(), text)
		}
	}
	if b.round != 0 {
		r.pair("Round Off", b.round.String(), text)
	}
	r.y += 1.2
	r.pair(name, "Rs. "+b.total.String(), bold)
}
