// Command munshi-extract finds the kind and the fields of recognized documents.
package main

import (
	"github.com/munshi-in/munshi/stages/extract"
	"github.com/munshi-in/munshi/stages/flow"
)

func main() { flow.Main(extract.Definition) }
