// Package schemas is every contract of Munshi in Go: the topics and their messages (gen/munshi/v1), the
// closed list of error codes, and the vocabulary of values. It imports nothing of ours and no Kafka.
//
// Start at Topics for what travels where; a topic is declared once, as an option on its message in
// munshi/v1/*.proto, and read from the descriptors here.
package schemas

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
)

// BulkSuffix marks the twin of a document topic that is read only when the live one is idle.
const BulkSuffix = ".bulk"

// StageNames are the six stages in the order data flows through them.
var StageNames = []string{"ingest", "preprocess", "recognize", "extract", "classify", "sink"}

// Topic is one Kafka topic with the message that travels on it.
type Topic struct {
	*munshiv1.Topic
	// Message is the type of its events.
	Message protoreflect.MessageType
}

// Topics lists every topic that carries a message of its own, ordered by name. The bulk lanes,
// retry.<stage> and dead.<stage> are not in it: they carry the messages of others.
var Topics = sync.OnceValue(func() []Topic {
	var topics []Topic
	protoregistry.GlobalTypes.RangeMessages(func(m protoreflect.MessageType) bool {
		if t, ok := declared(m.Descriptor()); ok {
			topics = append(topics, Topic{Topic: t, Message: m})
		}
		return true
	})
	slices.SortFunc(topics, func(a, b Topic) int { return strings.Compare(a.GetName(), b.GetName()) })
	return topics
})

// TopicFor returns the topic called name; the bulk lane of a topic is that topic.
func TopicFor(name string) (Topic, bool) {
	name = strings.TrimSuffix(name, BulkSuffix)
	for _, t := range Topics() {
		if t.GetName() == name {
			return t, true
		}
	}
	return Topic{}, false
}

// TopicOf returns the topic that m travels on. It panics when m is no topic's message: that is a mistake in the program.
func TopicOf(m proto.Message) Topic {
	t, ok := declared(m.ProtoReflect().Descriptor())
	if !ok {
		panic(fmt.Sprintf("schemas: %s travels on no topic: give it the topic option", m.ProtoReflect().Descriptor().FullName()))
	}
	return Topic{Topic: t, Message: m.ProtoReflect().Type()}
}

// RetryTopic is where a stage's inputs wait for another attempt.
func RetryTopic(stage string) string { return "retry." + stage }

// DeadTopic is where the inputs that a stage gave up on are kept.
func DeadTopic(stage string) string { return "dead." + stage }

func declared(d protoreflect.MessageDescriptor) (*munshiv1.Topic, bool) {
	t, ok := proto.GetExtension(d.Options(), munshiv1.E_Topic).(*munshiv1.Topic)
	return t, ok && t.GetName() != ""
}
