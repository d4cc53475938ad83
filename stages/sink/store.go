package sink

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	ch "github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/munshi-in/munshi/schemas"
	"github.com/munshi-in/munshi/schemas/clickhouse"
	"github.com/munshi-in/munshi/stages/flow"
)

// dialTimeout bounds the wait for a server that does not answer.
const dialTimeout = 5 * time.Second

// A table is where rows of one kind go: its name, and how each column is filled.
type table[Row any] struct {
	name    string
	columns []column[Row]
}

// A column is filled out of rows as a whole: the native protocol sends columns, not rows.
type column[Row any] struct {
	name string
	fill func(into driver.BatchColumn, rows []Row) error
}

func col[Row, Value any](name string, value func(*Row) Value) column[Row] {
	return column[Row]{name, func(into driver.BatchColumn, rows []Row) error {
		block := make([]Value, len(rows))
		for n := range rows {
			block[n] = value(&rows[n])
		}
		return into.Append(block)
	}}
}

// arrays is a column of arrays. clickhouse-go takes a block of them by reflection, element for element, but one array
// as it is.
func arrays[Row, Value any](name string, value func(*Row) []Value) column[Row] {
	return column[Row]{name, func(into driver.BatchColumn, rows []Row) error {
		for n := range rows {
			if err := into.AppendRow(value(&rows[n])); err != nil {
				return err
			}
		}
		return nil
	}}
}

// A span is where one row's elements stand in arrays that hold a whole batch's: arrays for each row would be a dozen
// allocations a row.
type span struct{ from, to int }

// insertInto is the statement that the blocks follow.
func (t table[Row]) insertInto(database string) string {
	names := make([]string, len(t.columns))
	for n, c := range t.columns {
		names[n] = "`" + c.name + "`"
	}
	return fmt.Sprintf("INSERT INTO `%s`.`%s` (%s)", database, t.name, strings.Join(names, ", "))
}

// store is one ClickHouse database.
type store struct {
	config Config
	conn   driver.Conn
}

// newStore does not connect. The login names no database, though every insert does: a database that is missing is
// then an answer to the insert, which says so, and not a login that fails.
func newStore(c Config) (*store, error) {
	conn, err := ch.Open(&ch.Options{
		Addr:        []string{c.Addr},
		Auth:        ch.Auth{Username: c.User, Password: c.Password.Reveal()},
		Compression: &ch.Compression{Method: ch.CompressionLZ4},
		DialTimeout: dialTimeout,
		ReadTimeout: c.WriteTimeout,
		Settings: ch.Settings{
			"async_insert":                  0, // an insert that is answered before it is on disk would be lost with the server
			"distributed_foreground_insert": 1, // the same, for a cluster: answered when the shards have it
		},
	})
	if err != nil {
		return nil, err
	}
	return &store{config: c, conn: conn}, nil
}

func (s *store) close() { s.conn.Close() }

// insert returns when the rows are on disk: the tables sync each part before the server answers.
func insert[Row any](ctx context.Context, s *store, t table[Row], rows []Row) error {
	if len(rows) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, s.config.WriteTimeout)
	defer cancel()
	batch, err := s.conn.PrepareBatch(ctx, t.insertInto(s.config.Database))
	if err != nil {
		return s.sorted(ctx, t.name, err)
	}
	defer batch.Close()
	for n, c := range t.columns {
		if err := c.fill(batch.Column(n), rows); err != nil {
			return s.refused(ctx, fmt.Errorf("%s.%s: %w", t.name, c.name, err))
		}
	}
	if err := batch.Send(); err != nil {
		return s.sorted(ctx, t.name, err)
	}
	return nil
}

// Codes of ClickHouse's ErrorCodes.cpp.
var (
	// rowCodes say that a value cannot be stored, and would not be however often it is sent.
	rowCodes = []int32{
		6,   // CANNOT_PARSE_TEXT
		53,  // TYPE_MISMATCH
		69,  // ARGUMENT_OUT_OF_BOUND
		70,  // CANNOT_CONVERT_TYPE
		117, // INCORRECT_DATA
		128, // TOO_LARGE_ARRAY_SIZE
		131, // TOO_LARGE_STRING_SIZE
		190, // SIZES_OF_ARRAYS_DONT_MATCH
		321, // VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
		349, // CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
		395, // FUNCTION_THROW_IF_VALUE_IS_NON_ZERO
		407, // DECIMAL_OVERFLOW
		469, // VIOLATED_CONSTRAINT
	}
	// schemaCodes say that the table is not there, or not as this program knows it.
	schemaCodes = []int32{
		16, // NO_SUCH_COLUMN_IN_TABLE
		47, // UNKNOWN_IDENTIFIER
		60, // UNKNOWN_TABLE
		81, // UNKNOWN_DATABASE
	}
)

// sorted makes of an error what flow must know: a row that is refused, or a world that is broken. Whatever is not
// known to be a row's fault is the world's: a wrong guess that way waits, the other way it loses good rows.
func (s *store) sorted(ctx context.Context, table string, err error) error {
	err = fmt.Errorf("writing %s.%s to ClickHouse at %s: %w", s.config.Database, table, s.config.Addr, err)
	var exception *ch.Exception
	switch {
	case !errors.As(err, &exception):
		return err
	case slices.Contains(schemaCodes, exception.Code):
		return fmt.Errorf("%s: %w", s.schemaNeeds(ctx), err)
	case slices.Contains(rowCodes, exception.Code):
		return s.refused(ctx, err)
	}
	return err
}

// refused is a row's fault only where the schema is the one this program was built with: against an older one every
// row may be refused, and none deserves to die.
func (s *store) refused(ctx context.Context, err error) error {
	if version, known := s.schemaVersion(ctx); !known || version < clickhouse.Version() {
		return fmt.Errorf("%s: %w", s.schemaNeeds(ctx), err)
	}
	return flow.Permanent(schemas.CodeRowRejected, err)
}

// schemaNeeds says which migrations have not run.
func (s *store) schemaNeeds(ctx context.Context) string {
	version, known := s.schemaVersion(ctx)
	if !known {
		return "the schema's version cannot be asked for"
	}
	missing := clickhouse.MissingSince(version)
	if len(missing) == 0 {
		return fmt.Sprintf("every migration has run (schema version %d), yet something it made is gone: was it dropped by hand?", version)
	}
	return fmt.Sprintf("database %s has schema version %d, this program needs %d; missing: %s; run munshi migrate",
		s.config.Database, version, clickhouse.Version(), strings.Join(missing, ", "))
}

// schemaVersion is 0 where no migration has run, not even the one that makes the database.
func (s *store) schemaVersion(ctx context.Context) (version int64, known bool) {
	err := s.conn.QueryRow(ctx, fmt.Sprintf("SELECT max(version_id) FROM `%s`.`%s`", s.config.Database, clickhouse.VersionTable)).Scan(&version)
	var exception *ch.Exception
	if errors.As(err, &exception) && slices.Contains(schemaCodes, exception.Code) {
		return 0, true
	}
	return version, err == nil
}
