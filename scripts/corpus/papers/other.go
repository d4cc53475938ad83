package papers

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/munshi-in/munshi/scripts/corpus/draw"
	"github.com/munshi-in/munshi/scripts/corpus/invent"
)

// otherPapers are what people also hand in: papers that speak of accounts, names, taxes and totals and are none of the kinds that
// are read. Each writes its rows; a row's cells are parted by |.
var otherPapers = append([]otherPaper{
	{"letter", false, letterRows},
	{"payslip", false, payslipRows},
	{"driving_licence", true, licenceRows},
	{"resident_card", true, residentRows},
	{"ticket", false, ticketRows},
	{"prescription", false, prescriptionRows},
	{"application", false, applicationRows},
	{"price_list", false, priceListRows},
	{"pay_in_slip", true, slipRows},
	{"notice", false, noticeRows},
}, otherPrints...)

type otherPaper struct {
	name  string
	small bool // a card
	rows  func(s invent.Source) []string
}

func other(s invent.Source, layout string) (*draw.Picture, Label) {
	p := draw.NewPicture(a4Width, a4Height, 150, draw.White)
	size, pitch, left, width := 10.0, 6.4, 18.0, 174.0
	for _, o := range otherPapers {
		if o.name != layout {
			continue
		}
		if o.small {
			p = draw.NewPicture(cardWidth*1.4, cardHeight*1.4, 220, color.RGBA{236, 240, 232, 255})
			size, pitch, left, width = 7.5, 4.6, 6, 108
		}
		style := draw.Style{Face: invent.Pick(s, draw.Sans, draw.Serif, draw.SansBold), Size: size, Ink: draw.Black}
		for i, row := range o.rows(s) {
			cells := strings.Split(row, "|")
			for k, cell := range cells {
				p.Text(left+width*float64(k)/float64(len(cells)), 12+pitch*float64(i+1), cell, style)
			}
		}
	}
	return p, Label{Kind: "other", Layout: layout, Fields: map[string]string{}}
}

func letterRows(s invent.Source) []string {
	a := s.Account(s.Bank(), s.Person())
	return []string{
		a.Bank.Name, a.Branch + ", " + a.Place.City + " " + a.PIN, "", s.Day(2023, 2025).Format("2 January 2006"), "", "Dear " + a.Holder.Name() + ",", "",
		"Sub: " + invent.Pick(s, "Change of address", "Your request for a new debit card", "Update of your KYC documents", "Closure of your locker"), "",
		"With reference to your letter we are pleased to inform you that the above request", "in respect of your account number ending " + s.Digits(4) + " has been carried out.",
		"For all transfers please quote the IFSC " + a.IFSC + " of this branch.", "", "Assuring you of our best services at all times,", "", "Yours faithfully,", "", "Branch Manager",
	}
}

func payslipRows(s invent.Source) []string {
	p, basic := s.Person(), invent.Rupees(s.Between(18, 90)*1000)
	return []string{
		strings.ToUpper(s.Shop().Name) + " PRIVATE LIMITED", "Payslip for the month of " + s.Day(2023, 2025).Format("January 2006"), "",
		"Employee Name|" + p.Name() + "|Employee No.|" + s.Digits(5), "Designation|" + invent.Pick(s, "Analyst", "Engineer", "Clerk", "Manager") + "|PAN|" + s.PAN(p),
		"Bank Name|" + s.Bank().Name + "|Bank Account No.|" + s.Digits(12), "UAN|" + s.Digits(12) + "|Days worked|" + fmt.Sprint(s.Between(20, 31)), "",
		"Earnings|Amount|Deductions|Amount", "Basic|" + basic.String() + "|Provident Fund|" + (basic * 12 / 100).String(),
		"House Rent Allowance|" + (basic * 4 / 10).String() + "|Professional Tax|200.00", "Special Allowance|" + (basic / 5).String() + "|Income Tax|" + (basic / 12).String(),
		"Gross Earnings|" + (basic * 16 / 10).String() + "|Total Deductions|" + (basic * 21 / 100).String(), "", "Net Pay : " + (basic * 139 / 100).String(), "This is a system generated payslip and needs no signature",
	}
}

func licenceRows(s invent.Source) []string {
	p := s.Person()
	return []string{
		"UNION OF INDIA", strings.ToUpper(s.Place().State) + " STATE MOTOR DRIVING LICENCE", "DL No. MH" + s.Digits(2) + " 20" + s.Digits(2) + s.Digits(7), "Date of Issue : " + s.Day(2012, 2022).Format("02-01-2006") + "  Valid Till : " + s.Day(2030, 2040).Format("02-01-2006"),
		"Name : " + strings.ToUpper(p.Name()), "S/D/W of : " + strings.ToUpper(p.FathersName()), "Date of Birth : " + s.Day(1960, 2003).Format("02-01-2006") + "  BG : " + invent.Pick(s, "A+", "B+", "O+", "AB-"),
		"Add : " + s.Street(), "COV : LMV MCWG", "Signature & ID of Issuing Authority",
	}
}

func residentRows(s invent.Source) []string {
	p := s.Person()
	return []string{
		"Government of India", "Unique Identification Authority of India", p.Name(), "DOB : " + s.Day(1950, 2010).Format("02/01/2006"), invent.Pick(s, "MALE", "FEMALE"),
		s.Digits(4) + " " + s.Digits(4) + " " + s.Digits(4), "VID : " + s.Digits(16), "S/O " + p.FathersName() + ", " + s.Street(), "help@uidai.gov.in  www.uidai.gov.in",
	}
}

func ticketRows(s invent.Source) []string {
	return []string{
		"ELECTRONIC RESERVATION SLIP", "PNR No. " + s.Digits(10) + "|Train No./Name " + s.Digits(5) + " EXPRESS|Class SL", "Date of Journey " + s.Day(2023, 2025).Format("02-Jan-2006") + "|From " + s.Place().City + "|To " + s.Place().City, "",
		"S.No|Name|Age|Sex|Booking Status", "1|" + s.Person().Name() + "|" + fmt.Sprint(s.Between(5, 80)) + "|M|CNF/S5/" + s.Digits(2), "2|" + s.Person().Name() + "|" + fmt.Sprint(s.Between(5, 80)) + "|F|CNF/S5/" + s.Digits(2), "",
		"Ticket Fare|Rs. " + s.Digits(3) + ".00", "Convenience Fee (incl. GST)|Rs. 17.70", "Total Fare|Rs. " + s.Digits(4) + ".70", "One of the passengers must carry an original identity card during the journey.",
	}
}

func prescriptionRows(s invent.Source) []string {
	return []string{
		"Dr. " + s.Person().Name() + ", MBBS, MD", "Reg. No. " + s.Digits(5), s.Street() + ", " + s.Place().City, "Timings : 10 am to 1 pm, 6 pm to 9 pm", "",
		"Name : " + s.Person().Name() + "|Age : " + fmt.Sprint(s.Between(2, 85)) + "|Date : " + s.Day(2023, 2025).Format("02/01/2006"), "Rx", "1. Tab Paracetamol 650   1-0-1   5 days", "2. Syp Cough Linctus   5 ml   thrice daily",
		"3. Tab Pantoprazole 40   before food", "", "Review after " + fmt.Sprint(s.Between(3, 10)) + " days",
	}
}

func applicationRows(s invent.Source) []string {
	a := s.Account(s.Bank(), s.Person())
	return []string{
		"APPLICATION FORM FOR " + invent.Pick(s, "PERSONAL LOAN", "CREDIT CARD", "ACCOUNT OPENING", "HOME LOAN"), a.Bank.Name, "(To be filled in BLOCK LETTERS)", "", "1. Name of the applicant|" + a.Holder.Name(),
		"2. Father's / Spouse's Name|" + a.Holder.FathersName(), "3. Date of Birth|" + s.Day(1960, 2002).Format("02/01/2006"), "4. Permanent Account Number (PAN)|" + s.PAN(a.Holder), "5. Address|" + s.Street(),
		"6. Monthly income (Rs.)|" + invent.Rupees(s.Between(20, 200)*1000).Whole(), "7. Bank account number|" + a.Number, "8. IFSC|" + a.IFSC, "9. Loan amount|" + invent.Rupees(s.Between(1, 30)*100000).Whole(),
		"", "Declaration: I hereby declare that the particulars given above are true and correct.", "Place :|Signature of the applicant",
	}
}

func priceListRows(s invent.Source) []string {
	shop := s.Shop()
	rows := []string{shop.Name, shop.Street + ", " + shop.Place.City, invent.Pick(s, "MENU", "PRICE LIST", "RATE CARD"), ""}
	for _, i := range invent.Items(shop.Kind) {
		rows = append(rows, i.Name+"|"+fmt.Sprint(i.Low)+".00")
	}
	return append(rows, "", "Rates are subject to change without notice. Taxes extra.")
}

func slipRows(s invent.Source) []string {
	a := s.Account(s.Bank(), s.Person())
	return []string{
		a.Bank.Name, "PAY-IN-SLIP (CASH / CHEQUE)   CUSTOMER COPY", "Branch : " + a.Branch + "   Date : " + s.Day(2023, 2025).Format("02/01/2006"), "Credit to A/c No. " + a.Number, "Name : " + a.Holder.Name(),
		"Amount Rs. " + invent.Rupees(s.Between(1, 90)*500).Whole(), "Rupees in words : " + invent.Rupees(s.Between(1, 90)*500).Words(), "Denominations  500 x    200 x    100 x", "Depositor's Signature      Teller's Stamp",
	}
}

func noticeRows(s invent.Source) []string {
	return []string{
		strings.ToUpper(s.Area()) + " CO-OPERATIVE HOUSING SOCIETY LTD", "NOTICE", s.Day(2023, 2025).Format("02.01.2006"), "", "All members are hereby informed that the annual general meeting will be held on",
		s.Day(2023, 2025).Format("Monday, 2 January 2006") + " at 6.00 pm in the society's hall.", "Agenda:", "1. To read the minutes of the last meeting", "2. To approve the statement of accounts for the year",
		"3. To appoint the auditor", "4. Balance of the repair fund and the contribution due from members", "", "Members are requested to attend in time.", "", "Hon. Secretary",
	}
}
