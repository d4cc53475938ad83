package flow

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/munshi-in/munshi/schemas"
)

type exampleConfig struct {
	Pages    int            `env:"MAX_PAGES" default:"200" help:"pages in a document"`
	Wait     time.Duration  `env:"WAIT" default:"20s" help:"how long"`
	Hosts    []string       `env:"HOSTS" default:"a, b" shared:"true" help:"hosts"`
	Password schemas.Secret `env:"PASSWORD" help:"password"`
}

func (c exampleConfig) Validate() error {
	if c.Pages < 1 {
		return errors.New("MAX_PAGES must be more than zero")
	}
	return nil
}

func from(set map[string]string) Lookup {
	return func(name string) (string, bool) { v, ok := set[name]; return v, ok }
}

func TestDefaultsHoldWhenNothingIsSet(t *testing.T) {
	var c exampleConfig
	if err := LoadConfig("ingest", &c, from(nil)); err != nil {
		t.Fatal(err)
	}
	if c.Pages != 200 || c.Wait != 20*time.Second || strings.Join(c.Hosts, "|") != "a|b" {
		t.Errorf("got %+v", c)
	}
}

func TestTheProgramsOwnVariableWinsOverTheSharedOne(t *testing.T) {
	var c exampleConfig
	err := LoadConfig("ingest", &c, from(map[string]string{"MUNSHI_MAX_PAGES": "1", "MUNSHI_INGEST_MAX_PAGES": "2"}))
	if err != nil || c.Pages != 2 {
		t.Errorf("pages = %d, error %v; want 2", c.Pages, err)
	}
}

func TestEveryMistakeIsReportedAtOnceWithItsVariable(t *testing.T) {
	var c exampleConfig
	err := LoadConfig("ingest", &c, from(map[string]string{"MUNSHI_INGEST_MAX_PAGES": "many", "MUNSHI_WAIT": "soon"}))
	for _, want := range []string{`MUNSHI_INGEST_MAX_PAGES: "many" is not a whole number`, `MUNSHI_WAIT: "soon" is not a duration`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not say %q", err, want)
		}
	}
}

func TestAValueOutOfRangeIsReportedBesideOneThatIsNone(t *testing.T) {
	var c exampleConfig
	err := LoadConfig("ingest", &c, from(map[string]string{"MUNSHI_INGEST_MAX_PAGES": "0", "MUNSHI_WAIT": "soon"}))
	for _, want := range []string{"MAX_PAGES must be more than zero", `MUNSHI_WAIT: "soon" is not a duration`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not say %q", err, want)
		}
	}
}

// All that can be known to be wrong before anything is connected is told at once, and nothing only later.
func TestMistakesInWhatFlowIsToldAreReportedAtOnce(t *testing.T) {
	var c runConfig
	err := LoadConfig("ingest", &c, from(map[string]string{
		"MUNSHI_LOG_LEVEL": "loud", "MUNSHI_WIRE": "xml", "MUNSHI_INGEST_CONCURRENCY": "none", "MUNSHI_INGEST_RETRY_DELAY": "0s",
		"MUNSHI_KAFKA_BROKERS": "kafka", "MUNSHI_KAFKA_TLS": "true", "MUNSHI_KAFKA_TLS_CA_FILE": filepath.Join(t.TempDir(), "missing.pem"),
		"MUNSHI_KAFKA_SASL_MECHANISM": "SCRAM-SHA-256",
	}))
	for _, want := range []string{
		"MUNSHI_LOG_LEVEL", "MUNSHI_WIRE", "MUNSHI_INGEST_CONCURRENCY", "RETRY_DELAY", "MUNSHI_KAFKA_BROKERS", "MUNSHI_KAFKA_TLS_CA_FILE",
		"MUNSHI_KAFKA_SASL_USER", "MUNSHI_KAFKA_SASL_PASSWORD",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is not in: %v", want, err)
		}
	}
}

// A mount that failed leaves an empty file, and compose sets variables to nothing.
func TestAnEmptySecretFileIsAMistakeAndAnEmptyVariableHidesNoFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "password")
	for content, want := range map[string]string{"": "is empty", "\n": "is empty", "s3cret\r\n": ""} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		var c exampleConfig
		err := LoadConfig("ingest", &c, from(map[string]string{"MUNSHI_PASSWORD": "", "MUNSHI_PASSWORD_FILE": path}))
		if want == "" && (err != nil || c.Password.Reveal() != "s3cret") || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: password %q, error %v", content, c.Password.Reveal(), err)
		}
	}
}

func TestASecretIsReadFromAFileAndNeverQuoted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(path, []byte("s3cret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var c exampleConfig
	if err := LoadConfig("ingest", &c, from(map[string]string{"MUNSHI_PASSWORD_FILE": path})); err != nil || c.Password.Reveal() != "s3cret" {
		t.Errorf("password %q, error %v", c.Password.Reveal(), err)
	}
	err := LoadConfig("ingest", &c, from(map[string]string{"MUNSHI_PASSWORD_FILE": path + ".missing"}))
	if err == nil || !strings.Contains(err.Error(), "MUNSHI_PASSWORD_FILE") {
		t.Errorf("a missing secret file gave %v", err)
	}
}

func TestEveryVariableHasAMeaning(t *testing.T) {
	var b strings.Builder
	WriteReference(&b, Variables("ingest", &runConfig{}))
	for line := range strings.Lines(b.String()) {
		if len(strings.Fields(line)) < 3 {
			t.Errorf("%q says too little", line)
		}
	}
	if !strings.Contains(b.String(), "MUNSHI_KAFKA_SASL_PASSWORD[_FILE]") || !strings.Contains(b.String(), "MUNSHI_INGEST_RETRY_DELAY") {
		t.Errorf("reference lacks variables:\n%s", b.String())
	}
}

func TestWhatFlowIsToldToLogDoesNotTellThePassword(t *testing.T) {
	var c runConfig
	err := LoadConfig("ingest", &c, from(map[string]string{"MUNSHI_KAFKA_SASL_MECHANISM": "PLAIN", "MUNSHI_KAFKA_SASL_USER": "me", "MUNSHI_KAFKA_SASL_PASSWORD": "hunter-2"}))
	if err != nil {
		t.Fatal(err)
	}
	inJSON, _ := json.Marshal(c)
	told := fmt.Sprintf("%v %+v %#v %s %+v", c, c, c, inJSON, struct{ config runConfig }{c})
	if strings.Contains(told, "hunter-2") || !strings.Contains(told, "[secret]") {
		t.Errorf("the configuration is told as %s", told)
	}
}
