// Package flow is what every stage shares: it consumes a stage's topics, decodes events, calls the stage,
// and acts on what the stage returns; a stage knows no Kafka.
//
// Start at Stage and Sink (stage.go) for what a stage is, at Permanent and Retry (errors.go) for what it
// may return, and at Main for how it becomes a program. How the runner works inside is in DESIGN.md.
package flow
