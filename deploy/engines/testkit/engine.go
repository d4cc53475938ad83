package testkit

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"github.com/munshi-in/munshi/deploy/engines/chdb"
)

// Engine is one running engine. Tests that own theirs (OwnKafka, OwnS3, OwnClickHouse) may do to it what happens to machines:
// kill it and start it again, pause it and let it go on. Address and data stay the same.
type Engine struct {
	addr, httpAddr string // httpAddr is ClickHouse's second address
	dir            string
	run            func() (running, error)

	mu      sync.Mutex
	now     running // nil after Kill
	removed bool
}

// running is an engine's process, whoever started it.
type running interface {
	pid() int
	exited() <-chan struct{}
	// end ends it, in order if it can, and returns when it is gone.
	end()
}

// newEngine runs an engine for the first time, with its data in dir. It ends, and dir goes, with the test process.
func newEngine(dir, addr string, run func() (running, error)) (*Engine, error) {
	e := &Engine{dir: dir, addr: addr, run: run}
	var err error
	if e.now, err = run(); err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	atEnd(e.remove)
	go e.watch(e.now)
	return e, nil
}

// watch says when now ends though nobody asked it to, with its last words: the tests that use it only see that it is gone.
func (e *Engine) watch(now running) {
	<-now.exited()
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.now != now || e.removed {
		return
	}
	log, _ := os.ReadFile(filepath.Join(e.dir, "engine.log"))
	fmt.Fprintf(os.Stderr, "testkit: the engine in %s ended by itself. It said:\n%s\n", e.dir, log[max(0, len(log)-logTail):])
}

// owned is an engine that the test has to itself and that ends with it.
func owned(t testing.TB, start func() (*Engine, error)) *Engine {
	t.Helper()
	e := get(t, start)
	t.Cleanup(e.remove)
	return e
}

// Kill ends the engine as a power cut would.
func (e *Engine) Kill() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.now == nil {
		return
	}
	syscall.Kill(e.now.pid(), syscall.SIGKILL)
	<-e.now.exited()
	e.now.end()
	e.now = nil
}

// Start starts a killed engine again, on its address and data, and returns when it answers.
func (e *Engine) Start(t testing.TB) {
	t.Helper()
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.now != nil {
		return
	}
	now, err := e.run()
	if err != nil {
		t.Fatalf("testkit: start again: %v", err)
	}
	e.now = now
	go e.watch(now)
}

// Pause stops the engine in mid-step, as an overloaded machine does; its connections stay open and say nothing.
func (e *Engine) Pause() { e.signal(syscall.SIGSTOP) }

// Resume lets a paused engine go on.
func (e *Engine) Resume() { e.signal(syscall.SIGCONT) }

func (e *Engine) signal(s syscall.Signal) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.now != nil {
		syscall.Kill(e.now.pid(), s)
	}
}

func (e *Engine) remove() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.removed {
		return
	}
	e.removed = true
	if e.now != nil {
		syscall.Kill(e.now.pid(), syscall.SIGCONT) // a paused engine cannot end in order
		e.now.end()
	}
	os.RemoveAll(e.dir)
}

func (p *process) pid() int                { return p.cmd.Process.Pid }
func (p *process) exited() <-chan struct{} { return p.gone }
func (p *process) end()                    { p.kill() }

// clickHouse is the engine of package chdb as a running process.
type clickHouse struct{ *chdb.Server }

func (c clickHouse) pid() int                { return c.Pid() }
func (c clickHouse) exited() <-chan struct{} { return c.Exited() }
func (c clickHouse) end()                    { c.Close() }
