package flow

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// Exit codes of a stage's program.
const (
	exitFailed = 1 // it could not go on
	exitUsage  = 2 // flags or configuration are wrong
)

// Main runs a stage as a program: it reads the configuration, joins the consumer group, and processes until
// SIGTERM or SIGINT, which drains what is in flight and leaves; a second signal leaves at once.
// --help lists every variable.
func Main[C any](d Definition[C]) {
	version, err := arguments(d, os.Args[1:], os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		os.Exit(0)
	case err != nil:
		os.Exit(exitUsage)
	}
	if version {
		fmt.Println(Revision())
		return
	}
	s, err := configure(d, os.LookupEnv)
	if err != nil {
		fmt.Fprintf(os.Stderr, "munshi-%s: configuration:\n%v\n", d.Name, err)
		os.Exit(exitUsage)
	}
	defer SteadyHeap(os.LookupEnv)()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	context.AfterFunc(ctx, stop) // from here on a second signal kills
	if err := run(ctx, d, s); err != nil {
		fmt.Fprintf(os.Stderr, "munshi-%s: %v\n", d.Name, err)
		os.Exit(exitFailed)
	}
}

// arguments reads those of a program, and says what is wrong with them.
func arguments[C any](d Definition[C], args []string, w io.Writer) (version bool, err error) {
	flags := flag.NewFlagSet("munshi-"+d.Name, flag.ContinueOnError)
	flags.SetOutput(w)
	flags.BoolVar(&version, "version", false, "print the revision and exit")
	flags.Usage = func() { usage(w, d) }
	if err := flags.Parse(args); err != nil {
		return false, err
	}
	if flags.NArg() > 0 {
		err = fmt.Errorf("munshi-%s takes no arguments, and was given %q: --help lists the variables", d.Name, flags.Arg(0))
		fmt.Fprintln(w, err)
	}
	return version, err
}

func usage[C any](w io.Writer, d Definition[C]) {
	fmt.Fprintf(w, "munshi-%s %s\n\nIt takes no arguments: what can be set is set by variables. For secrets, <variable>_FILE names a file.\nOTEL_EXPORTER_OTLP_ENDPOINT, such as http://collector:4318, is where traces go; OTEL_EXPORTER_OTLP_HEADERS what they need to get in.\n\n", d.Name, d.Summary)
	WriteReference(w, d.Variables())
}
