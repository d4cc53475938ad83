package local

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/munshi-in/munshi/deploy/engines/chdb"
)

// portWait is how long a taken port is waited for after a run was killed: ClickHouse needs a moment to notice and leave.
const portWait = 15 * time.Second

// tools are the programs that stages run, with the Debian packages they come in.
var tools = []struct{ name, pack string }{
	{"pdftotext", "poppler-utils"}, {"pdftoppm", "poppler-utils"}, {"heif-convert", "libheif-examples"},
}

// checkMachine says everything that is missing on this machine, at once.
func checkMachine(config *Config) error {
	var missing []error
	if config.ChdbLibrary == "" {
		library, err := chdb.FindLibrary()
		if err != nil {
			missing = append(missing, err)
		}
		config.ChdbLibrary = library
	}
	for _, t := range tools {
		if _, err := exec.LookPath(t.name); err != nil {
			missing = append(missing, fmt.Errorf("the program %s is missing (Debian package %s): run `make deps`", t.name, t.pack))
		}
	}
	return errors.Join(missing...)
}

// checkPorts says every address that cannot be listened on, with its variable. It is patient for so long.
func checkPorts(config Config, patience time.Duration) error {
	deadline := time.Now().Add(patience)
	for {
		var taken []error
		wait := false
		for _, a := range config.addresses() {
			l, err := net.Listen("tcp", a.addr)
			if err == nil {
				l.Close()
				continue
			}
			wait = wait || errors.Is(err, syscall.EADDRINUSE)
			taken = append(taken, portError(a, err))
		}
		if len(taken) == 0 {
			return nil
		}
		if !wait || time.Now().After(deadline) {
			return errors.Join(taken...)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func portError(a address, err error) error {
	why := strings.TrimPrefix(err.Error(), "listen tcp "+a.addr+": ")
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("port taken: another program listens on %s, where %s is to be: stop it, or set %s to another address", a.addr, a.what, a.variable)
	}
	return fmt.Errorf("%s cannot listen on %s (%s): %s", a.what, a.addr, a.variable, why)
}

// lockWait is how long a taken lock is tried again: a command that looks whether a Run holds it holds it for a moment itself.
const lockWait = time.Second

// take is lock, patient with those who only look.
func take(config Config) (release func(), err error) {
	for deadline := time.Now().Add(lockWait); ; time.Sleep(10 * time.Millisecond) {
		release, err = lock(config)
		if !errors.Is(err, errLocked) || time.Now().After(deadline) {
			return release, err
		}
	}
}

// lock takes the data directory for this process. The kernel lets go of it when the process ends, however it ends,
// so a killed start leaves nothing to clean up.
func lock(config Config) (release func(), err error) {
	if err := os.MkdirAll(config.DataDir, 0o755); err != nil {
		return nil, fmt.Errorf("data directory (MUNSHI_DATA_DIR): %w", err)
	}
	f, err := os.OpenFile(config.path("lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("data directory (MUNSHI_DATA_DIR): %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errLocked
		}
		return nil, fmt.Errorf("lock %s: %w", f.Name(), err)
	}
	return func() { f.Close() }, nil
}

var errLocked = errors.New("another munshi-local runs on this data directory: make status, make down")
