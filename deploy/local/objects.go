package local

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/embedgw"
)

const healthPath = "/-/health"

// startObjects starts the object store over its folder and makes the bucket. ended is told when it ends by itself.
func startObjects(ctx context.Context, config Config, ended func(error)) (stop func(), err error) {
	// Attributes are kept beside the objects and not on them: not every file system has extended attributes. The folders' names
	// must not begin alike, or the one is taken to be inside the other.
	objects, attributes := config.path("objects"), config.path("attributes")
	for _, dir := range []string{objects, attributes} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, err
		}
	}
	sidecar, err := meta.NewSideCar(attributes)
	if err != nil {
		return nil, fmt.Errorf("object storage: %w", err)
	}
	folder, err := posix.New(objects, sidecar, posix.PosixOpts{SideCarDir: attributes, ValidateBucketNames: true})
	if err != nil {
		return nil, fmt.Errorf("object storage: %w", err)
	}
	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	var failure error
	go func() {
		defer close(done)
		defer folder.Shutdown()
		failure = embedgw.RunVersityGW(running, folder, &embedgw.Config{
			RootUserAccess: config.Blob.AccessKey, RootUserSecret: config.Blob.SecretKey.Reveal(), Region: config.Blob.Region,
			Ports: []string{config.objectsAddr()}, MaxConnections: 1000, MaxRequests: 200, MultipartMaxParts: 10000,
			Quiet: true, KeepAlive: true, DisableACLs: true, HealthPath: healthPath,
		})
		if running.Err() == nil {
			ended(fmt.Errorf("object storage ended: %w", failure))
		}
	}()
	stop = func() {
		cancel()
		<-done
	}
	if err := objectsAnswer(ctx, config, done); err != nil {
		stop()
		return nil, fmt.Errorf("object storage on %s: %w", config.objectsAddr(), errors.Join(err, failure))
	}
	if err := makeBucket(ctx, config); err != nil {
		stop()
		return nil, fmt.Errorf("object storage on %s: bucket %s: %w", config.objectsAddr(), config.Blob.Bucket, err)
	}
	return stop, nil
}

// makeBucket is not left to the first stage that writes: producers may put an object before that.
func makeBucket(ctx context.Context, config Config) error {
	client, err := minio.New(config.objectsAddr(), &minio.Options{
		Creds: credentials.NewStaticV4(config.Blob.AccessKey, config.Blob.SecretKey.Reveal(), ""), Region: config.Blob.Region,
	})
	if err != nil {
		return err
	}
	there, err := client.BucketExists(ctx, config.Blob.Bucket)
	if err != nil || there {
		return err
	}
	return client.MakeBucket(ctx, config.Blob.Bucket, minio.MakeBucketOptions{Region: config.Blob.Region})
}

func objectsAnswer(ctx context.Context, config Config, done <-chan struct{}) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+config.objectsAddr()+healthPath, nil)
		if err != nil {
			return err
		}
		answer, err := http.DefaultClient.Do(r)
		if err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return nil
			}
			err = errors.New(answer.Status)
		}
		select {
		case <-done:
			return errors.New("it ended at start")
		case <-ctx.Done():
			return fmt.Errorf("no answer in time: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
