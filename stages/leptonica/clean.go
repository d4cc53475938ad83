package leptonica

/*
#include <leptonica/allheaders.h>

// even is the page as if the light had fallen evenly on it, in gray.
static PIX *even(PIX *pix) {
	PIX *gray = pixConvertTo8(pix, 0), *result = NULL;
	if (!gray) return NULL;
	// Paper is what is left when strokes are closed over, at an eighth of the size: up to 56 pixels wide. Thresholds, which the
	// other way of Leptonica needs, take the paper in a deep shadow for ink.
	result = pixBackgroundNormMorph(gray, NULL, 8, 7, 230);
	if (!result) result = pixClone(gray); // there is no paper: the page is black
	pixDestroy(&gray);
	return result;
}

static PIX *otsu(PIX *pix) {
	PIX *flat = even(pix), *result = NULL;
	if (!flat) return NULL;
	pixOtsuAdaptiveThreshold(flat, 2000, 2000, 0, 0, 0.1, NULL, &result);
	pixDestroy(&flat);
	return result;
}

static PIX *sauvola(PIX *pix) {
	PIX *gray = pixConvertTo8(pix, 0), *result = NULL;
	if (!gray) return NULL;
	// A window of 2 * 15 + 1 pixels, and k = 0.34, the value of Sauvola and Pietikainen (2000).
	pixSauvolaBinarize(gray, 15, 0.34, 1, NULL, NULL, NULL, &result);
	pixDestroy(&gray);
	return result;
}

static PIX *denoised(PIX *pix) {
	PIX *gray = pixConvertTo8(pix, 0), *result = NULL;
	if (!gray) return NULL;
	result = pixMedianFilter(gray, 3, 3);
	pixDestroy(&gray);
	return result;
}

static PIX *enlarged(PIX *pix) { return pixScale(pix, 2, 2); }
*/
import "C"

import "fmt"

// Steps that may help a reader, or harm it: which of them is seen in what it reads. Each leaves everything on the page
// where it was, as a fraction of width and height.
const (
	Normalise = "normalise" // even light, in gray
	Enlarge   = "enlarge"   // both sides doubled
	Denoise   = "denoise"   // a median of 3 x 3 pixels, in gray
	Otsu      = "otsu"      // even light, then black and white by one threshold for all
	Sauvola   = "sauvola"   // black and white by the mean and the spread around each pixel
)

// minCleaned is the smallest side that Cleaned takes: the windows of its steps must fit in.
const minCleaned = 80

// Cleaned is the image after one of the steps. Images with a side under 80 pixels come back as they are: there is
// nothing to read on them.
func (i *Image) Cleaned(step string) (*Image, error) {
	if min(i.Width(), i.Height()) < minCleaned {
		return made("copy", C.pixCopy(nil, i.pix))
	}
	switch step {
	case Normalise:
		return made(step, C.even(i.pix))
	case Enlarge:
		return made(step, C.enlarged(i.pix))
	case Denoise:
		return made(step, C.denoised(i.pix))
	case Otsu:
		return made(step, C.otsu(i.pix))
	case Sauvola:
		return made(step, C.sauvola(i.pix))
	}
	return nil, fmt.Errorf("leptonica: no step %q", step)
}
