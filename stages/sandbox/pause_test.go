package sandbox

import (
	"testing"
	"time"
)

// The job takes longer than its limit, but nearly all of that time this process stands still. The job itself stops it:
// stopped by another, it may stand still before the job has begun.
func TestAJobIsNotBlamedForTheTimeItsProgramStoodStill(t *testing.T) {
	cfg := testConfig()
	cfg.JobTimeout = 5 * time.Second
	pool := New(cfg, "try")
	defer pool.Close()
	if _, err := pool.Do(t.Context(), []byte("stop-parent")); err != nil {
		t.Error(err)
	}
}
