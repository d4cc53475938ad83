package clickhouse

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// contract is what analysts can rely on: these views with these columns. More may be added, none taken away.
var contract = map[string]string{
	"documents": "document_id tenant subject kind status error_code error_message pages confidence text media_type bytes sha256 source received_at read_at revision",
	"fields":    "document_id kind name value raw page box confidence checks repaired",
	"transactions": "transaction_id source source_id tenant subject bank account occurred_at direction amount currency balance counterparty reference " +
		"instrument category confidence revision counterparty_name counterparty_address credit_limit occurred_from",
	"transaction_values": "transaction_id source_id tenant subject name start end confidence",
	"messages":           "message_id tenant subject sender bank received_at type transaction_id text flags",
	"spend_by_category":  "month tenant subject category currency spent received count",
	"dead_letters":       "stage id tenant error_code error_class error_message attempts first_failed_at died_at topic partition offset replay_id event_id mended_at",
	"progress":           "id stage state error_code error_message at duration_ms attempts revision event_id replay_id",
	"feedback":           "feedback_id id subject field was value given_by given_at tenant",
}

// migrated is a new database, migrated, with a connection to it.
func migrated(t *testing.T) (Options, *sql.DB) {
	t.Helper()
	server := testkit.ClickHouse(t)
	o := Options{Addr: server.Addr, Database: server.Name + "_books", User: "default"} // Migrate makes it
	if err := Migrate(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	db := o.open(o.Database)
	t.Cleanup(func() { db.Close() })
	return o, db
}

// answers are the rows of a query that selects one string.
func answers(t *testing.T, db *sql.DB, query string) []string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return all
}

func TestEveryColumnAnalystsRelyOnIsThere(t *testing.T) {
	_, db := migrated(t)
	for view, columns := range contract {
		have := answers(t, db, fmt.Sprintf("SELECT name FROM system.columns WHERE database = currentDatabase() AND table = '%s'", view))
		for _, column := range strings.Fields(columns) {
			if !slices.Contains(have, column) {
				t.Errorf("view %s has no column %s", view, column)
			}
		}
		answers(t, db, fmt.Sprintf("SELECT toString(count()) FROM %s", view))
	}
}

func TestEveryTableAndColumnIsDocumented(t *testing.T) {
	_, db := migrated(t)
	bare := answers(t, db, `SELECT name FROM system.tables WHERE database = currentDatabase() AND comment = '' AND name != '`+VersionTable+`'
		UNION ALL SELECT concat(table, '.', name) FROM system.columns WHERE database = currentDatabase() AND comment = '' AND table != '`+VersionTable+`'`)
	if len(bare) > 0 {
		t.Errorf("without a COMMENT: %s", strings.Join(bare, ", "))
	}
}

func TestMigratingAgainChangesNothing(t *testing.T) {
	o, db := migrated(t)
	answersBefore := answers(t, db, "SELECT concat(name, toString(uuid)) FROM system.tables WHERE database = currentDatabase() ORDER BY name")
	o.Log = func(format string, args ...any) { t.Errorf("ran "+format, args...) }
	if err := Migrate(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	after := answers(t, db, "SELECT concat(name, toString(uuid)) FROM system.tables WHERE database = currentDatabase() ORDER BY name")
	if !slices.Equal(answersBefore, after) {
		t.Errorf("before %v\nafter %v", answersBefore, after)
	}
	if v := answers(t, db, "SELECT toString(max(version_id)) FROM "+VersionTable); v[0] != fmt.Sprint(Version()) {
		t.Errorf("version is %s, want %d", v[0], Version())
	}
}

func TestMigrationKilledHalfWayGoesOn(t *testing.T) {
	o, db := migrated(t)
	if _, err := db.ExecContext(t.Context(), "INSERT INTO feedback_log (feedback_id) VALUES ('kept')"); err != nil {
		t.Fatal(err)
	}
	// Everything was made, nothing was noted.
	if _, err := db.ExecContext(t.Context(), "TRUNCATE TABLE "+VersionTable); err != nil {
		t.Fatal(err)
	}
	if err := Migrate(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if kept := answers(t, db, "SELECT feedback_id FROM feedback"); len(kept) != 1 {
		t.Errorf("feedback: %v, want the row that was there", kept)
	}
}

func TestRowsOfBeforeAMigrationStayReadable(t *testing.T) {
	o, db := migrated(t)
	for _, statement := range []string{
		"ALTER TABLE transactions_log DROP COLUMN `transactions.counterparty_name`, DROP COLUMN `transactions.credit_limit`, DROP COLUMN `values.name`, DROP COLUMN flags",
		"INSERT INTO transactions_log (source, source_id, `transactions.transaction_id`, `transactions.amount`) VALUES ('sms', 'm', ['a', 'b'], [1, 2])",
		"TRUNCATE TABLE " + VersionTable,
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s\n%v", statement, err)
		}
	}
	if err := Migrate(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	got := answers(t, db, "SELECT concat(transaction_id, ' ', toString(amount), ' ', counterparty_name, ' ', toString(isNull(credit_limit))) FROM transactions ORDER BY transaction_id")
	if want := []string{"a 1  1", "b 2  1"}; !slices.Equal(got, want) {
		t.Errorf("transactions shows %q, want %q", got, want)
	}
	answers(t, db, "SELECT toString(flags) FROM messages")
	answers(t, db, "SELECT name FROM transaction_values")
}

func TestTwoProgramsMayMigrateAtOnce(t *testing.T) {
	server := testkit.ClickHouse(t)
	o := Options{Addr: server.Addr, Database: server.Name, User: "default"}
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			if err := Migrate(context.WithoutCancel(t.Context()), o); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	db := o.open(o.Database)
	defer db.Close()
	answers(t, db, "SELECT toString(count()) FROM spend_by_category")
}

func TestNamesThatAreNoNamesAreRefused(t *testing.T) {
	for _, o := range []Options{{Database: ""}, {Database: "a`b"}, {Database: "1a"}, {Database: "munshi", Cluster: "c' SYNC"}} {
		if err := Migrate(t.Context(), o); err == nil || !strings.Contains(err.Error(), "name") {
			t.Errorf("%+v: error is %v", o, err)
		}
	}
}

// Statements ON CLUSTER and Replicated tables take a server with Keeper, which no test has. What can be checked is that ClickHouse
// understands every statement, that each says ON CLUSTER, and that no table of a cluster is a plain one.
func TestClusterStatementsAreUnderstood(t *testing.T) {
	_, db := migrated(t)
	all := statements(t, "books")
	for _, statement := range all {
		answers(t, db, "EXPLAIN AST "+statement)
		if !strings.Contains(statement, "ON CLUSTER 'books'") {
			t.Errorf("not on the cluster: %.80s", statement)
		}
		if strings.Contains(statement, "= ReplacingMergeTree") {
			t.Errorf("not replicated: %.80s", statement)
		}
	}
	if len(all) < 20 {
		t.Errorf("only %d statements", len(all))
	}
}

// TestOverTwoShardsEachDocumentIsShownOnce carries the statements for a cluster out on two servers, each statement on each, as ON
// CLUSTER would, with tables that are sharded but not replicated.
func TestOverTwoShardsEachDocumentIsShownOnce(t *testing.T) {
	shards := testkit.ClickHouseShards(t)
	var servers []*sql.DB
	for _, shard := range shards {
		db := Options{Addr: shard.Addr, User: "default"}.open(shard.Name)
		t.Cleanup(func() { db.Close() })
		servers = append(servers, db)
		for _, statement := range statements(t, testkit.ShardsCluster) {
			statement = strings.ReplaceAll(statement, "ON CLUSTER '"+testkit.ShardsCluster+"'", "")
			statement = strings.ReplaceAll(statement, "ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', ", "ReplacingMergeTree(")
			if _, err := db.ExecContext(t.Context(), statement); err != nil {
				t.Fatalf("%s\n%v", statement, err)
			}
		}
	}
	// Two readings of each document, the newer first, by way of different servers.
	for reading, db := range map[string]*sql.DB{"2026-11-04": servers[0], "2026-11-03": servers[1]} {
		_, err := db.ExecContext(t.Context(), `INSERT INTO documents_log (tenant, document_id, kind, status, stage_number, reading_id, reading_at, output_at)
			SETTINGS distributed_foreground_insert = 1
			SELECT 'acme', concat('d', toString(number)), '`+reading+`', 'extracted', 4, '`+reading+`', toDateTime64('`+reading+` 10:00:00', 6, 'UTC'), toDateTime64('`+reading+` 10:00:01', 6, 'UTC')
			FROM numbers(400)`)
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, db := range servers {
		if got := answers(t, db, "SELECT concat(kind, ' ', toString(count()), ' ', toString(uniqExact(document_id))) FROM documents GROUP BY kind"); !slices.Equal(got, []string{"2026-11-04 400 400"}) {
			t.Errorf("documents shows %q", got)
		}
		if here := answers(t, db, "SELECT toString(uniqExact(document_id) BETWEEN 100 AND 300) FROM documents_log_shard"); here[0] != "1" {
			t.Error("the documents are not spread over the shards")
		}
	}
}

// statements are those of all migrations, for a cluster.
func statements(t *testing.T, cluster string) (all []string) {
	t.Helper()
	files, err := rendered(cluster)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names() {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, statement := range strings.Split(withoutComments(string(text)), ";\n") {
			if statement = strings.TrimSpace(statement); statement != "" {
				all = append(all, statement)
			}
		}
	}
	return all
}

func withoutComments(text string) string {
	var kept []string
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "--") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

func TestMissingSinceListsWhatHasNotRun(t *testing.T) {
	if all := MissingSince(0); len(all) != int(Version()) || all[0] != "0001_documents.sql" {
		t.Errorf("since 0: %v", all)
	}
	if none := MissingSince(Version()); len(none) > 0 {
		t.Errorf("since the last: %v", none)
	}
}
