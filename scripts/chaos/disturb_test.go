package chaos

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	"github.com/munshi-in/munshi/schemas"
)

// A disturbance is something that goes wrong in a house, and how it is put right again.
type disturbance struct {
	name string
	// documents says that it concerns the way of documents, so that some must be on it.
	documents    bool
	strike, mend func()
}

// engines are what a house stands on, by the names of their roles.
type engines struct{ kafka, store, clickhouse *testkit.Engine }

func (e engines) each(visit func(name string, engine *testkit.Engine)) {
	visit("the Kafka broker", e.kafka)
	visit("the object store", e.store)
	visit("ClickHouse", e.clickhouse)
}

// kills are SIGKILL to each stage, to a child of each that has children, and to each engine; what was killed is started again.
func (h *house) kills(e engines, l *ledger) (all []disturbance) {
	needs := map[string]*testkit.Engine{"ingest": e.store, "preprocess": e.store, "recognize": e.store, "extract": e.store, "sink": e.clickhouse}
	for _, stage := range schemas.StageNames {
		all = append(all, disturbance{"kill " + stage, stage != "classify" && stage != "sink",
			func() { h.killAtWork(stage, needs[stage], l) },
			func() {
				if needs[stage] != nil {
					needs[stage].Resume()
				}
				h.start(stage)
			}})
	}
	for _, stage := range sandboxed {
		all = append(all, disturbance{"kill a child of " + stage, true, func() { h.signalChild(stage, syscall.SIGKILL, l) }, func() {}})
	}
	e.each(func(name string, engine *testkit.Engine) {
		all = append(all, disturbance{"kill " + name, true, engine.Kill, func() { engine.Start(h.t) }})
	})
	return all
}

// killAtWork kills a stage while it holds inputs that it has begun and cannot finish, and after it has had the time to commit
// what it should not: it is killed, work gathers before it, it takes that up while what it needs is paused, and is killed again.
func (h *house) killAtWork(stage string, needs *testkit.Engine, l *ledger) {
	h.t.Helper()
	h.kill(stage)
	l.sendMessages(50)
	if input, ok := documentInputs[stage]; ok {
		for deadline := time.Now().Add(patience); len(h.kafka.All(input)) < l.documentsSent() && time.Now().Before(deadline); {
			time.Sleep(100 * time.Millisecond)
		}
	}
	if needs != nil {
		needs.Pause()
	}
	h.start(stage)
	time.Sleep(atWork)
	h.kill(stage)
}

// documentInputs are the topics on which documents come to the stages on their way.
var documentInputs = map[string]string{
	"ingest": "documents.uploaded", "preprocess": "documents.ingested", "recognize": "documents.preprocessed", "extract": "documents.recognized",
}

// atWork is time enough to join, to take up inputs, and for the commit of every second.
const atWork = 2500 * time.Millisecond

// pauses are SIGSTOP, then SIGCONT, to the same.
func (h *house) pauses(e engines, l *ledger) (all []disturbance) {
	for _, stage := range schemas.StageNames {
		all = append(all, disturbance{"pause " + stage, stage != "classify" && stage != "sink",
			func() { h.signal(stage, syscall.SIGSTOP) }, func() { h.signal(stage, syscall.SIGCONT) }})
	}
	for _, stage := range sandboxed {
		var stopped int
		all = append(all, disturbance{"pause a child of " + stage, true,
			func() { stopped = h.signalChild(stage, syscall.SIGSTOP, l) }, func() { syscall.Kill(stopped, syscall.SIGCONT) }})
	}
	e.each(func(name string, engine *testkit.Engine) {
		all = append(all, disturbance{"pause " + name, true, engine.Pause, engine.Resume})
	})
	return all
}

// sandboxed are the stages whose native code runs in child processes.
var sandboxed = []string{"preprocess", "recognize"}

// signalChild waits for a child of the program that is in mid-job, sends it a signal, and returns its process id. When all
// work is done before it has seen any, it sends more.
func (h *house) signalChild(name string, s syscall.Signal, l *ledger) int {
	h.t.Helper()
	parent := h.programs[name].cmd.Process.Pid
	more := time.Now().Add(10 * time.Second)
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if time.Now().After(more) {
			l.sendDocuments(2)
			more = time.Now().Add(10 * time.Second)
		}
		processes := processTable()
		for pid, p := range processes {
			if p.parent != parent {
				continue
			}
			if p.state == 'R' || p.state == 'D' || slices.ContainsFunc(values(processes), func(tool processState) bool { return tool.parent == pid }) {
				syscall.Kill(pid, s)
				return pid
			}
		}
	}
	h.t.Fatalf("no child of munshi-%s worked within %s", name, patience)
	return 0
}

type processState struct {
	parent int
	state  byte
}

func values(processes map[int]processState) []processState {
	all := make([]processState, 0, len(processes))
	for _, p := range processes {
		all = append(all, p)
	}
	return all
}

// processTable is every process of the machine with its parent, as the kernel tells it.
func processTable() map[int]processState {
	all := map[int]processState{}
	stats, _ := filepath.Glob("/proc/[0-9]*/stat") // fails on a malformed pattern only
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended meanwhile
		}
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		// "123 (name) S 1 ...": the name may hold anything, also a bracket.
		rest := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
		if len(rest) < 2 {
			continue
		}
		parent, _ := strconv.Atoi(string(rest[1]))
		all[pid] = processState{parent: parent, state: rest[0][0]}
	}
	return all
}
