package flow

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"go.uber.org/zap"
)

const (
	spanQueue     = 4096
	spanBatch     = 512
	spanWait      = 2 * time.Second
	exportTimeout = 5 * time.Second
)

// An exporter sends spans to an OpenTelemetry collector, as OTLP over HTTP in JSON. It is written here because
// the collector's own client brings gRPC into every program, and a span here is always of one kind.
type exporter struct {
	endpoint string
	shown    string // the endpoint without a password that may be in it
	headers  http.Header
	resource []otlpAttribute
	client   http.Client
	spans    chan span
	log      *zap.Logger
	failing  bool
}

// newExporter returns nil when OTEL_EXPORTER_OTLP_ENDPOINT is not set. That name, and that of the headers, are OpenTelemetry's.
func newExporter(stage string, lookup Lookup) (*exporter, error) {
	const variable, headers = "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS"
	endpoint, _ := lookup(variable)
	if endpoint == "" {
		return nil, nil
	}
	u, err := url.Parse(endpoint)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, fmt.Errorf("%s: it is not a URL such as http://collector:4318", variable) // not quoted: a login may be in it
	}
	e := &exporter{
		endpoint: u.JoinPath("v1", "traces").String(), shown: u.Redacted(), headers: http.Header{"Content-Type": {"application/json"}},
		resource: []otlpAttribute{text("service.name", "munshi-"+stage), text("service.version", Revision())},
		client:   http.Client{Timeout: exportTimeout}, spans: make(chan span, spanQueue), log: zap.NewNop(),
	}
	set, _ := lookup(headers)
	for _, pair := range strings.FieldsFunc(set, func(r rune) bool { return r == ',' }) {
		name, value, ok := strings.Cut(strings.TrimSpace(pair), "=")
		value, err := url.PathUnescape(value)
		if !ok || err != nil {
			return nil, errors.New(headers + ": it is not name=value, separated by commas")
		}
		e.headers.Set(name, value)
	}
	return e, nil
}

// tracerFor is the tracer whose spans e sends; nil when e is.
func (e *exporter) tracerFor(stage string) *tracer {
	if e == nil {
		return nil
	}
	return &tracer{stage: stage, spans: e.spans}
}

// start sends spans until stop is called, which returns when the last are sent or given up. It tells log what goes wrong.
func (e *exporter) start(log *zap.Logger) (stop func()) {
	e.log = log
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		e.run(ctx)
		close(ended)
	}()
	return func() {
		cancel()
		<-ended
	}
}

// run sends spans until ctx ends, and then what is left.
func (e *exporter) run(ctx context.Context) {
	tick := time.NewTicker(spanWait)
	defer tick.Stop()
	var batch []span
	for {
		select {
		case s := <-e.spans:
			if batch = append(batch, s); len(batch) < spanBatch {
				continue
			}
		case <-tick.C:
		case <-ctx.Done():
			for len(batch) < spanQueue {
				select {
				case s := <-e.spans:
					batch = append(batch, s)
					continue
				default:
				}
				break
			}
			e.send(batch)
			return
		}
		e.send(batch)
		batch = batch[:0]
	}
}

// send drops what the collector does not take: traces are not worth waiting for.
func (e *exporter) send(batch []span) {
	if len(batch) == 0 {
		return
	}
	err := e.post(batch)
	if err != nil && !e.failing {
		e.log.Warn("the collector does not take spans; they are dropped until it does", zap.String("endpoint", e.shown), zap.Error(err))
	}
	e.failing = err != nil
}

func (e *exporter) post(batch []span) error {
	body, err := json.Marshal(e.request(batch))
	if err != nil {
		return err
	}
	request, err := http.NewRequest(http.MethodPost, e.endpoint, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header = e.headers
	response, err := e.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 64<<10)) // so that the connection is used again
	if response.StatusCode/100 != 2 {
		return errors.New(response.Status)
	}
	return nil
}

type otlpRequest struct {
	ResourceSpans []otlpResourceSpans `json:"resourceSpans"`
}

type otlpResourceSpans struct {
	Resource struct {
		Attributes []otlpAttribute `json:"attributes"`
	} `json:"resource"`
	ScopeSpans []otlpScopeSpans `json:"scopeSpans"`
}

type otlpScopeSpans struct {
	Scope struct {
		Name string `json:"name"`
	} `json:"scope"`
	Spans []otlpSpan `json:"spans"`
}

type otlpSpan struct {
	TraceID    string          `json:"traceId"`
	SpanID     string          `json:"spanId"`
	ParentID   string          `json:"parentSpanId,omitempty"`
	Name       string          `json:"name"`
	Kind       int             `json:"kind"`
	Start      string          `json:"startTimeUnixNano"`
	End        string          `json:"endTimeUnixNano"`
	Attributes []otlpAttribute `json:"attributes"`
	Status     struct {
		Code    int    `json:"code,omitempty"`
		Message string `json:"message,omitempty"`
	} `json:"status"`
}

type otlpAttribute struct {
	Key   string `json:"key"`
	Value struct {
		Text string `json:"stringValue"`
	} `json:"value"`
}

func text(key, value string) otlpAttribute {
	a := otlpAttribute{Key: key}
	a.Value.Text = value
	return a
}

const (
	otlpConsumer = 5 // kind: it takes messages from a topic
	otlpError    = 2 // status
)

func (e *exporter) request(batch []span) otlpRequest {
	var scope otlpScopeSpans
	scope.Scope.Name = "munshi/flow"
	for _, s := range batch {
		one := otlpSpan{
			TraceID: s.traceID, SpanID: s.id, ParentID: s.parent, Name: "process " + s.topic, Kind: otlpConsumer,
			Start: strconv.FormatInt(s.began.UnixNano(), 10), End: strconv.FormatInt(s.ended.UnixNano(), 10),
			Attributes: []otlpAttribute{
				text("messaging.system", "kafka"), text("messaging.destination.name", s.topic),
				text("munshi.id", strings.ToValidUTF8(s.subject, "\uFFFD")), text("munshi.state", s.state), text("munshi.attempt", strconv.Itoa(s.attempt)),
			},
		}
		if s.state != stateDone {
			one.Status.Code, one.Status.Message = otlpError, s.code
		}
		scope.Spans = append(scope.Spans, one)
	}
	var all otlpResourceSpans
	all.Resource.Attributes = e.resource
	all.ScopeSpans = []otlpScopeSpans{scope}
	return otlpRequest{[]otlpResourceSpans{all}}
}
