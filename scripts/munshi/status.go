package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/spf13/cobra"
)

func statusCommand(t *terminal) *cobra.Command {
	var latest int
	var wait time.Duration
	c := &cobra.Command{
		Use: "status [ID...]", Short: "Show what became of documents and messages",
		Long: `status shows the latest documents and messages, or those with the given ids. With --wait it asks again
until all given ids have come to their end (extracted, classified or failed). Exit code 1: an id is not known (yet), or
did not come to its end in time.`,
		Example: "  munshi status\n  munshi status card-17 --wait 60s --output json",
		RunE: func(c *cobra.Command, ids []string) error {
			if latest < 1 || latest > 10_000 {
				return mistake("--latest: %d is not between 1 and 10000", latest)
			}
			if wait > 0 && len(ids) == 0 {
				return mistake("--wait needs the ids to wait for")
			}
			return status(c.Context(), t, ids, latest, wait)
		},
	}
	c.Flags().IntVar(&latest, "latest", 20, "without ids: how many to show")
	c.Flags().DurationVar(&wait, "wait", 0, "with ids: wait at most this long for them to come to their end")
	t.flagOutput(c)
	return c
}

// statusRow is one document or message.
type statusRow struct {
	ID string `json:"id"`
	// What is document or message.
	What   string `json:"what"`
	Tenant string `json:"tenant"`
	// Kind of the document, or type of the message.
	Kind string `json:"kind,omitempty"`
	// Status is ingested, preprocessed, recognized, extracted, classified, retrying or failed.
	Status     string    `json:"status"`
	Code       string    `json:"errorCode,omitempty"`
	Message    string    `json:"errorMessage,omitempty"`
	Pages      uint32    `json:"pages,omitempty"`
	Confidence float64   `json:"confidence"`
	At         time.Time `json:"at"`
}

func (r statusRow) ended() bool {
	return r.Status == "extracted" || r.Status == "classified" || r.Status == "failed"
}

var statusColumns = []column[statusRow]{
	{"ID", func(r statusRow) string { return r.ID }},
	{"WHAT", func(r statusRow) string { return r.What }},
	{"KIND", func(r statusRow) string { return r.Kind }},
	{"STATUS", func(r statusRow) string { return r.Status }},
	{"CONFIDENCE", func(r statusRow) string {
		if r.Confidence == 0 {
			return ""
		}
		return fmt.Sprintf("%.2f", r.Confidence)
	}},
	{"WHEN", func(r statusRow) string { return clock(r.At) }},
	{"ERROR", func(r statusRow) string { return strings.TrimSpace(r.Code + " " + r.Message) }},
}

// statusSQL reads the views: what is known of documents, of messages, and of inputs that have no row of their own yet or
// never will, because a stage gave up on them. %[1]s restricts the id.
const statusSQL = `
SELECT id, what, tenant, kind, status, code, message, pages, confidence, at FROM (
	SELECT document_id AS id, 'document' AS what, toString(tenant) AS tenant, toString(kind) AS kind, toString(status) AS status, toString(error_code) AS code,
		error_message AS message, toUInt32(pages) AS pages, toFloat64(confidence) AS confidence, toDateTime64(read_at, 6, 'UTC') AS at
	FROM documents WHERE %[1]s
	UNION ALL
	SELECT message_id AS id, 'message', toString(tenant), toString(type), 'classified', '', '', toUInt32(0), toFloat64(confidence), toDateTime64(read_at, 6, 'UTC')
	FROM messages WHERE %[2]s
	UNION ALL
	SELECT id, if(argMax(stage, at) = 'classify', 'message', 'document'), toString(any(tenant)), '', argMax(toString(state), at), argMax(toString(error_code), at),
		argMax(error_message, at), toUInt32(0), toFloat64(0), toDateTime64(max(progress.at), 6, 'UTC')
	FROM progress WHERE %[3]s AND state IN ('retrying', 'failed')
		AND id NOT IN (SELECT document_id FROM documents WHERE %[1]s) AND id NOT IN (SELECT message_id FROM messages WHERE %[2]s)
	GROUP BY id
) ORDER BY at DESC, id LIMIT %[4]d`

func status(ctx context.Context, t *terminal, ids []string, latest int, wait time.Duration) error {
	connecting, cancel := context.WithTimeout(ctx, t.timeout)
	defer cancel()
	conn, err := t.clickhouse(connecting)
	if err != nil {
		return err
	}
	defer conn.Close()
	deadline := time.Now().Add(wait)
	for {
		asking, cancel := context.WithTimeout(ctx, t.timeout)
		rows, err := statusRows(asking, conn, ids, latest)
		cancel()
		if err != nil {
			config, configErr := configured[clickhouseConfig](t)
			if configErr != nil {
				return configErr
			}
			return noClickHouse(config, err)
		}
		pending := pendingOf(ids, rows)
		if len(pending) == 0 || wait == 0 || time.Now().After(deadline) {
			return report(t, ids, rows, pending, wait)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(500 * time.Millisecond):
		}
	}
}

func statusRows(ctx context.Context, conn driver.Conn, ids []string, latest int) ([]statusRow, error) {
	document, message, progress, most := "1", "1", "1", latest
	var args []any
	if len(ids) > 0 {
		document, message, progress, most = "has($1, document_id)", "has($1, message_id)", "has($1, id)", 10*len(ids)+1000
		args = append(args, ids)
	}
	found, err := conn.Query(ctx, fmt.Sprintf(statusSQL, document, message, progress, most), args...)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var rows []statusRow
	for found.Next() {
		var r statusRow
		if err := found.Scan(&r.ID, &r.What, &r.Tenant, &r.Kind, &r.Status, &r.Code, &r.Message, &r.Pages, &r.Confidence, &r.At); err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return rows, found.Err()
}

// pendingOf lists the ids that have not come to their end.
func pendingOf(ids []string, rows []statusRow) []string {
	var pending []string
	for _, id := range ids {
		if !slices.ContainsFunc(rows, func(r statusRow) bool { return r.ID == id && r.ended() }) {
			pending = append(pending, id)
		}
	}
	return pending
}

func report(t *terminal, ids []string, rows []statusRow, pending []string, wait time.Duration) error {
	if len(rows) == 0 && len(ids) == 0 && t.output != "json" {
		_, err := fmt.Fprintln(t.out, "Nothing has been read yet: munshi publish document FILE")
		return err
	}
	if err := show(t, rows, statusColumns); err != nil {
		return err
	}
	unknown := slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
		return slices.ContainsFunc(rows, func(r statusRow) bool { return r.ID == id })
	})
	switch {
	case len(unknown) > 0:
		return fmt.Errorf("nothing is known of %s: not published, or no stage has come to it yet (munshi lag)", strings.Join(unknown, ", "))
	case wait > 0 && len(pending) > 0:
		return fmt.Errorf("not at their end after %s: %s (munshi lag shows who is behind)", wait, strings.Join(pending, ", "))
	}
	return nil
}
