package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
)

// handOverVariable makes the test binary stand in for munshi when it hands over to the munshi-local of a folder.
const handOverVariable = "MUNSHI_TEST_HAND_OVER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(handOverVariable); dir != "" {
		t := &terminal{err: os.Stderr, started: true}
		os.Exit(t.exit(handOver(dir, "read", []string{"--password", "a b", "x.pdf"})))
	}
	testkit.Main(m)
}

// result is what a run of the command gave.
type result struct {
	code     int
	out, err string
}

// munshi runs the command in this process with the variables of env.
func munshi(t *testing.T, env map[string]string, args ...string) result {
	t.Helper()
	return munshiReading(t, env, "", args...)
}

func munshiReading(t *testing.T, env map[string]string, in string, args ...string) result {
	t.Helper()
	var out, complaint bytes.Buffer
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	code := run(ctx, args, &terminal{lookup: testkit.Lookup(env), in: strings.NewReader(in), out: &out, err: &complaint})
	return result{code, out.String(), complaint.String()}
}

// mustRun is munshi that is expected to succeed; it returns what was printed.
func mustRun(t *testing.T, env map[string]string, args ...string) string {
	t.Helper()
	r := munshi(t, env, args...)
	if r.code != exitDone {
		t.Fatalf("munshi %s: exit code %d\n%s", strings.Join(args, " "), r.code, r.err)
	}
	return r.out
}

func (r result) want(t *testing.T, code int, parts ...string) {
	t.Helper()
	if r.code != code {
		t.Errorf("exit code %d, want %d\n%s", r.code, code, r.err)
	}
	for _, p := range parts {
		if !strings.Contains(r.out+r.err, p) {
			t.Errorf("%q is in neither output:\n%s\n%s", p, r.out, r.err)
		}
	}
}

func TestEveryCommandHasAnExample(t *testing.T) {
	term := &terminal{}
	var check func(c *cobra.Command)
	check = func(c *cobra.Command) {
		if c.Short == "" || !strings.Contains(c.Example, "munshi "+strings.Fields(c.Use)[0]) && !strings.Contains(c.Example, c.Name()) {
			t.Errorf("%s: no summary, or no example of it", c.CommandPath())
		}
		for _, sub := range c.Commands() {
			check(sub)
		}
	}
	for _, c := range []*cobra.Command{publishCommand(term), statusCommand(term), topicsCommand(term), migrateCommand(term), lagCommand(term),
		deadCommand(term), localCommand(term, "read"), localCommand(term, "classify"), localCommand(term, "train"), versionCommand(term)} {
		check(c)
	}
}

func TestWrongArgumentsExitWith2AndSayWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"pubish"}, "pubish"},
		{[]string{"publish", "document"}, "at least 1 arg"},
		{[]string{"publish", "document", "--id", "1", "a.pdf", "b.pdf"}, "--id names one document"},
		{[]string{"publish", "message"}, "text"},
		{[]string{"publish", "message", "--text", "x", "--tenant", "a\nb"}, "--tenant"},
		{[]string{"publish", "messages", "/nonexistent/sms.jsonl"}, "no such file"},
		{[]string{"topics", "list", "--output", "xml"}, "--output"},
		{[]string{"topics", "create", "--partitions", "-4"}, "--partitions"},
		{[]string{"dead", "list", "--stage", "cook"}, "ingest, preprocess"},
		{[]string{"dead", "list", "--since", "-5h"}, "--since"},
		{[]string{"dead", "show", "12"}, "ingest:0:12"},
		{[]string{"status", "--wait", "5s"}, "--wait"},
	} {
		munshi(t, nil, c.args...).want(t, exitMistake, c.want)
	}
}

func TestWrongConfigurationExitsWith2AndNamesTheVariable(t *testing.T) {
	munshi(t, map[string]string{"MUNSHI_KAFKA_BROKERS": "kafka"}, "lag").want(t, exitMistake, "MUNSHI_KAFKA_BROKERS", "host:port")
}

func TestServersThatAreDownExitWith3AndNameTheVariable(t *testing.T) {
	down := map[string]string{"MUNSHI_KAFKA_BROKERS": "127.0.0.1:1", "MUNSHI_CLICKHOUSE_ADDR": "127.0.0.1:1"}
	for _, args := range [][]string{{"lag"}, {"topics", "create"}, {"dead", "list"}, {"publish", "message", "--text", "x"}} {
		munshi(t, down, append(args, "--timeout", "5s")...).want(t, exitUnreachable, "MUNSHI_KAFKA_BROKERS", "127.0.0.1:1")
	}
	for _, args := range [][]string{{"status"}, {"migrate"}, {"migrate", "--dry-run"}} {
		munshi(t, down, append(args, "--timeout", "5s")...).want(t, exitUnreachable, "MUNSHI_CLICKHOUSE_ADDR", "127.0.0.1:1")
	}
}

func TestHelpAndVersionNeedNoServer(t *testing.T) {
	munshi(t, nil, "--help").want(t, exitDone, "Exit codes", "publish")
	munshi(t, nil, "read", "--help").want(t, exitDone, "munshi-local", "JSON line")
	munshi(t, nil, "version").want(t, exitDone)
}

func TestReadHandsEverythingOverToMunshiLocal(t *testing.T) {
	dir := t.TempDir()
	script := "#!/bin/sh\necho \"$#|$1|$2|$3|$4\"\ncat\nexit 7\n"
	if err := os.WriteFile(filepath.Join(dir, localProgram), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	out, err := handedOver(t, dir)
	if err == nil || !strings.Contains(err.Error(), "exit status 7") || out != "4|read|--password|a b|x.pdf\nfrom standard input" {
		t.Errorf("error %v, output %q", err, out)
	}
}

func TestReadWithoutMunshiLocalSaysHowToGetIt(t *testing.T) {
	out, err := handedOver(t, t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "exit status 1") || !strings.Contains(out, "make build") || !strings.Contains(out, localProgram) {
		t.Errorf("error %v, output %q", err, out)
	}
}

func handedOver(t *testing.T, dir string) (string, error) {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), handOverVariable+"="+dir)
	c.Stdin = strings.NewReader("from standard input")
	out, err := c.CombinedOutput()
	return string(out), err
}

func FuzzPlaceOfADeadLetter(f *testing.F) {
	f.Add("ingest:0:12")
	f.Add("ingest:-1:12")
	f.Add("sink:2147483648:0")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := parsePlace(text)
		if err != nil {
			return
		}
		if again, err := parsePlace(p.String()); err != nil || again != p {
			t.Errorf("%q became %v, and that %v (%v)", text, p, again, err)
		}
	})
}

func FuzzMessageLines(f *testing.F) {
	f.Add(`{"id":"1","text":"x","receivedAt":"2026-01-02T03:04:05Z"}`)
	f.Add("{\"text\":\"a\"}\n\n[]")
	f.Fuzz(func(t *testing.T, text string) {
		_ = eachLine(strings.NewReader(text), func(number int, line []byte) error {
			var m messageLine
			if json.Unmarshal(line, &m) != nil {
				return nil
			}
			if e, err := m.event(); err == nil && (e.Text == "" || number < 1) {
				t.Errorf("line %d: an event without text", number)
			}
			return nil
		})
	})
}
