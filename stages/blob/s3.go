package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
)

// hashName is the user metadata that Put keeps the hash in, for Stat.
const hashName = "Munshi-Sha256"

// attempts is how often minio-go itself tries a call: enough to outlive a dropped connection. Longer
// trouble is for flow, which waits without holding the input's bytes.
const attempts = 3

type s3 struct {
	Config
	client    minio.Core
	transport *http.Transport
}

// Open makes a store of an S3 API. It connects when it is first used: a store that is down now is an error of
// the first call, not of Open, so that stages may start in any order.
func Open(_ context.Context, config Config) (Store, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	host, secure, err := config.address()
	if err != nil {
		return nil, err
	}
	transport, err := minio.DefaultTransport(secure)
	if err != nil {
		return nil, fmt.Errorf("object storage %s: %w", config.Endpoint, err)
	}
	client, err := minio.New(host, &minio.Options{
		Transport:    transport,
		Creds:        credentials.NewStaticV4(config.AccessKey, config.SecretKey.Reveal(), ""),
		Secure:       secure,
		Region:       config.Region,
		BucketLookup: minio.BucketLookupAuto,
		MaxRetries:   attempts,
	})
	if err != nil {
		return nil, fmt.Errorf("object storage %s: %w", config.Endpoint, err)
	}
	return &s3{Config: config, client: minio.Core{Client: client}, transport: transport}, nil
}

// closeIdle lets go of the connections that wait for the next call.
func (s *s3) closeIdle() { s.transport.CloseIdleConnections() }

func (s *s3) Get(ctx context.Context, b *munshiv1.Blob) ([]byte, error) {
	bucket, key, err := ParseURI(b.GetUri())
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, s.Timeout)
	defer cancel()
	body, object, _, err := s.client.GetObject(ctx, bucket, key, minio.GetObjectOptions{})
	switch {
	case err != nil && foreign(err):
		return nil, fmt.Errorf("get %s: what answers at %s (MUNSHI_S3_ENDPOINT) is no object storage: %w", b.GetUri(), s.Endpoint, err)
	case err != nil:
		return nil, s.explain("get "+b.GetUri(), err)
	}
	defer body.Close()
	if object.Size > s.MaxBlobBytes {
		return nil, tooLarge(b.GetUri(), object.Size, s.MaxBlobBytes)
	}
	data, err := readAll(body, object.Size, s.MaxBlobBytes)
	switch {
	case errors.Is(err, ErrTooLarge):
		return nil, tooLarge(b.GetUri(), int64(len(data)), s.MaxBlobBytes)
	case err != nil:
		return nil, s.explain("get "+b.GetUri(), err)
	}
	return data, verify(b, data)
}

// readAll reads at most limit bytes. The announced size only saves growing the slice: it is not believed.
func readAll(r io.Reader, announced, limit int64) ([]byte, error) {
	buffer := bytes.NewBuffer(make([]byte, 0, max(0, min(announced, limit))+bytes.MinRead))
	if _, err := buffer.ReadFrom(io.LimitReader(r, limit+1)); err != nil {
		return nil, err
	}
	if int64(buffer.Len()) > limit {
		return buffer.Bytes(), ErrTooLarge
	}
	return buffer.Bytes(), nil
}

func (s *s3) Put(ctx context.Context, key string, data []byte, mediaType string) (*munshiv1.Blob, error) {
	if err := validKey(key); err != nil {
		return nil, fmt.Errorf("put %q: %w", clip(key), err)
	}
	check := &munshiv1.Blob{Uri: URI(s.Bucket, key), Bytes: int64(len(data)), Sha256: Sum(data), MediaType: mediaType}
	if check.Bytes > s.MaxBlobBytes {
		return nil, tooLarge("put "+check.Uri, check.Bytes, s.MaxBlobBytes)
	}
	ctx, cancel := context.WithTimeout(ctx, s.Timeout)
	defer cancel()
	err := s.put(ctx, key, data, check)
	if code(err) == minio.NoSuchBucket {
		if err = s.makeBucket(ctx); err == nil {
			err = s.put(ctx, key, data, check)
		}
	}
	if err != nil {
		// Never ErrDenied: a store that refuses what Munshi must write is broken for every input.
		return nil, fmt.Errorf("put %s (%s): %w", check.Uri, s.Endpoint, err)
	}
	return check, nil
}

func (s *s3) put(ctx context.Context, key string, data []byte, check *munshiv1.Blob) error {
	_, err := s.client.Client.PutObject(ctx, s.Bucket, key, bytes.NewReader(data), check.Bytes, minio.PutObjectOptions{
		ContentType:      check.MediaType,
		UserMetadata:     map[string]string{hashName: check.Sha256},
		DisableMultipart: true, // one request: the object is there whole or not at all
	})
	return err
}

func (s *s3) makeBucket(ctx context.Context) error {
	err := s.client.MakeBucket(ctx, s.Bucket, minio.MakeBucketOptions{Region: s.Region})
	if c := code(err); c == minio.BucketAlreadyOwnedByYou || c == minio.BucketAlreadyExists {
		return nil // another stage was quicker
	}
	return err
}

func (s *s3) Stat(ctx context.Context, uri string) (*munshiv1.Blob, error) {
	bucket, key, err := ParseURI(uri)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, s.Timeout)
	defer cancel()
	object, err := s.client.StatObject(ctx, bucket, key, minio.StatObjectOptions{})
	if err != nil {
		return nil, s.explain("stat "+uri, err)
	}
	return &munshiv1.Blob{Uri: uri, Bytes: object.Size, Sha256: object.UserMetadata[hashName], MediaType: object.ContentType}, nil
}

// explain tells an answer about this object from a store that cannot be used. Wrong credentials are the second:
// taken for the first, one mistyped secret would dead-letter every document.
func (s *s3) explain(what string, err error) error {
	switch code(err) {
	case minio.NoSuchKey, minio.NoSuchBucket, "NoSuchVersion", "InvalidBucketName", minio.InvalidArgument, "InvalidURI",
		"XMinioInvalidObjectName", "KeyTooLongError", "MethodNotAllowed":
		return fmt.Errorf("%s: %w (%v)", what, ErrNotFound, err)
	case minio.AccessDenied, "AllAccessDisabled", "InvalidObjectState", "PermanentRedirect", "InvalidRequest":
		return fmt.Errorf("%s: %w (%v)", what, ErrDenied, err)
	}
	return fmt.Errorf("%s (%s): %w", what, s.Endpoint, err)
}

// foreign tells an answer that no S3 API gave: a proxy's page that it finds no store, or lets nobody in. The client takes its 404
// and 403 for answers about the object, and one restart of a store would dead-letter every document. The answer to a HEAD has no
// body to tell it by.
func foreign(err error) bool {
	var response minio.ErrorResponse
	return errors.As(err, &response) && (response.StatusCode == http.StatusNotFound || response.StatusCode == http.StatusForbidden) &&
		response.XMLName.Local == "" && response.RequestID == ""
}

func code(err error) string {
	var response minio.ErrorResponse
	errors.As(err, &response)
	return response.Code
}

func (s *s3) At(key string) *munshiv1.Blob { return &munshiv1.Blob{Uri: URI(s.Bucket, key)} }
