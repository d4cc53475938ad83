package read

import (
	"context"
	"encoding/base64"
	"fmt"
	"html"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/recognize"
)

// folderKey is where a context keeps the folder that --debug writes the file it belongs to into.
type folderKey struct{}

// debugInto has everything written below dir that tells how files are read.
func (r *reader) debugInto(dir string) {
	r.debugDir = dir
	r.recognize.Watch(func(ctx context.Context, page *munshiv1.PreparedPage, attempts []recognize.Attempt) error {
		folder := ctx.Value(folderKey{}).(string)
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
		return writeAttempts(ctx, folder, page, attempts)
	})
}

// writeAttempts writes how one page came to be read as it is: the page as preprocess left it, what each reader saw with the words
// it read drawn on it, and page-N-reading.txt, which says what was measured, what each made of it and which won.
func writeAttempts(ctx context.Context, folder string, page *munshiv1.PreparedPage, attempts []recognize.Attempt) error {
	write := func(name string, data []byte) error {
		return os.WriteFile(filepath.Join(folder, fmt.Sprintf("page-%d-%s", page.GetPage(), name)), data, 0o644)
	}
	prepared, err := fileStore{}.Get(ctx, page.GetImage())
	if err == nil {
		err = write("prepared."+extension(prepared), prepared)
	}
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "prepared: %d x %d pixels, steps %v, turned %d degrees\nmeasured: skew %.2f degrees, blur %.2f, contrast %.2f, letters %.0f pixels high, %d spots of glare\nmay help: %v\n",
		page.GetWidth(), page.GetHeight(), page.GetSteps(), page.GetRotation(), page.GetSkew(), page.GetBlur(), page.GetContrast(), page.GetTextHeight(), len(page.GetGlare()), page.GetCandidates())
	for n, a := range attempts {
		name := fmt.Sprintf("read-%d-%s.svg", n+1, a.Reader)
		won := ""
		if a.Won {
			won = "\n   kept: " + a.Why
		}
		after := ""
		if a.After != "" {
			after = ", after " + a.After
		}
		fmt.Fprintf(&b, "\n%s: %s%s\n   %d words, mean confidence %.3f, %.0f characters legible%s\n", name, a.Reader, after, len(a.Words), a.Confidence, a.Legible, won)
		for _, note := range a.Settled {
			fmt.Fprintf(&b, "   %s\n", note)
		}
		if err := write(name, []byte(attemptSVG(a))); err != nil {
			return err
		}
	}
	return write("reading.txt", []byte(b.String()))
}

func extension(image []byte) string {
	_, kind, _ := strings.Cut(http.DetectContentType(image), "/")
	return strings.TrimPrefix(kind, "x-")
}

// drawnWidth is the width of drawings in their own units: a browser scales them.
const drawnWidth = 1000

// attemptSVG draws what a reader saw, and around each word a box, the redder the less sure it is.
func attemptSVG(a recognize.Attempt) string {
	tall := drawnWidth * float64(a.Height) / float64(max(a.Width, 1))
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %.0f">`+"\n", drawnWidth, tall)
	fmt.Fprintf(&b, `<image href="data:%s;base64,%s" width="%d" height="%.0f"/>`+"\n", http.DetectContentType(a.Image), base64.StdEncoding.EncodeToString(a.Image), drawnWidth, tall)
	for _, w := range a.Words {
		red := int(255 * (1 - w.GetConfidence()))
		fmt.Fprintf(&b, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="none" stroke="rgb(%d,%d,0)"><title>%s (%.2f)</title></rect>`+"\n",
			w.GetBox().GetLeft()*drawnWidth, w.GetBox().GetTop()*tall, (w.GetBox().GetRight()-w.GetBox().GetLeft())*drawnWidth, (w.GetBox().GetBottom()-w.GetBox().GetTop())*tall,
			red, (255-red)/2, html.EscapeString(w.GetText()), w.GetConfidence())
	}
	b.WriteString("</svg>\n")
	return b.String()
}
