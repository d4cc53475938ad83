package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	ch "github.com/ClickHouse/clickhouse-go/v2"
)

func (c Config) rows() (ch.Conn, error) {
	return ch.Open(&ch.Options{
		Addr: []string{c.ClickHouseAddr}, Auth: ch.Auth{Database: c.Database, Username: c.User, Password: c.Password.Reveal()},
		DialTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, MaxOpenConns: 2,
	})
}

// How far a sample has come is the furthest stage that reported it done. It is read when its last stage has; a
// statement's last is classify.
const followQuery = `
SELECT d.document_id, d.filename, d.status, d.error_code,
    d.status = 'failed' OR d.status = 'extracted' AND (d.kind != 'bank_statement' OR d.document_id IN (SELECT id FROM progress WHERE stage = 'classify' AND state != 'retrying')) AS read
FROM documents AS d WHERE d.document_id IN (?) ORDER BY d.filename`

// followSamples tells of each sample how far it is, until all are read.
func followSamples(ctx context.Context, config Config, t Terminal) error {
	want, err := readPublished(config)
	if err != nil || len(want.Documents)+len(want.Messages) == 0 {
		return err
	}
	conn, err := config.rows()
	if err != nil {
		return err
	}
	defer conn.Close()
	told := map[string]string{}
	for deadline := time.Now().Add(readWait); ; {
		documents, err := readSamples(ctx, conn, want.Documents, func(name, status string) {
			if told[name] != status {
				told[name] = status
				t.progress("  %-22s %s", name, status)
			}
		})
		if err != nil {
			return err
		}
		messages, err := count(ctx, conn, "SELECT count() FROM (SELECT message_id FROM messages WHERE message_id IN (?) UNION DISTINCT SELECT id FROM dead_letters WHERE id IN (?))", want.Messages, want.Messages)
		if err != nil {
			return err
		}
		if status := fmt.Sprintf("%d of %d", messages, len(want.Messages)); told["SMS"] != status {
			told["SMS"] = status
			t.progress("  %-22s %s", "SMS", status)
		}
		if documents == len(want.Documents) && messages >= len(want.Messages) {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("after %s, %d of %d sample documents and %d of %d SMS are read: make status, make logs", readWait, documents, len(want.Documents), messages, len(want.Messages))
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func readSamples(ctx context.Context, conn ch.Conn, ids []string, tell func(name, status string)) (read int, err error) {
	rows, err := conn.Query(ctx, followQuery, ids)
	if err != nil {
		return 0, fmt.Errorf("progress of the samples: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, name, status, code string
		var done bool
		if err := rows.Scan(&id, &name, &status, &code, &done); err != nil {
			return 0, err
		}
		tell(name, strings.TrimSpace(status+" "+code))
		if done {
			read++
		}
	}
	return read, rows.Err()
}

func count(ctx context.Context, conn ch.Conn, query string, args ...any) (int, error) {
	var n uint64
	if err := conn.QueryRow(ctx, query, args...).Scan(&n); err != nil {
		return 0, err
	}
	return int(n), nil
}

// tables are what is shown of what was read. Every column is made text by the query; the heading is the column's name.
var tables = []struct{ title, query string }{
	{"Documents", `SELECT filename AS file, kind, status, toString(pages) AS pages, toString(round(confidence, 2)) AS confidence, error_code AS error
		FROM documents ORDER BY filename LIMIT 20`},
	{"Fields", `SELECT d.filename AS file, f.name AS field, f.value AS value, toString(round(f.confidence, 2)) AS confidence, arrayStringConcat(f.checks, ' ') AS checks
		FROM fields AS f INNER JOIN documents AS d ON d.document_id = f.document_id ORDER BY d.filename, f.name LIMIT 40`},
	{"Newest transactions", `SELECT formatDateTime(occurred_at, '%Y-%m-%d') AS date, source, bank, direction, concat(toString(amount), ' ', currency) AS amount, counterparty, instrument, category
		FROM transactions ORDER BY occurred_at DESC, transaction_id LIMIT 12`},
	{"Messages by type", `SELECT type, toString(count()) AS messages FROM messages GROUP BY type ORDER BY count() DESC, type`},
	{"Dead letters", `SELECT stage, id, error_code AS error, error_message AS message FROM dead_letters ORDER BY stage, id LIMIT 20`},
}

// showRows prints what was read as tables. An empty table is left out.
func showRows(ctx context.Context, config Config, out io.Writer) error {
	conn, err := config.rows()
	if err != nil {
		return err
	}
	defer conn.Close()
	for _, table := range tables {
		if err := showTable(ctx, conn, out, table.title, table.query); err != nil {
			return fmt.Errorf("%s: %w", strings.ToLower(table.title), err)
		}
	}
	return showCounts(ctx, config, out)
}

func showTable(ctx context.Context, conn ch.Conn, out io.Writer, title, query string) error {
	rows, err := conn.Query(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns := rows.Columns()
	cells, into := make([]string, len(columns)), make([]any, len(columns))
	for i := range cells {
		into[i] = &cells[i]
	}
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	for first := true; rows.Next(); first = false {
		if first {
			fmt.Fprintf(out, "\n%s\n", title)
			fmt.Fprintln(w, "  "+strings.Join(columns, "\t"))
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i := range cells {
			cells[i] = short(cells[i])
		}
		fmt.Fprintln(w, "  "+strings.Join(cells, "\t"))
	}
	return errors.Join(rows.Err(), w.Flush())
}

// short keeps a table a table: one line a row, no cell over 40 characters.
func short(text string) string {
	line := []rune(strings.Join(strings.Fields(text), " "))
	if len(line) > 40 {
		return string(line[:39]) + "…"
	}
	return string(line)
}

func showCounts(ctx context.Context, config Config, out io.Writer) error {
	conn, err := config.rows()
	if err != nil {
		return err
	}
	defer conn.Close()
	var documents, fields, transactions, messages, dead uint64
	err = conn.QueryRow(ctx, `SELECT (SELECT count() FROM documents), (SELECT count() FROM fields), (SELECT count() FROM transactions), (SELECT count() FROM messages), (SELECT count() FROM dead_letters)`).
		Scan(&documents, &fields, &transactions, &messages, &dead)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "\nIn all: %d documents, %d fields, %d messages, %d transactions, %d dead letters\n", documents, fields, messages, transactions, dead)
	return err
}

func showAddresses(config Config, out io.Writer) {
	kafka, user := first(config.Kafka.Brokers), ""
	if config.User != "default" {
		user = " (user " + config.User + ")"
	}
	fmt.Fprintf(out, `
Running
  console          http://%s
  Kafka            %s
  object storage   %s (bucket %s)
  ClickHouse       http://%s, native %s, database %s%s

Try next
  echo '{"text":"Rs.250.00 debited from a/c XX1234 on 14-11-26 to VPA chai.point@okaxis. UPI Ref 631812345678"}' | kcat -P -b %s -t messages.received
  curl -F file=@%s http://%s/v1/documents
  curl 'http://%s/?database=%s' --data-binary 'SELECT * FROM spend_by_category ORDER BY month DESC, spent DESC LIMIT 10 FORMAT PrettyCompact'

Stop with make down; the data stays.
`, config.ConsoleAddr, kafka, config.Blob.Endpoint, config.Blob.Bucket, config.ClickHouseHTTPAddr, config.ClickHouseAddr, config.Database, user,
		kafka, config.path("samples", "receipt.jpg"), config.ConsoleAddr, config.ClickHouseHTTPAddr, config.Database)
}
