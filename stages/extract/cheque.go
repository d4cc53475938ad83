package extract

import (
	"strings"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/extract/layout"
	"github.com/munshi-in/munshi/stages/extract/values"
)

// readCheque reads a leaf: bank, branch and date at the top, payee and the amount in words and figures in the middle, the
// account below them, the MICR band along the foot.
func readCheque(s *sheet, found *fields) {
	band := findMICRBand(s)
	body := s.without(band.row.Row)
	found.add(bankField(body))
	found.add(branchField(body))
	found.add(ifscField(body))
	found.add(bankOfBranch(found.get("ifsc")))
	found.add(accountNumber(body))
	found.add(chequeHolder(body))
	found.add(band.micr)
	found.add(band.number)
	found.add(chequeDate(body))
	found.add(payee(body))
	amount, words := chequeAmount(body), amountInWords(body)
	compareWords(amount, words)
	found.add(amount)
	found.add(words)
	compareBank(found)
}

// without is the sheet but for one row.
func (s *sheet) without(row *layout.Row) *sheet {
	rest := &sheet{pages: s.pages}
	for _, r := range s.rows {
		if r != row {
			rest.rows = append(rest.rows, r)
		}
	}
	return rest
}

// compareBank checks that the bank of the IFSC is the one printed and the one of the MICR code.
func compareBank(found *fields) {
	code := found.get("ifsc")
	if code == nil {
		return
	}
	ifsc := code.GetValue()[:4]
	printed := found.get("bank")
	for _, b := range banks {
		if b.ifsc != ifsc {
			continue
		}
		if printed != nil && strings.HasPrefix(bare(printed.GetValue()), b.bare) {
			passed(printed, "bank_matches_ifsc")
			passed(code, "bank_matches_ifsc")
		}
		if micr := found.get("micr"); micr != nil && b.micr != "" && micr.GetValue()[3:6] == b.micr {
			passed(micr, "bank_matches_ifsc")
		}
	}
}

// branchField finds the branch, without the city after it.
func branchField(s *sheet) *munshiv1.Field {
	rows := s.rows[:min(len(s.rows), 40)]
	for _, r := range rows {
		for _, label := range rowLabels(r, []string{"BRANCH", "BRANCHNAME"}) {
			colon := strings.HasSuffix(label.Text(), ":")
			if v := rightOf(label); !v.Empty() && (colon || label.To < v.From) {
				if span, text := untilComma(v); isPlace(text) {
					return newField("branch", text, byLabel, span)
				}
			}
			// "MG Road Branch": the words of its cell before the label.
			for _, cell := range r.Cells(cellGap) {
				if cell.From < label.From && label.To <= cell.To {
					span := r.Span(cell.From, label.From)
					if text := strings.Trim(span.Text(), " ,.:;-()"); isPlace(text) {
						return newField("branch", text, byPosition, span)
					}
				}
			}
		}
	}
	return nil
}

// isPlace tells whether text can be a branch's name: a name that may have a number, as in Sector 17.
func isPlace(text string) bool {
	return digitsIn(text) <= 3 && isName(strings.Trim(withoutDigits(text), " "))
}

func withoutDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, text)
}

// untilComma is the words of a cell up to the first that ends in a comma.
func untilComma(v layout.Span) (layout.Span, string) {
	for i, w := range v.Words() {
		if strings.HasSuffix(w.Text, ",") {
			v = v.Row.Span(v.From, v.From+i+1)
			break
		}
	}
	return v, strings.Trim(v.Text(), " ,.:;-")
}

// chequeDate finds the date at the top right: printed in one piece, or a digit a box.
func chequeDate(s *sheet) *munshiv1.Field {
	for _, r := range s.rows[:min(len(s.rows), 20)] {
		if r.Top > 0.5*r.Page.Height {
			continue
		}
		for i, w := range r.Words[:min(len(r.Words), 60)] {
			if w.Left < 0.5*r.Page.Width {
				continue
			}
			if d, n, ok := dateAt(r, i); ok {
				return newField("date", d.String(), byPosition, r.Span(i, i+n))
			}
			for n := min(8, len(r.Words)-i); n >= 1; n-- {
				span := r.Span(i, i+n)
				if d, ok := values.ParseBoxedDate(span.Text()); ok && d.Year >= 1990 {
					return newField("date", d.String(), byPosition, span)
				}
			}
		}
	}
	return nil
}

// payee is what stands between Pay and "or bearer".
func payee(s *sheet) *munshiv1.Field {
	for _, r := range s.rows[:min(len(s.rows), 40)] {
		for _, label := range rowLabels(r, []string{"PAY", "PAYTO", "PAYEE"}) {
			if label.Left() > 0.35*r.Page.Width {
				continue
			}
			to := label.To
			for to < len(r.Words) && !endsPayee(r, to) {
				to++
			}
			from := label.To
			for from < to && r.Words[from].Bare == "" {
				from++
			}
			span := r.Span(from, to)
			text := strings.Trim(span.Text(), " _.-*:|=~")
			if name := untitled(strings.TrimPrefix(text, "M/s ")); isName(name) {
				return newField("payee", name, byLabel, span)
			}
		}
	}
	return nil
}

func endsPayee(r *layout.Row, i int) bool {
	switch r.Words[i].Bare {
	case "OR", "BEARER", "ORBEARER", "ORORDER":
		return true
	}
	return false
}

// chequeAmount finds the figures in the box on the right: beside a currency sign, or closed by /-.
func chequeAmount(s *sheet) *munshiv1.Field {
	for _, r := range s.rows[:min(len(s.rows), 60)] {
		for i, w := range r.Words[:min(len(r.Words), 80)] {
			if w.Left < 0.5*r.Page.Width {
				continue
			}
			m, span, ok := markedAmount(r, i)
			if ok && m.Amount > 0 && (m.Currency != "" || m.Decimals || strings.ContainsAny(span.Text(), "/=") || m.Repaired && strings.HasSuffix(span.Text(), "-")) {
				return repaired(newField("amount", m.Amount.String(), byPosition, span), m.Repaired)
			}
		}
	}
	return nil
}

// markedAmount reads an amount that begins at word i; only a currency sign before it and a closing /- may stand apart. A sign
// misread as a digit must not become part of the number.
func markedAmount(r *layout.Row, i int) (values.Money, layout.Span, bool) {
	to := i + 1
	if isMark(r.Words[i].Text) && to < len(r.Words) {
		to++
	}
	if to < len(r.Words) && digitsIn(r.Words[to].Text) == 0 && strings.ContainsAny(r.Words[to].Text, "/=") {
		to++
	}
	span := r.Span(i, to)
	m, ok := values.ParseAmount(strings.ReplaceAll(span.Text(), " ", ""))
	return m, span, ok
}

// amountInWords is what follows Rupees, on one row or two, as printed.
func amountInWords(s *sheet) *munshiv1.Field {
	for k, r := range s.rows[:min(len(s.rows), 60)] {
		labels := rowLabels(r, []string{"RUPEES"})
		if len(labels) == 0 {
			continue
		}
		parts := []layout.Span{wordsFrom(r, labels[0].To)}
		if !strings.HasSuffix(bare(parts[0].Text()), "ONLY") && k+1 < len(s.rows) && s.rows[k+1].Page == r.Page {
			if next := wordsFrom(s.rows[k+1], 0); numberWordsIn(next) {
				parts = append(parts, next)
			}
		}
		text := strings.TrimSpace(parts[0].Text() + " " + parts[len(parts)-1].Text())
		if len(parts) == 1 {
			text = parts[0].Text()
		}
		text = strings.Trim(text, " _.-*:|=~")
		if isName(text) && numberWordsIn(parts...) {
			return newField("amount_in_words", text, byLabel, parts...)
		}
	}
	return nil
}

// wordsFrom is the words of a row from i on, up to figures, a currency sign or a wide gap after them.
func wordsFrom(r *layout.Row, i int) layout.Span {
	to := i
	for to < len(r.Words) {
		text := r.Words[to].Text
		if digitsIn(text) > 0 || isMark(text) {
			break
		}
		to++
		if r.Words[to-1].Bare == "ONLY" {
			break
		}
	}
	return r.Span(i, to)
}

// numberWordsIn tells whether an amount is said at all.
func numberWordsIn(spans ...layout.Span) bool {
	for _, s := range spans {
		for _, w := range s.Words() {
			if n, ok := values.ParseAmountInWords(w.Text); ok && n > 0 || w.Bare == "HUNDRED" || w.Bare == "THOUSAND" || w.Bare == "LAKH" {
				return true
			}
		}
	}
	return false
}

// compareWords checks the figures against the words. When they differ, both stay as they are: nobody but the
// drawer knows which is right.
func compareWords(amount, words *munshiv1.Field) {
	figures, ok := amountOf(amount)
	if !ok || words == nil {
		return
	}
	said, ok := values.ParseAmountInWords(words.GetValue())
	switch {
	case !ok:
	case said == figures:
		passed(amount, "words_match_figures")
		passed(words, "words_match_figures")
	default:
		contradicted(amount)
		contradicted(words)
	}
}

// legible is the confidence below which a scribble is not taken for a name.
const legible = 0.5

// chequeHolder is the name over the place for the signature, or after For.
func chequeHolder(s *sheet) *munshiv1.Field {
	for k, r := range s.rows {
		labels := rowLabels(r, []string{"PLEASESIGNABOVE", "SIGNABOVE", "AUTHORISEDSIGNATORY", "AUTHORISEDSIGNATORIES", "AUTHORIZEDSIGNATORY"})
		if len(labels) == 0 {
			continue
		}
		for up := k - 1; up >= 0 && up >= k-5; up-- {
			above := s.rows[up]
			if above.Page != r.Page || r.Top-above.Bottom > 12*r.Page.Glyph {
				break
			}
			for _, cell := range above.Cells(cellGap) {
				if cell.Right() < labels[0].Left() || cell.Left() > labels[0].Right()+8*r.Page.Glyph {
					continue
				}
				text := strings.TrimPrefix(strings.TrimPrefix(cell.Text(), "For "), "FOR ")
				if name := untitled(text); isName(name) && len(bare(name)) >= 5 && cell.Confidence() >= legible {
					return newField("account_holder", name, byPosition, cell)
				}
			}
		}
	}
	return signatory(s)
}

// signatory is the last name in capitals in the lower right, where no word under the signature could be read.
func signatory(s *sheet) *munshiv1.Field {
	for k := len(s.rows) - 1; k >= 0; k-- {
		r := s.rows[k]
		if r.Top < 0.5*r.Page.Height {
			break
		}
		for _, cell := range r.Cells(cellGap) {
			text := strings.TrimPrefix(strings.TrimPrefix(cell.Text(), "For "), "FOR ")
			words := cell.To - cell.From
			if cell.Left() < 0.4*r.Page.Width || words < 2 || words > 6 || strings.ToUpper(text) != text || cell.Confidence() < legible || saysAny(text, notSignatory) {
				continue
			}
			if name := untitled(text); isName(name) && len(bare(name)) >= 5 {
				return newField("account_holder", name, byGuess, cell)
			}
		}
	}
	return nil
}

// notSignatory are words printed in capitals on the lower half of every leaf.
var notSignatory = []string{"PAYABLE", "PAR", "CHEQUE", "BRANCHES", "SIGN", "ABOVE", "ACCOUNT", "NO", "SIGNATORY", "SIGNATORIES", "VALID", "BANK", "ONLY", "CANCELLED", "BEARER", "PREFIX"}
