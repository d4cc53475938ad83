// Command munshi-preprocess turns an ingested document into upright, clean page images.
package main

import (
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/preprocess"
	"github.com/munshi-in/munshi/stages/sandbox"
)

func main() {
	sandbox.Serve(preprocess.Jobs)
	flow.Main(preprocess.Definition)
}
