// Package blob keeps and fetches the bytes that events refer to: originals, page images, words. Events carry
// claim checks (munshiv1.Blob: where, how many bytes, their hash), never the bytes.
//
// Start at Store for what can be done, at Open for a store behind the S3 API (MinIO, AWS, versitygw and their like) and at
// NewMemory for one without a server. Keys are made only by OriginalKey, PageKey and TextKey, so that a retry
// overwrites what it wrote before with the same bytes. The package does not list or delete: how long
// blobs live is a lifecycle rule of the bucket.
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
)

// What a store answers about one blob. Every other error means that the store itself cannot be used now:
// a stage returns it bare and flow waits.
var (
	// ErrNotFound: there is no such object, or no such bucket, or the reference can name none.
	ErrNotFound = errors.New("no such object")
	// ErrDenied: the store is up and knows us, and does not give this object.
	ErrDenied = errors.New("access denied")
	// ErrTooLarge: the object is over MaxBlobBytes. It has not been read.
	ErrTooLarge = errors.New("object too large")
	// ErrMismatch: the bytes are not those the claim check was made for.
	ErrMismatch = errors.New("object differs from its claim check")
)

// CodeOf returns the code of an error that concerns one blob, and whether err is one: such an input can never
// succeed. An error without a code is an outage of the store.
func CodeOf(err error) (schemas.Code, bool) {
	switch {
	case errors.Is(err, ErrNotFound):
		return schemas.CodeNotFound, true
	case errors.Is(err, ErrDenied):
		return schemas.CodeAccessDenied, true
	case errors.Is(err, ErrTooLarge):
		return schemas.CodeTooLarge, true
	case errors.Is(err, ErrMismatch):
		return schemas.CodeBlobMismatch, true
	}
	return "", false
}

// A Store keeps blobs. It is safe for concurrent use.
type Store interface {
	// Get returns the bytes that b refers to, in any bucket the credentials open. It verifies size and SHA-256
	// as far as b has them.
	Get(ctx context.Context, b *munshiv1.Blob) ([]byte, error)
	// Put keeps data under key in Munshi's own bucket, over what was there, and returns its claim check.
	Put(ctx context.Context, key string, data []byte, mediaType string) (*munshiv1.Blob, error)
	// Stat returns the claim check of the object at uri without reading it. The hash is empty unless Put wrote it.
	Stat(ctx context.Context, uri string) (*munshiv1.Blob, error)
	// At names what Put keeps under key, whether or not it is there: a claim check of a place, without size and hash.
	At(key string) *munshiv1.Blob
}

// Close lets go of the connections a store keeps for later calls. It must not be in use any more; a store
// without connections has nothing to let go of.
func Close(store Store) {
	if s, ok := store.(interface{ closeIdle() }); ok {
		s.closeIdle()
	}
}

// Sum returns the SHA-256 of data as claim checks hold it.
func Sum(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// verify tells whether data is what b was made for.
func verify(b *munshiv1.Blob, data []byte) error {
	if b.GetBytes() > 0 && b.GetBytes() != int64(len(data)) {
		return fmt.Errorf("%s: %w: %d bytes instead of %d", b.GetUri(), ErrMismatch, len(data), b.GetBytes())
	}
	if b.GetSha256() == "" {
		return nil
	}
	if sum := Sum(data); !strings.EqualFold(sum, b.GetSha256()) {
		return fmt.Errorf("%s: %w: SHA-256 is %s, expected %s", b.GetUri(), ErrMismatch, sum, b.GetSha256())
	}
	return nil
}

func tooLarge(where string, size, limit int64) error {
	return fmt.Errorf("%s: %w: %d bytes, the limit is %d (MaxBlobBytes)", where, ErrTooLarge, size, limit)
}
