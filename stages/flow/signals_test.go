package flow_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

// stuckVariable makes of this test binary the program of stuck.
const stuckVariable = "FLOW_TEST_STUCK"

// stuck is a stage whose call never ends. It says when it is in it, and when the program begins to drain.
func stuck() flow.Definition[none] {
	return flow.Definition[none]{Name: "classify", New: func(context.Context, none, flow.Tools) (*flow.Program, error) {
		never := stageFunc(func(context.Context, flow.Event[*munshiv1.MessageReceived]) ([]flow.Output, error) {
			io.WriteString(os.Stdout, "entered\n")
			select {}
		})
		return flow.NewProgram(nil, flow.On[*munshiv1.MessageReceived](never), flow.Serve(func(ctx context.Context) error {
			<-ctx.Done()
			io.WriteString(os.Stdout, "draining\n")
			return nil
		})), nil
	}}
}

func TestASecondSignalLeavesAtOnce(t *testing.T) {
	broker := testkit.Kafka(t)
	k := flowtest.Connect(t, testkit.Lookup(broker.Env()))
	k.Publish("messages.received", "", sms("stuck"))
	program := exec.Command(os.Args[0])
	program.Env = append(os.Environ(), stuckVariable+"=1", "MUNSHI_CLASSIFY_DRAIN_TIMEOUT=1h", "MUNSHI_CLASSIFY_PROCESS_TIMEOUT=1h")
	for name, value := range broker.Env() {
		program.Env = append(program.Env, name+"="+value)
	}
	runtime.LockOSThread() // Pdeathsig is sent when this thread ends
	defer runtime.UnlockOSThread()
	program.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	program.Stderr = os.Stderr
	said, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(said)
	says := func(want string) {
		t.Helper()
		if !lines.Scan() || lines.Text() != want {
			t.Fatalf("it said %q, want %q: %v", lines.Text(), want, lines.Err())
		}
	}
	says("entered")
	program.Process.Signal(syscall.SIGTERM)
	says("draining")
	ended := make(chan error, 1)
	go func() { ended <- program.Wait() }()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		program.Process.Signal(syscall.SIGTERM) // it is heard from a moment after the drain has begun
		select {
		case err := <-ended:
			var exit *exec.ExitError
			if !errors.As(err, &exit) || !strings.Contains(err.Error(), "terminated") {
				t.Errorf("it ended with %v", err)
			}
			return
		case <-time.After(100 * time.Millisecond):
		}
	}
	program.Process.Kill()
	t.Errorf("it has not ended %s after the second signal", patience)
}
