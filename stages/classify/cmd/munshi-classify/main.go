// Command munshi-classify reads transactions out of bank SMS and statement lines.
package main

import (
	"github.com/munshi-in/munshi/stages/classify"
	"github.com/munshi-in/munshi/stages/flow"
)

func main() { flow.Main(classify.Definition) }
