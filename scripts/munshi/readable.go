package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protojson"

	"github.com/munshi-in/munshi/stages/flow"
)

// shownBytes bounds the value that show prints; --raw has no bound.
const shownBytes = 64 << 10

// readable is a dead letter's value for a terminal: JSON or protobuf as indented JSON, other text as it is, both without passwords and
// without what a terminal would obey; the end of a long one is left out.
func readable(l *flow.DeadLetter) string {
	value := l.Value
	if flow.IsProtobuf(l.ContentType) {
		body, err := flow.Decode(l.Topic, l.ContentType, value)
		if err != nil {
			return unreadable(value)
		}
		value, _ = protojson.Marshal(body) // what was decoded can be written
	}
	text := string(value)
	var object map[string]any
	if json.Unmarshal(value, &object) == nil && object != nil {
		withoutSecrets(object)
		if b, err := json.MarshalIndent(object, "", "  "); err == nil {
			text = string(b)
		}
	} else if !utf8.ValidString(text) {
		return unreadable(value)
	} else {
		text = secretText.ReplaceAllString(text, "$1(left out)")
	}
	text = harmless(text)
	if len(text) > shownBytes {
		return strings.ToValidUTF8(text[:shownBytes], "") + fmt.Sprintf("\n… %d bytes in all: --raw prints them", len(l.Value))
	}
	return text
}

func unreadable(value []byte) string {
	return fmt.Sprintf("(%d bytes that nobody can read: --raw prints them)", len(value))
}

// secretText is a password in text that is no JSON, most likely because a quote, a comma or the end is missing.
var secretText = regexp.MustCompile(`(?i)(password["']?\s*[:=]?\s*)("([^"\\]|\\.)*"?|'[^']*'?|[^\s,}]+)`)

// withoutSecrets replaces the password of an encrypted PDF, and the bytes of a document by their number.
func withoutSecrets(object map[string]any) {
	for key, value := range object {
		switch key {
		case "password":
			object[key] = "(left out)"
		case "content":
			if text, ok := value.(string); ok && len(text) > 200 {
				object[key] = fmt.Sprintf("(%d characters of base64 left out)", len(text))
			}
		}
	}
}

// harmless leaves out what makes a terminal do more than print: escapes, and marks that turn the direction of writing.
func harmless(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return ' '
		}
		return r
	}, text)
}
