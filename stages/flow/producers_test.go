package flow_test

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

// A producer is somebody else's Kafka client: it packs, groups and dates its records as it likes.
type producer struct {
	testing.TB
	*kgo.Client
	topic string
}

func newProducer(t testing.TB, broker *testkit.Broker, options ...kgo.Opt) producer {
	t.Helper()
	client, err := kgo.NewClient(append([]kgo.Opt{kgo.SeedBrokers(broker.Addr), kgo.RecordPartitioner(kgo.ManualPartitioner())}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return producer{t, client, broker.Prefix + "messages.received"}
}

// publish puts records on partition 0.
func (p producer) publish(records ...*kgo.Record) {
	p.Helper()
	for _, r := range records {
		r.Topic = p.topic
	}
	if err := p.ProduceSync(p.TB.Context(), records...).FirstErr(); err != nil {
		p.Fatal(err)
	}
}

func (p producer) publishText(texts ...string) {
	p.Helper()
	for _, text := range texts {
		p.publish(&kgo.Record{Key: []byte("key"), Value: sms(text)})
	}
}

func (p producer) publishTo(partition int32, text string) {
	p.Helper()
	r := &kgo.Record{Topic: p.topic, Partition: partition, Key: []byte("key"), Value: sms(text)}
	// The client hears of partitions that are new when it asks again.
	for deadline := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		err := p.ProduceSync(p.TB.Context(), r).FirstErr()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			p.Fatal(err)
		}
		r = &kgo.Record{Topic: p.topic, Partition: partition, Key: r.Key, Value: r.Value}
		p.ForceMetadataRefresh()
	}
}

// transaction publishes what it is given and then commits or aborts it.
func (p producer) transaction(end kgo.TransactionEndTry, texts ...string) {
	p.Helper()
	if err := p.BeginTransaction(); err != nil {
		p.Fatal(err)
	}
	p.publishText(texts...)
	if err := p.EndTransaction(p.TB.Context(), end); err != nil {
		p.Fatal(err)
	}
}

// awaitCommitted waits until a group has committed an offset of messages.received.
func awaitCommitted(t testing.TB, k *flowtest.Kafka, group string, want int64) {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		committed := k.Committed(group, "messages.received")
		if committed == want {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("group %s has committed %d after %s, want %d", group, committed, patience, want)
		}
	}
}

// heard is a stage that notes the texts it was given, and writes nothing.
type heard struct {
	mu    sync.Mutex
	texts []string
}

func (h *heard) define() flow.Definition[none] {
	return define(func(_ context.Context, in flow.Event[*munshiv1.MessageReceived]) ([]flow.Output, error) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.texts = append(h.texts, in.Body.Text)
		return nil, nil
	})
}

func (h *heard) all() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]string(nil), h.texts...)
}

// What a producer took back was never said. What it said counts as done to the last offset, that of the mark which ends a transaction included:
// a lag that never becomes zero is an alert that nobody heeds.
func TestAnAbortedTransactionIsNotReadAndLeavesNoLag(t *testing.T) {
	broker := testkit.Kafka(t)
	k := flowtest.Connect(t, testkit.Lookup(broker.Env()))
	p := newProducer(t, broker, kgo.TransactionalID(broker.Prefix+"bank"))
	p.transaction(kgo.TryAbort, "taken back")
	p.transaction(kgo.TryCommit, "one", "two")
	p.transaction(kgo.TryAbort, "taken back as well", "and this")
	p.transaction(kgo.TryCommit, "three")
	p.transaction(kgo.TryAbort, "the last")
	var h heard
	flowtest.Start(k, h.define(), nil)
	awaitCommitted(t, k, "munshi-classify", 7+5) // records, and marks, the last of which may not be there yet
	if got := strings.Join(h.all(), ", "); got != "one, two, three" {
		t.Errorf("read: %s", got)
	}
}

func TestASinkWritesNothingOfAnAbortedTransaction(t *testing.T) {
	broker := testkit.Kafka(t)
	k := flowtest.Connect(t, testkit.Lookup(broker.Env()))
	p := newProducer(t, broker, kgo.TransactionalID(broker.Prefix+"bank"))
	p.transaction(kgo.TryAbort, "taken back")
	p.transaction(kgo.TryCommit, "one")
	p.transaction(kgo.TryAbort, "taken back as well")
	l := &ledger{written: map[string]int{}}
	flowtest.Start(k, sinkInto(l), nil)
	awaitCommitted(t, k, "munshi-sink", 3+3)
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.written) != 1 {
		t.Errorf("written: %v", l.written)
	}
}

func TestEveryCodecIsRead(t *testing.T) {
	broker := testkit.Kafka(t)
	k := flowtest.Connect(t, testkit.Lookup(broker.Env()))
	want := 0
	for name, codec := range map[string]kgo.CompressionCodec{
		"none": kgo.NoCompression(), "gzip": kgo.GzipCompression(), "snappy": kgo.SnappyCompression(), "lz4": kgo.Lz4Compression(), "zstd": kgo.ZstdCompression(),
	} {
		p := newProducer(t, broker, kgo.ProducerBatchCompression(codec), kgo.ProducerLinger(50*time.Millisecond))
		var records []*kgo.Record
		for i := range 300 { // more than one fetch, with something that is none in each
			records = append(records, &kgo.Record{Key: fmt.Append(nil, i), Value: sms(fmt.Sprint(name, " ", i, strings.Repeat(" lorem ipsum", 50)))})
			if i%30 == 0 {
				records = append(records, &kgo.Record{Value: []byte("{")})
			}
			want++
		}
		p.publish(records...)
	}
	flowtest.Start(k, echoing(), nil)
	awaitCommitted(t, k, "munshi-classify", k.Held("messages.received"))
	if out, dead := k.Held("transactions.classified"), k.Held("dead.classify"); out != int64(want) || dead != 50 {
		t.Errorf("%d outputs and %d dead letters of %d and 50", out, dead, want)
	}
}

// Whatever Kafka takes as a record is read or dies, byte for byte, and is in nobody's way.
func TestStrangeRecordsAreReadOrDieWhole(t *testing.T) {
	broker := testkit.Kafka(t)
	k := flowtest.Connect(t, testkit.Lookup(broker.Env()))
	k.Configure("messages.received", "message.timestamp.after.max.ms", fmt.Sprint(math.MaxInt64))
	at := func(year int) time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC) }
	headers := func(n, size int) (all []kgo.RecordHeader) {
		for i := range n {
			all = append(all, kgo.RecordHeader{Key: fmt.Sprint("h", i), Value: bytes.Repeat([]byte("v"), size)})
		}
		return all
	}
	good := []*kgo.Record{
		{Value: sms("no key")},
		{Key: []byte{}, Value: sms("empty key")},
		{Key: []byte{0xff, 0}, Value: sms("binary key")},
		{Value: sms("many headers"), Headers: headers(20_000, 3)},
		{Value: sms("large headers"), Headers: headers(3, 1<<20)},
		{Value: sms("nameless headers"), Headers: []kgo.RecordHeader{{}, {Key: "ce_id"}, {Key: "\xff", Value: nil}, {Key: "ce_time", Value: []byte("0001-01-01T00:00:00Z")}}},
		{Value: sms("1970"), Timestamp: at(1970)},
		{Value: sms("1969"), Timestamp: at(1970).Add(-time.Millisecond)},
		{Value: sms("9999"), Timestamp: at(9999)},
		{Value: sms("beyond"), Timestamp: time.UnixMilli(1 << 53)},
		{Value: sms("microseconds"), Timestamp: time.UnixMilli(time.Now().UnixMicro())},
	}
	poor := []*kgo.Record{
		{Key: []byte("key")}, // what deletes in a compacted topic
		{Key: []byte("key"), Value: []byte{}},
		{},
		{Value: []byte("large headers and no event"), Headers: headers(8, 1<<20-10_000)},
		{Timestamp: at(9999)},
	}
	p := newProducer(t, broker, kgo.ProducerBatchMaxBytes(16<<20))
	p.publish(append(good, poor...)...)
	flowtest.Start(k, echoing(), nil)
	awaitCommitted(t, k, "munshi-classify", k.Held("messages.received"))
	seen := map[string]bool{}
	for _, r := range k.All("transactions.classified") {
		seen[r.Body(t).(*munshiv1.TransactionsClassified).SourceId] = true
	}
	for _, r := range good {
		var text string
		fmt.Sscanf(string(r.Value), `{"text":%q}`, &text)
		if !seen[text] {
			t.Errorf("%s was not read", text)
		}
	}
	letters := k.All("dead.classify")
	for _, l := range letters {
		t.Log(l.Header("munshi_offset"), l.Header("munshi_code"), l.Header("munshi_timestamp"), l.Header("munshi_message"), len(l.Headers))
	}
	if len(letters) != len(poor) || len(seen) != len(good) {
		t.Errorf("%d dead letters of %d, %d outputs of %d", len(letters), len(poor), len(seen), len(good))
	}
	if largest := slicesMax(letters); largest > schemas.MaxLetterBytes {
		t.Errorf("a letter of %d bytes", largest)
	}
}

func slicesMax(all []flowtest.Record) (n int) {
	for _, r := range all {
		n = max(n, len(r.Value))
	}
	return n
}
