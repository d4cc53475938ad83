package local

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"os"
	"path/filepath"
	"strings"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/blob"
	"github.com/munshi-in/munshi/stages/flow"
)

// What samples there may be at most: the folder is the user's, and he may put his own papers into it.
const (
	maxSamples      = 1000
	maxSampleBytes  = 50 << 20
	maxMessageBytes = 64 << 10
)

// published is what was published of the samples, kept in the data directory so that it is done once.
type published struct {
	Documents []string `json:"documents"`
	Messages  []string `json:"messages"`
}

func (c Config) publishedFile() string { return c.path("published.json") }

// publishSamples publishes what `corpus samples` drew into the data directory, unless that was done before.
func publishSamples(ctx context.Context, config Config, t Terminal) error {
	if _, err := os.Stat(config.publishedFile()); err == nil {
		return nil
	}
	files, err := filepath.Glob(config.path("samples", "*"))
	if err != nil || len(files) == 0 {
		t.progress("no samples in %s: nothing is published", config.path("samples"))
		return err
	}
	if len(files) > maxSamples {
		return fmt.Errorf("%d samples in %s are over the limit of %d", len(files), config.path("samples"), maxSamples)
	}
	publisher, err := flow.NewPublisher(config.Kafka, "munshi/local")
	if err != nil {
		return err
	}
	defer publisher.Close()
	store, err := blob.Open(ctx, config.Blob)
	if err != nil {
		return err
	}
	s := samples{store: store, publisher: publisher}
	for _, file := range files {
		if err := s.publish(ctx, file); err != nil {
			return fmt.Errorf("sample %s: %w", file, err)
		}
	}
	t.progress("published %d sample documents and %d SMS", len(s.done.Documents), len(s.done.Messages))
	text, err := json.Marshal(s.done)
	if err != nil {
		return err
	}
	// Written last: killed before, all are published again, with the same ids.
	return os.WriteFile(config.publishedFile(), text, 0o644)
}

type samples struct {
	store     blob.Store
	publisher *flow.Publisher
	done      published
}

func (s *samples) publish(ctx context.Context, file string) error {
	switch strings.ToLower(filepath.Ext(file)) {
	case ".jpg", ".jpeg", ".png", ".pdf", ".tif", ".tiff", ".webp", ".heic":
		return s.document(ctx, file)
	}
	if filepath.Base(file) == "sms.jsonl" {
		return s.messages(ctx, file)
	}
	return nil // labels, and what else may lie there
}

// document puts the file into the bucket and publishes where it is, as any producer would.
func (s *samples) document(ctx context.Context, file string) error {
	i, err := os.Stat(file)
	if err != nil {
		return err
	}
	if i.Size() > maxSampleBytes {
		return fmt.Errorf("%d bytes are over the limit of %d", i.Size(), maxSampleBytes)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	name := filepath.Base(file)
	b, err := s.store.Put(ctx, "samples/"+name, content, mime.TypeByExtension(filepath.Ext(name)))
	if err != nil {
		return err
	}
	id := schemas.DocumentID("", b.GetSha256())
	if err := s.publisher.Publish(ctx, id, &munshiv1.DocumentUploaded{Uri: b.GetUri(), Filename: name}); err != nil {
		return err
	}
	s.done.Documents = append(s.done.Documents, id)
	return nil
}

func (s *samples) messages(ctx context.Context, file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, maxMessageBytes)
	for n := 1; lines.Scan(); n++ {
		if n > maxSamples {
			return fmt.Errorf("more than %d messages", maxSamples)
		}
		var sms struct {
			ID, Sender, Text string
			ReceivedAt       time.Time
		}
		if err := json.Unmarshal(lines.Bytes(), &sms); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		err := s.publisher.Publish(ctx, "", &munshiv1.MessageReceived{
			MessageId: sms.ID, Sender: sms.Sender, Text: sms.Text, ReceivedAt: timestamppb.New(sms.ReceivedAt),
		})
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		s.done.Messages = append(s.done.Messages, sms.ID)
	}
	return lines.Err()
}

func readPublished(config Config) (published, error) {
	var p published
	text, err := os.ReadFile(config.publishedFile())
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	if err := json.Unmarshal(text, &p); err != nil {
		return p, fmt.Errorf("%s: %w: remove it, and make up publishes the samples again", config.publishedFile(), err)
	}
	return p, nil
}
