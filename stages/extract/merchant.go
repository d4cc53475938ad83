package extract

import (
	"regexp"
	"slices"
	"strings"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/extract/layout"
	"github.com/munshi-in/munshi/stages/extract/values"
)

// maxMerchantRows is how far down a seller's name may stand.
const maxMerchantRows = 16

// merchant elects the seller's name: among the first rows, before the address, as firms' names end, in large type, over a
// company's number. Paper says what it is (TAX INVOICE) above the name; that is no name.
func merchant(s *sheet, found *fields) *munshiv1.Field {
	var nominees []*nominee
	rows := s.rows[:min(len(s.rows), maxMerchantRows)]
	named := namedSellers(s)
	addressed := false // an address, a telephone or a tax number was seen: the name stood above
	placed := false    // the seller's own address was seen, whether its name was read or not
	for k, r := range rows {
		for _, cell := range r.Cells(3) {
			text := merchantText(cell.Text())
			if !isMerchant(cell, text) || placed && toFirm.MatchString(cell.Text()) {
				continue
			}
			n := &nominee{value: text, at: []layout.Span{cell}}
			if slices.ContainsFunc(named, func(v layout.Span) bool { return v.Row == cell.Row && v.From < cell.To && cell.From < v.To }) {
				n.vote(6, "called the seller")
			}
			if strings.HasPrefix(strings.TrimSpace(cell.Text()), "(") || owner.MatchString(text) {
				n.vote(-4, "whose the seller is")
			}
			n.vote(max(0, 2-0.4*float64(len(nominees))), "among the first rows")
			if addressed {
				n.vote(-2.5, "under the address")
			}
			if cell.Row.Height() > 1.3*r.Page.Glyph {
				n.vote(1, "in large type")
			}
			if strings.ToLower(text) == text {
				n.vote(-1.5, "in small letters only")
			}
			if k < len(rows)/2 && slogan.MatchString(text) {
				n.vote(-2, "a greeting or a condition")
			}
			if fuelBrands[bare(text)] {
				n.vote(-4, "whose fuel is sold there")
			} else if isFirm(text) {
				n.vote(2, "ends as firms do")
				if len(nominees) > 0 && !ofAnother(r) && (onlyForm(text) || goesOn(nominees[len(nominees)-1].value)) { // "Pvt Ltd" under the name
					before := nominees[len(nominees)-1]
					before.value, before.at = before.value+" "+text, append(before.at, cell)
					before.vote(2, "ends as firms do, on the next row")
					continue
				}
			}
			if registered.MatchString(clip(cell.Text(), 200)) || k+1 < len(rows) && registration.MatchString(clip(rows[k+1].Text(), 200)) {
				n.vote(1.5, "a company's number follows")
			}
			nominees = append(nominees, n)
			break // what stands further right is of something else
		}
		if isAddress(clip(r.Text(), 300)) {
			addressed = addressed || len(nominees) > 0
			placed = placed || !strings.Contains(bare(r.Text()), "GSTIN")
		}
	}
	nominees = ranked(nominees)
	found.consider("merchant", nominees)
	if len(nominees) == 0 {
		return nil
	}
	vouched := byPosition
	if len(nominees) > 1 && nominees[0].score-nominees[1].score < 1 {
		vouched = 0.75
	}
	return newField("merchant", nominees[0].value, vouched, nominees[0].at...)
}

// namedSellers is what stands beside or under Sold by.
func namedSellers(s *sheet) []layout.Span {
	var found []layout.Span
	for _, label := range s.labels(sellerLabels...) {
		if label.From > 0 && label.Left()-label.Row.Words[label.From-1].Right < cellGap*label.Row.Page.Glyph || bare(label.Text()) == "FROM" && !alone(label) {
			continue // a word of a sentence
		}
		for _, v := range []layout.Span{rightOf(label), below(label, 2.5)} {
			if !v.Empty() && isMerchant(v, merchantText(v.Text())) {
				found = append(found, v)
				break
			}
		}
	}
	return found
}

// alone tells whether a label is all of its cell.
func alone(label layout.Span) bool {
	return slices.ContainsFunc(label.Row.Cells(cellGap), func(c layout.Span) bool { return c.From == label.From && c.To == label.To })
}

// merchantText is a name without the company's number behind it and the noise around it.
func merchantText(text string) string {
	text = clip(text, 200)
	text = called.ReplaceAllString(text, "")
	if end := legalEnd.FindAllStringIndex(text, 1); end != nil { // whatever follows Ltd is no part of the name
		text = text[:end[0][1]]
	}
	text = misreadForm.ReplaceAllString(text, "S/B")
	text = misreadSendirian.ReplaceAllString(text, "${1}D$2")
	text = tallI.ReplaceAllString(text, "${1}l$2")
	if dates := values.FindDates(text); len(dates) > 0 && dates[0].From > 3 { // the day may stand close behind
		text = text[:dates[0].From]
	}
	text = registered.ReplaceAllString(text, "")
	return strings.Trim(text, " .,:;-_|*'\"~=<>#")
}

var (
	// registered is a company's number behind its name: (139386-X), CIN: U12345MH2001PTC123456.
	registered = regexp.MustCompile(`(?i)\s*(\(?[ ]?(?:co\.? ?)?(?:reg\.? ?(?:no)?\.?)?[ :]*[A-Z]{0,2}\d{5,}[- ]?[A-Z0-9]{0,2}[ ]?\)?|\bCIN\b.*)\s*$`)
	// Slips in the endings that firms have by law, and an l taken for a capital within a word.
	misreadForm      = regexp.MustCompile(`\b5/B\b`)
	misreadSendirian = regexp.MustCompile(`\b(S)[A-CE-Z0](N\.? ?BHD)\b`)
	tallI            = regexp.MustCompile(`([a-z])I([a-z])`)
	// legalEnd is where the name of a company ends.
	legalEnd = regexp.MustCompile(`(?i)^.{4,}?(\bSDN\.? ?BHD\b|SDN ?BHD|\bBHD\b|\bBERHAD\b|\bP(VT|RIVATE)\.? ?LTD\b|\bPRIVATE LIMITED\b|\bLIMITED\b|\bLTD\b|\bLLP\b|\b[S5]/B\b)\.?`)
	// registration is such a number alone on a row.
	registration = regexp.MustCompile(`(?i)^\W*(?:co(?:mpany)?\.?)?\s*(?:reg(?:istration)?\.?)?\s*(?:no)?[ .:#]*[A-Z]{0,3}\d{5,}[- ]?[A-Z]{0,2}\W*$`)
	// forms are the endings of firms' names.
	forms = regexp.MustCompile(`(?i)(\b(pvt|private|ltd|limited|llp|inc|llc|corp|corporation|sdn|bhd|berhad|plc|gmbh|co-op|s/b|5/b|enterprises?|traders?|trading|stores?|mart|supermarket|hypermarket|bazaar|bazar|restaurant|restoran|cafe|hotel|pharmacy|farmasi|medicals?|chemists?|agencies|industries|bakery|bakers|sweets|textiles|petroleum|petrol pump|filling station|service station|auto service|fuels?|dairy|caterers|jewellers?|opticals?|garments|footwear|clinic|hospital|diagnostics|salon|travels|provisions?|kirana|lodge|hospitality|retail|stationers|motors|sarees|electronics|electricals?|hardware|stationery|kitchen|dhaba|& sons|& co|and company|bhd)\b|SDN ?BHD|PVT ?LTD|RESTAURANT$|RESTORAN|TRADING$|ENTERPRISE$|MART$)`)
	// owner begins what tells who runs the shop; the shop's own name stands above.
	owner  = regexp.MustCompile(`(?i)^\W*((a|an)\s+)?(unit|division|venture|franchisee?|brand) of\b|^\W*(operated|managed|run|owned) by\b|^\W*prop(rietor)?\b`)
	slogan = regexp.MustCompile(`(?i)\b(thank|thanks|welcome|visit|returnable|refund|goods|sold|exchange|please|duplicate|original|copy|customer|served|keep|proprietor|owned by|managed by|licen[sc]e)`)
)

func isFirm(text string) bool { return forms.MatchString(text) }

// ofAnother tells a row of whose unit the seller is, also where only the end of its brackets was read.
func ofAnother(r *layout.Row) bool {
	return owner.MatchString(r.Text()) || strings.Count(r.Text(), ")") > strings.Count(r.Text(), "(")
}

// onlyForm tells a row that is nothing but the ending.
func onlyForm(text string) bool {
	return len(bare(trades.ReplaceAllString(forms.ReplaceAllString(text, ""), ""))) < 3
}

// trades are words that go before a form on a name's second row: Food Services Sdn Bhd.
var trades = regexp.MustCompile(`(?i)\b(foods?|beverages?|services?|holdings?|group|retail|international|marketing|distributors?|supply|supplies|solutions|management|corner|cent(?:re|er)|house|company|and|of|india|malaysia|\(?m\)?)\b|[&()]`)

// goesOn tells a name that cannot end there.
func goesOn(name string) bool {
	return strings.HasSuffix(name, "&") || strings.HasSuffix(strings.ToUpper(name), " AND") || strings.Count(name, "(") > strings.Count(name, ")")
}

// fuelBrands stand over the name of whoever runs the pump.
var fuelBrands = map[string]bool{"INDIANOIL": true, "INDIANOILCORPORATIONLTD": true, "IOCL": true, "BHARATPETROLEUM": true, "BPCL": true, "HINDUSTANPETROLEUM": true, "HPCL": true, "HP": true,
	"HPPETROLPUMP": true, "NAYARAENERGY": true, "SHELL": true, "ESSAR": true, "JIOBP": true, "RELIANCEPETROLEUM": true, "PETRONAS": true, "CALTEX": true, "PETRON": true}

// invocation is what stands at the head of a bill for luck: !! Shri !!, || Shree Ganeshay Namah ||.
var invocation = regexp.MustCompile(`(?i)^[!|।]{1,2}.*[!|।]{1,2}$|\bnama(h|ha|s)\b|^\W*(jai|jay) (shri|shree|sri|mata|bajrang|hind)|shubh ?labh|^\W*(om|shri|shree|sri)\W*$`)

var notMerchant = map[string]bool{"TAXINVOICE": true, "INVOICE": true, "RECEIPT": true, "CASHRECEIPT": true, "CASHMEMO": true, "BILL": true, "CASHBILL": true, "RETAILINVOICE": true,
	"ORIGINAL": true, "DUPLICATE": true, "COPY": true, "ORIGINALFORRECIPIENT": true, "WELCOME": true, "BILLOFSUPPLY": true, "GSTINVOICE": true, "CUSTOMERCOPY": true, "REPRINT": true, "ESTIMATE": true,
	"SIMPLIFIEDTAXINVOICE": true, "WELCOMETO": true, "OFFICIALRECEIPT": true, "DELIVERYORDER": true, "CASH": true, "CASHSALES": true, "GUESTCHECK": true, "TAKEAWAY": true, "DINEIN": true,
	"QUOTATION": true, "PAYMENTRECEIPT": true, "SALESRECEIPT": true, "CREDITNOTE": true, "DELIVERYNOTE": true, "MODETERMSOFPAYMENT": true, "DISPATCHEDTHROUGH": true, "DESTINATION": true, "BUYERSORDERNO": true, "TERMSOFDELIVERY": true, "PROFORMAINVOICE": true, "SALESINVOICE": true, "CASHINVOICE": true, "MERCHANTCOPY": true, "BILLTO": true, "SHIPTO": true, "BUYER": true, "CLIENT": true, "CUSTOMER": true, "CONSIGNEE": true, "RECIPIENTDETAILS": true, "SUPPLIERDETAILS": true, "SELLERDETAILS": true}

// isMerchant tells a name from noise, from the paper's own title, from an address and from labels.
func isMerchant(cell layout.Span, text string) bool {
	b := bare(text)
	if len(b) < 3 || notMerchant[b] || cell.Confidence() < legible || invocation.MatchString(strings.TrimSpace(clip(cell.Text(), 200))) {
		return false
	}
	letters, longest := 0, 0
	for _, r := range b {
		if r >= 'A' {
			letters++
		}
	}
	for _, w := range cell.Words() {
		longest = max(longest, len(w.Bare))
	}
	switch {
	case letters*5 < len(b)*3 || longest < 3 || strings.HasSuffix(strings.TrimSpace(cell.Text()), ":"):
		return false
	case startsAny(b, "GSTIN", "TAXINVOICE", "GSTNO", "GSTREG", "GSTID", "INVOICENO", "BILLNO", "SIMPLIFIEDTAX", "FSSAI", "STATENAME", "CASHIER", "TABLENO", "DATE", "ORDER"):
		return false
	case isAddress(text) && !isFirm(text), isAddress(clip(cell.Text(), 200)) && !isFirm(cell.Text()), numbered.MatchString(text), timed.MatchString(text): // Shop No. 17, Sadar Bazar
		return false
	}
	if labelled.MatchString(clip(cell.Text(), 200)) && !called.MatchString(cell.Text()) {
		return false
	}
	if points, _ := sumLabel(text); points > 0 && len(cell.Words()) <= 3 {
		return false
	}
	return len(values.FindDates(text)) == 0
}

// isAddress tells a row of an address, or of telephone, mail and tax numbers.
func isAddress(text string) bool {
	return addressStart.MatchString(text) || addressPart.MatchString(text)
}

var (
	// addressStart is how an address or a telephone number begins.
	addressStart = regexp.MustCompile(`(?i)^\W*(no[. ,]*\s?\d|nh[ -]?\d|lot\b|plot\b|shop\b|door\b|flat\b|unit\b|tel\b|ph\b|phone\b|fax\b|e-?mail\b|www\b|jalan|jln\b|taman\b|tmn\b|mob|contact\b|whatsapp|gst|\d+[a-z]{0,2} ?(floor|flr)\b|\d{1,4}[a-z]?[,/&-]|\d{5,6}\b|address\b|near\b|opp\b|opposite\b|[a-z]?-?\d{1,4}[,/] )`)
	// numbered is the beginning of an address that no firm's name has.
	numbered = regexp.MustCompile(`(?i)^\W*(shop|plot|flat|unit|door|lot|house|gala|office|survey|sy|d\.? ?no|h\.? ?no)\b\.?\s*(no\b)?[ .:#-]*[a-z]?-?\d`)
	// called is what may stand before the name in its own cell.
	called = regexp.MustCompile(`(?i)^\W*(sold by|seller|supplier|restaurant|outlet|vendor|billed by|bill from|from|merchant|store|m/s)\s*[.:]+\s*`)
	// toFirm begins the buyer's name on a bill whose seller has told his address.
	toFirm = regexp.MustCompile(`(?i)^\W*m/s\b`)
	// labelled is a label and its value: TICKET NO : 123.
	labelled = regexp.MustCompile(`(?i)\b(no|number|id|date|time|name|type|code|mode|phone|state)\.?\s*[:#]`)
	// timed is a time of day.
	timed = regexp.MustCompile(`\d{1,2}:\d\d`)
	// addressPart is what only an address has in the middle.
	addressPart = regexp.MustCompile(`(?i)(\b(jalan|jln|road|street|marg|nagar|taman|lorong|kawasan|seksyen|bandar|selangor|johor|kuala lumpur|cross|main rd|colony|district|dist|floor|opp\.|lebuh|persiaran|plaza,|mall,)\b|\b\d{5,6}\b.*[a-z]{3}|[a-z]{3}.*[- ]\d{6}\b|@|\bwww\.|\.com\b|\btel\b|\bfax\b)`)
)
