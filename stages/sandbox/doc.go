// Package sandbox runs native code (Tesseract, Leptonica, poppler) in child processes that may die: a crash, a
// hang or a memory bomb in one document is an error of that document, never the end of the stage.
//
// A program names its jobs and calls Serve as the first line of main. New makes a Pool of children of the same
// binary for one job; Pool.Do runs the job in one of them. Start reading at Job and Serve (job.go, serve.go) for the
// child's side, at Pool.Do (pool.go) for the parent's. DESIGN.md tells the order of things and what must never happen.
//
// It deliberately does not confine what a child may see (no namespaces, no seccomp): that is the container's task.
// Children get no secrets in their environment.
package sandbox
