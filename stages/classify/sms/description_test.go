package sms

import (
	"strings"
	"testing"
)

func TestStatementDescriptionsTellCounterpartyInstrumentReferenceAndCategory(t *testing.T) {
	engine := newEngine(t)
	for description, want := range map[string]Description{
		"UPI-SWIGGY-swiggy.in@icici-ICIC0DC0099-428712345678-order":                {Counterparty: "SWIGGY", Reference: "428712345678", Instrument: "upi", Category: "food"},
		"UPI/527811230099/MEENA RAO/okaxis/Payment":                                {Counterparty: "MEENA RAO", Reference: "527811230099", Instrument: "upi", Category: "person"},
		"NEFT CR-SBIN0007631-ORBIT LABS PVT LTD-SALARY SEP-SBINN52025021511431836": {Counterparty: "ORBIT LABS PVT LTD", Reference: "", Instrument: "neft", Category: "salary"},
		"ATW-416021XXXXXX7731-S1ANMU12-KOCHI":                                      {Counterparty: "KOCHI", Reference: "", Instrument: "atm", Category: "cash"},
		"POS 416021XXXXXX7731 AMAZON PAY IN":                                       {Counterparty: "AMAZON PAY IN", Reference: "", Instrument: "card", Category: "shopping"},
		"IMPS-526911002233-ANITHA KUMAR-HDFC-XX3021-rent":                          {Counterparty: "ANITHA KUMAR", Reference: "526911002233", Instrument: "imps", Category: "rent"},
		// A letter and a slash are no Peruvian money.
		"UPI/DR/527811230099/KALPANA S/SBIN/kalp12@ok/UPI": {Counterparty: "KALPANA S", Reference: "527811230099", Instrument: "upi", Category: "person"},
		// The column ended inside the reference.
		"UPI-MEENA RAO-MEENARAO@YBL-UTIB0000553-4287123 45678-UPI": {Counterparty: "MEENA RAO", Reference: "428712345678", Instrument: "upi", Category: "person"},
		// The address begins with the name, and has a hyphen.
		"UPI-SWIGGY-SWIGGY-STORES@PTYBL-YESB0YBLUPI-428712345678-UPI": {Counterparty: "SWIGGY", Reference: "428712345678", Instrument: "upi", Category: "food"},
		// Nothing parts the reference from what stands around it.
		"Sent IMPS526911002233Dinesh/SBIN/IMPS": {Counterparty: "Dinesh", Reference: "526911002233", Instrument: "imps", Category: "person"},
		// Some banks print what whoever paid wrote before the name.
		"MMT/IMPS/526911002233/school fee/VIMALA J/CNRB0002345": {Counterparty: "VIMALA J", Reference: "526911002233", Instrument: "imps", Category: "education"},
		// A remark about a card makes no account of the reference, and the machine of a branch that the bank names everywhere no cash.
		"UPI/CRED/cred.club@axisb/credit card bil/AXIS BANK/527811230099/AXI12ab34":            {Counterparty: "CRED", Reference: "527811230099", Instrument: "upi", Category: "card_bill"},
		"UPI/DR/527811230099/CHANDRA M/IDIB/chandra7@okicici/UPI /BRANCH : ATM SERVICE BRANCH": {Counterparty: "CHANDRA M", Reference: "527811230099", Instrument: "upi", Category: "person"},
		// A salary that one pays is no income; what the bank's own words stand before is a name.
		"UPI/527811230099/driver salary/suresh.k@okaxis/SURESH KOLI/AXIS BANK":        {Counterparty: "SURESH KOLI", Reference: "527811230099", Instrument: "upi", Category: "person"},
		"TO TRANSFER-INB IMPS527811230099/9848011223/XX4455/IMPS Funds/SURESH KOLI--": {Counterparty: "SURESH KOLI", Reference: "527811230099", Instrument: "imps", Category: "person"},
		"TO CLEARING-CHEQUE WDL SURESH KOLI 334455--":                                 {Counterparty: "SURESH KOLI", Reference: "334455", Instrument: "cheque", Category: "other"},
		// Whoever is a firm is no person, and what a card costs was not paid with it.
		"NEFT/UBINH22089912345/ORBIT EXPORTS PVT LTD/UBIN0009646": {Counterparty: "ORBIT EXPORTS PVT LTD", Reference: "UBINH22089912345", Instrument: "neft", Category: "other"},
		"DEBIT CARD ANNUAL FEE 2410":                              {Instrument: "other", Category: "fees"},
	} {
		direction := Debit
		if strings.Contains(description, "CR-") {
			direction = Credit
		}
		got := engine.Describe(description, direction)
		if want.Reference == "" {
			got.Reference = ""
		}
		got.CounterpartyName, got.CounterpartyAddress = "", ""
		if got != want {
			t.Errorf("%q:\n got %+v\nwant %+v", description, got, want)
		}
	}
}

func TestADescriptionIsReadAloneWhateverWasReadBefore(t *testing.T) {
	engine := newEngine(t)
	const description = "CORNER SHOP DHAKA"
	want := engine.Describe(description, Debit)
	for range 20 { // the one may not be given the memory of the other
		engine.Classify(Message{Text: "You have received Tk 500.00 from 01712345678. TrxID CK33A0X9LL", Sender: "bKash"})
		if got := engine.Describe(description, Debit); got != want {
			t.Fatalf("behind a wallet's message: got %+v, want %+v", got, want)
		}
	}
}

func TestPlainAmountTakesPrintedAmounts(t *testing.T) {
	for text, want := range map[string]string{"1,23,456.50": "123456.50", "0.00": "", "": "", "-20": "20", "abc": "", "1.2.3": "", "007": "7"} {
		if got := PlainAmount(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
