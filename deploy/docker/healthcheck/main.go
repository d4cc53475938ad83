// Command healthcheck asks a URL and ends with 0 when it answers 200. Images without a shell or curl use it as
// their HEALTHCHECK. It is one file with no imports but the standard library, and is built as a file:
// it belongs to no module.
package main

import (
	"fmt"
	"net/http"
	"os"
	"time"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: healthcheck URL")
		os.Exit(2)
	}
	client := http.Client{Timeout: 2 * time.Second}
	answer, err := client.Get(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "healthcheck:", err)
		os.Exit(1)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		fmt.Fprintf(os.Stderr, "healthcheck: %s answered %s\n", os.Args[1], answer.Status)
		os.Exit(1)
	}
}
