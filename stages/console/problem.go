package console

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"go.uber.org/zap"

	"github.com/munshi-in/munshi/schemas"
)

// problem is an error as clients see it: RFC 9457, with a code to program against. Codes of inputs are those of
// schemas.Code; the API's own are no_such_page, unknown_id, unsupported_request and unavailable.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Code   string `json:"code"`
	// Detail says what, where and what to do.
	Detail   string `json:"detail"`
	Instance string `json:"instance,omitempty"`
}

func (p problem) Error() string { return p.Detail }

func refuse(status int, code schemas.Code, format string, args ...any) error {
	return problem{Status: status, Code: string(code), Detail: fmt.Sprintf(format, args...)}
}

func invalid(format string, args ...any) error {
	return refuse(http.StatusBadRequest, schemas.CodeInvalidEvent, format, args...)
}

// unavailable hides what exactly failed behind which part of Munshi is down: addresses and user names are not for clients.
func unavailable(what string, err error) error {
	return outage{problem: problem{Status: http.StatusServiceUnavailable, Code: "unavailable",
		Detail: what + " cannot be reached now: send the same request again in a few seconds"}, cause: err}
}

// outage is a problem that is Munshi's own, with its cause for who runs it.
type outage struct {
	problem
	cause error
}

func (o outage) Error() string { return fmt.Sprintf("%s: %v", o.Detail, o.cause) }

func (s *Server) writeProblem(w http.ResponseWriter, r *http.Request, err error) {
	var p problem
	var o outage
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &o):
		p = o.problem
		if r.Context().Err() == nil { // else it is the client that went away
			s.log.Warn("request refused", zap.String("path", r.URL.Path), zap.Error(o))
		}
		w.Header().Set("Retry-After", "5")
	case errors.As(err, &p):
	case errors.As(err, &tooLarge):
		p = problem{Status: http.StatusRequestEntityTooLarge, Code: string(schemas.CodeTooLarge), Detail: fmt.Sprintf("the request is larger than %d bytes", tooLarge.Limit)}
	default:
		s.log.Error("request failed", zap.String("path", r.URL.Path), zap.Error(err))
		p = problem{Status: http.StatusInternalServerError, Code: "internal", Detail: "Munshi made a mistake on this request"}
	}
	p.Type, p.Title, p.Instance = "about:blank", http.StatusText(p.Status), r.URL.Path
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the client is gone: there is nobody to tell
}
