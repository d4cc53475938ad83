// Package extract is being built.
package extract
