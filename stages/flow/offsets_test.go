package flow_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

// A group that is new reads all that is left of a topic of which the retention has taken the beginning.
func TestANewGroupBeginsWhereTheTopicDoes(t *testing.T) {
	broker := testkit.Kafka(t)
	k := flowtest.Connect(t, testkit.Lookup(broker.Env()))
	k.PublishAll(messages(10, func(int) string { return "key" })...)
	removeBefore(t, broker, 4)
	flowtest.Start(k, echoing(), nil)
	out := k.Await("transactions.classified", 6, patience)
	if first := out[0].Body(t).(*munshiv1.TransactionsClassified).SourceId; len(out) != 6 || first != "4" {
		t.Errorf("%d outputs, the first of %s, want 6 from 4 on", len(out), first)
	}
}

// A stage that was away for longer than its topic keeps records goes on with the first that is left.
func TestAGroupThatTheRetentionHasOvertakenGoesOnWithWhatIsLeft(t *testing.T) {
	broker := testkit.Kafka(t)
	k := flowtest.Connect(t, testkit.Lookup(broker.Env()))
	k.PublishAll(messages(10, func(int) string { return "key" })...)
	stop := flowtest.Start(k, echoing(), nil)
	awaitCommitted(t, k, "munshi-classify", 10)
	stop()
	k.PublishAll(messages(20, func(int) string { return "key" })...)
	removeBefore(t, broker, 25)
	flowtest.Start(k, echoing(), nil)
	out := k.Await("transactions.classified", 15, patience)
	awaitCommitted(t, k, "munshi-classify", 30)
	if next := out[10].Body(t).(*munshiv1.TransactionsClassified).SourceId; len(out) != 15 || next != "15" {
		t.Errorf("%d outputs, the first after the gap of %s, want 15, of 15", len(out), next)
	}
}

// An operator throws the members out, and removes the group with all that it has committed. The stage joins again and reads everything once more,
// under the ids it had.
func TestAStageOutlivesTheRemovalOfItsGroup(t *testing.T) {
	broker := testkit.Kafka(t)
	k := flowtest.Connect(t, testkit.Lookup(broker.Env()))
	k.PublishAll(messages(10, func(int) string { return "key" })...)
	flowtest.Start(k, echoing(), nil)
	awaitCommitted(t, k, "munshi-classify", 10)
	client, group := clientOf(t, broker), broker.Prefix+"munshi-classify"
	admin := kadm.NewClient(client)
	for deadline := time.Now().Add(patience); ; {
		throwOut(t, admin, client, group)
		_, err := admin.DeleteGroup(t.Context(), group)
		if err == nil {
			break
		}
		if !errors.Is(err, kerr.NonEmptyGroup) || time.Now().After(deadline) { // it joined again in between
			t.Fatal(err)
		}
	}
	k.PublishAll(messages(10, func(int) string { return "key" })...)
	awaitCommitted(t, k, "munshi-classify", 20)
	ids := map[string]bool{}
	out := k.Await("transactions.classified", 20, patience)
	for _, r := range out {
		ids[r.Header("ce_id")] = true
	}
	if len(ids) != 20 {
		t.Errorf("%d outputs have %d ids, want 20", len(out), len(ids))
	}
}

// What is published on partitions that a topic is given while it is read is read from their beginning.
func TestPartitionsThatAreAddedAreReadFromTheirBeginning(t *testing.T) {
	t.Parallel() // a client looks for them every 30 s
	broker := testkit.Kafka(t)
	k := flowtest.Connect(t, testkit.Lookup(broker.Env()))
	k.PublishAll(messages(10, func(i int) string { return fmt.Sprint(i) })...)
	flowtest.Start(k, echoing(), nil)
	awaitCommitted(t, k, "munshi-classify", 10)
	p := newProducer(t, broker)
	if added, err := kadm.NewClient(clientOf(t, broker)).CreatePartitions(t.Context(), 3, p.topic); err != nil || added.Error() != nil {
		t.Fatal(err, added.Error())
	}
	for n := range 30 {
		p.publishTo(int32(n%7), fmt.Sprint("new ", n))
	}
	awaitCommitted(t, k, "munshi-classify", 40)
	ids := map[string]bool{}
	for _, r := range k.All("transactions.classified") {
		ids[r.Body(t).(*munshiv1.TransactionsClassified).SourceId] = true
	}
	if len(ids) != 40 {
		t.Errorf("%d of 40 inputs were read", len(ids))
	}
}

// throwOut has every member of a group leave it.
func throwOut(t *testing.T, admin *kadm.Client, client *kgo.Client, group string) {
	t.Helper()
	described, err := admin.DescribeGroups(t.Context(), group)
	if err != nil {
		t.Fatal(err)
	}
	leave := kmsg.NewPtrLeaveGroupRequest()
	leave.Group = group
	for _, m := range described[group].Members {
		member := kmsg.NewLeaveGroupRequestMember()
		member.MemberID = m.MemberID
		leave.Members = append(leave.Members, member)
	}
	if _, err := leave.RequestWith(t.Context(), client); err != nil {
		t.Fatal(err)
	}
}

func clientOf(t *testing.T, broker *testkit.Broker) *kgo.Client {
	t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(broker.Addr))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

// removeBefore takes from messages.received what lies before offset, as the retention does.
func removeBefore(t *testing.T, broker *testkit.Broker, offset int64) {
	t.Helper()
	admin, topic := kadm.NewClient(clientOf(t, broker)), broker.Prefix+"messages.received"
	ends, err := admin.ListEndOffsets(t.Context(), topic)
	if err != nil {
		t.Fatal(err)
	}
	gone := kadm.Offsets{}
	ends.Each(func(o kadm.ListedOffset) { gone.AddOffset(topic, o.Partition, min(o.Offset, offset), -1) })
	if deleted, err := admin.DeleteRecords(t.Context(), gone); err != nil || deleted.Error() != nil {
		t.Fatal(err, deleted.Error())
	}
}
