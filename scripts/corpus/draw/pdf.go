package draw

import (
	"bytes"
	"fmt"
	"image/color"
	"time"

	"github.com/go-pdf/fpdf"
)

// PDF is a Paper with a text layer: text stays text. It embeds the faces it uses, because a reader's machine may have no fonts.
type PDF struct {
	doc           *fpdf.Fpdf
	width, height float64
	known         map[Face]bool
}

// NewPDF makes a document without a page; call AddPage first. made is written into the file as its date, never the clock's.
func NewPDF(width, height float64, title string, made time.Time) *PDF {
	doc := fpdf.NewCustom(&fpdf.InitType{UnitStr: "mm", Size: fpdf.SizeType{Wd: width, Ht: height}})
	doc.SetCatalogSort(true)
	doc.SetCreationDate(made)
	doc.SetModificationDate(made)
	doc.SetTitle(title, true)
	doc.SetProducer("Munshi corpus", true)
	doc.SetAutoPageBreak(false, 0)
	doc.SetMargins(0, 0, 0)
	return &PDF{doc: doc, width: width, height: height, known: map[Face]bool{}}
}

// AddPage begins a new page.
func (p *PDF) AddPage() { p.doc.AddPage() }

// Bytes is the finished file.
func (p *PDF) Bytes() ([]byte, error) {
	var b bytes.Buffer
	if err := p.doc.Output(&b); err != nil {
		return nil, fmt.Errorf("write PDF: %w", err)
	}
	return b.Bytes(), nil
}

// Size implements Paper.
func (p *PDF) Size() (float64, float64) { return p.width, p.height }

// Text implements Paper.
func (p *PDF) Text(x, y float64, text string, style Style) {
	x -= shift(style.Align) * p.Width(text, style)
	p.doc.SetTextColor(int(style.Ink.R), int(style.Ink.G), int(style.Ink.B))
	p.doc.Text(x, y, text)
}

// Width implements Paper.
func (p *PDF) Width(text string, style Style) float64 {
	if !p.known[style.Face] {
		// fpdf changes the bytes it is given.
		p.doc.AddUTF8FontFromBytes(string(style.Face), "", bytes.Clone(fontFiles[style.Face]))
		p.known[style.Face] = true
	}
	p.doc.SetFont(string(style.Face), "", style.Size)
	return p.doc.GetStringWidth(text)
}

// Line implements Paper.
func (p *PDF) Line(x1, y1, x2, y2, thickness float64, ink color.RGBA) {
	p.doc.SetLineWidth(thickness)
	p.doc.SetDrawColor(int(ink.R), int(ink.G), int(ink.B))
	p.doc.Line(x1, y1, x2, y2)
}

// Fill implements Paper.
func (p *PDF) Fill(x, y, width, height float64, ink color.RGBA) {
	p.doc.SetFillColor(int(ink.R), int(ink.G), int(ink.B))
	p.doc.Rect(x, y, width, height, "F")
}
