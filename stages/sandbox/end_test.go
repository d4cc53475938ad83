package sandbox

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

func TestCloseLeavesNoChildAndNoScratchBehind(t *testing.T) {
	p := New(testConfig(), "try")
	scratch := do(t, p, "scratch")
	idle, _ := strconv.Atoi(do(t, p, "pid"))
	dir := t.TempDir()
	var jobs sync.WaitGroup
	for range 5 { // two at work, three waiting
		jobs.Go(func() {
			if _, err := p.Do(context.Background(), []byte("tool "+dir)); !errors.Is(err, ErrClosed) {
				t.Errorf("got %v", err)
			}
		})
	}
	eventually(t, "a tool runs", func() bool { return pid(dir, "tool") > 0 })
	p.Close()
	p.Close()
	jobs.Wait()
	eventually(t, "all are dead", func() bool { return !running(idle) && !running(pid(dir, "child")) && !running(pid(dir, "tool")) })
	if _, err := os.Stat(scratch); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("the scratch directory is still there: %v", err)
	}
	if _, err := p.Do(t.Context(), []byte("echo")); !errors.Is(err, ErrClosed) {
		t.Fatalf("got %v", err)
	}
	if left := childrenOfThisProcess(); left != "" {
		t.Fatalf("processes left: %s", left)
	}
}

func childrenOfThisProcess() string {
	var left []string
	lists, _ := filepath.Glob("/proc/self/task/*/children")
	for _, list := range lists {
		text, _ := os.ReadFile(list)
		left = append(left, strings.Fields(string(text))...)
	}
	return strings.Join(left, " ")
}

func TestChildAndToolDieWithAKilledParent(t *testing.T) {
	dir := t.TempDir()
	parent := exec.Command(os.Args[0])
	temporary := t.TempDir()
	parent.Env = append(os.Environ(), "SANDBOX_TEST_PARENT="+dir, "TMPDIR="+temporary)
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the tool runs", func() bool { return pid(dir, "tool") > 0 })
	parent.Process.Kill()
	parent.Wait()
	eventually(t, "child and tool are dead", func() bool { return !running(pid(dir, "child")) && !running(pid(dir, "tool")) })

	rooms := func() int { left, _ := filepath.Glob(filepath.Join(temporary, roomPattern)); return len(left) }
	if rooms() != 1 {
		t.Fatalf("%d rooms are left behind", rooms())
	}
	t.Setenv("TMPDIR", temporary)
	next := New(testConfig(), "try")
	do(t, next, "pid")
	if rooms() != 1 {
		t.Fatalf("the next process works beside %d rooms that were left behind", rooms()-1)
	}
	next.Close()
	if rooms() != 0 {
		t.Fatal("a closed pool left its room behind")
	}
}
