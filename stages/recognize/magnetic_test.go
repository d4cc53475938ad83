package recognize

import (
	"bytes"
	"image"
	"image/draw"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/munshi-in/munshi/deploy/engines/testkit"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
)

// sampleCheque draws the sample cheque, and tells the words at its foot.
func sampleCheque(t *testing.T) (photo []byte, foot []string) {
	t.Helper()
	dir := testkit.Corpus(t, "samples")
	type label struct {
		Kind  string
		Words []struct{ Text string }
	}
	for _, label := range testkit.CorpusLabels[label](t, dir) {
		for _, w := range label.Words {
			if label.Kind == "cheque" && (len(foot) > 0 || strings.HasPrefix(w.Text, "⑈")) && len(foot) < 4 {
				foot = append(foot, w.Text)
			}
		}
	}
	photo, err := os.ReadFile(filepath.Join(dir, "cheque.jpg"))
	if err != nil || len(foot) != 4 {
		t.Fatalf("%v, foot %v", err, foot)
	}
	return photo, foot
}

func TestMagneticInkIsReadInsteadOfGuessed(t *testing.T) {
	photo, foot := sampleCheque(t)
	for _, reader := range []string{readerTesseract, readerNeural} {
		d := newDesk(t, by(reader))
		words := d.words(t, d.process(t, d.prepared(t, photo)).Pages[0])
		if len(words) < 20 {
			t.Fatalf("%s: %d words", reader, len(words))
		}
		last := words[len(words)-4:]
		for i, w := range last {
			if w.Text != foot[i] || w.Confidence < 0.9 || w.Line != last[0].Line {
				t.Errorf("%s: word %d of the foot is %v, want %s", reader, i, w, foot[i])
			}
		}
		for _, w := range words[:len(words)-4] {
			if (w.Box.Top+w.Box.Bottom)/2 > last[0].Box.Top {
				t.Errorf("%s: %v was guessed where the magnetic ink is", reader, w)
			}
		}
	}
}

func TestAGroupOfMagneticInkUnderAStampDoesNoHarmToTheOthers(t *testing.T) {
	photo, foot := sampleCheque(t)
	clean, _, err := image.Decode(bytes.NewReader(photo))
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk(t, by(readerTesseract))
	words := d.words(t, d.process(t, d.prepared(t, photo)).Pages[0])
	account := words[len(words)-2].Box
	stamped := image.NewRGBA(clean.Bounds())
	draw.Draw(stamped, stamped.Bounds(), clean, image.Point{}, draw.Src)
	w, h := float64(stamped.Bounds().Dx()), float64(stamped.Bounds().Dy())
	stamp := image.Rect(int((account.Left+0.01)*w), int((account.Top-0.01)*h), int((account.Right-0.04)*w), int((account.Bottom+0.01)*h))
	draw.Draw(stamped, stamp, image.Black, image.Point{}, draw.Src)

	words = d.words(t, d.process(t, d.prepared(t, asJPEG(t, stamped))).Pages[0])
	var read []string
	for _, w := range words[len(words)-3:] {
		read = append(read, w.Text)
	}
	if want := []string{foot[0], foot[1], foot[3]}; !slices.Equal(read, want) {
		t.Errorf("the line reads %v, want %v", read, want)
	}
}

func TestALineOfDigitsAtTheFootIsLookedAtWhateverElseWasRead(t *testing.T) {
	line := func(top float64, texts ...string) []*munshiv1.Word {
		words := []*munshiv1.Word{{Text: "Sandhu", Line: 1, Box: &munshiv1.Box{Top: 0.4}}}
		for _, text := range texts {
			words = append(words, &munshiv1.Word{Text: text, Line: 2, Box: &munshiv1.Box{Top: top}})
		}
		return words
	}
	for what, c := range map[string]struct {
		words []*munshiv1.Word
		want  bool
	}{
		"one word of it":    {line(0.9, "0626314522400865", "86754531"), true},
		"with some letters": {line(0.9, "#090267", "3952110334", "839O34", "31"), true},
		"in the middle":     {line(0.5, "0626314522400865", "86754531"), false},
		"a telephone":       {line(0.9, "Tel", "022", "22881234"), false},
		"a statement's row": {line(0.9, "01/02/2024", "UPI", "123456789012", "SWIGGY", "2000.00"), false},
	} {
		if got := likeMagneticInk(c.words); got != c.want {
			t.Errorf("%s: %v", what, got)
		}
	}
}
