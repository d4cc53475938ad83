// Package ingest is being built.
package ingest
