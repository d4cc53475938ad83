package leptonica

/*
#include <leptonica/allheaders.h>

// put_shades writes the bytes of an 8-bit image row by row, without padding.
static void put_shades(PIX *gray, unsigned char *to) {
	l_int32 w = pixGetWidth(gray), h = pixGetHeight(gray), wpl = pixGetWpl(gray);
	l_uint32 *data = pixGetData(gray);
	for (l_int32 y = 0; y < h; y++)
		for (l_int32 x = 0; x < w; x++) *to++ = GET_DATA_BYTE(data + y * wpl, x);
}
*/
import "C"

import (
	"image"
	"unsafe"
)

// Shades is the image in gray as Go has it, made smaller so that no side is over maxSide.
func (i *Image) Shades(maxSide int) (*image.Gray, error) {
	gray, err := i.Gray()
	if err != nil {
		return nil, err
	}
	defer func() { gray.Close() }()
	if long := max(gray.Width(), gray.Height()); long > maxSide {
		smaller, err := gray.Scaled(float64(maxSide) / float64(long))
		if err != nil {
			return nil, err
		}
		gray.Close()
		gray = smaller
	}
	shades := image.NewGray(image.Rect(0, 0, gray.Width(), gray.Height()))
	C.put_shades(gray.pix, (*C.uchar)(unsafe.Pointer(unsafe.SliceData(shades.Pix))))
	return shades, nil
}
