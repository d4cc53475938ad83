package schemas

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// MaxRecordBytes is the largest event that Munshi reads or writes; every topic is created with it as max.message.bytes, those of letters
// with MaxLetterBytes: an event of that size must fit with what a letter says of it.
const (
	MaxRecordBytes = 8 << 20
	MaxLetterBytes = MaxRecordBytes + 64<<10
)

// Records are kept this long. Inputs of producers and dead letters are what a replay needs; what stages
// make can be made again.
const (
	keepInputs  = 30 * 24 * time.Hour
	keepResults = 7 * 24 * time.Hour
	keepDead    = 90 * 24 * time.Hour
	keepForever = -time.Millisecond
)

// Partitions are the most workers that can share a topic. They cannot be taken back, and adding some later changes which
// partition a key goes to.
const (
	busyPartitions  = 12
	quietPartitions = 3
)

// A TopicPlan is one topic as it is to be created.
type TopicPlan struct {
	Name       string
	Partitions int
	// Config are the topic's settings by Kafka's names.
	Config map[string]string
}

// TopicPlans lists every topic Munshi needs, ordered by name: those with a message of their own, their bulk
// lanes, and retry.<stage> and dead.<stage> of every stage.
func TopicPlans() []TopicPlan {
	var plans []TopicPlan
	for _, t := range Topics() {
		keep := keepResults
		partitions := busyPartitions
		switch t.GetName() {
		case "documents.uploaded", "messages.received":
			keep = keepInputs
		case "feedback.given": // what people corrected cannot be made again
			keep, partitions = keepForever, quietPartitions
		}
		plans = append(plans, plan(t.GetName(), partitions, MaxRecordBytes, keep))
		if t.GetBulkLane() {
			plans = append(plans, plan(t.GetName()+BulkSuffix, partitions, MaxRecordBytes, keep))
		}
	}
	for _, stage := range StageNames {
		plans = append(plans, plan(RetryTopic(stage), quietPartitions, MaxLetterBytes, keepResults), plan(DeadTopic(stage), quietPartitions, MaxLetterBytes, keepDead))
	}
	slices.SortFunc(plans, func(a, b TopicPlan) int { return strings.Compare(a.Name, b.Name) })
	return plans
}

// WithPartitions returns the plans with that many partitions each.
func WithPartitions(plans []TopicPlan, partitions int) []TopicPlan {
	changed := slices.Clone(plans)
	for i := range changed {
		changed[i].Partitions = partitions
		changed[i].Config = maps.Clone(changed[i].Config)
	}
	return changed
}

// Inputs lists the topics that a stage reads, ordered by name: those of its events in both lanes, what it retries and, for
// the sink, every dead letter.
func Inputs(stage string) []string {
	var names []string
	for _, t := range Topics() {
		if !slices.Contains(strings.Split(t.GetReadBy(), ", "), stage) {
			continue
		}
		names = append(names, t.GetName())
		if t.GetBulkLane() {
			names = append(names, t.GetName()+BulkSuffix)
		}
	}
	if stage == "sink" {
		for _, s := range StageNames {
			names = append(names, DeadTopic(s))
		}
	} else {
		names = append(names, RetryTopic(stage))
	}
	slices.Sort(names)
	return names
}

func plan(name string, partitions, maxBytes int, keep time.Duration) TopicPlan {
	return TopicPlan{Name: name, Partitions: partitions, Config: map[string]string{
		"cleanup.policy":    "delete",
		"max.message.bytes": strconv.Itoa(maxBytes),
		"retention.ms":      strconv.FormatInt(keep.Milliseconds(), 10),
	}}
}
