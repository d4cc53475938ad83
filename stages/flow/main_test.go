package flow

import (
	"strings"
	"testing"
)

func TestWrongArgumentsOfAProgramAreTold(t *testing.T) {
	d := Definition[struct{}]{Name: "ingest"}
	for args, want := range map[string]string{"start": `takes no arguments, and was given "start"`, "--port": "-port", "--help": "MUNSHI_INGEST_RETRY_DELAY", "--version": ""} {
		var said strings.Builder
		version, err := arguments(d, []string{args}, &said)
		if !strings.Contains(said.String(), want) || (err == nil) != (args == "--version") || version != (args == "--version") {
			t.Errorf("%s: version %v, error %v, and it says %q", args, version, err, said.String())
		}
	}
}
