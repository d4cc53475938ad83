package extract

import (
	"slices"
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
	printed := bankField(body)
	code := ofItsBank(ifscField(body), printed, band.micr)
	found.add(withoutLogo(printed, code))
	found.add(branchField(body))
	found.add(code)
	found.add(bankOfBranch(code))
	found.add(accountNumber(body))
	found.add(unlabelledAccount(body))
	found.add(chequeHolder(body))
	addBand(band, body, found)
	found.add(chequeDate(body))
	words := amountInWords(body)
	amount := chequeAmount(body, found.get("date"), words)
	compareWords(amount, words)
	if to := payee(body); amount != nil || words != nil || !namesBank(to) { // a bank's name all over a blank leaf is its pattern
		found.add(to)
	}
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

// withoutLogo is the printed bank without what a reader made of the logo before it, where the branch's code tells how the bank is called.
func withoutLogo(printed, code *munshiv1.Field) *munshiv1.Field {
	if printed == nil || code == nil || len(printed.Checks) > 0 {
		return printed
	}
	if b := bankOf(code.GetValue()[:4]); b != nil && strings.Contains(bare(printed.GetValue()), b.bare) {
		printed.Value = b.name
		return passed(repaired(printed, true), "bank_known")
	}
	return printed
}

// ofItsBank is the branch's code with the bank's letters put right: the letterhead and the band tell the bank, and one letter of the code is
// easily taken for another. A code of no known bank is doubted where either tells one.
func ofItsBank(code, printed *munshiv1.Field, micr numeral) *munshiv1.Field {
	if code == nil || knownBank(code.GetValue()[:4]) {
		return code
	}
	its := code.GetValue()[:4]
	told := false
	for _, b := range banks {
		named := printed != nil && strings.HasPrefix(bare(printed.GetValue()), b.bare)
		inBand := micr.field != nil && b.micr != "" && b.micr == micr.field.GetValue()[3:6]
		if !named && !inBand {
			continue
		}
		told = true
		if values.Near(its, b.ifsc) {
			code.Value = b.ifsc + code.GetValue()[4:]
			return passed(repaired(code, true), "bank_code")
		}
	}
	if told {
		contradicted(code)
	}
	return code
}

// compareBank checks that the bank of the IFSC is the one printed.
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
	}
}

// payee is what stands between Pay and "or bearer", and where the name is long, under it.
func payee(s *sheet) *munshiv1.Field {
	for k, r := range s.rows[:min(len(s.rows), 40)] {
		for _, label := range rowLabels(r, []string{"PAY", "PAYTO", "PAYEE"}) {
			if label.Left() > 0.35*r.Page.Width || bare(label.Text()) == "PAYEE" && !strings.HasSuffix(label.Text(), ":") || label.From > 0 && r.Words[label.From-1].Bare == "AC" { // A/C PAYEE crosses the leaf
				continue
			}
			from := label.To
			for from < len(r.Words) && (r.Words[from].Bare == "" || garbled(r.Words[from].Text)) {
				from++
			}
			to := from
			for to < len(r.Words) && !endsPayee(r, to) && !isRule(r.Words[to]) && !(to > from && r.Words[to].Left-r.Words[to-1].Right > payeeGap*r.Page.Glyph) {
				to++
			}
			for to > from && garbled(r.Words[to-1].Text) {
				to--
			}
			span := r.Span(from, to)
			text := strings.Trim(span.Text(), " _.-*:|=~")
			if name := untitled(strings.TrimPrefix(text, "M/s ")); isName(name) {
				if rest, more := payeeGoesOn(s.rows[k+1:], span); more != "" {
					return newField("payee", name+" "+more, byPosition, span, rest)
				}
				return newField("payee", name, byLabel, span)
			}
		}
	}
	return nil
}

// payeeGoesOn is the second row of a long name: words alone between the payee's row and that of the amount in words. Where Rupees was not
// read, such a row may be the amount itself.
func payeeGoesOn(rows []*layout.Row, name layout.Span) (layout.Span, string) {
	if len(rows) < 2 || rows[0].Page != name.Row.Page || name.To-name.From < 2 {
		return layout.Span{}, ""
	}
	labels := rowLabels(rows[1], []string{"RUPEES"})
	cells := rows[0].Cells(cellGap)
	if len(labels) == 0 || labels[0].From > 1 || len(rowLabels(rows[0], []string{"RUPEES"})) > 0 || len(cells) != 1 {
		return layout.Span{}, ""
	}
	cell := cells[0]
	text := strings.Trim(cell.Text(), " _-*:|=~")
	if cell.To-cell.From < 2 || cell.Left() > name.Right() || cell.Confidence() < surePrint || !isName(text) || saysNumber(text) || saysAny(text, notPayee) {
		return layout.Span{}, ""
	}
	return cell, text
}

// notPayee are words that stand under a payee's name without being any of it: the crossing, and what is printed beside the lines.
var notPayee = []string{"PAYEE", "ONLY", "BEARER", "ORDER", "NEGOTIABLE", "NOT", "RS", "PAID"}

func namesBank(f *munshiv1.Field) bool {
	return f != nil && slices.ContainsFunc(banks, func(b bank) bool { return strings.HasPrefix(bare(f.GetValue()), b.bare) })
}

// payeeGap is a gap, in heights of a word, that no name has: behind it stands what readers make of the other language's "or bearer".
const payeeGap = 8

// isRule tells what a reader makes of the line to write on.
func isRule(w layout.Word) bool { return w.Bare == "" && len(w.Text) >= 3 }

// garbled tells what readers make of the other language on a leaf: capitals after small letters, or no vowel at all.
func garbled(text string) bool {
	for i := 1; i < len(text); i++ {
		small, capital := text[i-1] >= 'a' && text[i-1] <= 'z', text[i] >= 'A' && text[i] <= 'Z'
		if small && capital && !strings.HasPrefix(text, "Mc") && !strings.HasPrefix(text, "Mac") {
			return true
		}
	}
	b := bare(text)
	return len(b) >= 3 && len(b) == len(text) && strings.ToUpper(text) != text && !strings.ContainsAny(b, "AEIOUY") && !titles[b] && b != "PVT" && b != "LTD"
}

func endsPayee(r *layout.Row, i int) bool {
	switch r.Words[i].Bare {
	case "OR", "BEARER", "ORBEARER", "ORORDER":
		return true
	}
	return false
}

// legible is the confidence below which a scribble is not taken for a name.
const legible = 0.5

// surePrint is the confidence below which one word with small letters is rather a signature than a name.
const surePrint = 0.9

// chequeHolder is the name over the place for the signature, or after For.
func chequeHolder(s *sheet) *munshiv1.Field {
	for k, r := range s.rows {
		labels := rowLabels(r, []string{"PLEASESIGNABOVE", "SIGNABOVE", "AUTHORISEDSIGNATORY", "AUTHORISEDSIGNATORIES", "AUTHORISEDSIGNATORYIES", "AUTHORIZEDSIGNATORY"})
		if len(labels) == 0 {
			continue
		}
		var holder *munshiv1.Field
		for up := k - 1; up >= 0 && up >= k-5; up-- {
			above := s.rows[up]
			if above.Page != r.Page || r.Top-above.Bottom > 12*r.Page.Glyph || holder != nil && s.rows[up+1].Top-above.Bottom > r.Page.Glyph {
				break
			}
			for _, cell := range above.Cells(cellGap) {
				if cell.Right() < labels[0].Left() || cell.Left() > labels[0].Right()+8*r.Page.Glyph {
					continue
				}
				cell, text := printedName(cell)
				least := legible
				if cell.To-cell.From == 1 && strings.ToUpper(text) != text {
					least = surePrint
				}
				if isHolder(text) && cell.Confidence() >= least && !garbled(cell.Words()[0].Text) {
					holder = newField("account_holder", untitled(text), byPosition, cell) // of two holders the first stands higher
				}
			}
		}
		if holder != nil {
			return holder
		}
	}
	for _, label := range s.labels("NAME", "ACCOUNTHOLDER", "ACHOLDER", "ACCOUNTNAME", "NAMEOFACCOUNTHOLDER") {
		if label.From > 0 && slices.Contains(otherNames, label.Row.Words[label.From-1].Bare) {
			continue
		}
		if v := rightOf(label); !v.Empty() && v.Confidence() >= legible && isHolder(v.Text()) {
			return newField("account_holder", untitled(v.Text()), byLabel, v)
		}
	}
	return signatory(s)
}

// printedName is the name that a cell may be, without For before it and without what a reader makes of the signature: names are printed
// with capitals, and a scribble is read as small letters.
func printedName(cell layout.Span) (layout.Span, string) {
	from, to := cell.From, cell.To
	if to-from > 1 && cell.Row.Words[from].Bare == "FOR" {
		from++
	}
	for to > from && isScribble(cell.Row.Words[to-1].Text) {
		to--
	}
	name := cell.Row.Span(from, to)
	if name.Empty() {
		return cell, ""
	}
	return name, name.Text()
}

// isScribble tells small letters only. A capital I at the front of a name is often read as an l: lyer.
func isScribble(text string) bool {
	b := strings.Trim(text, ".,-_'")
	return b != "" && strings.ToLower(b) == b && !leadingI.MatchString(b)
}

// isHolder tells a name from what else is printed on every leaf.
func isHolder(text string) bool {
	name := untitled(text)
	longest := 0
	for _, w := range strings.Fields(name) {
		longest = max(longest, len(bare(w)))
	}
	return isName(name) && longest >= 3 && len(bare(name)) >= 5 && !saysAny(name, notSignatory) // D D M M Y Y is none
}

// signatory is the last name in the lower half of which all words begin with capitals, where no word under the signature could be read: at the right, or close to the
// account's number at the left.
func signatory(s *sheet) *munshiv1.Field {
	number := accountNumber(s)
	if number == nil {
		number = unlabelledAccount(s)
	}
	near := func(cell layout.Span) bool {
		if number == nil || int(number.GetPage()) != cell.Row.Page.Number {
			return false
		}
		height := cell.Row.Page.Height
		return cell.Row.Top-number.GetBox().GetBottom()*height < 4*cell.Row.Page.Glyph && number.GetBox().GetTop()*height-cell.Row.Bottom < 3*cell.Row.Page.Glyph
	}
	for k := len(s.rows) - 1; k >= 0; k-- {
		r := s.rows[k]
		if r.Top < 0.5*r.Page.Height {
			break
		}
		for _, cell := range r.Cells(cellGap) {
			cell, text := printedName(cell)
			words := cell.To - cell.From
			if cell.Left() < 0.4*r.Page.Width && !near(cell) || words < 2 || words > 6 || !capitalized(text) || saysNumber(text) || cell.Confidence() < legible {
				continue
			}
			if isHolder(text) {
				return newField("account_holder", untitled(text), byGuess, cell)
			}
		}
	}
	return nil
}

// capitalized tells whether every word of text begins with a capital.
func capitalized(text string) bool {
	return !slices.ContainsFunc(strings.Fields(leadingI.ReplaceAllString(text, "${1}I$2")), func(w string) bool {
		return strings.ToUpper(w[:1]) != w[:1] || garbled(w)
	})
}

// saysNumber tells a part of the amount in words.
func saysNumber(text string) bool {
	_, ok := values.ParseAmountInWords(text)
	return ok || saysAny(text, []string{"THOUSAND", "LAKH", "LAKHS", "LAC", "CRORE", "HUNDRED", "ONLY"})
}

// notSignatory are words printed in capitals on the lower half of every leaf.
var notSignatory = []string{"PAYABLE", "PAR", "CHEQUE", "BRANCHES", "SIGN", "ABOVE", "ACCOUNT", "NO", "SIGNATORY", "SIGNATORIES", "SIGNATORYIES", "VALID", "BANK", "ONLY", "CANCELLED", "BEARER", "PREFIX",
	"SAVINGS", "CURRENT", "SB", "AC", "CTS", "RURAL", "IFSC", "MICR", "RUPEES", "CLEARING", "DATE", "SIGNATURE", "BRANCH", "ORDER", "MULTICITY", "CASH", "CREDIT", "PAYEE", "THROUGH"}
