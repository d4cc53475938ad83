package leptonica

/*
#include <leptonica/allheaders.h>

// copy_rgb writes the colours of a 32-bit image, three bytes a pixel, row by row.
static void copy_rgb(PIX *pix, l_uint8 *out) {
	l_int32 w = pixGetWidth(pix), h = pixGetHeight(pix), wpl = pixGetWpl(pix);
	l_uint32 *data = pixGetData(pix);
	for (l_int32 y = 0; y < h; y++) {
		l_uint32 *line = data + (size_t)y * wpl;
		for (l_int32 x = 0; x < w; x++) {
			*out++ = line[x] >> L_RED_SHIFT;
			*out++ = line[x] >> L_GREEN_SHIFT;
			*out++ = line[x] >> L_BLUE_SHIFT;
		}
	}
}
*/
import "C"

import "unsafe"

// Pixels is the image as red, green and blue bytes, row by row, without padding: 3 * Width * Height of them.
func (i *Image) Pixels() ([]byte, error) {
	colour, err := i.RGB()
	if err != nil {
		return nil, err
	}
	defer colour.Close()
	out := make([]byte, 3*colour.Width()*colour.Height())
	C.copy_rgb(colour.pix, (*C.l_uint8)(unsafe.SliceData(out)))
	return out, nil
}
