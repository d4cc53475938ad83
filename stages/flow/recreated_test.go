package flow_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

// A client never reads or writes a topic that took the place of the one it knew. Who empties a topic so must not find a stage deaf
// that says it is ready.
func TestATopicMadeAnewEndsAStageWhichThenReadsAllOfIt(t *testing.T) {
	for topic, held := range map[string]int{"messages.received": 30, "transactions.classified": 10} {
		t.Run(topic, func(t *testing.T) {
			t.Parallel()
			broker := testkit.Kafka(t)
			k := flowtest.Connect(t, testkit.Lookup(broker.Env()))
			stage := define(func(_ context.Context, in flow.Event[*munshiv1.MessageReceived]) ([]flow.Output, error) {
				return echo(in), nil
			})
			ctx, stop := context.WithTimeout(t.Context(), 2*patience)
			defer stop()
			ended := make(chan error, 1)
			go func() { ended <- flow.Run(ctx, stage, testkit.Lookup(broker.Env())) }()
			k.PublishAll(messages(20, func(int) string { return "key" })...)
			k.Await("transactions.classified", 20, patience)

			client, err := kgo.NewClient(kgo.SeedBrokers(broker.Addr), kgo.MetadataMinAge(50*time.Millisecond)) // what it lists is not remembered
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			makeAnew(t, kadm.NewClient(client), broker.Prefix+topic)
			var fed []*kgo.Record
			for n := range 10 {
				fed = append(fed, &kgo.Record{Topic: broker.Prefix + "messages.received", Key: []byte("key"), Value: sms(fmt.Sprint("new ", n))})
			}
			if err := client.ProduceSync(t.Context(), fed...).FirstErr(); err != nil {
				t.Fatal(err)
			}
			if err := <-ended; err == nil || !strings.Contains(err.Error(), topic) || !strings.Contains(err.Error(), "must be started again") {
				t.Fatalf("the stage ended with %v", err)
			}
			flowtest.Start(k, stage, nil)
			seen := map[string]bool{}
			for _, r := range k.Await("transactions.classified", held, patience) {
				seen[r.Body(t).(*munshiv1.TransactionsClassified).SourceId] = true
			}
			for n := range 10 {
				if id := fmt.Sprint("new ", n); !seen[id] {
					t.Errorf("%s was not read", id)
				}
			}
		})
	}
}

// makeAnew deletes a topic and makes one of the same name. The broker takes a moment to let go of the old one, and another to hear of
// the new: until then it takes records for the old.
func makeAnew(t *testing.T, admin *kadm.Client, topic string) {
	t.Helper()
	old := idOf(t, admin, topic)
	if _, err := admin.DeleteTopics(t.Context(), topic); err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := admin.CreateTopic(t.Context(), 4, -1, nil, topic); err != nil && !errors.Is(err, kerr.TopicAlreadyExists) {
			t.Fatal(err)
		}
		if id := idOf(t, admin, topic); id != old && id != (kadm.TopicID{}) {
			return
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-t.Context().Done():
			t.Fatalf("topic %s is not made anew", topic)
		}
	}
}

// idOf is the id of a topic of which the broker knows, empty when there is none.
func idOf(t *testing.T, admin *kadm.Client, topic string) kadm.TopicID {
	t.Helper()
	topics, err := admin.ListTopics(t.Context(), topic)
	if err != nil {
		t.Fatal(err)
	}
	return topics[topic].ID
}
