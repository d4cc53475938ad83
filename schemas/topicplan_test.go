package schemas

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestEveryTopicIsPlannedOnce(t *testing.T) {
	var names []string
	for _, p := range TopicPlans() {
		names = append(names, p.Name)
		if p.Partitions < 1 || p.Config["max.message.bytes"] == "" || p.Config["retention.ms"] == "" {
			t.Errorf("%s: incomplete plan %+v", p.Name, p)
		}
	}
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Errorf("names are not in order, or twice: %v", names)
	}
	for _, want := range []string{"documents.uploaded", "documents.uploaded.bulk", "messages.received", "pipeline.progress", "retry.ingest", "dead.sink"} {
		if !slices.Contains(names, want) {
			t.Errorf("%s is not planned", want)
		}
	}
	if slices.Contains(names, "messages.received.bulk") {
		t.Error("messages have no bulk lane")
	}
}

func TestTheLargestEventFitsALetter(t *testing.T) {
	for _, p := range TopicPlans() {
		letters := strings.HasPrefix(p.Name, DeadTopic("")) || strings.HasPrefix(p.Name, RetryTopic(""))
		if size, _ := strconv.Atoi(p.Config["max.message.bytes"]); letters != (size > MaxRecordBytes) || size < MaxRecordBytes {
			t.Errorf("%s takes records of %d bytes", p.Name, size)
		}
	}
}

func TestEveryTopicWithAMessageIsReadByAStage(t *testing.T) {
	read := map[string]bool{}
	for _, stage := range StageNames {
		for _, name := range Inputs(stage) {
			read[name] = true
		}
	}
	for _, p := range TopicPlans() {
		if !read[p.Name] && p.Name != RetryTopic("sink") {
			t.Errorf("no stage reads %s", p.Name)
		}
	}
}
