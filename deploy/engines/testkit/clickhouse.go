package testkit

import (
	"context"
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
	return newDatabase(t, get(t, startClickHouse))
}

// OwnClickHouse is an empty database on an engine that no other test uses, and that engine to kill or pause.
func OwnClickHouse(t testing.TB) (*Database, *Engine) {
	t.Helper()
	e := owned(t, newClickHouse)
	return newDatabase(t, e), e
}

// ShardsCluster is the name of the cluster of ClickHouseShards.
const ShardsCluster = chdb.ShardsCluster

// ClickHouseShards are two engines that no other test uses, shards of the cluster ShardsCluster, with an empty database of
// one name on each. They run nothing ON CLUSTER and replicate nothing: that takes a server with Keeper.
func ClickHouseShards(t testing.TB) []*Database {
	t.Helper()
	addrs := get(t, func() ([]string, error) { return freeAddrs(2) })
	name := uniqueName(t, "_")
	var all []*Database
	for _, addr := range addrs {
		server := owned(t, func() (*Engine, error) {
			return clickHouseEngine(chdb.Config{NativeAddr: addr, HTTPAddr: FreeAddr(t), Shards: addrs})
		})
		all = append(all, databaseOn(t, server, name))
	}
	return all
}

func newDatabase(t testing.TB, server *Engine) *Database {
	t.Helper()
	return databaseOn(t, server, uniqueName(t, "_"))
}

func databaseOn(t testing.TB, server *Engine, name string) *Database {
	t.Helper()
	d := &Database{Addr: server.addr, HTTP: server.httpAddr, Name: name}
	conn, err := clickhouse.Open(&clickhouse.Options{Addr: []string{d.Addr}})
	if err != nil {
		t.Fatalf("testkit: clickhouse: %v", err)
	}
	defer conn.Close()
	if err := conn.Exec(t.Context(), "CREATE DATABASE IF NOT EXISTS "+d.Name); err != nil {
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

var startClickHouse = sync.OnceValues(newClickHouse)

func newClickHouse() (*Engine, error) {
	addrs, err := freeAddrs(2)
	if err != nil {
		return nil, err
	}
	return clickHouseEngine(chdb.Config{NativeAddr: addrs[0], HTTPAddr: addrs[1]})
}

// clickHouseEngine runs the engine with config, its files in a directory of its own.
func clickHouseEngine(config chdb.Config) (*Engine, error) {
	dir, err := directory("clickhouse")
	if err != nil {
		return nil, err
	}
	config.Dir = dir
	e, err := newEngine(dir, "", func() (running, error) {
		server, err := chdb.Start(context.Background(), config)
		if err != nil {
			return nil, err
		}
		return clickHouse{server}, nil
	})
	if err != nil {
		return nil, err
	}
	e.addr, e.httpAddr = config.NativeAddr, config.HTTPAddr
	return e, nil
}
