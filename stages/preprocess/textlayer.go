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

// good says whether words can be believed: enough of them, readable, on the page, and, where they are Latin, of the letters
// that a text is made of.
func good(text *munshiv1.PageText) bool {
	var characters, unreadable, placed int
	var spelling letters
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
		spelling.add(w.Text)
	}
	return len(text.Words) >= minLayerWords &&
		float64(unreadable) <= maxGarbage*float64(characters) &&
		placed*10 >= len(text.Words)*9 &&
		(spelling.words < minLayerWords || spelling.natural())
}

// letters counts those of Latin words, be they within others: where letters are wrong, spaces are too. A font without a table of its characters, or with a wrong one, yields neat words of wrong letters:
// vowels are then as rare as any others, and the rarest letters are not.
type letters struct{ words, all, vowels, rare int }

const (
	// On 265 pages of bills, cards, cheques and statements vowels were 31 to 46 % of the letters; j, q, x and z were at most 6 %. Of the same
	// pages with their letters exchanged at random, 8 in 100 are taken for right, and of those that tell numbers of glyphs none.
	minVowels, maxVowels = 0.28, 0.55
	maxRare              = 0.07
)

func (l *letters) add(text string) {
	for word := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return r < 'a' || r > 'z' }) {
		// Fewer than four letters, as CR and DR, are no words; one letter alone, as in XXXXXXXX, hides something.
		if len(word) < 4 || strings.Trim(word, word[:1]) == "" {
			continue
		}
		l.words++
		l.all += len(word)
		for _, r := range word {
			switch {
			case strings.ContainsRune("aeiou", r):
				l.vowels++
			case strings.ContainsRune("jqxz", r):
				l.rare++
			}
		}
	}
}

func (l *letters) natural() bool {
	vowels := float64(l.vowels) / float64(l.all)
	return minVowels <= vowels && vowels <= maxVowels && float64(l.rare) <= maxRare*float64(l.all)
}

func readable(r rune) bool {
	return r != unicode.ReplacementChar && unicode.IsGraphic(r) && !unicode.Is(unicode.Co, r)
}
