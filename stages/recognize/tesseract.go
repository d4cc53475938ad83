package recognize

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"

	"google.golang.org/protobuf/proto"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/sandbox"
)

// tesseract is the Reader that is always there: quick, good on clean scans. This is its parent's side; what happens in the
// child is in tesseractjob.go.
type tesseract struct {
	cfg  Config
	pool *sandbox.Pool
}

func newTesseract(cfg Config) *tesseract {
	return &tesseract{cfg: cfg, pool: sandbox.New(cfg.Sandbox, tesseractJob)}
}

func (t *tesseract) Name() string { return "tesseract" }

func (t *tesseract) Fingerprint() string {
	return fmt.Sprintf("tesseract %s mode %d", t.cfg.Languages, t.cfg.PageMode)
}

func (t *tesseract) Parallel() int { return t.pool.Size() }

func (t *tesseract) Close() { t.pool.Close() }

// tesseractRequest is one page to be read.
type tesseractRequest struct {
	Image     []byte
	DPI       float64
	Languages string
	PageMode  int
	MaxPixels int64
}

func (t *tesseract) Read(ctx context.Context, image []byte, dpi float64) (*munshiv1.PageText, error) {
	var request bytes.Buffer
	err := gob.NewEncoder(&request).Encode(tesseractRequest{
		Image: image, DPI: dpi, Languages: t.cfg.Languages, PageMode: t.cfg.PageMode, MaxPixels: t.cfg.MaxPagePixels,
	})
	if err != nil {
		return nil, fmt.Errorf("encode request: %w", err)
	}
	response, err := t.pool.Do(ctx, request.Bytes())
	if err != nil {
		return nil, err
	}
	text := &munshiv1.PageText{}
	if err := proto.Unmarshal(response, text); err != nil {
		return nil, errors.Join(sandbox.ErrCrashed, fmt.Errorf("the child's response cannot be decoded: %w", err))
	}
	return text, nil
}
