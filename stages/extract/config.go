package extract

import (
	"errors"
	"fmt"

	"github.com/munshi-in/munshi/stages/blob"
)

// Config is what an operator may set.
type Config struct {
	Blob blob.Config
	// MaxWords bounds the work on one document. A dense A4 page has 1,500 words.
	MaxWords int `env:"MAX_WORDS" default:"200000" help:"words of one document that are looked at; later ones are left out"`
	// MaxTextBytes keeps the result below what a broker takes in one record (1 MiB by default).
	MaxTextBytes int `env:"MAX_TEXT_BYTES" default:"524288" help:"bytes of text kept with a document; the rest is cut off"`
}

// Validate reports every mistake at once.
func (c Config) Validate() error {
	mistakes := []error{c.Blob.Validate()}
	if c.MaxWords <= 0 {
		mistakes = append(mistakes, fmt.Errorf("MUNSHI_EXTRACT_MAX_WORDS: %d is not positive", c.MaxWords))
	}
	if c.MaxTextBytes <= 0 {
		mistakes = append(mistakes, fmt.Errorf("MUNSHI_EXTRACT_MAX_TEXT_BYTES: %d is not positive", c.MaxTextBytes))
	}
	return errors.Join(mistakes...)
}
