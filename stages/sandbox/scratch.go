package sandbox

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

const roomPattern = "munshi-sandbox-*"

// room is where the scratch directories of a pool's children are. Its owner holds a lock on it, which ends with the process
// however that ends: a room without a lock was left behind by a killed one, and whoever comes next clears it away.
// Somebody's pages may be in it.
type room struct {
	path string
	lock *os.File
}

// attempts at a room are lost to others that clear away what is not locked yet.
const attempts = 10

func newRoom() (*room, error) {
	clearRooms()
	for range attempts {
		path, err := os.MkdirTemp("", roomPattern)
		if err != nil {
			return nil, fmt.Errorf("sandbox: make a scratch directory: %w", err)
		}
		lock := locked(path)
		if lock == nil {
			continue
		}
		if _, err := os.Stat(path); err != nil {
			lock.Close()
			continue
		}
		return &room{path: path, lock: lock}, nil
	}
	return nil, fmt.Errorf("sandbox: no scratch directory in %s could be locked in %d attempts", os.TempDir(), attempts)
}

// locked opens and locks a directory; nil when another process holds it, or it is gone.
func locked(path string) *os.File {
	dir, err := os.Open(path)
	if err != nil {
		return nil
	}
	if syscall.Flock(int(dir.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		dir.Close()
		return nil
	}
	return dir
}

// clearRooms removes what killed processes left behind.
func clearRooms() {
	left, _ := filepath.Glob(filepath.Join(os.TempDir(), roomPattern))
	for _, path := range left {
		if lock := locked(path); lock != nil {
			os.RemoveAll(path)
			lock.Close()
		}
	}
}

// scratch makes a directory for one child.
func (r *room) scratch() (string, error) {
	path, err := os.MkdirTemp(r.path, "child-")
	if err != nil {
		return "", fmt.Errorf("sandbox: make a scratch directory: %w", err)
	}
	return path, nil
}

func (r *room) close() {
	os.RemoveAll(r.path)
	r.lock.Close()
}
