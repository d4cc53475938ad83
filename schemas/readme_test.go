package schemas_test

import (
	"encoding/base64"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
)

// example is one command of the README that publishes an event: what it prints, and to which topic.
var example = regexp.MustCompile(`(?m)^(echo|printf) '([^']+)'.* \| kcat -P -b 127\.0\.0\.1:9092 -t (\S+)`)

type published struct {
	value, topic string
}

func examples(t *testing.T) []published {
	t.Helper()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var all []published
	for _, m := range example.FindAllStringSubmatch(string(readme), -1) {
		value := m[2]
		if m[1] == "printf" { // what base64 would print in its place
			value = fmt.Sprintf(value, base64.StdEncoding.EncodeToString([]byte("\x89PNG")))
		}
		all = append(all, published{value, m[3]})
	}
	if blocks := strings.Count(string(readme), "```sh"); blocks != len(all) || blocks == 0 {
		t.Fatalf("%d of %d commands of the README were understood", len(all), blocks)
	}
	return all
}

func TestEveryEventOfTheREADMEIsOneOfItsTopic(t *testing.T) {
	for _, e := range examples(t) {
		topic, ok := schemas.TopicFor(e.topic)
		if !ok {
			t.Errorf("no topic %s", e.topic)
			continue
		}
		event := topic.Message.New().Interface()
		// Strictly: a field that is misspelt in the README would be ignored in production.
		if err := protojson.Unmarshal([]byte(e.value), event); err != nil {
			t.Errorf("%s: %v\n%s", e.topic, err, e.value)
		}
	}
}

func TestEveryKindOfProducerHasAnExample(t *testing.T) {
	found := map[string]bool{}
	for _, e := range examples(t) {
		switch topic, _ := schemas.TopicFor(e.topic); event := decoded(t, topic, e.value).(type) {
		case *munshiv1.MessageReceived:
			found["sms"] = event.GetText() != ""
		case *munshiv1.DocumentUploaded:
			scheme, _, _ := strings.Cut(event.GetUri(), ":")
			found[scheme] = true
			found["inline"] = found["inline"] || len(event.GetContent()) > 0
			found["bucket"] = found["bucket"] || len(event.GetRecords()) > 0
		}
	}
	for _, kind := range []string{"s3", "https", "inline", "bucket", "sms"} {
		if !found[kind] {
			t.Errorf("no example of %s", kind)
		}
	}
}

func TestBucketNotificationIsUnderstoodAsItIsSent(t *testing.T) {
	sent, err := os.ReadFile("testdata/bucket-notification.json")
	if err != nil {
		t.Fatal(err)
	}
	topic, _ := schemas.TopicFor("documents.uploaded")
	event := decoded(t, topic, string(sent)).(*munshiv1.DocumentUploaded)
	object := event.GetRecords()[0].GetS3()
	if event.GetEventName() != "s3:ObjectCreated:Put" || event.GetBucketKey() != "inbox/asha/cheque leaf.jpg" ||
		object.GetBucket().GetName() != "inbox" || object.GetObject().GetKey() != "asha%2Fcheque+leaf.jpg" || object.GetObject().GetSize() != 48213 {
		t.Errorf("understood as %v", event)
	}
}

// decoded is the event as a stage decodes it: unknown fields are ignored.
func decoded(t *testing.T, topic schemas.Topic, value string) proto.Message {
	t.Helper()
	event := topic.Message.New().Interface()
	if err := (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal([]byte(value), event); err != nil {
		t.Fatalf("%v\n%s", err, value)
	}
	return event
}

func TestEveryTopicIsDeclaredOnceAndFound(t *testing.T) {
	seen := map[string]bool{}
	for _, topic := range schemas.Topics() {
		if seen[topic.GetName()] {
			t.Errorf("%s is declared twice", topic.GetName())
		}
		seen[topic.GetName()] = true
		for _, name := range []string{topic.GetName(), topic.GetName() + schemas.BulkSuffix} {
			if found, ok := schemas.TopicFor(name); !ok || found.Message != topic.Message {
				t.Errorf("TopicFor(%q) found %v", name, found)
			}
		}
		if of := schemas.TopicOf(topic.Message.New().Interface()); of.GetName() != topic.GetName() {
			t.Errorf("%s: TopicOf says %s", topic.GetName(), of.GetName())
		}
	}
	if len(seen) == 0 {
		t.Error("no topic was found in the descriptors")
	}
}
