package leptonica

/*
#include <leptonica/allheaders.h>

// letters_of is the boxes of the connected spots of ink on a page.
static BOXA *letters_of(PIX *pix) {
	PIX *gray = pixConvertTo8(pix, 0), *bits = NULL;
	BOXA *boxes = NULL;
	if (gray && !pixOtsuAdaptiveThreshold(gray, 200, 200, 0, 0, 0.1, NULL, &bits)) boxes = pixConnCompBB(bits, 8);
	pixDestroy(&bits);
	pixDestroy(&gray);
	return boxes;
}

static void free_boxes(BOXA *boxes) { boxaDestroy(&boxes); }
*/
import "C"

import "slices"

// LetterHeight is the middle height of what looks like letters, in pixels; 0 when there are fewer than twenty.
func (i *Image) LetterHeight() float64 {
	boxes := C.letters_of(i.pix)
	if boxes == nil {
		return 0
	}
	defer C.free_boxes(boxes)
	var heights []float64
	for n := range C.boxaGetCount(boxes) {
		var x, y, w, h C.l_int32
		C.boxaGetBoxGeometry(boxes, n, &x, &y, &w, &h)
		// Specks are smaller, rules and pictures longer.
		if h >= 5 && w >= 2 && w <= 3*h && int(h) <= i.Height()/8 {
			heights = append(heights, float64(h))
		}
	}
	if len(heights) < 20 {
		return 0
	}
	slices.Sort(heights)
	return heights[len(heights)/2]
}
