// Package recognize reads the words of prepared pages: where each stands, how sure it is, in reading order.
//
// Start at Stage.Process. Pages are read in sandbox children (reader.go is the parent's side, job.go the child's) by Tesseract
// (tesseract.go) or by networks (networks.go). Pages whose PDF brought good words of its own are not read again.
package recognize

import (
	"context"
	"net/http"

	"golang.org/x/sync/errgroup"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/blob"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/sandbox"
)

// Definition makes the stage a program.
var Definition = flow.Definition[Config]{
	Name:    "recognize",
	Summary: "reads the words of a document's pages",
	New: func(ctx context.Context, cfg Config, tools flow.Tools) (*flow.Program, error) {
		store, err := blob.Open(ctx, cfg.Blob)
		if err != nil {
			return nil, err
		}
		if err := cfg.Warning(); err != nil {
			tools.Log.Warn(err.Error())
		}
		stage := New(cfg, store, tools.Revision)
		closeAll := func() {
			stage.Close()
			blob.Close(store)
		}
		return flow.NewProgram(closeAll, flow.On[*munshiv1.DocumentPreprocessed](stage)), nil
	},
}

// Stage turns DocumentPreprocessed into DocumentRecognized.
type Stage struct {
	store    blob.Store
	reader   *reader
	revision string
	watch    func(ctx context.Context, page *munshiv1.PreparedPage, attempts []Attempt) error
}

// New makes the stage. The program's main must have called sandbox.Serve(recognize.Jobs).
func New(cfg Config, store blob.Store, revision string) *Stage {
	return &Stage{store: store, reader: newReader(cfg), revision: revision}
}

// Close ends the child processes.
func (s *Stage) Close() { s.reader.pool.Close() }

// Process reads each page of one document.
func (s *Stage) Process(ctx context.Context, in flow.Event[*munshiv1.DocumentPreprocessed]) ([]flow.Output, error) {
	document := in.Body.GetDocument()
	if document.GetDocumentId() == "" || len(in.Body.GetPages()) == 0 {
		return nil, flow.Permanentf(schemas.CodeInvalidEvent, "document.documentId and pages are required: preprocess sets both")
	}
	pages := make([]*munshiv1.RecognizedPage, len(in.Body.GetPages()))
	group, pagesCtx := errgroup.WithContext(ctx)
	group.SetLimit(s.reader.pool.Size())
	for i, prepared := range in.Body.GetPages() {
		group.Go(func() error {
			page, err := s.page(pagesCtx, document, prepared)
			pages[i] = page
			return judged(document, prepared, err)
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return []flow.Output{{
		Key:  document.GetDocumentId(),
		Body: &munshiv1.DocumentRecognized{Document: document, Pages: pages},
	}}, nil
}

// page has one page read, unless its words are known: from its PDF, or from an earlier run.
func (s *Stage) page(ctx context.Context, document *munshiv1.Document, prepared *munshiv1.PreparedPage) (*munshiv1.RecognizedPage, error) {
	page := &munshiv1.RecognizedPage{
		Page: prepared.GetPage(), Image: prepared.GetImage(),
		Width: prepared.GetWidth(), Height: prepared.GetHeight(), Rotation: prepared.GetRotation(),
		ToUpload: prepared.GetToUpload(),
	}
	if prepared.GetTextLayer().GetUri() != "" {
		page.Words, page.Reader, page.Confidence = prepared.GetTextLayer(), textLayer, 1
		return page, nil
	}
	text, words, err := s.words(ctx, document, prepared)
	if err != nil {
		return nil, err
	}
	page.Words, page.Reader, page.Confidence = words, text.GetReader(), confidence(text.GetWords())
	page.Width, page.Height = text.GetWidth(), text.GetHeight()
	if text.GetImage() != nil {
		page.Image, page.Rotation = text.GetImage(), (prepared.GetRotation()+text.GetTurned())%360
		page.ToUpload = beforeTurn(prepared.GetToUpload(), text.GetTurned())
	}
	return page, nil
}

// words reads a page and keeps its words; what an earlier run kept of the same image is taken as it is, so that a long
// statement goes on where a restart stopped it.
func (s *Stage) words(ctx context.Context, document *munshiv1.Document, prepared *munshiv1.PreparedPage) (*munshiv1.PageText, *munshiv1.Blob, error) {
	key := blob.TextKey(document.GetTenant(), document.GetDocumentId(), s.revision, int(prepared.GetPage()))
	image, err := s.store.Get(ctx, prepared.GetImage())
	if err != nil {
		return nil, nil, err
	}
	origin := s.reader.fingerprint() + " " + blob.Sum(image)
	if text, kept, err := s.readBefore(ctx, key, origin); text != nil || err != nil {
		return text, kept, err
	}
	text, answer, err := s.reader.read(ctx, image, prepared)
	if err != nil {
		return nil, nil, err
	}
	if s.watch != nil {
		attempts, err := attemptsOf(answer.Attempts)
		if err == nil {
			err = s.watch(ctx, prepared, attempts)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	if answer.Upright != nil {
		key := blob.UprightKey(document.GetTenant(), document.GetDocumentId(), s.revision, int(prepared.GetPage()))
		if text.Image, err = s.store.Put(ctx, key, answer.Upright, http.DetectContentType(answer.Upright)); err != nil {
			return nil, nil, err
		}
	}
	text.Page, text.Origin = prepared.GetPage(), origin
	kept, err := blob.PutPageText(ctx, s.store, key, text)
	return text, kept, err
}

// readBefore returns the words kept under key when they are of the same origin, else nil.
func (s *Stage) readBefore(ctx context.Context, key, origin string) (*munshiv1.PageText, *munshiv1.Blob, error) {
	kept, err := s.store.Stat(ctx, s.store.At(key).GetUri())
	if err == nil {
		var text *munshiv1.PageText
		if text, err = blob.GetPageText(ctx, s.store, kept); err == nil && text.GetOrigin() == origin {
			return text, kept, nil
		}
	}
	if _, absent := codeOf(err); absent {
		err = nil // what cannot be had is read anew
	}
	return nil, nil, err
}

// confidence is the mean of the words'.
func confidence(words []*munshiv1.Word) float64 {
	if len(words) == 0 {
		return 0
	}
	sum := 0.0
	for _, w := range words {
		sum += w.GetConfidence()
	}
	return sum / float64(len(words))
}

// judged gives an error of one page its outcome: for good when the page or its blob is to blame.
func judged(document *munshiv1.Document, page *munshiv1.PreparedPage, err error) error {
	code, blamed := codeOf(err)
	if !blamed {
		return err
	}
	name := document.GetFilename()
	if name == "" {
		name = document.GetDocumentId()
	}
	return flow.Permanentf(code, "%s page %d: %w", name, page.GetPage(), err)
}

// codeOf returns the code of an error that concerns the page, and whether err is one; an outage has none.
func codeOf(err error) (schemas.Code, bool) {
	if code, known := blob.CodeOf(err); known {
		return code, true
	}
	return sandbox.CodeOf(err)
}
