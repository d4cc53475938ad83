package sink

import (
	"errors"
	"time"

	"github.com/munshi-in/munshi/schemas"
)

// Config is what an operator can set. The sizes of a batch are flow's: BATCH_RECORDS, BATCH_BYTES, BATCH_WAIT.
type Config struct {
	Addr     string         `env:"CLICKHOUSE_ADDR" default:"127.0.0.1:19000" shared:"true" help:"ClickHouse, host:port of the native protocol"`
	Database string         `env:"CLICKHOUSE_DATABASE" default:"munshi" shared:"true" help:"database that munshi migrate has prepared"`
	User     string         `env:"CLICKHOUSE_USER" default:"default" shared:"true" help:"user that may insert into the _log tables"`
	Password schemas.Secret `env:"CLICKHOUSE_PASSWORD" shared:"true" help:"its password"`
	// WriteTimeout bounds one insert; past it the batch waits and is written again, which is harmless.
	WriteTimeout time.Duration `env:"WRITE_TIMEOUT" default:"60s" help:"longest one insert may take before it counts as an outage"`
}

// Validate reports every mistake at once.
func (c Config) Validate() error {
	var mistakes []error
	if c.Addr == "" {
		mistakes = append(mistakes, errors.New("MUNSHI_CLICKHOUSE_ADDR must be host:port"))
	}
	if c.Database == "" {
		mistakes = append(mistakes, errors.New("MUNSHI_CLICKHOUSE_DATABASE must name a database"))
	}
	if c.WriteTimeout <= 0 {
		mistakes = append(mistakes, errors.New("MUNSHI_SINK_WRITE_TIMEOUT must be more than zero"))
	}
	return errors.Join(mistakes...)
}

// topics are all that ends in ClickHouse: results, progress, corrections, and every stage's dead letters.
func topics() []string {
	all := []string{"documents.extracted", "transactions.classified", "pipeline.progress", "feedback.given"}
	for _, stage := range schemas.StageNames {
		all = append(all, schemas.DeadTopic(stage))
	}
	return all
}
