package extract

import (
	"strings"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/extract/layout"
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
	found.add(unlabelledAccount(body))
	found.add(chequeHolder(body))
	found.add(band.micr)
	found.add(band.number)
	found.add(chequeDate(body))
	found.add(payee(body))
	words := amountInWords(body)
	amount := chequeAmount(body, found.get("date"), words)
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

// payee is what stands between Pay and "or bearer".
func payee(s *sheet) *munshiv1.Field {
	for _, r := range s.rows[:min(len(s.rows), 40)] {
		for _, label := range rowLabels(r, []string{"PAY", "PAYTO", "PAYEE"}) {
			if label.Left() > 0.35*r.Page.Width {
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
				return newField("payee", name, byLabel, span)
			}
		}
	}
	return nil
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

// chequeHolder is the name over the place for the signature, or after For.
func chequeHolder(s *sheet) *munshiv1.Field {
	for k, r := range s.rows {
		labels := rowLabels(r, []string{"PLEASESIGNABOVE", "SIGNABOVE", "AUTHORISEDSIGNATORY", "AUTHORISEDSIGNATORIES", "AUTHORIZEDSIGNATORY"})
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
				text := strings.TrimPrefix(strings.TrimPrefix(cell.Text(), "For "), "FOR ")
				if isHolder(text) && cell.Confidence() >= legible && !garbled(cell.Words()[0].Text) {
					holder = newField("account_holder", untitled(text), byPosition, cell) // of two holders the first stands higher
				}
			}
		}
		if holder != nil {
			return holder
		}
	}
	for _, label := range s.labels("NAME", "ACCOUNTHOLDER", "ACHOLDER", "ACCOUNTNAME", "NAMEOFACCOUNTHOLDER") {
		if v := rightOf(label); !v.Empty() && v.Confidence() >= legible && isHolder(v.Text()) {
			return newField("account_holder", untitled(v.Text()), byLabel, v)
		}
	}
	return signatory(s)
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

// signatory is the last name in capitals in the lower half, where no word under the signature could be read: at the right, or close to the
// account's number at the left.
func signatory(s *sheet) *munshiv1.Field {
	number := accountNumber(s)
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
			text := strings.TrimPrefix(strings.TrimPrefix(cell.Text(), "For "), "FOR ")
			words := cell.To - cell.From
			if cell.Left() < 0.4*r.Page.Width && !near(cell) || words < 2 || words > 6 || strings.ToUpper(text) != text || cell.Confidence() < legible {
				continue
			}
			if isHolder(text) {
				return newField("account_holder", untitled(text), byGuess, cell)
			}
		}
	}
	return nil
}

// notSignatory are words printed in capitals on the lower half of every leaf.
var notSignatory = []string{"PAYABLE", "PAR", "CHEQUE", "BRANCHES", "SIGN", "ABOVE", "ACCOUNT", "NO", "SIGNATORY", "SIGNATORIES", "VALID", "BANK", "ONLY", "CANCELLED", "BEARER", "PREFIX",
	"SAVINGS", "CURRENT", "SB", "AC", "CTS", "RURAL", "IFSC", "MICR", "RUPEES", "CLEARING", "DATE", "SIGNATURE", "BRANCH", "MULTICITY", "CASH", "CREDIT", "PAYEE", "THROUGH"}
