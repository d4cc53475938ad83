// Package ingest is the first stage: it takes an upload in any of five ways, fetches the bytes, refuses what is no
// readable document, keeps the original untouched and gives the document its id.
//
// Start at Process. How an event says where the bytes are is in upload.go (bucket notifications in notification.go), how a URL of
// a stranger is fetched without harm in fetch.go and address.go, how a file is told by its bytes in
// inspect/. Ingest decodes no image and draws no PDF: preprocess does, in the sandbox.
package ingest

import (
	"context"
	"errors"
	"fmt"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/blob"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/ingest/inspect"
)

// Definition makes the program munshi-ingest.
var Definition = flow.Definition[Config]{
	Name:    "ingest",
	Summary: "takes uploads, refuses what is no readable document, keeps the original",
	New: func(ctx context.Context, config Config, _ flow.Tools) (*flow.Program, error) {
		stage, err := New(ctx, config)
		if err != nil {
			return nil, err
		}
		return flow.NewProgram(stage.Close, flow.On(stage)), nil
	},
}

// Stage turns documents.uploaded into documents.ingested.
type Stage struct {
	Config
	blobs   blob.Store
	fetcher *fetcher
	reads   chan struct{} // one token for each document in memory
}

// New builds the stage. The object storage may be down now.
func New(ctx context.Context, config Config) (*Stage, error) {
	config.Blob.MaxBlobBytes = config.MaxBytes // what is larger is refused before it is read
	store, err := blob.Open(ctx, config.Blob)
	if err != nil {
		return nil, err
	}
	return &Stage{Config: config, blobs: store, fetcher: newFetcher(config), reads: make(chan struct{}, config.MaxParallelReads)}, nil
}

// Close lets go of connections.
func (s *Stage) Close() {
	s.fetcher.client.CloseIdleConnections()
	blob.Close(s.blobs)
}

// Process fetches one upload, looks at it and keeps it. A notification of several objects becomes an upload of each, so
// that one bad object does not cost the others.
func (s *Stage) Process(ctx context.Context, in flow.Event[*munshiv1.DocumentUploaded]) ([]flow.Output, error) {
	uploads, err := s.uploads(in)
	if err != nil {
		return nil, flow.Permanent(schemas.CodeInvalidEvent, err)
	}
	switch len(uploads) {
	case 0:
		return nil, nil
	case 1:
		return s.ingest(ctx, uploads[0])
	}
	var outputs []flow.Output
	for _, u := range uploads {
		outputs = append(outputs, flow.Output{Key: u.GetUri(), Body: u.DocumentUploaded})
	}
	return outputs, nil
}

func (s *Stage) ingest(ctx context.Context, u upload) ([]flow.Output, error) {
	select {
	case s.reads <- struct{}{}:
		defer func() { <-s.reads }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	data, err := s.bytes(ctx, u)
	if err != nil {
		return nil, err
	}
	found, err := s.look(u, data)
	if err != nil {
		return nil, err
	}
	sum := blob.Sum(data)
	id := u.GetDocumentId()
	if id == "" {
		id = schemas.DocumentID(u.GetTenant(), sum)
	}
	original, err := s.blobs.Put(ctx, blob.OriginalKey(u.GetTenant(), id), data, found.MediaType)
	if err != nil {
		return nil, err
	}
	return []flow.Output{{Key: id, Body: &munshiv1.DocumentIngested{
		Document: &munshiv1.Document{
			DocumentId: id, Tenant: u.GetTenant(), Subject: u.GetSubject(), Source: u.GetSource(), Filename: u.GetFilename(),
			MediaType: found.MediaType, Bytes: int64(len(data)), Sha256: sum, ReceivedAt: timestamppb.New(u.receivedAt),
			Original: original, Pages: int32(found.Pages),
		},
		Password: u.GetPassword(),
	}}}, nil
}

// bytes gets the upload's content from where it is.
func (s *Stage) bytes(ctx context.Context, u upload) ([]byte, error) {
	switch u.way {
	case wayInline:
		return u.GetContent(), nil
	case wayURL:
		return s.fetcher.fetch(ctx, u.GetUri())
	}
	data, err := s.blobs.Get(ctx, &munshiv1.Blob{Uri: u.GetUri()})
	if errors.Is(err, blob.ErrTooLarge) {
		return nil, s.tooLarge(u.where())
	}
	if code, known := blob.CodeOf(err); known {
		return nil, flow.Permanent(code, err)
	}
	return data, err
}

func (s *Stage) tooLarge(where string) error { return tooLarge(where, s.MaxBytes) }

func tooLarge(where string, limit int64) error {
	return flow.Permanentf(schemas.CodeTooLarge, "%s: more than %d bytes (MUNSHI_INGEST_MAX_BYTES)", where, limit)
}

// look refuses what is no readable document.
func (s *Stage) look(u upload, data []byte) (inspect.Found, error) {
	switch limit := s.MaxInlineBytes; {
	case u.way == wayInline && int64(len(data)) > limit:
		return inspect.Found{}, flow.Permanentf(schemas.CodeTooLarge,
			"%s: %d bytes inline are over the limit of %d (MUNSHI_INGEST_MAX_INLINE_BYTES): put it in object storage and send its s3:// uri", u.where(), len(data), limit)
	case int64(len(data)) > s.MaxBytes:
		return inspect.Found{}, s.tooLarge(u.where())
	}
	found, err := inspect.Look(data, u.GetPassword() != "", inspect.Limits{Pages: s.MaxPages, PagePixels: s.MaxPagePixels})
	var refused *inspect.Refused
	if errors.As(err, &refused) {
		return found, flow.Permanent(refused.Code, fmt.Errorf("%s: %w", u.where(), err))
	}
	return found, err
}
