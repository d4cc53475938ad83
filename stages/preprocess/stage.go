// Package preprocess makes an upright, clean image of every page of an ingested document, and takes the words of PDF
// pages that have good text of their own.
//
// Start at Stage.Process, which tells the story in the parent process. What touches a stranger's bytes runs in sandbox
// children: serveJob (job.go) is where they begin, pdf.go, heic.go and picture.go are what they do for each format.
package preprocess

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"
	"google.golang.org/protobuf/proto"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/blob"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/sandbox"
)

// Definition makes the stage a program.
var Definition = flow.Definition[Config]{
	Name:    "preprocess",
	Summary: "makes an upright, clean image of every page of a document",
	New: func(ctx context.Context, cfg Config, tools flow.Tools) (*flow.Program, error) {
		store, err := blob.Open(ctx, cfg.Blob)
		if err != nil {
			return nil, err
		}
		stage := New(cfg, store, tools.Revision)
		closeAll := func() {
			stage.Close()
			blob.Close(store)
		}
		return flow.NewProgram(closeAll, flow.On[*munshiv1.DocumentIngested](stage)), nil
	},
}

// Stage turns DocumentIngested into DocumentPreprocessed.
type Stage struct {
	cfg      Config
	store    blob.Store
	pool     *sandbox.Pool
	revision string
}

// New makes the stage. The program's main must have called sandbox.Serve(preprocess.Jobs).
func New(cfg Config, store blob.Store, revision string) *Stage {
	return &Stage{cfg: cfg, store: store, pool: sandbox.New(cfg.Sandbox, jobName), revision: revision}
}

// Close ends the child processes.
func (s *Stage) Close() { s.pool.Close() }

// Process prepares each page of one document. A page that is clean already passes as it is.
func (s *Stage) Process(ctx context.Context, in flow.Event[*munshiv1.DocumentIngested]) ([]flow.Output, error) {
	document := in.Body.GetDocument()
	if document.GetDocumentId() == "" || document.GetOriginal().GetUri() == "" {
		return nil, flow.Permanentf(schemas.CodeInvalidEvent, "document.documentId and document.original.uri are required: ingest sets both")
	}
	original, err := s.store.Get(ctx, document.GetOriginal())
	if err != nil {
		return nil, missing(err)
	}
	outline, err := s.outline(ctx, original, in.Body.GetPassword())
	if err != nil {
		return nil, refusal(document, err)
	}
	pages, err := s.pages(ctx, document, original, outline)
	if err != nil {
		return nil, refusal(document, err)
	}
	prepared := proto.CloneOf(document)
	prepared.Pages = int32(len(pages))
	return []flow.Output{{
		Key:  document.GetDocumentId(),
		Body: &munshiv1.DocumentPreprocessed{Document: prepared, Pages: pages},
	}}, nil
}

// outline finds out what the document is and how many pages it has, and refuses what is too much.
func (s *Stage) outline(ctx context.Context, original []byte, password string) (*outline, error) {
	format, err := formatOf(original)
	if err != nil {
		return nil, err
	}
	response, err := s.do(ctx, request{Kind: askOutline, Format: format, Original: original, Password: password, Limits: s.limits()})
	if err != nil {
		return nil, err
	}
	return response.Outline, nil
}

// pages prepares all pages, as many at a time as there are children.
func (s *Stage) pages(ctx context.Context, document *munshiv1.Document, original []byte, o *outline) ([]*munshiv1.PreparedPage, error) {
	pages := make([]*munshiv1.PreparedPage, len(o.Pages))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(s.pool.Size())
	for i := range pages {
		group.Go(func() error {
			page, err := s.page(ctx, document, original, o, i+1)
			if err != nil && len(pages) > 1 {
				err = fmt.Errorf("page %d: %w", i+1, err)
			}
			pages[i] = page
			return err
		})
	}
	return pages, group.Wait()
}

func (s *Stage) do(ctx context.Context, r request) (*response, error) {
	answer, err := s.pool.Do(ctx, r.encode())
	if err != nil {
		return nil, err
	}
	return decodeResponse(r.Kind, answer)
}

func (s *Stage) limits() limits {
	return limits{
		MaxPages: s.cfg.MaxPages, MaxPagePixels: s.cfg.MaxPagePixels,
		RenderDPI: s.cfg.RenderDPI, RenderMaxSide: s.cfg.RenderMaxSide, MinSkew: s.cfg.MinSkew,
	}
}

// missing is the outcome when a blob cannot be had: what is said of the blob is for good, what is said of the
// store passes.
func missing(err error) error {
	if code, known := blob.CodeOf(err); known {
		return flow.Permanent(code, err)
	}
	return err
}

// refusal is the outcome when a document cannot be prepared: for good when the document is to blame.
func refusal(document *munshiv1.Document, err error) error {
	code, blamed := sandbox.CodeOf(err)
	if !blamed {
		return err
	}
	name := document.GetFilename()
	if name == "" {
		name = document.GetDocumentId()
	}
	return flow.Permanentf(code, "%s: %w", name, err)
}
