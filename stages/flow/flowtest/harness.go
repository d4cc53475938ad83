// Package flowtest runs stages on a real broker in tests. Start at Start: it makes the topics, runs the
// stage, publishes what the test says and reads back what came of it.
package flowtest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"google.golang.org/protobuf/proto"

	"github.com/munshi-in/munshi/schemas"
	"github.com/munshi-in/munshi/stages/flow"
)

const partitions = 4

// Kafka is a broker with a namespace of topics for one test.
type Kafka struct {
	t      testing.TB
	prefix string
	client *kgo.Client
	admin  *kadm.Client
	lookup flow.Lookup
}

// Connect creates every topic of Munshi under the prefix that lookup gives, and returns a way to write and read them.
func Connect(t testing.TB, lookup flow.Lookup) *Kafka {
	t.Helper()
	var config flow.KafkaConfig
	if err := flow.LoadConfig("flowtest", &config, lookup); err != nil {
		t.Fatal(err)
	}
	options, err := config.ClientOptions()
	if err != nil {
		t.Fatal(err)
	}
	// The client asks for topics it does not find at most once in its minimum age of metadata: with the default each test waited five
	// seconds for its topics.
	client, err := kgo.NewClient(append(options, kgo.RecordPartitioner(kgo.StickyKeyPartitioner(nil)), kgo.MetadataMinAge(50*time.Millisecond))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	k := &Kafka{t: t, prefix: config.TopicPrefix, client: client, admin: kadm.NewClient(client), lookup: lookup}
	k.createTopics()
	return k
}

func (k *Kafka) createTopics() {
	var all []string
	bySize := map[string][]string{}
	for _, plan := range schemas.TopicPlans() {
		size := plan.Config["max.message.bytes"]
		bySize[size] = append(bySize[size], k.prefix+plan.Name)
		all = append(all, k.prefix+plan.Name)
	}
	ctx, cancel := context.WithTimeout(k.t.Context(), 2*time.Minute)
	defer cancel()
	for size, names := range bySize {
		// -1: as many replicas as the brokers hold right.
		created, err := k.admin.CreateTopics(ctx, partitions, -1, map[string]*string{"max.message.bytes": &size}, names...)
		if err != nil {
			k.t.Fatal(err)
		}
		for _, c := range created {
			if c.Err != nil && !errors.Is(c.Err, kerr.TopicAlreadyExists) {
				k.t.Fatalf("create topic %s: %v", c.Topic, c.Err)
			}
		}
	}
	k.awaitTopics(ctx, all)
}

// awaitTopics waits until the broker hosts what it said it created: until then it answers UNKNOWN_TOPIC_OR_PARTITION.
func (k *Kafka) awaitTopics(ctx context.Context, names []string) {
	k.t.Helper()
	for {
		offsets, err := k.admin.ListEndOffsets(ctx, names...)
		if err == nil {
			err = offsets.Error()
		}
		if err == nil {
			return
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			k.t.Fatalf("topics are not there: %v", err)
		}
	}
}

// Configure sets what a topic (without prefix) is configured with.
func (k *Kafka) Configure(topic, name, value string) {
	k.t.Helper()
	altered, err := k.admin.AlterTopicConfigs(k.t.Context(), []kadm.AlterConfig{{Op: kadm.SetConfig, Name: name, Value: &value}}, k.prefix+topic)
	for _, a := range altered {
		err = errors.Join(err, a.Err)
	}
	if err != nil {
		k.t.Fatalf("set %s of %s: %v", name, topic, err)
	}
}

// Header is one record header.
type Header struct{ Key, Value string }

// Publish puts a raw record on topic (without prefix) and returns when the broker has it. An empty key is no key.
func (k *Kafka) Publish(topic, key string, value []byte, headers ...Header) {
	k.t.Helper()
	k.PublishAll(Record{Topic: topic, Key: key, Value: value, Headers: headers})
}

// PublishOversize is Publish for a value that Munshi itself would not publish: producers may be careless.
func (k *Kafka) PublishOversize(topic, key string, value []byte) {
	k.t.Helper()
	client, err := kgo.NewClient(append(k.client.Opts(), kgo.ProducerBatchMaxBytes(100<<20))...)
	if err != nil {
		k.t.Fatal(err)
	}
	defer client.Close()
	if err := client.ProduceSync(k.t.Context(), &kgo.Record{Topic: k.prefix + topic, Key: []byte(key), Value: value}).FirstErr(); err != nil {
		k.t.Fatalf("publish: %v", err)
	}
}

// PublishAll puts records on their topics and returns when the broker has all.
func (k *Kafka) PublishAll(records ...Record) {
	k.t.Helper()
	raw := make([]*kgo.Record, len(records))
	for i, r := range records {
		raw[i] = k.raw(r)
	}
	if err := k.client.ProduceSync(k.t.Context(), raw...).FirstErr(); err != nil {
		k.t.Fatalf("publish: %v", err)
	}
}

func (k *Kafka) raw(r Record) *kgo.Record {
	raw := &kgo.Record{Topic: k.prefix + r.Topic, Value: r.Value}
	if r.Key != "" {
		raw.Key = []byte(r.Key)
	}
	for _, h := range r.Headers {
		raw.Headers = append(raw.Headers, kgo.RecordHeader{Key: h.Key, Value: []byte(h.Value)})
	}
	return raw
}

// Record is one record as it stands in a topic.
type Record struct {
	Topic     string // without prefix
	Key       string
	Value     []byte
	Headers   []Header
	Partition int32
	Offset    int64
}

// Header returns the value of the named header, or "".
func (r Record) Header(name string) string {
	for _, h := range r.Headers {
		if h.Key == name {
			return h.Value
		}
	}
	return ""
}

// Body decodes the record into the message of its topic.
func (r Record) Body(t testing.TB) proto.Message {
	t.Helper()
	body, err := flow.Decode(r.Topic, r.Header("content-type"), r.Value)
	if err != nil {
		t.Fatalf("%s offset %d: %v", r.Topic, r.Offset, err)
	}
	return body
}

// Await reads topic from its start until it holds n records, and fails the test when it does not within timeout.
// It returns all records it saw, which may be more than n.
func (k *Kafka) Await(topic string, n int, timeout time.Duration) []Record {
	k.t.Helper()
	found := k.read(topic, func(all []Record) bool { return len(all) >= n }, timeout)
	if len(found) < n {
		k.t.Fatalf("%s holds %d records after %s, want %d", topic, len(found), timeout, n)
	}
	return found
}

// All reads everything that stands in topic now.
func (k *Kafka) All(topic string) []Record {
	k.t.Helper()
	want := k.Held(topic)
	return k.read(topic, func(all []Record) bool { return int64(len(all)) >= want }, 2*time.Minute)
}

// Held is how many records stand in topic now.
func (k *Kafka) Held(topic string) (records int64) {
	k.t.Helper()
	ends, err := k.admin.ListEndOffsets(k.t.Context(), k.prefix+topic)
	if err != nil {
		k.t.Fatal(err)
	}
	ends.Each(func(o kadm.ListedOffset) { records += o.Offset })
	return records
}

func (k *Kafka) read(topic string, enough func([]Record) bool, timeout time.Duration) []Record {
	k.t.Helper()
	ctx, cancel := context.WithTimeout(k.t.Context(), timeout)
	defer cancel()
	offsets := map[int32]kgo.Offset{}
	for n := range int32(partitions) {
		offsets[n] = kgo.NewOffset().AtStart()
	}
	reader, err := kgo.NewClient(append(k.client.Opts(), kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{k.prefix + topic: offsets}))...)
	if err != nil {
		k.t.Fatal(err)
	}
	defer reader.Close()
	var all []Record
	for !enough(all) && ctx.Err() == nil {
		reader.PollFetches(ctx).EachRecord(func(r *kgo.Record) {
			seen := Record{Topic: topic, Key: string(r.Key), Value: r.Value, Partition: r.Partition, Offset: r.Offset}
			for _, h := range r.Headers {
				seen.Headers = append(seen.Headers, Header{h.Key, string(h.Value)})
			}
			all = append(all, seen)
		})
	}
	return all
}

// Committed returns, summed over partitions, the offsets that group (without prefix) has committed on topic.
func (k *Kafka) Committed(group, topic string) int64 {
	k.t.Helper()
	offsets, err := k.admin.FetchOffsets(k.t.Context(), k.prefix+group)
	if kerr.IsRetriable(err) { // the coordinator of a broker's first group takes a moment to come up
		return 0
	}
	if err != nil {
		k.t.Fatal(err)
	}
	var sum int64
	offsets.Each(func(o kadm.OffsetResponse) {
		if o.Topic == k.prefix+topic && o.At > 0 {
			sum += o.At
		}
	})
	return sum
}

// Start runs the stage until stop is called or the test ends; both wait for its drain. Variables not in set
// come from the lookup given to Connect.
func Start[C any](k *Kafka, d flow.Definition[C], set map[string]string) (stop func()) {
	k.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- flow.Run(ctx, d, func(name string) (string, bool) {
			if v, ok := set[name]; ok {
				return v, true
			}
			return k.lookup(name)
		})
	}()
	var stopped bool
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				k.t.Errorf("stage %s: %v", d.Name, err)
			}
		case <-time.After(2 * time.Minute):
			k.t.Errorf("stage %s did not drain within two minutes", d.Name)
		}
	}
	k.t.Cleanup(stop)
	return stop
}
