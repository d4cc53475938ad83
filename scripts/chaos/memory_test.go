package chaos

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

var peakResident = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// peakOf is the most memory, in kB, that munshi-classify has had resident when it has worked off a lag of n messages.
func peakOf(t *testing.T, n int) int {
	t.Helper()
	bin, err := built()
	if err != nil {
		t.Fatal(err)
	}
	broker := testkit.Kafka(t)
	k := flowtest.Connect(t, testkit.Lookup(broker.Env()))
	const chunk = 50_000
	for from := 0; from < n; from += chunk {
		records := make([]flowtest.Record, 0, chunk)
		for i := from; i < min(from+chunk, n); i++ {
			records = append(records, flowtest.Record{Topic: "messages.received", Key: fmt.Sprint("subject-", i%5000),
				Value: fmt.Appendf(nil, `{"text":"Rs.%d.00 debited from a/c XX1234 on 03-11-26 to VPA shop%d@okbank. UPI Ref 6307%08d","sender":"VM-EXBANK-S","subject":"subject-%d"}`, i%9000+1, i%700, i, i%5000)})
		}
		k.PublishAll(records...)
	}
	cmd := exec.Command(filepath.Join(bin, "munshi-classify"))
	cmd.Env = []string{"PATH=" + os.Getenv("PATH")}
	for name, value := range broker.Env() {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer cmd.Process.Kill()
	for deadline := time.Now().Add(5 * time.Minute); k.Committed(flow.Groups("classify")[0], "messages.received") < int64(n); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the lag of %d is not worked off", n)
		}
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	found := peakResident.FindSubmatch(status)
	if found == nil {
		t.Fatalf("no VmHWM in %s", status)
	}
	peak, _ := strconv.Atoi(string(found[1]))
	t.Logf("lag of %d: %d kB", n, peak)
	return peak
}

func TestMemoryOfAStageDoesNotGrowWithLag(t *testing.T) {
	few, many := peakOf(t, 20_000), peakOf(t, 300_000)
	if many > few+few/10 {
		t.Errorf("%d kB with 20,000 records of lag, %d kB with 300,000", few, many)
	}
}
