// Package recognize is being built.
package recognize
