package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/munshi-in/munshi/schemas"
	"github.com/munshi-in/munshi/stages/blob"
	"github.com/munshi-in/munshi/stages/flow"
)

// program is the name under which a variable can be set for this command alone: MUNSHI_CLI_KAFKA_BROKERS.
const program = "cli"

type clickhouseConfig struct {
	Addr     string         `env:"CLICKHOUSE_ADDR" shared:"true" default:"127.0.0.1:19000" help:"host:port of ClickHouse's native protocol"`
	Database string         `env:"CLICKHOUSE_DATABASE" shared:"true" default:"munshi" help:"database with Munshi's tables"`
	User     string         `env:"CLICKHOUSE_USER" shared:"true" default:"default" help:"user to log in as"`
	Password schemas.Secret `env:"CLICKHOUSE_PASSWORD" shared:"true" help:"password of that user"`
}

func configured[C any](t *terminal) (C, error) {
	var config C
	if err := flow.LoadConfig(program, &config, t.lookup); err != nil {
		return config, mistake("configuration: %w", err)
	}
	return config, nil
}

func (t *terminal) kafkaConfig() (flow.KafkaConfig, error) {
	if t.brokers != "" {
		own, lookup := "MUNSHI_CLI_KAFKA_BROKERS", t.lookup
		t.lookup = func(name string) (string, bool) {
			if name == own {
				return t.brokers, true
			}
			return lookup(name)
		}
	}
	return configured[flow.KafkaConfig](t)
}

// cluster is a Kafka cluster seen by its administrator.
type cluster struct {
	*kadm.Client
	kafka  *kgo.Client
	config flow.KafkaConfig
}

// cluster connects to Kafka; more options are those of a consumer.
func (t *terminal) cluster(ctx context.Context, more ...kgo.Opt) (*cluster, error) {
	config, err := t.kafkaConfig()
	if err != nil {
		return nil, err
	}
	options, err := config.ClientOptions()
	if err != nil {
		return nil, mistake("configuration: %w", err)
	}
	client, err := kgo.NewClient(append(options, more...)...)
	if err != nil {
		return nil, mistake("Kafka client: %w", err)
	}
	if err := client.Ping(ctx); err != nil {
		client.Close()
		return nil, noKafka(config, config.Explain(err))
	}
	return &cluster{kadm.NewClient(client), client, config}, nil
}

// withPrefix is the name of a topic or group on this cluster.
func (c *cluster) withPrefix(name string) string { return c.config.TopicPrefix + name }

func (t *terminal) publisher(ctx context.Context, more ...kgo.Opt) (*flow.Publisher, error) {
	config, err := t.kafkaConfig()
	if err != nil {
		return nil, err
	}
	p, err := flow.NewPublisher(config, "munshi/cli", more...)
	if err != nil {
		return nil, mistake("configuration: %w", err)
	}
	if err := p.Ping(ctx); err != nil {
		p.Close()
		return nil, noKafka(config, err)
	}
	return p, nil
}

func noKafka(config flow.KafkaConfig, err error) error {
	return unreachable("Kafka", strings.Join(config.Brokers, ","), "MUNSHI_KAFKA_BROKERS", err)
}

// notPublished says what to do about an event that Kafka did not take.
func notPublished(err error) error {
	if errors.Is(err, kerr.UnknownTopicOrPartition) {
		return fmt.Errorf("%w\nmunshi topics create makes the topics that are missing", err)
	}
	return err
}

// store is the object storage; it connects on first use.
func (t *terminal) store(ctx context.Context) (blob.Store, blob.Config, error) {
	config, err := configured[blob.Config](t)
	if err != nil {
		return nil, config, err
	}
	s, err := blob.Open(ctx, config)
	if err != nil {
		return nil, config, mistake("configuration: %w", err)
	}
	return s, config, nil
}

// clickhouse connects to the database.
func (t *terminal) clickhouse(ctx context.Context) (driver.Conn, error) {
	config, err := configured[clickhouseConfig](t)
	if err != nil {
		return nil, err
	}
	conn, err := clickhouse.Open(&clickhouse.Options{
		Addr:        []string{config.Addr},
		Auth:        clickhouse.Auth{Database: config.Database, Username: config.User, Password: config.Password.Reveal()},
		DialTimeout: t.timeout,
		ReadTimeout: t.timeout,
	})
	if err != nil {
		return nil, mistake("configuration: ClickHouse: %w", err)
	}
	if err := conn.Ping(ctx); err != nil {
		conn.Close()
		return nil, noClickHouse(config, err)
	}
	return conn, nil
}

func noClickHouse(config clickhouseConfig, err error) error {
	var refused *clickhouse.Exception
	if errors.As(err, &refused) { // it answers, but not as we like
		return fmt.Errorf("ClickHouse at %s, database %s: %w\nMUNSHI_CLICKHOUSE_* say where and who; munshi migrate makes the tables", config.Addr, config.Database, err)
	}
	return unreachable("ClickHouse", config.Addr, "MUNSHI_CLICKHOUSE_ADDR", err)
}
