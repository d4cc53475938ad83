// Command munshi-recognize reads the words of prepared pages.
package main

import (
	"github.com/munshi-in/munshi/stages/flow"
	"github.com/munshi-in/munshi/stages/recognize"
	"github.com/munshi-in/munshi/stages/sandbox"
)

func main() {
	sandbox.Serve(recognize.Jobs)
	flow.Main(recognize.Definition)
}
