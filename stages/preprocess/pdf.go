package preprocess

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"

	"google.golang.org/protobuf/proto"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/leptonica"
	"github.com/munshi-in/munshi/stages/sandbox"
)

const (
	poppler = "poppler-utils"
	// maxPassword is more than PDF allows (127 bytes).
	maxPassword = 1000
	// pointsPerInch is the unit of PDF.
	pointsPerInch = 72
	// textLayerDPI is enough for pages that only people look at, because their words are known.
	textLayerDPI = 150
	// fineSide is the longest side, in pixels, up to which a page is drawn as fine as the pictures on it: an A4 page at 300 dpi.
	fineSide = 3508
)

// pdfOutline asks pdfinfo how many pages there are and how large each is, with the password when one is needed.
func pdfOutline(r request) (*outline, error) {
	file, err := memoryFile(r.Original)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	password := ""
	told, err := pdfinfo(file, "", r.Limits.MaxPages)
	if encrypted(err) {
		if password = r.Password; password == "" {
			return nil, sandbox.Refusef(schemas.CodePasswordRequired, "the PDF is encrypted: send its password with the upload")
		}
		wrong := len(password) > maxPassword || strings.Contains(password, "\x00") // no argument of a program
		if !wrong {
			told, err = pdfinfo(file, password, r.Limits.MaxPages)
			wrong = encrypted(err)
		}
		if wrong {
			return nil, sandbox.Refusef(schemas.CodePasswordWrong, "the PDF does not open with the password that came with the upload")
		}
	}
	if err != nil {
		return nil, err
	}
	pages, sizes := pdfPages(told)
	if err := r.Limits.allowPages(pages); err != nil {
		return nil, err
	}
	if pages != len(sizes) {
		return nil, sandbox.Refusef(schemas.CodeCorrupt, "the PDF claims %d pages, the size of %d can be found", pages, len(sizes))
	}
	return &outline{Format: formatPDF, Password: password, Pages: sizes}, nil
}

func pdfinfo(file *os.File, password string, maxPages int) ([]byte, error) {
	told, err := run(poppler, file, "pdfinfo", append(opened(password), "-f", "1", "-l", strconv.Itoa(maxPages), toolInput)...)
	var failed *failedTool
	if errors.As(err, &failed) && strings.Contains(failed.complaint, "can not be after the last page (0)") {
		return nil, sandbox.Refusef(schemas.CodeEmpty, "the PDF has no pages")
	}
	return told, err
}

// opened is the arguments that open an encrypted PDF, be the password the reader's or the owner's.
func opened(password string) []string {
	if password == "" {
		return nil
	}
	return []string{"-upw", password, "-opw", password}
}

func encrypted(err error) bool {
	var failed *failedTool
	return errors.As(err, &failed) && strings.Contains(failed.complaint, "Incorrect password")
}

var (
	pageCount  = regexp.MustCompile(`^Pages:\s+(\d+)`)
	pageExtent = regexp.MustCompile(`^Page\s+\d+ size:\s+([\d.]+) x ([\d.]+) pts`)
	pageTurn   = regexp.MustCompile(`^Page\s+\d+ rot:\s+(\d+)`)
)

// pdfPages reads what pdfinfo tells: how many pages there are, and the upright size of those that were asked for.
func pdfPages(told []byte) (pages int, sizes []pageSize) {
	lines := bufio.NewScanner(bytes.NewReader(told))
	for lines.Scan() {
		line := lines.Text()
		if m := pageCount.FindStringSubmatch(line); m != nil {
			pages, _ = strconv.Atoi(m[1])
		} else if m := pageExtent.FindStringSubmatch(line); m != nil {
			w, _ := strconv.ParseFloat(m[1], 64)
			h, _ := strconv.ParseFloat(m[2], 64)
			sizes = append(sizes, pageSize{w, h})
		} else if m := pageTurn.FindStringSubmatch(line); m != nil && len(sizes) > 0 && (m[1] == "90" || m[1] == "270") {
			last := &sizes[len(sizes)-1]
			last.Width, last.Height = last.Height, last.Width
		}
	}
	return pages, sizes
}

// pdfPage draws one page, and takes its words when they are good.
func pdfPage(r request) (*prepared, error) {
	file, err := memoryFile(r.Original)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	words, err := textLayer(r, file)
	if err != nil {
		return nil, err
	}
	if words != nil {
		image, dpi, err := drawn(r, file, min(r.Limits.RenderDPI, textLayerDPI))
		if err != nil {
			return nil, err
		}
		return textPage(image, dpi, words)
	}
	wanted, err := worthwhileDPI(r, file)
	if err != nil {
		return nil, err
	}
	image, dpi, err := drawn(r, file, wanted)
	if err != nil {
		return nil, err
	}
	page, err := decoded(image, 1, r.Limits)
	if err != nil {
		return nil, err
	}
	defer page.close()
	if err := page.straighten(r); err != nil {
		return nil, err
	}
	changed := len(page.Steps) > 0
	page.DPI, page.Steps, page.Format = dpi, append([]string{stepRender}, page.Steps...), formatJPEG
	page.Width, page.Height, page.Image = page.image.Width(), page.image.Height(), image
	if changed {
		page.Image, err = page.encoded()
	}
	return &page.prepared, err
}

// textPage is a page whose words are known: its image is as poppler drew it, for the boxes to fit, and turned when the words run down or up
// the page or stand on their heads.
func textPage(image []byte, dpi float64, words *munshiv1.PageText) (*prepared, error) {
	page := &prepared{Image: image, Format: formatJPEG, DPI: dpi, Steps: []string{stepRender}, ToUpload: leptonica.Same}
	if quarters := quartersOf(words); quarters != 0 {
		var err error
		if page.Image, err = quarterTurned(image, quarters); err != nil {
			return nil, err
		}
		turnWords(words, quarters)
		page.Rotation, page.ToUpload = 90*quarters, leptonica.MapOfQuarters(quarters)
	}
	header, err := leptonica.ReadHeader(page.Image, 1)
	if err != nil {
		return nil, err
	}
	page.Width, page.Height = header.Width, header.Height
	words.Width, words.Height = int32(header.Width), int32(header.Height)
	if page.Words, err = (proto.MarshalOptions{Deterministic: true}).Marshal(words); err != nil {
		return nil, fmt.Errorf("encode words: %w", err)
	}
	return page, nil
}

func quarterTurned(encoded []byte, quarters int) ([]byte, error) {
	image, err := leptonica.Read(encoded, 1)
	if err != nil {
		return nil, err
	}
	defer image.Close()
	turned, err := image.QuarterTurned(quarters)
	if err != nil {
		return nil, err
	}
	defer turned.Close()
	return turned.EncodeJPEG(jpegQuality)
}

// worthwhileDPI is the resolution at which a page without words of its own is drawn: that of the configuration, or, for a picture on a small
// page, such as apps make of screenshots, its own.
func worthwhileDPI(r request, file *os.File) (float64, error) {
	seen, err := picturesOn(r, file)
	var failed *failedTool
	if err != nil && !errors.As(err, &failed) {
		return 0, err
	}
	fine := fineSide * pointsPerInch / max(r.Size.Width, r.Size.Height, 1)
	return max(r.Limits.RenderDPI, math.Floor(min(seen.finest, fine))), nil
}

// drawn is the page as a JPEG, at the resolution that its size allows.
func drawn(r request, file *os.File, wanted float64) (image []byte, dpi float64, err error) {
	long, short := max(r.Size.Width, r.Size.Height), min(r.Size.Width, r.Size.Height)
	if short <= 0 {
		return nil, 0, sandbox.Refusef(schemas.CodeCorrupt, "the page is %g x %g points", r.Size.Width, r.Size.Height)
	}
	dpi = min(wanted, math.Floor(float64(r.Limits.RenderMaxSide)*pointsPerInch/long))
	if dpi < 1 || short*dpi < pointsPerInch {
		return nil, 0, sandbox.Refusef(schemas.CodeCorrupt, "the page is %g x %g points: no printed page has that shape", r.Size.Width, r.Size.Height)
	}
	number := strconv.Itoa(r.Number)
	image, err = run(poppler, file, "pdftoppm", append(opened(r.Password),
		"-q", "-f", number, "-l", number, "-singlefile", "-cropbox", "-r", strconv.FormatFloat(dpi, 'f', -1, 64),
		"-jpeg", "-jpegopt", "quality="+strconv.Itoa(jpegQuality), toolInput)...)
	if err == nil && len(image) == 0 {
		return nil, 0, sandbox.Refusef(schemas.CodeCorrupt, "poppler cannot draw the page")
	}
	return image, dpi, err
}
