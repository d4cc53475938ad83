package testkit

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/sasl/plain"
)

// SecureBroker is an Apache Kafka broker that speaks only TLS, with a certificate of an authority made for it, and
// asks for a login. It knows one user, whom it takes by PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512.
type SecureBroker struct {
	Broker
	// CAFile is a PEM file of the authority.
	CAFile         string
	User, Password string
}

// SecureKafka is such a broker for this test, the same for all tests of the process.
func SecureKafka(t testing.TB) *SecureBroker {
	t.Helper()
	e := get(t, startSecureKafka)
	return &SecureBroker{
		Broker: Broker{Addr: e.addr, Prefix: uniqueName(t, "-") + "."}, CAFile: authorityFile(e.dir), User: secureUser, Password: securePassword,
	}
}

// Env are the variables that point a stage at the broker and at the test's topics, logging in by mechanism.
func (b *SecureBroker) Env(mechanism string) map[string]string {
	env := b.Broker.Env()
	env["MUNSHI_KAFKA_TLS"], env["MUNSHI_KAFKA_TLS_CA_FILE"] = "true", b.CAFile
	env["MUNSHI_KAFKA_SASL_MECHANISM"], env["MUNSHI_KAFKA_SASL_USER"], env["MUNSHI_KAFKA_SASL_PASSWORD"] = mechanism, b.User, b.Password
	return env
}

const (
	secureUser     = "munshi"
	securePassword = "munshi-secret"
)

// What stands here wins over the same name in kafkaProperties, which it follows.
const secureProperties = `listeners=SASL_SSL://%[1]s,CONTROLLER://%[2]s
advertised.listeners=SASL_SSL://%[1]s
listener.security.protocol.map=SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT
security.inter.broker.protocol=SASL_SSL
sasl.mechanism.inter.broker.protocol=PLAIN
sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
listener.name.sasl_ssl.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="%[3]s" password="%[4]s" user_%[3]s="%[4]s";
listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
ssl.keystore.type=PEM
ssl.keystore.location=%[5]s
ssl.truststore.type=PEM
ssl.truststore.location=%[6]s
`

var startSecureKafka = sync.OnceValues(thrice(func() (*Engine, error) {
	return kafkaEngine(func(dir, addr, controller string) (kafkaSettings, error) {
		pool, err := writeCertificates(dir)
		if err != nil {
			return kafkaSettings{}, err
		}
		scram := fmt.Sprintf("=[name=%s,password=%s]", secureUser, securePassword)
		return kafkaSettings{
			properties: fmt.Sprintf(secureProperties, addr, controller, secureUser, securePassword, brokerFile(dir), authorityFile(dir)),
			format:     []string{"--add-scram", "SCRAM-SHA-256" + scram, "--add-scram", "SCRAM-SHA-512" + scram},
			client: []kgo.Opt{
				kgo.DialTLSConfig(&tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}),
				kgo.SASL(plain.Auth{User: secureUser, Pass: securePassword}.AsMechanism()),
			},
		}, nil
	})
}))

func authorityFile(dir string) string { return filepath.Join(dir, "authority.pem") }
func brokerFile(dir string) string    { return filepath.Join(dir, "broker.pem") }

// writeCertificates makes an authority, and a certificate for 127.0.0.1 that it has signed; the pool holds the authority.
func writeCertificates(dir string) (*x509.CertPool, error) {
	now := time.Now()
	authority := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "testkit"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	authorityKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	authorityDER, err := x509.CreateCertificate(rand.Reader, authority, authority, authorityKey.Public(), authorityKey)
	if err != nil {
		return nil, err
	}
	broker := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "kafka"}, NotBefore: authority.NotBefore, NotAfter: authority.NotAfter,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	brokerKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	brokerDER, err := x509.CreateCertificate(rand.Reader, broker, authority, brokerKey.Public(), authorityKey)
	if err != nil {
		return nil, err
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(brokerKey)
	if err != nil {
		return nil, err
	}
	block := func(kind string, der []byte) []byte { return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}) }
	authorityPEM := block("CERTIFICATE", authorityDER)
	if err := os.WriteFile(authorityFile(dir), authorityPEM, 0o600); err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(authorityPEM)
	chain := append(block("PRIVATE KEY", keyDER), append(block("CERTIFICATE", brokerDER), authorityPEM...)...)
	return pool, os.WriteFile(brokerFile(dir), chain, 0o600)
}
