package testkit_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func client(t *testing.T, b *testkit.Broker, options ...kgo.Opt) *kgo.Client {
	t.Helper()
	c, err := kgo.NewClient(append(options, kgo.SeedBrokers(b.Addr))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func createTopic(t *testing.T, c *kgo.Client, name string) {
	t.Helper()
	if _, err := kadm.NewClient(c).CreateTopic(t.Context(), 2, 1, nil, name); err != nil {
		t.Fatal(err)
	}
}

func TestAGroupReadsWhatWasProducedOnRealKafka(t *testing.T) {
	b := testkit.Kafka(t)
	topic := b.Prefix + "messages.received"
	producer := client(t, b)
	createTopic(t, producer, topic)
	for i := range 100 {
		r := &kgo.Record{Topic: topic, Key: fmt.Append(nil, i), Value: fmt.Append(nil, "message ", i)}
		if err := producer.ProduceSync(t.Context(), r).FirstErr(); err != nil {
			t.Fatal(err)
		}
	}
	consumer := client(t, b, kgo.ConsumerGroup(b.Prefix+"reader"), kgo.ConsumeTopics(topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	seen := map[string]bool{}
	for len(seen) < 100 {
		fetches := consumer.PollFetches(t.Context())
		if err := fetches.Err(); err != nil {
			t.Fatal(err)
		}
		fetches.EachRecord(func(r *kgo.Record) { seen[string(r.Value)] = true })
	}
	if err := consumer.CommitUncommittedOffsets(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestTwoTestsHaveTopicsOfTheirOwn(t *testing.T) {
	if a, b := testkit.Kafka(t), testkit.Kafka(t); a.Addr != b.Addr || a.Prefix == b.Prefix {
		t.Errorf("brokers %s and %s, prefixes %q and %q: want one broker, two prefixes", a.Addr, b.Addr, a.Prefix, b.Prefix)
	}
}

func objects(t *testing.T, b *testkit.Bucket) *minio.Client {
	t.Helper()
	c, err := minio.New(strings.TrimPrefix(b.Endpoint, "http://"), &minio.Options{Creds: credentials.NewStaticV4(b.AccessKey, b.SecretKey, "")})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAnObjectIsReadBackFromMinio(t *testing.T) {
	b := testkit.S3(t)
	c := objects(t, b)
	want := bytes.Repeat([]byte("cheque"), 1000)
	if _, err := c.PutObject(t.Context(), b.Name, "originals/a", bytes.NewReader(want), int64(len(want)), minio.PutObjectOptions{}); err != nil {
		t.Fatal(err)
	}
	object, err := c.GetObject(t.Context(), b.Name, "originals/a", minio.GetObjectOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(object); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d bytes, %v; want %d bytes", len(got), err, len(want))
	}
}

func TestMinioTellsKafkaOfANewObject(t *testing.T) {
	broker := testkit.Kafka(t)
	topic := broker.Prefix + "documents.uploaded"
	createTopic(t, client(t, broker), topic)
	b := testkit.S3Notifying(t, broker, topic)
	if _, err := objects(t, b).PutObject(t.Context(), b.Name, "inbox/pan card.jpg", strings.NewReader("x"), 1, minio.PutObjectOptions{}); err != nil {
		t.Fatal(err)
	}
	consumer := client(t, broker, kgo.ConsumeTopics(topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	fetches := consumer.PollFetches(t.Context())
	if err := fetches.Err(); err != nil {
		t.Fatal(err)
	}
	var event struct{ EventName, Key string }
	if err := json.Unmarshal(fetches.Records()[0].Value, &event); err != nil || event.Key != b.Name+"/inbox/pan card.jpg" {
		t.Errorf("event %+v, %v; want the key of the object", event, err)
	}
}

func TestEachTestHasAnEmptyDatabase(t *testing.T) {
	a, b := testkit.ClickHouse(t), testkit.ClickHouse(t)
	conn, err := clickhouse.Open(&clickhouse.Options{Addr: []string{a.Addr}, Auth: clickhouse.Auth{Database: a.Name}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.Exec(t.Context(), "CREATE TABLE rows (n Int64) ENGINE = MergeTree ORDER BY n"); err != nil {
		t.Fatal(err)
	}
	var tables uint64
	if err := conn.QueryRow(t.Context(), "SELECT count() FROM system.tables WHERE database IN (?, ?)", a.Name, b.Name).Scan(&tables); err != nil || tables != 1 {
		t.Errorf("%d tables, %v; want 1", tables, err)
	}
}

func TestLookupFindsWhatTheLastMapSays(t *testing.T) {
	find := testkit.Lookup(map[string]string{"A": "1", "B": "2"}, map[string]string{"A": "3"})
	a, _ := find("A")
	b, _ := find("B")
	if _, ok := find("C"); a != "3" || b != "2" || ok {
		t.Errorf("A=%s B=%s, C found: %t", a, b, ok)
	}
}

// TestEnginesEndWithATestProcessThatIsKilled runs this binary again with only TestHoldsEngines, kills it, and looks for its engines.
func TestEnginesEndWithATestProcessThatIsKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("needs engines: run without -short")
	}
	other := exec.Command(os.Args[0], "-test.run=^TestHoldsEngines$", "-test.v")
	other.Env = append(os.Environ(), holdVariable+"=1")
	out, err := other.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	var addrs []string
	for lines := bufio.NewScanner(out); len(addrs) == 0 && lines.Scan(); {
		if list, ok := strings.CutPrefix(lines.Text(), "engines at "); ok {
			addrs = strings.Fields(list)
		}
	}
	other.Process.Kill()
	other.Wait()
	if len(addrs) != 3 {
		t.Fatalf("the other process started engines at %v, want three", addrs)
	}
	deadline := time.Now().Add(time.Minute)
	for _, addr := range addrs {
		for {
			conn, err := net.Dial("tcp", addr)
			if err != nil {
				break
			}
			conn.Close()
			if time.Now().After(deadline) {
				t.Fatalf("the engine at %s outlived its test process by a minute", addr)
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
}

const holdVariable = "MUNSHI_TESTKIT_HOLD"

// TestHoldsEngines is the other process of the test above; by itself it does nothing.
func TestHoldsEngines(t *testing.T) {
	if os.Getenv(holdVariable) == "" {
		return
	}
	fmt.Println("engines at", testkit.Kafka(t).Addr, strings.TrimPrefix(testkit.S3(t).Endpoint, "http://"), testkit.ClickHouse(t).Addr)
	time.Sleep(time.Hour) // it is killed
}
