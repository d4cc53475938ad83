package sandbox

import (
	"bytes"
	"strings"
	"sync"
)

const (
	tailBytes = 16 << 10
	// reasonBytes bounds what is quoted: a dead letter's message is no log file.
	reasonBytes = 1000
)

// tail keeps the end of what a child prints. Crash reports begin with what matters and go on for pages, so it is
// longer than what is quoted of it.
type tail struct {
	mu   sync.Mutex
	kept []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, p...)
	if over := len(t.kept) - tailBytes; over > 0 {
		t.kept = append(t.kept[:0], t.kept[over:]...)
	}
	return len(p), nil
}

func (t *tail) reset() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = t.kept[:0]
}

// String is the part worth quoting: from where Go begins to report a crash, else the last lines.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	text := bytes.ToValidUTF8(t.kept, []byte("?"))
	for _, beginning := range []string{"panic: ", "fatal error: ", "SIG"} {
		at := bytes.Index(text, []byte(beginning))
		if at == 0 || at > 0 && text[at-1] == '\n' {
			return strings.TrimSpace(string(text[at:min(len(text), at+reasonBytes)]))
		}
	}
	return strings.TrimSpace(string(text[max(0, len(text)-reasonBytes):]))
}

// after is what is appended to an error's message.
func (t *tail) after() string {
	if text := t.String(); text != "" {
		return "; it printed: " + text
	}
	return ""
}

// tellsOfMemory says whether the child died of a refused allocation.
func (t *tail) tellsOfMemory() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, sign := range []string{"runtime: out of memory", "runtime: cannot allocate memory", "std::bad_alloc", "Cannot allocate memory", "Out of memory"} {
		if bytes.Contains(t.kept, []byte(sign)) {
			return true
		}
	}
	return false
}
