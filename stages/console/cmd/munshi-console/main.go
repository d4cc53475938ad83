// Command munshi-console serves the HTTP API: uploads in, what became of them out.
package main

import (
	"github.com/munshi-in/munshi/stages/console"
	"github.com/munshi-in/munshi/stages/flow"
)

func main() { flow.Main(console.Definition) }
