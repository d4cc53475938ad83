package extract

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/blob"
	"github.com/munshi-in/munshi/stages/extract/layout"
	"github.com/munshi-in/munshi/stages/flow"
)

// Definition is what munshi-extract runs.
var Definition = flow.Definition[Config]{
	Name:    "extract",
	Summary: "find the kind of a recognized document, its fields, and the lines of a bank statement",
	New: func(ctx context.Context, config Config, _ flow.Tools) (*flow.Program, error) {
		store, err := blob.Open(ctx, config.Blob)
		if err != nil {
			return nil, err
		}
		return flow.NewProgram(func() { blob.Close(store) }, flow.On(New(config, store))), nil
	},
}

// Stage reads fields from words.
type Stage struct {
	config Config
	blobs  blob.Store
}

// New returns the stage on a store; it needs no Kafka.
func New(config Config, store blob.Store) *Stage { return &Stage{config: config, blobs: store} }

// Process reads the words of every page, then the document. A bank statement yields a second event with its lines.
func (s *Stage) Process(ctx context.Context, in flow.Event[*munshiv1.DocumentRecognized]) ([]flow.Output, error) {
	document := in.Body.GetDocument()
	if document.GetDocumentId() == "" {
		return nil, flow.Permanentf(schemas.CodeInvalidEvent, "documents.recognized: document.document_id is missing")
	}
	pages, err := s.pages(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	reading := read(pages)
	extracted := &munshiv1.DocumentExtracted{
		Document:       document,
		Kind:           reading.Kind,
		KindConfidence: reading.KindConfidence,
		Confidence:     reading.Confidence,
		Fields:         reading.Fields,
		Warnings:       reading.Warnings,
		Text:           text(pages, s.config.MaxTextBytes),
	}
	for _, p := range in.Body.GetPages() {
		extracted.Pages = append(extracted.Pages, &munshiv1.ExtractedPage{
			Page: p.GetPage(), Width: p.GetWidth(), Height: p.GetHeight(), Rotation: p.GetRotation(),
			Confidence: p.GetConfidence(), Reader: p.GetReader(),
			ToUpload: p.GetToUpload(),
		})
	}
	outputs := []flow.Output{{Key: document.GetDocumentId(), Body: extracted}}
	if statement := reading.Statement; statement != nil {
		statement.Document = document
		key := statement.Account
		if key == "" {
			key = document.GetDocumentId()
		}
		outputs = append(outputs, flow.Output{Key: key, Body: statement})
	}
	return outputs, nil
}

// pages fetches the words of every page, up to MaxWords.
func (s *Stage) pages(ctx context.Context, in *munshiv1.DocumentRecognized) ([]*munshiv1.PageText, error) {
	var pages []*munshiv1.PageText
	words := 0
	for _, p := range in.GetPages() {
		page, err := blob.GetPageText(ctx, s.blobs, p.GetWords())
		if err != nil {
			return nil, wordsError(fmt.Errorf("document %s page %d: %w", in.GetDocument().GetDocumentId(), p.GetPage(), err))
		}
		page.Page = p.GetPage()
		if page.Width <= 0 || page.Height <= 0 {
			page.Width, page.Height = p.GetWidth(), p.GetHeight()
		}
		page.Words = page.Words[:min(len(page.Words), s.config.MaxWords-words)]
		words += len(page.Words)
		pages = append(pages, page)
	}
	return pages, nil
}

// wordsError tells a claim check that can never be honoured from a store that is down.
func wordsError(err error) error {
	if code, known := blob.CodeOf(err); known {
		return flow.Permanent(code, err)
	}
	return err
}

// text is what was read: a line for each row of a page, a form feed between pages.
func text(pages []*munshiv1.PageText, most int) string {
	var b strings.Builder
	for i, p := range pages {
		if i > 0 {
			b.WriteByte('\f')
		}
		if b.Len() > most {
			break
		}
		b.WriteString(PageText(p))
	}
	return clip(b.String(), most)
}

// PageText is the text of one page, row by row as a person sees it. A text layer keeps its own order, which for a table is
// often column after column: nobody could read an amount beside its date.
func PageText(p *munshiv1.PageText) string {
	var rows []string
	for _, r := range layout.Of(p).Rows {
		rows = append(rows, r.Text())
	}
	return strings.Join(rows, "\n")
}

func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
