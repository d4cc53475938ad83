package sandbox

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"
)

// The job naps for longer than its limit, but nearly all of that time this process stands still.
func TestAJobIsNotBlamedForTheTimeItsProgramStoodStill(t *testing.T) {
	cfg := testConfig()
	cfg.JobTimeout = 2 * time.Second
	pool := New(cfg, "try")
	defer pool.Close()
	if _, err := pool.Do(t.Context(), []byte("echo")); err != nil { // the child is there from now on
		t.Fatal(err)
	}
	stop := exec.Command("sh", "-c", fmt.Sprintf("kill -STOP %[1]d; sleep 3; kill -CONT %[1]d", os.Getpid()))
	if err := stop.Start(); err != nil {
		t.Fatal(err)
	}
	_, err := pool.Do(t.Context(), []byte("nap"))
	if waited := stop.Wait(); waited != nil {
		t.Fatal(waited)
	}
	if err != nil {
		t.Error(err)
	}
}
