package preprocess

import (
	"image"
	"strings"
	"testing"
	"unicode"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/blob"
)

func TestATextPDFBringsItsOwnWords(t *testing.T) {
	d := newDesk(t, nil)
	turned := pdfDraftPage{lines: letter, width: 842, height: 595, rotate: 90}
	cropped := pdfDraftPage{lines: letter, width: 700, height: 992, crop: "/CropBox [50 100 645 942]"}
	out := d.process(t, pdfDraft{pages: []pdfDraftPage{a4(letter...), turned, cropped, a4("Page 4")}}.written(), "")
	if len(out.Pages) != 4 {
		t.Fatalf("%d pages", len(out.Pages))
	}
	for i, page := range out.Pages[:3] {
		d.picture(t, page)
		if page.TextLayer == nil || page.Dpi != textLayerDPI || page.Width != 1240 || page.Height < 1754 || page.Height > 1755 {
			t.Fatalf("page %d: %v", i+1, page)
		}
		words, err := blob.GetPageText(t.Context(), d.store, page.TextLayer)
		if err != nil {
			t.Fatal(err)
		}
		if words.Page != page.Page || words.Width != page.Width || len(words.Words) != len(strings.Fields(strings.Join(letter, " "))) {
			t.Fatalf("page %d: %v", i+1, words)
		}
		first := words.Words[0]
		if first.Text != "Saraswati" || first.Line != 0 || first.Box.Left >= first.Box.Right || first.Box.Bottom > 1 {
			t.Fatalf("page %d: first word %v", i+1, first)
		}
		// The font is not in the file: the one that poppler finds in its place may be a little taller than the box.
		const taller = 0.003
		above := &munshiv1.Box{Right: 1, Bottom: first.Box.Top - taller}
		before := &munshiv1.Box{Top: first.Box.Top, Right: first.Box.Left - taller, Bottom: first.Box.Bottom}
		if picture := d.picture(t, page); !dark(picture, first.Box) || dark(picture, above) || dark(picture, before) {
			t.Errorf("page %d: the first word is not where its box says: %v", i+1, first.Box)
		}
	}
	if out.Pages[3].TextLayer != nil || out.Pages[3].Dpi != 300 {
		t.Errorf("two words were taken for a text layer: %v", out.Pages[3])
	}
}

func TestATextPageThatLiesOnItsSideIsTurnedWithItsWords(t *testing.T) {
	d := newDesk(t, nil)
	for _, turned := range []int{180, 270} {
		lying := a4(letter...)
		lying.rotate = turned
		page := d.process(t, pdfDraft{pages: []pdfDraftPage{lying}}.written(), "").Pages[0]
		if page.TextLayer == nil || page.Rotation != int32(360-turned) || page.Width > page.Height {
			t.Fatalf("shown turned by %d degrees: %v", turned, page)
		}
		words, err := blob.GetPageText(t.Context(), d.store, page.TextLayer)
		if err != nil {
			t.Fatal(err)
		}
		picture := d.picture(t, page)
		for _, w := range words.Words {
			if b := w.Box; !dark(picture, b) || w.Text == "Saraswati" && (b.Top > 0.15 || b.Left > 0.15) {
				t.Errorf("shown turned by %d degrees: %s is not at %v", turned, w.Text, b)
			}
		}
		// The top left corner of the upright page, on the page as it is shown.
		x, y := page.ToUpload[2], page.ToUpload[5]
		if want := map[int][2]float64{180: {1, 1}, 270: {0, 1}}[turned]; x != want[0] || y != want[1] {
			t.Errorf("shown turned by %d degrees: the corner is at %g, %g", turned, x, y)
		}
	}
}

// dark says whether there is ink within a box.
func dark(page image.Image, box *munshiv1.Box) bool {
	size := page.Bounds().Size()
	for y := int(box.Top * float64(size.Y)); y < int(box.Bottom*float64(size.Y)); y++ {
		for x := int(box.Left * float64(size.X)); x < int(box.Right*float64(size.X)); x++ {
			if r, _, _, _ := page.At(x, y).RGBA(); r < 0x6000 {
				return true
			}
		}
	}
	return false
}

func TestAScanWithWordsBehindItIsReadAgain(t *testing.T) {
	scan := written(t, letter)
	behind := strings.Fields("these words behind the picture are somebody elses guess at what it says and not to be trusted")
	draft := pdfDraft{pages: []pdfDraftPage{{lines: behind, picture: asJPEG(t, scan), pictureSize: [2]int{scan.Rect.Dx(), scan.Rect.Dy()}, width: 500, height: 410}}}
	page := newDesk(t, nil).process(t, draft.written(), "").Pages[0]
	if page.TextLayer != nil || page.Dpi != 300 {
		t.Fatalf("%v", page)
	}
}

func TestATextPageOverAWatermarkKeepsItsWords(t *testing.T) {
	watermark := written(t, letter)
	for i, shade := range watermark.Pix {
		watermark.Pix[i] = 255 - (255-shade)/7 // faint: 219 on 255
	}
	page := a4(letter...)
	page.picture, page.pictureSize = asJPEG(t, watermark), [2]int{watermark.Rect.Dx(), watermark.Rect.Dy()}
	if got := newDesk(t, nil).process(t, pdfDraft{pages: []pdfDraftPage{page}}.written(), "").Pages[0]; got.TextLayer == nil {
		t.Fatalf("%v", got)
	}
}

// Fonts without a table of their characters, or with a wrong one, yield neat words of wrong letters.
func TestWordsOfWrongLettersAreNotBelieved(t *testing.T) {
	statement := strings.Fields(`Statement of account Branch PUNE CAMP IFSC HDFC0000007 Period from April Withdrawal Deposit Balance
		NEFT IMPS TRF WDL CASH DEP CHQ PAID UPI MERCHANT SWIGGY RTGS INWARD CLEARING SALARY CREDIT XXXXXXXX4471 XXXX`)
	plus := func(n rune) func(rune) rune { return func(r rune) rune { return r + n } }
	permuted := func(r rune) rune {
		const letters = "abcdefghijklmnopqrstuvwxyz"
		if at := strings.IndexRune(letters, unicode.ToLower(r)); at >= 0 {
			return rune("qwertyuiopasdfghjklzxcvbnm"[at])
		}
		return r
	}
	for name, page := range map[string][]string{"bill": strings.Fields(strings.Join(letter, " ")), "statement": statement} {
		for how, c := range map[string]struct {
			letters func(rune) rune
			good    bool
		}{
			"as it is": {plus(0), true}, "the next letter": {plus(1), false}, "the one before": {plus(-1), false},
			"numbers of glyphs": {plus(-29), false}, "others": {permuted, false}, "spaces too": {plus(1), false},
		} {
			words := page
			if how == "spaces too" {
				words = strings.SplitAfter(strings.Join(page, " "), " ")
			}
			text := &munshiv1.PageText{}
			for _, w := range words {
				text.Words = append(text.Words, &munshiv1.Word{Text: strings.Map(c.letters, w), Box: &munshiv1.Box{Right: 0.1, Bottom: 0.1}})
			}
			if got := good(text); got != c.good {
				t.Errorf("%s, %s: believed %v: %s", name, how, got, text.Words[0].Text)
			}
		}
	}
}

func TestAnEncryptedPDFOpensWithItsPasswordOnly(t *testing.T) {
	d := newDesk(t, nil)
	locked := pdfDraft{pages: []pdfDraftPage{a4(letter...)}, password: "ASHA1990"}.written()
	if page := d.process(t, locked, "ASHA1990").Pages[0]; page.TextLayer == nil {
		t.Errorf("no words: %v", page)
	}
	refused(t, d, locked, "", schemas.CodePasswordRequired, "upload.bin: the PDF is encrypted")
	refused(t, d, locked, "asha1990", schemas.CodePasswordWrong, "does not open")
	refused(t, d, locked, "-h", schemas.CodePasswordWrong, "does not open")
	refused(t, d, locked, "ASHA\x001990", schemas.CodePasswordWrong, "does not open")
	refused(t, d, locked, strings.Repeat("A", 1<<20), schemas.CodePasswordWrong, "does not open")
	open := pdfDraft{pages: []pdfDraftPage{a4(letter...)}}.written()
	d.process(t, open, "needless")
}

func TestAVeryLargePDFPageIsDrawnSmaller(t *testing.T) {
	d := newDesk(t, func(c *Config) { c.RenderMaxSide = 1000 })
	page := d.process(t, pdfDraft{pages: []pdfDraftPage{{width: 2480, height: 3508, lines: []string{"Page 1"}}}}.written(), "").Pages[0]
	if page.Height > 1000 || page.Height < 900 || page.Dpi != 20 {
		t.Fatalf("%d x %d at %g dpi", page.Width, page.Height, page.Dpi)
	}
}
