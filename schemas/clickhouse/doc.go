// Package clickhouse is the ClickHouse schema: numbered SQL files, run forward only by goose, that make the
// tables ending in _log and the views that analysts read. Migrate runs them; README.md says what they hold.
//
// The SQL files are Go templates (templates.go): without a cluster name they make plain tables, with one the tables
// are replicated and distributed. They name no database, so that any database can hold the schema.
//
// It is a module of its own, so that only the programs that touch ClickHouse depend on its driver.
package clickhouse
