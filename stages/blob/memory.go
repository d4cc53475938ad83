package blob

import (
	"bytes"
	"context"
	"fmt"
	"sync"

	"google.golang.org/protobuf/proto"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
)

// memoryBucket is the bucket that a store in memory says its blobs are in.
const memoryBucket = "memory"

type kept struct {
	check *munshiv1.Blob
	bytes []byte
}

type memory struct {
	mu    sync.RWMutex
	blobs map[string]kept // by uri
}

// NewMemory makes a store without a server, for reading a file on the command line. It keeps the contract of
// the S3 one, and everything put into it until it is dropped.
func NewMemory() Store { return &memory{blobs: map[string]kept{}} }

func (m *memory) Put(ctx context.Context, key string, data []byte, mediaType string) (*munshiv1.Blob, error) {
	if err := validKey(key); err != nil {
		return nil, fmt.Errorf("put %q: %w", clip(key), err)
	}
	if len(data) > DefaultMaxBlobBytes {
		return nil, tooLarge("put "+key, int64(len(data)), DefaultMaxBlobBytes)
	}
	check := &munshiv1.Blob{Uri: URI(memoryBucket, key), Bytes: int64(len(data)), Sha256: Sum(data), MediaType: mediaType}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.blobs[check.Uri] = kept{check: check, bytes: bytes.Clone(data)}
	return proto.CloneOf(check), ctx.Err()
}

func (m *memory) Get(ctx context.Context, b *munshiv1.Blob) ([]byte, error) {
	found, err := m.find(b.GetUri())
	if err != nil {
		return nil, err
	}
	if err := verify(b, found.bytes); err != nil {
		return nil, err
	}
	return bytes.Clone(found.bytes), ctx.Err()
}

func (m *memory) Stat(ctx context.Context, uri string) (*munshiv1.Blob, error) {
	found, err := m.find(uri)
	if err != nil {
		return nil, err
	}
	return proto.CloneOf(found.check), ctx.Err()
}

func (m *memory) At(key string) *munshiv1.Blob {
	return &munshiv1.Blob{Uri: URI(memoryBucket, key)}
}

func (m *memory) find(uri string) (kept, error) {
	if _, _, err := ParseURI(uri); err != nil {
		return kept{}, err
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	found, ok := m.blobs[uri]
	if !ok {
		return kept{}, fmt.Errorf("%s: %w", uri, ErrNotFound)
	}
	return found, nil
}
