package testkit

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/minio/minio-go/v7/pkg/notification"

	"github.com/munshi-in/munshi/deploy/engines/cache"
)

const (
	s3AccessKey = "munshi"
	s3SecretKey = "munshi-secret"
	s3Region    = "us-east-1"

	// notifyingTime bounds how long a server that is ready may not know yet where it is to send notifications.
	notifyingTime = 10 * time.Second
)

// Bucket is an empty bucket for one test, on the MinIO server of this test process.
type Bucket struct {
	// Endpoint is the server's URL.
	Endpoint             string
	AccessKey, SecretKey string
	// Name of the bucket.
	Name string
}

// S3 is an empty bucket for this test.
func S3(t testing.TB) *Bucket {
	t.Helper()
	return newBucket(t, get(t, startMinio))
}

// OwnS3 is an empty bucket on a server that no other test uses, and the engine to kill or pause.
func OwnS3(t testing.TB) (*Bucket, *Engine) {
	t.Helper()
	e := owned(t, thrice(func() (*Engine, error) { return minioServer() }))
	return newBucket(t, e), e
}

// S3Notifying is an empty bucket on a server of its own that publishes an event to a Kafka topic, named in full, for
// every object that is put.
func S3Notifying(t testing.TB, broker *Broker, topic string) *Bucket {
	t.Helper()
	b := newBucket(t, owned(t, thrice(func() (*Engine, error) {
		return minioServer("MINIO_NOTIFY_KAFKA_ENABLE_TEST=on", "MINIO_NOTIFY_KAFKA_BROKERS_TEST="+broker.Addr, "MINIO_NOTIFY_KAFKA_TOPIC_TEST="+topic)
	})))
	arn := notification.NewArn("minio", "sqs", "", "TEST", "kafka")
	toQueue := notification.NewConfig(arn)
	toQueue.AddEvents(notification.ObjectCreatedAll)
	all := notification.Configuration{}
	all.AddQueue(toQueue)
	// MinIO says that it is ready some moments before it knows where notifications may go.
	client, until := b.client(t), time.Now().Add(notifyingTime)
	for {
		err := client.SetBucketNotification(t.Context(), b.Name, all)
		if err == nil {
			return b
		}
		if time.Now().After(until) {
			t.Fatalf("testkit: bucket notification: %v", err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// Env are the variables that point a stage at the bucket.
func (b *Bucket) Env() map[string]string {
	return map[string]string{
		"MUNSHI_S3_ENDPOINT": b.Endpoint, "MUNSHI_S3_ACCESS_KEY": b.AccessKey, "MUNSHI_S3_SECRET_KEY": b.SecretKey,
		"MUNSHI_S3_REGION": s3Region, "MUNSHI_S3_BUCKET": b.Name,
	}
}

func newBucket(t testing.TB, server *Engine) *Bucket {
	t.Helper()
	b := &Bucket{Endpoint: "http://" + server.addr, AccessKey: s3AccessKey, SecretKey: s3SecretKey, Name: uniqueName(t, "-")}
	if err := b.client(t).MakeBucket(t.Context(), b.Name, minio.MakeBucketOptions{Region: s3Region}); err != nil {
		t.Fatalf("testkit: make bucket %s: %v", b.Name, err)
	}
	return b
}

func (b *Bucket) client(t testing.TB) *minio.Client {
	t.Helper()
	client, err := minio.New(b.Endpoint[len("http://"):], &minio.Options{Creds: credentials.NewStaticV4(b.AccessKey, b.SecretKey, ""), Region: s3Region})
	if err != nil {
		t.Fatalf("testkit: %v", err)
	}
	return client
}

var startMinio = sync.OnceValues(thrice(func() (*Engine, error) { return minioServer() }))

// minioServer starts a server with further variables.
func minioServer(variables ...string) (*Engine, error) {
	program, err := cache.Find("minio", cache.MinioVersion, "minio", "deps-test")
	if err != nil {
		return nil, err
	}
	dir, err := directory("minio")
	if err != nil {
		return nil, err
	}
	addrs, err := freeAddrs(1)
	if err != nil {
		return nil, err
	}
	return newEngine(dir, addrs[0], func() (running, error) {
		cmd := exec.Command(program, "server", "--quiet", "--address", addrs[0], filepath.Join(dir, "data"))
		cmd.Env = append([]string{
			"HOME=" + dir, "PATH=" + os.Getenv("PATH"), "CI=true",
			"MINIO_ROOT_USER=" + s3AccessKey, "MINIO_ROOT_PASSWORD=" + s3SecretKey, "MINIO_BROWSER=off", "MINIO_UPDATE=off",
		}, variables...)
		p, err := launch(dir, cmd)
		if err != nil {
			return nil, fmt.Errorf("minio: %w", err)
		}
		if err := p.await(func() error { return minioAnswers(addrs[0]) }); err != nil {
			return nil, fmt.Errorf("minio: %w", err)
		}
		return p, nil
	})
}

func minioAnswers(addr string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/minio/health/ready", nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return errors.New(answer.Status)
	}
	return nil
}
