package read

import (
	"bytes"
	"fmt"
	"image"
	"strings"
	"testing"
)

// pdfPage is a page of a PDF to be written: text in a typewriter's type, or a picture within margins. Its size is in points, A4 when none is
// told; turned is how it is shown, in degrees clockwise.
type pdfPage struct {
	text          string
	picture       []byte // a gray JPEG
	pixels        image.Point
	width, height float64
	margin        float64
	turned        int
}

// pdf writes a PDF: catalog, page tree, font, and three objects a page.
func pdf(pages ...pdfPage) []byte {
	var b bytes.Buffer
	var at []int
	object := func(format string, args ...any) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n"+format+"\nendobj\n", append([]any{len(at)}, args...)...)
	}
	b.WriteString("%PDF-1.4\n")
	var kids []string
	for i := range pages {
		kids = append(kids, fmt.Sprintf("%d 0 R", 4+3*i))
	}
	object("<< /Type /Catalog /Pages 2 0 R >>")
	object("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), len(pages))
	object("<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>")
	for i, p := range pages {
		if p.width == 0 {
			p.width, p.height = 595, 842
		}
		object("<< /Type /Page /Parent 2 0 R /Rotate %d /MediaBox [0 0 %g %g] /Resources << /Font << /F1 3 0 R >> /XObject << /I %d 0 R >> >> /Contents %d 0 R >>",
			p.turned, p.width, p.height, 6+3*i, 5+3*i)
		var content strings.Builder
		content.WriteString("BT /F1 8 Tf 11 TL 30 800 Td\n")
		for _, row := range strings.Split(p.text, "\n") {
			fmt.Fprintf(&content, "(%s) Tj T*\n", row)
		}
		content.WriteString("ET\n")
		if p.picture != nil {
			fmt.Fprintf(&content, "q %g 0 0 %g %g %g cm /I Do Q", p.width-2*p.margin, p.height-2*p.margin, p.margin, p.margin)
		}
		object("<< /Length %d >>\nstream\n%s\nendstream", content.Len(), content.String())
		object("<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode /Length %d >>\nstream\n%s\nendstream",
			max(1, p.pixels.X), max(1, p.pixels.Y), len(p.picture), p.picture)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}

func TestPDFsOfTextAndOfPicturesAreReadWhicheverWayTheirPagesLie(t *testing.T) {
	p := picture(t)
	w, h := float64(p.Rect.Dx())*72/200, float64(p.Rect.Dy())*72/200
	scan := pdfPage{picture: asJPEG(t, p, 85), pixels: p.Rect.Size(), width: w, height: h}
	turned := func(page pdfPage, degrees int) pdfPage {
		page.turned = degrees
		return page
	}
	sized := func(page pdfPage, scale, margin float64) pdfPage {
		page.width, page.height, page.margin = page.width*scale, page.height*scale, margin
		return page
	}
	text := pdfPage{text: statementPage}
	for name, c := range map[string]struct {
		pages     []pdfPage
		rotations []int32
	}{
		"text":             {[]pdfPage{text, turned(text, 90), turned(text, 180), turned(text, 270)}, []int32{0, 270, 180, 90}},
		"scans":            {[]pdfPage{scan, turned(scan, 90), turned(scan, 180), turned(scan, 270)}, []int32{0, 270, 180, 90}},
		"text and scans":   {[]pdfPage{text, scan, turned(text, 90), turned(scan, 90)}, []int32{0, 0, 270, 270}},
		"a margin":         {[]pdfPage{sized(scan, 1, 8)}, []int32{0}},
		"a small page":     {[]pdfPage{sized(scan, 0.17, 0)}, []int32{0}},
		"a point, a pixel": {[]pdfPage{sized(scan, 200.0/72, 0)}, []int32{0}},
	} {
		results, code := reading(t, nil, []string{written(t, "pages.pdf", pdf(c.pages...))})
		if code != exitDone || len(results[0].Pages) != len(c.pages) {
			t.Fatalf("%s: exit %d, %+v", name, code, results)
		}
		for i, page := range results[0].Pages {
			if share := readShare(page.Text); share < 0.95 || page.Rotation != c.rotations[i] || !strings.HasPrefix(page.Text, "State Bank of India") {
				t.Errorf("%s, page %d: %.2f of its words are read, turned by %d degrees:\n%s", name, i+1, share, page.Rotation, page.Text)
			}
		}
	}
}
