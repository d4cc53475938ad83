package testkit

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	// startTimeout is generous because packages are tested at the same time on few cores.
	startTimeout = 90 * time.Second
	leftovers    = "munshi-testkit-"
	logTail      = 3000
)

// directory makes an engine's directory, named for this process so that another one can tell when it is left over.
func directory(engine string) (string, error) {
	return os.MkdirTemp("", fmt.Sprintf("%s%d-%s-", leftovers, os.Getpid(), engine))
}

// removeLeftovers removes the directories of test processes that were killed before they could.
func removeLeftovers() {
	found, err := filepath.Glob(filepath.Join(os.TempDir(), leftovers+"*"))
	if err != nil {
		return
	}
	for _, dir := range found {
		id, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(dir), leftovers), "-")
		pid, err := strconv.Atoi(id)
		if err == nil && errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
			os.RemoveAll(dir)
		}
	}
}

// process is an engine that runs as a program of its own.
type process struct {
	cmd  *exec.Cmd
	log  string
	gone chan struct{}
}

// launch starts cmd so that it dies with this process, its output in dir.
func launch(dir string, cmd *exec.Cmd) (*process, error) {
	log, err := os.Create(filepath.Join(dir, "engine.log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	started := make(chan error)
	go func() {
		// The kernel sends Pdeathsig when the thread that started the child ends, not the process: this one never does.
		runtime.LockOSThread()
		started <- cmd.Start()
		select {}
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	p := &process{cmd: cmd, log: log.Name(), gone: make(chan struct{})}
	go func() {
		cmd.Wait()
		close(p.gone)
	}()
	return p, nil
}

// kill ends the process without asking: its data is thrown away anyway.
func (p *process) kill() {
	p.cmd.Process.Kill()
	<-p.gone
}

// await waits until answers returns nil. When the process ends or the time is over first, it is killed and the
// error holds its last words.
func (p *process) await(answers func() error) error {
	deadline := time.Now().Add(startTimeout)
	for {
		err := answers()
		if err == nil {
			return nil
		}
		select {
		case <-p.gone:
			return fmt.Errorf("%s ended at start: %s", filepath.Base(p.cmd.Path), p.lastWords())
		case <-time.After(100 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			p.kill()
			return fmt.Errorf("%s did not answer within %s: %w; it said: %s", filepath.Base(p.cmd.Path), startTimeout, err, p.lastWords())
		}
	}
}

func (p *process) lastWords() string {
	text, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(string(text[max(0, len(text)-logTail):]))
}

// thrice tries start again when it fails: between finding a port free and listening on it, somebody who is no test may take it.
func thrice[E any](start func() (E, error)) func() (E, error) {
	return func() (engine E, err error) {
		for range 3 {
			if engine, err = start(); err == nil {
				return engine, nil
			}
		}
		return engine, err
	}
}
