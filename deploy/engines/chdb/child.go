package chdb

import (
	"fmt"
	"os"
	"runtime"
	"time"
	"unsafe"

	"github.com/ebitengine/purego"
)

// childVariable marks the child and names the library it loads.
const childVariable = "MUNSHI_CHDB_CHILD"

// orphanGrace is how long an engine whose parent has died may take to finish its writes.
const orphanGrace = 10 * time.Second

// Serve is the first call in main and in TestMain of every program that starts an engine. In the engine's child
// process it runs the engine and never returns; in any other process it returns at once.
func Serve() {
	library, child := os.LookupEnv(childVariable)
	if !child {
		return
	}
	os.Unsetenv(childVariable)
	go endWithParent()
	if err := run(library, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// endWithParent is the second line of defence: the parent's death closes the terminal, at which the engine
// ends in order; one that is stuck in a query would stay for ever.
func endWithParent() {
	parent := os.Getppid()
	for os.Getppid() == parent {
		time.Sleep(time.Second)
	}
	time.Sleep(orphanGrace)
	os.Exit(1)
}

// run is `clickhouse local` with arguments, inside this process. It returns when the terminal is closed.
func run(library string, arguments []string) error {
	runtime.LockOSThread()
	handle, err := purego.Dlopen(library, purego.RTLD_NOW|purego.RTLD_GLOBAL)
	if err != nil {
		return fmt.Errorf("cannot load %s: %w", library, err)
	}
	var query func(argc int32, argv unsafe.Pointer) unsafe.Pointer
	purego.RegisterLibFunc(&query, handle, "chdb_query_cmdline")
	var failure func(result unsafe.Pointer) string
	purego.RegisterLibFunc(&failure, handle, "chdb_result_error")

	// The first argument is skipped by the engine as a program's own name is.
	argv := make([]*byte, 0, len(arguments)+2)
	for _, a := range append([]string{"clickhouse"}, arguments...) {
		text := append([]byte(a), 0)
		argv = append(argv, &text[0])
	}
	argv = append(argv, nil)
	result := query(int32(len(argv)-1), unsafe.Pointer(&argv[0]))
	runtime.KeepAlive(argv)
	if result == nil {
		return fmt.Errorf("the engine gave no result")
	}
	if message := failure(result); message != "" {
		return fmt.Errorf("%s", message)
	}
	return nil
}
