package inspect

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/munshi-in/munshi/schemas"
)

var limits = Limits{Pages: 3, PagePixels: 10_000}

func file(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(name, ".base64") {
		if data, err = base64.StdEncoding.DecodeString(strings.ReplaceAll(string(data), "\n", "")); err != nil {
			t.Fatal(err)
		}
	}
	return data
}

func picture(t testing.TB, width, height int) (asPNG, asJPEG []byte) {
	t.Helper()
	var p, j bytes.Buffer
	m := image.NewGray(image.Rect(0, 0, width, height))
	if err := errors.Join(png.Encode(&p, m), jpeg.Encode(&j, m, nil)); err != nil {
		t.Fatal(err)
	}
	return p.Bytes(), j.Bytes()
}

// tiffOf writes directories without pixels: what is looked at.
func tiffOf(order binary.AppendByteOrder, sizes ...size) []byte {
	data := []byte("MM")
	if order.String() == "LittleEndian" {
		data = []byte("II")
	}
	data = order.AppendUint32(order.AppendUint16(data, 42), 8)
	for i, s := range sizes {
		data = order.AppendUint16(data, 2)
		for tag, value := range []int64{s.width, s.height} {
			data = order.AppendUint16(order.AppendUint16(data, uint16(tagImageWidth+tag)), 4)
			data = order.AppendUint32(order.AppendUint32(data, 1), uint32(value))
		}
		next := uint32(len(data) + 4)
		if i == len(sizes)-1 {
			next = 0
		}
		data = order.AppendUint32(data, next)
	}
	return data
}

// bigTIFF is a page whose offsets have eight bytes.
func bigTIFF(width, height uint64) []byte {
	o := binary.LittleEndian
	data := o.AppendUint64(append([]byte("II+\x00"), 8, 0, 0, 0), 16)
	data = o.AppendUint64(data, 2)
	for tag, value := range []uint64{width, height} {
		data = o.AppendUint16(o.AppendUint16(data, uint16(tagImageWidth+tag)), 16)
		data = o.AppendUint64(o.AppendUint64(data, 1), value)
	}
	return o.AppendUint64(data, 0)
}

func pdfOf(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	for i, o := range objects {
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	b.WriteString("trailer << /Root 1 0 R >>\n%%EOF\n")
	return b.Bytes()
}

func TestATypeIsToldByTheBytes(t *testing.T) {
	asPNG, asJPEG := picture(t, 64, 48)
	for name, c := range map[string]struct {
		data []byte
		want Found
	}{
		"png":                  {asPNG, Found{PNG, 1}},
		"jpeg":                 {asJPEG, Found{JPEG, 1}},
		"lossy webp":           {file(t, "lossy.webp.base64"), Found{WebP, 1}},
		"lossless webp":        {file(t, "lossless.webp.base64"), Found{WebP, 1}},
		"extended webp":        {[]byte("RIFF\x20\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x3f\x00\x00\x2f\x00\x00"), Found{WebP, 1}},
		"heic":                 {file(t, "picture.heic.base64"), Found{HEIC, 1}},
		"tiff, little end":     {tiffOf(binary.LittleEndian, size{64, 48}, size{10, 10}), Found{TIFF, 2}},
		"tiff, big end":        {tiffOf(binary.BigEndian, size{64, 48}), Found{TIFF, 1}},
		"big tiff":             {bigTIFF(64, 48), Found{TIFF, 1}},
		"pdf":                  {file(t, "two_pages.pdf"), Found{PDF, 0}},
		"pdf behind mail text": {append([]byte("Received: by mail :-(\r\n\r\n"), file(t, "two_pages.pdf")...), Found{PDF, 0}},
		"pdf, object streams":  {file(t, "object_streams.pdf.base64"), Found{PDF, 0}},
		"pdf, rc4 40 owner":    {file(t, "rc4_40_owner.pdf.base64"), Found{PDF, 0}},
		"pdf, rc4 128 owner":   {file(t, "rc4_128_owner.pdf.base64"), Found{PDF, 0}},
		"pdf, aes 128 owner":   {file(t, "aes_128_owner.pdf.base64"), Found{PDF, 0}},
		"pdf, aes 256 owner":   {file(t, "aes_256_owner.pdf.base64"), Found{PDF, 0}},
		"pdf, r5 owner":        {file(t, "aes_256_r5_owner.pdf.base64"), Found{PDF, 0}},
		"pdf that only speaks of /Encrypt": {pdfOf("<< /Type /Pages /Count 1 >>", "<< /Title (trailer << /Encrypt 3 0 R >>) >>",
			"<< /Length 99 >>\nstream\ntrailer << /Encrypt 3 0 R >>\nendstream"), Found{PDF, 0}},
	} {
		if found, err := Look(c.data, false, limits); err != nil || found != c.want {
			t.Errorf("%s: %v, %v; want %v", name, found, err, c.want)
		}
	}
}

func TestWhatIsNotReadIsRefusedWithItsCode(t *testing.T) {
	asPNG, asJPEG := picture(t, 64, 48)
	largePNG, largeJPEG := picture(t, 101, 100)
	circle := tiffOf(binary.LittleEndian, size{1, 1})
	binary.LittleEndian.PutUint32(circle[len(circle)-4:], 8)
	for name, c := range map[string]struct {
		data []byte
		want schemas.Code
		says string
	}{
		"nothing":           {nil, schemas.CodeEmpty, "no bytes"},
		"text":              {[]byte("Dear customer, please find attached"), schemas.CodeUnsupportedType, "text/plain"},
		"web page":          {[]byte("<!DOCTYPE html><html>404"), schemas.CodeUnsupportedType, "text/html"},
		"zip":               {[]byte("PK\x03\x04\x14\x00\x06\x00"), schemas.CodeUnsupportedType, "application/zip"},
		"gif":               {[]byte("GIF89a\x01\x00\x01\x00"), schemas.CodeUnsupportedType, "image/gif"},
		"avif":              {file(t, "picture.avif.base64"), schemas.CodeUnsupportedType, "HEIC"},
		"half a png header": {asPNG[:20], schemas.CodeCorrupt, "PNG"},
		"png, no pixels":    {asPNG[:33], schemas.CodeCorrupt, "pixels"},
		"jpeg, cut":         {asJPEG[:40], schemas.CodeCorrupt, "frame header"},
		"jpeg, no frame":    {[]byte("\xff\xd8\xff\xe0\x00\x02\xff\xd9"), schemas.CodeCorrupt, "frame header"},
		"webp, cut":         {file(t, "lossy.webp.base64")[:20], schemas.CodeCorrupt, "WebP"},
		"heic, cut":         {file(t, "picture.heic.base64")[:60], schemas.CodeCorrupt, "HEIC"},
		"tiff, cut":         {tiffOf(binary.BigEndian, size{1, 1})[:20], schemas.CodeCorrupt, "page 1"},
		"tiff, circle":      {circle, schemas.CodeCorrupt, "circle"},
		"tiff, no page":     {[]byte("II*\x00\x00\x00\x00\x00"), schemas.CodeEmpty, "no page"},
		"tiff, no width":    {tiffOf(binary.BigEndian, size{0, 9}), schemas.CodeCorrupt, "0 x 9"},
		"tiff, page 2":      {tiffOf(binary.BigEndian, size{9, 9}, size{101, 100}), schemas.CodeTooManyPixels, "page 2: 101 x 100"},
		"tiff, pages": {tiffOf(binary.BigEndian, size{1, 1}, size{1, 1}, size{1, 1}, size{1, 1}), schemas.CodeTooManyPages,
			"MUNSHI_INGEST_MAX_PAGES"},
		"big tiff, vast":   {bigTIFF(1<<63, 1<<63), schemas.CodeTooManyPixels, "MUNSHI_INGEST_MAX_PAGE_PIXELS"},
		"png, large":       {largePNG, schemas.CodeTooManyPixels, "101 x 100 pixels are over the limit of 10000"},
		"jpeg, large":      {largeJPEG, schemas.CodeTooManyPixels, "101 x 100"},
		"webp, large":      {[]byte("RIFF\x20\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff"), schemas.CodeTooManyPixels, "16777216"},
		"pdf, only header": {[]byte("%PDF-1.7\n%%EOF"), schemas.CodeCorrupt, "no objects"},
		"pdf, no page":     {pdfOf("<< /Type /Pages /Kids [] /Count 0 >>"), schemas.CodeEmpty, "no page"},
		"pdf, pages":       {pdfOf("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 4 >>"), schemas.CodeTooManyPages, "4 pages: the limit is 3"},
		"pdf, rc4 40":      {file(t, "rc4_40_user.pdf.base64"), schemas.CodePasswordRequired, "password"},
		"pdf, rc4 128":     {file(t, "rc4_128_user.pdf.base64"), schemas.CodePasswordRequired, "password"},
		"pdf, aes 128":     {file(t, "aes_128_user.pdf.base64"), schemas.CodePasswordRequired, "password"},
		"pdf, aes 256":     {file(t, "aes_256_user.pdf.base64"), schemas.CodePasswordRequired, "password"},
		"pdf, r5":          {file(t, "aes_256_r5_user.pdf.base64"), schemas.CodePasswordRequired, "password"},
	} {
		_, err := Look(c.data, false, limits)
		var refused *Refused
		if !errors.As(err, &refused) || refused.Code != c.want || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %s and %q", name, err, c.want, c.says)
		}
	}
}

func TestPagesInObjectStreamsAreCounted(t *testing.T) {
	_, err := Look(file(t, "object_streams.pdf.base64"), false, Limits{Pages: 1, PagePixels: 1})
	var refused *Refused
	if !errors.As(err, &refused) || refused.Code != schemas.CodeTooManyPages {
		t.Errorf("%v, want too_many_pages", err)
	}
}

func TestAnEncryptedPDFWithItsPasswordIsTaken(t *testing.T) {
	if found, err := Look(file(t, "aes_256_user.pdf.base64"), true, limits); err != nil || found.MediaType != PDF {
		t.Errorf("%v, %v", found, err)
	}
}

func FuzzAnyBytesAreJudgedOrRefused(f *testing.F) {
	asPNG, asJPEG := picture(f, 8, 8)
	for _, seed := range [][]byte{asPNG, asJPEG, tiffOf(binary.BigEndian, size{1, 1}, size{2, 2}), bigTIFF(1, 1)} {
		f.Add(seed)
	}
	names, err := filepath.Glob("testdata/*.*")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		f.Add(file(f, filepath.Base(name)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		found, err := Look(data, false, limits)
		var refused *Refused
		switch {
		case err == nil && (found.MediaType == "" || found.Pages > limits.Pages):
			t.Errorf("taken as %v", found)
		case err != nil && (!errors.As(err, &refused) || refused.Code == "" || len(err.Error()) > 1000):
			t.Errorf("refused with %v", err)
		}
	})
}
