package flow

import (
	"errors"
	"fmt"
	"time"
)

// runConfig is what every stage can be told about running, beside its own configuration.
type runConfig struct {
	Kafka            KafkaConfig
	Group            string        `env:"GROUP" help:"consumer group; empty: munshi-<stage>"`
	InstanceID       string        `env:"INSTANCE_ID" help:"static member of the group: a restart within the session timeout moves no partition; unique for each replica; empty: dynamic"`
	Concurrency      int           `env:"CONCURRENCY" default:"32" help:"inputs processed at the same time"`
	MaxInFlight      int           `env:"MAX_IN_FLIGHT" default:"8000" help:"inputs taken from Kafka and not yet done"`
	MaxInFlightBytes int64         `env:"MAX_IN_FLIGHT_BYTES" default:"67108864" help:"bytes of those inputs"`
	ProcessTimeout   time.Duration `env:"PROCESS_TIMEOUT" default:"10m" help:"longest one input may take; past it the attempt counts as an outage"`
	RetryDelay       time.Duration `env:"RETRY_DELAY" default:"30s" help:"how long an input waits on retry.<stage>; the same for all, so none waits behind a longer delay"`
	MaxAttempts      int           `env:"MAX_ATTEMPTS" default:"5" help:"attempts before an input that may succeed later becomes a dead letter"`
	DrainTimeout     time.Duration `env:"DRAIN_TIMEOUT" default:"25s" help:"how long inputs in flight may take to finish after SIGTERM"`
	BatchRecords     int           `env:"BATCH_RECORDS" default:"10000" help:"events in a sink's batch"`
	BatchBytes       int64         `env:"BATCH_BYTES" default:"33554432" help:"bytes in a sink's batch"`
	BatchWait        time.Duration `env:"BATCH_WAIT" default:"200ms" help:"how long a sink waits for its batch to fill"`
	Wire             string        `env:"WIRE" default:"json" shared:"true" help:"how events are written: json, or protobuf, which is quicker but not readable by kcat; both are read"`
	HTTPAddr         string        `env:"HTTP_ADDR" help:"where /healthz, /readyz and /metrics are served, such as :9100; empty: not served"`
	PProf            bool          `env:"PPROF" default:"false" help:"serve /debug/pprof/ beside /metrics"`
	LogLevel         string        `env:"LOG_LEVEL" default:"info" shared:"true" help:"debug, info, warn or error"`
}

// Validate reports every mistake at once.
func (c runConfig) Validate() error {
	mistakes := []error{c.Kafka.Validate()}
	if c.Wire != wireJSON && c.Wire != wireProtobuf {
		mistakes = append(mistakes, fmt.Errorf("MUNSHI_WIRE: %q is neither json nor protobuf", c.Wire))
	}
	if _, err := logLevel(c.LogLevel); err != nil {
		mistakes = append(mistakes, err)
	}
	for name, positive := range map[string]bool{
		"CONCURRENCY": c.Concurrency > 0, "MAX_IN_FLIGHT": c.MaxInFlight > 0, "MAX_IN_FLIGHT_BYTES": c.MaxInFlightBytes > 0,
		"PROCESS_TIMEOUT": c.ProcessTimeout > 0, "RETRY_DELAY": c.RetryDelay > 0, "MAX_ATTEMPTS": c.MaxAttempts > 0,
		"DRAIN_TIMEOUT": c.DrainTimeout > 0, "BATCH_RECORDS": c.BatchRecords > 0, "BATCH_BYTES": c.BatchBytes > 0, "BATCH_WAIT": c.BatchWait > 0,
	} {
		if !positive {
			mistakes = append(mistakes, fmt.Errorf("%s must be more than zero", name))
		}
	}
	return errors.Join(mistakes...)
}
