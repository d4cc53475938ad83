package flow

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap/zapcore"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
)

func TestProfilesAreServedOnlyWhenAskedFor(t *testing.T) {
	for _, asked := range []bool{false, true} {
		address := testkit.FreeAddr(t)
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		r := &runtime{name: "ingest", config: runConfig{HTTPAddr: address, PProf: asked}, metrics: newMetrics("ingest")}
		if err := r.serveHealth(ctx, func() error { return errors.New("not yet") }); err != nil {
			t.Fatal(err)
		}
		profile := http.StatusNotFound
		if asked {
			profile = http.StatusOK
		}
		for path, want := range map[string]struct {
			status int
			says   string
		}{
			"/healthz": {http.StatusOK, "ok"}, "/readyz": {http.StatusServiceUnavailable, "not yet"}, "/metrics": {http.StatusOK, "munshi_ingest_in_total 0"},
			"/debug/pprof/heap?debug=1": {profile, ""}, "/debug/pprof/goroutine?debug=1": {profile, ""},
		} {
			response, err := http.Get("http://" + address + path)
			if err != nil {
				t.Fatal(err)
			}
			body, _ := io.ReadAll(response.Body)
			response.Body.Close()
			if response.StatusCode != want.status || !strings.Contains(string(body), want.says) {
				t.Errorf("profiles %v, %s: %s %.200s", asked, path, response.Status, body)
			}
		}
	}
}

// A stage that fails on every input must not fill the disk with the same line.
func TestLogsAreStructuredAndSampled(t *testing.T) {
	log, err := newLogger("ingest", "info")
	if err != nil {
		t.Fatal(err)
	}
	taken, now := 0, time.Now()
	for range 1000 {
		if log.Core().Check(zapcore.Entry{Level: zapcore.ErrorLevel, Time: now, Message: "the input waits"}, nil) != nil {
			taken++
		}
	}
	if taken == 0 || taken > 200 {
		t.Errorf("%d of 1000 equal lines are logged", taken)
	}
	if _, err := newLogger("ingest", "loud"); err == nil || !strings.Contains(err.Error(), "MUNSHI_LOG_LEVEL") {
		t.Errorf("a level that is none gave %v", err)
	}
}

// A process that the group has thrown out, because another has its INSTANCE_ID, say, must not be taken for one that works.
func TestWhoIsThrownOutOfItsGroupIsNotReady(t *testing.T) {
	c := &consumer{partitions: map[topicPartition]*partition{}}
	mine := map[string][]int32{"messages.received": {0}}
	for _, step := range []struct {
		happens func()
		ready   bool
	}{
		{func() {}, false},
		{func() { c.assigned(t.Context(), nil, mine) }, true},
		{func() { c.lost(t.Context(), nil, mine) }, false},
		{func() { c.assigned(t.Context(), nil, nil) }, true}, // there are more members than partitions
	} {
		if step.happens(); c.joined.Load() != step.ready {
			t.Errorf("joined is %v, want %v", !step.ready, step.ready)
		}
	}
}
