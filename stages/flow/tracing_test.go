package flow_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

// collector takes spans as an OpenTelemetry collector does.
type collector struct {
	*httptest.Server
	mu      sync.Mutex
	byID    map[string]collected
	refused string
}

type collected struct {
	TraceID, SpanID, ParentSpanID, Name, StartTimeUnixNano, EndTimeUnixNano string
	Service                                                                 string
	Status                                                                  struct{ Message string }
}

func collect(t *testing.T) *collector {
	c := &collector{byID: map[string]collected{}}
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var request struct {
			ResourceSpans []struct {
				Resource struct {
					Attributes []struct{ Value struct{ StringValue string } }
				}
				ScopeSpans []struct{ Spans []collected }
			}
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		if err := json.NewDecoder(r.Body).Decode(&request); err != nil || r.URL.Path != "/v1/traces" || r.Header.Get("X-Tenant") != "a,b" {
			c.refused = r.URL.Path + " " + r.Header.Get("X-Tenant")
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		for _, resource := range request.ResourceSpans {
			for _, s := range resource.ScopeSpans[0].Spans {
				s.Service = resource.Resource.Attributes[0].Value.StringValue
				c.byID[s.SpanID] = s
			}
		}
	}))
	t.Cleanup(c.Close)
	return c
}

// of waits for n spans of the trace, by service.
func (c *collector) of(t *testing.T, trace string, n int) map[string]collected {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		found := map[string]collected{}
		c.mu.Lock()
		for _, s := range c.byID {
			if s.TraceID == trace {
				found[s.Service] = s
			}
		}
		refused := c.refused
		c.mu.Unlock()
		if len(found) == n {
			return found
		}
		if time.Now().After(deadline) || refused != "" {
			t.Fatalf("trace %s has %d spans, want %d; refused: %q", trace, len(found), n, refused)
		}
	}
}

func TestAMessageIsOneTraceThroughAllStages(t *testing.T) {
	k, c := connect(t), collect(t)
	set := map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": c.URL, "OTEL_EXPORTER_OTLP_HEADERS": "x-tenant=a%2Cb"}
	flowtest.Start(k, define(func(_ context.Context, in flow.Event[*munshiv1.MessageReceived]) ([]flow.Output, error) {
		if in.Body.Text == "bad" {
			return nil, flow.Permanentf("invalid_event", "it is bad")
		}
		return echo(in), nil
	}), set)
	flowtest.Start(k, flow.Definition[none]{Name: "sink", New: func(context.Context, none, flow.Tools) (*flow.Program, error) {
		return flow.NewProgram(nil, flow.Into(swallow{}, "transactions.classified")), nil
	}}, set)

	const trace, parent = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
	sampled := flowtest.Header{Key: "traceparent", Value: "00-" + trace + "-" + parent + "-01"}
	k.Publish("messages.received", "", sms("continued"), sampled)
	spans := c.of(t, trace, 2)
	classify, sink := spans["munshi-classify"], spans["munshi-sink"]
	if classify.ParentSpanID != parent || sink.ParentSpanID != classify.SpanID || sink.SpanID == classify.SpanID || classify.Name != "process messages.received" {
		t.Errorf("spans %+v, %+v", classify, sink)
	}
	if classify.StartTimeUnixNano > classify.EndTimeUnixNano || len(classify.StartTimeUnixNano) != 19 {
		t.Errorf("from %s to %s", classify.StartTimeUnixNano, classify.EndTimeUnixNano)
	}

	// The same message twice has the same trace and spans: outputs of a repeated input do not differ.
	for range 2 {
		k.Publish("messages.received", "", sms("begun"), flowtest.Header{Key: "ce_id", Value: "e1"})
	}
	var begun []string
	for _, out := range k.Await("transactions.classified", 3, patience) {
		if out.Body(t).(*munshiv1.TransactionsClassified).SourceId == "begun" {
			begun = append(begun, out.Header("traceparent"))
		}
	}
	if len(begun) != 2 || begun[0] != begun[1] {
		t.Fatalf("traces %q", begun)
	}
	parts := strings.Split(begun[0], "-")
	spans = c.of(t, parts[1], 2)
	if root := spans["munshi-classify"]; root.ParentSpanID != "" || root.SpanID != parts[2] || spans["munshi-sink"].ParentSpanID != root.SpanID {
		t.Errorf("%s: spans %+v", begun[0], spans)
	}

	const failing, unsampled = "1af7651916cd43dd8448eb211c80319c", "2af7651916cd43dd8448eb211c80319c"
	k.Publish("messages.received", "", sms("not wanted"), flowtest.Header{Key: "traceparent", Value: "00-" + unsampled + "-" + parent + "-00"})
	k.Publish("messages.received", "", sms("bad"), flowtest.Header{Key: "traceparent", Value: "00-" + failing + "-" + parent + "-01"})
	if s := c.of(t, failing, 1)["munshi-classify"]; s.Status.Message != "invalid_event" {
		t.Errorf("the span of a dead letter says %q", s.Status.Message)
	}
	k.Await("transactions.classified", 4, patience)
	if s := c.of(t, unsampled, 0); len(s) != 0 {
		t.Errorf("a trace that is not to be collected was: %v", s)
	}
}

func TestACollectorThatIsDownOrMisspeltHoldsUpNothing(t *testing.T) {
	k := connect(t)
	stop := flowtest.Start(k, echoing(), map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://" + testkit.FreeAddr(t)})
	k.PublishAll(messages(100, func(int) string { return "" })...)
	k.Await("transactions.classified", 100, patience)
	stop()
	err := flow.Run(t.Context(), echoing(), func(name string) (string, bool) { return "collector:4318", name == "OTEL_EXPORTER_OTLP_ENDPOINT" })
	if err == nil || !strings.Contains(err.Error(), "OTEL_EXPORTER_OTLP_ENDPOINT") {
		t.Errorf("no URL gave %v", err)
	}
}

// swallow is a sink that has written whatever it gets.
type swallow struct{}

func (swallow) Write(context.Context, []flow.AnyEvent) error { return nil }
