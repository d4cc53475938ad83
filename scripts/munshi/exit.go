package main

import (
	"errors"
	"fmt"
)

// Exit codes. They are documented in --help and README.md.
const (
	exitDone        = 0
	exitFailed      = 1 // something failed, or is not there
	exitMistake     = 2 // wrong arguments or configuration
	exitUnreachable = 3 // a server cannot be reached
)

type codedError struct {
	code int
	err  error
}

func (e *codedError) Error() string { return e.err.Error() }
func (e *codedError) Unwrap() error { return e.err }

// mistake is an error of the caller.
func mistake(format string, args ...any) error {
	return &codedError{exitMistake, fmt.Errorf(format, args...)}
}

// unreachable says which server does not answer, and which variable points to it.
func unreachable(server, address, variable string, err error) error {
	return &codedError{exitUnreachable, fmt.Errorf("%s at %s does not answer: %w\nIs it running (make up)? %s says where it is", server, address, err, variable)}
}

// exit prints an error and returns its code.
func (t *terminal) exit(err error) int {
	if err == nil {
		return exitDone
	}
	fmt.Fprintln(t.err, "munshi:", err)
	var coded *codedError
	if errors.As(err, &coded) {
		return coded.code
	}
	if !t.started {
		fmt.Fprintln(t.err, `Run "munshi --help" for what there is.`)
		return exitMistake
	}
	return exitFailed
}
