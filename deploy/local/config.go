package local

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"path/filepath"

	"github.com/munshi-in/munshi/deploy/engines/cache"
	"github.com/munshi-in/munshi/schemas"
	"github.com/munshi-in/munshi/stages/blob"
	"github.com/munshi-in/munshi/stages/flow"
)

// Config is where things are kept and where they listen. The variables are those of the stages: they are told of
// the engines by what the engines were told.
type Config struct {
	DataDir            string         `env:"DATA_DIR" shared:"true" default:".munshi" help:"where everything is kept; made when missing"`
	ConsoleAddr        string         `env:"CONSOLE_ADDR" shared:"true" default:"127.0.0.1:8080" help:"where the console and its HTTP API listen"`
	ClickHouseAddr     string         `env:"CLICKHOUSE_ADDR" shared:"true" default:"127.0.0.1:19000" help:"where ClickHouse listens, native protocol"`
	ClickHouseHTTPAddr string         `env:"CLICKHOUSE_HTTP_ADDR" shared:"true" default:"127.0.0.1:8123" help:"where ClickHouse listens, HTTP"`
	Database           string         `env:"CLICKHOUSE_DATABASE" shared:"true" default:"munshi" help:"database of the views"`
	User               string         `env:"CLICKHOUSE_USER" shared:"true" default:"default" help:"another user than default is made, with the password"`
	Password           schemas.Secret `env:"CLICKHOUSE_PASSWORD" shared:"true" help:"password of that user; default has none"`
	ChdbLibrary        string         `env:"CHDB_LIBRARY" shared:"true" help:"path of libchdb.so; empty: the one that make deps installs"`

	Kafka flow.KafkaConfig
	Blob  blob.Config
}

// Load reads the configuration; lookup is os.LookupEnv but in tests.
func Load(lookup flow.Lookup) (Config, error) {
	var c Config
	if err := flow.LoadConfig("local", &c, alone(lookup)); err != nil {
		return c, fmt.Errorf("configuration:\n%w", err)
	}
	var err error
	// The object store changes the working directory of the process: a relative path would mean something else after that.
	c.DataDir, err = filepath.Abs(c.DataDir)
	return c, err
}

// Validate reports every mistake at once.
func (c Config) Validate() error {
	mistakes := []error{c.Kafka.Validate(), c.Blob.Validate()}
	if len(c.Kafka.Brokers) != 1 {
		mistakes = append(mistakes, fmt.Errorf("MUNSHI_KAFKA_BROKERS: local mode runs one broker, and %d are named", len(c.Kafka.Brokers)))
	}
	if c.Password.Reveal() != "" && c.User == "default" {
		mistakes = append(mistakes, errors.New("MUNSHI_CLICKHOUSE_PASSWORD: the user default can have none here, ClickHouse's own session uses it: name another user in MUNSHI_CLICKHOUSE_USER"))
	}
	for _, a := range c.addresses() {
		if _, _, err := net.SplitHostPort(a.addr); err != nil {
			mistakes = append(mistakes, fmt.Errorf("%s: %q is not host:port", a.variable, a.addr))
		}
	}
	return errors.Join(mistakes...)
}

// address is one place where this process listens.
type address struct{ what, addr, variable string }

func (c Config) addresses() []address {
	return []address{
		{"Kafka", first(c.Kafka.Brokers), "MUNSHI_KAFKA_BROKERS"},
		{"object storage", c.objectsAddr(), "MUNSHI_S3_ENDPOINT"},
		{"ClickHouse", c.ClickHouseAddr, "MUNSHI_CLICKHOUSE_ADDR"},
		{"ClickHouse HTTP", c.ClickHouseHTTPAddr, "MUNSHI_CLICKHOUSE_HTTP_ADDR"},
		{"console", c.ConsoleAddr, "MUNSHI_CONSOLE_ADDR"},
	}
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// objectsAddr is host:port of the S3 endpoint.
func (c Config) objectsAddr() string {
	u, err := url.Parse(c.Blob.Endpoint)
	if err != nil {
		return c.Blob.Endpoint
	}
	if u.Port() == "" {
		return net.JoinHostPort(u.Hostname(), "80")
	}
	return u.Host
}

// lookup is what the stages see: the engines of this process, and for everything else the environment.
func (c Config) lookup(environment flow.Lookup) flow.Lookup {
	set := map[string]string{
		"MUNSHI_KAFKA_BROKERS": first(c.Kafka.Brokers), "MUNSHI_KAFKA_TOPIC_PREFIX": c.Kafka.TopicPrefix,
		"MUNSHI_S3_ENDPOINT": c.Blob.Endpoint, "MUNSHI_S3_ACCESS_KEY": c.Blob.AccessKey, "MUNSHI_S3_SECRET_KEY": c.Blob.SecretKey.Reveal(),
		"MUNSHI_S3_REGION": c.Blob.Region, "MUNSHI_S3_BUCKET": c.Blob.Bucket,
		"MUNSHI_CLICKHOUSE_ADDR": c.ClickHouseAddr, "MUNSHI_CLICKHOUSE_DATABASE": c.Database,
		"MUNSHI_CLICKHOUSE_USER": c.User, "MUNSHI_CLICKHOUSE_PASSWORD": c.Password.Reveal(),
		"MUNSHI_CONSOLE_ADDR": c.ConsoleAddr,
	}
	environment = cache.WithModels(alone(environment))
	return func(name string) (string, bool) {
		if value, ok := set[name]; ok {
			return value, true
		}
		return environment(name)
	}
}

// alone hides what a user has set to reach a cluster of his own: the broker here speaks neither TLS nor SASL.
func alone(environment flow.Lookup) flow.Lookup {
	return func(name string) (string, bool) {
		switch name {
		case "MUNSHI_KAFKA_TLS", "MUNSHI_KAFKA_TLS_CA_FILE", "MUNSHI_KAFKA_SASL_MECHANISM", "MUNSHI_KAFKA_SASL_USER", "MUNSHI_KAFKA_SASL_PASSWORD", "MUNSHI_KAFKA_SASL_PASSWORD_FILE":
			return "", false
		}
		return environment(name)
	}
}
