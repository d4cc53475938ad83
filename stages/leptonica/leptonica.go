// Package leptonica is the image operations that preprocess and recognize need, by the C library of that name: read,
// find skew, turn, write. Start at ReadHeader, which looks before Read decodes.
//
// It is C code that meets images of strangers: link it only into jobs of stages/sandbox. It wraps what is used, not
// the library; every Image is closed by who made it.
package leptonica

/*
#cgo pkg-config: lept
#include <stdlib.h>
#include <leptonica/allheaders.h>

// tiff_pages counts the images of a TIFF held in memory; 0 when it cannot.
static int tiff_pages(const l_uint8 *bytes, size_t size) {
	l_int32 n = 0;
	FILE *f = fopenReadFromMemory(bytes, size);
	if (!f) return 0;
	if (tiffGetCount(f, &n)) n = 0;
	fclose(f);
	return n;
}

// skew_of finds the clockwise turn, in degrees, that would set the lines of a page level.
static int skew_of(PIX *pix, float *angle, float *confidence) {
	PIX *gray = pixConvertTo8(pix, 0), *bits = NULL;
	if (!gray) return 1;
	int failed = pixOtsuAdaptiveThreshold(gray, 2000, 2000, 0, 0, 0.1, NULL, &bits) || pixFindSkew(bits, angle, confidence);
	pixDestroy(&bits);
	pixDestroy(&gray);
	return failed;
}

// histogram_of counts the 256 shades of an 8-bit image.
static int histogram_of(PIX *gray, int *counts) {
	NUMA *numbers = pixGetGrayHistogram(gray, 1);
	if (!numbers || numaGetCount(numbers) != 256) {
		numaDestroy(&numbers);
		return 1;
	}
	for (int i = 0; i < 256; i++) numaGetIValue(numbers, i, &counts[i]);
	numaDestroy(&numbers);
	return 0;
}

// free_pix exists because cgo has no pointer to a Go field.
static void free_pix(PIX *pix) { pixDestroy(&pix); }
*/
import "C"

import (
	"errors"
	"fmt"
	"math"
	"unsafe"
)

// Format is the format of an encoded image.
type Format int

// The formats that ReadHeader knows.
const (
	Unknown Format = iota
	JPEG
	PNG
	TIFF
	WebP
)

func (f Format) String() string {
	return [...]string{"unknown", "JPEG", "PNG", "TIFF", "WebP"}[f]
}

// ErrCorrupt: the bytes are not, or not wholly, an image that can be decoded.
var ErrCorrupt = errors.New("the image is damaged")

// ErrFailed: an operation on a decoded image failed, most likely for lack of memory.
var ErrFailed = errors.New("leptonica failed")

// Header is what can be known of an image without decoding it.
type Header struct {
	Format        Format
	Width, Height int
	// Pages is the number of images; over 1 only for TIFF.
	Pages int
}

func init() {
	// Warnings about odd metadata are of no use to anyone; errors go to the sandbox's tail.
	C.setMsgSeverity(C.L_SEVERITY_ERROR)
}

func pointer(encoded []byte) (*C.l_uint8, C.size_t) {
	return (*C.l_uint8)(unsafe.Pointer(unsafe.SliceData(encoded))), C.size_t(len(encoded))
}

// minBytes is what Leptonica reads of any image without asking how long it is.
const minBytes = 12

// ReadHeader tells format, size and number of pages without decoding a pixel. Page counts from 1 and matters for TIFF only.
func ReadHeader(encoded []byte, page int) (Header, error) {
	if len(encoded) < minBytes {
		return Header{}, fmt.Errorf("%w: it has %d bytes", ErrCorrupt, len(encoded))
	}
	start, size := pointer(encoded)
	var format, w, h, bps, spp, colormap, ignored C.l_int32
	if C.findFileFormatBuffer(start, &format) != 0 {
		return Header{}, fmt.Errorf("%w: its format is not known", ErrCorrupt)
	}
	header := Header{Format: formatOf(format), Pages: 1}
	var failed C.l_int32
	switch header.Format {
	case TIFF:
		header.Pages = int(C.tiff_pages(start, size))
		failed = C.readHeaderMemTiff(start, size, C.l_int32(page-1), &w, &h, &bps, &spp, &ignored, &colormap, &ignored)
	case Unknown:
		return Header{}, fmt.Errorf("%w: it is not a JPEG, PNG, TIFF or WebP", ErrCorrupt)
	default:
		failed = C.pixReadHeaderMem(start, size, &format, &w, &h, &bps, &spp, &colormap)
	}
	if failed != 0 || w <= 0 || h <= 0 || header.Pages <= 0 {
		return Header{}, fmt.Errorf("%w: its %s header cannot be read", ErrCorrupt, header.Format)
	}
	header.Width, header.Height = int(w), int(h)
	return header, nil
}

func formatOf(format C.l_int32) Format {
	switch format {
	case C.IFF_JFIF_JPEG:
		return JPEG
	case C.IFF_PNG:
		return PNG
	case C.IFF_TIFF, C.IFF_TIFF_PACKBITS, C.IFF_TIFF_RLE, C.IFF_TIFF_G3, C.IFF_TIFF_G4, C.IFF_TIFF_LZW, C.IFF_TIFF_ZIP, C.IFF_TIFF_JPEG:
		return TIFF
	case C.IFF_WEBP:
		return WebP
	}
	return Unknown
}

// Image is a decoded image in C memory. It is used by one goroutine at a time and must be closed.
type Image struct{ pix *C.PIX }

// Read decodes page (from 1; other than 1 only for TIFF). The caller has judged the header: decoding takes four bytes
// a pixel. A file that is cut short is an error: half a page must not pass for a page. A TIFF's orientation tag is applied;
// EXIF orientation is not.
func Read(encoded []byte, page int) (*Image, error) {
	header, err := ReadHeader(encoded, page)
	if err != nil {
		return nil, err
	}
	start, size := pointer(encoded)
	var pix *C.PIX
	switch header.Format {
	case TIFF:
		pix = C.pixReadMemTiff(start, size, C.l_int32(page-1))
	default:
		pix = C.pixReadMem(start, size)
	}
	if pix == nil {
		return nil, fmt.Errorf("%w: its %s data cannot be decoded", ErrCorrupt, header.Format)
	}
	return &Image{pix}, nil
}

// Close frees the image. It may be called twice.
func (i *Image) Close() {
	C.free_pix(i.pix)
	i.pix = nil
}

// Width is the width in pixels.
func (i *Image) Width() int { return int(C.pixGetWidth(i.pix)) }

// Height is the height in pixels.
func (i *Image) Height() int { return int(C.pixGetHeight(i.pix)) }

// Depth is the number of bits a pixel: 1, 2, 4, 8, 16 or 32.
func (i *Image) Depth() int { return int(C.pixGetDepth(i.pix)) }

// DPI is the resolution the file claims, 0 when it claims none.
func (i *Image) DPI() float64 { return float64(C.pixGetXRes(i.pix)) }

// SetDPI writes the resolution that encoded files will claim.
func (i *Image) SetDPI(dpi float64) {
	C.pixSetResolution(i.pix, C.l_int32(math.Round(dpi)), C.l_int32(math.Round(dpi)))
}

// Gray is the image in 8-bit gray.
func (i *Image) Gray() (*Image, error) { return made("convert to gray", C.pixConvertTo8(i.pix, 0)) }

// RGB is the image in 32-bit colour.
func (i *Image) RGB() (*Image, error) { return made("convert to colour", C.pixConvertTo32(i.pix)) }

// Skew finds how far the lines of a page lean, in degrees, clockwise positive, and how sure that is: above 3 is
// sure, 0 is nothing found. Up to 7 degrees are looked for.
func (i *Image) Skew() (degrees, confidence float64) {
	var angle, c C.float
	if C.skew_of(i.pix, &angle, &c) != 0 {
		return 0, 0
	}
	return -float64(angle), float64(c)
}

// Ink is the share of pixels, from 0 to 1, that stand out from the paper by more than contrast (of 255), darker or
// lighter. Paper is the median shade.
func (i *Image) Ink(contrast int) (float64, error) {
	gray, err := i.Gray()
	if err != nil {
		return 0, err
	}
	defer gray.Close()
	var counts [256]C.int
	if C.histogram_of(gray.pix, &counts[0]) != 0 {
		return 0, fmt.Errorf("%w to count the shades of the image", ErrFailed)
	}
	all := gray.Width() * gray.Height()
	paper, below := 0, int(counts[0])
	for below*2 < all {
		paper++
		below += int(counts[paper])
	}
	ink := 0
	for shade, n := range counts {
		if max(shade-paper, paper-shade) > contrast {
			ink += int(n)
		}
	}
	return float64(ink) / float64(all), nil
}

// Flat is the share of pixels, from 0 to 1, whose shade is within spread (of 255) of the commonest: of paper on scans.
func (i *Image) Flat(spread int) (float64, error) {
	gray, err := i.Gray()
	if err != nil {
		return 0, err
	}
	defer gray.Close()
	var counts [256]C.int
	if C.histogram_of(gray.pix, &counts[0]) != 0 {
		return 0, fmt.Errorf("%w to count the shades of the image", ErrFailed)
	}
	paper := 0
	for shade, n := range counts {
		if n > counts[paper] {
			paper = shade
		}
	}
	flat := 0
	for shade := max(0, paper-spread); shade <= min(255, paper+spread); shade++ {
		flat += int(counts[shade])
	}
	return float64(flat) / float64(gray.Width()*gray.Height()), nil
}

// Turned is the image turned clockwise by degrees; it grows so that no corner is cut, and what comes in is white.
func (i *Image) Turned(degrees float64) (*Image, error) {
	radians := C.l_float32(degrees * math.Pi / 180)
	return made("turn", C.pixRotate(i.pix, radians, C.L_ROTATE_AREA_MAP, C.L_BRING_IN_WHITE, C.pixGetWidth(i.pix), C.pixGetHeight(i.pix)))
}

// QuarterTurned is the image turned clockwise by 0 to 3 right angles, without loss.
func (i *Image) QuarterTurned(quarters int) (*Image, error) {
	return made("turn", C.pixRotateOrth(i.pix, C.l_int32(quarters&3)))
}

// Mirrored is the image with left and right exchanged.
func (i *Image) Mirrored() (*Image, error) { return made("mirror", C.pixFlipLR(nil, i.pix)) }

// Scaled is the image with both sides multiplied by factor.
func (i *Image) Scaled(factor float64) (*Image, error) {
	return made("scale", C.pixScale(i.pix, C.l_float32(factor), C.l_float32(factor)))
}

func made(what string, pix *C.PIX) (*Image, error) {
	if pix == nil {
		return nil, fmt.Errorf("%w to %s the image", ErrFailed, what)
	}
	return &Image{pix}, nil
}

// fastZlib asks Leptonica's PNG writer for zlib level 1: three times the speed for a tenth more bytes.
const fastZlib = 11

// EncodePNG encodes without loss.
func (i *Image) EncodePNG() ([]byte, error) {
	C.pixSetSpecial(i.pix, fastZlib)
	var encoded *C.l_uint8
	var size C.size_t
	failed := C.pixWriteMemPng(&encoded, &size, i.pix, 0)
	return taken("PNG", failed, encoded, size)
}

// EncodeJPEG encodes with quality from 1 to 100.
func (i *Image) EncodeJPEG(quality int) ([]byte, error) {
	C.pixSetSpecial(i.pix, 0)
	var encoded *C.l_uint8
	var size C.size_t
	failed := C.pixWriteMemJpeg(&encoded, &size, i.pix, C.l_int32(quality), 0)
	return taken("JPEG", failed, encoded, size)
}

func taken(format string, failed C.l_ok, encoded *C.l_uint8, size C.size_t) ([]byte, error) {
	if encoded == nil || failed != 0 {
		return nil, fmt.Errorf("%w to write the image as %s", ErrFailed, format)
	}
	defer C.lept_free(unsafe.Pointer(encoded))
	return C.GoBytes(unsafe.Pointer(encoded), C.int(size)), nil
}
