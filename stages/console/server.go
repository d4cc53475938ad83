package console

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/munshi-in/munshi/schemas"
)

// TenantHeader names the tenant of a request; a form field, JSON member or query parameter "tenant" does too.
const TenantHeader = "Munshi-Tenant"

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern string, handler func(w http.ResponseWriter, r *http.Request) error) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Content-Type-Options", "nosniff")
			w.Header().Set("Cache-Control", "no-store")
			if err := handler(w, r); err != nil {
				s.writeProblem(w, r, err)
			}
		})
	}
	handle("GET /healthz", func(w http.ResponseWriter, _ *http.Request) error {
		return writeJSON(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	handle("GET /readyz", s.ready)
	handle("POST /v1/documents", s.postDocument)
	handle("GET /v1/documents/{id}", s.getDocument)
	handle("GET /v1/queue/{id}", s.getQueue)
	handle("POST /v1/messages", s.postMessage)
	handle("/", func(http.ResponseWriter, *http.Request) error {
		return problem{Status: http.StatusNotFound, Code: "no_such_page",
			Detail: "POST /v1/documents, POST /v1/messages, GET /v1/queue/{id} and GET /v1/documents/{id} are all there is"}
	})
	return mux
}

// ready asks all that an upload and its result need.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	if err := s.publisher.Ping(ctx); err != nil {
		return unavailable("Kafka", err)
	}
	if err := s.results.ping(ctx); err != nil {
		return unavailable("ClickHouse", err)
	}
	return writeJSON(w, http.StatusOK, map[string]string{"status": "ready"})
}

// publishTimeout is how long Kafka may take to have an event before the client is told to try again.
const publishTimeout = 15 * time.Second

// publish announces body. After an error Kafka may have it all the same: ids are derived, so the same request sent
// again is the same document.
func (s *Server) publish(ctx context.Context, key string, body proto.Message) error {
	ctx, cancel := context.WithTimeout(ctx, publishTimeout)
	defer cancel()
	if err := s.publisher.Publish(ctx, key, body); err != nil {
		return unavailable("Kafka", err)
	}
	return nil
}

// tenantOf is the tenant that a request names beside its body.
func tenantOf(r *http.Request) string {
	if tenant := r.Header.Get(TenantHeader); tenant != "" {
		return tenant
	}
	return r.URL.Query().Get("tenant")
}

// subjectOf is what a GET asks about.
func subjectOf(r *http.Request) (tenant, id string, err error) {
	tenant, id = tenantOf(r), r.PathValue("id")
	if tenant == "" {
		tenant = schemas.DefaultTenant
	}
	for name, text := range map[string]string{"tenant": tenant, "id": id} {
		if err := schemas.CheckName(text); err != nil {
			return "", "", invalid("%s: %v", name, err)
		}
	}
	return tenant, id, nil
}

// location is a path with the tenant, so that a client that follows it needs no header.
func location(path, tenant, id string) string {
	at := path + url.PathEscape(id)
	if tenant != schemas.DefaultTenant {
		at += "?tenant=" + url.QueryEscape(tenant)
	}
	return at
}

func writeJSON(w http.ResponseWriter, status int, body any) error {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the client is gone: there is nobody to tell
	return nil
}
