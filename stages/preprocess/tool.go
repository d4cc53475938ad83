package preprocess

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/munshi-in/munshi/schemas"
	"github.com/munshi-in/munshi/stages/sandbox"
)

const (
	// maxToolOutput bounds what a tool may say: a drawn page or the words of one.
	maxToolOutput = 200 << 20
	// maxToolComplaint bounds what is kept of its error output.
	maxToolComplaint = 4 << 10
	// toolInput is where tools find the original: the descriptor that memoryFile becomes.
	toolInput = "/dev/fd/3"
)

// memoryFile is the original as a file that tools can open, and that never is on a disk: a child killed in mid-page
// leaves nobody's document behind.
func memoryFile(original []byte) (*os.File, error) {
	fd, err := unix.MemfdCreate("original", unix.MFD_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("make a file in memory: %w", err)
	}
	f := os.NewFile(uintptr(fd), "original")
	if _, err := f.Write(original); err != nil {
		f.Close()
		return nil, fmt.Errorf("fill a file in memory: %w", err)
	}
	return f, nil
}

// failedTool is a tool that ran and was not content.
type failedTool struct {
	name      string
	complaint string
}

func (f *failedTool) Error() string {
	if f.complaint == "" {
		return f.name + " failed and did not say why"
	}
	return f.name + ": " + f.complaint
}

// run runs a tool on the original and returns what it printed. When the tool is missing, the error names
// the Debian package that has it.
func run(debian string, original *os.File, name string, args ...string) ([]byte, error) {
	cmd := sandbox.Command(name, args...)
	cmd.ExtraFiles = []*os.File{original}
	output, complaint := bounded{limit: maxToolOutput}, bounded{limit: maxToolComplaint, cut: true}
	cmd.Stdout, cmd.Stderr = &output, &complaint
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return nil, fmt.Errorf("%s is not installed: apt-get install %s", name, debian)
	case output.over:
		return nil, sandbox.Refusef(schemas.CodeNativeMemory, "%s printed more than %d MB", name, maxToolOutput>>20)
	case errors.As(err, &exit):
		if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
			return nil, sandbox.Refusef(schemas.CodeNativeCrash, "%s died of %s; it printed: %s", name, status.Signal(), lastLine(complaint.String()))
		}
		return nil, &failedTool{name: name, complaint: lastLine(complaint.String())}
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return output.Bytes(), nil
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(strings.ToValidUTF8(text, "?")), "\n")
	return lines[len(lines)-1]
}

// bounded keeps output up to a limit. What is more ends the tool, or is cut off.
type bounded struct {
	bytes.Buffer
	limit     int
	cut, over bool
}

func (b *bounded) Write(p []byte) (int, error) {
	room := b.limit - b.Len()
	if len(p) <= room {
		return b.Buffer.Write(p)
	}
	if b.over = true; !b.cut {
		return 0, io.ErrShortWrite
	}
	b.Buffer.Write(p[:room])
	return len(p), nil
}
