package flow

import "context"

// Main runs a stage as a program: it reads the configuration, joins the consumer group, and processes until
// SIGTERM or SIGINT, which drains what is in flight and leaves. --help lists every variable.
func Main[C any](d Definition[C]) { panic("being written") }

// Run runs a stage until ctx ends, then drains. It returns nil after a clean drain. Variables are found by lookup.
func Run[C any](ctx context.Context, d Definition[C], lookup Lookup) error { panic("being written") }
