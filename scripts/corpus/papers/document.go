// Package papers draws the labelled documents of the corpus: PAN cards, cheques, bank statements, receipts and invoices,
// each in several layouts. One file a kind; start at Make.
package papers

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"

	"github.com/munshi-in/munshi/scripts/corpus/draw"
	"github.com/munshi-in/munshi/scripts/corpus/invent"
)

// Document is one finished file with what is printed on it.
type Document struct {
	Label Label
	// Extension of the file: .jpg or .pdf.
	Extension string
	Bytes     []byte
}

// Label is what a reader should find: one line of labels.jsonl. Only what is on the paper is in it.
type Label struct {
	// ID is the file's name without extension.
	ID string `json:"id"`
	// Kind is pan_card, cheque, bank_statement, receipt, invoice or other.
	Kind string `json:"kind"`
	// Group says how the file was made: text_pdf, scan, photo, hard_photo, or a trouble of phones: dim_photo, bent_photo and so on.
	Group string `json:"group"`
	// Layout is the name of the layout within the kind.
	Layout string `json:"layout"`
	// LeftOut is true for a layout at which nobody looks while rules are written or models trained: its figures tell how a paper that
	// nobody thought of is read.
	LeftOut bool `json:"left_out,omitempty"`
	// Fields by name; dates ISO 8601, amounts plain decimals.
	Fields map[string]string `json:"fields"`
	// Transactions are the lines of a statement, in printed order.
	Transactions []Line `json:"transactions,omitempty"`
	// Words are all that is printed on a picture, with their boxes on the upright page: the paper alone.
	Words []draw.Word `json:"words,omitempty"`
	// Width and Height of the paper in millimetres, for what was printed without a file.
	Width  float64 `json:"width,omitempty"`
	Height float64 `json:"height,omitempty"`
	// Corners are those of the paper in a picture (top left, top right, bottom right, bottom left of the upright page), as fractions
	// of the file's width and height.
	Corners *[4][2]float64 `json:"corners,omitempty"`
	// Rotation is how far a picture must be turned to be upright, clockwise degrees.
	Rotation int `json:"rotation,omitempty"`
}

// Line is one line of a statement.
type Line struct {
	Date        string `json:"date"`
	ValueDate   string `json:"value_date,omitempty"`
	Description string `json:"description"`
	Reference   string `json:"reference,omitempty"`
	Debit       string `json:"debit,omitempty"`
	Credit      string `json:"credit,omitempty"`
	Balance     string `json:"balance,omitempty"`
}

// Kinds are the kinds of documents that can be made.
var Kinds = []string{"pan_card", "cheque", "bank_statement", "receipt", "invoice", "other"}

const isoDay = "2006-01-02"

// leftOut names the layouts that are left out, one of each kind that is read.
var leftOut = map[string]string{
	"pan_card": "beside", "cheque": "corner_account", "bank_statement": "paid_out_in", "receipt": "counter", "invoice": "trader",
}

// Make draws document number index of a kind. The same arguments always give the same bytes.
func Make(kind string, seed uint64, index int, degradation draw.Degradation) (Document, error) {
	d, err := made(kind, seed, index, degradation)
	d.Label.LeftOut = leftOut[kind] == d.Label.Layout
	return d, err
}

func made(kind string, seed uint64, index int, degradation draw.Degradation) (Document, error) {
	s := invent.New(seed, fmt.Sprintf("%s/%d/%s", kind, index, degradation))
	id := fmt.Sprintf("%s_%s_%04d", kind, degradation, index)
	switch kind {
	case "pan_card":
		picture, label := panCard(s, panLayouts[index%len(panLayouts)])
		return photographed(s, picture, label, id, degradation)
	case "cheque":
		picture, label := cheque(s, chequeLayouts[index%len(chequeLayouts)])
		return photographed(s, picture, label, id, degradation)
	case "receipt":
		picture, label := receipt(s, receiptLayouts[index%len(receiptLayouts)])
		return photographed(s, picture, label, id, degradation)
	case "bank_statement":
		// A clean statement is a PDF with its text, and every other one a scan; degraded ones are photographs.
		st := inventStatement(s, statementLayouts[index%len(statementLayouts)], s.Between(14, 40))
		if degradation == draw.Clean && index/len(statementLayouts)%2 == 0 {
			return st.pdf(id)
		}
		picture, label := st.picture()
		return photographed(s, picture, label, id, degradation)
	case "invoice":
		v := inventInvoice(s, invoiceLayouts[index%len(invoiceLayouts)])
		if degradation == draw.Clean && index/len(invoiceLayouts)%2 == 0 {
			return v.pdf(id, s)
		}
		picture, label := v.picture(s)
		return photographed(s, picture, label, id, degradation)
	case "other":
		picture, label := other(s, otherPapers[index%len(otherPapers)].name)
		return photographed(s, picture, label, id, degradation)
	}
	return Document{}, fmt.Errorf("no documents of kind %q: have %v", kind, Kinds)
}

// Print is document number index of a kind as it is printed, without a file: its label has all words and their places. What is
// learnt from many papers needs no photographs.
func Print(kind string, seed uint64, index int) (Label, error) {
	s := invent.New(seed, fmt.Sprintf("%s/%d/print", kind, index))
	var picture *draw.Picture
	var label Label
	switch kind {
	case "pan_card":
		picture, label = panCard(s, panLayouts[index%len(panLayouts)])
	case "cheque":
		picture, label = cheque(s, chequeLayouts[index%len(chequeLayouts)])
	case "receipt":
		picture, label = receipt(s, receiptLayouts[index%len(receiptLayouts)])
	case "bank_statement":
		picture, label = inventStatement(s, statementLayouts[index%len(statementLayouts)], s.Between(14, 40)).picture()
	case "invoice":
		v := inventInvoice(s, invoiceLayouts[index%len(invoiceLayouts)])
		picture, label = v.picture(s)
	case "other":
		picture, label = other(s, otherPapers[index%len(otherPapers)].name)
	default:
		return Label{}, fmt.Errorf("no documents of kind %q: have %v", kind, Kinds)
	}
	label.ID, label.Group, label.Words = fmt.Sprintf("%s_print_%04d", kind, index), "print", picture.Words()
	label.Width, label.Height = picture.Size()
	label.LeftOut = leftOut[kind] == label.Layout
	return label, nil
}

// photographed is the picture as a file. Of four photographs one lies on its side or on its head.
func photographed(s invent.Source, p *draw.Picture, label Label, id string, degradation draw.Degradation) (Document, error) {
	photo := draw.Photograph(p.Image, degradation, s.Rand)
	if degradation != draw.Clean && s.Chance(0.25) {
		photo = photo.Turned(s.Between(1, 3))
	}
	return filed(photo, p.Words(), label, id, degradation)
}

func filed(photo draw.Photo, words []draw.Word, label Label, id string, degradation draw.Degradation) (Document, error) {
	label.ID, label.Group, label.Words = id, degradation.Group(), photo.Seen(words)
	label.Corners, label.Rotation = &photo.Corners, photo.Rotation
	b, err := encoded(photo.Image, photo.Quality)
	return Document{Label: label, Extension: ".jpg", Bytes: b}, err
}

func encoded(picture image.Image, quality int) ([]byte, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture, &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("encode JPEG: %w", err)
	}
	return b.Bytes(), nil
}
