package testkit

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
)

// clusterSize is the least that outlives the loss of one broker.
const clusterSize = 3

// Every topic is on all brokers, and a record counts as written when two of them have it.
const clusterProperties = `default.replication.factor=3
min.insync.replicas=2
offsets.topic.replication.factor=3
transaction.state.log.replication.factor=3
transaction.state.log.min.isr=2
share.coordinator.state.topic.replication.factor=3
share.coordinator.state.topic.min.isr=2
broker.session.timeout.ms=6000
`

// OwnKafkaCluster is an Apache Kafka of three brokers that no other test uses, and the brokers to kill or pause.
func OwnKafkaCluster(t testing.TB) (*Broker, []*Engine) {
	t.Helper()
	brokers := get(t, thrice(newKafkaCluster))
	var addrs []string
	for _, e := range brokers {
		t.Cleanup(e.remove)
		addrs = append(addrs, e.addr)
	}
	return &Broker{Addr: strings.Join(addrs, ","), Prefix: uniqueName(t, "-") + "."}, brokers
}

// newKafkaCluster starts its brokers together: none answers before there is a majority.
func newKafkaCluster() ([]*Engine, error) {
	addrs, err := freeAddrs(2 * clusterSize)
	if err != nil {
		return nil, err
	}
	answering, controlling := addrs[:clusterSize], addrs[clusterSize:]
	var voters []string
	for n, addr := range controlling {
		voters = append(voters, fmt.Sprintf("%d@%s", n+1, addr))
	}
	brokers, failed := make([]*Engine, clusterSize), make([]error, clusterSize)
	var starting sync.WaitGroup
	for n := range brokers {
		starting.Go(func() {
			brokers[n], failed[n] = kafkaNode(n+1, answering[n], controlling[n], strings.Join(voters, ","), func(_, _, _ string) (kafkaSettings, error) {
				return kafkaSettings{properties: clusterProperties}, nil
			})
		})
	}
	starting.Wait()
	if err := errors.Join(failed...); err != nil {
		for _, e := range brokers {
			if e != nil {
				e.remove()
			}
		}
		return nil, err
	}
	return brokers, nil
}
