package bench

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	ch "github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	"github.com/munshi-in/munshi/schemas/clickhouse"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

func TestMain(m *testing.M) { testkit.Main(m) }

const (
	// patience is how long one row may take before the benchmark gives up.
	patience = time.Minute
	// lookEvery is how often the view is asked for the row; it is part of what is measured.
	lookEvery = 5 * time.Millisecond
)

// BenchmarkEventToVisibleRow sends one SMS at a time through an idle pipeline (classify and sink, each a process, on Apache
// Kafka) and waits until the view shows its transaction. Run it with -benchtime 100x. In milliseconds:
// p50 and p99 from before it is produced until it is seen, and the median of where the time goes.
func BenchmarkEventToVisibleRow(b *testing.B) {
	p := startPipeline(b)
	for n := range 5 { // the consumers join, the connections open
		p.send(fmt.Sprint("warm-", n))
	}
	counted, took := p.inserts()
	var total, classified, written, seen []time.Duration
	n := 0
	for b.Loop() {
		id := fmt.Sprint("m-", n)
		n++
		began, ended := p.send(id)
		done := p.doneBy(id)
		total = append(total, ended.Sub(began))
		classified = append(classified, done["classify"].Sub(began))
		written = append(written, done["sink"].Sub(done["classify"]))
		seen = append(seen, ended.Sub(done["sink"]))
	}
	countedAll, tookAll := p.inserts()
	report := func(name string, share float64, all []time.Duration) {
		slices.Sort(all)
		b.ReportMetric(float64(all[int(share*float64(len(all)-1))].Microseconds())/1e3, name)
	}
	report("p50_ms", 0.5, total)
	report("p99_ms", 0.99, total)
	report("classified_ms", 0.5, classified)
	report("then_written_ms", 0.5, written)
	report("then_seen_ms", 0.5, seen)
	b.ReportMetric((tookAll-took)/(countedAll-counted)*1e3, "of_it_a_write_ms")
}

// pipeline is classify and sink, running.
type pipeline struct {
	b       *testing.B
	kafka   *flowtest.Kafka
	db      driver.Conn
	metrics string // of the sink
}

func startPipeline(b *testing.B) *pipeline {
	b.Helper()
	broker, database := testkit.Kafka(b), testkit.ClickHouse(b)
	env := broker.Env()
	maps.Copy(env, database.Env())
	err := clickhouse.Migrate(b.Context(), clickhouse.Options{Addr: database.Addr, Database: database.Name, User: "default"})
	if err != nil {
		b.Fatal(err)
	}
	db, err := ch.Open(&ch.Options{Addr: []string{database.Addr}, Auth: ch.Auth{Database: database.Name}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	p := &pipeline{b: b, kafka: flowtest.Connect(b, testkit.Lookup(env)), db: db}
	env["MUNSHI_SINK_HTTP_ADDR"] = testkit.FreeAddr(b)
	p.metrics = "http://" + env["MUNSHI_SINK_HTTP_ADDR"] + "/metrics"
	for _, stage := range []string{"classify", "sink"} {
		start(b, stage, env)
	}
	return p
}

// start builds a stage and runs it until stop is called or the benchmark ends.
func start(b *testing.B, stage string, env map[string]string) (pid int, stop func()) {
	b.Helper()
	program := filepath.Join(b.TempDir(), stage)
	build := exec.Command("go", "build", "-o", program, "./stages/"+stage+"/cmd/munshi-"+stage)
	build.Dir = "../.."
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s", err, out)
	}
	cmd := exec.Command(program)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	for name, value := range env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	stop = sync.OnceFunc(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	b.Cleanup(stop)
	return cmd.Process.Pid, stop
}

// send publishes one SMS and returns when the view shows what it says, with the time before and after.
func (p *pipeline) send(id string) (began, ended time.Time) {
	p.b.Helper()
	ctx, cancel := context.WithTimeout(p.b.Context(), patience)
	defer cancel()
	began = time.Now()
	p.kafka.Publish("messages.received", "subject", fmt.Appendf(nil,
		`{"messageId":%q,"sender":"VM-EXBANK-S","text":"Rs.1,250.00 debited from a/c XX1234 on 03-11-26 to VPA corner.shop@okbank. UPI Ref 630712345678"}`, id))
	for {
		var rows uint64
		if err := p.db.QueryRow(ctx, "SELECT count() FROM transactions WHERE tenant = 'default' AND source = 'sms' AND source_id = ?", id).Scan(&rows); err != nil {
			p.b.Fatalf("message %s: %v", id, err)
		}
		if rows == 1 {
			return began, time.Now()
		}
		time.Sleep(lookEvery)
	}
}

// doneBy is when each stage said that it was done with a message.
func (p *pipeline) doneBy(id string) map[string]time.Time {
	p.b.Helper()
	ctx, cancel := context.WithTimeout(p.b.Context(), patience)
	defer cancel()
	for {
		done := map[string]time.Time{}
		rows, err := p.db.Query(ctx, "SELECT stage, at FROM progress WHERE id = ? AND state = 'done'", id)
		if err != nil {
			p.b.Fatal(err)
		}
		for rows.Next() {
			var stage string
			var at time.Time
			if err := rows.Scan(&stage, &at); err != nil {
				p.b.Fatal(err)
			}
			done[stage] = at
		}
		if len(done) == 2 {
			return done
		}
		time.Sleep(lookEvery)
	}
}

// measured finds the count and the sum, in seconds, of the batches that the sink wrote.
var measured = regexp.MustCompile(`(?m)^munshi_sink_duration_seconds_(count|sum)(?:{.*})? (\S+)$`)

// inserts are the batches the sink has written and the seconds that took.
func (p *pipeline) inserts() (count, seconds float64) {
	p.b.Helper()
	response, err := http.Get(p.metrics)
	if err != nil {
		p.b.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		p.b.Fatal(err)
	}
	found := map[string]float64{}
	for _, m := range measured.FindAllStringSubmatch(string(text), -1) {
		if found[m[1]], err = strconv.ParseFloat(m[2], 64); err != nil {
			p.b.Fatal(err)
		}
	}
	if len(found) != 2 {
		p.b.Fatalf("the sink's metrics say nothing of its batches:\n%s", strings.TrimSpace(string(text)))
	}
	return found["count"], found["sum"]
}
