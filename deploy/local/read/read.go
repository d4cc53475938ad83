// Package read is the command `munshi read`: the whole reading of files (preprocess, recognize, extract) in one process,
// without Kafka, object storage or ClickHouse. It calls the very Process methods of the stages, on a store in
// memory, so what it prints is what the pipeline would say.
//
// Start at Main; one file's way through the stages is in reader.go, what is printed in result.go. Native code runs in sandbox
// children of the same program, so its main must call sandbox.Serve with Jobs first.
package read

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"github.com/munshi-in/munshi/stages/flow"
)

// Exit codes.
const (
	exitDone   = 0
	exitFailed = 1 // a file could not be read; all others were
	exitUsage  = 2
)

const usage = `usage: munshi read [--password P] [--debug DIR] FILE...

Reads documents (PDF, JPEG, PNG, TIFF, WebP, HEIC) and prints one JSON object a line, in the order of the files: the kind of
document, its fields, the lines of a bank statement, and the text. Needs no server.

  --password P   password of the PDFs that are encrypted
  --debug DIR    write into DIR/<name of the file>/ how it was read: candidates.txt with every value considered for a field and
                 why one won, and each page with its words, candidates and columns drawn on it; for a page that was
                 read from its image also the picture after each step that was done to it, page-N-reading.txt, and
                 drawings of what each reader read, and why one was kept

The variables of the stages apply (MUNSHI_PREPROCESS_MAX_PAGES, MUNSHI_RECOGNIZE_LANGUAGES, ...).
A file that cannot be read has its line too, with error {code, message}; the exit code is then 1. The codes are those of
dead letters, and "unavailable" when this machine lacks something, such as Tesseract.
`

// Main runs the command and returns its exit code.
func Main(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return Run(ctx, args, os.LookupEnv, os.Stdout, os.Stderr)
}

// Run is Main with everything it meets handed in.
func Run(ctx context.Context, args []string, lookup flow.Lookup, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("munshi read", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() { fmt.Fprint(stderr, usage) }
	password := flags.String("password", "", "")
	debugDir := flags.String("debug", "", "")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return exitDone
		}
		return exitUsage
	}
	if flags.NArg() == 0 {
		fmt.Fprint(stderr, usage)
		return exitUsage
	}
	r, err := newReader(lookup, stderr)
	if err != nil {
		fmt.Fprintf(stderr, "munshi read: %v\n", err)
		return exitUsage
	}
	defer r.close()
	if *debugDir != "" {
		r.debugInto(*debugDir)
	}
	failed, err := printAll(ctx, r, flags.Args(), *password, stdout)
	if err != nil {
		fmt.Fprintf(stderr, "munshi read: %v\n", err)
		return exitFailed
	}
	if failed {
		return exitFailed
	}
	return exitDone
}

// printAll reads the files on all cores, as many at once as there are, and prints each result when those before it are
// printed. Behind a slow file at the front only so many results pile up; then the others wait for it.
func printAll(ctx context.Context, r *reader, files []string, password string, out io.Writer) (failed bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	working := make(chan struct{}, runtime.NumCPU())
	waiting := make(chan chan result, 4*runtime.NumCPU())
	go func() {
		defer close(waiting)
		for _, file := range files {
			done := make(chan result, 1)
			select {
			case waiting <- done:
			case <-ctx.Done():
				return
			}
			go func() {
				working <- struct{}{}
				defer func() { <-working }()
				done <- r.read(ctx, file, password)
			}()
		}
	}()
	lines := bufio.NewWriter(out)
	enc := json.NewEncoder(lines)
	enc.SetEscapeHTML(false)
	for done := range waiting {
		var res result
		select {
		case res = <-done:
		case <-ctx.Done():
			return true, ctx.Err()
		}
		failed = failed || res.Error != nil
		if err := errors.Join(enc.Encode(res), lines.Flush()); err != nil {
			return true, fmt.Errorf("writing the result of %s: %w", res.File, err)
		}
	}
	return failed, ctx.Err()
}
