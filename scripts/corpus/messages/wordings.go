package messages

import (
	"fmt"
	"strings"
)

// wording is one way of telling something.
type wording struct {
	name string
	// direction is debit or credit, and empty when the message is no transaction.
	direction string
	// amounts in rupees that are usual for it; the zero value is everyday spending.
	amounts span
	write   func(f facts) (string, Expect)
}

// span is the amounts from low to high that are multiples of step.
type span struct{ low, high, step int }

const day, dayTime = "02-01-06", "02-Jan-06 15:04:05"

// wordings has transactions of every instrument, and the messages that look like one and are none.
var wordings = []wording{
	{"upi debit to a handle", "debit", span{}, func(f facts) (string, Expect) {
		return fmt.Sprintf("Rs.%s debited from A/c XX%s on %s to %s. UPI Ref No %s. Not you? Call 1800%s -%s",
				f.amount, f.account, f.at.Format(day), f.handle, f.rrn, f.code, f.bank.Short),
			Expect{Account: f.account, Merchant: f.handle, Reference: f.rrn, Instrument: "upi"}
	}},
	{"upi debit with balance", "debit", span{}, func(f facts) (string, Expect) {
		return fmt.Sprintf("Dear Customer, your a/c no. XXXXXX%s is debited for INR %s on %s towards %s via UPI (RRN %s). Avl Bal INR %s. - %s",
				f.account, f.amount.Plain(), f.at.Format("02Jan06"), f.shop, f.rrn, f.balance.Plain(), f.bank.Short),
			Expect{Account: f.account, Balance: f.balance.Plain(), Merchant: f.shop, Reference: f.rrn, Instrument: "upi"}
	}},
	{"upi credit", "credit", span{}, func(f facts) (string, Expect) {
		return fmt.Sprintf("%s: Rs %s received in your A/C ...%s from %s by UPI on %s. Ref %s. Bal: Rs %s",
				f.bank.Short, f.amount.Plain(), f.account, f.person, f.at.Format("02/01/2006"), f.rrn, f.balance.Plain()),
			Expect{Account: f.account, Balance: f.balance.Plain(), Merchant: f.person, Reference: f.rrn, Instrument: "upi"}
	}},
	{"card purchase", "debit", span{}, func(f facts) (string, Expect) {
		return fmt.Sprintf("You've spent INR %s on your %s Debit Card ending %s at %s on %s. Avl bal: INR %s. Block card? SMS BLOCK %s to 5676767",
				f.amount, f.bank.Short, f.card, f.shop, f.at.Format(dayTime), f.balance, f.card),
			Expect{Account: f.card, Balance: f.balance.Plain(), Merchant: f.shop, Instrument: "card"}
	}},
	{"one time password", "", span{}, func(f facts) (string, Expect) {
		return fmt.Sprintf("%s is the OTP for your transaction of Rs.%s at %s on card XX%s. Valid for 10 mins. Do not share it with anyone. - %s",
			f.code, f.amount, f.shop, f.card, f.bank.Short), Expect{Type: "otp"}
	}},
	{"credit card purchase", "debit", span{}, func(f facts) (string, Expect) {
		return fmt.Sprintf("Txn Alert: Rs %s used on %s Credit Card XX%s at %s on %s. Not done by you? Call the number on the card.",
				f.amount, f.bank.Short, f.card, f.shop, f.at.Format("02-01-2006")),
			Expect{Account: f.card, Merchant: f.shop, Instrument: "card"}
	}},
	{"cash from a machine", "debit", span{500, 10_000, 500}, func(f facts) (string, Expect) {
		return fmt.Sprintf("Rs.%s withdrawn at %s ATM %s from A/c x%s on %s. Available balance Rs.%s",
				f.amount, f.bank.Short, f.area, f.account, f.at.Format("02Jan06 15:04"), f.balance),
			Expect{Account: f.account, Balance: f.balance.Plain(), Instrument: "atm"}
	}},
	{"neft credit", "credit", span{1_500, 90_000, 1}, func(f facts) (string, Expect) {
		return fmt.Sprintf("INR %s credited to your A/c No XX%s on %s through NEFT with UTR %s by %s, INFO: INVOICE PAYMENT. -%s",
				f.amount, f.account, f.at.Format("02/01/2006"), f.utr, f.person, f.bank.Short),
			Expect{Account: f.account, Merchant: f.person, Reference: f.utr, Instrument: "neft"}
	}},
	{"offer", "", span{}, func(f facts) (string, Expect) {
		return fmt.Sprintf("Pre-approved! Get a personal loan of up to Rs.5,00,000 credited to your %s account in 10 minutes at 10.49%% p.a. Apply: bit.ly/%s T&C apply",
			f.bank.Short, strings.ToLower(f.code)), Expect{Type: "promotion"}
	}},
	{"imps debit", "debit", span{}, func(f facts) (string, Expect) {
		return fmt.Sprintf("Your A/c *%s has been debited by Rs. %s on %s and %s credited (IMPS Ref no %s). Bal Rs. %s. %s",
				f.account, f.amount.Plain(), f.at.Format("02-01-2006"), f.person, f.rrn, f.balance, f.bank.Short),
			Expect{Account: f.account, Balance: f.balance.Plain(), Merchant: f.person, Reference: f.rrn, Instrument: "imps"}
	}},
	{"salary", "credit", span{24_000, 180_000, 1}, func(f facts) (string, Expect) {
		return fmt.Sprintf("Salary of Rs %s has been credited to your %s A/c ending with %s on %s by NEFT from %s PVT LTD. Updated balance is Rs %s",
				f.amount, f.bank.Short, f.account, f.at.Format("02-Jan-2006"), strings.Fields(f.shop)[0], f.balance),
			Expect{Account: f.account, Balance: f.balance.Plain(), Merchant: strings.Fields(f.shop)[0] + " PVT LTD", Instrument: "neft"}
	}},
	{"due reminder", "", span{}, func(f facts) (string, Expect) {
		return fmt.Sprintf("Reminder: payment of Rs %s on your %s Credit Card XX%s is due on %s. Min due Rs %s. Please ignore if already paid.",
			f.amount, f.bank.Short, f.card, f.at.AddDate(0, 0, 9).Format("02-Jan-06"), (f.amount / 2000 * 100).String()), Expect{Type: "due"}
	}},
	{"refund", "credit", span{}, func(f facts) (string, Expect) {
		return fmt.Sprintf("Refund of Rs.%s from %s has been credited to your %s Card XX%s on %s. Ref: %s",
				f.amount, f.shop, f.bank.Short, f.card, f.at.Format(day), f.rrn),
			Expect{Account: f.card, Merchant: f.shop, Reference: f.rrn, Instrument: "card"}
	}},
	{"standing mandate", "debit", span{}, func(f facts) (string, Expect) {
		return fmt.Sprintf("A/c XX%s debited INR %s on %s towards ACH mandate of LIFE INSURANCE CO, UMRN %s. Clr bal INR %s - %s",
				f.account, f.amount.Plain(), f.at.Format("02/01/06"), f.bank.IFSC+f.rrn, f.balance.Plain(), f.bank.Short),
			Expect{Account: f.account, Balance: f.balance.Plain(), Merchant: "LIFE INSURANCE CO", Instrument: "ach"}
	}},
	{"failed payment", "", span{}, func(f facts) (string, Expect) {
		return fmt.Sprintf("Your UPI payment of Rs.%s to %s on %s has failed due to incorrect PIN. Amount, if debited, will be reversed. UPI Ref %s - %s",
			f.amount, f.handle, f.at.Format(day), f.rrn, f.bank.Short), Expect{Type: "failed"}
	}},
	{"cheque cleared", "debit", span{}, func(f facts) (string, Expect) {
		return fmt.Sprintf("Cheque no. %s for INR %s drawn on your a/c XX%s in favour of %s has been paid on %s. Total avail bal INR %s. %s",
				f.code, f.amount, f.account, f.person, f.at.Format("02-Jan-2006"), f.balance, f.bank.Short),
			Expect{Account: f.account, Balance: f.balance.Plain(), Merchant: f.person, Reference: f.code, Instrument: "cheque"}
	}},
	{"balance notice", "", span{}, func(f facts) (string, Expect) {
		return fmt.Sprintf("Available Bal in %s A/c XX%s as on %s is INR %s. Cheques are subject to clearing.",
			f.bank.Short, f.account, f.at.Format("02-Jan-06"), f.balance), Expect{Type: "balance"}
	}},
	{"rtgs credit", "credit", span{200_000, 900_000, 100}, func(f facts) (string, Expect) {
		return fmt.Sprintf("Dear Customer, a/c XXXX%s is credited with Rs.%s on %s by RTGS, Sender: %s, UTR: %s. -%s",
				f.account, f.amount, f.at.Format("02.01.2006"), f.person, f.utr, f.bank.Short),
			Expect{Account: f.account, Merchant: f.person, Reference: f.utr, Instrument: "rtgs"}
	}},
	{"cash deposit", "credit", span{2_000, 48_000, 500}, func(f facts) (string, Expect) {
		return fmt.Sprintf("Cash deposit of INR %s to your account ending %s at %s branch is done on %s. Balance: INR %s. %s",
				f.amount.Plain(), f.account, f.area, f.at.Format("02-01-2006 15:04"), f.balance.Plain(), f.bank.Short),
			Expect{Account: f.account, Balance: f.balance.Plain(), Instrument: "cash"}
	}},
	{"upi short", "debit", span{}, func(f facts) (string, Expect) {
		return fmt.Sprintf("Sent Rs.%s from %s AC X%s to %s on %s.UPI Ref %s.",
				f.amount.Plain(), f.bank.Short, f.account, f.shop, f.at.Format("02-01-06"), f.rrn),
			Expect{Account: f.account, Merchant: f.shop, Reference: f.rrn, Instrument: "upi"}
	}},
}
