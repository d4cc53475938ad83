package testkit_test

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/minio/minio-go/v7"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
)

// hurt pauses the engine, kills it, and starts it again.
func hurt(t *testing.T, e *testkit.Engine) {
	t.Helper()
	e.Pause()
	time.Sleep(100 * time.Millisecond)
	e.Resume()
	e.Kill()
	e.Start(t)
}

func TestKafkaThatWasKilledIsThereAgainWithItsRecords(t *testing.T) {
	b, engine := testkit.OwnKafka(t)
	topic := b.Prefix + "messages.received"
	producer := client(t, b)
	createTopic(t, producer, topic)
	if err := producer.ProduceSync(t.Context(), &kgo.Record{Topic: topic, Value: []byte("kept")}).FirstErr(); err != nil {
		t.Fatal(err)
	}
	hurt(t, engine)
	reader := client(t, b, kgo.ConsumeTopics(topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	var kept []*kgo.Record
	for len(kept) == 0 && t.Context().Err() == nil {
		kept = reader.PollFetches(t.Context()).Records()
	}
	if string(kept[0].Value) != "kept" {
		t.Errorf("%q", kept[0].Value)
	}
}

func TestMinioThatWasKilledIsThereAgainWithItsObjects(t *testing.T) {
	b, engine := testkit.OwnS3(t)
	c := objects(t, b)
	if _, err := c.PutObject(t.Context(), b.Name, "a", strings.NewReader("kept"), 4, minio.PutObjectOptions{}); err != nil {
		t.Fatal(err)
	}
	hurt(t, engine)
	object, err := c.GetObject(t.Context(), b.Name, "a", minio.GetObjectOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(object); err != nil || string(got) != "kept" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestClickHouseThatWasKilledIsThereAgainWithItsRows(t *testing.T) {
	d, engine := testkit.OwnClickHouse(t)
	ask := func(query string, into ...any) {
		t.Helper()
		conn, err := clickhouse.Open(&clickhouse.Options{Addr: []string{d.Addr}, Auth: clickhouse.Auth{Database: d.Name}})
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if len(into) == 0 {
			err = conn.Exec(t.Context(), query)
		} else {
			err = conn.QueryRow(t.Context(), query).Scan(into...)
		}
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	ask("CREATE TABLE rows (n Int64) ENGINE = MergeTree ORDER BY n SETTINGS fsync_after_insert = 1, fsync_part_directory = 1")
	ask("INSERT INTO rows VALUES (7)")
	hurt(t, engine)
	var n int64
	ask("SELECT n FROM rows", &n)
	if n != 7 {
		t.Errorf("%d, want 7", n)
	}
}
