package extract

import (
	"strings"

	"github.com/munshi-in/munshi/stages/extract/values"
)

// The kinds of document.
const (
	kindPANCard   = "pan_card"
	kindCheque    = "cheque"
	kindStatement = "bank_statement"
	kindReceipt   = "receipt"
	kindInvoice   = "invoice"
	kindOther     = "other"
)

var kinds = []string{kindPANCard, kindCheque, kindStatement, kindReceipt, kindInvoice}

// evidence says how much a phrase speaks for a kind. 3 is what only such a document says; below that, words that
// others use too. Phrases are bare, see labels.
var evidence = map[string]map[string]float64{
	kindPANCard: {
		"INCOMETAXDEPARTMENT": 3, "PERMANENTACCOUNTNUMBER": 3, "GOVTOFINDIA": 1.5, "FATHERSNAME": 1.5, "DATEOFBIRTH": 0.5,
	},
	kindCheque: {
		"ORBEARER": 3, "BEARER": 1, "ORORDER": 1.5, "PAYABLEATPAR": 3, "MULTICITYCHEQUE": 3, "PLEASESIGNABOVE": 3,
		"VALIDFORTHREEMONTHS": 3, "VALIDFOR3MONTHS": 3, "ACPAYEE": 1.5, "ACPAYEEONLY": 1.5, "CTS2010": 2, "AUTHORISEDSIGNATORY": 0.5,
		"AUTHORISEDSIGNATORIES": 0.5, "RUPEES": 0.5, "PAY": 0.5, "IFSC": 0.5, "IFSCODE": 0.5, "NONCTS": 1,
	},
	kindStatement: {
		"STATEMENTOFACCOUNT": 3, "ACCOUNTSTATEMENT": 3, "BANKSTATEMENT": 3, "OPENINGBALANCE": 2, "CLOSINGBALANCE": 2,
		"BROUGHTFORWARD": 1.5, "WITHDRAWAL": 1, "WITHDRAWALS": 1, "DEPOSIT": 0.5, "DEPOSITS": 0.5, "NARRATION": 1, "BALANCE": 0.5,
		"IFSC": 0.5, "IFSCCODE": 0.5, "ACCOUNTNO": 0.5, "ACCOUNTNUMBER": 0.5, "STATEMENTPERIOD": 1.5, "TRANSACTIONDATE": 1, "VALUEDATE": 1,
	},
	kindReceipt: {
		"RECEIPT": 2, "CASHRECEIPT": 1, "CASHIER": 1.5, "CHANGE": 1.5, "THANKYOU": 1.5, "TOTAL": 1, "CASHMEMO": 2, "CASH": 0.5, "SUBTOTAL": 0.5,
		"GRANDTOTAL": 0.5, "VISITAGAIN": 1.5, "BILLNO": 1, "ROUNDING": 0.5, "ROUNDOFF": 0.5, "TOKENNO": 1, "TABLENO": 1, "TABLE": 0.5,
		"QTY": 0.5, "TENDERED": 1, "TAXINVOICE": 1, "GOODSSOLD": 1, "KOT": 1, "POS": 0.5, "GSTIN": 0.5, "NETTOTAL": 0.5, "COVERS": 0.5,
		"CGST": 0.5, "SGST": 0.5, "GSTNO": 0.5, "NETAMOUNT": 1, "GOODSONCESOLD": 1.5, "TOTALPAYABLE": 0.5, "INVOICENO": 0.5, "SALESPERSON": 0.5, "ITEM": 0.5, "MRP": 0.5,
	},
	kindInvoice: {
		"TAXINVOICE": 2.5, "INVOICE": 1, "INVOICENO": 1.5, "INVOICENUMBER": 1.5, "INVOICEDATE": 1.5, "BILLTO": 2, "BILLEDTO": 2,
		"SHIPTO": 2, "SHIPPEDTO": 1.5, "DUEDATE": 1, "PLACEOFSUPPLY": 2, "HSN": 1, "HSNSAC": 1.5, "BUYER": 1, "CONSIGNEE": 1.5, "TAXABLEVALUE": 1,
		"AMOUNTCHARGEABLE": 2, "ORIGINALFORRECIPIENT": 2, "PONO": 1, "TERMSOFPAYMENT": 1, "GSTIN": 0.5, "AMOUNTDUE": 0.5, "SACCODE": 1,
		"CGST": 0.5, "SGST": 0.5, "IGST": 1, "BANKDETAILS": 1, "TERMSANDCONDITIONS": 0.5, "UNITPRICE": 0.5, "AMOUNTINWORDS": 1,
	},
}

// What the evidence must come to: enough at all, and enough more than for any other kind.
const (
	enoughEvidence = 3.0
	enoughLead     = 0.5
)

type kind struct {
	name       string
	confidence float64
}

// kindOf weighs the document's words. Without enough evidence, or with two kinds alike, it is other.
func kindOf(s *sheet, hasTable bool) kind {
	var best, second, score float64
	name := kindOther
	for _, k := range kinds {
		if score = s.evidenceFor(k, hasTable); score > best {
			name, best, second = k, score, best
		} else if score > second {
			second = score
		}
	}
	// A receipt and an invoice are read alike: which of them it is may stay a little unsure.
	if best < enoughEvidence || best-second < enoughLead && !(name == kindReceipt || name == kindInvoice) {
		return kind{kindOther, 1 - best/(2*enoughEvidence+best)}
	}
	return kind{name, best / (best + 1) * (1 - 0.5*second/(best+second+1))}
}

func (s *sheet) evidenceFor(name string, hasTable bool) float64 {
	phrases := evidence[name]
	names := make([]string, 0, len(phrases))
	for phrase := range phrases {
		names = append(names, phrase)
	}
	said := map[string]bool{}
	words := 0
	for _, r := range s.rows[:min(len(s.rows), maxLabelRows)] {
		words += len(r.Words)
		for _, span := range rowLabels(r, names) {
			said[closest(bare(span.Text()), phrases)] = true
		}
	}
	score := 0.0
	for phrase, weight := range phrases {
		if said[phrase] {
			score += weight
		}
	}
	switch name {
	case kindPANCard:
		if s.hasPAN() {
			score++
		}
		if words > 200 { // a form that asks for the number, not the card
			score -= 3
		}
	case kindCheque:
		if !findMICRBand(s).row.Empty() {
			score += 2
		}
	case kindReceipt:
		if s.pricedRows() {
			score += 1.5
		}
	case kindStatement:
		if hasTable {
			score += 4
		}
	}
	return score
}

// closest finds the phrase that text was matched for, exact ones first.
func closest(text string, phrases map[string]float64) string {
	if _, ok := phrases[text]; ok {
		return text
	}
	best := ""
	for phrase := range phrases {
		if values.Near(text, phrase) && (best == "" || strings.Compare(phrase, best) < 0) {
			best = phrase
		}
	}
	return best
}

// pricedRows tells whether the paper is a narrow list that ends in amounts, as a till prints it.
func (s *sheet) pricedRows() bool {
	if len(s.pages) != 1 || s.pages[0].Height < 1.2*s.pages[0].Width || len(s.rows) > 200 {
		return false
	}
	priced := 0
	for _, r := range s.rows {
		if m, ok := values.ParseAmount(r.Words[len(r.Words)-1].Text); ok && m.Decimals {
			priced++
		}
	}
	return priced >= 3 && priced*6 >= len(s.rows)
}

func (s *sheet) hasPAN() bool {
	for _, r := range s.rows[:min(len(s.rows), maxLabelRows)] {
		for i := range r.Words {
			if _, ok := values.PAN(r.Words[i].Text, ""); ok {
				return true
			}
		}
	}
	return false
}
