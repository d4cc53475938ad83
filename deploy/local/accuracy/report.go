package accuracy

import (
	"fmt"
	"slices"
	"strings"
)

var kindOrder = []string{"pan_card", "cheque", "bank_statement", "receipt", "invoice", "other"}

// fieldOrder is that of the papers.
var fieldOrder = map[string][]string{
	"pan_card":       {"name", "fathers_name", "birth_date", "pan"},
	"cheque":         {"bank", "branch", "ifsc", "account_number", "account_holder", "micr", "cheque_number", "payee", "amount", "amount_in_words", "date"},
	"bank_statement": {"bank", "account_holder", "account_number", "ifsc", "period_start", "period_end", "opening_balance", "closing_balance"},
	"receipt":        {"merchant", "date", "total", "tax", "currency", "invoice_number", "tax_id"},
	"invoice":        {"merchant", "date", "total", "tax", "currency", "invoice_number", "tax_id"},
}

// table is the report: for each kind and group what was found (recall) and how much of what was given is right (precision), ours
// and the baseline's.
func table(labels []label, ours, simple map[string]reading, baselineEach int) string {
	var b strings.Builder
	all := newScore()
	fmt.Fprintf(&b, "# Accuracy of documents\n\nWritten by `make accuracy` from %d labelled documents. Recall is the share of labelled values that were read right,\n"+
		"precision the share of values given that are right. The baseline is Tesseract on the untouched page and the first match of a\nregular expression, on the first %d of each kind and group.\n", len(labels), baselineEach)
	wordsTable(&b, labels, ours, simple)
	for _, kind := range kindOrder {
		for _, group := range groups(labels, kind) {
			a, z := newScore(), newScore()
			for _, l := range labels {
				if l.Kind == kind && l.Group == group {
					a.add(l, ours[l.ID])
					all.add(l, ours[l.ID])
					if r, read := simple[l.ID]; read {
						z.add(l, r)
					}
				}
			}
			section(&b, kind, group, a, z)
		}
	}
	unseen := newScore()
	fmt.Fprintf(&b, "\n# Layouts left out\n\nOne layout of each kind was left out of all that was looked at while the rules were written and the kinds trained: how a paper\n"+
		"that nobody thought of is read. Their figures are in those above too.\n")
	for _, kind := range kindOrder {
		for _, group := range groups(labels, kind) {
			a, z := newScore(), newScore()
			for _, l := range labels {
				if l.LeftOut && l.Kind == kind && l.Group == group {
					a.add(l, ours[l.ID])
					unseen.add(l, ours[l.ID])
					if r, read := simple[l.ID]; read {
						z.add(l, r)
					}
				}
			}
			if a.documents > 0 {
				section(&b, kind, group+", left out", a, z)
			}
		}
	}
	confidence(&b, all, unseen)
	return b.String()
}

// confidence prints how far a confidence can be believed: of values said to be right with 0.9, nine in ten should be.
func confidence(b *strings.Builder, all, unseen *score) {
	fmt.Fprintf(b, "\n# Confidence\n\n- of %d values and lines with a confidence of 0.9 or more, %s are right; of %d of layouts left out, %s\n- of %d marked repaired, %s are right\n",
		all.sure.of, all.sure, unseen.sure.of, unseen.sure, all.repaired.of, all.repaired)
	fmt.Fprintf(b, "\n| confidence | values and lines | mean confidence | right | of layouts left out | right |\n| --- | --- | --- | --- | --- | --- |\n")
	for i := len(bins) - 1; i >= 0; i-- {
		c, u, to := all.calibration[i], unseen.calibration[i], 1.0
		if i+1 < len(bins) {
			to = bins[i+1]
		}
		mean := "-"
		if c.of > 0 {
			mean = fmt.Sprintf("%.3f", c.claimed/float64(c.of))
		}
		fmt.Fprintf(b, "| %.2f to %.2f | %d | %s | %s | %d | %s |\n", bins[i], to, c.of, mean, c.share, u.of, u.share)
	}
}

func groups(labels []label, kind string) []string {
	var list []string
	for _, l := range labels {
		if l.Kind == kind && !slices.Contains(list, l.Group) {
			list = append(list, l.Group)
		}
	}
	slices.Sort(list)
	return list
}

func section(b *strings.Builder, kind, group string, a, z *score) {
	fmt.Fprintf(b, "\n## %s, %s (%d documents)\n\n| value | recall | precision | baseline recall | baseline precision |\n| --- | --- | --- | --- | --- |\n", kind, group, a.documents)
	fmt.Fprintf(b, "| kind | %s | | %s | |\n", a.kind, z.kind)
	for _, name := range fieldOrder[kind] {
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", name, of(a.recall, name), of(a.precision, name), of(z.recall, name), of(z.precision, name))
	}
	if kind == "bank_statement" {
		fmt.Fprintf(b, "| lines exact | %s | %s | %s | %s |\n", a.rowRecall, a.rowPrecision, z.rowRecall, z.rowPrecision)
	}
}

// String is the share in per cent.
func (s share) String() string {
	if s.of == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f %%", 100*float64(s.right)/float64(s.of))
}
