package sandbox

import (
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"syscall"
	"time"

	"github.com/munshi-in/munshi/schemas"
)

// A Job runs in a child process, where native code is allowed. Jobs of one child run one after the other, on the
// main thread. It returns a *Refused for an input it will never take; any other error means that the machine is
// broken (a tool is not installed), not the input.
type Job func(request []byte) (response []byte, err error)

// Jobs are a program's jobs by name.
type Jobs map[string]Job

// Refused says that a job will never take its input, and why. It arrives typed on the parent's side.
type Refused struct {
	Code    schemas.Code
	Message string
}

// Refusef is a Refused with a formatted message.
func Refusef(code schemas.Code, format string, args ...any) error {
	return &Refused{Code: code, Message: fmt.Sprintf(format, args...)}
}

func (r *Refused) Error() string { return r.Message }

// What becomes of a job whose child had to be given up. The message holds the end of what the child printed.
var (
	// ErrCrashed: the child died of itself (a segmentation fault, an abort, a panic).
	ErrCrashed = errors.New("native code crashed")
	// ErrTimeout: the job took longer than JobTimeout.
	ErrTimeout = errors.New("native code did not finish in time")
	// ErrMemory: the child and the tools it started needed more than MemoryLimitBytes.
	ErrMemory = errors.New("native code needed too much memory")
	// ErrClosed: the pool was closed before or during the job.
	ErrClosed = errors.New("sandbox: the pool is closed")
)

// CodeOf returns the code of an error that concerns the input, and whether err is one. An error without a code (the
// context ended, no process can be started) says nothing about the input.
func CodeOf(err error) (schemas.Code, bool) {
	var refused *Refused
	switch {
	case errors.As(err, &refused):
		return refused.Code, true
	case errors.Is(err, ErrCrashed):
		return schemas.CodeNativeCrash, true
	case errors.Is(err, ErrTimeout):
		return schemas.CodeNativeTimeout, true
	case errors.Is(err, ErrMemory):
		return schemas.CodeNativeMemory, true
	}
	return "", false
}

// Command is exec.Command for tools that a job starts: such a tool dies with its child, also when the child is killed.
func Command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return cmd
}

// Config sets the bounds of a pool.
type Config struct {
	// Workers is the number of children, each of which keeps one core busy.
	Workers int `env:"WORKERS" default:"0" help:"child processes for native code; 0 is one for each CPU"`
	// JobTimeout is the longest one job may take; past it the child is killed.
	JobTimeout time.Duration `env:"JOB_TIMEOUT" default:"60s" help:"longest time for one page in native code"`
	// MemoryLimitBytes bounds what a child and its tools may hold; past it the child is killed.
	MemoryLimitBytes int64 `env:"JOB_MEMORY_BYTES" default:"2147483648" help:"most memory a child process may hold, in bytes"`
	// JobsPerChild bounds what leaking libraries gather: after so many jobs a child is replaced.
	JobsPerChild int `env:"JOBS_PER_CHILD" default:"200" help:"jobs after which a child process is replaced"`
	// MaxFrameBytes bounds one request or response.
	MaxFrameBytes int64 `env:"MAX_FRAME_BYTES" default:"268435456" help:"largest request or response of a child process, in bytes"`
}

// Validate reports every mistake at once.
func (c Config) Validate() error {
	var mistakes []error
	require := func(ok bool, format string, args ...any) {
		if !ok {
			mistakes = append(mistakes, fmt.Errorf(format, args...))
		}
	}
	require(c.Workers >= 0 && c.Workers <= 1024, "WORKERS: %d is not between 0 and 1024", c.Workers)
	require(c.JobTimeout > 0, "JOB_TIMEOUT: %s is not a time to work in", c.JobTimeout)
	require(c.MemoryLimitBytes >= 64<<20, "JOB_MEMORY_BYTES: %d is less than the 67108864 a child needs", c.MemoryLimitBytes)
	require(c.JobsPerChild > 0, "JOBS_PER_CHILD: %d is not at least 1", c.JobsPerChild)
	require(c.MaxFrameBytes >= 1<<20 && c.MaxFrameBytes < 1<<32, "MAX_FRAME_BYTES: %d is not between 1048576 and 4294967295", c.MaxFrameBytes)
	return errors.Join(mistakes...)
}

// Size is the number of children the pool may have.
func (c Config) Size() int {
	if c.Workers > 0 {
		return c.Workers
	}
	return runtime.GOMAXPROCS(0)
}
