package read

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/blob"
	"github.com/munshi-in/munshi/stages/extract"
)

// debug writes how a document was read into a folder of its own under dir: candidates.txt with every value that was considered
// for a field and what spoke for it, and page-N.svg with the page, its words and the places of the candidates drawn on it.
func debug(ctx context.Context, dir string, recognized *munshiv1.DocumentRecognized, res *result) error {
	dir = filepath.Join(dir, res.ID)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	var pages []*munshiv1.PageText
	for _, p := range recognized.GetPages() {
		words, err := blob.GetPageText(ctx, fileStore{}, p.GetWords())
		if err != nil {
			return err
		}
		words.Page = p.GetPage()
		pages = append(pages, words)
	}
	reading := extract.Read(pages)
	if err := os.WriteFile(filepath.Join(dir, "candidates.txt"), []byte(candidatesText(reading)), 0o644); err != nil {
		return err
	}
	for i, p := range recognized.GetPages() {
		picture, err := pageImage(ctx, p)
		if err != nil {
			return err
		}
		name := filepath.Join(dir, fmt.Sprintf("page-%d.svg", p.GetPage()))
		if err := os.WriteFile(name, []byte(pageSVG(p, pages[i], picture, reading)), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// steps writes what preprocess made of each page, step by step: page-1-step-0-upright.jpg, page-1-step-1-cut_out.jpg.
func (r *reader) steps(ctx context.Context, ingested *munshiv1.DocumentIngested, prepared *munshiv1.DocumentPreprocessed, id string) error {
	dir := filepath.Join(r.debugDir, id)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, page := range prepared.GetPages() {
		trail, err := r.preprocess.Trail(ctx, ingested, int(page.GetPage()))
		if err != nil {
			return err
		}
		for n, snapshot := range trail {
			name := fmt.Sprintf("page-%d-step-%d-%s.jpg", page.GetPage(), n, snapshot.Step)
			if err := os.WriteFile(filepath.Join(dir, name), snapshot.JPEG, 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}

// candidatesText lists the candidates, those of a field together, the chosen one marked.
func candidatesText(reading extract.Reading) string {
	var b strings.Builder
	fmt.Fprintf(&b, "kind %s %.2f\n", reading.Kind, reading.KindConfidence)
	for _, w := range reading.Warnings {
		fmt.Fprintf(&b, "warning: %s\n", w)
	}
	last := ""
	for _, c := range reading.Candidates {
		if name := c.Field.GetName(); name != last {
			fmt.Fprintf(&b, "\n%s\n", name)
			last = name
		}
		mark := " "
		if c.Chosen {
			mark = "*"
		}
		fmt.Fprintf(&b, " %s %6.2f  page %d  %s\n", mark, c.Score, c.Field.GetPage(), c.Field.GetValue())
		for _, why := range c.Why {
			fmt.Fprintf(&b, "            %s\n", why)
		}
	}
	return b.String()
}

// pageImage is the upright page as a data address, or empty for one that was never an image.
func pageImage(ctx context.Context, p *munshiv1.RecognizedPage) (string, error) {
	if p.GetImage().GetUri() == "" {
		return "", nil
	}
	data, err := fileStore{}.Get(ctx, p.GetImage())
	if err != nil {
		return "", fmt.Errorf("page %d: %w", p.GetPage(), err)
	}
	if p.GetImage().GetMediaType() == "" {
		return "", errors.New("the page's image has no media type")
	}
	return "data:" + p.GetImage().GetMediaType() + ";base64," + base64.StdEncoding.EncodeToString(data), nil
}

// Colours of what is drawn on a page.
const (
	wordColour, chosenColour, losingColour, lineColour, columnColour = "#8899aa", "#117733", "#cc5500", "#4477aa", "#aa3377"
)

// pageSVG draws a page: words thin, candidates thick (the chosen green, the others orange), lines of a statement blue, its columns
// purple. Each box tells itself to a mouse that rests on it.
func pageSVG(p *munshiv1.RecognizedPage, words *munshiv1.PageText, picture string, reading extract.Reading) string {
	width, height := float64(max(p.GetWidth(), 1)), float64(max(p.GetHeight(), 1))
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f">`+"\n", width, height)
	if picture != "" {
		fmt.Fprintf(&b, `<image href="%s" width="%.0f" height="%.0f"/>`+"\n", picture, width, height)
	}
	rect := func(box *munshiv1.Box, colour string, thick float64, title string) {
		fmt.Fprintf(&b, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s" fill-opacity="0.06" stroke="%s" stroke-width="%.1f"><title>%s</title></rect>`+"\n",
			box.GetLeft()*width, box.GetTop()*height, (box.GetRight()-box.GetLeft())*width, (box.GetBottom()-box.GetTop())*height, colour, colour, thick*width/1000, html.EscapeString(title))
	}
	for _, w := range words.GetWords() {
		rect(w.GetBox(), wordColour, 0.6, fmt.Sprintf("%s (%.2f)", w.GetText(), w.GetConfidence()))
		if picture == "" {
			fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" font-size="%.1f" textLength="%.1f" lengthAdjust="spacingAndGlyphs">%s</text>`+"\n", w.GetBox().GetLeft()*width, w.GetBox().GetBottom()*height,
				(w.GetBox().GetBottom()-w.GetBox().GetTop())*height, (w.GetBox().GetRight()-w.GetBox().GetLeft())*width, html.EscapeString(w.GetText()))
		}
	}
	for _, c := range reading.Columns {
		if c.Page == p.GetPage() {
			rect(&munshiv1.Box{Left: c.Left, Right: c.Right, Top: c.Top, Bottom: 1}, columnColour, 1, "column "+c.Name)
		}
	}
	for _, l := range reading.Statement.GetLines() {
		if l.GetPage() == p.GetPage() {
			rect(l.GetBox(), lineColour, 1.5, fmt.Sprintf("line %d: %s -%s +%s = %s %v", l.GetLine(), l.GetDate(), l.GetDebit(), l.GetCredit(), l.GetBalance(), l.GetChecks()))
		}
	}
	for _, c := range reading.Candidates {
		if c.Field.GetPage() != p.GetPage() {
			continue
		}
		colour := losingColour
		if c.Chosen {
			colour = chosenColour
		}
		rect(c.Field.GetBox(), colour, 2.5, fmt.Sprintf("%s = %s (%.2f): %s", c.Field.GetName(), c.Field.GetValue(), c.Score, strings.Join(c.Why, "; ")))
	}
	b.WriteString("</svg>\n")
	return b.String()
}
