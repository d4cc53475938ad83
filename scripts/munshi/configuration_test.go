package main

import (
	"os"
	"strings"
	"testing"

	"github.com/munshi-in/munshi/stages/blob"
	"github.com/munshi-in/munshi/stages/flow"
)

func TestWhatTheCommandReadsStandsInTheReferenceOfAllPrograms(t *testing.T) {
	text, err := os.ReadFile("../../deploy/CONFIGURATION.md")
	if err != nil {
		t.Fatal(err)
	}
	reference := string(text)
	for _, config := range []any{&flow.KafkaConfig{}, &blob.Config{}, &clickhouseConfig{}} {
		for _, v := range flow.Variables(program, config) {
			if !v.Shared || !strings.Contains(reference, "| `"+v.Name+"`") {
				t.Errorf("%s is not in deploy/CONFIGURATION.md", v.Name)
			}
			if v.Default != "" && !strings.Contains(reference, "| `"+v.Default+"` |") {
				t.Errorf("the default of %s, %s, is not in deploy/CONFIGURATION.md", v.Name, v.Default)
			}
		}
	}
}
