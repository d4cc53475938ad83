// Package chdb runs a real ClickHouse without a ClickHouse installation: libchdb, the engine as one shared
// library, in a child process that listens on the native and the HTTP port like any server.
//
// Start at Start for a server, and at Serve for what makes the child: a program that uses this package calls
// Serve first in main (and in TestMain), because the child is the same binary run again. No C compiler is
// needed: the library is loaded with purego.
//
// What is not obvious: users come from a file written at start, CREATE USER and CREATE ROLE are refused
// by the engine; and its standard input is a terminal. With any other, the engine ends its whole process when one
// connection fails, at a wrong password or a client that is killed (github.com/ClickHouse/ClickHouse/issues/115666).
package chdb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/creack/pty"

	"github.com/munshi-in/munshi/deploy/engines/cache"
)

const (
	// startTimeout is how long a start may take before it is given up: loading 566 MB from a cold disk takes several seconds.
	startTimeout = 90 * time.Second
	// closeTimeout is how long the engine may take to finish its writes before it is killed.
	closeTimeout = 15 * time.Second
	// leaveTimeout is how long a start waits for an engine that has the directory: one whose parent was killed ends in order, or by
	// itself after orphanGrace.
	leaveTimeout = orphanGrace + 10*time.Second
	// stderrTail is how much of the engine's last words an error carries.
	stderrTail = 2000
)

// Config says what to start. The zero value of every field but Dir and the addresses is usable.
type Config struct {
	// Library is the path of libchdb.so; empty means the one that `make deps` installs.
	Library string
	// Dir holds the data and the engine's own configuration; it is made when missing. One server at a time.
	Dir string
	// NativeAddr and HTTPAddr are where it listens, as host:port on the same host. Port 0 takes a free one.
	NativeAddr, HTTPAddr string
	// User and Password are of one more user, who may connect from anywhere. The engine always has the user
	// default, without a password and from this machine only: its own session logs in as that, so it can have none.
	User, Password string
	// MemoryBytes is what the engine may take before it refuses queries; 0 means 2 GiB.
	MemoryBytes int64
	// Shards are the native addresses of the servers, this one among them, that are each a shard of the cluster named
	// ShardsCluster; empty: it is in no cluster. This engine runs no statement ON CLUSTER and replicates nothing.
	Shards []string
}

// ShardsCluster is the name of the cluster that Config.Shards makes.
const ShardsCluster = "shards"

// Server is a running engine.
type Server struct {
	native, http string

	terminal io.Closer // the engine's prompt waits at its other end, and leaves when it is closed
	exited   chan struct{}
	exit     error // set before exited is closed

	closing sync.Once
	closed  chan struct{}
	process *os.Process
}

// PortError says that an address cannot be listened on, most often because another program does.
type PortError struct {
	// Addr is the address, Port what it was for: "native" or "HTTP".
	Addr, Port string
	Err        error
}

func (e *PortError) Error() string {
	return fmt.Sprintf("clickhouse: the %s address %s cannot be used: %v", e.Port, e.Addr, e.Err)
}
func (e *PortError) Unwrap() error { return e.Err }

// FindLibrary is the path of libchdb.so as `make deps` installs it.
func FindLibrary() (string, error) {
	return cache.Find("chdb", cache.ChdbVersion, "libchdb.so", "deps")
}

// Start starts an engine and returns when it answers on both ports. The engine lives until Close, or until this
// process ends, however it ends. ctx bounds the start only.
func Start(ctx context.Context, config Config) (*Server, error) {
	if err := awaitLeaving(ctx, config.Dir); err != nil {
		return nil, err
	}
	config, err := config.complete()
	if err != nil {
		return nil, err
	}
	arguments, err := writeFiles(config)
	if err != nil {
		return nil, err
	}
	s, err := startChild(config, arguments)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	if err := s.answers(ctx); err != nil {
		s.Close()
		return nil, fmt.Errorf("clickhouse did not start in %s: %w", config.Dir, err)
	}
	return s, nil
}

// Addr is the native address, for clickhouse-go.
func (s *Server) Addr() string { return s.native }

// HTTPAddr is the address of the HTTP interface, as host:port.
func (s *Server) HTTPAddr() string { return s.http }

// Pid is the engine's process, for those who watch it or break it on purpose.
func (s *Server) Pid() int { return s.process.Pid }

// Exited is closed when the engine's process has ended, asked to or not. Err then says how.
func (s *Server) Exited() <-chan struct{} { return s.exited }

// Err is how the engine ended: nil while it runs and after Close.
func (s *Server) Err() error {
	select {
	case <-s.exited:
		return s.exit
	default:
		return nil
	}
}

// Close ends the engine after it has finished what it is writing. It may be called more than once.
func (s *Server) Close() {
	s.closing.Do(func() {
		close(s.closed)
		s.terminal.Close()
		select {
		case <-s.exited:
		case <-time.After(closeTimeout):
			s.process.Kill()
			<-s.exited
		}
	})
	<-s.exited
}

// awaitLeaving waits until no engine has dir any more, and with it its ports.
func awaitLeaving(ctx context.Context, dir string) error {
	ctx, cancel := context.WithTimeout(ctx, leaveTimeout)
	defer cancel()
	for {
		held, err := isHeld(dir)
		if err != nil || !held {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("clickhouse: another engine has %s and does not end: stop the program it belongs to, or name another directory", dir)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// isHeld tells whether an engine has locked dir, as each does while it lives.
func isHeld(dir string) (bool, error) {
	status, err := os.Open(filepath.Join(dir, "data", "status"))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("clickhouse: %w", err)
	}
	defer status.Close() // unlocks it
	err = syscall.Flock(int(status.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return true, nil
	}
	return false, err
}

func (c Config) complete() (Config, error) {
	var err error
	if c.Library == "" {
		if c.Library, err = FindLibrary(); err != nil {
			return c, err
		}
	}
	if _, err := os.Stat(c.Library); err != nil {
		return c, fmt.Errorf("libchdb: %w: run `make deps`", err)
	}
	if c.Dir == "" {
		return c, errors.New("chdb: Config.Dir is empty: name the directory that keeps the data")
	}
	if c.Password != "" && (c.User == "" || c.User == "default") {
		return c, errors.New("chdb: the user default cannot have a password, the engine's own session uses it: give Config.User another name")
	}
	if c.Dir, err = filepath.Abs(c.Dir); err != nil {
		return c, err
	}
	if c.NativeAddr, err = usable("native", c.NativeAddr); err != nil {
		return c, err
	}
	if c.HTTPAddr, err = usable("HTTP", c.HTTPAddr); err != nil {
		return c, err
	}
	if c.MemoryBytes == 0 {
		c.MemoryBytes = 2 << 30
	}
	return c, nil
}

// usable tries the address before the engine does: the engine's own message names neither port nor reason, and a
// stranger on the port must not be taken for the engine.
func usable(port, addr string) (string, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		var e *net.OpError
		if errors.As(err, &e) {
			err = e.Err
		}
		return "", &PortError{Addr: addr, Port: port, Err: err}
	}
	defer l.Close()
	return l.Addr().String(), nil
}

func startChild(config Config, arguments []string) (*Server, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	log := filepath.Join(config.Dir, "engine.log")
	stderr, err := os.Create(log)
	if err != nil {
		return nil, err
	}
	defer stderr.Close()
	cmd := exec.Command(self, arguments...)
	cmd.Env = append(os.Environ(), childVariable+"="+config.Library, "GOMAXPROCS=2")
	cmd.Stdout, cmd.Stderr = stderr, stderr
	// A group of its own: Ctrl-C at a terminal must reach us, so that we end the engine in order.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	terminal, prompt, err := pty.Open()
	if err != nil {
		return nil, fmt.Errorf("clickhouse: its standard input must be a terminal, and none can be opened (is devpts mounted at /dev/pts?): %w", err)
	}
	defer prompt.Close()
	cmd.Stdin = prompt
	if err := cmd.Start(); err != nil {
		terminal.Close()
		return nil, fmt.Errorf("clickhouse: %w", err)
	}
	s := &Server{
		native: config.NativeAddr, http: config.HTTPAddr, terminal: terminal, process: cmd.Process,
		exited: make(chan struct{}), closed: make(chan struct{}),
	}
	go func() {
		err := cmd.Wait()
		select {
		case <-s.closed:
		default:
			if err == nil {
				err = errors.New("it ended by itself")
			}
			s.exit = fmt.Errorf("clickhouse ended: %w%s", err, lastWords(log))
		}
		close(s.exited)
	}()
	return s, nil
}

// answers waits until a query is answered over HTTP. The native port is open by then, listen opens it first; trying
// it with a connection that says nothing would delay the engine's end by 10 s.
func (s *Server) answers(ctx context.Context) error {
	for {
		err := s.ask(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-s.exited:
			return s.exit
		case <-ctx.Done():
			return fmt.Errorf("no answer in time: %w", err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (s *Server) ask(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+s.http+"/", strings.NewReader("SELECT 1"))
	if err != nil {
		return err
	}
	r.Close = true // the engine's end waits 5 s for every idle connection
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, stderrTail))
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", answer.Status, strings.TrimSpace(string(body)))
	}
	return nil
}

func lastWords(log string) string {
	text, err := os.ReadFile(log)
	if err != nil || len(text) == 0 {
		return ""
	}
	if len(text) > stderrTail {
		text = text[len(text)-stderrTail:]
	}
	return "; it said (" + log + "): " + strings.TrimSpace(string(text))
}
