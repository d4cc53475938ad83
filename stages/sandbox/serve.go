package sandbox

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"syscall"

	"github.com/munshi-in/munshi/schemas"
)

// The environment of a child. The first names its job and marks the process as a child.
const (
	envJob    = "MUNSHI_SANDBOX_JOB"
	envFrame  = "MUNSHI_SANDBOX_MAX_FRAME_BYTES"
	envMemory = "MUNSHI_SANDBOX_MEMORY_BYTES"
)

// Where a child speaks with its parent. Not stdout: native libraries print there.
const (
	requestFD  = 3
	responseFD = 4
)

// Serve is the first line of main, and of TestMain. In a child process it does jobs until the parent hangs up and
// never returns; anywhere else it returns at once.
func Serve(jobs ...Jobs) {
	name, child := os.LookupEnv(envJob)
	if !child {
		return
	}
	if err := serve(name, jobs); err != nil {
		fmt.Fprintln(os.Stderr, "sandbox:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

func serve(name string, jobs []Jobs) error {
	job := find(name, jobs)
	if job == nil {
		return fmt.Errorf("no job is called %q: pass its Jobs to sandbox.Serve in main", name)
	}
	frameLimit, err := strconv.ParseInt(os.Getenv(envFrame), 10, 64)
	if err != nil {
		return fmt.Errorf("%s: %w", envFrame, err)
	}
	// Tools get Pdeathsig, which fires when the thread that started them ends: this one stays as long as the process.
	runtime.LockOSThread()
	// A service manager signals the whole control group. The parent drains then, and needs its children to do so.
	signal.Ignore(syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	syscall.CloseOnExec(requestFD)
	syscall.CloseOnExec(responseFD)
	if err := errors.Join(limitResources(), adoptOrphans()); err != nil {
		return err
	}
	requests := bufio.NewReaderSize(os.NewFile(requestFD, "requests"), 1<<16)
	responses := os.NewFile(responseFD, "responses")
	if err := writeFrame(responses, kindReady, nil, frameLimit); err != nil {
		return err
	}
	for {
		request, err := readFrame(requests, frameLimit)
		if err == io.EOF {
			return nil // the parent hung up
		}
		if err != nil {
			return err
		}
		if err := writeFrame(responses, kindAccepted, nil, frameLimit); err != nil {
			return err
		}
		k, body := outcome(job(request.body))
		if int64(len(body)) > frameLimit {
			k, body = outcome(nil, Refusef(schemas.CodeTooLarge, "its result of %d bytes is over the limit of %d (MAX_FRAME_BYTES)", len(body), frameLimit))
		}
		if err := writeFrame(responses, k, body, frameLimit); err != nil {
			return err
		}
	}
}

func find(name string, jobs []Jobs) Job {
	for _, j := range jobs {
		if job, ok := j[name]; ok {
			return job
		}
	}
	return nil
}

func outcome(response []byte, err error) (kind, []byte) {
	if err == nil {
		return kindResult, response
	}
	var refused *Refused
	if errors.As(err, &refused) {
		return kindRefused, []byte(string(refused.Code) + "\n" + refused.Message)
	}
	return kindFailed, []byte(err.Error())
}

func refusedFrom(body []byte) error {
	code, message, _ := strings.Cut(string(body), "\n")
	return &Refused{Code: schemas.Code(code), Message: message}
}

// adoptOrphans makes this process the parent of whatever its tools leave behind, so that its memory is counted and it is killed with us.
func adoptOrphans() error {
	const prSetChildSubreaper = 36
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, prSetChildSubreaper, 1, 0); errno != 0 {
		return fmt.Errorf("adopt orphans: %w", errno)
	}
	return nil
}

// limitResources forbids core dumps, which would leave people's documents on the disk, and sets a hard bound behind
// the parent's watch: allocations fail beyond one and a half times the limit, should the parent be too slow to see.
func limitResources() error {
	if err := syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}); err != nil {
		return fmt.Errorf("forbid core dumps: %w", err)
	}
	limit, err := strconv.ParseUint(os.Getenv(envMemory), 10, 63)
	if err != nil {
		return fmt.Errorf("%s: %w", envMemory, err)
	}
	const rlimitData = 2
	hard := privateBytes(os.Getpid()) + limit + limit/2
	var now syscall.Rlimit
	if err := syscall.Getrlimit(rlimitData, &now); err == nil && now.Max < hard {
		hard = now.Max
	}
	if err := syscall.Setrlimit(rlimitData, &syscall.Rlimit{Cur: hard, Max: hard}); err != nil {
		return fmt.Errorf("limit memory: %w", err)
	}
	return nil
}
