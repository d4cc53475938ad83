package accuracy

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/otiai10/gosseract/v2"
)

// baseline reads a document as somebody would on the first afternoon: Tesseract on the untouched file (the text of a PDF), and for
// each field the first place where a regular expression matches.
func baseline(ctx context.Context, l label) (reading, error) {
	text, err := plainText(ctx, l.file)
	if err != nil {
		return reading{}, fmt.Errorf("%s: %w", l.file, err)
	}
	r := reading{ID: l.ID, Kind: simpleKind(text), Text: text}
	r.Fields = map[string]struct {
		Value      string  `json:"value"`
		Confidence float64 `json:"confidence"`
		Repaired   bool    `json:"repaired"`
	}{}
	for name, pattern := range simpleRules[r.Kind] {
		m := pattern.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		f := r.Fields[name]
		f.Value = strings.TrimSpace(m[len(m)-1])
		if strings.Contains(name, "date") || strings.Contains(name, "period") {
			f.Value = isoDay(f.Value)
		}
		r.Fields[name] = f
	}
	if r.Kind == "bank_statement" {
		r.Transactions = simpleRows(text)
	}
	return r, nil
}

func plainText(ctx context.Context, file string) (string, error) {
	if filepath.Ext(file) == ".pdf" {
		out, err := exec.CommandContext(ctx, "pdftotext", "-layout", file, "-").Output()
		return string(out), err
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	client := gosseract.NewClient()
	defer client.Close()
	if err := client.SetImageFromBytes(data); err != nil {
		return "", err
	}
	return client.Text()
}

var simpleKinds = []struct {
	kind, says string
}{
	{"pan_card", `(?i)income tax|permanent account`}, {"cheque", `(?i)bearer|payable at par`}, {"bank_statement", `(?i)statement`},
	{"invoice", `(?i)invoice`}, {"receipt", `(?i)total`},
}

func simpleKind(text string) string {
	for _, k := range simpleKinds {
		if regexp.MustCompile(k.says).MatchString(text) {
			return k.kind
		}
	}
	return "other"
}

const (
	dayPattern    = `(\d{1,2}[-/. ](?:\d{1,2}|[A-Za-z]{3})[-/. ]\d{2,4})`
	amountPattern = `([\d,]+\.\d\d)`
)

var simpleRules = map[string]map[string]*regexp.Regexp{
	"pan_card": {
		"pan": regexp.MustCompile(`[A-Z]{5}\d{4}[A-Z]`), "birth_date": regexp.MustCompile(dayPattern),
		"name": regexp.MustCompile(`(?m)Name\n(.+)$`), "fathers_name": regexp.MustCompile(`(?m)Father'?s Name\n(.+)$`),
	},
	"cheque": {
		"ifsc": regexp.MustCompile(`[A-Z]{4}0[A-Z0-9]{6}`), "account_number": regexp.MustCompile(`(?i)a/?c\.? ?no\.?\W*(\d{9,18})`), "micr": regexp.MustCompile(`\b\d{9}\b`),
		"cheque_number": regexp.MustCompile(`\b\d{6}\b`), "bank": regexp.MustCompile(`(?m)^(.*Bank.*)$`), "branch": regexp.MustCompile(`(.+?) Branch`), "payee": regexp.MustCompile(`(?i)pay\W+(.+?) or bearer`),
		"amount": regexp.MustCompile(`([\d,]+)/-`), "amount_in_words": regexp.MustCompile(`(?i)rupees\W+(.+)`), "date": regexp.MustCompile(dayPattern), "account_holder": regexp.MustCompile(`(?m)^([A-Z ]{8,})$`),
	},
	"bank_statement": {
		"ifsc": regexp.MustCompile(`[A-Z]{4}0[A-Z0-9]{6}`), "account_number": regexp.MustCompile(`(?i)account (?:no|number)\W*([\dX]{9,18})`), "bank": regexp.MustCompile(`(?m)^\s*(.*?Bank.*?)(?:  |$)`),
		"account_holder": regexp.MustCompile(`(?m)^\s*([A-Z]{3,} [A-Z ]{3,}?)(?:  |$)`), "period_start": regexp.MustCompile(dayPattern + ` to `), "period_end": regexp.MustCompile(` to ` + dayPattern),
		"opening_balance": regexp.MustCompile(`(?i)opening balance\W*` + amountPattern), "closing_balance": regexp.MustCompile(`(?i)closing balance\W*` + amountPattern),
	},
	"receipt": simpleBill, "invoice": simpleBill,
}

var simpleBill = map[string]*regexp.Regexp{
	"merchant": regexp.MustCompile(`(?m)^\s*(\S.+)$`), "date": regexp.MustCompile(dayPattern), "total": regexp.MustCompile(`(?i)total\D*` + amountPattern), "tax": regexp.MustCompile(`(?i)[cis]gst.*?` + amountPattern + `\s`),
	"currency": regexp.MustCompile(`INR|Rs`), "invoice_number": regexp.MustCompile(`(?i)(?:invoice|bill) no\W*(\S+)`), "tax_id": regexp.MustCompile(`\d\d[A-Z]{5}\d{4}[A-Z]\dZ[A-Z0-9]`),
}

var simpleRow = regexp.MustCompile(`(?m)^\W*(?:\d+ +)?` + dayPattern + `.*?` + amountPattern + `.*?` + amountPattern)

// simpleRows takes the first two amounts of each row that begins with a date for the movement and the balance.
func simpleRows(text string) []line {
	var lines []line
	before := ""
	for _, m := range simpleRow.FindAllStringSubmatch(text, -1) {
		l := line{Date: isoDay(m[1]), Balance: m[3]}
		if before != "" && amount(m[3]) > before && len(amount(m[3])) >= len(before) {
			l.Credit = m[2]
		} else {
			l.Debit = m[2]
		}
		before = amount(m[3])
		lines = append(lines, l)
	}
	return lines
}

var dayParts = regexp.MustCompile(`^(\d{1,2})[-/. ](\d{1,2}|[A-Za-z]{3})[-/. ](\d{2,4})$`)

func isoDay(text string) string {
	m := dayParts.FindStringSubmatch(text)
	if m == nil {
		return text
	}
	month := strings.Index("JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC", strings.ToUpper(m[2]))
	if month >= 0 && len(m[2]) == 3 {
		m[2] = fmt.Sprint(month/3 + 1)
	}
	if len(m[3]) == 2 {
		m[3] = "20" + m[3]
	}
	return fmt.Sprintf("%s-%02s-%02s", m[3], m[2], m[1])
}
