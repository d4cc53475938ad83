package papers

import (
	"fmt"
	"strings"

	"github.com/munshi-in/munshi/scripts/corpus/draw"
	"github.com/munshi-in/munshi/scripts/corpus/invent"
)

// The invoices of this file are printed by what firms use: an accounting program's grid, a marketplace's with both addresses, a
// service's whose boxes have labels over values, a trader's without rules, a
// freelancer's, who is too small for the tax.
var invoicePrints = map[string]func(v *invoice, p draw.Paper, s invent.Source){
	"ledger_grid": (*invoice).ledgerGrid, "marketplace": (*invoice).marketplace, "services": (*invoice).services, "trader": (*invoice).trader,
	"unregistered": (*invoice).unregistered,
}

func init() {
	for _, name := range []string{"ledger_grid", "marketplace", "services", "trader", "unregistered"} {
		invoiceLayouts = append(invoiceLayouts, invoiceLayout{name: name, face: draw.Sans, bold: draw.SansBold, day: "02/01/2006"})
	}
}

func (v *invoice) styles(size float64) (text, bold draw.Style) {
	return draw.Style{Face: v.layout.face, Size: size, Ink: draw.Black}, draw.Style{Face: v.layout.bold, Size: size, Ink: draw.Black}
}

// box prints a label over its value, in a frame.
func box(p draw.Paper, x, y, w, h float64, label, value string, text, bold draw.Style) {
	draw.Frame(p, x, y, w, h, 0.2, draw.Black)
	p.Text(x+1.5, y+4, label, text)
	p.Text(x+1.5, y+8.5, value, bold)
}

// firm prints a firm's lines under each other.
func (v *invoice) firm(p draw.Paper, x, y float64, title string, f invent.Shop, text, bold draw.Style) float64 {
	if title != "" {
		p.Text(x, y, title, text)
		y += 4.5
	}
	p.Text(x, y, f.Name, bold)
	for _, row := range []string{f.Street, f.Place.City + " - " + f.PIN, "GSTIN/UIN: " + f.GSTIN, "State Name : " + f.Place.State + ", Code : " + f.Place.GST} {
		y += 4.2
		p.Text(x, y, row, text)
	}
	return y + 4.2
}

// ledgerGrid is what India's most used accounting program prints: parties at the left, boxes at the right, tax as rows of the table.
func (v *invoice) ledgerGrid(p draw.Paper, s invent.Source) {
	text, bold := v.styles(8.5)
	p.Text(105, 12, "Tax Invoice", draw.Style{Face: v.layout.bold, Size: 11, Ink: draw.Black, Align: draw.Center})
	p.Text(198, 12, "(ORIGINAL FOR RECIPIENT)", draw.Style{Face: v.layout.face, Size: 7, Ink: draw.Black, Align: draw.Right})
	draw.Frame(p, 10, 15, 190, 78, 0.2, draw.Black)
	y := v.firm(p, 12, 20, "", v.seller, text, bold)
	p.Line(10, y-2, 105, y-2, 0.2, draw.Black)
	y = v.firm(p, 12, y+2, "Consignee (Ship to)", v.buyer, text, bold)
	p.Line(10, y-2, 105, y-2, 0.2, draw.Black)
	v.firm(p, 12, y+2, "Buyer (Bill to)", v.buyer, text, bold)
	order := v.day.AddDate(0, 0, -s.Between(2, 20))
	cells := [][2]string{
		{"Invoice No.", v.number}, {"Dated", v.day.Format("2-Jan-06")}, {"Delivery Note", ""}, {"Mode/Terms of Payment", "30 Days"}, {"Reference No. & Date.", ""}, {"Other References", ""},
		{"Buyer's Order No.", "PO/" + s.Digits(4)}, {"Dated", order.Format("2-Jan-06")}, {"Dispatch Doc No.", s.Digits(5)}, {"Delivery Note Date", ""}, {"Dispatched through", "Road"}, {"Destination", v.buyer.Place.City},
	}
	for i, c := range cells {
		box(p, 105+47.5*float64(i%2), 15+11*float64(i/2), 47.5, 11, c[0], c[1], text, bold)
	}
	y = 98
	row := func(style draw.Style, cells ...string) {
		for i, x := range []float64{12, 20, 108, 124, 140, 160, 168, 198} {
			align := draw.Right
			if i < 2 {
				align = draw.Left
			}
			p.Text(x, y, cells[i], style.At(align))
		}
		y += 5.5
	}
	row(text, "Sl", "Description of Goods", "HSN/SAC", "GST", "Quantity", "Rate", "per", "Amount")
	p.Line(10, y-3.5, 200, y-3.5, 0.2, draw.Black)
	quantity := 0
	for i, item := range v.items {
		quantity += item.quantity
		row(bold, fmt.Sprint(i+1), item.name, fmt.Sprint(3004+97*len(item.name)), fmt.Sprintf("%d %%", item.percent), fmt.Sprintf("%d Nos", item.quantity), item.rate.String(), "Nos", item.amount.String())
	}
	row(text, "", "", "", "", "", "", "", v.net.String())
	for _, t := range merged(v.taxes) {
		row(bold, "", "           "+t.name, "", "", "", "", "", t.amount.String())
	}
	total := (v.total + 50) / 100 * 100
	if total != v.total {
		row(bold, "", "           Round Off", "", "", "", "", "", (total - v.total).String())
	}
	v.total = total
	y += 20
	p.Line(10, y-4, 200, y-4, 0.2, draw.Black)
	row(bold, "", "Total", "", "", fmt.Sprintf("%d Nos", quantity), "", "", "Rs. "+v.total.String())
	p.Line(10, y-3.5, 200, y-3.5, 0.2, draw.Black)
	p.Text(12, y+1, "Amount Chargeable (in words)", text)
	p.Text(198, y+1, "E. & O.E", text.At(draw.Right))
	p.Text(12, y+6, "INR "+v.inWords(), bold)
	p.Text(12, y+13, "HSN/SAC", text)
	p.Text(120, y+13, "Taxable Value", text.At(draw.Right))
	p.Text(198, y+13, "Total Tax Amount", text.At(draw.Right))
	p.Text(12, y+18, "Total", bold)
	p.Text(120, y+18, v.net.String(), bold.At(draw.Right))
	p.Text(198, y+18, v.tax.String(), bold.At(draw.Right))
	p.Text(12, y+24, "Company's Bank Details", text)
	p.Text(12, y+28.5, "Bank Name : "+v.account.Bank.Name, text)
	p.Text(12, y+33, "A/c No. : "+v.account.Number, text)
	p.Text(12, y+37.5, "Branch & IFS Code : "+v.account.Branch+" & "+v.account.IFSC, text)
	p.Text(198, y+28, "for "+v.seller.Name, bold.At(draw.Right))
	p.Text(198, y+40, "Authorised Signatory", text.At(draw.Right))
	p.Text(105, y+48, "This is a Computer Generated Invoice", text.At(draw.Center))
}

// merged adds up the rows of tax of the same name, whatever their rate: Output CGST.
func merged(rows []taxRow) []taxRow {
	var list []taxRow
	for _, r := range rows {
		name, _, _ := strings.Cut(r.name, " ")
		found := false
		for i := range list {
			if list[i].name == name {
				list[i].amount += r.amount
				found = true
			}
		}
		if !found {
			list = append(list, taxRow{name, r.amount})
		}
	}
	return list
}

// marketplace has the seller small, both addresses of the buyer and a table with the tax of each row.
func (v *invoice) marketplace(p draw.Paper, s invent.Source) {
	text, bold := v.styles(8)
	p.Text(14, 16, "bazaar.example", draw.Style{Face: draw.SerifBold, Size: 16, Ink: draw.Black})
	p.Text(198, 14, "Tax Invoice/Bill of Supply/Cash Memo", bold.At(draw.Right))
	p.Text(198, 18, "(Original for Recipient)", text.At(draw.Right))
	rows := func(x, y float64, align draw.Align, list ...string) {
		for i, row := range list {
			style := text
			if strings.HasSuffix(row, ":") {
				style = bold
			}
			p.Text(x, y+4.2*float64(i), row, style.At(align))
		}
	}
	name := s.Person().Name()
	rows(14, 30, draw.Left, "Sold By :", v.seller.Name, "* "+v.seller.Street, v.seller.Place.City+", "+v.seller.Place.State+", "+v.seller.PIN, "IN", "", "PAN No: "+v.seller.GSTIN[2:12], "GST Registration No: "+v.seller.GSTIN)
	rows(198, 30, draw.Right, "Billing Address :", name, v.buyer.Street, v.buyer.Place.City+", "+v.buyer.Place.State+", "+v.buyer.PIN, "IN", "State/UT Code: "+v.buyer.Place.GST)
	rows(198, 60, draw.Right, "Shipping Address :", name, v.buyer.Street, v.buyer.Place.City+", "+v.buyer.Place.State+", "+v.buyer.PIN, "Place of supply: "+strings.ToUpper(v.buyer.Place.State))
	order := v.day.AddDate(0, 0, -s.IntN(4))
	rows(14, 84, draw.Left, "Order Number: 40"+s.Digits(1)+"-"+s.Digits(7)+"-"+s.Digits(7), "Order Date: "+order.Format("02.01.2006"))
	rows(198, 84, draw.Right, "Invoice Number : "+v.number, "Invoice Details : MH-"+s.Digits(8)+"-2425", "Invoice Date : "+v.day.Format("02.01.2006"))
	y := 104.0
	columns := []float64{14, 20, 100, 110, 128, 142, 156, 176, 198}
	row := func(style draw.Style, cells ...string) {
		for i, x := range columns {
			align := draw.Right
			if i < 2 {
				align = draw.Left
			}
			p.Text(x, y, cells[i], style.At(align))
		}
		y += 5
	}
	p.Fill(12, y-4, 188, 9, draw.Pale)
	row(bold, "Sl.", "Description", "Unit", "Qty", "Net", "Tax", "Tax", "Tax", "Total")
	row(bold, "No", "", "Price", "", "Amount", "Rate", "Type", "Amount", "Amount")
	y += 2
	within := v.seller.Place.GST == v.buyer.Place.GST
	v.tax, v.total = 0, 0
	for i, item := range v.items {
		tax := 2 * ((item.amount*invent.Paise(item.percent) + 100) / 200)
		v.tax, v.total = v.tax+tax, v.total+item.amount+tax
		cells := []string{fmt.Sprint(i + 1), item.name + " | " + s.Letters(3) + s.Digits(7), item.rate.String(), fmt.Sprint(item.quantity), item.amount.String()}
		if within {
			row(text, append(cells, fmt.Sprintf("%g%%", float64(item.percent)/2), "CGST", (tax/2).String(), (item.amount+tax).String())...)
			row(text, "", "HSN:"+fmt.Sprint(6104+item.percent), "", "", "", fmt.Sprintf("%g%%", float64(item.percent)/2), "SGST", (tax / 2).String(), "")
		} else {
			row(text, append(cells, fmt.Sprintf("%d%%", item.percent), "IGST", tax.String(), (item.amount+tax).String())...)
			row(text, "", "HSN:"+fmt.Sprint(6104+item.percent), "", "", "", "", "", "", "")
		}
	}
	p.Line(12, y-3.5, 200, y-3.5, 0.2, draw.Black)
	row(bold, "TOTAL:", "", "", "", "", "", "", "Rs. "+v.tax.String(), "Rs. "+v.total.String())
	p.Text(14, y+4, "Amount in Words:", bold)
	p.Text(14, y+9, v.inWords(), bold)
	p.Text(198, y+16, "For "+v.seller.Name+":", bold.At(draw.Right))
	p.Text(198, y+32, "Authorized Signatory", bold.At(draw.Right))
	p.Text(14, y+40, "Whether tax is payable under reverse charge - No", text)
}

// services has its labels over the values and says what is still due.
func (v *invoice) services(p draw.Paper, s invent.Source) {
	text, bold := v.styles(9)
	grey := text.In(draw.Grey)
	p.Text(14, 20, "INVOICE", draw.Style{Face: v.layout.bold, Size: 22, Ink: draw.Black})
	p.Text(198, 18, v.seller.Name, draw.Style{Face: v.layout.bold, Size: 13, Ink: draw.Black, Align: draw.Right})
	for i, row := range []string{v.seller.Street, v.seller.Place.City + " " + v.seller.PIN, v.seller.Place.State + ", India", "GSTIN " + v.seller.GSTIN} {
		p.Text(198, 24+4.4*float64(i), row, text.At(draw.Right))
	}
	for i, c := range [][2]string{{"Inv #", v.number}, {"Date of issue", v.day.Format("02 Jan 2006")}, {"Due date", v.day.AddDate(0, 0, 15).Format("02 Jan 2006")}, {"Terms", "Net 15"}} {
		p.Text(14+46*float64(i), 54, c[0], grey)
		p.Text(14+46*float64(i), 59, c[1], bold)
	}
	p.Text(14, 70, "Billed to", grey)
	for i, row := range []string{v.buyer.Name, v.buyer.Street, v.buyer.Place.City + ", " + v.buyer.Place.State, "GSTIN " + v.buyer.GSTIN} {
		p.Text(14, 75+4.6*float64(i), row, text)
	}
	y := 104.0
	p.Line(14, y-5, 198, y-5, 0.4, draw.Black)
	row := func(style draw.Style, cells ...string) {
		for i, x := range []float64{14, 130, 158, 198} {
			align := draw.Right
			if i == 0 {
				align = draw.Left
			}
			p.Text(x, y, cells[i], style.At(align))
		}
		y += 7
	}
	row(grey, "Item & Description", "Qty", "Rate", "Amount")
	for _, item := range v.items {
		row(text, item.name, fmt.Sprintf("%d.00", item.quantity), item.rate.String(), item.amount.String())
	}
	p.Line(14, y-4, 198, y-4, 0.2, draw.Grey)
	sum := func(style draw.Style, name, amount string) {
		p.Text(158, y, name, style.At(draw.Right))
		p.Text(198, y, amount, style.At(draw.Right))
		y += 6
	}
	sum(text, "Sub Total", v.net.String())
	for _, t := range v.taxes {
		name, rate, _ := strings.Cut(t.name, " ")
		sum(text, name+strings.TrimSuffix(rate, "%")+" ("+rate+")", t.amount.String())
	}
	sum(bold, "Total", "INR "+v.total.String())
	sum(bold, "Balance Due", "INR "+v.total.String())
	p.Text(14, y+6, "Notes", grey)
	p.Text(14, y+11, "Thanks for your business. Pay to A/c "+v.account.Number+", IFSC "+v.account.IFSC, text)
}

// trader is typed: letterhead in the middle, M/s, no rule between the columns, sums without words for the tax in all.
func (v *invoice) trader(p draw.Paper, s invent.Source) {
	v.layout.face, v.layout.bold = draw.Serif, draw.SerifBold
	text, bold := v.styles(10)
	p.Text(14, 12, "GSTIN : "+v.seller.GSTIN, text)
	p.Text(105, 12, "!! Shri !!", text.At(draw.Center))
	p.Text(198, 12, "Mob. : "+v.seller.Phone, text.At(draw.Right))
	p.Text(105, 18, "GST INVOICE", bold.At(draw.Center))
	p.Text(105, 26, strings.ToUpper(v.seller.Name), draw.Style{Face: v.layout.bold, Size: 18, Ink: draw.Black, Align: draw.Center})
	p.Text(105, 32, v.seller.Street+", "+v.seller.Place.City+" - "+v.seller.PIN, text.At(draw.Center))
	p.Line(10, 35, 200, 35, 0.3, draw.Black)
	p.Text(14, 41, "M/s. "+v.buyer.Name, bold)
	p.Text(14, 46, v.buyer.Street+", "+v.buyer.Place.City, text)
	p.Text(14, 51, "Party's GSTIN : "+v.buyer.GSTIN, text)
	p.Text(140, 41, "Bill No. : "+v.number, text)
	p.Text(140, 46, "Date : "+v.day.Format("02/01/06"), text)
	p.Text(140, 51, "Vehicle No. : MH "+s.Digits(2)+" "+s.Letters(2)+" "+s.Digits(4), text)
	y := 62.0
	row := func(style draw.Style, cells ...string) {
		for i, x := range []float64{14, 26, 110, 128, 160, 196} {
			align := draw.Right
			if i < 2 {
				align = draw.Left
			}
			p.Text(x, y, cells[i], style.At(align))
		}
		y += 6.5
	}
	row(bold, "S.N.", "Particulars", "HSN", "Qty.", "Rate", "Amount")
	for i, item := range v.items {
		row(text, fmt.Sprint(i+1)+".", item.name, fmt.Sprint(1108+13*len(item.name)), fmt.Sprint(item.quantity), item.rate.String(), item.amount.String())
	}
	y += 30
	row(text, "", "", "", "", "Total", v.net.String())
	for _, t := range v.taxes {
		name, rate, _ := strings.Cut(t.name, " ")
		row(text, "", "", "", "", "Add : "+name+" @ "+rate, t.amount.String())
	}
	total := (v.total + 50) / 100 * 100
	row(text, "", "", "", "", "Rounded Off (+/-)", (total - v.total).String())
	v.total = total
	row(bold, "", "", "", "", "Grand Total", v.total.String())
	p.Text(14, y, "Rs. "+v.total.Words()+" Only", text)
	p.Text(198, y+20, "For "+strings.ToUpper(v.seller.Name), bold.At(draw.Right))
	p.Text(14, y+26, "E. & O. E.   Subject to "+v.seller.Place.City+" jurisdiction only", text)
}

// unregistered is what a freelancer writes: no tax and no number for it, few words, and rows without heads.
func (v *invoice) unregistered(p draw.Paper, s invent.Source) {
	v.seller.GSTIN, v.taxes, v.tax, v.total = "", nil, 0, v.net
	text, bold := v.styles(9.5)
	p.Text(14, 28, "Invoice", draw.Style{Face: v.layout.bold, Size: 22, Ink: draw.Black})
	p.Text(196, 26, invent.Pick(s, "", "# ", "No. ")+v.number, bold.At(draw.Right))
	p.Text(196, 32, invent.Pick(s, "Date ", "Issued ", "Date: ")+v.day.Format(invent.Pick(s, "02/01/2006", "2 Jan 2006", "02-01-2006")), text.At(draw.Right))
	p.Text(14, 42, v.seller.Name, bold)
	p.Text(14, 47, v.seller.Street+", "+v.seller.Place.City+" - "+v.seller.PIN, text)
	p.Text(14, 60, invent.Pick(s, "Client", "Bill To", "To", "Customer"), text)
	p.Text(14, 65, v.buyer.Name, bold)
	p.Text(14, 70, v.buyer.Street+", "+v.buyer.Place.City, text)
	p.Line(14, 78, 196, 78, 0.3, draw.Black)
	y := 86.0
	for _, item := range v.items {
		p.Text(14, y, item.name, text)
		p.Text(150, y, fmt.Sprint(item.quantity)+" x "+item.rate.String(), text.At(draw.Right))
		p.Text(196, y, item.amount.String(), text.At(draw.Right))
		y += 7.5
	}
	p.Line(14, y-3, 196, y-3, 0.3, draw.Black)
	p.Text(150, y+5, invent.Pick(s, "Total", "Amount Due", "Total Due"), bold.At(draw.Right))
	p.Text(196, y+5, "Rs. "+v.total.String(), bold.At(draw.Right))
	p.Text(14, y+20, invent.Pick(s, "Pay by UPI: ", "Bank details: A/c ")+v.account.Number, text)
}
