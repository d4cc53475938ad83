package console

import (
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/munshi-in/munshi/schemas"
	"github.com/munshi-in/munshi/stages/blob"
)

// Config says what one operator may need to change, and nothing else.
type Config struct {
	Blob blob.Config

	// Addr is loopback by default: the API knows no users yet, so a gateway that does belongs in front of it.
	Addr string `env:"ADDR" default:"127.0.0.1:8080" help:"where the API is served, host:port"`

	ClickHouseAddr     string         `env:"CLICKHOUSE_ADDR" shared:"true" default:"127.0.0.1:19000" help:"ClickHouse, host:port of the native protocol"`
	ClickHouseDatabase string         `env:"CLICKHOUSE_DATABASE" shared:"true" default:"munshi" help:"database that munshi migrate has prepared"`
	ClickHouseUser     string         `env:"CLICKHOUSE_USER" shared:"true" default:"default" help:"user that may read the views"`
	ClickHousePassword schemas.Secret `env:"CLICKHOUSE_PASSWORD" shared:"true" help:"its password"`
	QueryTimeout       time.Duration  `env:"QUERY_TIMEOUT" default:"10s" help:"longest one question to ClickHouse may take"`

	MaxUploadBytes int64 `env:"MAX_UPLOAD_BYTES" default:"52428800" help:"largest file taken, in bytes; MUNSHI_INGEST_MAX_BYTES judges again"`
	// MaxParallelUploads bounds memory: each may hold MAX_UPLOAD_BYTES.
	MaxParallelUploads int           `env:"MAX_PARALLEL_UPLOADS" default:"8" help:"uploads held in memory at the same time; more wait"`
	UploadTimeout      time.Duration `env:"UPLOAD_TIMEOUT" default:"2m" help:"longest one request may take, upload included"`
	// AllowS3URLs lets whoever reaches the API read any object that Munshi's credentials open.
	AllowS3URLs bool `env:"ALLOW_S3_URLS" default:"false" help:"also take s3:// in url"`

	// RememberedIDs bridges the moment between the answer 202 and the first row in ClickHouse.
	RememberedIDs int           `env:"REMEMBERED_IDS" default:"100000" help:"accepted ids kept in memory until ClickHouse knows them"`
	RememberFor   time.Duration `env:"REMEMBER_FOR" default:"1h" help:"how long an accepted id is kept in memory"`
}

// Validate reports every mistake at once.
func (c Config) Validate() error {
	mistakes := []error{c.Blob.Validate()}
	require := func(ok bool, format string, args ...any) {
		if !ok {
			mistakes = append(mistakes, fmt.Errorf(format, args...))
		}
	}
	for name, addr := range map[string]string{"MUNSHI_CONSOLE_ADDR": c.Addr, "MUNSHI_CLICKHOUSE_ADDR": c.ClickHouseAddr} {
		_, _, err := net.SplitHostPort(addr)
		require(err == nil, "%s: %q is not host:port", name, addr)
	}
	require(c.ClickHouseDatabase != "", "MUNSHI_CLICKHOUSE_DATABASE: it must name a database")
	require(c.MaxUploadBytes > 0 && c.MaxUploadBytes <= c.Blob.MaxBlobBytes, "MUNSHI_CONSOLE_MAX_UPLOAD_BYTES: %d is not between 1 and MUNSHI_MAX_BLOB_BYTES (%d)", c.MaxUploadBytes, c.Blob.MaxBlobBytes)
	require(c.MaxParallelUploads > 0, "MUNSHI_CONSOLE_MAX_PARALLEL_UPLOADS: %d is not positive", c.MaxParallelUploads)
	require(c.RememberedIDs > 0, "MUNSHI_CONSOLE_REMEMBERED_IDS: %d is not positive", c.RememberedIDs)
	for name, d := range map[string]time.Duration{"QUERY_TIMEOUT": c.QueryTimeout, "UPLOAD_TIMEOUT": c.UploadTimeout, "REMEMBER_FOR": c.RememberFor} {
		require(d > 0, "MUNSHI_CONSOLE_%s: %s is not positive", name, d)
	}
	return errors.Join(mistakes...)
}
