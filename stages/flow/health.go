package flow

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// serveHealth serves /healthz (the process lives), /readyz (it has joined its group and the breaker is closed) and /metrics until ctx ends.
func (r *runtime) serveHealth(ctx context.Context, ready func() error) error {
	if r.config.HTTPAddr == "" {
		return nil
	}
	listener, err := net.Listen("tcp", r.config.HTTPAddr)
	if err != nil {
		return fmt.Errorf("%s: cannot listen on %s: %w", ownName(r.name, "HTTP_ADDR"), r.config.HTTPAddr, err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if err := ready(); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ok")
	})
	mux.Handle("GET /metrics", promhttp.HandlerFor(r.metrics.registry, promhttp.HandlerOpts{}))
	if r.config.PProf {
		mux.HandleFunc("/debug/pprof/", pprof.Index)
		mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
		mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	}
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	context.AfterFunc(ctx, func() { server.Close() })
	go server.Serve(listener) //nolint:errcheck // it ends with ErrServerClosed when ctx does
	return nil
}

var (
	errNotJoined   = errors.New("the consumer group has not given this process partitions yet")
	errBreakerOpen = errors.New("the breaker is open: most inputs fail for a reason that is not theirs; the log says which")
)
