// Package sink writes what the pipeline found to ClickHouse: results, progress, corrections and dead letters.
//
// Start at Write (stage.go), which sorts a batch by table. One file for each kind of event says how it becomes a row:
// documents.go, transactions.go, pipeline.go; checks.go refuses what no row may hold. store.go speaks to the server and sorts its
// errors. The tables, and why a row is a whole document, are in schemas/clickhouse.
package sink
