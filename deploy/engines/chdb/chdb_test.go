package chdb_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"github.com/munshi-in/munshi/deploy/engines/chdb"
	"github.com/munshi-in/munshi/deploy/engines/testkit"
)

// parentVariable makes the test binary a parent that starts an engine in the directory it names, prints the
// engine's address, and waits to be killed.
const parentVariable = "CHDB_TEST_PARENT"

func TestMain(m *testing.M) {
	chdb.Serve()
	if dir := os.Getenv(parentVariable); dir != "" {
		s, err := chdb.Start(context.Background(), chdb.Config{Dir: dir, NativeAddr: "127.0.0.1:0", HTTPAddr: "127.0.0.1:0"})
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println(s.Addr())
		<-s.Exited()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func start(t *testing.T, config chdb.Config) *chdb.Server {
	t.Helper()
	if config.NativeAddr == "" {
		config.NativeAddr, config.HTTPAddr = testkit.FreeAddr(t), testkit.FreeAddr(t)
	}
	s, err := chdb.Start(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func connect(t *testing.T, addr string, auth ...string) clickhouse.Conn {
	t.Helper()
	options := &clickhouse.Options{Addr: []string{addr}}
	if len(auth) == 2 {
		options.Auth = clickhouse.Auth{Username: auth[0], Password: auth[1]}
	}
	conn, err := clickhouse.Open(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

func TestDataOfOneServerIsThereInTheNext(t *testing.T) {
	dir := t.TempDir()
	first := start(t, chdb.Config{Dir: dir})
	conn := connect(t, first.Addr())
	for _, statement := range []string{
		"CREATE DATABASE books",
		"CREATE TABLE books.entry (id String, amount Decimal(18, 2), at DateTime64(3)) ENGINE = ReplacingMergeTree ORDER BY id",
	} {
		if err := conn.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	batch, err := conn.PrepareBatch(t.Context(), "INSERT INTO books.entry")
	if err != nil {
		t.Fatal(err)
	}
	for i := range 1000 {
		if err := batch.Append(fmt.Sprint(i), "12.50", time.UnixMilli(int64(i))); err != nil {
			t.Fatal(err)
		}
	}
	if err := batch.Send(); err != nil {
		t.Fatal(err)
	}
	conn.Close()
	first.Close()
	if err := first.Err(); err != nil {
		t.Errorf("after Close: %v", err)
	}

	second := start(t, chdb.Config{Dir: dir})
	var count uint64
	var zone string
	if err := connect(t, second.Addr()).QueryRow(t.Context(), "SELECT count(), timezone() FROM books.entry").Scan(&count, &zone); err != nil {
		t.Fatal(err)
	}
	if count != 1000 || !strings.Contains(zone, "UTC") {
		t.Errorf("%d rows, zone %s; want 1000, UTC", count, zone)
	}
}

func TestAStartWaitsForAnEngineThatIsAboutToEnd(t *testing.T) {
	dir := t.TempDir()
	start(t, chdb.Config{Dir: dir}).Close()
	status, err := os.Create(filepath.Join(dir, "data", "status"))
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Flock(int(status.Fd()), syscall.LOCK_EX); err != nil { // as an engine does
		t.Fatal(err)
	}
	time.AfterFunc(2*time.Second, func() { status.Close() })
	start(t, chdb.Config{Dir: dir})
}

func TestASecondUserLogsInWithItsPasswordOnly(t *testing.T) {
	s := start(t, chdb.Config{Dir: t.TempDir(), User: "clerk", Password: "it's <secret>"})
	var name string
	if err := connect(t, s.Addr(), "clerk", "it's <secret>").QueryRow(t.Context(), "SELECT currentUser()").Scan(&name); err != nil || name != "clerk" {
		t.Fatalf("user %q: %v", name, err)
	}
	r, err := http.Post("http://"+s.HTTPAddr()+"/?user=clerk&password=wrong", "text/plain", strings.NewReader("SELECT 1"))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if r.StatusCode != http.StatusForbidden {
		t.Errorf("a wrong password is answered with %s, want 403", r.Status)
	}
}

func TestAPasswordForTheUserDefaultIsRefusedWithTheReason(t *testing.T) {
	_, err := chdb.Start(t.Context(), chdb.Config{Dir: t.TempDir(), Password: "x", NativeAddr: "127.0.0.1:0", HTTPAddr: "127.0.0.1:0"})
	if err == nil || !strings.Contains(err.Error(), "Config.User") {
		t.Errorf("got %v, want an error that names Config.User", err)
	}
}

func TestATakenPortIsNamed(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, err = chdb.Start(t.Context(), chdb.Config{Dir: t.TempDir(), NativeAddr: l.Addr().String(), HTTPAddr: "127.0.0.1:0"})
	var port *chdb.PortError
	if !errors.As(err, &port) || port.Addr != l.Addr().String() || port.Port != "native" {
		t.Errorf("got %v, want a PortError for the native address %s", err, l.Addr())
	}
}

func TestAMissingLibraryNamesTheRemedy(t *testing.T) {
	_, err := chdb.Start(t.Context(), chdb.Config{Library: "/nowhere/libchdb.so", Dir: t.TempDir(), NativeAddr: "127.0.0.1:0", HTTPAddr: "127.0.0.1:0"})
	if err == nil || !strings.Contains(err.Error(), "make deps") {
		t.Errorf("got %v, want an error that says `make deps`", err)
	}
}

func TestALibraryThatIsNoneIsReportedAtStart(t *testing.T) {
	library := t.TempDir() + "/libchdb.so"
	if err := os.WriteFile(library, []byte("not a library"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := chdb.Start(t.Context(), chdb.Config{Library: library, Dir: t.TempDir(), NativeAddr: "127.0.0.1:0", HTTPAddr: "127.0.0.1:0"})
	if err == nil || !strings.Contains(err.Error(), library) {
		t.Errorf("got %v, want an error that names %s", err, library)
	}
}

func TestTheEngineDiesWithAParentThatIsKilledAndItsDirectoryOpensAgain(t *testing.T) {
	dir := t.TempDir()
	parent := exec.Command(os.Args[0])
	parent.Env = append(os.Environ(), parentVariable+"="+dir)
	out, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	line := make([]byte, 200)
	n, err := out.Read(line)
	addr := strings.TrimSpace(string(line[:n]))
	if err != nil || !strings.HasPrefix(addr, "127.0.0.1:") {
		t.Fatalf("the parent did not start an engine: %s %v", addr, err)
	}
	conn := connect(t, addr)
	if err := conn.Exec(t.Context(), "CREATE DATABASE kept"); err != nil {
		t.Fatal(err)
	}
	conn.Close()
	parent.Process.Kill()
	parent.Wait()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			break
		}
		c.Close()
		if time.Now().After(deadline) {
			t.Fatal("the engine outlived its parent by a minute")
		}
	}
	again := start(t, chdb.Config{Dir: dir})
	if err := connect(t, again.Addr()).Exec(t.Context(), "DROP DATABASE kept"); err != nil {
		t.Fatal(err)
	}
}
