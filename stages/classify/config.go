package classify

import "fmt"

// Config says what one operator may need to change.
type Config struct {
	// MaxTextBytes refuses a message before it is read: an SMS has a few hundred bytes, so more is a producer's mistake.
	MaxTextBytes int `env:"MAX_TEXT_BYTES" default:"65536" help:"longest text of a message in bytes; longer ones become dead letters (too_large)"`
	// MaxLines refuses a statement whose result no broker would take.
	MaxLines int `env:"MAX_LINES" default:"20000" help:"most lines of one statement; more become a dead letter (too_large)"`
	// KnowledgeDir holds what analysts taught by "munshi train --corrections"; read at start.
	KnowledgeDir string `env:"KNOWLEDGE_DIR" default:"" help:"folder that munshi train --corrections wrote; empty: only what is built in"`
}

// Validate reports every mistake at once.
func (c Config) Validate() error {
	if c.MaxTextBytes < 1 || c.MaxLines < 1 {
		return fmt.Errorf("MUNSHI_CLASSIFY_MAX_TEXT_BYTES (%d) and MUNSHI_CLASSIFY_MAX_LINES (%d) must be at least 1", c.MaxTextBytes, c.MaxLines)
	}
	return nil
}
