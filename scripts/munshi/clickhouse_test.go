package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
)

func TestMigrateMakesTheTablesOnceAndThenNothing(t *testing.T) {
	env := testkit.ClickHouse(t).Env()
	munshi(t, env, "migrate", "--dry-run").want(t, exitDone, "version 0", "0001_documents.sql")
	munshi(t, env, "status").want(t, exitFailed, "munshi migrate")
	munshi(t, env, "migrate").want(t, exitDone, "0001_documents.sql: done")
	munshi(t, env, "migrate").want(t, exitDone, "up to date")
	munshi(t, env, "migrate", "--dry-run").want(t, exitDone, "up to date")
	munshi(t, env, "status").want(t, exitDone, "Nothing has been read yet")
}

func TestMigrateMakesADatabaseThatIsMissing(t *testing.T) {
	env := testkit.ClickHouse(t).Env()
	env["MUNSHI_CLICKHOUSE_DATABASE"] += "_new"
	munshi(t, env, "migrate", "--dry-run").want(t, exitDone, "version 0")
	munshi(t, env, "migrate").want(t, exitDone)
	munshi(t, env, "status").want(t, exitDone, "Nothing has been read yet")
}

// migrated is a database with two documents, a message, and an input that died before it was a document.
func migrated(t *testing.T) (map[string]string, clickhouse.Conn) {
	t.Helper()
	database := testkit.ClickHouse(t)
	mustRun(t, database.Env(), "migrate")
	conn, err := clickhouse.Open(&clickhouse.Options{Addr: []string{database.Addr}, Auth: clickhouse.Auth{Database: database.Name}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	for _, insert := range []string{
		`INSERT INTO documents_log (tenant, document_id, kind, status, stage_number, error_code, error_message, pages, confidence, reading_at, output_at, output_id) VALUES
			('default', 'card', 'pan_card', 'extracted', 4, '', '', 1, 0.93, '2026-01-02 03:04:05', '2026-01-02 03:04:06', 'a'),
			('default', 'torn', '', 'failed', 2, 'corrupt', 'the JPEG ends too soon', 0, 0, '2026-01-02 03:04:05', '2026-01-02 03:04:07', 'b'),
			('default', 'slow', '', 'ingested', 1, '', '', 0, 0, '2026-01-02 03:04:05', '2026-01-02 03:04:08', 'c')`,
		`INSERT INTO transactions_log (tenant, source, source_id, type, text, confidence, reading_at, output_at, output_id) VALUES
			('default', 'sms', 'sms-1', 'otp', 'x', 0.99, '2026-01-02 03:04:05', '2026-01-02 03:04:09', 'd')`,
		`INSERT INTO progress_log (tenant, id, stage, state, error_code, error_message, at) VALUES
			('default', 'event-9', 'ingest', 'failed', 'undecodable', 'no JSON', '2026-01-02 03:04:10')`,
	} {
		if err := conn.Exec(t.Context(), insert); err != nil {
			t.Fatal(err)
		}
	}
	return database.Env(), conn
}

func TestStatusShowsDocumentsMessagesAndWhatDied(t *testing.T) {
	env, _ := migrated(t)
	rows := map[string]statusRow{}
	for _, line := range strings.Split(strings.TrimSpace(mustRun(t, env, "status", "--output", "json")), "\n") {
		var r statusRow
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		rows[r.ID] = r
	}
	for id, want := range map[string][3]string{
		"card": {"document", "extracted", ""}, "torn": {"document", "failed", "corrupt"}, "slow": {"document", "ingested", ""},
		"sms-1": {"message", "classified", ""}, "event-9": {"document", "failed", "undecodable"},
	} {
		if r := rows[id]; [3]string{r.What, r.Status, r.Code} != want {
			t.Errorf("%s: %+v, want %v", id, r, want)
		}
	}
	if len(rows) != 5 || rows["card"].At.Year() != 2026 || rows["card"].Confidence != 0.93 {
		t.Errorf("%d rows, card %+v", len(rows), rows["card"])
	}
	if out := mustRun(t, env, "status", "--latest", "2"); strings.Count(out, "\n") != 3 || !strings.Contains(out, "event-9") {
		t.Errorf("the two latest:\n%s", out)
	}
	munshi(t, env, "status", "card", "torn").want(t, exitDone, "pan_card", "the JPEG ends too soon")
	munshi(t, env, "status", "card", "nobody").want(t, exitFailed, "card", "nothing is known of nobody")
}

func TestStatusWaitsForAnIDToComeToItsEnd(t *testing.T) {
	env, conn := migrated(t)
	munshi(t, env, "status", "slow", "--wait", "1s").want(t, exitFailed, "not at their end after 1s: slow")
	go func() {
		time.Sleep(700 * time.Millisecond)
		if err := conn.Exec(t.Context(), `INSERT INTO documents_log (tenant, document_id, kind, status, stage_number, reading_at, output_at, output_id) VALUES
			('default', 'slow', 'receipt', 'extracted', 4, '2026-01-02 03:04:05', '2026-01-02 03:05:08', 'e')`); err != nil {
			t.Error(err)
		}
	}()
	munshi(t, env, "status", "slow", "--wait", "50s").want(t, exitDone, "receipt", "extracted")
}
