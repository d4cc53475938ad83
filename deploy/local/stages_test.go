package local

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/munshi-in/munshi/stages/flow"
)

func TestAStageThatFailsIsStartedAgainAndTheOthersGoOn(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	starts, other := 0, make(chan struct{})
	all := []stage{
		{"ingest", func(ctx context.Context, _ flow.Lookup) error {
			if starts++; starts == 1 {
				return errors.New("no bucket")
			}
			cancel()
			return nil
		}},
		{"sink", func(ctx context.Context, _ flow.Lookup) error {
			<-ctx.Done()
			close(other)
			return nil
		}},
	}
	var told []string
	runStages(ctx, all, nil, func(name string, err error) { told = append(told, name+": "+err.Error()) })
	<-other
	if starts != 2 || len(told) != 1 || told[0] != "ingest: no bucket" {
		t.Errorf("%d starts, told %q", starts, told)
	}
}

func TestEveryStageIsRun(t *testing.T) {
	var names []string
	for _, s := range stages() {
		names = append(names, s.name)
	}
	if got := strings.Join(names, " "); got != "ingest preprocess recognize extract classify sink console" {
		t.Error(got)
	}
}

func TestSettingsForAClusterOfOnesOwnDoNotReachTheLocalBroker(t *testing.T) {
	environment := func(name string) (string, bool) {
		value, ok := map[string]string{
			"MUNSHI_KAFKA_SASL_MECHANISM": "PLAIN", "MUNSHI_KAFKA_TLS": "true", "MUNSHI_LOCAL_KAFKA_BROKERS": "127.0.0.1:1", "MUNSHI_RECOGNIZE_WORKERS": "3",
		}[name]
		return value, ok
	}
	config, err := Load(environment)
	if err != nil {
		t.Fatal(err)
	}
	find := config.lookup(environment)
	if _, ok := find("MUNSHI_KAFKA_TLS"); ok {
		t.Error("stages would speak TLS")
	}
	brokers, _ := find("MUNSHI_KAFKA_BROKERS")
	workers, _ := find("MUNSHI_RECOGNIZE_WORKERS")
	if brokers != "127.0.0.1:1" || workers != "3" {
		t.Errorf("brokers %q, workers %q", brokers, workers)
	}
}

func TestMistakesInTheConfigurationAreToldAtOnce(t *testing.T) {
	_, err := Load(func(name string) (string, bool) {
		value, ok := map[string]string{"MUNSHI_CONSOLE_ADDR": "here", "MUNSHI_KAFKA_BROKERS": "127.0.0.1:1,127.0.0.1:2", "MUNSHI_CLICKHOUSE_PASSWORD": "x"}[name]
		return value, ok
	})
	for _, variable := range []string{"MUNSHI_CONSOLE_ADDR", "MUNSHI_KAFKA_BROKERS", "MUNSHI_CLICKHOUSE_USER"} {
		if err == nil || !strings.Contains(err.Error(), variable) {
			t.Errorf("%s is not named: %v", variable, err)
		}
	}
}
