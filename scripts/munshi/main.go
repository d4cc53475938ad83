// Command munshi is what people use: it publishes documents and messages, shows what became of them, sets up topics and
// tables, and looks at lag and dead letters. It is pure Go, so that an operator's machine needs no native library;
// reading and classifying without servers is done by munshi-local, which it finds beside itself.
//
// One file a command; connect.go says how servers are found, output.go how results are printed, exit.go what the
// exit code means.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/munshi-in/munshi/stages/flow"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], &terminal{lookup: os.LookupEnv, in: os.Stdin, out: os.Stdout, err: os.Stderr})
	stop()
	os.Exit(code)
}

// terminal is what a command talks to, and the flags that all commands share.
type terminal struct {
	lookup   flow.Lookup
	in       io.Reader
	out, err io.Writer

	brokers string
	timeout time.Duration
	output  string
	// started is set when the arguments were understood: an error before that is a mistake of the caller.
	started bool
}

func run(ctx context.Context, args []string, t *terminal) int {
	root := &cobra.Command{
		Use:   "munshi",
		Short: "Publish documents and bank SMS, and see what was read in them",
		Long: `munshi publishes documents and bank SMS to the pipeline, shows what became of them, and looks after its
topics, tables and dead letters.

Servers are found by MUNSHI_KAFKA_*, MUNSHI_S3_* and MUNSHI_CLICKHOUSE_*; the defaults are those of local mode
("make up"). Exit codes: 0 done, 1 something failed or is not there, 2 wrong arguments or configuration, 3 a
server cannot be reached.`,
		Example:       "  munshi publish document card.jpg\n  munshi status",
		SilenceErrors: true, SilenceUsage: true,
		Args:             cobra.NoArgs,
		PersistentPreRun: func(*cobra.Command, []string) { t.started = true },
		RunE:             func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetArgs(args)
	root.SetIn(t.in)
	root.SetOut(t.out)
	root.SetErr(t.err)
	root.PersistentFlags().DurationVar(&t.timeout, "timeout", 30*time.Second, "longest that one server may take to answer")
	root.PersistentFlags().StringVar(&t.brokers, "brokers", "", "Kafka brokers, host:port separated by commas (default: MUNSHI_KAFKA_BROKERS, else 127.0.0.1:9092)")
	root.AddCommand(publishCommand(t), statusCommand(t), topicsCommand(t), migrateCommand(t), lagCommand(t), deadCommand(t), replayCommand(t),
		localCommand(t, "read"), localCommand(t, "classify"), localCommand(t, "train"), versionCommand(t))
	return t.exit(root.ExecuteContext(ctx))
}

// flagOutput gives a command that prints a table the flag --output.
func (t *terminal) flagOutput(c *cobra.Command, formats ...string) {
	usage := "table or json (one object a line)"
	for _, f := range formats {
		usage += ", or " + f
	}
	c.Flags().StringVarP(&t.output, "output", "o", "table", usage)
	check := c.PreRunE
	c.PreRunE = func(c *cobra.Command, args []string) error {
		for _, known := range append([]string{"table", "json"}, formats...) {
			if t.output == known {
				if check != nil {
					return check(c, args)
				}
				return nil
			}
		}
		return mistake("--output: %q is not %s", t.output, usage)
	}
}

func versionCommand(t *terminal) *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version of the code", Example: "  munshi version", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := io.WriteString(t.out, flow.Revision()+"\n")
			return err
		},
	}
}
