package chaos

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/munshi-in/munshi/schemas"
	"github.com/munshi-in/munshi/stages/flow/flowtest"
)

// hostile is one way to do harm with an upload, in fifty variants, and the codes that say fittingly what is wrong with it.
type hostile struct {
	upload func(h *house, id string, variant int) []byte
	codes  []schemas.Code
}

const variants = 50

var hostiles = map[string]hostile{
	"a JPEG cut off": {func(h *house, id string, n int) []byte {
		return inline(id, part(h.sample("receipt.jpg"), n+1))
	}, []schemas.Code{schemas.CodeCorrupt, schemas.CodeUnsupportedType}},
	"a PDF cut off": {func(h *house, id string, n int) []byte {
		return inline(id, part(h.sample("statement.pdf"), n+1))
	}, []schemas.Code{schemas.CodeCorrupt, schemas.CodeUnsupportedType}},
	"no document at all": {func(_ *house, id string, n int) []byte {
		start := []string{"\x7fELF\x02\x01", "PK\x03\x04", "<html><body>", "MZ\x90", "\x1f\x8b\x08"}[n%5]
		return inline(id, append([]byte(start), bytes.Repeat([]byte{byte(n)}, 100*n)...))
	}, []schemas.Code{schemas.CodeUnsupportedType}},
	"no bytes": {func(h *house, id string, n int) []byte {
		if n%2 == 0 {
			return fmt.Appendf(nil, `{"content":"","documentId":%q}`, id)
		}
		claim, err := h.blobs.Put(h.t.Context(), fmt.Sprintf("uploads/empty-%d", n), nil, "")
		if err != nil {
			h.t.Fatal(err)
		}
		return fmt.Appendf(nil, `{"uri":%q,"documentId":%q}`, claim.Uri, id)
	}, []schemas.Code{schemas.CodeEmpty, schemas.CodeInvalidEvent}},
	"a picture that claims gigapixels": {func(_ *house, id string, n int) []byte {
		side := 20_000 + uint32(n)
		if n%2 == 0 {
			return inline(id, png(chunk("IHDR", header(side, 50_000)), chunk("IDAT", []byte{0x78, 0x9c, 3, 0, 0, 0, 0, 1}), chunk("IEND", nil)))
		}
		start := []byte{0xff, 0xd8, 0xff, 0xc0, 0, 11, 8}
		return inline(id, append(binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(start, uint16(side)), 65_000), 1, 1, 0x11, 0, 0xff, 0xd9))
	}, []schemas.Code{schemas.CodeTooManyPixels, schemas.CodeCorrupt}},
	"a file that claims a gigabyte": {func(h *house, id string, n int) []byte {
		switch n % 3 {
		case 0: // a PNG's chunk
			return inline(id, append(png(chunk("IHDR", header(100, 100))), 0x40, 0, 0, byte(n), 'I', 'D', 'A', 'T', 0x78))
		case 1: // a PDF's stream, and a billion pages
			return inline(id, fmt.Appendf(nil, "%%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Count 1000000000/Kids[3 0 R]>> endobj\n"+
				"3 0 obj <</Length %d>> stream\nx\nendstream endobj\ntrailer <</Root 1 0 R>>\n%%%%EOF\n", 1<<30+n))
		}
		return fmt.Appendf(nil, `{"EventName":"s3:ObjectCreated:Put","Key":"%[1]s/g-%[2]d","Records":[{"eventName":"s3:ObjectCreated:Put","s3":{"bucket":{"name":%[1]q},"object":{"key":"g-%[2]d","size":1073741824}}}]}`,
			h.bucket.Name, n)
	}, []schemas.Code{schemas.CodeCorrupt, schemas.CodeEmpty, schemas.CodeTooLarge, schemas.CodeTooManyPages, schemas.CodeNotFound}},
	"text that is not UTF-8": {func(_ *house, id string, n int) []byte {
		return fmt.Appendf(nil, "{\"documentId\":%q,\"tenant\":\"\xff%c\xfe\"}", id, 'a'+n%26)
	}, []schemas.Code{schemas.CodeUndecodable}},
	"a giant number": {func(_ *house, id string, n int) []byte {
		return fmt.Appendf(nil, `{"documentId":%q,"Records":[{"s3":{"object":{"size":1%s}}}]}`, id, strings.Repeat("0", 100*(n+1)))
	}, []schemas.Code{schemas.CodeUndecodable}},
	"JSON without a bottom": {func(_ *house, _ string, n int) []byte {
		open := []string{`{"x":`, `[`, `{"Records":[`}[n%3]
		return bytes.Repeat([]byte(open), 20_000+n)
	}, []schemas.Code{schemas.CodeUndecodable}},
	"bytes in no base64": {func(_ *house, id string, n int) []byte {
		return fmt.Appendf(nil, `{"documentId":%q,"content":"%s"}`, id, strings.Repeat("%", n+1))
	}, []schemas.Code{schemas.CodeUndecodable}},
}

// oversize packs to a few kilobytes: a broker takes it, and no client that bounds what it unpacks.
var oversize = bytes.Repeat([]byte(`{"content":"`), 40<<20/12)

func TestFiveHundredHostileUploadsAreDeadLettersAndNoProcessEnds(t *testing.T) {
	t.Parallel()
	h := open(t)
	l := newLedger(h)
	l.sendDocuments(1)
	want := map[string][]schemas.Code{} // fitting codes by key
	var records []flowtest.Record
	for _, name := range slices.Sorted(maps.Keys(hostiles)) {
		for n := range variants {
			id := fmt.Sprintf("%s %d", name, n)
			want[id] = hostiles[name].codes
			records = append(records, flowtest.Record{Topic: "documents.uploaded", Key: id, Value: hostiles[name].upload(h, id, n)})
		}
	}
	h.kafka.PublishAll(records...)
	for id, value := range map[string][]byte{"9 MiB": oversize[:9<<20], "": oversize} { // nobody can read the key of the larger
		want[id] = []schemas.Code{schemas.CodeInputTooLarge}
		h.kafka.PublishOversize("documents.uploaded", id, value)
	}
	l.sendDocuments(1)
	h.eventually(fmt.Sprint(len(want)), "count()) FROM dead_letters")
	l.settle(patience)
	h.eventually("extracted extracted", "status) FROM documents WHERE document_id LIKE 'document-%'")

	fates := map[string]string{}
	for _, stage := range schemas.StageNames {
		for _, letter := range h.kafka.All(schemas.DeadTopic(stage)) {
			code := letter.Header("munshi_code")
			if before := fates[letter.Key]; before != "" {
				t.Errorf("%s died twice: %s, then %s", letter.Key, before, code)
			}
			fates[letter.Key] = code
		}
	}
	for id, codes := range want {
		if !slices.Contains(codes, schemas.Code(fates[id])) {
			t.Errorf("%s ended as %q, fitting were %v", id, fates[id], codes)
		}
	}
	h.alive()
}

// inline is an upload that holds the document's bytes.
func inline(id string, content []byte) []byte {
	event, _ := json.Marshal(map[string]any{"documentId": id, "content": content}) // a string and bytes: it cannot fail
	return event
}

// part is the first n hundredths of a file.
func part(file []byte, n int) []byte { return file[:len(file)*n/100] }

func png(chunks ...[]byte) []byte {
	return append([]byte("\x89PNG\r\n\x1a\n"), bytes.Join(chunks, nil)...)
}

func chunk(name string, content []byte) []byte {
	body := append([]byte(name), content...)
	framed := append(binary.BigEndian.AppendUint32(nil, uint32(len(content))), body...)
	return binary.BigEndian.AppendUint32(framed, crc32.ChecksumIEEE(body))
}

// header is the content of a PNG's IHDR: eight bits of grey.
func header(width, height uint32) []byte {
	return append(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height), 8, 0, 0, 0, 0)
}
