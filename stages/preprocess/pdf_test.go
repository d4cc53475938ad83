package preprocess

import (
	"bytes"
	"crypto/md5"
	"crypto/rc4"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
)

// pdfDraft is a PDF to be written: pages of text lines, or of pictures.
type pdfDraft struct {
	pages    []pdfDraftPage
	password string
}

type pdfDraftPage struct {
	lines         []string
	picture       []byte // a JPEG that covers the page
	pictureSize   [2]int
	width, height float64
	rotate        int
	crop          string // /CropBox, when it is not the whole page
}

// a4 is a page of text.
func a4(lines ...string) pdfDraftPage { return pdfDraftPage{lines: lines, width: 595, height: 842} }

// written makes the file: catalog, page tree, font, and three objects a page; encrypted with 40-bit RC4 if it has a password.
func (d pdfDraft) written() []byte {
	const id = "0123456789abcdef"
	key, owner, user := encryption(d.password, id)
	var out bytes.Buffer
	var offsets []int
	object := func(head string, stream []byte) {
		offsets = append(offsets, out.Len())
		number := len(offsets)
		fmt.Fprintf(&out, "%d 0 obj\n", number)
		if stream == nil {
			fmt.Fprintf(&out, "<< %s >>\nendobj\n", head)
			return
		}
		if d.password != "" {
			stream = encrypted40(key, number, stream)
		}
		fmt.Fprintf(&out, "<< %s /Length %d >>\nstream\n%s\nendstream\nendobj\n", head, len(stream), stream)
	}
	out.WriteString("%PDF-1.4\n")
	var kids []string
	for i := range d.pages {
		kids = append(kids, fmt.Sprintf("%d 0 R", 4+3*i))
	}
	object("/Type /Catalog /Pages 2 0 R", nil)
	object(fmt.Sprintf("/Type /Pages /Count %d /Kids [%s]", len(kids), strings.Join(kids, " ")), nil)
	object("/Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding", nil)
	for i, p := range d.pages {
		object(fmt.Sprintf("/Type /Page /Parent 2 0 R /MediaBox [0 0 %g %g] %s /Rotate %d /Contents %d 0 R /Resources << /Font << /F 3 0 R >> /XObject << /I %d 0 R >> >>",
			p.width, p.height, p.crop, p.rotate, 5+3*i, 6+3*i), nil)
		var content bytes.Buffer
		picture, size := p.picture, p.pictureSize
		if picture != nil {
			fmt.Fprintf(&content, "q %g 0 0 %g 0 0 cm /I Do Q\n", p.width, p.height)
		} else {
			picture, size = []byte{}, [2]int{1, 1}
		}
		for n, line := range p.lines {
			matrix, down := "1 0 0 1 60 %g", p.height-80-24*float64(n)
			if p.rotate == 90 { // sideways on the paper, upright once the page is turned
				matrix, down = "0 1 -1 0 %g 60", 80+24*float64(n)
			}
			fmt.Fprintf(&content, "BT /F 14 Tf "+matrix+" Tm (%s) Tj ET\n", down, line)
		}
		object("", content.Bytes())
		object(fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode", size[0], size[1]), picture)
	}
	table := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, at := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R /ID [<%x> <%x>]", len(offsets)+1, id, id)
	if d.password != "" {
		fmt.Fprintf(&out, " /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>", hex.EncodeToString(owner), hex.EncodeToString(user))
	}
	fmt.Fprintf(&out, " >>\nstartxref\n%d\n%%%%EOF\n", table)
	return out.Bytes()
}

// encryption computes the key and the two check values of the standard security handler, revision 2.
func encryption(password, id string) (key, owner, user []byte) {
	padding, _ := hex.DecodeString("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
	padded := append([]byte(password), padding...)[:32]
	crypt := func(key, text []byte) []byte {
		out := make([]byte, len(text))
		cipher, err := rc4.NewCipher(key)
		if err != nil {
			panic(err)
		}
		cipher.XORKeyStream(out, text)
		return out
	}
	ownerHash := md5.Sum(padded)
	owner = crypt(ownerHash[:5], padded)
	permissions := int32(-4)
	seed := append(append(bytes.Clone(padded), owner...), binary.LittleEndian.AppendUint32(nil, uint32(permissions))...)
	hash := md5.Sum(append(seed, id...))
	return hash[:5], owner, crypt(hash[:5], padding)
}

func encrypted40(key []byte, object int, stream []byte) []byte {
	hash := md5.Sum(append(bytes.Clone(key), byte(object), byte(object>>8), byte(object>>16), 0, 0))
	cipher, err := rc4.NewCipher(hash[:10])
	if err != nil {
		panic(err)
	}
	out := make([]byte, len(stream))
	cipher.XORKeyStream(out, stream)
	return out
}

func TestPageSizesAreReadUpright(t *testing.T) {
	told := []byte("Pages:           3\nEncrypted:       no\nPage    1 size:  595.32 x 841.92 pts (A4)\nPage    1 rot:   0\nPage    2 size:  595 x 842 pts\nPage    2 rot:   270\n")
	pages, sizes := pdfPages(told)
	if pages != 3 || len(sizes) != 2 || sizes[0] != (pageSize{595.32, 841.92}) || sizes[1] != (pageSize{842, 595}) {
		t.Fatalf("%d pages, sizes %v", pages, sizes)
	}
}

func FuzzPDFPages(f *testing.F) {
	f.Add([]byte("Pages: 2\nPage    1 size: 10 x 20 pts\nPage    1 rot:   90\n"))
	f.Add([]byte("Page 1 rot: 90\nPage 1 size: 1e9 x . pts"))
	f.Fuzz(func(t *testing.T, told []byte) {
		for _, s := range func() []pageSize { _, s := pdfPages(told); return s }() {
			if s.Width < 0 || s.Height < 0 {
				t.Fatalf("size %v", s)
			}
		}
	})
}
