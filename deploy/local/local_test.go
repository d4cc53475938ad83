package local

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/munshi-in/munshi/deploy/engines/chdb"
	"github.com/munshi-in/munshi/deploy/engines/testkit"
	"github.com/munshi-in/munshi/deploy/local/read"
	"github.com/munshi-in/munshi/stages/sandbox"
)

// The test binary is also the munshi-local that Up starts in the background.
func TestMain(m *testing.M) {
	sandbox.Serve(read.Jobs...)
	chdb.Serve()
	if len(os.Args) == 2 && os.Args[1] == "run" {
		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
		defer stop()
		config, err := Load(os.LookupEnv)
		if err == nil {
			err = Run(ctx, config, os.LookupEnv)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// place is a configuration with a directory and ports of its own, given by variables as a user would.
func place(t *testing.T) Config {
	t.Helper()
	t.Setenv("MUNSHI_DATA_DIR", t.TempDir())
	t.Setenv("MUNSHI_S3_ENDPOINT", "http://"+testkit.FreeAddr(t))
	for _, variable := range []string{"MUNSHI_KAFKA_BROKERS", "MUNSHI_CLICKHOUSE_ADDR", "MUNSHI_CLICKHOUSE_HTTP_ADDR", "MUNSHI_CONSOLE_ADDR"} {
		t.Setenv(variable, testkit.FreeAddr(t))
	}
	config, err := Load(os.LookupEnv)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := Down(context.Background(), config, Terminal{&bytes.Buffer{}, &bytes.Buffer{}}); err != nil {
			t.Error(err)
		}
	})
	return config
}

func up(t *testing.T, config Config) (out, progress string) {
	t.Helper()
	var o, p bytes.Buffer
	if err := Up(t.Context(), config, Terminal{&o, &p}); err != nil {
		t.Fatalf("up: %v\n%s\n%s", err, p.String(), tail(config.path("munshi.log"), 3000))
	}
	return o.String(), p.String()
}

// A receipt as text: the smallest PDF that is one.
const receipt = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n" +
	"4 0 obj<</Length 191>>stream\nBT /F 12 Tf 20 260 Td 16 TL (SHREE STORES) Tj T* (Tax Invoice) Tj T* (Invoice No: A-17) Tj T* (Date: 14/11/2026) Tj T* (Tea 1 120.00 120.00) Tj T* (Grand Total 120.00) Tj T* (Thank you, visit again) Tj ET\nendstream\nendobj\n" +
	"trailer<</Root 1 0 R>>\n%%EOF\n"

func writeSamples(t *testing.T, config Config) {
	t.Helper()
	if err := os.MkdirAll(config.path("samples"), 0o755); err != nil {
		t.Fatal(err)
	}
	sms := `{"id":"a","sender":"VM-HDFCBK","text":"Rs.500.00 debited from A/c XX1234 on 01-11-26 to tea@okaxis. UPI Ref 631812345678","receivedAt":"2026-11-01T09:30:00Z"}
{"id":"b","sender":"VM-HDFCBK","text":"123456 is your OTP. Do not share it with anyone.","receivedAt":"2026-11-01T09:31:00Z"}
`
	for name, text := range map[string]string{"sms.jsonl": sms, "receipt.pdf": receipt, "labels.jsonl": "{}\n"} {
		if err := os.WriteFile(filepath.Join(config.path("samples"), name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

var totals = regexp.MustCompile(`In all: .*`)

func TestWhatWasReadIsThereOnceAfterAKillAndAfterAStop(t *testing.T) {
	config := place(t)
	writeSamples(t, config)
	out, progress := up(t, config)
	for _, want := range []string{"receipt.pdf", "extracted", "In all: 1 documents", "2 messages, 1 transactions, 0 dead letters", config.ConsoleAddr, "kcat"} {
		if !strings.Contains(out, want) {
			t.Errorf("up does not show %q:\n%s", want, out)
		}
	}
	if !strings.Contains(progress, "published 1 sample documents and 2 SMS") {
		t.Errorf("progress: %s", progress)
	}
	rows := totals.FindString(out)

	state, running, err := readState(config)
	if err != nil || !running {
		t.Fatalf("running: %t, %v", running, err)
	}
	if err := syscall.Kill(state.PID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	for running { // the kernel takes a moment to let go of the lock
		if _, running, err = readState(config); err != nil {
			t.Fatal(err)
		}
	}
	out, progress = up(t, config)
	if !strings.Contains(progress, "was killed") {
		t.Errorf("up after a kill does not say so: %s", progress)
	}
	if got := totals.FindString(out); got != rows {
		t.Errorf("after a kill: %s, before: %s", got, rows)
	}

	var b bytes.Buffer
	t2 := Terminal{&b, &b}
	if err := Down(t.Context(), config, t2); err != nil {
		t.Fatal(err)
	}
	if err := Status(t.Context(), config, t2); !errors.Is(err, ErrNotRunning) {
		t.Errorf("status after down: %v", err)
	}
	out, _ = up(t, config)
	if got := totals.FindString(out); got != rows {
		t.Errorf("after a stop: %s, before: %s", got, rows)
	}
	if err := Status(t.Context(), config, t2); err != nil || !strings.Contains(b.String(), rows) {
		t.Errorf("status: %v, %s", err, b.String())
	}
}

func TestClickHouseComesBackAfterItsProcessWasKilled(t *testing.T) {
	config := place(t)
	up(t, config)
	engine := pidOf(t, config.path("clickhouse"))
	if err := syscall.Kill(engine, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(50 * time.Millisecond) {
		err := showCounts(t.Context(), config, &b)
		if err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("ClickHouse does not answer any more: %v", err)
		}
	}
}

// pidOf is the process that has a file of dir among its arguments.
func pidOf(t *testing.T, dir string) int {
	t.Helper()
	all, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range all {
		arguments, err := os.ReadFile(path)
		if err != nil || !bytes.Contains(arguments, []byte(dir+"/")) { // others end meanwhile
			continue
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if err != nil {
			t.Fatal(err)
		}
		return pid
	}
	t.Fatalf("no process has a file of %s among its arguments", dir)
	return 0
}

func TestATakenPortIsNamedWithItsVariableAndTheNextStartIsFine(t *testing.T) {
	config := place(t)
	taken := map[string]string{"MUNSHI_KAFKA_BROKERS": first(config.Kafka.Brokers), "MUNSHI_CLICKHOUSE_HTTP_ADDR": config.ClickHouseHTTPAddr}
	var holders []net.Listener
	for _, addr := range taken {
		l, err := net.Listen("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		holders = append(holders, l)
	}
	err := Up(t.Context(), config, Terminal{&bytes.Buffer{}, &bytes.Buffer{}})
	for variable, addr := range taken {
		if err == nil || !strings.Contains(err.Error(), variable) || !strings.Contains(err.Error(), addr) {
			t.Errorf("the error does not name %s and %s: %v", variable, addr, err)
		}
	}
	for _, l := range holders {
		l.Close()
	}
	up(t, config)
}

func TestAMissingLibraryIsNamedWithTheRemedy(t *testing.T) {
	config := place(t)
	t.Setenv("MUNSHI_CHDB_LIBRARY", "/nowhere/libchdb.so")
	err := Up(t.Context(), config, Terminal{&bytes.Buffer{}, &bytes.Buffer{}})
	if err == nil || !strings.Contains(err.Error(), "/nowhere/libchdb.so") || !strings.Contains(err.Error(), "make deps") {
		t.Errorf("got %v", err)
	}
}

func TestAMissingToolIsNamedWithItsPackage(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	err := checkMachine(&Config{ChdbLibrary: "x"})
	if err == nil || !strings.Contains(err.Error(), "pdftoppm") || !strings.Contains(err.Error(), "poppler-utils") {
		t.Errorf("got %v", err)
	}
}

func TestOneDirectoryIsForOneRun(t *testing.T) {
	config := place(t)
	release, err := lock(config)
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	if err := Run(t.Context(), config, os.LookupEnv); !errors.Is(err, errLocked) {
		t.Errorf("a second run: %v", err)
	}
}

func TestStateThatWasHalfWrittenIsNoObstacle(t *testing.T) {
	config := place(t)
	if err := os.WriteFile(config.path("state.json"), []byte(`{"pid": 1`), 0o644); err != nil {
		t.Fatal(err)
	}
	if state, running, err := readState(config); err != nil || running || !state.killed() {
		t.Errorf("%+v, running %t, %v", state, running, err)
	}
}

func TestPublishedThatIsNoJSONSaysWhatToDo(t *testing.T) {
	config := place(t)
	if err := os.WriteFile(config.publishedFile(), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	var syntax *json.SyntaxError
	if _, err := readPublished(config); !errors.As(err, &syntax) || !strings.Contains(err.Error(), "remove it") {
		t.Errorf("got %v", err)
	}
}
