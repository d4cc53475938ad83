package local

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/munshi-in/munshi/schemas"
)

// partitions of each topic: enough to see that order is kept by key, few enough for one machine.
const partitions = 4

// startKafka starts the broker on its data and makes the topics that are missing.
func startKafka(ctx context.Context, config Config) (stop func(), err error) {
	addr, dir := first(config.Kafka.Brokers), config.path("kafka")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	cluster, err := kfake.NewCluster(
		kfake.NumBrokers(1),
		kfake.DataDir(dir),
		// Without it an acknowledged record is lost when the machine goes down.
		kfake.SyncWrites(),
		kfake.BrokerConfigs(map[string]string{"message.max.bytes": fmt.Sprint(schemas.MaxRecordBytes)}),
		kfake.ListenFn(func(network, _ string) (net.Listener, error) { return net.Listen(network, addr) }),
	)
	if err != nil {
		return nil, fmt.Errorf("kafka on %s: %w", addr, err)
	}
	if err := createTopics(ctx, config); err != nil {
		cluster.Close()
		return nil, fmt.Errorf("kafka on %s: %w", addr, err)
	}
	return cluster.Close, nil
}

// createTopics makes them explicitly: what the broker makes by itself it does not keep.
func createTopics(ctx context.Context, config Config) error {
	client, err := kgo.NewClient(kgo.SeedBrokers(config.Kafka.Brokers...))
	if err != nil {
		return err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	admin := kadm.NewClient(client)
	for _, plan := range schemas.WithPartitions(schemas.TopicPlans(), partitions) {
		settings := map[string]*string{}
		for name, value := range plan.Config {
			settings[name] = &value
		}
		_, err := admin.CreateTopic(ctx, int32(plan.Partitions), 1, settings, config.Kafka.TopicPrefix+plan.Name)
		if err != nil && !errors.Is(err, kerr.TopicAlreadyExists) {
			return fmt.Errorf("create topic %s: %w", plan.Name, err)
		}
	}
	return nil
}
