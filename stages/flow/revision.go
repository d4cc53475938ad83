package flow

import (
	"runtime/debug"
	"sync"
)

// revision is set by the build: -ldflags "-X github.com/munshi-in/munshi/stages/flow.revision=...".
var revision string

// Revision is the version of the code, as results carry it: what the build set, else the commit, else "dev".
var Revision = sync.OnceValue(func() string {
	if revision != "" {
		return revision
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" && len(s.Value) >= 12 {
				return s.Value[:12]
			}
		}
	}
	return "dev"
})
