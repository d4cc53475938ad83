package preprocess

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"unicode"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
)

const (
	// minLayerWords: fewer are a stamp ("Scanned by ...") or a page number; reading such a page costs little.
	minLayerWords = 10
	// maxGarbage is the share of characters that may be unreadable.
	maxGarbage = 0.02
	// maxLayerWords bounds one page; the densest printed ones have some thousands.
	maxLayerWords = 100_000
)

// textLayer is the words of a page when they are good enough to be believed, else nil.
func textLayer(r request, file *os.File) (*munshiv1.PageText, error) {
	number := strconv.Itoa(r.Number)
	layout, err := run(poppler, file, "pdftotext", append(opened(r.Password), "-q", "-f", number, "-l", number, "-cropbox", "-bbox-layout", toolInput, "-")...)
	var failed *failedTool
	if errors.As(err, &failed) {
		return nil, nil // the page can still be drawn and read
	}
	if err != nil {
		return nil, err
	}
	text, err := layoutWords(layout, r.Size)
	if err != nil || !good(text) {
		return nil, nil
	}
	scanned, err := isScan(r, file)
	if err != nil || scanned {
		return nil, err
	}
	text.Page = int32(r.Number)
	return text, nil
}

// layoutWords reads the words that pdftotext -bbox-layout tells of one page.
func layoutWords(layout []byte, size pageSize) (*munshiv1.PageText, error) {
	decoder := xml.NewDecoder(bytes.NewReader(withoutControls(layout)))
	decoder.Strict = false
	decoder.Entity = xml.HTMLEntity
	text := &munshiv1.PageText{}
	block, line := int32(-1), int32(-1)
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return text, nil
		}
		if err != nil {
			return nil, fmt.Errorf("what pdftotext printed: %w", err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "block":
			block++
		case "line":
			line++
		case "word":
			var word string
			if err := decoder.DecodeElement(&word, &start); err != nil {
				return nil, fmt.Errorf("what pdftotext printed: %w", err)
			}
			if word = strings.TrimSpace(word); word == "" {
				continue
			}
			if len(text.Words) == maxLayerWords {
				return nil, fmt.Errorf("more than %d words on one page", maxLayerWords)
			}
			text.Words = append(text.Words, &munshiv1.Word{
				Text: word, Box: layoutBox(start.Attr, size), Confidence: 1, Line: max(line, 0), Block: max(block, 0),
			})
		}
	}
}

// withoutControls marks control characters as unreadable: XML does not allow them, fonts without a proper
// encoding produce them.
func withoutControls(layout []byte) []byte {
	return bytes.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return unicode.ReplacementChar
		}
		return r
	}, layout)
}

// layoutBox turns points into fractions of the page. What hangs over the edge is cut.
func layoutBox(attributes []xml.Attr, size pageSize) *munshiv1.Box {
	box := &munshiv1.Box{}
	for _, a := range attributes {
		v, err := strconv.ParseFloat(a.Value, 64)
		if err != nil {
			continue
		}
		switch a.Name.Local {
		case "xMin":
			box.Left = fraction(v, size.Width)
		case "yMin":
			box.Top = fraction(v, size.Height)
		case "xMax":
			box.Right = fraction(v, size.Width)
		case "yMax":
			box.Bottom = fraction(v, size.Height)
		}
	}
	return box
}

func fraction(v, of float64) float64 {
	if !(v > 0 && of > 0) { // also when v is no number
		return 0
	}
	return min(v/of, 1)
}

// good says whether words can be believed: enough of them, readable, on the page, and, where they are Latin, pronounceable.
// A subset font without a table of its characters yields neat words of wrong letters: few of those have vowels.
func good(text *munshiv1.PageText) bool {
	var characters, unreadable, placed, latin, voiced int
	for _, w := range text.Words {
		for _, r := range w.Text {
			characters++
			if !readable(r) {
				unreadable++
			}
		}
		if b := w.Box; b.Right > b.Left && b.Bottom > b.Top {
			placed++
		}
		if isLatin(w.Text) {
			latin++
			if strings.ContainsAny(w.Text, "aeiouyAEIOUY") {
				voiced++
			}
		}
	}
	return len(text.Words) >= minLayerWords &&
		float64(unreadable) <= maxGarbage*float64(characters) &&
		placed*10 >= len(text.Words)*9 &&
		(latin < minLayerWords || voiced*2 >= latin)
}

func readable(r rune) bool {
	return r != unicode.ReplacementChar && unicode.IsGraphic(r) && !unicode.Is(unicode.Co, r)
}

// isLatin says whether a word is four or more letters a to z.
func isLatin(word string) bool {
	for _, r := range word {
		if !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z') {
			return false
		}
	}
	return len(word) >= 4
}
