package main

import (
	"os"
	"strings"
	"testing"

	"github.com/munshi-in/munshi/schemas"
)

func TestAsyncAPIIsCurrent(t *testing.T) {
	comments, err := commentsIn("../gen/munshi/v1")
	if err != nil {
		t.Fatal(err)
	}
	written, err := os.ReadFile("../asyncapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if yaml(document(comments)) != string(written) {
		t.Error("asyncapi.yaml is stale: run go generate in schemas")
	}
}

func TestEveryTopicMessageAndFieldIsDescribed(t *testing.T) {
	comments, err := commentsIn("../gen/munshi/v1")
	if err != nil {
		t.Fatal(err)
	}
	for _, payload := range payloads(comments) {
		for _, e := range payload.value.(mapping) {
			if e.key == "description" && e.value == "" {
				t.Errorf("%s has no comment", payload.key)
			}
			if e.key != "properties" {
				continue
			}
			for _, field := range e.value.(mapping) {
				for _, of := range field.value.(mapping) {
					if of.key == "description" && of.value == "" {
						t.Errorf("%s.%s has no comment", payload.key, field.key)
					}
				}
			}
		}
	}
}

func TestEveryStageHasItsDeadLettersAndEveryTopicItsChannel(t *testing.T) {
	text := yaml(mapping{{"channels", channels()}})
	for _, stage := range schemas.StageNames {
		if !strings.Contains(text, "\n  "+schemas.DeadTopic(stage)+":\n") {
			t.Errorf("no channel %s", schemas.DeadTopic(stage))
		}
		if len(readBy(stage)) == 0 {
			t.Errorf("no topic says that %s reads it", stage)
		}
	}
	for _, topic := range schemas.Topics() {
		if !strings.Contains(text, "\n  "+topic.GetName()+":\n") {
			t.Errorf("no channel %s", topic.GetName())
		}
	}
}

func TestYAMLQuotesWhatWouldBeReadAsSomethingElse(t *testing.T) {
	for text, want := range map[string]string{
		"plain": "plain", "no": `"no"`, "3.0.0": `"3.0.0"`, "a: b": `"a: b"`, "": `""`, "#/x": `"#/x"`, "<topic>": `"<topic>"`, "two\nlines": `"two\nlines"`,
	} {
		if got := quoted(text); got != want {
			t.Errorf("%q is written %s, want %s", text, got, want)
		}
	}
}
