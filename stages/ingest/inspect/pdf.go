package inspect

import (
	"bytes"
	"compress/zlib"
	"io"

	"github.com/munshi-in/munshi/schemas"
)

// maxInflatedBytes bounds what is unpacked of a PDF's object streams to find its page tree. A statement of 500
// pages needs under one megabyte; past the bound the number of pages is left to preprocess.
const maxInflatedBytes = 16 << 20

// pdfMagic begins a PDF.
const pdfMagic = "%PDF-"

// maxKept bounds how many trailers and encryption dictionaries are remembered: a file has one, or one for each time it was changed.
const maxKept = 100

// pdf is what was gathered of a PDF in one pass over it.
type pdf struct {
	objects  int
	pages    int64           // /Count of the last page tree root; -1 when none was found
	leaves   int             // pages seen themselves
	trailers []pdfDict       // those that say the file is encrypted
	handlers map[int]pdfDict // encryption dictionaries by object number
	inflated int
}

// lookAtPDF refuses what is no PDF inside, has too many pages, or opens only with a password that did not come with it.
// Whether a given password is right is for preprocess.
func lookAtPDF(data []byte, hasPassword bool, maxPages int) *Refused {
	p := pdf{pages: -1, handlers: map[int]pdfDict{}}
	p.gather(data[bytes.Index(data, []byte(pdfMagic)):]) // what a mail gateway put before it is no PDF
	if p.objects == 0 {
		return corrupt("the PDF has a header and no objects")
	}
	if e, id, encrypted := p.encryption(); encrypted {
		if !hasPassword && !opensWithoutPassword(e, id) {
			return refuse(schemas.CodePasswordRequired, "the PDF is encrypted: send its password with the event (password)")
		}
		return nil // its page tree may be encrypted too
	}
	switch {
	case p.pages == 0 && p.leaves == 0:
		return refuse(schemas.CodeEmpty, "the PDF has no page")
	case p.pages > int64(maxPages):
		return tooManyPages("the PDF has", int(p.pages), maxPages)
	}
	return nil
}

// gather reads the objects between the streams, and those in object streams. It does not follow the cross-reference
// table: in files that went through mail gateways and repair tools that is what is broken most often.
func (p *pdf) gather(data []byte) {
	for len(data) > 0 {
		plain, stream, rest := nextStream(data)
		last := p.read(plain)
		if last.name("Type") == "ObjStm" {
			p.read(p.inflate(stream, last))
		}
		data = rest
	}
}

// nextStream splits data at its next stream: the objects before it, with the stream's dictionary as the last, the stream's bytes,
// and what follows.
func nextStream(data []byte) (plain, stream, rest []byte) {
	for from := 0; ; {
		i := bytes.Index(data[from:], []byte("stream"))
		if i < 0 {
			return data, nil, nil
		}
		at := from + i
		after := at + len("stream")
		for after < len(data) && data[after] == ' ' { // not allowed, and written all the same
			after++
		}
		opens := after < len(data) && (data[after] == '\n' || data[after] == '\r')
		if !opens || !bytes.HasSuffix(bytes.TrimRight(data[:at], " \t\r\n\x00"), []byte(">>")) {
			from = after
			continue
		}
		body := bytes.TrimPrefix(bytes.TrimPrefix(data[after:], []byte("\r")), []byte("\n"))
		end := bytes.Index(body, []byte("endstream"))
		if end < 0 {
			return data[:at], body, nil
		}
		return data[:at], body[:end], body[end+len("endstream"):]
	}
}

// inflate unpacks an object stream, as far as the bound allows. A damaged one gives what came before the damage.
func (p *pdf) inflate(stream []byte, d pdfDict) []byte {
	if filter, ok := d["Filter"].([]any); d.name("Filter") != "FlateDecode" && !(ok && len(filter) == 1 && filter[0] == pdfName("FlateDecode")) {
		return nil
	}
	unpacked, err := zlib.NewReader(bytes.NewReader(stream))
	if err != nil {
		return nil
	}
	plain, _ := io.ReadAll(io.LimitReader(unpacked, int64(maxInflatedBytes-p.inflated)))
	p.inflated += len(plain)
	return plain
}

// read notes what matters of the objects in text and returns the last dictionary in it.
func (p *pdf) read(text []byte) (last pdfDict) {
	parser := pdfParser{text: text}
	var numbers [2]int // the two before "obj": number and generation
	trailer := false
	for {
		value, ok := parser.value(0)
		if !ok {
			return last
		}
		switch v := value.(type) {
		case float64:
			numbers = [2]int{numbers[1], int(v)}
		case pdfKeyword:
			trailer = v == "trailer"
			if v == "obj" {
				p.objects++
			}
		case pdfDict:
			last = v
			p.note(v, numbers[0], trailer)
			trailer = false
		}
	}
}

func (p *pdf) note(d pdfDict, object int, trailer bool) {
	switch {
	case trailer, d.name("Type") == "XRef":
		if d["Encrypt"] != nil && len(p.trailers) < maxKept {
			p.trailers = append(p.trailers, d)
		}
	case d.name("Type") == "Pages":
		_, nested := d["Parent"]
		if count, ok := d["Count"].(float64); ok && !nested {
			p.pages = int64(max(0, min(count, 1<<40)))
		}
	case d.name("Type") == "Page":
		p.leaves++
	case d["Filter"] != nil && d["O"] != nil && d["U"] != nil && len(p.handlers) < maxKept:
		p.handlers[object] = d
	}
}

// encryption finds the encryption dictionary and the first half of the file's id.
func (p *pdf) encryption() (handler pdfDict, id []byte, encrypted bool) {
	for _, t := range p.trailers {
		switch e := t["Encrypt"].(type) {
		case pdfDict:
			handler = e
		case pdfRef:
			handler = p.handlers[int(e)]
		default:
			continue
		}
		encrypted = true
		if ids, ok := t["ID"].([]any); ok && len(ids) > 0 {
			id, _ = ids[0].([]byte)
		}
	}
	return handler, id, encrypted
}
