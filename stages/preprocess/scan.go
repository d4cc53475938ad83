package preprocess

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/munshi-in/munshi/stages/leptonica"
)

const (
	// maxPictured is the share of a page that pictures may cover before they are looked at.
	maxPictured = 0.5
	// minPictured is the share of a page that a picture covers whose resolution counts: logos are finer than what is to be read.
	minPictured = 0.25
	// inkContrast is how much ink stands out from paper, of 255 shades: faded thermal print does by 60, a watermark by 40.
	inkContrast = 48
	// maxDecorInk is the share of a background picture that may stand out: a watermark has none, a thin page of text 1 %.
	maxDecorInk = 0.005
	// maxPictures bounds what is taken out of a page to be looked at.
	maxPictures = 30
)

// isScan says whether what a page shows is pictures rather than text. Words behind a scan are somebody else's recognition, of
// unknown quality, or a scanner app's stamp. A picture that covers the page and is faint is a watermark: it hides nothing.
func isScan(r request, file *os.File) (bool, error) {
	seen, err := picturesOn(r, file)
	var failed *failedTool
	if errors.As(err, &failed) {
		return true, nil // what cannot be told is read
	}
	if err != nil {
		return false, err
	}
	if seen.area <= maxPictured*r.Size.Width*r.Size.Height {
		return false, nil
	}
	if seen.count > maxPictures || seen.pixels > float64(r.Limits.MaxPagePixels) {
		return true, nil
	}
	return inked(r, file)
}

// inked takes the pictures out of a page and says whether one of them has ink.
func inked(r request, file *os.File) (bool, error) {
	scratch, err := os.MkdirTemp("", "pictures-")
	if err != nil {
		return false, fmt.Errorf("make a scratch directory: %w", err)
	}
	defer os.RemoveAll(scratch)
	number := strconv.Itoa(r.Number)
	_, err = run(poppler, file, "pdfimages", append(opened(r.Password), "-png", "-f", number, "-l", number, toolInput, filepath.Join(scratch, "p"))...)
	var failed *failedTool
	if errors.As(err, &failed) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	names, err := filepath.Glob(filepath.Join(scratch, "*.png"))
	if err != nil || len(names) == 0 {
		return true, err
	}
	for _, name := range names {
		if ink, err := inkOf(name, r.Limits); err != nil || ink > maxDecorInk {
			return true, nil
		}
	}
	return false, nil
}

func inkOf(name string, l limits) (float64, error) {
	encoded, err := os.ReadFile(name)
	if err != nil {
		return 0, err
	}
	header, err := leptonica.ReadHeader(encoded, 1)
	if err != nil {
		return 0, err
	}
	if err := l.allowPixels(header.Width, header.Height); err != nil {
		return 0, err
	}
	image, err := leptonica.Read(encoded, 1)
	if err != nil {
		return 0, err
	}
	defer image.Close()
	return image.Ink(inkContrast)
}

// pictures sums up the pictures of a page: how many, the area they cover in square points, their pixels, and the resolution of the
// finest that covers a good part of the page.
type pictures struct {
	count                int
	area, pixels, finest float64
}

// picturesOn are those of the page that is asked for.
func picturesOn(r request, file *os.File) (pictures, error) {
	number := strconv.Itoa(r.Number)
	list, err := run(poppler, file, "pdfimages", append(opened(r.Password), "-list", "-f", number, "-l", number, toolInput)...)
	return picturesIn(list, r.Size), err
}

// picturesIn reads what pdfimages -list tells.
func picturesIn(list []byte, page pageSize) pictures {
	var sum pictures
	lines := bufio.NewScanner(bytes.NewReader(list))
	for lines.Scan() {
		const kind, width, height, xPPI, yPPI, columns = 2, 3, 4, 12, 13, 14
		f := strings.Fields(lines.Text())
		if len(f) < columns {
			continue
		}
		w, errW := strconv.ParseUint(f[width], 10, 31)
		h, errH := strconv.ParseUint(f[height], 10, 31)
		if errW != nil || errH != nil {
			continue // headings
		}
		sum.count++
		sum.pixels += float64(w) * float64(h)
		if f[kind] == "image" || f[kind] == "stencil" { // the others are masks, which lie over an image
			area := inPoints(float64(w), f[xPPI]) * inPoints(float64(h), f[yPPI])
			sum.area += area
			if ppi, err := strconv.ParseFloat(f[xPPI], 64); err == nil && area > minPictured*page.Width*page.Height {
				sum.finest = max(sum.finest, ppi)
			}
		}
	}
	return sum
}

func inPoints(pixels float64, perInch string) float64 {
	d, err := strconv.ParseFloat(perInch, 64)
	if err != nil || !(d > 0) {
		return 0
	}
	return pixels / d * pointsPerInch
}
