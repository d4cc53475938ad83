package read

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"google.golang.org/protobuf/proto"

	"github.com/munshi-in/munshi/deploy/engines/cache"
	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/blob"
	"github.com/munshi-in/munshi/stages/extract"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/ingest"
	"github.com/munshi-in/munshi/stages/ingest/inspect"
	"github.com/munshi-in/munshi/stages/preprocess"
	"github.com/munshi-in/munshi/stages/recognize"
)

// codeUnavailable: the machine lacks something, the file is not to blame. In the pipeline the input would wait.
const codeUnavailable schemas.Code = "unavailable"

// reader takes files through the stages. Its sandbox children are shared by all files.
type reader struct {
	ingest     ingest.Config
	preprocess *preprocess.Stage
	recognize  *recognize.Stage
	extract    *extract.Stage
	// debugDir is where to write how each file was read; empty for nowhere.
	debugDir string
}

// newReader builds the stages from the variables that configure them anywhere else.
func newReader(lookup flow.Lookup, warn io.Writer) (*reader, error) {
	lookup = cache.WithModels(lookup)
	r := &reader{}
	var prepare preprocess.Config
	var recognizing recognize.Config
	var extracting extract.Config
	if err := errors.Join(
		flow.LoadConfig("ingest", &r.ingest, lookup),
		flow.LoadConfig("preprocess", &prepare, lookup),
		flow.LoadConfig("recognize", &recognizing, lookup),
		flow.LoadConfig("extract", &extracting, lookup),
	); err != nil {
		return nil, err
	}
	if err := recognizing.Warning(); err != nil {
		fmt.Fprintf(warn, "munshi read: %v\n", err)
	}
	r.preprocess = preprocess.New(prepare, fileStore{}, flow.Revision())
	r.recognize = recognize.New(recognizing, fileStore{}, flow.Revision())
	r.extract = extract.New(extracting, fileStore{})
	return r, nil
}

func (r *reader) close() {
	r.preprocess.Close()
	r.recognize.Close()
}

// fileStore is the store of the file that a context belongs to. The stages are built once, for their children's sake,
// while what a file needs in memory must be gone when the file is done.
type fileStore struct{}

type storeKey struct{}

func (fileStore) of(ctx context.Context) blob.Store { return ctx.Value(storeKey{}).(blob.Store) }

func (s fileStore) Get(ctx context.Context, b *munshiv1.Blob) ([]byte, error) {
	return s.of(ctx).Get(ctx, b)
}

func (s fileStore) Put(ctx context.Context, key string, data []byte, mediaType string) (*munshiv1.Blob, error) {
	return s.of(ctx).Put(ctx, key, data, mediaType)
}

func (s fileStore) Stat(ctx context.Context, uri string) (*munshiv1.Blob, error) {
	return s.of(ctx).Stat(ctx, uri)
}

// At needs no file: every store in memory gives a key the same name.
func (fileStore) At(key string) *munshiv1.Blob { return names.At(key) }

var names = blob.NewMemory()

// read takes one file through the stages. Whatever goes wrong is in the result.
func (r *reader) read(ctx context.Context, file, password string) result {
	ctx = context.WithValue(ctx, storeKey{}, blob.NewMemory())
	name := filepath.Base(file)
	res := emptyResult(strings.TrimSuffix(name, filepath.Ext(name)), file)
	ctx = context.WithValue(ctx, folderKey{}, filepath.Join(r.debugDir, res.ID))
	if err := r.stages(ctx, file, password, &res); err != nil {
		code, permanent := flow.CodeOf(err)
		if !permanent {
			code = codeUnavailable
		}
		res.Error = &failure{Code: code, Message: err.Error()}
	}
	return res
}

func (r *reader) stages(ctx context.Context, file, password string, res *result) error {
	ingested, err := r.ingested(ctx, file, password)
	if err != nil {
		return err
	}
	prepared, err := one[*munshiv1.DocumentPreprocessed](r.preprocess.Process(ctx, flow.Event[*munshiv1.DocumentIngested]{Body: ingested}))
	if err != nil {
		return err
	}
	recognized, err := one[*munshiv1.DocumentRecognized](r.recognize.Process(ctx, flow.Event[*munshiv1.DocumentPreprocessed]{Body: prepared}))
	if err != nil {
		return err
	}
	outputs, err := r.extract.Process(ctx, flow.Event[*munshiv1.DocumentRecognized]{Body: recognized})
	if err != nil {
		return err
	}
	for _, o := range outputs {
		switch body := o.Body.(type) {
		case *munshiv1.DocumentExtracted:
			res.document(body)
		case *munshiv1.StatementExtracted:
			res.statement(body)
		}
	}
	if r.debugDir != "" {
		if err := errors.Join(r.steps(ctx, ingested, prepared, res.ID), debug(ctx, r.debugDir, recognized, res)); err != nil {
			return fmt.Errorf("--debug: %w", err)
		}
	}
	return r.pageTexts(ctx, recognized, res)
}

// one takes the event out of what a stage of one output returned.
func one[T proto.Message](outputs []flow.Output, err error) (T, error) {
	var none T
	if err != nil {
		return none, err
	}
	for _, o := range outputs {
		if body, ok := o.Body.(T); ok {
			return body, nil
		}
	}
	return none, fmt.Errorf("no %T among %d outputs", none, len(outputs))
}

// ingested does what ingest does with a file's bytes: the same checks, so the same codes.
func (r *reader) ingested(ctx context.Context, file, password string) (*munshiv1.DocumentIngested, error) {
	data, err := r.bytes(file)
	if err != nil {
		return nil, err
	}
	found, err := inspect.Look(data, password != "", inspect.Limits{Pages: r.ingest.MaxPages, PagePixels: r.ingest.MaxPagePixels})
	if err != nil {
		var refused *inspect.Refused
		if errors.As(err, &refused) {
			return nil, flow.Permanent(refused.Code, fmt.Errorf("%s: %w", file, err))
		}
		return nil, err
	}
	sum := blob.Sum(data)
	id := schemas.DocumentID(schemas.DefaultTenant, sum)
	original, err := fileStore{}.Put(ctx, blob.OriginalKey(schemas.DefaultTenant, id), data, found.MediaType)
	if err != nil {
		return nil, err
	}
	return &munshiv1.DocumentIngested{
		Document: &munshiv1.Document{
			DocumentId: id, Tenant: schemas.DefaultTenant, Source: "file", Filename: filepath.Base(file),
			MediaType: found.MediaType, Bytes: int64(len(data)), Sha256: sum, Original: original, Pages: int32(found.Pages),
		},
		Password: password,
	}, nil
}

// bytes reads a file up to ingest's limit.
func (r *reader) bytes(file string) ([]byte, error) {
	f, err := os.Open(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, flow.Permanent(schemas.CodeNotFound, err)
	case errors.Is(err, fs.ErrPermission):
		return nil, flow.Permanent(schemas.CodeAccessDenied, err)
	case err != nil:
		return nil, err
	}
	defer f.Close()
	if kind, err := f.Stat(); err == nil && kind.IsDir() {
		return nil, flow.Permanentf(schemas.CodeUnsupportedType, "%s is a folder: name the files in it", file)
	}
	data, err := io.ReadAll(io.LimitReader(f, r.ingest.MaxBytes+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > r.ingest.MaxBytes {
		return nil, flow.Permanentf(schemas.CodeTooLarge, "%s: more than %d bytes (MUNSHI_INGEST_MAX_BYTES)", file, r.ingest.MaxBytes)
	}
	return data, nil
}

// pageTexts fills in the text of each page.
func (r *reader) pageTexts(ctx context.Context, recognized *munshiv1.DocumentRecognized, res *result) error {
	for i, p := range recognized.GetPages() {
		words, err := blob.GetPageText(ctx, fileStore{}, p.GetWords())
		if err != nil {
			return err
		}
		if i < len(res.Pages) {
			res.Pages[i].Text = extract.PageText(words)
		}
	}
	return nil
}
