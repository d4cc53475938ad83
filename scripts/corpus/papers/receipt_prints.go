package papers

import (
	"fmt"
	"image/color"
	"strings"
	"time"

	"github.com/munshi-in/munshi/scripts/corpus/draw"
	"github.com/munshi-in/munshi/scripts/corpus/invent"
)

// The bills of this file are those that are no shop's plain list with a total under it: a pump's, a chemist's with days of expiry, a
// store's that counts what was saved and what was paid in notes, a restaurant's with a service charge, a cab's by mail, a till's in
// another country, a stall's without any label but the sum.
var receiptPrints = map[string]func(r *roll, s invent.Source, b bill) Label{
	"pump": pumpBill, "chemist": chemistBill, "store": storeBill, "diner": dinerBill, "cab": cabBill, "ringgit": ringgitBill, "counter": counterBill,
}

var receiptPrintNames = []string{"pump", "chemist", "store", "diner", "cab", "ringgit", "counter"}

func printedReceipt(s invent.Source, layout string) (*draw.Picture, Label) {
	b := inventBill(s)
	r := &roll{Picture: draw.NewPicture(rollWidth, longest, rollDPI, color.RGBA{252, 251, 247, 255}), y: 6}
	l := receiptPrints[layout](r, s, b)
	l.Kind, l.Layout = "receipt", layout
	r.Cut(r.y + 6)
	return r.Picture, l
}

func (r *roll) three(left, middle, right string, style draw.Style) {
	r.Text(rollMargin, r.y, left, style)
	r.Text(rollWidth*0.62, r.y, middle, style.At(draw.Right))
	r.Text(rollWidth-rollMargin, r.y, right, style.At(draw.Right))
	r.feed(style)
}

// fieldsOf are those that are on every bill with a tax number.
func (b bill) fieldsOf(total, tax invent.Paise) map[string]string {
	f := map[string]string{"merchant": b.shop.Name, "date": b.at.Format(isoDay), "total": total.Plain(), "invoice_number": b.number}
	if b.shop.GSTIN != "" {
		f["tax_id"] = b.shop.GSTIN
	}
	if tax != 0 {
		f["tax"] = tax.Plain()
	}
	return f
}

// pumpBill is a filling station's: the sum is price times volume, no tax is told.
func pumpBill(r *roll, s invent.Source, b bill) Label {
	text := draw.Style{Face: draw.Mono, Size: 8.5, Ink: color.RGBA{50, 50, 60, 255}}
	b.shop.Name = strings.ToUpper(invent.Pick(s, "Shree Ganesh", "Highway", "Om Sai", "Jai Hind", "National") + " " + invent.Pick(s, "Petroleum", "Filling Station", "Service Station", "Auto Fuels"))
	rate := invent.Paise(s.Between(8600, 11000))
	sum := invent.Rupees(100 * s.Between(1, 40))
	volume := float64(sum) / float64(rate)
	r.centre(invent.Pick(s, "WELCOMES YOU", "*** WELCOME ***"), text)
	r.centre(b.shop.Name, text)
	r.centre(strings.ToUpper(b.shop.Street), text)
	r.centre(strings.ToUpper(b.shop.Place.City)+" "+b.shop.PIN, text)
	r.centre("Tel No.: "+b.shop.Phone, text)
	r.y += 2
	for _, row := range [][2]string{
		{"Receipt No.", b.number}, {"FCC ID", s.Digits(12)}, {"FIP No.", "0" + s.Digits(1)}, {"Nozzle No.", "0" + s.Digits(1)},
		{"PRODUCT", invent.Pick(s, "Petrol", "Diesel", "XtraPremium")}, {"RATE/LTR", "Rs. " + rate.String()}, {"AMOUNT", "Rs. " + sum.String()},
		{"VOLUME(LTR.)", fmt.Sprintf("%.2f lt", volume)}, {"VEH TYPE", invent.Pick(s, "Petrol", "Car", "2W")}, {"VEH NO", "MH12 " + s.Letters(2) + " " + s.Digits(4)}, {"CUSTOMER NAME", "Not Entered"},
	} {
		r.Text(rollMargin, r.y, row[0], text)
		r.Text(38, r.y, ": "+row[1], text)
		r.feed(text)
	}
	taxID := s.Digits(11) + "V"
	r.pair("Date : "+b.at.Format("02/01/06"), "Time: "+b.at.Format("15:04"), text)
	r.y += 2
	r.centre("MODE: "+invent.Pick(s, "Cash", "Card", "UPI"), text)
	r.centre("LST No. : "+s.Digits(11)+"V", text)
	r.centre("VAT No. : "+taxID, text)
	r.centre("SAVE FUEL YAANI SAVE MONEY !!", text)
	r.centre("THANKS FOR FUELLING", text)
	b.shop.GSTIN = ""
	l := Label{Fields: b.fieldsOf(sum, 0)}
	l.Fields["currency"], l.Fields["tax_id"] = "INR", taxID
	return l
}

// chemistBill has a batch and a day of expiry on each row, and the tax in small print.
func chemistBill(r *roll, s invent.Source, b bill) Label {
	text, bold := draw.Style{Face: draw.Sans, Size: 7.5, Ink: draw.Black}, draw.Style{Face: draw.SansBold, Size: 11, Ink: draw.Black}
	r.centre(strings.ToUpper(b.shop.Name), bold)
	r.centre(b.shop.Street+", "+b.shop.Place.City+"-"+b.shop.PIN, text)
	r.centre("Phone : 0"+s.Digits(2)+"-"+s.Digits(8)+"  D.L.No. : 20B-"+s.Digits(6)+", 21B-"+s.Digits(6), draw.Style{Face: draw.Sans, Size: 6, Ink: draw.Black})
	if b.shop.GSTIN != "" {
		r.centre("GSTIN : "+b.shop.GSTIN+"   FSSAI : "+s.Digits(14), text)
	}
	r.rule()
	r.pair("Patient : "+s.Person().Name(), "Inv No : "+b.number, text)
	r.pair("Dr. "+s.Person().Name(), "Date : "+b.at.Format("02-Jan-06 15:04"), text)
	r.rule()
	columns := func(cells ...string) {
		for i, at := range []float64{rollMargin, 36, 50, 62, 75} {
			align := draw.Right
			if i == 0 {
				align = draw.Left
			}
			r.Text(at, r.y, cells[i], text.At(align))
		}
		r.feed(text)
	}
	columns("Particulars", "Batch", "Exp", "Qty", "Amt")
	r.rule()
	for _, i := range b.items {
		name := i.name
		if len(name) > 14 {
			name = name[:14]
		}
		columns(strings.ToUpper(name), s.Letters(2)+s.Digits(3), fmt.Sprintf("%02d/%d", s.Between(1, 12), s.Between(25, 29)), fmt.Sprint(i.quantity), i.amount.String())
	}
	r.rule()
	sum, off := b.net, b.net*invent.Paise(invent.Pick(s, 0, 5, 10))/100
	total := (sum - off + 50) / 100 * 100
	r.pair("No. of items : "+fmt.Sprint(len(b.items)), "Gross Amt : "+sum.String(), text)
	r.pair("", "Less Disc : "+off.String(), text)
	r.pair("", "Rounding : "+(total-sum+off).String(), text)
	r.pair("", "Net Amt : "+total.String(), bold)
	r.centre("Goods once sold will not be taken back. Subject to "+b.shop.Place.City+" jurisdiction", draw.Style{Face: draw.Sans, Size: 6, Ink: draw.Black})
	return Label{Fields: b.fieldsOf(total, 0)}
}

// storeBill counts quantities, savings, notes and change; the tax is inside the prices and told in a table.
func storeBill(r *roll, s invent.Source, b bill) Label {
	text, bold := draw.Style{Face: draw.Mono, Size: 8, Ink: color.RGBA{40, 40, 48, 255}}, draw.Style{Face: draw.MonoBold, Size: 10, Ink: color.RGBA{40, 40, 48, 255}}
	for b.shop.GSTIN == "" {
		b.shop = s.Shop()
	}
	r.centre(strings.ToUpper(b.shop.Name), bold)
	r.centre("(A unit of "+s.Person().Surname+" Retail Pvt Ltd)", text)
	r.centre(b.shop.Street, text)
	r.centre(b.shop.Place.City+", "+b.shop.Place.State, text)
	r.centre("Customer care: 1800 "+s.Digits(3)+" "+s.Digits(4), text)
	r.centre("GSTIN:"+b.shop.GSTIN, text)
	r.centre("FSSAI Lic No "+s.Digits(14), text)
	r.centre("TAX INVOICE", bold)
	r.pair("Bill No "+b.number, "Bill Dt:"+b.at.Format("02/01/2006"), text)
	r.pair("Cashier: "+s.Person().Given, "Time: "+b.at.Format("15:04:05"), text)
	r.dashes(text)
	r.columns("HSN  Particulars", "Qty", "Rate", "Value", text)
	r.dashes(text)
	quantity := 0
	var taxable, tax invent.Paise
	rates := map[int]invent.Paise{}
	for _, i := range b.items {
		quantity += i.quantity
		rates[i.percent] += i.amount
		r.pair(s.Digits(6)+" "+strings.ToUpper(i.name), "", text)
		r.columns("", fmt.Sprint(i.quantity), i.rate.String(), i.amount.String(), text)
	}
	r.dashes(text)
	r.three("Items: "+fmt.Sprint(len(b.items)), "Qty: "+fmt.Sprint(quantity), b.net.String(), text)
	total := (b.net + 50) / 100 * 100
	r.pair("Round Off", (total - b.net).String(), text)
	r.pair("AMOUNT PAYABLE", total.String(), bold)
	r.dashes(text)
	paid := (total/50000 + 1) * 50000
	r.pair("Cash Tendered", paid.String(), text)
	r.pair("Change", (paid - total).String(), text)
	r.dashes(text)
	r.centre("<--- GST Breakup Details --->", text)
	r.three("GST%  Taxable", "CGST", "SGST", text)
	for _, percent := range []int{5, 12, 18, 28} {
		amount := rates[percent]
		if amount == 0 {
			continue
		}
		half := amount * invent.Paise(percent) / invent.Paise(2*(100+percent))
		taxable, tax = taxable+amount-2*half, tax+2*half
		r.three(fmt.Sprintf("%d   %s", percent, amount-2*half), half.String(), half.String(), text)
	}
	r.three("T: "+taxable.String(), (tax / 2).String(), (tax / 2).String(), text)
	r.dashes(text)
	r.centre("* You saved Rs. "+invent.Rupees(s.Between(5, 300)).String()+" on MRP *", text)
	return Label{Fields: withCurrency(b.fieldsOf(total, tax), "INR")}
}

func withCurrency(f map[string]string, currency string) map[string]string {
	f["currency"] = currency
	return f
}

// dinerBill adds a service charge and names the sum in its own way.
func dinerBill(r *roll, s invent.Source, b bill) Label {
	text, bold := draw.Style{Face: draw.Sans, Size: 8.5, Ink: draw.Black}, draw.Style{Face: draw.SansBold, Size: 11, Ink: draw.Black}
	for b.shop.GSTIN == "" {
		b.shop = s.Shop()
	}
	b.shop.Name = invent.Pick(s, "Cafe Madras", "Saffron Kitchen", "The Tandoor House", "Udupi Grand", "Biryani Point", "Chai Junction", "Spice Route")
	r.centre(b.shop.Name, bold)
	r.centre("("+s.Person().Surname+" Hospitality LLP)", text)
	r.centre(b.shop.Street, text)
	r.centre(b.shop.Place.City+" "+b.shop.PIN, text)
	r.rule()
	r.pair("Name: ________", "Dine In: "+fmt.Sprint(s.Between(1, 20)), text)
	r.pair("Date: "+b.at.Format("02/01/06"), b.at.Format("15:04"), text)
	r.pair("Cashier: biller", "Bill No.: "+b.number, text)
	r.rule()
	r.columns("Item", "Qty.", "Price", "Amount", text)
	r.rule()
	quantity := 0
	for _, i := range b.items {
		quantity += i.quantity
		r.columns(i.name, fmt.Sprint(i.quantity), i.rate.String(), i.amount.String(), text)
	}
	r.rule()
	charge := b.net * invent.Paise(invent.Pick(s, 0, 5, 10)) / 100
	half := ((b.net+charge)*25 + 500) / 1000
	total := (b.net + charge + 2*half + 50) / 100 * 100
	r.pair("Total Qty: "+fmt.Sprint(quantity), "Sub Total   "+b.net.String(), text)
	if charge > 0 {
		r.pair("", "Service Charge   "+charge.String(), text)
	}
	r.pair("", "CGST@2.5   2.5%   "+half.String(), text)
	r.pair("", "SGST@2.5   2.5%   "+half.String(), text)
	r.pair("", "Round off   "+(total-b.net-charge-2*half).String(), text)
	r.rule()
	r.pair(invent.Pick(s, "Bill Amt", "Grand Total (Rounded)", "Total Payable", "BILL AMOUNT"), total.String(), bold)
	r.rule()
	r.centre("FSSAI Lic No. "+s.Digits(14), text)
	r.centre("GST No : "+b.shop.GSTIN, text)
	r.centre("Thanks, visit again!", text)
	return Label{Fields: b.fieldsOf(total, 2*half)}
}

// cabBill is the receipt of a ride, sent by mail: the sum first, then what it is made of.
func cabBill(r *roll, s invent.Source, b bill) Label {
	text, bold := draw.Style{Face: draw.Sans, Size: 8, Ink: draw.Black}, draw.Style{Face: draw.SansBold, Size: 13, Ink: draw.Black}
	b.shop.Name = invent.Pick(s, "QuickCab", "MeriGaadi", "Hop Rides", "Savari")
	b.number = s.Letters(3) + s.Digits(8)
	fare, fee := invent.Paise(s.Between(8000, 90000)), invent.Paise(s.Between(500, 3000))
	tax := (fare + fee) * 5 / 100
	total := fare + fee + tax
	r.pair(b.shop.Name, b.at.Format("January 2, 2006"), bold)
	r.y += 2
	r.pair("Thanks for riding, "+s.Person().Given, "", text)
	r.rule()
	r.pair("Total", "Rs. "+total.String(), bold)
	r.rule()
	r.pair("Trip fare", "Rs. "+fare.String(), text)
	r.pair("Booking fee", "Rs. "+fee.String(), text)
	r.pair("Taxes", "Rs. "+tax.String(), text)
	r.rule()
	r.pair("Payments", "", draw.Style{Face: draw.SansBold, Size: 8, Ink: draw.Black})
	r.pair(invent.Pick(s, "UPI", "Cash", "Wallet")+"  "+b.at.Format("02/01/06 3:04 PM"), "Rs. "+total.String(), text)
	r.y += 2
	r.pair("Ride ID "+b.number, "", text)
	r.pair(fmt.Sprintf("%.2f kilometres | %d minutes", float64(s.Between(20, 280))/10, s.Between(8, 90)), "", text)
	r.pair(b.at.Format("3:04 PM")+"  "+s.Area(), "", text)
	r.pair(b.at.Add(25*time.Minute).Format("3:04 PM")+"  "+s.Area(), "", text)
	f := withCurrency(b.fieldsOf(total, tax), "INR")
	delete(f, "tax_id")
	delete(f, "invoice_number") // a ride has no invoice's number
	return Label{Fields: f}
}

// ringgitBill is a till's in Malaysia: prices with tax inside, a rounding to five sen, a summary of the tax.
func ringgitBill(r *roll, s invent.Source, b bill) Label {
	text, bold := draw.Style{Face: draw.Mono, Size: 8, Ink: color.RGBA{40, 40, 48, 255}}, draw.Style{Face: draw.MonoBold, Size: 9.5, Ink: color.RGBA{40, 40, 48, 255}}
	b.shop.Name = invent.Pick(s, "KEDAI BUKU", "RESTORAN", "PERNIAGAAN", "PASARAYA", "SYARIKAT") + " " + invent.Pick(s, "SENTOSA", "JAYA MAJU", "SRI MUTIARA", "WANGSA", "TIMUR") + " " + invent.Pick(s, "SDN BHD", "SDN. BHD.", "ENTERPRISE", "TRADING")
	r.centre(b.shop.Name, bold)
	r.centre("("+s.Digits(6)+"-"+s.Letters(1)+")", text)
	r.centre("NO "+s.Digits(2)+", JALAN "+invent.Pick(s, "BUNGA RAYA", "MERDEKA", "PERMAI")+" "+s.Digits(1)+"/"+s.Digits(1)+",", text)
	r.centre(s.Digits(5)+" "+invent.Pick(s, "JOHOR BAHRU, JOHOR", "SHAH ALAM, SELANGOR", "KUALA LUMPUR"), text)
	r.centre("TEL: 0"+s.Digits(1)+"-"+s.Digits(7), text)
	taxID := "00" + s.Digits(10)
	r.centre("GST ID: "+taxID, text)
	r.centre(invent.Pick(s, "TAX INVOICE", "SIMPLIFIED TAX INVOICE"), bold)
	r.pair("INVOICE NO: "+b.number, "", text)
	r.pair("DATE: "+b.at.Format("02/01/2006 3:04:05 PM"), "", text)
	r.pair("CASHIER: 0"+s.Digits(1), "", text)
	r.dashes(text)
	sum := invent.Paise(0)
	for _, i := range b.items {
		price := i.rate/20 + invent.Paise(s.IntN(100))
		amount := price * invent.Paise(i.quantity)
		sum += amount
		r.pair(strings.ToUpper(i.name), "", text)
		r.three(fmt.Sprintf("   %d X %s", i.quantity, price), "", amount.String()+" SR", text)
	}
	r.dashes(text)
	total := (sum + 2) / 5 * 5
	taxable := sum * 100 / 106
	r.pair("TOTAL AMT INCL. GST @6%", sum.String(), text)
	r.pair("ROUNDING ADJ", (total - sum).String(), text)
	r.pair("TOTAL (RM)", total.String(), bold)
	paid := (total/1000 + 1) * 1000
	r.pair("CASH", paid.String(), text)
	r.pair("CHANGE", (paid - total).String(), text)
	r.dashes(text)
	r.pair("GST SUMMARY", "", text)
	r.three("", "AMOUNT(RM)", "TAX(RM)", text)
	r.three("SR @ 6%", taxable.String(), (sum - taxable).String(), text)
	r.dashes(text)
	r.centre("GOODS SOLD ARE NOT REFUNDABLE", text)
	b.shop.GSTIN = ""
	f := withCurrency(b.fieldsOf(total, sum-taxable), "MYR")
	f["tax_id"] = taxID
	return Label{Fields: f}
}

// counterBill is a stall's: no label but the sum's, the day without one.
func counterBill(r *roll, s invent.Source, b bill) Label {
	text, bold := draw.Style{Face: draw.Serif, Size: 9, Ink: draw.Black}, draw.Style{Face: draw.SerifBold, Size: 12, Ink: draw.Black}
	r.centre(b.shop.Name, bold)
	r.centre(s.Area()+", "+b.shop.Place.City, text)
	r.centre("Mob. "+b.shop.Phone+" / 9"+s.Digits(9), text)
	r.rule()
	r.pair("Token "+fmt.Sprint(s.Between(1, 300)), b.at.Format("02-Jan-2006 03:04 PM"), text)
	r.rule()
	for _, i := range b.items {
		r.three(i.name, "x "+fmt.Sprint(i.quantity), (i.amount / 100 * 100).Whole(), text)
	}
	sum := invent.Paise(0)
	for _, i := range b.items {
		sum += i.amount / 100 * 100
	}
	r.rule()
	r.pair("Bill Amount", sum.Whole()+"/-", bold)
	r.centre("* Thank You *", text)
	b.number, b.shop.GSTIN = "", ""
	f := b.fieldsOf(sum, 0)
	delete(f, "invoice_number")
	return Label{Fields: f}
}
