package flow

// Headroom is what Main gives a stage that is a program of its own.
var Headroom = headroom
