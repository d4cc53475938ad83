package read

import (
	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
)

// result is one line of output. Every key is there for every file that was read; lists are never null.
type result struct {
	ID           string           `json:"id"`
	File         string           `json:"file"`
	Kind         string           `json:"kind"`
	Confidence   float64          `json:"confidence"`
	Error        *failure         `json:"error,omitempty"`
	Pages        []page           `json:"pages"`
	Text         string           `json:"text"`
	Fields       map[string]field `json:"fields"`
	Transactions []transaction    `json:"transactions"`
	Warnings     []string         `json:"warnings"`
}

type failure struct {
	Code    schemas.Code `json:"code"`
	Message string       `json:"message"`
}

type page struct {
	Page       int32   `json:"page"`
	Width      int32   `json:"width"`
	Height     int32   `json:"height"`
	Rotation   int32   `json:"rotation"`
	Confidence float64 `json:"confidence"`
	Text       string  `json:"text"`
}

type field struct {
	Value      string   `json:"value"`
	Raw        string   `json:"raw"`
	Page       int32    `json:"page"`
	Box        *box     `json:"box"`
	Confidence float64  `json:"confidence"`
	Checks     []string `json:"checks"`
	Repaired   bool     `json:"repaired"`
}

type transaction struct {
	Line        int32    `json:"line"`
	Date        string   `json:"date"`
	ValueDate   string   `json:"value_date,omitempty"`
	Description string   `json:"description"`
	Reference   string   `json:"reference"`
	Debit       string   `json:"debit"`
	Credit      string   `json:"credit"`
	Balance     string   `json:"balance"`
	Page        int32    `json:"page"`
	Box         *box     `json:"box"`
	Confidence  float64  `json:"confidence"`
	Checks      []string `json:"checks"`
	Repaired    bool     `json:"repaired"`
}

// box is in fractions of the upright page's width and height, from its top left corner.
type box struct {
	Left   float64 `json:"left"`
	Top    float64 `json:"top"`
	Right  float64 `json:"right"`
	Bottom float64 `json:"bottom"`
}

func emptyResult(id, file string) result {
	return result{ID: id, File: file, Pages: []page{}, Fields: map[string]field{}, Transactions: []transaction{}, Warnings: []string{}}
}

func (r *result) document(d *munshiv1.DocumentExtracted) {
	r.Kind, r.Confidence, r.Text = d.GetKind(), d.GetConfidence(), d.GetText()
	r.Warnings = listOf(d.GetWarnings())
	for _, p := range d.GetPages() {
		r.Pages = append(r.Pages, page{Page: p.GetPage(), Width: p.GetWidth(), Height: p.GetHeight(), Rotation: p.GetRotation(), Confidence: p.GetConfidence()})
	}
	for _, f := range d.GetFields() {
		r.Fields[f.GetName()] = field{
			Value: f.GetValue(), Raw: f.GetRaw(), Page: f.GetPage(), Box: boxOf(f.GetBox()), Confidence: f.GetConfidence(),
			Checks: listOf(f.GetChecks()), Repaired: f.GetRepaired(),
		}
	}
}

func (r *result) statement(s *munshiv1.StatementExtracted) {
	for _, l := range s.GetLines() {
		r.Transactions = append(r.Transactions, transaction{
			Line: l.GetLine(), Date: l.GetDate(), ValueDate: l.GetValueDate(), Description: l.GetDescription(), Reference: l.GetReference(),
			Debit: l.GetDebit(), Credit: l.GetCredit(), Balance: l.GetBalance(), Page: l.GetPage(), Box: boxOf(l.GetBox()),
			Confidence: l.GetConfidence(), Checks: listOf(l.GetChecks()), Repaired: l.GetRepaired(),
		})
	}
}

func boxOf(b *munshiv1.Box) *box {
	if b == nil {
		return nil
	}
	return &box{Left: b.GetLeft(), Top: b.GetTop(), Right: b.GetRight(), Bottom: b.GetBottom()}
}

func listOf(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
