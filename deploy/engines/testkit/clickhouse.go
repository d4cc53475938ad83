package testkit

import (
	"context"
	"os"
	"sync"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"

	"github.com/munshi-in/munshi/deploy/engines/chdb"
)

// Database is an empty database for one test, on the ClickHouse engine of this test process.
type Database struct {
	// Addr is the native address, HTTP that of the HTTP interface; both host:port.
	Addr, HTTP string
	// Name of the database.
	Name string
}

// ClickHouse is an empty database for this test. Log in as default, without a password.
func ClickHouse(t testing.TB) *Database {
	t.Helper()
	server := running(t, startClickHouse)
	d := &Database{Addr: server.Addr(), HTTP: server.HTTPAddr(), Name: uniqueName(t, "_")}
	conn, err := clickhouse.Open(&clickhouse.Options{Addr: []string{d.Addr}})
	if err != nil {
		t.Fatalf("testkit: clickhouse: %v", err)
	}
	defer conn.Close()
	if err := conn.Exec(t.Context(), "CREATE DATABASE "+d.Name); err != nil {
		t.Fatalf("testkit: clickhouse: create database %s: %v", d.Name, err)
	}
	return d
}

// Env are the variables that point a sink at the database.
func (d *Database) Env() map[string]string {
	return map[string]string{
		"MUNSHI_CLICKHOUSE_ADDR": d.Addr, "MUNSHI_CLICKHOUSE_DATABASE": d.Name,
		"MUNSHI_CLICKHOUSE_USER": "default", "MUNSHI_CLICKHOUSE_PASSWORD": "",
	}
}

var startClickHouse = sync.OnceValues(func() (*chdb.Server, error) {
	dir, err := directory("clickhouse")
	if err != nil {
		return nil, err
	}
	server, err := chdb.Start(context.Background(), chdb.Config{Dir: dir, NativeAddr: "127.0.0.1:0", HTTPAddr: "127.0.0.1:0"})
	if err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	atEnd(func() {
		server.Close()
		os.RemoveAll(dir)
	})
	return server, nil
})
