package papers

import (
	"image/color"
	"strings"
	"time"

	"github.com/munshi-in/munshi/scripts/corpus/draw"
	"github.com/munshi-in/munshi/scripts/corpus/invent"
)

// The prints of this file are those of other years and offices than the two of pan_card.go: the laminated card with capital labels,
// the card in two languages with the day of issue along its edge, the letter that an electronic card comes in, a firm's card, and one
// with labels beside the values.

// holder is who a card belongs to. A firm has no father.
type holder struct {
	name, father, number string
	born                 time.Time
}

// cardHolder invents somebody as cards name people: many with initials, some with a father of another surname.
func cardHolder(s invent.Source) holder {
	person := s.Person()
	h := holder{name: person.Name(), father: person.FathersName(), number: s.PAN(person), born: s.Day(1945, 2006)}
	switch s.IntN(4) {
	case 0: // as in the south: the father's name is the surname
		person.Surname, person.Middle = person.Father, ""
		h.name, h.father, h.number = person.Name(), person.Father+" "+s.Letters(1), s.PAN(person)
	case 1:
		h.father = invent.Pick(s, "Late ", "") + person.Father + " " + invent.Pick(s, "Kumar ", "Lal ", "") + person.Surname
	}
	h.father = strings.TrimPrefix(h.father, "Late ")
	h.name, h.father = strings.ToUpper(h.name), strings.ToUpper(h.father)
	return h
}

// cardFirm invents a firm; its number's fourth letter says what it is, the fifth is its first.
func cardFirm(s invent.Source) holder {
	name := strings.ToUpper(s.Shop().Name)
	form := invent.Pick(s, "C", "F", "A", "T")
	suffix := map[string]string{"C": " PRIVATE LIMITED", "F": " AND SONS", "A": " ASSOCIATION", "T": " CHARITABLE TRUST"}[form]
	return holder{name: name + suffix, number: s.Letters(3) + form + name[:1] + s.Digits(4) + s.Letters(1), born: s.Day(1985, 2020)}
}

func (h holder) label(layout string) Label {
	l := Label{Kind: "pan_card", Layout: layout, Fields: map[string]string{"name": h.name, "pan": h.number, "birth_date": h.born.Format(isoDay)}}
	if h.father != "" {
		l.Fields["fathers_name"] = h.father
	}
	return l
}

var panPrints = map[string]func(p *draw.Picture, s invent.Source, h holder){
	"laminated": laminatedCard, "bilingual": bilingualCard, "firm": firmCard, "beside": besideCard,
}

// printedPANCard draws one of panPrints, or the letter.
func printedPANCard(s invent.Source, layout string) (*draw.Picture, Label) {
	h := cardHolder(s)
	if layout == "firm" {
		h = cardFirm(s)
	}
	if layout == "e_pan" {
		p := draw.NewPicture(a4Width, a4Height, 200, draw.White)
		cardLetter(p, s, h)
		return p, h.label(layout)
	}
	ground := invent.Pick(s, color.RGBA{206, 224, 236, 255}, color.RGBA{222, 232, 224, 255}, color.RGBA{214, 220, 240, 255})
	p := draw.NewPicture(cardWidth, cardHeight, cardDPI, ground)
	security(p, s)
	panPrints[layout](p, s, h)
	return p, h.label(layout)
}

// cardTop is the row with the state's name on every card, in two languages.
func cardTop(p *draw.Picture, s invent.Source, ink color.RGBA) {
	head := draw.Style{Face: draw.SansBold, Size: 7, Ink: ink}
	p.Script(5, 5, 8, 2, ink, s.Rand)
	p.Text(4, 9, "INCOME TAX DEPARTMENT", head)
	seal(p, 45, 6, ink)
	p.Script(62, 5, 8, 2, ink, s.Rand)
	p.Text(81.6, 9, "GOVT. OF INDIA", head.At(draw.Right))
}

// labelled prints a label in two languages and the value below it.
func labelled(p *draw.Picture, s invent.Source, x, y float64, label, value string, ink color.RGBA, face draw.Face) {
	style := draw.Style{Face: draw.Sans, Size: 5, Ink: ink}
	x2 := p.Script(x, y, 5.5, 1, ink, s.Rand)
	p.Text(x2, y, "/ "+label, style)
	p.Text(x, y+4, value, draw.Style{Face: face, Size: 8, Ink: draw.Black})
}

func laminatedCard(p *draw.Picture, s invent.Source, h holder) {
	ink := color.RGBA{60, 30, 30, 255}
	p.Script(26, 4.5, 8, 2, ink, s.Rand)
	p.Text(42.8, 8, "INCOME TAX DEPARTMENT", draw.Style{Face: draw.SerifBold, Size: 8.5, Ink: ink, Align: draw.Center})
	p.Text(42.8, 11.4, "GOVERNMENT OF INDIA", draw.Style{Face: draw.Serif, Size: 6.5, Ink: ink, Align: draw.Center})
	p.Script(4, 16, 5.5, 3, ink, s.Rand)
	p.Text(4, 19, "PERMANENT ACCOUNT NUMBER", draw.Style{Face: draw.Serif, Size: 6.5, Ink: ink})
	p.Text(4, 24, h.number, draw.Style{Face: draw.MonoBold, Size: 12, Ink: draw.Black})
	labelled(p, s, 4, 28.5, "NAME", h.name, ink, draw.MonoBold)
	labelled(p, s, 4, 36, "FATHER'S NAME", h.father, ink, draw.MonoBold)
	labelled(p, s, 4, 43.5, "DATE OF BIRTH", h.born.Format("02-01-2006"), ink, draw.MonoBold)
	portrait(p, s, 66, 14, 15, 18)
	scrawl(p, s, 40, 46, 18)
	p.Text(40, 51.5, "SIGNATURE", draw.Style{Face: draw.Serif, Size: 5, Ink: ink})
	p.Text(81.6, 51.5, "COMMISSIONER OF INCOME-TAX", draw.Style{Face: draw.Serif, Size: 4.5, Ink: ink, Align: draw.Right})
}

func bilingualCard(p *draw.Picture, s invent.Source, h holder) {
	navy := color.RGBA{20, 40, 96, 255}
	cardTop(p, s, navy)
	p.Script(33, 14, 6, 3, navy, s.Rand)
	p.Text(42.8, 17, invent.Pick(s, "Permanent Account Number Card", "e - Permanent Account Number (e-PAN) Card"), draw.Style{Face: draw.Sans, Size: 6, Ink: navy, Align: draw.Center})
	p.Text(42.8, 22.5, h.number, draw.Style{Face: draw.SansBold, Size: 12, Ink: draw.Black, Align: draw.Center})
	portrait(p, s, 4, 12, 14, 17)
	matrixCode(p, s, 62, 14, 18)
	labelled(p, s, 4, 33, "Name", h.name, navy, draw.Sans)
	labelled(p, s, 4, 40, "Father's Name", h.father, navy, draw.Sans)
	x := p.Script(4, 47, 5.5, 2, navy, s.Rand)
	p.Text(x, 47, "/", draw.Style{Face: draw.Sans, Size: 5, Ink: navy})
	p.Text(4, 49.2, "Date of Birth", draw.Style{Face: draw.Sans, Size: 5, Ink: navy})
	p.Text(4, 52.8, h.born.Format("02/01/2006"), draw.Style{Face: draw.Sans, Size: 8, Ink: draw.Black})
	scrawl(p, s, 34, 49, 20)
	x = p.Script(36, 53, 5.5, 1, navy, s.Rand)
	p.Text(x, 53, "/ Signature", draw.Style{Face: draw.Sans, Size: 5, Ink: navy})
	if s.Chance(0.5) { // the day of issue, without separators
		p.Text(80, 52.5, s.Day(2017, 2024).Format("02012006"), draw.Style{Face: draw.Sans, Size: 5, Ink: navy, Align: draw.Right})
	}
}

func firmCard(p *draw.Picture, s invent.Source, h holder) {
	navy := color.RGBA{20, 40, 96, 255}
	cardTop(p, s, navy)
	p.Text(4, 15, "Permanent Account Number Card", draw.Style{Face: draw.Sans, Size: 7, Ink: navy})
	p.Text(4, 21, h.number, draw.Style{Face: draw.SansBold, Size: 12, Ink: draw.Black})
	labelled(p, s, 4, 29, "Name", h.name, navy, draw.SansBold)
	labelled(p, s, 4, 41, "Date of Incorporation / Formation", h.born.Format("02/01/2006"), navy, draw.SansBold)
	matrixCode(p, s, 62, 13, 18)
}

func besideCard(p *draw.Picture, s invent.Source, h holder) {
	ink := color.RGBA{30, 60, 50, 255}
	p.Text(42.8, 7, "INCOME TAX DEPARTMENT, GOVT. OF INDIA", draw.Style{Face: draw.SansBold, Size: 8, Ink: ink, Align: draw.Center})
	p.Text(42.8, 12, "PERMANENT ACCOUNT NUMBER CARD", draw.Style{Face: draw.Sans, Size: 7, Ink: ink, Align: draw.Center})
	label, value := draw.Style{Face: draw.Sans, Size: 6.5, Ink: ink}, draw.Style{Face: draw.SansBold, Size: 7, Ink: draw.Black}
	for i, row := range [][2]string{{"PAN", h.number}, {"Name", h.name}, {"Father", h.father}, {"Date of Birth", h.born.Format("02/01/2006")}} {
		y := 20 + 6*float64(i)
		p.Text(4, y, row[0], label)
		p.Text(20, y, ": "+row[1], value)
	}
	portrait(p, s, 66, 26, 15, 18)
	scrawl(p, s, 6, 47, 20)
	p.Text(8, 52, "Signature", label)
}

// cardLetter is the page an electronic card is sent as: a table, remarks, and the card to be cut out at the foot, front and back.
func cardLetter(p *draw.Picture, s invent.Source, h holder) {
	text, bold := draw.Style{Face: draw.Sans, Size: 9, Ink: draw.Black}, draw.Style{Face: draw.SansBold, Size: 10, Ink: draw.Black}
	p.Script(60, 14, 12, 2, draw.Black, s.Rand)
	p.Text(60, 20, "INCOME TAX DEPARTMENT", bold)
	seal(p, 115, 16, draw.Black)
	p.Text(126, 20, "GOVT. OF INDIA", bold)
	p.Text(105, 32, "e - Permanent Account Number (e-PAN) Card", bold.At(draw.Center))
	p.Text(105, 39, h.number, draw.Style{Face: draw.SansBold, Size: 14, Ink: draw.Black, Align: draw.Center})
	y := 50.0
	for _, row := range [][2]string{{"Name", h.name}, {"Father's Name", h.father}, {"Date of Birth", h.born.Format("02/01/2006")}, {"Gender", invent.Pick(s, "Male", "Female")}} {
		draw.Frame(p, 20, y-6, 130, 9, 0.2, draw.Grey)
		x := p.Script(23, y, 9, 1, draw.Black, s.Rand)
		p.Text(x, y, "/ "+row[0], text)
		p.Text(80, y, row[1], bold)
		y += 9
	}
	portrait(p, s, 160, 44, 25, 32)
	for _, row := range []string{
		"The Permanent Account Number (PAN) links the documents of an assessee, tax payments, assessment and demand.",
		"It must be quoted for the transactions of Rule 114B of the Income Tax Rules, 1962.",
		"To have more than one PAN is against the law and may attract a penalty of up to Rs. 10,000.",
		"An ePAN is a valid mode of issue under sub-section (8) of Section 139A of the Income Tax Act, 1961.",
	} {
		y += 6
		p.Text(24, y, row, draw.Style{Face: draw.Sans, Size: 8, Ink: draw.Black})
	}
	top := y + 20
	for i := range 60 {
		p.Line(12+3.1*float64(i), top-6, 13.5+3.1*float64(i), top-6, 0.2, draw.Grey)
	}
	// The card at the foot is a card of its own size, drawn in place.
	front := card{p, 18, top}
	draw.Frame(p, front.x, front.y, cardWidth, cardHeight, 0.2, draw.Grey)
	front.text(4, 7, "INCOME TAX DEPARTMENT", 7, draw.SansBold)
	front.text(58, 7, "GOVT. OF INDIA", 7, draw.SansBold)
	front.text(20, 14, "e - Permanent Account Number Card", 6, draw.Sans)
	front.text(30, 20, h.number, 11, draw.SansBold)
	front.text(4, 33, "Name", 5, draw.Sans)
	front.text(4, 37, h.name, 7.5, draw.SansBold)
	front.text(4, 40.5, "Father's Name", 5, draw.Sans)
	front.text(4, 44, h.father, 7.5, draw.SansBold)
	front.text(4, 47.5, "Date of Birth", 5, draw.Sans)
	front.text(4, 51, h.born.Format("02/01/2006"), 7.5, draw.SansBold)
	back := card{p, 106, top}
	draw.Frame(p, back.x, back.y, cardWidth, cardHeight, 0.2, draw.Grey)
	for i, row := range []string{"If this card is lost or found, please inform or return to:", "Income Tax PAN Services Unit,", "4th Floor, Sterling House, Plot No. 341,", "Model Colony, Pune - 411 016", "Tel: 91-20-2721 8080, Fax: 91-20-2721 8081"} {
		back.text(5, 20+5*float64(i), row, 6.5, draw.Sans)
	}
}

// card is a card's place on a larger sheet.
type card struct {
	*draw.Picture
	x, y float64
}

func (c card) text(x, y float64, text string, size float64, face draw.Face) {
	c.Text(c.x+x, c.y+y, text, draw.Style{Face: face, Size: size, Ink: draw.Black})
}
