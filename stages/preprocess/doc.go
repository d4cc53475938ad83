// Package preprocess is being built.
package preprocess
