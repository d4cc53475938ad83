package extract

import (
	"math"
	"slices"
	"strings"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/extract/layout"
	"github.com/munshi-in/munshi/stages/extract/values"
)

// readPANCard reads both prints of the card: the older one has name, father's name, date and number in that order without labels
// before the values; the newer one has a label over each.
func readPANCard(s *sheet, found *fields) {
	birth := birthDate(s)
	name, father := labelledNames(s)
	if name == nil && father == nil {
		name, father = orderedNames(s, birth)
	}
	number := panNumber(s, surnameOf(name.GetValue()))
	initial := surnameOf(name.GetValue())[0]
	if number != nil && number.GetValue()[3] != 'P' { // a firm has no father: its name goes on there, and its first word is the surname
		name, father = firmsName(name, father), nil
		respell(name)
		initial = (bare(name.GetValue()) + " ")[0]
	}
	if number != nil && name != nil && number.GetValue()[4] == initial && len(number.Checks) > 0 {
		passed(number, "pan_surname")
		passed(name, "pan_surname")
	}
	found.add(name)
	found.add(father)
	found.add(plausible(birth))
	found.add(number)
}

// plausible lowers a birth date that nobody with a card has. That others pass says little, so they are no surer for it.
func plausible(birth *munshiv1.Field) *munshiv1.Field {
	d, ok := values.ParseDate(birth.GetValue())
	switch {
	case !ok:
	case d.Year < earliestBirth || d.Year > latestBirth:
		contradicted(birth)
	default:
		birth.Checks = append(birth.Checks, "birth_plausible")
	}
	return birth
}

// Firms have cards too, and are older than people. Cards of those born after latestBirth are for a later version of this program.
const earliestBirth, latestBirth = 1850, 2026

// firmsName is the name of a firm that takes two rows, which were taken for a person's and the father's.
func firmsName(name, rest *munshiv1.Field) *munshiv1.Field {
	if name == nil || rest == nil {
		return name
	}
	a, b := name.GetBox(), rest.GetBox()
	return &munshiv1.Field{
		Name: "name", Value: name.GetValue() + " " + rest.GetValue(), Raw: name.GetRaw() + " " + rest.GetRaw(), Page: name.GetPage(),
		Box:        &munshiv1.Box{Left: min(a.GetLeft(), b.GetLeft()), Top: a.GetTop(), Right: max(a.GetRight(), b.GetRight()), Bottom: b.GetBottom()},
		Confidence: min(name.GetConfidence(), rest.GetConfidence()),
	}
}

// legalWords are in the names of firms by law.
var legalWords = []string{"PRIVATE", "LIMITED", "TRUST", "ASSOCIATION", "SOCIETY", "FOUNDATION", "COMPANY", "CHARITABLE", "EDUCATIONAL"}

// respell puts right the words that are one letter from a word of the law: PRIVATE LIMIED.
func respell(name *munshiv1.Field) {
	words := strings.Fields(name.GetValue())
	mended := false
	for i, w := range words {
		for _, legal := range legalWords {
			if len(w) >= 4 && w[0] == legal[0] && w != legal && len(w) <= len(legal) && values.Near(w, legal) {
				words[i], mended = legal, true
			}
		}
	}
	if mended {
		name.Value = strings.Join(words, " ")
		repaired(name, true)
	}
}

// surnameOf is the last word of a name, whose first letter is the fifth of the PAN.
func surnameOf(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return " "
	}
	if last := bare(words[len(words)-1]); last != "" {
		return last
	}
	return " "
}

// panNumber finds the number: the words that fit its structure with the least repair.
func panNumber(s *sheet, surname string) *munshiv1.Field {
	var best *munshiv1.Field
	for _, r := range s.rows[:min(len(s.rows), 200)] {
		for i := range r.Words[:min(len(r.Words), 200)] {
			for n := 1; n <= 3 && i+n <= len(r.Words); n++ {
				span := r.Span(i, i+n)
				id, ok := values.PAN(span.Text(), surname)
				// Ten letters that only become a number by repair are a word: PERMANENT0.
				if !ok || id.Repaired && digitsIn(span.Text()) < 2 {
					continue
				}
				f := passed(repaired(newField("pan", id.Value, byLabel, span), id.Repaired), "pan_structure")
				if best == nil || best.GetRepaired() && !f.GetRepaired() {
					best = f
				}
			}
		}
	}
	return best
}

func digitsIn(text string) int {
	n := 0
	for _, r := range text {
		if r >= '0' && r <= '9' {
			n++
		}
	}
	return n
}

func birthDate(s *sheet) *munshiv1.Field {
	if f := s.labelledDate("birth_date", "DATEOFBIRTH", "DATEOFBIRTHINCORPORATION", "BIRTH", "DOB", "DATEOFINCORPORATION", "DATEOFINCORPORATIONFORMATION", "DATEOFFORMATION"); f != nil {
		return f
	}
	for _, r := range s.rows[:min(len(s.rows), 200)] {
		if dates := values.FindDates(r.Text()); len(dates) == 1 {
			return newField("birth_date", dates[0].String(), byPosition, r.Bytes(dates[0].From, dates[0].To))
		}
	}
	return nil
}

func labelledNames(s *sheet) (name, father *munshiv1.Field) {
	fathers := s.labels("FATHERSNAME", "FATHERNAME", "FATHER")
	for _, label := range fathers {
		if v := cardName(label); !v.Empty() {
			father = wrappedName("fathers_name", v, s.labels("DATEOFBIRTH", "DATEOFINCORPORATION"))
			break
		}
	}
	for _, label := range s.labels("NAME") {
		if inside(label, fathers) {
			continue
		}
		if v := cardName(label); !v.Empty() {
			name = wrappedName("name", v, append(fathers, s.labels("DATEOFBIRTH", "DATEOFINCORPORATION")...))
			break
		}
	}
	return name, father
}

// wrappedName is a name that may go on in the row below: when that is a name too, begins where the first does, the next label
// stands right under it, and it is closer to the name than to that label, whose other language is between them.
func wrappedName(field string, v layout.Span, labels []layout.Span) *munshiv1.Field {
	page := v.Row.Page
	if next := v.Row.Index + 1; next+1 < len(page.Rows) {
		rest := page.Rows[next].Cells(cellGap)[0]
		label := page.Rows[next+1]
		closes := slices.ContainsFunc(labels, func(l layout.Span) bool { return l.Row == label }) && v.Row.Gap(rest.Row) <= rest.Row.Gap(label)+page.Glyph/2
		if closes && isCardName(cardText(rest)) && math.Abs(rest.Left()-v.Left()) <= page.Glyph {
			return newField(field, untitled(cardText(v)+" "+cardText(rest)), byLabel, v, rest)
		}
	}
	return newField(field, untitled(cardText(v)), byLabel, v)
}

func inside(label layout.Span, others []layout.Span) bool {
	for _, o := range others {
		if o.Row == label.Row && o.From <= label.From && label.To <= o.To {
			return true
		}
	}
	return false
}

// cardName is the capitals under a label: what is printed beside it is the label's other language.
func cardName(label layout.Span) layout.Span {
	whole := label
	for _, cell := range label.Row.Cells(cellGap) { // the name may stand under the other language's label
		if cell.From <= label.From && label.To <= cell.To {
			whole = cell
		}
	}
	for _, v := range []layout.Span{below(label, 2.5), below(whole, 2.5), rightOf(label)} {
		if !v.Empty() && isCardName(cardText(v)) {
			return v
		}
	}
	return layout.Span{}
}

// cardText drops the marks that a card's pattern leaves around words.
func cardText(v layout.Span) string {
	return strings.Trim(strings.Join(strings.Fields(v.Text()), " "), " .,:;-_|'\"*~")
}

var cardPrint = []string{"INCOMETAX", "DEPARTMENT", "GOVT", "INDIA", "PERMANENT", "ACCOUNT", "NUMBER", "CARD", "SIGNATURE", "BIRTH", "FATHER", "NAME"}

// isCardName tells a name on the card from what is printed on every card: capitals only, two letters at least.
func isCardName(text string) bool {
	if !isName(text) || strings.ToUpper(text) != text {
		return false
	}
	for _, word := range strings.Fields(text) {
		b := bare(word)
		for _, p := range cardPrint {
			// A short one is a word, since names hold its letters: the space of BHAVANA MEHTA is not always read.
			if b == p || len(p) >= 6 && strings.Contains(strings.ReplaceAll(b, "DEPARTMENTAL", ""), p) {
				return false
			}
		}
	}
	return true
}

// orderedNames reads the older print: the two names are the two rows of capitals before the date, or before the number.
func orderedNames(s *sheet, birth *munshiv1.Field) (name, father *munshiv1.Field) {
	var names []layout.Span
	for _, r := range s.rows[:min(len(s.rows), 100)] {
		if birth != nil && r.Page.Number == int(birth.GetPage()) && r.Top/r.Page.Height >= birth.GetBox().GetTop() {
			break
		}
		for _, cell := range r.Cells(cellGap) {
			if text := cardText(cell); isCardName(text) && len(bare(text)) >= 4 {
				names = append(names, cell)
				break
			}
		}
	}
	if birth == nil {
		return nil, nil
	}
	names = alignedWith(birth, names)
	n := len(names)
	if n == 1 { // a firm's card
		return newField("name", untitled(cardText(names[0])), byPosition, names[0]), nil
	}
	if n < 2 {
		return nil, nil
	}
	return newField("name", untitled(cardText(names[n-2])), byPosition, names[n-2]),
		newField("fathers_name", untitled(cardText(names[n-1])), byPosition, names[n-1])
}

// alignedWith keeps the names that begin where the date does, if there are any: the rest is what readers make of the emblem, the
// other language and the photograph.
func alignedWith(birth *munshiv1.Field, names []layout.Span) []layout.Span {
	var kept []layout.Span
	for _, n := range names {
		page := n.Row.Page
		if math.Abs(n.Left()-birth.GetBox().GetLeft()*page.Width) <= 2.5*page.Glyph {
			kept = append(kept, n)
		}
	}
	if len(kept) == 0 {
		return names
	}
	return kept
}
