package clickhouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"time"

	ch "github.com/ClickHouse/clickhouse-go/v2"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
)

// VersionTable is where goose keeps which migrations have run.
const VersionTable = "goose_db_version"

// dialTimeout bounds how long a server may take to answer the first packet.
const dialTimeout = 10 * time.Second

// Names end up in SQL text, where no parameter can stand.
var (
	databaseName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,63}$`)
	clusterName  = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,64}$`)
)

// Options says where to migrate.
type Options struct {
	// Addr is host:port of the native protocol.
	Addr string
	// Database is made when it is missing.
	Database string
	User     string
	Password string
	// Cluster names a cluster of the server's configuration: tables are then replicated and distributed over it.
	// Empty: one server.
	Cluster string
	// Log hears of each migration that ran. May be nil.
	Log func(format string, args ...any)
}

// Migrate brings the schema up to Version. Run again it does nothing; killed half way, the next run goes on: every
// statement can be repeated.
func Migrate(ctx context.Context, o Options) error {
	if o.Log == nil {
		o.Log = func(string, ...any) {}
	}
	if !databaseName.MatchString(o.Database) {
		return fmt.Errorf("database name %q: must be letters, digits and _, and begin with no digit", o.Database)
	}
	if o.Cluster != "" && !clusterName.MatchString(o.Cluster) {
		return fmt.Errorf("cluster name %q: must be letters, digits, _, . and -", o.Cluster)
	}
	if err := o.migrate(ctx); err != nil {
		return fmt.Errorf("migrating ClickHouse database %s at %s: %w", o.Database, o.Addr, err)
	}
	return nil
}

func (o Options) migrate(ctx context.Context) error {
	if err := o.createDatabase(ctx); err != nil {
		return err
	}
	files, err := rendered(o.Cluster)
	if err != nil {
		return err
	}
	store, err := o.versions()
	if err != nil {
		return err
	}
	db := o.open(o.Database)
	defer db.Close()
	provider, err := goose.NewProvider(database.DialectCustom, db, files, goose.WithStore(store), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	results, err := provider.Up(ctx)
	for _, r := range results {
		o.Log("%s: done in %s", r.Source.Path, r.Duration.Round(time.Millisecond))
	}
	var partial *goose.PartialError
	if errors.As(err, &partial) {
		return fmt.Errorf("%s: %w", partial.Failed.Source.Path, partial.Err)
	}
	return err
}

// createDatabase asks first, so that a user who may not create databases can migrate one that is there.
func (o Options) createDatabase(ctx context.Context) error {
	db := o.open("")
	defer db.Close()
	var found uint64
	if err := db.QueryRowContext(ctx, "SELECT count() FROM system.databases WHERE name = $1", o.Database).Scan(&found); err != nil {
		return err
	}
	if found > 0 && o.Cluster == "" {
		return nil
	}
	onCluster := functions(o.Cluster)["cluster"].(func() string)()
	_, err := db.ExecContext(ctx, fmt.Sprintf("CREATE DATABASE IF NOT EXISTS `%s` %s", o.Database, onCluster))
	return err
}

func (o Options) open(database string) *sql.DB {
	return ch.OpenDB(&ch.Options{
		Addr:        []string{o.Addr},
		Auth:        ch.Auth{Database: database, Username: o.User, Password: o.Password},
		DialTimeout: dialTimeout,
	})
}

// versions is goose's own ClickHouse store; in a cluster its table is replicated to every server, whatever its
// shard, so that migrating by way of another server finds what has run.
func (o Options) versions() (database.Store, error) {
	store, err := database.NewStore(database.DialectClickHouse, VersionTable)
	if err != nil || o.Cluster == "" {
		return store, err
	}
	return replicatedVersions{Store: store, cluster: o.Cluster}, nil
}

type replicatedVersions struct {
	database.Store
	cluster string
}

func (v replicatedVersions) CreateVersionTable(ctx context.Context, db database.DBTxConn) error {
	_, err := db.ExecContext(ctx, fmt.Sprintf(`CREATE TABLE IF NOT EXISTS %s ON CLUSTER '%s'
		(version_id Int64, is_applied UInt8, date Date DEFAULT now(), tstamp DateTime DEFAULT now())
		ENGINE = ReplicatedMergeTree('/clickhouse/tables/{database}/%s', '{shard}-{replica}') ORDER BY version_id`,
		VersionTable, v.cluster, VersionTable))
	return err
}

// Version is what Migrate brings the schema to: the number of the last migration.
func Version() int64 {
	all := names()
	return number(all[len(all)-1])
}

// MissingSince lists the migrations that a schema of version has not run.
func MissingSince(version int64) []string {
	var missing []string
	for _, name := range names() {
		if number(name) > version {
			missing = append(missing, name)
		}
	}
	return missing
}
