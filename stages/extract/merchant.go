package extract

import (
	"regexp"
	"strings"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/extract/layout"
	"github.com/munshi-in/munshi/stages/extract/values"
)

const (
	// Where a seller's name stands: among the first rows, and as a firm's full name among the first few that have words.
	maxMerchantRows  = 14
	maxMerchantNames = 4
)

// merchant is the seller: the first name that ends as firms' names end, if it stands among the first few, else the first
// name of the paper. Paper says what it is (TAX INVOICE) above the name; that is no name.
func merchant(s *sheet) *munshiv1.Field {
	var names []layout.Span
	for _, r := range s.rows[:min(len(s.rows), maxMerchantRows)] {
		for _, cell := range r.Cells(3) {
			if isMerchant(cell) {
				names = append(names, cell)
				break
			}
		}
		if len(names) == maxMerchantNames {
			break
		}
	}
	for i, name := range names {
		if !isFirm(name.Text()) {
			continue
		}
		spans := []layout.Span{name}
		if i > 0 && onlyForm(name.Text()) { // "Pvt Ltd" under the name
			spans = []layout.Span{names[i-1], name}
		}
		return merchantField(byPosition, spans...)
	}
	if len(names) == 0 {
		return nil
	}
	vouched := 0.85
	if name := names[0]; name.Row.Height() > 1.25*name.Row.Page.Glyph { // a heading
		vouched = byPosition
	}
	return merchantField(vouched, names[0])
}

func merchantField(vouched float64, spans ...layout.Span) *munshiv1.Field {
	var parts []string
	for _, s := range spans {
		parts = append(parts, s.Text())
	}
	name := registration.ReplaceAllString(strings.Join(parts, " "), "")
	return newField("merchant", strings.Trim(name, " .,:;-_|*'\"~="), vouched, spans...)
}

// registration is a company's number behind its name: (139386-X), CIN: U12345MH2001PTC123456.
var registration = regexp.MustCompile(`(?i)\s*(\(?[ ]?\d{5,}[- ]?[A-Z0-9]{0,2}[ ]?\)?|\bCIN\b.*)\s*$`)

// forms are the endings of firms' names.
var forms = regexp.MustCompile(`(?i)\b(pvt|private|ltd|limited|llp|inc|llc|corp|corporation|sdn|bhd|plc|gmbh|co-op|s/b|enterprises?|traders|trading|stores?|mart|supermarket|bazaar|restaurant|cafe|hotel|pharmacy|medicals?|agencies|industries|bakery|sweets|textiles|electronics|hardware|& sons|& co)\b`)

func isFirm(text string) bool { return forms.MatchString(clip(text, 200)) }

// onlyForm tells a row that is nothing but the ending.
func onlyForm(text string) bool {
	return len(bare(forms.ReplaceAllString(clip(text, 200), ""))) < 3
}

var notMerchant = map[string]bool{"TAXINVOICE": true, "INVOICE": true, "RECEIPT": true, "CASHRECEIPT": true, "CASHMEMO": true, "BILL": true, "CASHBILL": true, "RETAILINVOICE": true,
	"ORIGINAL": true, "DUPLICATE": true, "COPY": true, "ORIGINALFORRECIPIENT": true, "WELCOME": true, "BILLOFSUPPLY": true, "GSTINVOICE": true, "CUSTOMERCOPY": true, "REPRINT": true, "ESTIMATE": true,
	"SIMPLIFIEDTAXINVOICE": true, "WELCOMETO": true, "OFFICIALRECEIPT": true, "DELIVERYORDER": true}

// isMerchant tells a name from noise, from the paper's own title, from an address and from labels.
func isMerchant(cell layout.Span) bool {
	text := strings.Trim(cell.Text(), " .,:;-_|*'\"~=")
	b := bare(text)
	if len(b) < 4 || notMerchant[b] || cell.Confidence() < legible {
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
	case letters*3 < len(b)*2 || longest < 3 || strings.HasSuffix(cell.Text(), ":"):
		return false
	case strings.HasPrefix(b, "GSTIN") || strings.HasPrefix(b, "TAXINVOICE") || strings.HasPrefix(b, "GSTNO"):
		return false
	case addressStart.MatchString(text):
		return false
	}
	return len(values.FindDates(text)) == 0
}

// addressStart is how an address or a telephone number begins.
var addressStart = regexp.MustCompile(`(?i)^(no[. ]?\s?\d|lot\b|plot\b|shop\b|door\b|flat\b|unit\b|tel\b|ph\b|phone\b|fax\b|email\b|www\b|jalan\b|jln\b|\d+[a-z]{0,2} ?(floor|flr)\b|\d{1,4}[,/])`)
