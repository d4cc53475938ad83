// Package console is being built.
package console
