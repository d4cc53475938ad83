package testkit

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/munshi-in/munshi/deploy/engines/cache"
)

// Broker is the Apache Kafka broker of this test process, with a namespace for one test.
type Broker struct {
	// Addr is host:port of the broker. Topics are not created by use: create them.
	Addr string
	// Prefix is what the test's topics and groups begin with.
	Prefix string
}

// Kafka is a broker for this test.
func Kafka(t testing.TB) *Broker {
	t.Helper()
	return &Broker{Addr: get(t, startKafka).addr, Prefix: uniqueName(t, "-") + "."}
}

// OwnKafka is a broker that no other test uses, and the engine to kill or pause.
func OwnKafka(t testing.TB) (*Broker, *Engine) {
	t.Helper()
	e := owned(t, thrice(newKafka))
	return &Broker{Addr: e.addr, Prefix: uniqueName(t, "-") + "."}, e
}

// Env are the variables that point a stage at the broker and at the test's topics.
func (b *Broker) Env() map[string]string {
	return map[string]string{"MUNSHI_KAFKA_BROKERS": b.Addr, "MUNSHI_KAFKA_TOPIC_PREFIX": b.Prefix}
}

// clusterID is any 16 bytes in base64: clusters of tests never meet.
const clusterID = "bXVuc2hpLXRlc3QtMTYtYg"

// What is not set here is Kafka's default. Topics must be created, as in production; one node is all replicas there can be; and
// a group starts at once instead of waiting 3 s for members.
const kafkaProperties = `process.roles=broker,controller
node.id=%[4]d
controller.quorum.voters=%[5]s
listeners=PLAINTEXT://%[1]s,CONTROLLER://%[2]s
advertised.listeners=PLAINTEXT://%[1]s
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=%[3]s
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=4
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
log.index.size.max.bytes=1048576
`

var startKafka = sync.OnceValues(thrice(newKafka))

func newKafka() (*Engine, error) {
	return kafkaEngine(func(_, _, _ string) (kafkaSettings, error) { return kafkaSettings{}, nil })
}

// kafkaSettings are what a broker has beside kafkaProperties.
type kafkaSettings struct {
	properties string    // they win over kafkaProperties
	format     []string  // arguments of the storage tool
	client     []kgo.Opt // what a client needs to get in
}

// kafkaEngine runs a broker that is a cluster by itself.
func kafkaEngine(settings func(dir, addr, controller string) (kafkaSettings, error)) (*Engine, error) {
	addrs, err := freeAddrs(2)
	if err != nil {
		return nil, err
	}
	return kafkaNode(1, addrs[0], addrs[1], "1@"+addrs[1], settings)
}

// kafkaNode runs one broker of a cluster: it answers on addr, and is controller on another address, with voters.
func kafkaNode(id int, addr, controller, voters string, settings func(dir, addr, controller string) (kafkaSettings, error)) (*Engine, error) {
	java, err := exec.LookPath("java")
	if err != nil {
		return nil, errors.New("java is not installed, Apache Kafka needs it: run `make deps-test`")
	}
	jar, err := cache.Find("kafka", cache.KafkaVersion, filepath.Join("libs", "kafka_2.13-"+cache.KafkaVersion+".jar"), "deps-test")
	if err != nil {
		return nil, err
	}
	dir, err := directory("kafka")
	if err != nil {
		return nil, err
	}
	properties := filepath.Join(dir, "server.properties")
	special, err := settings(dir, addr, controller)
	if err != nil {
		return nil, err
	}
	text := fmt.Sprintf(kafkaProperties, addr, controller, filepath.Join(dir, "data"), id, voters) + special.properties
	if err := os.WriteFile(properties, []byte(text), 0o600); err != nil {
		return nil, err
	}
	command := func(class string, args ...string) *exec.Cmd {
		return exec.Command(java, append([]string{
			// A broker of tests lives for seconds: the second compiler would not pay off, and memory is shared with the tests.
			"-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
			"-cp", filepath.Join(filepath.Dir(jar), "*"), class}, args...)...)
	}
	if out, err := command("kafka.tools.StorageTool", append([]string{"format", "-t", clusterID, "-c", properties}, special.format...)...).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("kafka: format storage: %w: %s", err, strings.TrimSpace(string(out)))
	}
	return newEngine(dir, addr, func() (running, error) {
		p, err := launch(dir, command("kafka.Kafka", properties))
		if err != nil {
			return nil, fmt.Errorf("kafka: %w", err)
		}
		if err := p.await(func() error { return kafkaAnswers(addr, special.client) }); err != nil {
			return nil, fmt.Errorf("kafka: %w", err)
		}
		return p, nil
	})
}

// kafkaAnswers returns nil when the broker has joined its own cluster: from then on topics can be created.
func kafkaAnswers(addr string, options []kgo.Opt) error {
	client, err := kgo.NewClient(append([]kgo.Opt{kgo.SeedBrokers(addr), kgo.RequestRetries(0)}, options...)...)
	if err != nil {
		return err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	metadata, err := kmsg.NewPtrMetadataRequest().RequestWith(ctx, client)
	if err != nil {
		return err
	}
	if len(metadata.Brokers) == 0 {
		return errors.New("the broker has not joined its cluster yet")
	}
	return nil
}
