package leptonica

/*
#include <leptonica/allheaders.h>

// seen is the image as m shows it: m takes a pixel of the result to one of the image, 3 x 3, row by row. Pixels are mixed of the
// four around; what is outside the image is its nearest edge.
static PIX *seen(PIX *pix, const double *m, int width, int height) {
	PIX *from = pixGetDepth(pix) == 8 && !pixGetColormap(pix) ? pixClone(pix) : pixConvertTo32(pix);
	PIX *to = from ? pixCreate(width, height, pixGetDepth(from)) : NULL;
	if (!to) {
		pixDestroy(&from);
		return NULL;
	}
	int w = pixGetWidth(from), h = pixGetHeight(from), gray = pixGetDepth(from) == 8;
	int fromWords = pixGetWpl(from), toWords = pixGetWpl(to);
	l_uint32 *source = pixGetData(from), *target = pixGetData(to);
	for (int y = 0; y < height; y++) {
		l_uint32 *out = target + (size_t)y * toWords;
		for (int x = 0; x < width; x++) {
			double u = x + 0.5, v = y + 0.5, z = m[6] * u + m[7] * v + m[8];
			double sx = (m[0] * u + m[1] * v + m[2]) / z - 0.5, sy = (m[3] * u + m[4] * v + m[5]) / z - 0.5;
			sx = sx > 0 ? (sx < w - 1 ? sx : w - 1) : 0; // also when it is no number
			sy = sy > 0 ? (sy < h - 1 ? sy : h - 1) : 0;
			int x0 = sx, y0 = sy, x1 = x0 + 1 < w ? x0 + 1 : x0, y1 = y0 + 1 < h ? y0 + 1 : y0;
			int fx = (sx - x0) * 256, fy = (sy - y0) * 256;
			l_uint32 *up = source + (size_t)y0 * fromWords, *low = source + (size_t)y1 * fromWords;
			if (gray) {
				int top = GET_DATA_BYTE(up, x0) * (256 - fx) + GET_DATA_BYTE(up, x1) * fx;
				int bottom = GET_DATA_BYTE(low, x0) * (256 - fx) + GET_DATA_BYTE(low, x1) * fx;
				SET_DATA_BYTE(out, x, (top * (256 - fy) + bottom * fy + 32768) >> 16);
				continue;
			}
			l_uint32 mixed = 0;
			for (int shift = 8; shift < 32; shift += 8) {
				int top = (up[x0] >> shift & 255) * (256 - fx) + (up[x1] >> shift & 255) * fx;
				int bottom = (low[x0] >> shift & 255) * (256 - fx) + (low[x1] >> shift & 255) * fx;
				mixed |= (l_uint32)((top * (256 - fy) + bottom * fy + 32768) >> 16) << shift;
			}
			out[x] = mixed;
		}
	}
	pixDestroy(&from);
	return to;
}
*/
import "C"

import (
	"math"
	"unsafe"
)

// Map takes points of one picture of a plane to those of another, both as fractions of width and height: a 3 x 3 matrix,
// row by row, that takes (x, y, 1) to (a, b, c), and the point is (a/c, b/c).
type Map [9]float64

// Same takes every point to itself.
var Same = Map{1, 0, 0, 0, 1, 0, 0, 0, 1}

// MapToCorners takes the corners of a picture (top left, top right, bottom right, bottom left) to four points; not ok when they make
// no quadrilateral. The closed form is of Heckbert, Fundamentals of Texture Mapping and Image Warping (1989).
func MapToCorners(corners [4][2]float64) (m Map, ok bool) {
	x0, y0, x1, y1 := corners[0][0], corners[0][1], corners[1][0], corners[1][1]
	x2, y2, x3, y3 := corners[2][0], corners[2][1], corners[3][0], corners[3][1]
	dx1, dx2, sx := x1-x2, x3-x2, x0-x1+x2-x3
	dy1, dy2, sy := y1-y2, y3-y2, y0-y1+y2-y3
	d := dx1*dy2 - dx2*dy1
	if math.Abs(d) < 1e-12 {
		return Same, false
	}
	g, h := (sx*dy2-dx2*sy)/d, (dx1*sy-sx*dy1)/d
	return Map{x1 - x0 + g*x1, x3 - x0 + h*x3, x0, y1 - y0 + g*y1, y3 - y0 + h*y3, y0, g, h, 1}, true
}

// MapOfTurn takes points of a picture that was turned clockwise by degrees, and grew so that no corner was cut, to points of
// the picture before, given both sizes.
func MapOfTurn(degrees float64, width, height, turnedWidth, turnedHeight int) Map {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	w, h, tw, th := float64(width), float64(height), float64(turnedWidth), float64(turnedHeight)
	// From the middle of the turned picture, back by the angle, to the middle of the other one.
	return Map{
		tw * cos / w, th * sin / w, 0.5 - (tw*cos+th*sin)/(2*w),
		-tw * sin / h, th * cos / h, 0.5 - (th*cos-tw*sin)/(2*h),
		0, 0, 1,
	}
}

// MapOfQuarters takes points of a picture that was turned clockwise by quarters to points of the picture before.
func MapOfQuarters(quarters int) Map {
	return [4]Map{Same, {0, 1, 0, -1, 0, 1, 0, 0, 1}, {-1, 0, 1, 0, -1, 1, 0, 0, 1}, {0, -1, 1, 1, 0, 0, 0, 0, 1}}[quarters&3]
}

// After is the map that first does first, then m.
func (m Map) After(first Map) Map {
	var product Map
	for row := range 3 {
		for column := range 3 {
			for k := range 3 {
				product[3*row+column] += m[3*row+k] * first[3*k+column]
			}
		}
	}
	return product
}

// At is where a point is taken.
func (m Map) At(x, y float64) (float64, float64) {
	c := m[6]*x + m[7]*y + m[8]
	return (m[0]*x + m[1]*y + m[2]) / c, (m[3]*x + m[4]*y + m[5]) / c
}

// Seen is the image as a picture of that size, whose points m takes to those of the image.
func (i *Image) Seen(m Map, width, height int) (*Image, error) {
	toFractions := Map{1 / float64(width), 0, 0, 0, 1 / float64(height), 0, 0, 0, 1}
	toPixels := Map{float64(i.Width()), 0, 0, 0, float64(i.Height()), 0, 0, 0, 1}
	pixels := toPixels.After(m).After(toFractions)
	return made("see from the front", C.seen(i.pix, (*C.double)(unsafe.Pointer(&pixels)), C.int(width), C.int(height)))
}
