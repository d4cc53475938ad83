// Package console is the HTTP side of Munshi: it takes documents and SMS from who speaks no Kafka, and tells what became of
// them.
//
// Start at routes in server.go. An upload is kept in object storage and announced on Kafka (documents.go, intake.go); its way
// through the stages and its result are read from ClickHouse's views (results.go). What was accepted and has no
// row there yet is remembered in memory (accepted.go). It reads no file: ingest judges.
package console

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"go.uber.org/zap"
	"google.golang.org/protobuf/proto"

	"github.com/munshi-in/munshi/stages/blob"
	"github.com/munshi-in/munshi/stages/flow"
)

// Definition makes the program munshi-console.
var Definition = flow.Definition[Config]{
	Name:    "console",
	Summary: "serves the HTTP API: uploads in, what became of them out",
	New: func(ctx context.Context, config Config, tools flow.Tools) (*flow.Program, error) {
		server, err := New(ctx, config, tools.Publisher, tools.Log)
		if err != nil {
			return nil, err
		}
		return flow.NewProgram(server.Close, flow.Serve(server.Serve)), nil
	},
}

// shutdownTimeout is how long requests may take to finish after SIGTERM.
const shutdownTimeout = 20 * time.Second

// publisher puts an event on its topic and returns when Kafka has it.
type publisher interface {
	Publish(ctx context.Context, key string, body proto.Message) error
	Ping(ctx context.Context) error
}

// Server answers the API's requests.
type Server struct {
	Config
	log       *zap.Logger
	blobs     blob.Store
	publisher publisher
	results   *results
	accepted  *accepted
	uploads   chan struct{} // one token for each upload in memory
}

// New builds the server. Kafka, object storage and ClickHouse may be down now.
func New(ctx context.Context, config Config, events publisher, log *zap.Logger) (*Server, error) {
	store, err := blob.Open(ctx, config.Blob)
	if err != nil {
		return nil, err
	}
	found, err := openResults(config)
	if err != nil {
		return nil, err
	}
	return &Server{
		Config: config, log: log, blobs: store, publisher: events, results: found,
		accepted: newAccepted(config.RememberedIDs, config.RememberFor), uploads: make(chan struct{}, config.MaxParallelUploads),
	}, nil
}

// Serve answers requests until ctx ends, then lets those under way finish.
func (s *Server) Serve(ctx context.Context) error {
	listener, err := net.Listen("tcp", s.Addr)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w: choose another address with MUNSHI_CONSOLE_ADDR", s.Addr, err)
	}
	return s.serve(ctx, listener)
}

func (s *Server) serve(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler:           s.routes(),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       s.UploadTimeout,
		WriteTimeout:      s.UploadTimeout + 30*time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
		defer cancel()
		stopped <- server.Shutdown(grace)
	})
	err := server.Serve(listener)
	if stop() || !errors.Is(err, http.ErrServerClosed) {
		return err // it ended by itself
	}
	return <-stopped
}

// Close lets go of connections.
func (s *Server) Close() {
	s.results.close()
	blob.Close(s.blobs)
}
