package preprocess

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"

	"github.com/munshi-in/munshi/schemas"
	"github.com/munshi-in/munshi/stages/sandbox"
)

const libheif = "libheif-examples"

var heicImage = regexp.MustCompile(`^image: (\d+)x(\d+) `)

// heicOutline asks heif-info for the images in the file and judges their size before anything is decoded.
func heicOutline(r request) (*outline, error) {
	file, err := memoryFile(r.Original)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	told, err := run(libheif, file, "heif-info", toolInput)
	if err != nil {
		return nil, err
	}
	o := &outline{Format: formatHEIC}
	lines := bufio.NewScanner(bytes.NewReader(told))
	for lines.Scan() {
		m := heicImage.FindStringSubmatch(lines.Text())
		if m == nil {
			continue
		}
		w, errW := strconv.Atoi(m[1])
		h, errH := strconv.Atoi(m[2])
		if errW != nil || errH != nil {
			return nil, sandbox.Refusef(schemas.CodeCorrupt, "the image claims %s x %s pixels", m[1], m[2])
		}
		if err := r.Limits.allowPixels(w, h); err != nil {
			return nil, err
		}
		o.Pages = append(o.Pages, pageSize{})
		if err := r.Limits.allowPages(len(o.Pages)); err != nil {
			return nil, err
		}
	}
	if len(o.Pages) == 0 {
		return nil, sandbox.Refusef(schemas.CodeCorrupt, "no image can be found in the HEIC file")
	}
	return o, nil
}

// heicPage decodes one image. libheif turns it upright itself: HEIC keeps its turn apart from EXIF.
func heicPage(r request) (*prepared, error) {
	image, err := heicDecoded(r)
	if err != nil {
		return nil, err
	}
	page, err := decoded(image, 1, r.Limits)
	if err != nil {
		return nil, err
	}
	defer page.close()
	page.Steps, page.Format = []string{stepConvert}, formatJPEG
	if err := page.straighten(r); err != nil {
		return nil, err
	}
	return page.finished()
}

// heicDecoded is the image as a JPEG of high quality, by way of the child's own scratch directory.
func heicDecoded(r request) ([]byte, error) {
	file, err := memoryFile(r.Original)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	scratch, err := os.MkdirTemp("", "heic-")
	if err != nil {
		return nil, fmt.Errorf("make a scratch directory: %w", err)
	}
	defer os.RemoveAll(scratch)
	if _, err := run(libheif, file, "heif-convert", "--quiet", "-q", "98", toolInput, filepath.Join(scratch, "page.jpg")); err != nil {
		return nil, err
	}
	for _, name := range []string{fmt.Sprintf("page-%d.jpg", r.Number), "page.jpg"} { // the second when there is only one
		if image, err := os.ReadFile(filepath.Join(scratch, name)); err == nil {
			return image, nil
		}
	}
	return nil, sandbox.Refusef(schemas.CodeCorrupt, "the HEIC image cannot be decoded")
}
