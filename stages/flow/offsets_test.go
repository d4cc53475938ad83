package flow_test

import (
	"context"
	"testing"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

// A group that is new reads all that is left of a topic of which the retention has taken the beginning.
func TestANewGroupBeginsWhereTheTopicDoes(t *testing.T) {
	broker := testkit.Kafka(t)
	k := flowtest.Connect(t, testkit.Lookup(broker.Env()))
	k.PublishAll(messages(10, func(int) string { return "key" })...)
	client, err := kgo.NewClient(kgo.SeedBrokers(broker.Addr))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	admin, topic := kadm.NewClient(client), broker.Prefix+"messages.received"
	ends, err := admin.ListEndOffsets(t.Context(), topic)
	if err != nil {
		t.Fatal(err)
	}
	gone := kadm.Offsets{}
	ends.Each(func(o kadm.ListedOffset) { gone.AddOffset(topic, o.Partition, min(o.Offset, 4), -1) })
	if deleted, err := admin.DeleteRecords(t.Context(), gone); err != nil || deleted.Error() != nil {
		t.Fatal(err, deleted.Error())
	}
	flowtest.Start(k, define(func(_ context.Context, in flow.Event[*munshiv1.MessageReceived]) ([]flow.Output, error) {
		return echo(in), nil
	}), nil)
	out := k.Await("transactions.classified", 6, patience)
	if first := out[0].Body(t).(*munshiv1.TransactionsClassified).SourceId; len(out) != 6 || first != "4" {
		t.Errorf("%d outputs, the first of %s, want 6 from 4 on", len(out), first)
	}
}
