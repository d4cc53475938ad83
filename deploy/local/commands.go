package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Bounds of what the commands wait for.
const (
	startWait = 3 * time.Minute
	stopWait  = 90 * time.Second
	readWait  = 5 * time.Minute
	// maxLogBytes is when a start puts the log aside; one older log is kept.
	maxLogBytes = 20 << 20
)

// ErrNotRunning is what Status returns when nothing runs.
var ErrNotRunning = errors.New("not running: make up")

// Terminal is where a command writes: what was asked for to Out, what it is doing to Progress.
type Terminal struct{ Out, Progress io.Writer }

func (t Terminal) progress(format string, args ...any) { fmt.Fprintf(t.Progress, format+"\n", args...) }

// Up starts a Run in the background unless one runs, publishes the samples the first time, waits until all is
// read, and shows it.
func Up(ctx context.Context, config Config, t Terminal) error {
	if err := started(ctx, config, t); err != nil {
		return err
	}
	if err := publishSamples(ctx, config, t); err != nil {
		return err
	}
	if err := followSamples(ctx, config, t); err != nil {
		return err
	}
	if err := showRows(ctx, config, t.Out); err != nil {
		return err
	}
	showAddresses(config, t.Out)
	return nil
}

// started returns when a Run is ready, started here or before.
func started(ctx context.Context, config Config, t Terminal) error {
	state, running, err := readState(config)
	if err != nil {
		return err
	}
	if !running {
		if state.killed() {
			t.progress("the last run was killed: going on where it was")
		}
		state, err = start(config)
		if err != nil {
			return err
		}
	}
	doing := ""
	for deadline := time.Now().Add(startWait); state.Phase != phaseRunning; {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case time.Now().After(deadline):
			return fmt.Errorf("not ready after %s, it is still %s: make logs", startWait, state.Doing)
		case state.Phase == phaseStopping:
			return errors.New("it is being stopped: run make up again when it is")
		case state.Doing != doing:
			doing = state.Doing
			t.progress("%s", doing)
		}
		time.Sleep(30 * time.Millisecond)
		if state, running, err = readState(config); err != nil {
			return err
		}
		if !running {
			return failedStart(config, state)
		}
	}
	return nil
}

// start runs this program again as `run`, in a session of its own, and returns when it has the lock.
func start(config Config) (State, error) {
	self, err := os.Executable()
	if err != nil {
		return State{}, err
	}
	if err := os.MkdirAll(config.DataDir, 0o755); err != nil {
		return State{}, fmt.Errorf("data directory (MUNSHI_DATA_DIR): %w", err)
	}
	log, err := openLog(config)
	if err != nil {
		return State{}, err
	}
	defer log.Close()
	cmd := exec.Command(self, "run")
	cmd.Stdout, cmd.Stderr = log, log
	cmd.Env = append(os.Environ(), "MUNSHI_DATA_DIR="+config.DataDir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // it outlives the terminal
	if err := cmd.Start(); err != nil {
		return State{}, err
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait() // how it ended stands in its state and its log
		close(ended)
	}()
	for {
		state, running, err := readState(config)
		if err != nil || running && state.PID == cmd.Process.Pid {
			return state, err
		}
		select {
		case <-ended:
			state, running, err := readState(config)
			if running && state.PID != cmd.Process.Pid { // another make up was quicker
				return state, err
			}
			if state.PID != cmd.Process.Pid {
				state = State{} // it did not come so far as to say something
			}
			return state, errors.Join(err, failedStart(config, state))
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func failedStart(config Config, state State) error {
	if state.Phase == phaseFailed {
		return errors.New(state.Error)
	}
	return fmt.Errorf("it ended while it started; the end of %s:\n%s", config.path("munshi.log"), tail(config.path("munshi.log"), 2000))
}

func openLog(config Config) (*os.File, error) {
	path := config.path("munshi.log")
	if i, err := os.Stat(path); err == nil && i.Size() > maxLogBytes {
		if err := os.Rename(path, path+".1"); err != nil {
			return nil, err
		}
	}
	return os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
}

// Down ends the Run: the stages finish what they began. The data stays.
func Down(ctx context.Context, config Config, t Terminal) error {
	state, running, err := readState(config)
	if err != nil {
		return err
	}
	if !running {
		t.progress("nothing runs")
		return nil
	}
	process, err := os.FindProcess(state.PID)
	if err != nil {
		return err
	}
	if err := process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("stop process %d: %w", state.PID, err)
	}
	t.progress("stopping")
	for deadline := time.Now().Add(stopWait); ; time.Sleep(30 * time.Millisecond) {
		now, running, err := readState(config)
		if err != nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		if !running {
			t.progress("stopped; the data stays in %s", config.DataDir)
			return nil
		}
		if time.Now().After(deadline) {
			if err := process.Kill(); err != nil {
				return err
			}
			return fmt.Errorf("it was still %s after %s and was killed; nothing is lost, make up goes on where it was", now.Doing, stopWait)
		}
	}
}

// Status says whether a Run is up, where, and what it has read. It returns ErrNotRunning when none is.
func Status(ctx context.Context, config Config, t Terminal) error {
	state, running, err := readState(config)
	if err != nil {
		return err
	}
	if !running {
		if state.Phase == phaseFailed {
			fmt.Fprintf(t.Out, "the last start failed: %s\n", state.Error)
		}
		return ErrNotRunning
	}
	fmt.Fprintf(t.Out, "%s since %s, process %d, data in %s\n", state.Phase, state.Started.Format(time.DateTime), state.PID, config.DataDir)
	if state.Doing != "" {
		fmt.Fprintln(t.Out, state.Doing)
	}
	for _, name := range sortedNames(state.Stages) {
		s := state.Stages[name]
		fmt.Fprintf(t.Out, "%s was started again %d times, last at %s: %s\n", name, s.Restarts, s.At.Format(time.DateTime), s.Error)
	}
	if state.Phase != phaseRunning {
		return nil
	}
	showAddresses(config, t.Out)
	return showCounts(ctx, config, t.Out)
}

// Logs writes the log, and with follow what is added to it until ctx ends.
func Logs(ctx context.Context, config Config, t Terminal, follow bool) error {
	f, err := os.Open(config.path("munshi.log"))
	if errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("there is no log in %s: make up", config.DataDir)
	}
	if err != nil {
		return err
	}
	defer f.Close()
	for {
		if _, err := io.Copy(t.Out, f); err != nil {
			return err
		}
		if !follow {
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(200 * time.Millisecond):
		}
	}
}

func tail(path string, size int64) string {
	f, err := os.Open(path)
	if err != nil {
		return err.Error()
	}
	defer f.Close()
	if i, err := f.Stat(); err == nil && i.Size() > size {
		if _, err := f.Seek(-size, io.SeekEnd); err != nil {
			return err.Error()
		}
	}
	text, err := io.ReadAll(io.LimitReader(f, size))
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(string(text))
}

func sortedNames(stages map[string]Trouble) []string {
	var names []string
	for name := range stages {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
