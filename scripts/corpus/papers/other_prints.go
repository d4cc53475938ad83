package papers

import (
	"fmt"
	"strings"

	"github.com/munshi-in/munshi/scripts/corpus/invent"
)

// otherPrints are more papers that are not read: those that look most like the ones that are.
var otherPrints = []otherPaper{
	{"voter_card", true, voterRows}, {"tax_certificate", false, taxCertificateRows}, {"passbook_front", true, passbookRows}, {"policy", false, policyRows},
	{"deposit_receipt", false, depositRows}, {"mark_sheet", false, markRows}, {"quotation_request", false, requestRows}, {"account_letter", false, accountLetterRows},
	{"declaration", true, declarationRows},
}

func voterRows(s invent.Source) []string {
	p := s.Person()
	return []string{
		"ELECTION COMMISSION OF INDIA", "IDENTITY CARD", s.Letters(3) + s.Digits(7), "Elector's Name : " + p.Name(), "Father's Name : " + p.FathersName(),
		"Sex : " + invent.Pick(s, "Male", "Female"), "Date of Birth : " + s.Day(1950, 2003).Format("02/01/2006"), "Electoral Registration Officer", s.Street(),
	}
}

func taxCertificateRows(s invent.Source) []string {
	p := s.Person()
	salary := invent.Rupees(s.Between(4, 30) * 100000)
	return []string{
		"FORM NO. 16", "[See rule 31(1)(a)]", "PART A", "Certificate under section 203 of the Income-tax Act, 1961 for tax deducted at source on salary", "",
		"Name and address of the Employer|Name and address of the Employee", strings.ToUpper(s.Shop().Name) + " LTD|" + strings.ToUpper(p.Name()), s.Street() + "|" + s.Street(), "",
		"PAN of the Deductor|TAN of the Deductor|PAN of the Employee", s.PAN(s.Person()) + "|MUM" + s.Letters(1) + s.Digits(5) + "A|" + s.PAN(p), "Assessment Year|Period", "2024-25|01-Apr-2023 to 31-Mar-2024", "",
		"Quarter|Amount paid|Amount of tax deducted", "Q1|" + (salary / 4).String() + "|" + (salary / 40).String(), "Q2|" + (salary / 4).String() + "|" + (salary / 40).String(), "Total (Rs.)|" + salary.String() + "|" + (salary / 20).String(),
		"", "Verification", "I, " + p.FathersName() + ", do hereby certify that the sum has been deducted and deposited to the credit of the Government.",
	}
}

func passbookRows(s invent.Source) []string {
	a := s.Account(s.Bank(), s.Person())
	return []string{
		a.Bank.Name, "Savings Bank Pass Book", "Branch : " + a.Branch + ", " + a.Place.City, "IFSC : " + a.IFSC + "  MICR : " + a.MICR, "Account No. : " + a.Number, "CIF No. : " + s.Digits(11),
		"Name : " + a.Holder.Name(), "S/D/W/o : " + a.Holder.FathersName(), "Date of Issue : " + s.Day(2010, 2024).Format("02/01/2006"), "Nomination Reg. No. " + s.Digits(6) + "   Branch Manager",
	}
}

func policyRows(s invent.Source) []string {
	premium := invent.Rupees(s.Between(3, 90) * 500)
	return []string{
		s.Person().Surname + " GENERAL INSURANCE COMPANY LIMITED", "CERTIFICATE OF INSURANCE CUM POLICY SCHEDULE", "", "Policy No.|" + s.Digits(16), "Insured's Name|" + s.Person().Name(), "Period of Insurance|From " + s.Day(2023, 2024).Format("02/01/2006") + " to midnight of the expiry date",
		"Registration No.|MH12" + s.Letters(2) + s.Digits(4), "Insured's Declared Value|" + invent.Rupees(s.Between(2, 12)*100000).String(), "", "Schedule of Premium|Amount (Rs.)", "Own damage|" + (premium / 2).String(), "Third party|" + (premium / 2).String(),
		"GST 18 %|" + (premium * 18 / 100).String(), "Total Premium|" + (premium * 118 / 100).String(), "Nominee|" + s.Person().Name(), "Consolidated stamp duty paid.",
	}
}

func depositRows(s invent.Source) []string {
	a := s.Account(s.Bank(), s.Person())
	sum := invent.Rupees(s.Between(1, 40) * 25000)
	return []string{
		a.Bank.Name, "TERM DEPOSIT ADVICE", a.Branch + ", " + a.Place.City, "", "Name|" + a.Holder.Name(), "Deposit Account No.|" + a.Number, "Amount of Deposit|Rs. " + sum.String(), "Rupees|" + sum.Words() + " Only",
		"Date of Deposit|" + s.Day(2022, 2024).Format("02/01/2006"), "Period|" + fmt.Sprint(s.Between(1, 5)) + " years", "Rate of Interest|7.10 % p.a.", "Maturity Value|Rs. " + (sum * 107 / 100).String(), "Not transferable", "Authorised Signatory",
	}
}

func markRows(s invent.Source) []string {
	rows := []string{"BOARD OF SECONDARY EDUCATION", "STATEMENT OF MARKS", "Roll No. " + s.Digits(7) + "|Year " + fmt.Sprint(s.Between(1998, 2024)), "Name of Candidate|" + strings.ToUpper(s.Person().Name()), "Father's Name|" + strings.ToUpper(s.Person().FathersName()), "Date of Birth|" + s.Day(1985, 2008).Format("02/01/2006"), "", "Subject|Max. Marks|Marks Obtained"}
	for _, subject := range []string{"ENGLISH", "HINDI", "MATHEMATICS", "SCIENCE", "SOCIAL SCIENCE"} {
		rows = append(rows, subject+"|100|"+fmt.Sprint(s.Between(35, 99)))
	}
	return append(rows, "Grand Total|500|"+fmt.Sprint(s.Between(190, 480)), "Result : PASS", "Controller of Examinations")
}

func requestRows(s invent.Source) []string {
	shop := s.Shop()
	rows := []string{shop.Name, shop.Street + ", " + shop.Place.City, "PURCHASE ORDER ENQUIRY", "To, " + s.Shop().Name, "Dear Sir, please send your lowest rates for:", "", "Sl|Item|Quantity"}
	for i, item := range invent.Items(shop.Kind) {
		rows = append(rows, fmt.Sprint(i+1)+"|"+item.Name+"|"+fmt.Sprint(s.Between(1, 40)))
	}
	return append(rows, "", "Delivery within 7 days. GST extra as applicable.", "For "+shop.Name)
}

func declarationRows(s invent.Source) []string {
	a := s.Account(s.Bank(), s.Person())
	return []string{
		invent.Pick(s, "SELF DECLARATION", "KYC UPDATE", "UNDERTAKING"), "1. Name : " + a.Holder.Name(), "2. Permanent Account Number : " + s.PAN(a.Holder), "3. Account number : " + a.Number, "4. IFSC : " + a.IFSC,
		"5. Date of Birth : " + s.Day(1950, 2003).Format("02/01/2006"), "I hereby declare that the above is true.", "Place : " + a.Place.City, "Signature of the " + invent.Pick(s, "applicant", "customer", "declarant"),
	}
}

func accountLetterRows(s invent.Source) []string {
	a := s.Account(s.Bank(), s.Person())
	return []string{
		a.Bank.Name, "TO WHOMSOEVER IT MAY CONCERN", s.Day(2023, 2025).Format("02/01/2006"), "", "This is to certify that " + a.Holder.Name() + " maintains Savings Account No. " + a.Number, "with our " + a.Branch + " branch (IFSC " + a.IFSC + ") since " + s.Day(2005, 2020).Format("02/01/2006") + ".",
		"The balance in the account as on date is Rs. " + invent.Rupees(s.Between(1, 900)*1000).String() + ".", "This certificate is issued at the request of the customer without any liability on the bank.", "", "For " + a.Bank.Name, "Branch Head",
	}
}
