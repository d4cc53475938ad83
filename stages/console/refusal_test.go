package console

import (
	"strings"
	"testing"
	"time"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
)

// alone is a console that reaches no engine.
func alone(t *testing.T, set map[string]string) *api {
	return serve(t, testkit.Lookup(map[string]string{
		"MUNSHI_KAFKA_BROKERS": "127.0.0.1:1", "MUNSHI_S3_ENDPOINT": "http://127.0.0.1:1", "MUNSHI_CLICKHOUSE_ADDR": "127.0.0.1:1",
		"MUNSHI_S3_TIMEOUT": "2s",
	}, set))
}

func TestWhatIsNoUploadIsAProblemWithItsCode(t *testing.T) {
	a := alone(t, map[string]string{"MUNSHI_CONSOLE_MAX_UPLOAD_BYTES": "1000"})
	multi := func(pairs ...string) [2]string {
		kind, body := form(t, pairs...)
		return [2]string{kind, string(body)}
	}
	long := strings.Repeat("x", 300)
	for name, c := range map[string]struct {
		request [2]string
		status  int
		code    string
		says    string
	}{
		"nothing":          {[2]string{"", ""}, 415, "unsupported_request", "curl -F file=@FILE"},
		"curl -d":          {[2]string{"application/x-www-form-urlencoded", "a=b"}, 415, "unsupported_request", "curl"},
		"empty body":       {[2]string{"image/png", ""}, 400, "empty", "no bytes"},
		"large body":       {[2]string{"image/png", strings.Repeat("x", 1001)}, 413, "too_large", "MUNSHI_CONSOLE_MAX_UPLOAD_BYTES"},
		"large file":       {multi("file", strings.Repeat("x", 1001)), 413, "too_large", "1000 bytes"},
		"huge form":        {multi("file", strings.Repeat("x", 900), "subject", strings.Repeat("x", 300_000)), 400, "invalid_event", "subject"},
		"empty file":       {multi("file", ""), 400, "empty", "no bytes"},
		"two files":        {multi("file", "a", "file", "b"), 400, "invalid_event", "more than one file"},
		"file and url":     {multi("file", "a", "url", "https://x/"), 400, "invalid_event", "exactly one"},
		"neither":          {multi("tenant", "a"), 400, "invalid_event", "exactly one"},
		"unknown field":    {multi("files", "a"), 400, "invalid_event", "files"},
		"broken form":      {[2]string{"multipart/form-data; boundary=x", "--x\r\nbroken"}, 400, "undecodable", "body"},
		"no boundary":      {[2]string{"multipart/form-data", "x"}, 400, "undecodable", "form"},
		"long tenant":      {multi("file", "a", "tenant", long), 400, "invalid_event", "tenant"},
		"control in id":    {multi("file", "a", "document_id", "a\x00b"), 400, "invalid_event", "document_id"},
		"not json":         {[2]string{"application/json", "{"}, 400, "undecodable", "JSON"},
		"json array":       {[2]string{"application/json", "[]"}, 400, "undecodable", "JSON"},
		"unknown member":   {[2]string{"application/json", `{"uri": "x"}`}, 400, "undecodable", "uri"},
		"no url":           {[2]string{"application/json", `{}`}, 400, "invalid_event", "url is missing"},
		"large json":       {[2]string{"application/json", `{"url": "` + strings.Repeat("x", 70_000) + `"}`}, 413, "too_large", "65536"},
		"file url":         {[2]string{"application/json", `{"url": "file:///etc/passwd"}`}, 400, "scheme_refused", "https://"},
		"s3 url":           {[2]string{"application/json", `{"url": "s3://munshi/originals/other/x"}`}, 400, "scheme_refused", "MUNSHI_CONSOLE_ALLOW_S3_URLS"},
		"url without host": {[2]string{"application/json", `{"url": "https:///x"}`}, 400, "scheme_refused", "https://"},
	} {
		t.Run(name, func(t *testing.T) {
			got := a.do("POST", "/v1/documents", c.request[0], []byte(c.request[1]))
			p := got.json(t)
			if got.status != c.status || got.kind != "application/problem+json" || p["code"] != c.code || !strings.Contains(p["detail"].(string), c.says) || p["instance"] != "/v1/documents" {
				t.Errorf("%+v, want %d %s saying %q", got, c.status, c.code, c.says)
			}
		})
	}
}

func TestWhatIsNoSMSIsAProblemWithItsCode(t *testing.T) {
	a := alone(t, nil)
	for body, code := range map[string]string{
		`{`: "undecodable", `{"text": 7}`: "undecodable", `{}`: "invalid_event", `{"text": "  "}`: "invalid_event", `{"text": "x", "sender": "a\u0000"}`: "invalid_event",
	} {
		if got := a.do("POST", "/v1/messages", "application/json", []byte(body)); got.status != 400 || got.json(t)["code"] != code {
			t.Errorf("%s: %+v, want %s", body, got, code)
		}
	}
}

func TestUnknownPathsAndIDsAreProblemsToo(t *testing.T) {
	a := alone(t, nil)
	for path, want := range map[string]string{"/": "no_such_page", "/v1/queue/a%00b": "invalid_event", "/v1/documents/x?tenant=%0a": "invalid_event"} {
		if got := a.do("GET", path, "", nil); got.json(t)["code"] != want {
			t.Errorf("%s: %+v, want %s", path, got, want)
		}
	}
}

func TestNothingIsAcceptedWhileAnEngineIsDown(t *testing.T) {
	a := alone(t, nil)
	for _, request := range [][3]string{
		{"POST", "/v1/documents", "image/png"}, {"GET", "/v1/queue/x", ""}, {"GET", "/v1/documents/x", ""}, {"GET", "/readyz", ""},
	} {
		got := a.do(request[0], request[1], request[2], []byte("x"))
		if got.status != 503 || got.json(t)["code"] != "unavailable" || strings.Contains(got.body, "127.0.0.1") {
			t.Errorf("%v: %+v, want 503 without addresses", request, got)
		}
	}
	if got := a.do("GET", "/healthz", "", nil); got.status != 200 {
		t.Errorf("it lives all the same: %+v", got)
	}
}

func TestAcceptedIDsAreForgottenOldestFirst(t *testing.T) {
	a := newAccepted(2, time.Hour)
	now := time.Now()
	a.add("t", "old", now.Add(-2*time.Hour))
	a.add("t", "1", now)
	a.add("t", "2", now)
	a.add("t", "1", now)
	a.add("u", "3", now)
	for id, want := range map[string]bool{"old": false, "1": true, "2": false, "3": false} {
		if _, got := a.when("t", id); got != want {
			t.Errorf("%s remembered: %v", id, got)
		}
	}
	if _, got := a.when("u", "3"); !got {
		t.Error("the newest is forgotten")
	}
}
