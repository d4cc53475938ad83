package flow

import (
	"fmt"
	"strings"
	"testing"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"
)

func TestTheLoginOfACollectorIsNotTold(t *testing.T) {
	core, told := observer.New(zapcore.DebugLevel)
	e, err := newExporter("ingest", from(map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://me:hush@127.0.0.1:1"}))
	if err != nil {
		t.Fatal(err)
	}
	e.log = zap.New(core)
	e.send([]span{{}})
	for _, line := range told.All() {
		if said := fmt.Sprint(line.Message, line.ContextMap()); strings.Contains(said, "hush") {
			t.Errorf("logged: %s", said)
		}
	}
	if told.Len() == 0 {
		t.Error("a collector that is not there is not told")
	}
	_, err = configure(Definition[struct{}]{Name: "ingest"}, from(map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "me:hush@collector", "MUNSHI_WIRE": "xml"}))
	if err == nil || strings.Contains(err.Error(), "hush") || !strings.Contains(err.Error(), "OTEL_EXPORTER_OTLP_ENDPOINT") || !strings.Contains(err.Error(), "MUNSHI_WIRE") {
		t.Errorf("%v", err)
	}
}
