package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	ch "github.com/ClickHouse/clickhouse-go/v2"
	"github.com/spf13/cobra"

	"github.com/munshi-in/munshi/schemas/clickhouse"
)

func migrateCommand(t *terminal) *cobra.Command {
	var cluster string
	var dryRun bool
	c := &cobra.Command{
		Use: "migrate", Short: "Bring ClickHouse's tables and views up to date; run again it does nothing",
		Example: "  munshi migrate --dry-run\n  munshi migrate --cluster production", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			// A migration of a large table may take long; only each answer is waited for no longer than --timeout.
			ctx, cancel := context.WithTimeout(c.Context(), max(10*time.Minute, t.timeout))
			defer cancel()
			return migrate(ctx, t, cluster, dryRun)
		},
	}
	c.Flags().StringVar(&cluster, "cluster", "", "cluster of the server's configuration: tables are replicated and distributed over it")
	c.Flags().BoolVar(&dryRun, "dry-run", false, "only say what would be run")
	return c
}

func migrate(ctx context.Context, t *terminal, cluster string, dryRun bool) error {
	config, err := configured[clickhouseConfig](t)
	if err != nil {
		return err
	}
	version, err := schemaVersion(ctx, t, config)
	if err != nil {
		return err
	}
	missing := clickhouse.MissingSince(version)
	if len(missing) == 0 {
		fmt.Fprintf(t.out, "ClickHouse database %s at %s is up to date (version %d)\n", config.Database, config.Addr, version)
		return nil
	}
	if dryRun {
		fmt.Fprintf(t.out, "ClickHouse database %s at %s is at version %d; missing:\n", config.Database, config.Addr, version)
		fmt.Fprintln(t.out, "  "+strings.Join(missing, "\n  "))
		return nil
	}
	return clickhouse.Migrate(ctx, clickhouse.Options{
		Addr: config.Addr, Database: config.Database, User: config.User, Password: config.Password.Reveal(), Cluster: cluster,
		Log: func(format string, args ...any) { fmt.Fprintf(t.out, format+"\n", args...) },
	})
}

// Answers of ClickHouse that mean: nothing has been migrated yet.
const unknownTable, unknownDatabase = 60, 81

// schemaVersion is the number of the last migration that ran, 0 for none. The database itself may be missing, so
// the connection names none.
func schemaVersion(ctx context.Context, t *terminal, config clickhouseConfig) (int64, error) {
	conn, err := ch.Open(&ch.Options{
		Addr: []string{config.Addr}, Auth: ch.Auth{Username: config.User, Password: config.Password.Reveal()}, DialTimeout: t.timeout, ReadTimeout: t.timeout,
	})
	if err != nil {
		return 0, mistake("configuration: ClickHouse: %w", err)
	}
	defer conn.Close()
	if err := conn.Ping(ctx); err != nil {
		return 0, noClickHouse(config, err)
	}
	var version int64
	query := fmt.Sprintf("SELECT max(version_id) FROM %s.%s WHERE is_applied = 1", quoted(config.Database), clickhouse.VersionTable)
	err = conn.QueryRow(ctx, query).Scan(&version)
	var refused *ch.Exception
	if errors.As(err, &refused) && (refused.Code == unknownTable || refused.Code == unknownDatabase) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("ask ClickHouse at %s for the schema's version: %w", config.Addr, err)
	}
	return version, nil
}

// quoted makes a name safe to stand in SQL, where no parameter can.
func quoted(name string) string {
	return "`" + strings.NewReplacer("\\", "\\\\", "`", "\\`").Replace(name) + "`"
}
