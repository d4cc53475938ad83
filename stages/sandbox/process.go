package sandbox

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

var pageSize = int64(os.Getpagesize())

// residentBytes is the memory that process pid and the tools it has started hold now; 0 when it is gone.
func residentBytes(pid int) int64 {
	return residentTree(pid, 0)
}

// maxDepth ends the walk should processes breed while it goes on.
const maxDepth = 4

func residentTree(pid, depth int) int64 {
	statm, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(statm))
	if len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.ParseInt(fields[1], 10, 64)
	total := pages * pageSize
	if depth == maxDepth {
		return total
	}
	for _, c := range childrenOf(pid) {
		total += residentTree(c, depth+1)
	}
	return total
}

func childrenOf(pid int) (all []int) {
	tasks := fmt.Sprintf("/proc/%d/task", pid)
	for _, task := range names(tasks) {
		children, _ := os.ReadFile(tasks + "/" + task + "/children")
		for _, child := range bytes.Fields(children) {
			if c, err := strconv.Atoi(string(child)); err == nil {
				all = append(all, c)
			}
		}
	}
	return all
}

// killRounds bounds how often what a process has started is looked for, every millisecond: each round kills those whose parents the one before killed.
const killRounds = 1000

// killStarted kills whatever process pid, which has stopped and adopts orphans (adoptOrphans), has started, and they in turn. It need not
// look deeper than pid's own: whoever loses its parent is one of them. What has ended keeps its number until pid has.
func killStarted(pid int) {
	for range killRounds {
		alive := false
		for _, c := range childrenOf(pid) {
			if running(c) {
				alive = true
				syscall.Kill(c, syscall.SIGKILL)
			}
		}
		if !alive {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// names lists a directory, without asking what each entry is; none when it is gone.
func names(dir string) []string {
	f, err := os.Open(dir)
	if err != nil {
		return nil
	}
	defer f.Close()
	all, _ := f.Readdirnames(-1)
	return all
}

// privateBytes is the private writable memory of process pid, as RLIMIT_DATA counts it.
func privateBytes(pid int) uint64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmData:"); ok {
			kib, _ := strconv.ParseUint(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			return kib << 10
		}
	}
	return 0
}

// running is false for a process that has ended, reaped or not.
func running(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	_, state, _ := bytes.Cut(stat[bytes.LastIndexByte(stat, ')')+1:], []byte(" "))
	return !bytes.HasPrefix(state, []byte("Z")) && !bytes.HasPrefix(state, []byte("X"))
}
