package local

import (
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Phases of a Run.
const (
	phaseStarting = "starting"
	phaseRunning  = "running"
	phaseStopping = "stopping"
	phaseFailed   = "failed"
	phaseStopped  = "stopped"
)

// State is what a Run tells the commands, by a file in the data directory. It counts only while the lock is held: a
// process that was killed could not take it back.
type State struct {
	PID     int       `json:"pid"`
	Started time.Time `json:"started"`
	Phase   string    `json:"phase"`
	// Doing is what it waits for while it starts, Error why it failed.
	Doing string `json:"doing,omitempty"`
	Error string `json:"error,omitempty"`
	// Stages holds, of each stage that runs into trouble, how often it was started again and why.
	Stages map[string]Trouble `json:"stages,omitempty"`
}

// Trouble is what a stage or an engine last ended with.
type Trouble struct {
	Restarts int       `json:"restarts"`
	Error    string    `json:"error"`
	At       time.Time `json:"at"`
}

func (c Config) path(parts ...string) string {
	return filepath.Join(append([]string{c.DataDir}, parts...)...)
}

// board is the State of this process, written out at every change.
type board struct {
	path  string
	mu    sync.Mutex
	state State
}

func newBoard(config Config) *board {
	return &board{path: config.path("state.json"), state: State{PID: os.Getpid(), Started: time.Now(), Phase: phaseStarting}}
}

func (b *board) update(change func(*State)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	change(&b.state)
	text, err := json.MarshalIndent(b.state, "", "  ")
	if err != nil {
		return // a struct of strings and times: it cannot fail
	}
	// In one step, so that a reader never sees half of it. A full disk must not end the process: the state is told late then.
	if os.WriteFile(b.path+".new", text, 0o644) == nil {
		_ = os.Rename(b.path+".new", b.path)
	}
}

func (b *board) doing(what string) {
	b.update(func(s *State) { s.Doing = what })
}

func (b *board) trouble(name string, err error) {
	b.update(func(s *State) {
		s.Stages = maps.Clone(s.Stages)
		if s.Stages == nil {
			s.Stages = map[string]Trouble{}
		}
		s.Stages[name] = Trouble{Restarts: s.Stages[name].Restarts + 1, Error: err.Error(), At: time.Now()}
	})
}

// killed reports whether a Run that is over ended without saying so.
func (s State) killed() bool { return s.Phase != phaseStopped && s.Phase != phaseFailed }

// lastState returns what the last Run on this directory said.
func lastState(config Config) (state State, err error) {
	text, err := os.ReadFile(config.path("state.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return State{Phase: phaseStopped}, nil
	}
	if err != nil {
		return state, err
	}
	if json.Unmarshal(text, &state) != nil {
		return State{}, nil // the machine went down while it was written
	}
	return state, nil
}

// readState returns what the last Run on this directory said, and whether it runs now.
func readState(config Config) (state State, running bool, err error) {
	if state, err = lastState(config); err != nil || state.PID == 0 {
		return state, false, err
	}
	release, err := lock(config)
	if errors.Is(err, errLocked) {
		return state, true, nil
	}
	if err == nil {
		release()
	}
	return state, false, err
}
