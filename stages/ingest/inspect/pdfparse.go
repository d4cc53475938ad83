package inspect

import (
	"bytes"
	"strconv"
)

// What a PDF is written in, as far as it is needed here: names, numbers, strings ([]byte), arrays ([]any),
// dictionaries, references to objects, and keywords. Numbers are float64.
type (
	pdfName    string
	pdfKeyword string
	pdfRef     int
	pdfDict    map[pdfName]any
)

func (d pdfDict) name(key pdfName) pdfName {
	name, _ := d[key].(pdfName)
	return name
}

// maxNesting bounds arrays and dictionaries within each other. What lies deeper is read as if it stood outside.
const maxNesting = 32

// maxItems bounds what is kept of one value with all that is in it: fifty megabytes of "[1 1 1" would become a gigabyte.
// What comes after is read and dropped.
const maxItems = 10_000

// pdfParser reads one value after the other. It takes every byte sequence: what makes no sense is skipped.
type pdfParser struct {
	text []byte
	at   int
	kept int // items of the value being read
}

type closing string // ] or >>

// value reads the next value; false at the end of the text.
func (p *pdfParser) value(depth int) (any, bool) {
	if depth == 0 {
		p.kept = 0
	}
	p.skipSpace()
	if p.at >= len(p.text) {
		return nil, false
	}
	rest := p.text[p.at:]
	switch c := rest[0]; {
	case bytes.HasPrefix(rest, []byte("<<")):
		p.at += 2
		return p.dict(depth), true
	case bytes.HasPrefix(rest, []byte(">>")):
		p.at += 2
		return closing(">>"), true
	case c == '[':
		p.at++
		return p.array(depth), true
	case c == ']':
		p.at++
		return closing("]"), true
	case c == '(':
		return p.literal(), true
	case c == '<':
		return p.hex(), true
	case c == '/':
		p.at++
		return pdfName(p.regular()), true
	case isDelimiter(c):
		p.at++
		return pdfKeyword(c), true
	}
	word := p.regular()
	if number, err := strconv.ParseFloat(word, 64); err == nil {
		return number, true
	}
	return pdfKeyword(word), true
}

// items reads values up to the closing mark and joins "12 0 R" to a reference.
func (p *pdfParser) items(depth int, end closing) []any {
	if depth >= maxNesting {
		return nil
	}
	var items []any
	for {
		item, ok := p.value(depth + 1)
		if !ok || item == end {
			return items
		}
		if n := len(items); item == pdfKeyword("R") && n >= 2 {
			object, ok := items[n-2].(float64)
			if _, too := items[n-1].(float64); ok && too {
				items = append(items[:n-2], pdfRef(object))
				continue
			}
		}
		switch item {
		case pdfKeyword("endobj"), pdfKeyword("obj"): // the closing mark is missing: do not swallow the rest of the file
			return items
		}
		if p.kept++; p.kept <= maxItems {
			items = append(items, item)
		}
	}
}

func (p *pdfParser) array(depth int) []any { return p.items(depth, "]") }

func (p *pdfParser) dict(depth int) pdfDict {
	items := p.items(depth, ">>")
	d := make(pdfDict, min(len(items)/2, 64))
	for i := 0; i+1 < len(items); {
		key, ok := items[i].(pdfName)
		if !ok {
			i++
			continue
		}
		d[key] = items[i+1]
		i += 2
	}
	return d
}

func (p *pdfParser) skipSpace() {
	for p.at < len(p.text) {
		switch c := p.text[p.at]; {
		case isSpace(c):
			p.at++
		case c == '%':
			for p.at < len(p.text) && p.text[p.at] != '\n' && p.text[p.at] != '\r' {
				p.at++
			}
		default:
			return
		}
	}
}

// regular reads up to the next space or delimiter. Escapes in names (#41) are left as they are: no name that matters has one.
func (p *pdfParser) regular() string {
	begin := p.at
	for p.at < len(p.text) && !isSpace(p.text[p.at]) && !isDelimiter(p.text[p.at]) {
		p.at++
	}
	return string(p.text[begin:p.at])
}

// literal reads a string in parentheses, which may hold others and escapes.
func (p *pdfParser) literal() []byte {
	out := []byte{}
	depth := 0
	for p.at < len(p.text) {
		c := p.text[p.at]
		p.at++
		switch c {
		case '(':
			if depth++; depth == 1 {
				continue
			}
		case ')':
			if depth--; depth == 0 {
				return out
			}
		case '\\':
			out = p.escape(out)
			continue
		}
		out = append(out, c)
	}
	return out
}

func (p *pdfParser) escape(out []byte) []byte {
	if p.at >= len(p.text) {
		return out
	}
	c := p.text[p.at]
	p.at++
	if i := bytes.IndexByte([]byte("nrtbf"), c); i >= 0 {
		return append(out, "\n\r\t\b\f"[i])
	}
	switch {
	case c == '\r': // a line broken for looks
		if p.at < len(p.text) && p.text[p.at] == '\n' {
			p.at++
		}
		return out
	case c == '\n':
		return out
	case c < '0' || c > '7':
		return append(out, c)
	}
	octal := int(c - '0')
	for n := 1; n < 3 && p.at < len(p.text) && p.text[p.at] >= '0' && p.text[p.at] <= '7'; n++ {
		octal = octal*8 + int(p.text[p.at]-'0')
		p.at++
	}
	return append(out, byte(octal))
}

func (p *pdfParser) hex() []byte {
	out := []byte{}
	digits := 0
	for p.at++; p.at < len(p.text) && p.text[p.at] != '>'; p.at++ {
		digit := bytes.IndexByte([]byte("0123456789abcdef"), p.text[p.at]|0x20)
		if digit < 0 {
			continue
		}
		if digits%2 == 0 {
			out = append(out, byte(digit)<<4)
		} else {
			out[len(out)-1] |= byte(digit)
		}
		digits++
	}
	p.at++
	return out
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool { return bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 }
