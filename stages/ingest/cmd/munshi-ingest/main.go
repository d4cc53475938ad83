// Command munshi-ingest takes uploads, refuses what is no readable document, and keeps the original.
package main

import (
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/ingest"
)

func main() { flow.Main(ingest.Definition) }
