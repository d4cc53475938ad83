package flow

// SteadyHeap is what Main gives a stage that is a program of its own.
var SteadyHeap = steadyHeap
