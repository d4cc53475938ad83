// Package sink is being built.
package sink
