package local

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"github.com/munshi-in/munshi/stages/classify"
	"github.com/munshi-in/munshi/stages/console"
	"github.com/munshi-in/munshi/stages/extract"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/ingest"
	"github.com/munshi-in/munshi/stages/preprocess"
	"github.com/munshi-in/munshi/stages/recognize"
	"github.com/munshi-in/munshi/stages/sink"
)

// program is one that is configured by variables.
type program struct {
	name      string
	variables []flow.Variable
	load      func(lookup flow.Lookup) (config any, err error)
}

func defined[C any](d flow.Definition[C]) program {
	return program{"munshi-" + d.Name, d.Variables(), func(lookup flow.Lookup) (any, error) {
		var config struct {
			Own   C
			Kafka flow.KafkaConfig
		}
		err := flow.LoadConfig(d.Name, &config, lookup)
		return config, err
	}}
}

// programs are all but the command munshi, which reads shared variables only.
func programs() []program {
	return []program{
		defined(ingest.Definition), defined(preprocess.Definition), defined(recognize.Definition), defined(extract.Definition),
		defined(classify.Definition), defined(sink.Definition), defined(console.Definition),
		{"munshi-local", flow.Variables("local", &Config{}), func(lookup flow.Lookup) (any, error) { return Load(lookup) }},
	}
}

// Whoever logs or prints a configuration, by whatever means, does not give a password away.
func TestNoConfigurationTellsItsSecrets(t *testing.T) {
	const hidden = "hunter-2"
	var log bytes.Buffer
	logger := zap.New(zapcore.NewCore(zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig()), zapcore.AddSync(&log), zap.DebugLevel))
	plain := logger.Sugar()
	for _, p := range programs() {
		set := map[string]string{"MUNSHI_CLICKHOUSE_USER": "reader"}
		for _, v := range p.variables {
			if v.Secret {
				set[v.Name] = hidden
			}
		}
		config, err := p.load(func(name string) (string, bool) { value, ok := set[name]; return value, ok })
		if err != nil {
			t.Fatalf("%s: %v", p.name, err)
		}
		inJSON, err := json.Marshal(config)
		if err != nil {
			t.Fatalf("%s: %v", p.name, err)
		}
		if held := strings.Count(string(inJSON), "[secret]"); held != len(set)-1 {
			t.Errorf("%s holds %d secrets and tells of %d", p.name, len(set)-1, held)
		}
		logger.Info("any", zap.Any("config", config), zap.Reflect("again", &config))
		plain.Infof("%v %+v %#v", config, config, config)
		inside := struct{ config any }{config}
		for _, told := range []string{string(inJSON), log.String(), fmt.Sprintf("%v %+v %#v %s", config, inside, inside, inside)} {
			if strings.Contains(told, hidden) {
				t.Errorf("%s tells a secret: %s", p.name, told)
			}
		}
		log.Reset()
	}
}

// A variable that sounds like a secret and is not held as one would be printed.
func TestWhatIsNamedLikeASecretIsHeldAsOne(t *testing.T) {
	for _, p := range programs() {
		for _, v := range p.variables {
			sounds := slices.ContainsFunc([]string{"PASSWORD", "SECRET", "TOKEN"}, func(word string) bool { return strings.Contains(v.Name, word) })
			if sounds && !v.Secret {
				t.Errorf("%s: %s is not a schemas.Secret", p.name, v.Name)
			}
		}
	}
}
