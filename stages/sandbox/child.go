package sandbox

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"time"
)

const (
	// startTimeout is the longest a child may take to call Serve. Past it, its main most likely never does.
	startTimeout = 30 * time.Second
	// watchInterval is how often the memory of a working child is looked at: native code fills some 50 MB in it.
	watchInterval = 20 * time.Millisecond
	// longestStep is what one look at a working child adds to the job's time at most. When looks are further apart we
	// stood still ourselves (SIGSTOP, a suspended machine), and waking up is no reason to blame the job for it.
	longestStep = 10 * watchInterval
	// dyingLooks is how often a child whose pipe has broken is looked at, every dyingInterval, before it counts as alive.
	dyingLooks    = 500
	dyingInterval = 2 * time.Millisecond
)

// errNotBegun says that the child was lost before it had the whole request: the input is not to blame.
var errNotBegun = errors.New("the child process died before it began")

// child is one process with its pipes. It is used by one goroutine at a time.
type child struct {
	cmd       *exec.Cmd
	requests  *os.File
	responses *os.File
	reader    *bufio.Reader
	printed   *tail
	scratch   string
	cfg       Config
	jobs      int
	reaped    bool
}

// starter starts processes on one thread that never ends. Pdeathsig fires when the thread that started a process
// ends, not the process of that thread: a child started on a thread that Go lets go of would be killed in mid-job.
var starter = sync.OnceValue(func() chan<- func() {
	starts := make(chan func())
	go func() {
		runtime.LockOSThread()
		for start := range starts {
			start()
		}
	}()
	return starts
})

// startChild starts a child that has scratch, a directory of its own.
func startChild(cfg Config, job, scratch string) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("sandbox: find this program: %w", err)
	}
	c := &child{cfg: cfg, printed: &tail{}, scratch: scratch}
	if err := c.start(self, job); err != nil {
		c.destroy()
		return nil, fmt.Errorf("sandbox: start a child process: %w", err)
	}
	return c, nil
}

func (c *child) start(self, job string) error {
	requestEnd, requests, err := os.Pipe()
	if err != nil {
		return err
	}
	defer requestEnd.Close()
	c.requests = requests
	responses, responseEnd, err := os.Pipe()
	if err != nil {
		return err
	}
	defer responseEnd.Close()
	c.responses, c.reader = responses, bufio.NewReaderSize(responses, 1<<16)

	cmd := exec.Command(self)
	cmd.Env = append(inherited(),
		envJob+"="+job,
		envFrame+"="+strconv.FormatInt(c.cfg.MaxFrameBytes, 10),
		envMemory+"="+strconv.FormatInt(c.cfg.MemoryLimitBytes, 10),
		"TMPDIR="+c.scratch,
		"OMP_THREAD_LIMIT=1", // Tesseract's threads wait for each other: two processes of one thread do twice the work
		"GOMAXPROCS=1",
		"GOTRACEBACK=single",
	)
	cmd.Stdout, cmd.Stderr = c.printed, c.printed
	cmd.ExtraFiles = []*os.File{requestEnd, responseEnd} // requestFD, responseFD
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	cmd.WaitDelay = 2 * time.Second
	started := make(chan error)
	starter() <- func() { started <- cmd.Start() }
	if err := <-started; err != nil {
		return err
	}
	c.cmd = cmd
	return c.awaitReady()
}

func (c *child) awaitReady() error {
	if err := c.responses.SetReadDeadline(time.Now().Add(startTimeout)); err != nil {
		return err
	}
	f, err := readFrame(c.reader, c.cfg.MaxFrameBytes)
	if err != nil || f.kind != kindReady {
		c.destroy()
		return fmt.Errorf("it did not get to sandbox.Serve, which must be the first line of main: %s", c.printed)
	}
	return c.responses.SetReadDeadline(time.Time{})
}

// inherited is what a child gets of the environment: what native libraries need, and no secrets.
func inherited() []string {
	var env []string
	for _, name := range []string{"PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TESSDATA_PREFIX", "FONTCONFIG_PATH", "FONTCONFIG_FILE", "GOCOVERDIR"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// do runs one job. After any error but a *Refused the child is of no more use, and mostly gone (keep is false then).
func (c *child) do(ctx context.Context, request []byte) (response []byte, keep bool, err error) {
	c.jobs++
	c.printed.reset()
	began := make(chan struct{})
	done := make(chan reply, 1)
	go func() { done <- c.exchange(request, began) }()

	watch := time.NewTicker(watchInterval)
	defer watch.Stop()
	left, looked := startTimeout, time.Now()
	abandon := func(reason error) ([]byte, bool, error) {
		c.destroy()
		<-done // the pipes are broken now: it cannot stay
		return nil, false, reason
	}
	for {
		select {
		case r := <-done:
			if r.err != nil {
				return nil, false, c.death(r)
			}
			return r.outcome()
		case <-began:
			began = nil
			left, looked = c.cfg.JobTimeout, time.Now()
		case <-ctx.Done():
			return abandon(context.Cause(ctx))
		case <-watch.C:
			now := time.Now()
			left -= min(now.Sub(looked), longestStep)
			looked = now
			if left <= 0 && began != nil {
				return abandon(errNotBegun)
			}
			if left <= 0 {
				return abandon(fmt.Errorf("%w: killed after %s (JOB_TIMEOUT)%s", ErrTimeout, c.cfg.JobTimeout, c.printed.after()))
			}
			if held := residentBytes(c.cmd.Process.Pid); held > c.cfg.MemoryLimitBytes {
				return abandon(fmt.Errorf("%w: killed at %d MB, the limit is %d MB (JOB_MEMORY_BYTES)", ErrMemory, held>>20, c.cfg.MemoryLimitBytes>>20))
			}
		}
	}
}

// reply is what came back for one request.
type reply struct {
	frame frame
	begun bool
	err   error
}

func (c *child) exchange(request []byte, began chan<- struct{}) reply {
	if err := writeFrame(c.requests, kindRequest, request, c.cfg.MaxFrameBytes); err != nil {
		return reply{err: err}
	}
	f, err := readFrame(c.reader, c.cfg.MaxFrameBytes)
	if err == nil && f.kind != kindAccepted {
		err = fmt.Errorf("a frame of kind %q came where the job's beginning was due", f.kind)
	}
	if err != nil {
		return reply{err: err}
	}
	close(began)
	f, err = readFrame(c.reader, c.cfg.MaxFrameBytes)
	return reply{frame: f, begun: true, err: err}
}

func (r reply) outcome() ([]byte, bool, error) {
	switch r.frame.kind {
	case kindResult:
		return r.frame.body, true, nil
	case kindRefused:
		return nil, true, refusedFrom(r.frame.body)
	case kindFailed: // kept, a child that has run out of descriptors would fail all that come after
		return nil, false, errors.New(string(r.frame.body))
	}
	return nil, false, fmt.Errorf("%w: it answered with a frame of kind %q", ErrCrashed, r.frame.kind)
}

// death says why the child is gone, once its pipe has broken.
func (c *child) death(r reply) error {
	dead := c.dies()
	state := c.destroy()
	if !r.begun {
		return fmt.Errorf("%w (%w)%s", errNotBegun, r.err, c.printed.after())
	}
	peak := int64(0)
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		peak = usage.Maxrss << 10
	}
	if peak > c.cfg.MemoryLimitBytes || c.printed.tellsOfMemory() {
		return fmt.Errorf("%w: it died at %d MB, the limit is %d MB (JOB_MEMORY_BYTES)%s", ErrMemory, peak>>20, c.cfg.MemoryLimitBytes>>20, c.printed.after())
	}
	if !dead { // the signal it died of is ours
		return fmt.Errorf("%w: it hung up in mid-job and went on (%w)%s", ErrCrashed, r.err, c.printed.after())
	}
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signal() == syscall.SIGKILL {
		return errKilled
	}
	return fmt.Errorf("%w: %s%s", ErrCrashed, state, c.printed.after())
}

// dies waits a moment for a child whose pipe has broken to end by itself: the pipe breaks first.
func (c *child) dies() bool {
	for range dyingLooks {
		if !running(c.cmd.Process.Pid) {
			return true
		}
		time.Sleep(dyingInterval)
	}
	return false
}

// destroy kills the child with all it has started, reaps it and removes its scratch directory.
func (c *child) destroy() *os.ProcessState {
	if c.reaped {
		return c.cmd.ProcessState
	}
	c.reaped = true
	var state *os.ProcessState
	if c.cmd != nil {
		// Before Wait: the unreaped child holds its number, so that neither it nor the group can be another's.
		syscall.Kill(c.cmd.Process.Pid, syscall.SIGSTOP)
		killStarted(c.cmd.Process.Pid) // also who has left the group
		syscall.Kill(-c.cmd.Process.Pid, syscall.SIGKILL)
		c.cmd.Wait()
		state = c.cmd.ProcessState
	}
	for _, end := range []*os.File{c.requests, c.responses} {
		if end != nil {
			end.Close()
		}
	}
	os.RemoveAll(c.scratch)
	return state
}

// worn says that the child should be replaced before its leaks are blamed on an innocent document.
func (c *child) worn() bool {
	return c.jobs >= c.cfg.JobsPerChild || residentBytes(c.cmd.Process.Pid) > c.cfg.MemoryLimitBytes/2
}
