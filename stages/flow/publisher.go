package flow

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"google.golang.org/protobuf/proto"
)

// A Publisher puts events of producers (the HTTP API, the command line) on their topics.
type Publisher struct {
	client  *kgo.Client
	kafka   KafkaConfig
	encoder *encoder
}

// PublishOptions are what a producer may say of an event beside its body.
type PublishOptions struct {
	// Bulk puts a document event on the bulk lane.
	Bulk bool
}

const (
	// maxBuffered bounds what waits to be sent. What a stage has in flight, with some records each, must fit, or its
	// workers would wait for the network in turn.
	maxBuffered = 32_768
	// linger is how long a record waits for company. The library's 10 ms are a third of the time an input is in flight:
	// to be as quick with them a stage would have to hold several times as many.
	linger = time.Millisecond
)

// NewPublisher makes a publisher that names itself source, such as munshi/console. It connects on first use:
// brokers that are down are no error here.
func NewPublisher(config KafkaConfig, source string) (*Publisher, error) {
	options, err := config.ClientOptions()
	if err != nil {
		return nil, err
	}
	client, err := kgo.NewClient(append(options, kgo.MaxBufferedRecords(maxBuffered), kgo.ProducerLinger(linger))...)
	if err != nil {
		return nil, fmt.Errorf("kafka client: %w", err)
	}
	return &Publisher{client: client, kafka: config, encoder: newEncoder(config.TopicPrefix, source, wireJSON)}, nil
}

// Publish puts body on its topic and returns when Kafka has it, or with an error when ctx ends before.
func (p *Publisher) Publish(ctx context.Context, key string, body proto.Message) error {
	return p.PublishWith(ctx, key, body, PublishOptions{})
}

// PublishWith is Publish with options.
func (p *Publisher) PublishWith(ctx context.Context, key string, body proto.Message, options PublishOptions) error {
	var id [16]byte
	_, _ = rand.Read(id[:]) // never fails
	r, err := p.encoder.record(hex.EncodeToString(id[:]), key, options.Bulk, body, p.encoder.carried(Meta{}, time.Now()))
	if err != nil {
		return err
	}
	if err := p.client.ProduceSync(ctx, r).FirstErr(); err != nil {
		return fmt.Errorf("publish on %s: %w", r.Topic, p.kafka.Explain(err))
	}
	return nil
}

// Ping returns nil when a broker answers.
func (p *Publisher) Ping(ctx context.Context) error { return p.kafka.Explain(p.client.Ping(ctx)) }

// Close lets go of the connection.
func (p *Publisher) Close() { p.client.Close() }
