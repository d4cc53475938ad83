package schemas

import (
	"encoding/json"
	"fmt"
)

const redacted = "[secret]"

// Secret is a password or key. However it is printed, logged or encoded, alone or inside another value, it says
// "[secret]"; what it is comes only from Reveal. The zero Secret is empty.
type Secret struct {
	// A pointer, because fmt does not call the methods of what lies in an unexported field: it would print a string there.
	text *string
}

// NewSecret keeps text.
func NewSecret(text string) Secret { return Secret{&text} }

// Reveal returns what is kept. Call it where the secret is handed to whoever needs it, and nowhere else.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

func (s Secret) String() string { return redacted }

// GoString is what %#v prints.
func (s Secret) GoString() string { return redacted }

// Format is what every other verb prints.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// MarshalJSON also makes zap's loggers keep it.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(redacted) }

// MarshalText serves the other encoders.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
