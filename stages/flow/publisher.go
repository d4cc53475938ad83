package flow

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"google.golang.org/protobuf/proto"
)

// A Publisher puts events of producers (the HTTP API, the command line) on their topics.
type Publisher struct {
	client  *kgo.Client
	kafka   KafkaConfig
	encoder *encoder

	// alone sends one record at a time.
	alone   *kgo.Client
	sending sync.Mutex // alone
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
// brokers that are down are no error here. more are options of its Kafka clients.
func NewPublisher(config KafkaConfig, source string, more ...kgo.Opt) (*Publisher, error) {
	options, err := config.ClientOptions()
	if err != nil {
		return nil, err
	}
	options = append(options, more...)
	client, err := kgo.NewClient(append(options, kgo.MaxBufferedRecords(maxBuffered), kgo.ProducerLinger(linger))...)
	if err != nil {
		return nil, fmt.Errorf("kafka client: %w", err)
	}
	alone, err := kgo.NewClient(append(options, kgo.ProducerLinger(0))...)
	if err != nil {
		client.Close()
		return nil, fmt.Errorf("kafka client: %w", err)
	}
	return &Publisher{client: client, alone: alone, kafka: config, encoder: newEncoder(config.TopicPrefix, source, wireJSON)}, nil
}

// Send puts a record on Kafka as it is, without waiting, and tells promise when Kafka has it or why not. A batch that the broker finds too large
// says nothing of any record in it, for the broker may take less at a time than a client packs; so each is sent once more by itself.
func (p *Publisher) Send(ctx context.Context, r *kgo.Record, promise func(*kgo.Record, error)) {
	p.client.Produce(ctx, r, func(r *kgo.Record, err error) {
		if errors.Is(err, kerr.MessageTooLarge) {
			go p.sendAlone(ctx, copyOf(r), promise)
			return
		}
		promise(r, err)
	})
}

// sendAlone sends a record when no other is sent so: a client may pack together whatever it has been given.
func (p *Publisher) sendAlone(ctx context.Context, r *kgo.Record, promise func(*kgo.Record, error)) {
	p.sending.Lock()
	err := p.alone.ProduceSync(ctx, r).FirstErr()
	p.sending.Unlock()
	promise(r, err)
}

// copyOf is a record that can be sent again: one that was sent cannot, as it is.
func copyOf(r *kgo.Record) *kgo.Record {
	return &kgo.Record{Topic: r.Topic, Key: r.Key, Value: r.Value, Headers: r.Headers}
}

// A refusal is a record that Kafka did not take, and why.
type refusal struct {
	record *kgo.Record
	err    error
}

// sendAll puts records on Kafka and returns those that it did not take, with an error of one of them, when it has or refuses each.
func (p *Publisher) sendAll(ctx context.Context, records ...*kgo.Record) (refused []refusal, why error) {
	var mu sync.Mutex
	var sent sync.WaitGroup
	sent.Add(len(records))
	for _, r := range records {
		p.Send(ctx, r, func(r *kgo.Record, err error) {
			defer sent.Done()
			if err == nil {
				return
			}
			mu.Lock()
			defer mu.Unlock()
			refused, why = append(refused, refusal{r, err}), ofTopic(r.Topic, err)
		})
	}
	sent.Wait()
	return refused, why
}

// Publish puts body on its topic and returns when Kafka has it, or with an error when ctx ends before.
func (p *Publisher) Publish(ctx context.Context, key string, body proto.Message) error {
	return p.PublishWith(ctx, key, body, PublishOptions{})
}

// PublishWith is Publish with options.
func (p *Publisher) PublishWith(ctx context.Context, key string, body proto.Message, options PublishOptions) error {
	var id [16]byte
	_, _ = rand.Read(id[:]) // never fails
	out, err := p.encoder.record(envelope{id: hex.EncodeToString(id[:]), key: key, from: &Meta{Bulk: options.Bulk}, at: time.Now()}, body)
	if err != nil {
		return err
	}
	if _, err := p.sendAll(ctx, &out.record); err != nil {
		return fmt.Errorf("publish on %s: %w", out.record.Topic, p.kafka.Explain(err))
	}
	return nil
}

// Ping returns nil when a broker answers.
func (p *Publisher) Ping(ctx context.Context) error { return p.kafka.Explain(p.client.Ping(ctx)) }

// Close lets go of the connections.
func (p *Publisher) Close() {
	p.client.Close()
	p.alone.Close()
}
