// Command munshi-local runs the whole of Munshi on one machine. `make up` and its sisters call it; see munshi-local help.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/munshi-in/munshi/deploy/engines/chdb"
	"github.com/munshi-in/munshi/deploy/local"
	"github.com/munshi-in/munshi/deploy/local/accuracy"
	"github.com/munshi-in/munshi/deploy/local/classify"
	"github.com/munshi-in/munshi/deploy/local/read"
	"github.com/munshi-in/munshi/deploy/local/train"
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/sandbox"
)

// Exit codes.
const (
	exitFailed     = 1
	exitUsage      = 2
	exitNotRunning = 3
)

const usage = `munshi-local: the whole of Munshi on one machine

  munshi-local up        start in the background, publish the samples the first time, show what was read
  munshi-local run       run in the foreground until SIGINT or SIGTERM
  munshi-local down      stop; the data stays
  munshi-local status    whether it runs, where, and what it has read; exit 3 when it does not
  munshi-local logs      the log; -f follows it
  munshi-local read      read document files, without servers (as munshi read)
  munshi-local classify  classify SMS, without servers (as munshi classify)
  munshi-local train     train the model that classifies SMS (as munshi train)
  munshi-local accuracy  measure how much is read right of a folder of labelled documents

Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 not running.

Variables:
`

func main() {
	// The same binary is also the child that holds native code, and the child that is ClickHouse.
	sandbox.Serve(read.Jobs...)
	chdb.Serve()
	os.Exit(command(os.Args[1:]))
}

func command(args []string) int {
	if len(args) == 0 {
		help(os.Stderr)
		return exitUsage
	}
	switch args[0] {
	case "read":
		return read.Main(args[1:])
	case "classify":
		return classify.Main(args[1:])
	case "train":
		return train.Main(args[1:])
	case "accuracy":
		return accuracy.Main(args[1:])
	case "help", "-h", "--help":
		help(os.Stdout)
		return 0
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	context.AfterFunc(ctx, stop) // from here on a second signal kills
	config, err := local.Load(os.LookupEnv)
	if err != nil {
		return told(err, exitUsage)
	}
	t := local.Terminal{Out: os.Stdout, Progress: os.Stderr}
	follow := len(args) == 2 && args[0] == "logs" && args[1] == "-f"
	if len(args) > 1 && !follow {
		fmt.Fprintf(os.Stderr, "munshi-local %s takes no arguments\n", args[0])
		return exitUsage
	}
	switch args[0] {
	case "up":
		err = local.Up(ctx, config, t)
	case "run":
		err = local.Run(ctx, config, os.LookupEnv)
	case "down":
		err = local.Down(ctx, config, t)
	case "status":
		err = local.Status(ctx, config, t)
	case "logs":
		err = local.Logs(ctx, config, t, follow)
	default:
		fmt.Fprintf(os.Stderr, "munshi-local: there is no command %s\n\n", args[0])
		help(os.Stderr)
		return exitUsage
	}
	if errors.Is(err, local.ErrNotRunning) {
		return told(err, exitNotRunning)
	}
	return told(err, exitFailed)
}

func told(err error, code int) int {
	if err == nil {
		return 0
	}
	fmt.Fprintf(os.Stderr, "munshi-local: %v\n", err)
	return code
}

func help(w *os.File) {
	fmt.Fprint(w, usage)
	var config local.Config
	flow.WriteReference(w, flow.Variables("local", &config))
}
