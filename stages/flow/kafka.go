package flow

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/sasl"
	"github.com/twmb/franz-go/pkg/sasl/plain"
	"github.com/twmb/franz-go/pkg/sasl/scram"

	"github.com/munshi-in/munshi/schemas"
)

// KafkaConfig says which brokers to use and how to reach them.
type KafkaConfig struct {
	Brokers       []string       `env:"KAFKA_BROKERS" default:"127.0.0.1:9092" shared:"true" help:"brokers to start from, host:port separated by commas"`
	TopicPrefix   string         `env:"KAFKA_TOPIC_PREFIX" shared:"true" help:"put before every topic and group name, so that several Munshis share one cluster"`
	TLS           bool           `env:"KAFKA_TLS" default:"false" shared:"true" help:"speak TLS to the brokers"`
	TLSCAFile     string         `env:"KAFKA_TLS_CA_FILE" shared:"true" help:"PEM file of the authority that signed the brokers' certificates; empty: the system's"`
	SASLMechanism string         `env:"KAFKA_SASL_MECHANISM" shared:"true" help:"PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512; empty: no login"`
	SASLUser      string         `env:"KAFKA_SASL_USER" shared:"true" help:"user to log in as"`
	SASLPassword  schemas.Secret `env:"KAFKA_SASL_PASSWORD" shared:"true" help:"password of that user"`
}

// Validate reports every mistake at once.
func (c KafkaConfig) Validate() error {
	var mistakes []error
	if len(c.Brokers) == 0 {
		mistakes = append(mistakes, errors.New("MUNSHI_KAFKA_BROKERS: at least one host:port is needed"))
	}
	for _, b := range c.Brokers {
		if _, _, err := net.SplitHostPort(b); err != nil {
			mistakes = append(mistakes, fmt.Errorf("MUNSHI_KAFKA_BROKERS: %q is not host:port", b))
		}
	}
	mechanism, err := c.mechanism()
	if err != nil {
		mistakes = append(mistakes, err)
	}
	if mechanism != nil && (c.SASLUser == "" || c.SASLPassword.Reveal() == "") {
		mistakes = append(mistakes, fmt.Errorf("MUNSHI_KAFKA_SASL_USER, MUNSHI_KAFKA_SASL_PASSWORD: %s needs both", c.SASLMechanism))
	}
	if c.TLSCAFile != "" && !c.TLS {
		mistakes = append(mistakes, errors.New("MUNSHI_KAFKA_TLS_CA_FILE is set but MUNSHI_KAFKA_TLS is not true"))
	}
	if _, err := c.authorities(); c.TLS && err != nil {
		mistakes = append(mistakes, err)
	}
	return errors.Join(mistakes...)
}

func (c KafkaConfig) mechanism() (sasl.Mechanism, error) {
	switch c.SASLMechanism {
	case "":
		return nil, nil
	case "PLAIN":
		return plain.Auth{User: c.SASLUser, Pass: c.SASLPassword.Reveal()}.AsMechanism(), nil
	case "SCRAM-SHA-256":
		return scram.Auth{User: c.SASLUser, Pass: c.SASLPassword.Reveal()}.AsSha256Mechanism(), nil
	case "SCRAM-SHA-512":
		return scram.Auth{User: c.SASLUser, Pass: c.SASLPassword.Reveal()}.AsSha512Mechanism(), nil
	}
	return nil, fmt.Errorf("MUNSHI_KAFKA_SASL_MECHANISM: %q is none of PLAIN, SCRAM-SHA-256, SCRAM-SHA-512", c.SASLMechanism)
}

// maxUnpackedBytes bounds what a batch of records may unpack to: several times the largest record, for a producer may pack many.
const maxUnpackedBytes = 4 * schemas.MaxRecordBytes

// ClientOptions are what every Kafka client of Munshi starts from: brokers, TLS, login and producer limits.
func (c KafkaConfig) ClientOptions() ([]kgo.Opt, error) {
	options := []kgo.Opt{
		kgo.SeedBrokers(c.Brokers...),
		kgo.ClientID("munshi"),
		kgo.ProducerBatchMaxBytesFn(func(topic string) int32 {
			if isLetterTopic(topic, c.TopicPrefix) {
				return schemas.MaxLetterBytes
			}
			return schemas.MaxRecordBytes
		}),
		kgo.ProducerBatchCompression(kgo.ZstdCompression().WithLevel(1), kgo.Lz4Compression(), kgo.NoCompression()),
		// A batch may unpack to gigabytes.
		kgo.MaxDecompressBatchBytes(maxUnpackedBytes),
		// A topic that is created after the program starts is found this soon.
		kgo.MetadataMaxAge(30 * time.Second),
	}
	if c.TLS {
		pool, err := c.authorities()
		if err != nil {
			return nil, err
		}
		options = append(options, kgo.DialTLSConfig(&tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}))
	}
	mechanism, err := c.mechanism()
	if err != nil {
		return nil, err
	}
	if mechanism != nil {
		options = append(options, kgo.SASL(mechanism))
	}
	return options, nil
}

func (c KafkaConfig) authorities() (*x509.CertPool, error) {
	if c.TLSCAFile == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(c.TLSCAFile)
	if err != nil {
		return nil, fmt.Errorf("MUNSHI_KAFKA_TLS_CA_FILE: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("MUNSHI_KAFKA_TLS_CA_FILE: %s holds no PEM certificate", c.TLSCAFile)
	}
	return pool, nil
}
