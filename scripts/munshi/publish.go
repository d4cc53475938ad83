package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/blob"
	"github.com/munshi-in/munshi/stages/flow"
)

// A local file up to this size travels in the event itself; a larger one is put in object storage first. Base64 makes it a
// third larger, and brokers not set up by us take a megabyte.
const inlineBytes = 512 << 10

func publishCommand(t *terminal) *cobra.Command {
	c := &cobra.Command{Use: "publish", Short: "Publish documents and messages", Args: cobra.NoArgs,
		Example: "  munshi publish document card.jpg",
		RunE:    func(c *cobra.Command, _ []string) error { return c.Help() }}
	c.AddCommand(publishDocumentCommand(t), publishMessageCommand(t), publishMessagesCommand(t))
	return c
}

// documentFlags are what a producer may say of a document.
type documentFlags struct {
	tenant, subject, id, password string
	bulk                          bool
}

func publishDocumentCommand(t *terminal) *cobra.Command {
	var f documentFlags
	c := &cobra.Command{
		Use: "document FILE|URI...", Short: "Publish documents: files of this machine, or s3:// and https:// references",
		Long: `document publishes each argument as a document to be read. A small file travels in the event, a larger one is
put in object storage first; s3:// and https:// references are left to the pipeline. The same bytes of the same tenant
are the same document, however often they are published.`,
		Example: "  munshi publish document card.jpg statement.pdf\n  munshi publish document s3://uploads/2026/cheque.png --tenant acme --subject customer-17",
		Args:    cobra.MinimumNArgs(1),
		RunE:    func(c *cobra.Command, args []string) error { return publishDocuments(c.Context(), t, args, f) },
	}
	c.Flags().StringVar(&f.tenant, "tenant", "", "customer the documents belong to (default: \"default\")")
	c.Flags().StringVar(&f.subject, "subject", "", "person or account the documents are about")
	c.Flags().StringVar(&f.id, "id", "", "id of the document (default: derived from tenant and bytes); with one document only")
	c.Flags().StringVar(&f.password, "password", "", "password of an encrypted PDF")
	c.Flags().BoolVar(&f.bulk, "bulk", false, "use the bulk lane, which never delays a document that somebody waits for")
	t.flagOutput(c)
	return c
}

// publishedRow is one document that Kafka has.
type publishedRow struct {
	Document string `json:"document"`
	// ID is what status knows the document by. It is empty for a reference: the pipeline derives it from the bytes.
	ID    string `json:"id,omitempty"`
	Bytes int64  `json:"bytes,omitempty"`
	// Sent is inline, storage or reference.
	Sent string `json:"sent"`
}

var publishedColumns = []column[publishedRow]{
	{"DOCUMENT", func(r publishedRow) string { return r.Document }},
	{"ID", func(r publishedRow) string { return r.ID }},
	{"SENT", func(r publishedRow) string { return r.Sent }},
}

func publishDocuments(ctx context.Context, t *terminal, args []string, f documentFlags) error {
	if f.id != "" && len(args) > 1 {
		return mistake("--id names one document, but there are %d", len(args))
	}
	if err := checkNames(f.id, f.tenant, f.subject); err != nil {
		return err
	}
	connecting, cancel := context.WithTimeout(ctx, t.timeout)
	defer cancel()
	publisher, err := t.publisher(connecting)
	if err != nil {
		return err
	}
	defer publisher.Close()
	store, config, err := t.store(connecting)
	if err != nil {
		return err
	}
	d := dispatcher{terminal: t, publisher: publisher, store: store, storage: config, flags: f}
	var rows []publishedRow
	var failed error
	for _, arg := range args {
		row, err := d.send(ctx, arg)
		if err != nil {
			failed = fmt.Errorf("%s: %w\n%d of %d documents were published before it", arg, err, len(rows), len(args))
			break
		}
		rows = append(rows, row)
	}
	if len(rows) > 0 {
		if err := show(t, rows, publishedColumns); err != nil {
			return err
		}
	}
	return failed
}

// dispatcher sends documents one after the other.
type dispatcher struct {
	*terminal
	publisher *flow.Publisher
	store     blob.Store
	storage   blob.Config
	flags     documentFlags
}

func (d dispatcher) send(ctx context.Context, arg string) (publishedRow, error) {
	ctx, cancel := context.WithTimeout(ctx, d.timeout)
	defer cancel()
	event := &munshiv1.DocumentUploaded{
		DocumentId: d.flags.id, Tenant: d.flags.tenant, Subject: d.flags.subject, Password: d.flags.password, ReceivedAt: timestamppb.Now(),
	}
	row := publishedRow{Document: arg, ID: d.flags.id, Sent: "reference"}
	if strings.Contains(arg, "://") {
		scheme, _, _ := strings.Cut(arg, "://")
		if scheme != "s3" && scheme != "https" && scheme != "http" {
			return row, mistake("%s:// cannot be fetched: give s3://, https:// or the path of a file", scheme)
		}
		event.Uri = arg
	} else if err := d.attach(ctx, arg, event, &row); err != nil {
		return row, err
	}
	return row, notPublished(d.publisher.PublishWith(ctx, row.ID, event, flow.PublishOptions{Bulk: d.flags.bulk}))
}

// attach puts a file into the event, or into object storage and its reference into the event.
func (d dispatcher) attach(ctx context.Context, path string, event *munshiv1.DocumentUploaded, row *publishedRow) error {
	content, err := fileContent(path, d.storage.MaxBlobBytes)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(content)
	event.Filename = filepath.Base(path)
	row.Bytes = int64(len(content))
	if event.DocumentId == "" {
		// The id that the pipeline would derive. Given, it is known even when the pipeline cannot read the bytes.
		event.DocumentId = schemas.DocumentID(event.Tenant, hex.EncodeToString(sum[:]))
	}
	row.ID = event.DocumentId
	if len(content) <= inlineBytes {
		event.Content, row.Sent = content, "inline"
		return nil
	}
	kept, err := d.store.Put(ctx, "uploads/"+hex.EncodeToString(sum[:]), content, mediaType(path))
	if errors.Is(err, blob.ErrDenied) || errors.Is(err, blob.ErrTooLarge) || errors.Is(err, blob.ErrNotFound) {
		return fmt.Errorf("put it in object storage (MUNSHI_S3_* say where and who): %w", err)
	}
	if err != nil {
		return unreachable("object storage", d.storage.Endpoint, "MUNSHI_S3_ENDPOINT", err)
	}
	event.Uri, row.Sent = kept.GetUri(), "storage"
	return nil
}

// checkNames refuses what the pipeline would refuse.
func checkNames(id, tenant, subject string) error {
	for _, n := range [][2]string{{"id", id}, {"tenant", tenant}, {"subject", subject}} {
		if err := schemas.CheckName(n[1]); err != nil {
			return mistake("--%s: %w", n[0], err)
		}
	}
	return nil
}

// mediaType goes by the name, for whoever looks at the bucket; the pipeline looks at the bytes.
func mediaType(path string) string {
	if t := mime.TypeByExtension(filepath.Ext(path)); t != "" {
		return t
	}
	return "application/octet-stream"
}

func fileContent(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, limit+1))
	switch {
	case err != nil:
		return nil, err
	case len(content) == 0:
		return nil, fmt.Errorf("the file is empty")
	case int64(len(content)) > limit:
		return nil, fmt.Errorf("the file is larger than %d bytes (MUNSHI_MAX_BLOB_BYTES)", limit)
	}
	return content, nil
}

// newID is the id of a message that was given none.
func newID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return "cli-" + hex.EncodeToString(b[:])
}
