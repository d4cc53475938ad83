package leptonica

/*
#include <leptonica/allheaders.h>

// transparency counts the pixels that show half of what is behind them or more, and sums up the shades of the others. It returns 0 when every
// pixel is wholly opaque.
static int transparency(PIX *pix, double *clear, double *shade) {
	l_int32 w = pixGetWidth(pix), h = pixGetHeight(pix), wpl = pixGetWpl(pix), some = 0;
	*clear = *shade = 0;
	if (pixGetDepth(pix) != 32 || pixGetSpp(pix) != 4) return 0;
	l_uint32 *data = pixGetData(pix);
	for (l_int32 y = 0; y < h; y++) {
		l_uint32 *line = data + (size_t)y * wpl;
		for (l_int32 x = 0; x < w; x++) {
			l_int32 r, g, b, a = GET_DATA_BYTE(line + x, L_ALPHA_CHANNEL);
			if (a < 255) some = 1;
			if (a < 128) {
				*clear += 1;
				continue;
			}
			extractRGBValues(line[x], &r, &g, &b);
			*shade += (r + 2 * g + b) / 4.0;
		}
	}
	return some;
}
*/
import "C"

// light is the mean shade, of 255, from which what is drawn on a transparent ground was made to be seen on a dark one.
const light = 160

// Transparent says whether something of the image lets through what is behind it.
func (i *Image) Transparent() bool {
	var clear, shade C.double
	return C.transparency(i.pix, &clear, &shade) != 0
}

// Opaque is the image on paper, without transparency: white, or black when what is drawn on it is light.
func (i *Image) Opaque() (*Image, error) {
	var clear, shade C.double
	C.transparency(i.pix, &clear, &shade)
	paper := C.l_uint32(0xffffff00)
	if all := C.double(i.Width() * i.Height()); clear > all/2 && clear < all && shade/(all-clear) > light {
		paper = 0
	}
	return made("remove transparency", C.pixAlphaBlendUniform(i.pix, paper))
}
