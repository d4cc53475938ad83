// Command asyncapi writes schemas/asyncapi.yaml, the description of every topic for tools that read AsyncAPI 3.0:
//
//	go generate ./...        (in schemas; it runs: go run ./asyncapi -out asyncapi.yaml)
//
// Nothing is written twice by hand. Topics and fields come from the protobuf descriptors, what they mean from the
// comments that protoc-gen-go copied into gen/. Start at document (document.go).
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	out := flag.String("out", "asyncapi.yaml", "file to write")
	source := flag.String("gen", "gen/munshi/v1", "directory of the generated Go code")
	flag.Parse()
	if err := write(*out, *source); err != nil {
		fmt.Fprintln(os.Stderr, "asyncapi:", err)
		os.Exit(1)
	}
}

func write(out, source string) error {
	comments, err := commentsIn(source)
	if err != nil {
		return err
	}
	return os.WriteFile(out, []byte(yaml(document(comments))), 0o644)
}
