// Command munshi-sink writes what the pipeline found to ClickHouse.
package main

import (
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/sink"
)

func main() { flow.Main(sink.Definition) }
