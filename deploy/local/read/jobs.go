package read

import (
	"github.com/munshi-in/munshi/stages/preprocess"
	"github.com/munshi-in/munshi/stages/recognize"
	"github.com/munshi-in/munshi/stages/sandbox"
)

// Jobs is what the command's sandbox children do; hand it to sandbox.Serve.
var Jobs = []sandbox.Jobs{preprocess.Jobs, recognize.Jobs}
