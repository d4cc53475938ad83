package chaos

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	"github.com/munshi-in/munshi/schemas"
	"github.com/munshi-in/munshi/stages/blob"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// patience is how long a row may take to appear. It covers a cold Tesseract on two busy cores.
const patience = 2 * time.Minute

// A house is the six stages and the console, each a process, on engines of their own.
type house struct {
	t        *testing.T
	bin      string
	env      map[string]string
	programs map[string]*program
	kafka    *flowtest.Kafka
	broker   *testkit.Broker
	bucket   *testkit.Bucket
	blobs    blob.Store
	db       driver.Conn
	console  string // its URL
	samples  string // a folder of sample documents and messages
}

// ground is the engines that a house stands on.
type ground struct {
	broker   *testkit.Broker
	bucket   *testkit.Bucket
	database *testkit.Database
}

// program is one running process of a stage.
type program struct {
	cmd    *exec.Cmd
	output *bytes.Buffer
	exited chan struct{}
}

// open puts a house up on the engines that all tests share.
func open(t *testing.T) *house {
	t.Helper()
	return openOn(t, shared(t), nil)
}

func shared(t *testing.T) ground {
	t.Helper()
	return ground{testkit.Kafka(t), testkit.S3(t), testkit.ClickHouse(t)}
}

// openOn puts a house up, with variables of its own for its programs, and waits until its database has tables and its
// programs run.
func openOn(t *testing.T, g ground, env map[string]string) *house {
	t.Helper()
	bin, err := built()
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, bin: bin, env: map[string]string{}, programs: map[string]*program{}, broker: g.broker, bucket: g.bucket, samples: filepath.Join(bin, "samples")}
	for _, set := range []map[string]string{g.broker.Env(), g.bucket.Env(), g.database.Env(), env} {
		maps.Copy(h.env, set)
	}
	address := testkit.FreeAddr(t)
	h.env["MUNSHI_CONSOLE_ADDR"], h.console = address, "http://"+address
	h.env["MUNSHI_INGEST_RETRY_DELAY"] = "1s"
	h.env["MUNSHI_RECOGNIZE_MODELS_DIR"] = testkit.ModelsDir(t)
	lookup := testkit.Lookup(h.env)
	h.kafka = flowtest.Connect(t, lookup)
	var blobs struct{ Blob blob.Config }
	if err := flow.LoadConfig("chaos", &blobs, lookup); err != nil {
		t.Fatal(err)
	}
	if h.blobs, err = blob.Open(t.Context(), blobs.Blob); err != nil {
		t.Fatal(err)
	}
	if h.db, err = clickhouse.Open(&clickhouse.Options{Addr: []string{g.database.Addr}, Auth: clickhouse.Auth{Database: g.database.Name}}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.db.Close() })
	h.munshi("migrate")
	for _, name := range append([]string{"console"}, schemas.StageNames...) {
		h.start(name)
	}
	return h
}

// built builds every program once, and draws the samples, into a folder that lasts as long as the tests.
var built = sync.OnceValues(func() (string, error) {
	root, err := workspace()
	if err != nil {
		return "", err
	}
	// Under such a name the next test process that uses testkit removes it when this one is gone.
	bin, err := os.MkdirTemp("", fmt.Sprintf("munshi-testkit-%d-programs-", os.Getpid()))
	if err != nil {
		return "", err
	}
	packages := []string{"./scripts/munshi", "./scripts/corpus"}
	for _, name := range append([]string{"console"}, schemas.StageNames...) {
		packages = append(packages, "./stages/"+name+"/cmd/munshi-"+name)
	}
	build := exec.Command("go", append([]string{"build", "-o", bin + "/"}, packages...)...)
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	draw := exec.Command(filepath.Join(bin, "corpus"), "samples", "--dir", filepath.Join(bin, "samples"))
	if out, err := draw.CombinedOutput(); err != nil {
		return "", fmt.Errorf("corpus samples: %w\n%s", err, out)
	}
	return bin, nil
})

// workspace is the folder of go.work.
func workspace() (string, error) {
	out, err := exec.Command("go", "env", "GOWORK").Output()
	if err != nil {
		return "", err
	}
	path := strings.TrimSpace(string(out))
	if path == "" || path == "off" {
		return "", errors.New("these tests build every program: run them in the workspace (GOWORK is off)")
	}
	return filepath.Dir(path), nil
}

func (h *house) environ() []string {
	all := []string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME")}
	for name, value := range h.env {
		all = append(all, name+"="+value)
	}
	return all
}

// start starts a stage or the console as a process that ends with the test.
func (h *house) start(name string) { h.t.Helper(); h.startReplica(name, name) }

// startReplica starts a stage under a name of its own, with further variables: one of several processes that share its work.
func (h *house) startReplica(name, stage string, variables ...string) {
	h.t.Helper()
	p := &program{cmd: exec.Command(filepath.Join(h.bin, "munshi-"+stage)), output: &bytes.Buffer{}, exited: make(chan struct{})}
	p.cmd.Env = append(h.environ(), variables...)
	p.cmd.Stdout, p.cmd.Stderr = p.output, p.output
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := p.cmd.Start(); err != nil {
		h.t.Fatal(err)
	}
	go func() {
		p.cmd.Wait()
		close(p.exited)
	}()
	h.programs[name] = p
	h.t.Cleanup(func() {
		syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
		<-p.exited
		if h.t.Failed() && p.output.Len() > 0 {
			h.t.Logf("%s said:\n%s", name, p.output.Bytes()[max(0, p.output.Len()-4000):])
		}
	})
}

// kill ends a program as a power cut would.
func (h *house) kill(name string) {
	p := h.programs[name]
	p.cmd.Process.Kill()
	<-p.exited
}

// gone waits until a program that was asked to end has ended, and reports when it did not end well.
func (h *house) gone(name string) {
	h.t.Helper()
	p := h.programs[name]
	select {
	case <-p.exited:
	case <-time.After(patience):
		h.t.Fatalf("%s has not ended %s after it was asked to", name, patience)
	}
	if !p.cmd.ProcessState.Success() {
		h.t.Errorf("%s ended with %s", name, p.cmd.ProcessState)
	}
}

// signal sends a program, and not its children, a signal.
func (h *house) signal(name string, s syscall.Signal) {
	syscall.Kill(h.programs[name].cmd.Process.Pid, s)
}

// alive fails the test when a program has ended.
func (h *house) alive() {
	h.t.Helper()
	for name, p := range h.programs {
		select {
		case <-p.exited:
			h.t.Errorf("munshi-%s has ended: %s\n%s", name, p.cmd.ProcessState, p.output)
		default:
		}
	}
}

// munshi runs the command for people and returns what it prints.
func (h *house) munshi(args ...string) string {
	h.t.Helper()
	cmd := exec.CommandContext(h.t.Context(), filepath.Join(h.bin, "munshi"), args...)
	cmd.Env = h.environ()
	out, err := cmd.CombinedOutput()
	if err != nil {
		h.t.Fatalf("munshi %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// sample returns the bytes of a sample document.
func (h *house) sample(name string) []byte {
	h.t.Helper()
	data, err := os.ReadFile(filepath.Join(h.samples, name))
	if err != nil {
		h.t.Fatal(err)
	}
	return data
}

// rows answers a query of one column, as text.
func (h *house) rows(query string, args ...any) []string {
	h.t.Helper()
	found, err := h.tryRows(query, args...)
	if err != nil {
		h.t.Fatalf("%s: %v", query, err)
	}
	return found
}

func (h *house) tryRows(query string, args ...any) ([]string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	result, err := h.db.Query(ctx, "SELECT toString("+query, args...)
	if err != nil {
		return nil, err
	}
	defer result.Close()
	var found []string
	for result.Next() {
		var text string
		if err := result.Scan(&text); err != nil {
			return nil, err
		}
		found = append(found, text)
	}
	return found, result.Err()
}

// eventually waits until query answers want, its rows joined by a space.
func (h *house) eventually(want, query string, args ...any) {
	h.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		found, err := h.tryRows(query, args...)
		if err == nil && strings.Join(found, " ") == want {
			return
		}
		if time.Now().After(deadline) {
			dead, _ := h.tryRows("(stage, error_code, error_message, id)) FROM dead_letters LIMIT 5")
			h.t.Fatalf("after %s: SELECT toString(%s\n got %s (error %v)\nwant %s\ndead letters: %s", patience, query, strings.Join(found, " "), err, want, strings.Join(dead, "\n"))
		}
		time.Sleep(50 * time.Millisecond)
	}
}
