package chdb_test

import (
	"errors"
	"net"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"github.com/munshi-in/munshi/deploy/engines/chdb"
)

// helloNative is a client's first packet of the native protocol: its name, version 1.1, revision 54448, the database default, the
// user default and an empty password.
const helloNative = "\x00\x06client\x01\x01\xb0\xa9\x03\x07default\x07default\x00"

// TestConnectionsThatFailDoNotEndTheEngine does what clients do that are killed, or speak another protocol.
func TestConnectionsThatFailDoNotEndTheEngine(t *testing.T) {
	s := start(t, chdb.Config{Dir: t.TempDir()})
	for _, c := range []struct{ name, addr, first, second string }{
		{"silent", s.Addr(), "", ""},
		{"half a packet", s.Addr(), helloNative[:10], ""},
		{"another protocol", s.Addr(), "SSH-2.0-client\r\n", ""},
		{"gone before the answer", s.Addr(), helloNative, ""},
		{"a packet of no known kind", s.Addr(), helloNative, "\x63"},
		{"half a query", s.Addr(), helloNative, "\x01\x1ea"},
		{"half a request", s.HTTPAddr(), "POST / HTTP/1.1\r\nContent-Le", ""},
		{"a request gone before the answer", s.HTTPAddr(), "GET /?query=SELECT+sleep(0.1) HTTP/1.1\r\nHost: a\r\n\r\n", ""},
		{"a body that does not come", s.HTTPAddr(), "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nSELECT", ""},
	} {
		for _, reset := range []bool{false, true} {
			if err := breakOne(c.addr, c.first, c.second, reset); err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
		}
	}
	var refusal *clickhouse.Exception
	for _, auth := range []clickhouse.Auth{{Username: "default", Password: "wrong"}, {Username: "nobody"}, {Database: "missing"}} {
		conn, err := clickhouse.Open(&clickhouse.Options{Addr: []string{s.Addr()}, Auth: auth})
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if err := conn.Ping(t.Context()); !errors.As(err, &refusal) {
			t.Errorf("%+v: %v, want the engine's refusal", auth, err)
		}
	}
	select {
	case <-s.Exited():
		t.Fatal(s.Err())
	case <-time.After(500 * time.Millisecond): // it notices a reset when it next reads or writes
	}
	if err := connect(t, s.Addr()).Ping(t.Context()); err != nil {
		t.Error(err)
	}
}

// breakOne connects, sends first, after the answer second, and goes, in order or with a reset.
func breakOne(addr, first, second string, reset bool) error {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.Write([]byte(first)); err != nil {
		return err
	}
	if second != "" {
		conn.SetReadDeadline(time.Now().Add(time.Minute))
		if _, err := conn.Read(make([]byte, 1000)); err != nil {
			return err
		}
		if _, err := conn.Write([]byte(second)); err != nil {
			return err
		}
	}
	time.Sleep(20 * time.Millisecond) // the engine has read what was sent
	if reset {
		return conn.(*net.TCPConn).SetLinger(0)
	}
	return nil
}
