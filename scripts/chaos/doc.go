// Package chaos runs the whole house as operators do, every program a process of its own on a real Apache Kafka,
// MinIO and ClickHouse, and checks from outside that nothing is lost and nothing shows twice, whatever is killed.
// Everything in it is a test: start at house_test.go for how the house is put up, then walk_test.go for a quiet
// day in it, kill_test.go for a bad one and replay_test.go for the day after.
//
// In kill_test.go and replicas_test.go each run of the tests takes the short form; MUNSHI_CHAOS_FULL=1 asks for the full one.
// disturb_test.go is what goes wrong in them, ledger_test.go counts what came out.
package chaos
