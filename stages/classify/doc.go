// Package classify is being built.
package classify
