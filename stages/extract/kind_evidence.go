package extract

// evidence says how much a phrase speaks for a kind, before any training: 3 is what only such a document says; below that,
// words that others use too. Phrases are bare, see labels. Training starts from here and strays as little as the papers it sees ask
// for, so that what the corpus does not know stays known.
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
	kindOther: {
		"DEAR": 0.5, "YOURSFAITHFULLY": 2, "YOURSSINCERELY": 2, "REGARDS": 1, "HEREBY": 1.5, "DECLARATION": 1, "APPLICATION": 1, "APPLICANT": 1.5, "PAYSLIP": 3, "SALARYSLIP": 3, "NETPAY": 1.5,
		"EMPLOYEE": 1, "DEDUCTIONS": 1.5, "DRIVINGLICENCE": 3, "PNR": 2, "PASSENGER": 1.5, "PASSENGERS": 1.5, "JOURNEY": 1, "MEETING": 1, "AGENDA": 2, "NOTICE": 1, "PAYINSLIP": 3, "DEPOSITOR": 1.5,
		"DENOMINATIONS": 1.5, "MENU": 1.5, "PRICELIST": 2, "UNIQUEIDENTIFICATIONAUTHORITY": 3, "AADHAAR": 2, "ELECTION": 1.5, "PASSPORT": 3, "CERTIFICATE": 1.5, "CERTIFY": 1.5, "POLICY": 1, "PREMIUM": 1,
		"ASSESSMENTYEAR": 2, "NOMINEE": 0.5, "SUBJECT": 0.5, "TABLETS": 1, "DIAGNOSIS": 2, "SEMESTER": 2, "MARKS": 1, "VOTER": 2, "BLOODGROUP": 2, "VALIDTILL": 0.5, "DESIGNATION": 1,
	},
	kindInvoice: {
		"TAXINVOICE": 2.5, "INVOICE": 1, "INVOICENO": 1.5, "INVOICENUMBER": 1.5, "INVOICEDATE": 1.5, "BILLTO": 2, "BILLEDTO": 2,
		"SHIPTO": 2, "SHIPPEDTO": 1.5, "DUEDATE": 1, "PLACEOFSUPPLY": 2, "HSN": 1, "HSNSAC": 1.5, "BUYER": 1, "CONSIGNEE": 1.5, "TAXABLEVALUE": 1,
		"AMOUNTCHARGEABLE": 2, "ORIGINALFORRECIPIENT": 2, "PONO": 1, "TERMSOFPAYMENT": 1, "GSTIN": 0.5, "AMOUNTDUE": 0.5, "SACCODE": 1,
		"CGST": 0.5, "SGST": 0.5, "IGST": 1, "BANKDETAILS": 1, "TERMSANDCONDITIONS": 0.5, "UNITPRICE": 0.5, "AMOUNTINWORDS": 1,
	},
}

// marks are what speaks for a kind besides words.
var marks = map[string]map[string]float64{
	kindPANCard:   {markPAN: 1, markLong: -3, markTable: -2},
	kindCheque:    {markBand: 2, markTable: -2},
	kindStatement: {markTable: 4},
	kindReceipt:   {markPriced: 1.5, markTable: -1},
	kindInvoice:   {markTable: -1},
	kindOther:     {markAlways: enoughEvidence},
}

// enoughEvidence is what a kind must come to before it is better than none.
const enoughEvidence = 3.0
