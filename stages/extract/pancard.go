package extract

import (
	"math"
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
	if number != nil && name != nil && number.GetValue()[4] == surnameOf(name.GetValue())[0] && len(number.Checks) > 0 {
		passed(number, "pan_surname")
		passed(name, "pan_surname")
	}
	if number != nil && number.GetValue()[3] != 'P' {
		father = nil // firms have none
	}
	found.add(name)
	found.add(father)
	found.add(birth)
	found.add(number)
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
	if f := s.labelledDate("birth_date", "DATEOFBIRTH", "DATEOFBIRTHINCORPORATION", "BIRTH", "DOB"); f != nil {
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
	fathers := s.labels("FATHERSNAME", "FATHERNAME")
	for _, label := range fathers {
		if v := cardName(label); !v.Empty() {
			father = newField("fathers_name", untitled(cardText(v)), byLabel, v)
			break
		}
	}
	for _, label := range s.labels("NAME") {
		if inside(label, fathers) {
			continue
		}
		if v := cardName(label); !v.Empty() {
			name = newField("name", untitled(cardText(v)), byLabel, v)
			break
		}
	}
	return name, father
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
	for _, v := range []layout.Span{below(label, 2.5), rightOf(label)} {
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
	b := bare(text)
	for _, p := range cardPrint {
		if strings.Contains(b, p) {
			return false
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
