package ingest

import (
	"errors"
	"fmt"
	"time"

	"github.com/munshi-in/munshi/stages/blob"
)

// Config says what one operator may need to change, and nothing else.
type Config struct {
	Blob blob.Config

	MaxBytes int64 `env:"MAX_BYTES" default:"52428800" help:"largest document, in bytes"`
	// MaxInlineBytes is lower: inline content goes through Kafka, base64 makes it a third larger, and the broker's own limit is near.
	MaxInlineBytes int64 `env:"MAX_INLINE_BYTES" default:"4194304" help:"largest document whose bytes stand in the event itself, in bytes"`
	MaxPages       int   `env:"MAX_PAGES" default:"200" help:"most pages of one document"`
	MaxPagePixels  int64 `env:"MAX_PAGE_PIXELS" default:"50000000" help:"most pixels of one page, as its header claims"`
	// MaxParallelReads bounds memory: each may hold MAX_BYTES.
	MaxParallelReads int `env:"MAX_PARALLEL_READS" default:"8" help:"documents fetched and held in memory at the same time"`

	AllowHTTP bool `env:"ALLOW_HTTP" default:"false" help:"also fetch http:// URLs"`
	// AllowPrivateAddresses lets producers make ingest talk to what is inside the network. Link-local addresses, where clouds
	// hand out credentials, stay refused.
	AllowPrivateAddresses bool          `env:"ALLOW_PRIVATE_ADDRESSES" default:"false" help:"also fetch from private and loopback addresses"`
	ConnectTimeout        time.Duration `env:"CONNECT_TIMEOUT" default:"10s" help:"longest that connecting to a URL's host may take"`
	FetchTimeout          time.Duration `env:"FETCH_TIMEOUT" default:"60s" help:"longest that fetching a URL may take, redirects included"`
}

// Validate reports every mistake at once.
func (c Config) Validate() error {
	mistakes := []error{c.Blob.Validate()}
	require := func(ok bool, format string, args ...any) {
		if !ok {
			mistakes = append(mistakes, fmt.Errorf(format, args...))
		}
	}
	require(c.MaxBytes > 0 && c.MaxBytes <= c.Blob.MaxBlobBytes, "MUNSHI_INGEST_MAX_BYTES: %d is not between 1 and MUNSHI_MAX_BLOB_BYTES (%d)", c.MaxBytes, c.Blob.MaxBlobBytes)
	require(c.MaxInlineBytes > 0, "MUNSHI_INGEST_MAX_INLINE_BYTES: %d is not positive", c.MaxInlineBytes)
	require(c.MaxPages > 0 && c.MaxPages <= 10_000, "MUNSHI_INGEST_MAX_PAGES: %d is not between 1 and 10000", c.MaxPages)
	require(c.MaxPagePixels > 0, "MUNSHI_INGEST_MAX_PAGE_PIXELS: %d is not positive", c.MaxPagePixels)
	require(c.MaxParallelReads > 0, "MUNSHI_INGEST_MAX_PARALLEL_READS: %d is not positive", c.MaxParallelReads)
	require(c.ConnectTimeout > 0, "MUNSHI_INGEST_CONNECT_TIMEOUT: %s is not positive", c.ConnectTimeout)
	require(c.FetchTimeout > 0, "MUNSHI_INGEST_FETCH_TIMEOUT: %s is not positive", c.FetchTimeout)
	return errors.Join(mistakes...)
}
