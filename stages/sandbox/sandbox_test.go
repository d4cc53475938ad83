package sandbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/munshi-in/munshi/schemas"
)

func TestMain(m *testing.M) {
	beParent := os.Getenv("SANDBOX_TEST_PARENT")
	Serve(Jobs{"try": try, "spin": spin}, Jobs{"other": func([]byte) ([]byte, error) { return []byte("other"), nil }})
	if beParent != "" {
		New(testConfig(), "try").Do(context.Background(), []byte("tool "+beParent))
	}
	os.Exit(m.Run())
}

// try does what its request says: all that native code may do to us.
func try(request []byte) ([]byte, error) {
	verb, rest, _ := strings.Cut(string(request), " ")
	switch verb {
	case "echo":
		return request, nil
	case "swell":
		return make([]byte, 1<<21), nil
	case "pid":
		return []byte(strconv.Itoa(os.Getpid())), nil
	case "env":
		return []byte(strings.Join(os.Environ(), "\n")), nil
	case "refuse":
		return nil, Refusef(schemas.CodeCorrupt, "line one\nline two")
	case "fail":
		return nil, errors.New("pdfinfo is not installed")
	case "print":
		fmt.Println("native code prints where the protocol must not be")
		fmt.Fprintln(os.Stderr, strings.Repeat("warning ", 10000))
		return []byte("printed"), nil
	case "panic":
		panic("index out of range: " + rest)
	case "abort":
		fmt.Fprintln(os.Stderr, "Error in pixReadMem: broken")
		kill(syscall.SIGABRT)
	case "segfault":
		kill(syscall.SIGSEGV)
	case "killed":
		kill(syscall.SIGKILL)
	case "exit":
		os.Exit(0)
	case "hang":
		time.Sleep(time.Hour)
	case "hang-up":
		syscall.Close(responseFD)
		time.Sleep(time.Hour)
	case "babble":
		syscall.Write(responseFD, []byte("Tesseract prints where nobody asked it to"))
		time.Sleep(time.Hour)
	case "leak":
		for {
			if _, err := os.Open(os.DevNull); err != nil {
				return nil, err
			}
		}
	case "open":
		_, err := os.Open(os.DevNull)
		return nil, err
	case "stop-parent":
		syscall.Kill(os.Getppid(), syscall.SIGSTOP)
		time.Sleep(6 * time.Second)
		syscall.Kill(os.Getppid(), syscall.SIGCONT)
		time.Sleep(time.Second / 2) // so that the parent looks at it once more
		return request, nil
	case "hog":
		return []byte(strconv.Itoa(len(hog()))), nil
	case "tool-hog":
		return nil, Command("sh", "-c", `x=$(head -c 300000000 /dev/zero | tr '\0' a); sleep 100`).Run()
	case "tool":
		os.WriteFile(filepath.Join(rest, "child"), []byte(strconv.Itoa(os.Getpid())), 0o600)
		return nil, Command("sh", "-c", "echo $$ > "+rest+"/tool; sleep 1000").Run()
	case "escape": // a tool's child leaves the group, the tool ends, and what it left goes on
		exec.Command("sh", "-c", "setsid sh -c 'echo $$ > "+rest+"/escaped; exec sleep 1000' > /dev/null 2>&1 &").Run()
		time.Sleep(time.Hour)
	case "scratch":
		return []byte(os.TempDir()), os.WriteFile(filepath.Join(os.TempDir(), "page.png"), []byte("private"), 0o600)
	}
	return nil, fmt.Errorf("unknown verb %q", verb)
}

func kill(s syscall.Signal) {
	syscall.Kill(os.Getpid(), s)
	time.Sleep(time.Hour)
}

func hog() [][]byte {
	var held [][]byte
	for {
		block := make([]byte, 8<<20)
		for i := 0; i < len(block); i += 4096 {
			block[i] = 1
		}
		held = append(held, block)
	}
}

func testConfig() Config {
	return Config{Workers: 2, JobTimeout: time.Minute, MemoryLimitBytes: 256 << 20, JobsPerChild: 100, MaxFrameBytes: 64 << 20}
}

func newPool(t *testing.T, cfg Config) *Pool {
	t.Helper()
	p := New(cfg, "try")
	t.Cleanup(p.Close)
	return p
}

func do(t *testing.T, p *Pool, request string) string {
	t.Helper()
	response, err := p.Do(t.Context(), []byte(request))
	if err != nil {
		t.Fatalf("%s: %v", request, err)
	}
	return string(response)
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("after a minute still not: %s", what)
}

func TestTheSameChildDoesJobAfterJob(t *testing.T) {
	p := newPool(t, testConfig())
	first := do(t, p, "pid")
	if do(t, p, "echo hello") != "echo hello" || do(t, p, "pid") != first {
		t.Fatal("a healthy child was not used again")
	}
	if first == strconv.Itoa(os.Getpid()) {
		t.Fatal("the job ran in the parent")
	}
}

func TestEachWayToBreakIsItsOwnErrorAndTheNextJobIsFine(t *testing.T) {
	short := testConfig()
	short.JobTimeout = time.Second
	cases := []struct {
		request string
		cfg     Config
		want    error
		code    schemas.Code
		says    string
	}{
		{"panic 7", testConfig(), ErrCrashed, schemas.CodeNativeCrash, "panic: index out of range: 7"},
		{"abort", testConfig(), ErrCrashed, schemas.CodeNativeCrash, "SIGABRT"},
		{"segfault", testConfig(), ErrCrashed, schemas.CodeNativeCrash, "SIGSEGV"},
		{"exit", testConfig(), ErrCrashed, schemas.CodeNativeCrash, "exit status 0"},
		{"hang", short, ErrTimeout, schemas.CodeNativeTimeout, "killed after 1s (JOB_TIMEOUT)"},
		{"hog", testConfig(), ErrMemory, schemas.CodeNativeMemory, "the limit is 256 MB (JOB_MEMORY_BYTES)"},
		{"tool-hog", testConfig(), ErrMemory, schemas.CodeNativeMemory, "the limit is 256 MB"},
		{"hang-up", testConfig(), ErrCrashed, schemas.CodeNativeCrash, "it hung up in mid-job"},
		{"babble", testConfig(), ErrCrashed, schemas.CodeNativeCrash, "over the limit"},
		{"killed", testConfig(), ErrMemory, schemas.CodeNativeMemory, "killed from outside twice"},
	}
	for _, c := range cases {
		t.Run(c.request, func(t *testing.T) {
			p := newPool(t, c.cfg)
			_, err := p.Do(t.Context(), []byte(c.request))
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Fatalf("got %v, want %v saying %q", err, c.want, c.says)
			}
			if code, ok := CodeOf(err); !ok || code != c.code {
				t.Fatalf("code %q, want %q", code, c.code)
			}
			if len(err.Error()) > 2000 {
				t.Fatalf("the message has %d bytes", len(err.Error()))
			}
			p.cfg.JobTimeout = time.Minute // the machine may be busy
			do(t, p, "echo on we go")
		})
	}
}

func TestARefusalArrivesTypedAndKeepsTheChild(t *testing.T) {
	p := newPool(t, testConfig())
	pid := do(t, p, "pid")
	_, err := p.Do(t.Context(), []byte("refuse"))
	var refused *Refused
	if !errors.As(err, &refused) || *refused != (Refused{schemas.CodeCorrupt, "line one\nline two"}) {
		t.Fatalf("got %v", err)
	}
	if do(t, p, "pid") != pid {
		t.Fatal("a refusal cost a child")
	}
}

func TestAFailedJobHasNoCodeBecauseTheMachineIsToBlame(t *testing.T) {
	_, err := newPool(t, testConfig()).Do(t.Context(), []byte("fail"))
	if err == nil || !strings.Contains(err.Error(), "pdfinfo is not installed") {
		t.Fatalf("got %v", err)
	}
	if code, ok := CodeOf(err); ok {
		t.Fatalf("code %q", code)
	}
}

// A leak of descriptors, say: what is wrong with the machine may be wrong with this process alone.
func TestAJobThatFailedLeavesItsTroubleToNoOther(t *testing.T) {
	p := newPool(t, testConfig())
	if _, err := p.Do(t.Context(), []byte("leak")); err == nil {
		t.Fatal("descriptors have no end")
	}
	do(t, p, "open")
}

func TestWhatNativeCodePrintsDoesNotDisturbTheProtocol(t *testing.T) {
	p := newPool(t, testConfig())
	if do(t, p, "print") != "printed" || do(t, p, "print") != "printed" {
		t.Fatal("wrong response")
	}
}

func TestAChildIsReplacedAfterItsNumberOfJobs(t *testing.T) {
	cfg := testConfig()
	cfg.JobsPerChild = 2
	p := newPool(t, cfg)
	one, two, three := do(t, p, "pid"), do(t, p, "pid"), do(t, p, "pid")
	if one != two || two == three {
		t.Fatalf("children %s %s %s", one, two, three)
	}
}

func TestAChildKilledWhileIdleCostsNoJob(t *testing.T) {
	p := newPool(t, testConfig())
	pid, _ := strconv.Atoi(do(t, p, "pid"))
	syscall.Kill(pid, syscall.SIGKILL)
	do(t, p, "echo still here")
}

func TestCancelKillsTheChildOfTheJob(t *testing.T) {
	dir := t.TempDir()
	cancelled(t, "tool "+dir, func() bool { return pid(dir, "tool") > 0 })
	eventually(t, "child and tool are dead", func() bool { return !running(pid(dir, "child")) && !running(pid(dir, "tool")) })
}

func TestATimeoutKillsTheToolsOfTheChildToo(t *testing.T) {
	cfg := testConfig()
	cfg.JobTimeout = 500 * time.Millisecond
	dir := t.TempDir()
	if _, err := newPool(t, cfg).Do(t.Context(), []byte("tool "+dir)); !errors.Is(err, ErrTimeout) {
		t.Fatalf("got %v", err)
	}
	eventually(t, "the tool is dead", func() bool { return !running(pid(dir, "tool")) })
}

func TestNothingThatAJobStartedOutlivesItsChildByLeavingTheGroup(t *testing.T) {
	dir := t.TempDir()
	cancelled(t, "escape "+dir, func() bool { return pid(dir, "escaped") > 0 })
	t.Cleanup(func() { syscall.Kill(pid(dir, "escaped"), syscall.SIGKILL) })
	eventually(t, "what the job started is dead", func() bool { return !running(pid(dir, "escaped")) })
}

// cancelled does a job that is cancelled as soon as it has begun.
func cancelled(t *testing.T, job string, begun func() bool) {
	t.Helper()
	p := newPool(t, testConfig())
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		for ; ctx.Err() == nil; time.Sleep(5 * time.Millisecond) {
			if begun() {
				cancel()
			}
		}
	}()
	if _, err := p.Do(ctx, []byte(job)); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
}

func pid(dir, name string) int {
	text, _ := os.ReadFile(filepath.Join(dir, name))
	n, _ := strconv.Atoi(strings.TrimSpace(string(text)))
	return n
}

func TestChildrenGetNoSecretsAndOneThread(t *testing.T) {
	t.Setenv("MUNSHI_S3_SECRET_KEY", "hush")
	env := do(t, newPool(t, testConfig()), "env")
	if strings.Contains(env, "hush") || !strings.Contains(env, "OMP_THREAD_LIMIT=1") {
		t.Fatalf("environment of the child:\n%s", env)
	}
}

func TestManyCallersShareTheWorkers(t *testing.T) {
	p := newPool(t, testConfig())
	var mu sync.Mutex
	pids := map[string]bool{}
	var callers sync.WaitGroup
	for range 50 {
		callers.Go(func() {
			response, err := p.Do(t.Context(), []byte("pid"))
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			pids[string(response)] = true
			mu.Unlock()
		})
	}
	callers.Wait()
	if len(pids) == 0 || len(pids) > 2 {
		t.Fatalf("%d children for 2 workers", len(pids))
	}
}

func TestChildrenSurviveTheThreadThatAskedForThem(t *testing.T) {
	p := newPool(t, testConfig())
	pids := make(chan string)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with this goroutine
		response, _ := p.Do(context.Background(), []byte("pid"))
		pids <- string(response)
	}()
	first := <-pids
	time.Sleep(100 * time.Millisecond)
	if do(t, p, "pid") != first {
		t.Fatal("the child died with the thread that started it")
	}
}

func TestFramesOverTheLimitAreErrorsNotAllocations(t *testing.T) {
	cfg := testConfig()
	cfg.MaxFrameBytes = 1 << 20
	p := newPool(t, cfg)
	for name, request := range map[string][]byte{"request": make([]byte, 2<<20), "response": []byte("swell")} {
		_, err := p.Do(t.Context(), request)
		if code, _ := CodeOf(err); code != schemas.CodeTooLarge || !strings.Contains(err.Error(), "MAX_FRAME_BYTES") {
			t.Fatalf("%s: got %v", name, err)
		}
	}
	big := "echo " + strings.Repeat("x", 1<<20-5)
	if do(t, p, big) != big {
		t.Fatal("a frame just at the limit did not pass")
	}
}

func TestConfigReportsEveryMistakeAtOnce(t *testing.T) {
	err := Config{Workers: -1}.Validate()
	for _, name := range []string{"WORKERS", "JOB_TIMEOUT", "JOB_MEMORY_BYTES", "JOBS_PER_CHILD", "MAX_FRAME_BYTES"} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Fatalf("%s is missing in: %v", name, err)
		}
	}
	if err := testConfig().Validate(); err != nil {
		t.Fatal(err)
	}
}
