package blob

import (
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/munshi-in/munshi/schemas"
)

// DefaultMaxBlobBytes is what one blob may have at most unless configured: 100 MiB.
const DefaultMaxBlobBytes = 100 << 20

// Config says where blobs are kept. Stages hold it in their own configuration; its variables are shared.
type Config struct {
	Endpoint  string         `env:"S3_ENDPOINT" shared:"true" default:"http://127.0.0.1:9000" help:"URL of the S3 API: http(s)://host[:port]"`
	AccessKey string         `env:"S3_ACCESS_KEY" shared:"true" default:"munshi" help:"access key of the object storage"`
	SecretKey schemas.Secret `env:"S3_SECRET_KEY" shared:"true" default:"munshi-secret" help:"secret key of the object storage"`
	Region    string         `env:"S3_REGION" shared:"true" default:"us-east-1" help:"region of the buckets"`
	Bucket    string         `env:"S3_BUCKET" shared:"true" default:"munshi" help:"bucket where originals, pages and words are kept; made when missing"`
	// MaxBlobBytes bounds what one blob can take of memory, whatever a claim check says.
	MaxBlobBytes int64 `env:"MAX_BLOB_BYTES" shared:"true" default:"104857600" help:"largest blob that is read or written, in bytes"`
	// Timeout covers one call whole, transfer included: a store that accepts connections and answers nothing is down too.
	Timeout time.Duration `env:"S3_TIMEOUT" shared:"true" default:"60s" help:"longest that one call to the object storage may take"`
}

// Validate reports every mistake at once.
func (c Config) Validate() error {
	var mistakes []error
	if _, _, err := c.address(); err != nil {
		mistakes = append(mistakes, err)
	}
	if !bucketName.MatchString(c.Bucket) {
		mistakes = append(mistakes, fmt.Errorf("MUNSHI_S3_BUCKET: %q is not a bucket name (3 to 63 of a-z, 0-9, - and .)", c.Bucket))
	}
	if c.MaxBlobBytes <= 0 {
		mistakes = append(mistakes, fmt.Errorf("MUNSHI_MAX_BLOB_BYTES: %d is not positive", c.MaxBlobBytes))
	}
	if c.Timeout <= 0 {
		mistakes = append(mistakes, fmt.Errorf("MUNSHI_S3_TIMEOUT: %s is not positive", c.Timeout))
	}
	return errors.Join(mistakes...)
}

// address splits Endpoint into host and whether it is TLS.
func (c Config) address() (host string, secure bool, err error) {
	u, err := url.Parse(c.Endpoint)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || (u.Path != "" && u.Path != "/") {
		return "", false, fmt.Errorf("MUNSHI_S3_ENDPOINT: %q is not a URL such as http://127.0.0.1:9000", c.Endpoint)
	}
	return u.Host, u.Scheme == "https", nil
}
