// Package chaos runs the whole house as operators do, every program a process of its own on a real Apache Kafka,
// MinIO and ClickHouse, and checks from outside that nothing is lost and nothing shows twice, whatever is killed.
// Everything in it is a test: start at house_test.go for how the house is put up, then walk_test.go for a quiet
// day in it, kill_test.go for a bad one and replay_test.go for the day after.
package chaos
