package flow

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"go.uber.org/zap"
)

const (
	reachInterval = 10 * time.Second // between looks while all is well
	outageLook    = 2 * time.Second  // between looks while it is not
	reachTimeout  = 10 * time.Second
)

// Explain adds to an error of a Kafka client the variable that is most likely wrong, when it can tell.
func (c KafkaConfig) Explain(err error) error {
	if err == nil {
		return nil
	}
	var authority x509.UnknownAuthorityError
	var hostname x509.HostnameError
	var invalid x509.CertificateInvalidError
	var plaintext tls.RecordHeaderError
	var closed *kgo.ErrFirstReadEOF
	because := func(text string) error { return fmt.Errorf("%s: %w", text, err) }
	switch {
	case errors.Is(err, kerr.SaslAuthenticationFailed):
		return because(fmt.Sprintf("MUNSHI_KAFKA_SASL_USER, MUNSHI_KAFKA_SASL_PASSWORD: the broker refuses the user %q or the password", c.SASLUser))
	case errors.Is(err, kerr.UnsupportedSaslMechanism):
		return because(fmt.Sprintf("MUNSHI_KAFKA_SASL_MECHANISM: the broker does not take %s", c.SASLMechanism))
	case errors.As(err, &authority):
		if c.TLSCAFile == "" {
			return because("MUNSHI_KAFKA_TLS_CA_FILE: it is not set, and this system does not know who signed the broker's certificate")
		}
		return because(fmt.Sprintf("MUNSHI_KAFKA_TLS_CA_FILE: the broker's certificate is signed by none of %s", c.TLSCAFile))
	case errors.As(err, &hostname):
		return because("MUNSHI_KAFKA_BROKERS: the broker's certificate is for another name")
	case errors.As(err, &invalid):
		return because("the broker's certificate is not valid")
	case errors.As(err, &plaintext):
		return because("MUNSHI_KAFKA_TLS: it is true, and the broker does not speak TLS there")
	// What the broker says to a client that does not speak TLS, the client can only take for a length.
	case !c.TLS && strings.Contains(err.Error(), "tls alert"):
		return because("MUNSHI_KAFKA_TLS: it is not true, and the broker speaks TLS there")
	case errors.As(err, &closed):
		return because("MUNSHI_KAFKA_TLS, MUNSHI_KAFKA_SASL_MECHANISM: the broker hangs up, as it does on who should speak TLS or log in")
	}
	return err
}

// watchKafka says when Kafka cannot be reached, or lacks a topic that is read, and why, once for each reason, until ctx ends. The clients
// go on trying by themselves, whatever the reason is: a password that the cluster does not know yet may be known a minute later.
func (r *runtime) watchKafka(ctx context.Context, read []string) {
	for said := ""; ; {
		looking, stop := context.WithTimeout(ctx, reachTimeout)
		err := r.publisher.Ping(looking)
		if err == nil {
			err = r.lacking(looking, read)
		}
		stop()
		if ctx.Err() != nil {
			return
		}
		pause := reachInterval
		switch {
		case err != nil:
			pause = outageLook
			r.unreachable.Store(&err)
			if said != err.Error() {
				said = err.Error()
				r.log.Error("kafka cannot be used; trying again", zap.Strings("brokers", r.config.Kafka.Brokers), zap.Error(err))
			}
		case said != "":
			said = ""
			r.log.Info("kafka can be used again")
			fallthrough
		default:
			r.unreachable.Store(nil)
		}
		if !sleepUntil(ctx, ctx, time.Now().Add(pause)) {
			return
		}
	}
}

// lacking says which of topics are not there, or not ours to see. A client waits for them without a word.
func (r *runtime) lacking(ctx context.Context, topics []string) error {
	if len(topics) == 0 {
		return nil
	}
	found, err := kadm.NewClient(r.publisher.client).Metadata(ctx, topics...)
	if err != nil {
		return r.config.Kafka.Explain(err)
	}
	var missing []string
	for _, t := range found.Topics.Sorted() {
		switch {
		case errors.Is(t.Err, kerr.UnknownTopicOrPartition):
			missing = append(missing, t.Topic)
		case t.Err != nil && !kerr.IsRetriable(t.Err):
			return fmt.Errorf("topic %s: %w", t.Topic, t.Err)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("topics are missing: %s (munshi topics create makes them)", strings.Join(missing, ", "))
	}
	return nil
}
