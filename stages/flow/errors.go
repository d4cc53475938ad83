package flow

import (
	"errors"
	"fmt"
	"time"

	"github.com/munshi-in/munshi/schemas"
)

// Permanent says that this input can never succeed: it becomes a dead letter with code, now.
func Permanent(code schemas.Code, err error) error {
	return &permanentError{code: code, err: err}
}

// Permanentf is Permanent with a formatted message, as fmt.Errorf makes it.
func Permanentf(code schemas.Code, format string, args ...any) error {
	return Permanent(code, fmt.Errorf(format, args...))
}

// Retry says that this input may succeed later, and only this one (its URL answered 503): it goes to retry.<stage>
// and is tried again after the stage's retry delay or after, whichever is later. After the last attempt it
// becomes a dead letter.
func Retry(err error, after time.Duration) error {
	return &retryError{err: err, after: after}
}

// CodeOf returns the code of a Permanent error, and whether err is one.
func CodeOf(err error) (schemas.Code, bool) {
	var p *permanentError
	if errors.As(err, &p) {
		return p.code, true
	}
	return "", false
}

// RetryAfter returns how long a Retry error asks to wait, and whether err is one.
func RetryAfter(err error) (time.Duration, bool) {
	var r *retryError
	if errors.As(err, &r) {
		return r.after, true
	}
	return 0, false
}

type permanentError struct {
	code schemas.Code
	err  error
}

func (e *permanentError) Error() string { return e.err.Error() }
func (e *permanentError) Unwrap() error { return e.err }

type retryError struct {
	err   error
	after time.Duration
}

func (e *retryError) Error() string { return e.err.Error() }
func (e *retryError) Unwrap() error { return e.err }
