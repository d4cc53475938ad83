package console

import (
	"net/http"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/munshi-in/munshi/schemas"
	"github.com/munshi-in/munshi/stages/blob"
)

// admission bounds how long an upload waits for room in memory.
const admission = 10 * time.Second

// ticket answers an accepted upload.
type ticket struct {
	ID     string `json:"id"`
	Tenant string `json:"tenant"`
	Status string `json:"status"`
	// Queue tells how far it has come.
	Queue string `json:"queue"`
}

// postDocument keeps a file, announces it, and answers when Kafka has the event: from then on it is read, whatever
// happens to this process.
func (s *Server) postDocument(w http.ResponseWriter, r *http.Request) error {
	full := time.NewTimer(admission)
	defer full.Stop()
	select {
	case s.uploads <- struct{}{}:
		defer func() { <-s.uploads }()
	case <-full.C:
		return outage{problem: problem{Status: http.StatusServiceUnavailable, Code: "unavailable", Detail: "too many uploads at once: try again in a few seconds"}}
	case <-r.Context().Done():
		return r.Context().Err()
	}
	in, err := s.read(w, r)
	if err != nil {
		return err
	}
	event := in.event()
	sum := blob.Sum(in.file)
	if in.hasFile {
		kept, err := s.blobs.Put(r.Context(), blob.InboxKey(in.Tenant, sum), in.file, "application/octet-stream")
		if err != nil {
			return unavailable("the object storage", err)
		}
		event.Uri = kept.GetUri()
	} else {
		sum = blob.Sum([]byte("url " + in.URL)) // the bytes are not known yet, and the answer needs an id: the same URL is the same document
	}
	if event.DocumentId == "" {
		event.DocumentId = schemas.DocumentID(in.Tenant, sum)
	}
	now := time.Now()
	event.ReceivedAt = timestamppb.New(now)
	if err := s.publish(r.Context(), event.GetDocumentId(), event); err != nil {
		return err
	}
	s.accepted.add(in.Tenant, event.GetDocumentId(), now)
	at := location("/v1/queue/", in.Tenant, event.GetDocumentId())
	w.Header().Set("Location", at)
	return writeJSON(w, http.StatusAccepted, ticket{ID: event.GetDocumentId(), Tenant: in.Tenant, Status: "accepted", Queue: at})
}

// state answers where a document is.
type state struct {
	ID     string `json:"id"`
	Tenant string `json:"tenant"`
	// Status is accepted, ingested, preprocessed, recognized or failed; extracted is answered with the way to the result.
	Status string `json:"status"`
	// Stage is the stage that works on it now, or that gave up on it.
	Stage string `json:"stage,omitempty"`
	Error *cause `json:"error,omitempty"`
}

type cause struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// next is the stage that works on a document of a status.
var next = map[string]string{"accepted": "ingest", "ingested": "preprocess", "preprocessed": "recognize", "recognized": "extract"}

// getQueue tells how far a document has come.
func (s *Server) getQueue(w http.ResponseWriter, r *http.Request) error {
	tenant, id, err := subjectOf(r)
	if err != nil {
		return err
	}
	status, err := s.results.status(r.Context(), tenant, id)
	if err != nil {
		return unavailable("ClickHouse", err)
	}
	acceptedAt, remembered := s.accepted.when(tenant, id)
	answer := state{ID: id, Tenant: tenant, Status: status.Status, Stage: next[status.Status]}
	switch {
	case status.Status == "extracted":
		at := location("/v1/documents/", tenant, id)
		w.Header().Set("Location", at)
		return writeJSON(w, http.StatusSeeOther, map[string]string{"id": id, "status": "extracted", "document": at})
	case remembered && (status.Status == "" || status.Status == "failed" && status.ReadAt.Before(acceptedAt)):
		answer.Status, answer.Stage = "accepted", "ingest" // what an earlier upload came to is not what this one will
	case status.Status == "":
		return problem{Status: http.StatusNotFound, Code: "unknown_id", Detail: "no document with this id was accepted or read: is the tenant right (" + TenantHeader + ")?"}
	case status.Status == "failed":
		answer.Stage, answer.Error = status.Stage, &cause{Code: status.Code, Message: status.Message}
	}
	return writeJSON(w, http.StatusOK, answer)
}

// getDocument answers the newest result of a document, identifiers masked as in the views that analysts see.
func (s *Server) getDocument(w http.ResponseWriter, r *http.Request) error {
	tenant, id, err := subjectOf(r)
	if err != nil {
		return err
	}
	result, err := s.results.document(r.Context(), tenant, id)
	if err != nil {
		return unavailable("ClickHouse", err)
	}
	if result == nil {
		return problem{Status: http.StatusNotFound, Code: "unknown_id", Detail: "there is no result for this id yet: GET /v1/queue/{id} tells how far it has come"}
	}
	return writeJSON(w, http.StatusOK, result)
}
