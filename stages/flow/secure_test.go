package flow_test

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

func echoing() flow.Definition[none] {
	return define(func(_ context.Context, in flow.Event[*munshiv1.MessageReceived]) ([]flow.Output, error) {
		return echo(in), nil
	})
}

func TestAStageWorksOverTLSWithEachWayToLogIn(t *testing.T) {
	b := testkit.SecureKafka(t)
	k := flowtest.Connect(t, testkit.Lookup(b.Env("PLAIN")))
	for n, mechanism := range []string{"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"} {
		stop := flowtest.Start(k, echoing(), map[string]string{"MUNSHI_KAFKA_SASL_MECHANISM": mechanism})
		k.Publish("messages.received", "", sms(mechanism))
		found := false
		for _, r := range k.Await("transactions.classified", n+1, patience) {
			found = found || r.Body(t).(*munshiv1.TransactionsClassified).SourceId == mechanism
		}
		if !found {
			t.Errorf("%s: its message did not come out", mechanism)
		}
		stop()
	}
}

// What is wrong with how Kafka is reached may be mended on Kafka's side while the program waits: it is told by the
// variable's name, and the program neither ends nor takes itself for ready.
func TestAWrongLoginOrAuthorityIsAnOutageThatNamesItsVariable(t *testing.T) {
	b := testkit.SecureKafka(t)
	k := flowtest.Connect(t, testkit.Lookup(b.Env("SCRAM-SHA-256")))
	password := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(password, []byte("wrong"), 0o600); err != nil {
		t.Fatal(err)
	}
	plain := testkit.Kafka(t)
	for name, c := range map[string]struct {
		set  map[string]string
		want string
	}{
		"password":       {map[string]string{"MUNSHI_CLASSIFY_KAFKA_SASL_PASSWORD_FILE": password}, "MUNSHI_KAFKA_SASL_PASSWORD: the broker refuses the user \"munshi\""},
		"plain password": {map[string]string{"MUNSHI_KAFKA_SASL_PASSWORD": "wrong", "MUNSHI_KAFKA_SASL_MECHANISM": "PLAIN"}, "MUNSHI_KAFKA_SASL_PASSWORD"},
		"authority":      {map[string]string{"MUNSHI_KAFKA_TLS_CA_FILE": ""}, "MUNSHI_KAFKA_TLS_CA_FILE: it is not set"},
		"no TLS":         {map[string]string{"MUNSHI_KAFKA_TLS": "false", "MUNSHI_KAFKA_TLS_CA_FILE": ""}, "MUNSHI_KAFKA_TLS"},
		"no login":       {map[string]string{"MUNSHI_KAFKA_SASL_MECHANISM": ""}, "MUNSHI_KAFKA_SASL_MECHANISM"},
		"broker's TLS":   {map[string]string{"MUNSHI_KAFKA_BROKERS": plain.Addr}, "MUNSHI_KAFKA_TLS"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := testkit.FreeAddr(t)
			c.set["MUNSHI_HTTP_ADDR"] = address
			stop := flowtest.Start(k, echoing(), c.set)
			deadline := time.Now().Add(patience)
			told := ""
			for !strings.Contains(told, c.want) {
				if time.Now().After(deadline) {
					t.Fatalf("not ready because %q, want %q", told, c.want)
				}
				time.Sleep(50 * time.Millisecond)
				told = readiness(address)
			}
			if strings.Contains(told, "wrong") {
				t.Errorf("the password is told: %s", told)
			}
			stop() // fails unless the program has gone on until now
		})
	}
}

func TestAUserThatKafkaLearnsOfLaterIsLetInWithoutARestart(t *testing.T) {
	b := testkit.SecureKafka(t)
	lookup := testkit.Lookup(b.Env("SCRAM-SHA-512"))
	k := flowtest.Connect(t, lookup)
	address := testkit.FreeAddr(t)
	flowtest.Start(k, echoing(), map[string]string{
		"MUNSHI_KAFKA_SASL_USER": "newcomer", "MUNSHI_KAFKA_SASL_PASSWORD": "its-password", "MUNSHI_HTTP_ADDR": address,
	})
	for deadline := time.Now().Add(patience); !strings.Contains(readiness(address), "newcomer"); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not refused: %s", readiness(address))
		}
	}
	var config flow.KafkaConfig
	if err := flow.LoadConfig("test", &config, lookup); err != nil {
		t.Fatal(err)
	}
	options, err := config.ClientOptions()
	if err != nil {
		t.Fatal(err)
	}
	admin, err := kadm.NewOptClient(options...)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	altered, err := admin.AlterUserSCRAMs(t.Context(), nil, []kadm.UpsertSCRAM{{User: "newcomer", Mechanism: kadm.ScramSha512, Iterations: 4096, Password: "its-password"}})
	if err != nil || altered.Error() != nil {
		t.Fatal(err, altered.Error())
	}
	k.Publish("messages.received", "", sms("hello"))
	k.Await("transactions.classified", 1, patience)
}

// A client waits for a topic that is missing without a word.
func TestAStageWhoseTopicsAreMissingSaysSoAndStartsWhenTheyAreMade(t *testing.T) {
	b, address := testkit.Kafka(t), testkit.FreeAddr(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- flow.Run(ctx, echoing(), func(name string) (string, bool) {
			if name == "MUNSHI_CLASSIFY_HTTP_ADDR" {
				return address, true
			}
			return testkit.Lookup(b.Env())(name)
		})
	}()
	comes := func(want string) {
		t.Helper()
		for deadline := time.Now().Add(2 * patience); !strings.Contains(readiness(address), want); time.Sleep(50 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("/readyz says %s, want %s", readiness(address), want)
			}
		}
	}
	comes("messages.received, ")
	comes("munshi topics create")
	k := flowtest.Connect(t, testkit.Lookup(b.Env()))
	k.Publish("messages.received", "", sms("late"))
	k.Await("transactions.classified", 1, 2*patience)
	comes("200 OK")
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// readiness is what /readyz answers.
func readiness(address string) string {
	response, err := http.Get("http://" + address + "/readyz")
	if err != nil {
		return err.Error()
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return err.Error()
	}
	return response.Status + ": " + string(text)
}
