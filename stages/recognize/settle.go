package recognize

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/otiai10/gosseract/v2"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/leptonica"
	"github.com/munshi-in/munshi/stages/recognize/checks"
	"github.com/munshi-in/munshi/stages/recognize/neural"
)

// Identifiers, amounts and dates are what a paper is read for, and they are printed by rules. One that breaks its rule, or that its reader is not
// sure of, is read again alone: by the networks where there are any, and by Tesseract, which is told what it may consist of. A reading that
// keeps the rule takes the place of one that breaks it; among those that keep it, two are right against one.
const (
	// unsure is the confidence under which a word that keeps its rule is read again.
	unsure = 0.85
	// maxSettled bounds how many words of a page are read again, the least sure first: each takes some hundredths of a second.
	maxSettled = 24
	// maxChanged is how many characters two readings of a word may differ by: what is farther off is another word.
	maxChanged = 2
	// pieceHeight is the height, in pixels, of a word as Tesseract is shown it.
	pieceHeight = 56
)

// verdict is one reading of a word that was read again.
type verdict struct {
	reader, text string
	confidence   float64
	kept         bool
}

// settled has the doubtful identifiers, amounts and dates of a reading read again. A page without any costs nothing.
func (s *sheet) settled(r reading) (reading, error) {
	doubted := doubtful(r.words)
	if len(doubted) == 0 {
		return r, nil
	}
	again, err := s.networksAgain(doubted)
	if err != nil {
		return reading{}, err
	}
	for i, w := range doubted {
		kind := checks.Of(w.GetText()).Kind
		all := []verdict{{r.reader, w.GetText(), w.GetConfidence(), checks.Of(w.GetText()).Kept}}
		if again != nil {
			all = append(all, judgedAs(kind, w.GetText(), verdict{reader: readerNeural, text: lineText(again[i]), confidence: again[i].Confidence}))
		}
		text, sure, err := s.tesseractAgain(w, kind)
		if err != nil {
			return reading{}, err
		}
		all = append(all, judgedAs(kind, w.GetText(), verdict{reader: readerTesseract, text: text, confidence: sure}))
		best := decided(all)
		s.notes = append(s.notes, noted(kind, all, best))
		w.Text, w.Confidence = best.text, best.confidence
	}
	return r, nil
}

// doubtful are the words of a kind that has rules which break them, or which the reader is not sure of.
func doubtful(words []*munshiv1.Word) []*munshiv1.Word {
	var doubted []*munshiv1.Word
	for _, w := range words {
		if f := checks.Of(w.GetText()); f.Kind != checks.None && (!f.Kept || w.GetConfidence() < unsure) {
			doubted = append(doubted, w)
		}
	}
	slices.SortStableFunc(doubted, func(a, b *munshiv1.Word) int { return cmp.Compare(a.GetConfidence(), b.GetConfidence()) })
	return doubted[:min(len(doubted), maxSettled)]
}

// judgedAs says whether another reading of a word keeps the rule of its kind, and is a reading of the same word at all. What stands around the
// number in the first reading, such as a currency, stays.
func judgedAs(kind checks.Kind, first string, v verdict) verdict {
	was, is := checks.Of(first), checks.Of(v.text)
	if is.Kind != kind {
		return v
	}
	number, before := v.text[is.From:is.To], first[was.From:was.To]
	v.text = first[:was.From] + number + first[was.To:]
	v.kept = is.Kept && apart(number, before) <= maxChanged
	return v
}

// decided is the reading that stays: the first, unless it breaks the rule and another does not, or two others that keep it agree.
func decided(all []verdict) verdict {
	best := all[0]
	for _, v := range all[1:] {
		votes := 0
		for _, other := range all {
			if other.text == v.text && other.kept {
				votes++
			}
		}
		if v.kept && (!best.kept || votes > 1 && v.text != best.text) {
			best = v
		}
	}
	for _, v := range all {
		if v.text == best.text {
			best.confidence = max(best.confidence, v.confidence)
		}
	}
	return best
}

// noted is what people are told of a word that was read again.
func noted(kind checks.Kind, all []verdict, best verdict) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: ", kind)
	for i, v := range all {
		judgement := "breaks the rule"
		if v.kept {
			judgement = "keeps it"
		}
		if i > 0 {
			b.WriteString(", again ")
		}
		fmt.Fprintf(&b, "%s %q (%.2f, %s)", v.reader, v.text, v.confidence, judgement)
	}
	if best.text == all[0].text {
		b.WriteString("; it stays")
	} else {
		fmt.Fprintf(&b, "; %q takes its place", best.text)
	}
	return b.String()
}

// networksAgain is what the networks read in the places of words, each alone; nil where there are no networks.
func (s *sheet) networksAgain(words []*munshiv1.Word) ([]neural.Line, error) {
	if s.Reader == readerTesseract {
		return nil, nil
	}
	var boxes []neural.Quad
	for _, w := range words {
		box := w.GetBox()
		width, height := float64(s.image.Width()), float64(s.image.Height())
		boxes = append(boxes, piece{left: box.GetLeft() * width, top: box.GetTop() * height, right: box.GetRight() * width, bottom: box.GetBottom() * height}.quad())
	}
	return s.seenIn(s.image, boxes)
}

func lineText(line neural.Line) string {
	var text strings.Builder
	for _, w := range line.Words {
		text.WriteString(w.Text)
	}
	return text.String()
}

// tesseractAgain is what Tesseract reads in the place of a word, of the characters that its kind is made of.
func (s *sheet) tesseractAgain(w *munshiv1.Word, kind checks.Kind) (text string, confidence float64, err error) {
	box := w.GetBox()
	// A quarter of the height around it on every side.
	margin := (box.GetBottom() - box.GetTop()) / 4
	aside := margin * float64(s.image.Height()) / float64(s.image.Width())
	left, top, wide, high := box.GetLeft()-aside, box.GetTop()-margin, box.GetRight()-box.GetLeft()+2*aside, box.GetBottom()-box.GetTop()+2*margin
	if high <= 0 || wide <= 0 {
		return "", 0, nil
	}
	shape := wide * float64(s.image.Width()) / (high * float64(s.image.Height()))
	if shape > 40 || shape < 0.5 { // no word has such a shape
		return "", 0, nil
	}
	cut, err := s.image.Seen(leptonica.Map{wide, 0, left, 0, high, top, 0, 0, 1}, int(shape*pieceHeight)+1, pieceHeight)
	if err != nil {
		return "", 0, err
	}
	defer cut.Close()
	encoded, err := cut.EncodePNG()
	if err != nil {
		return "", 0, err
	}
	const oneLine = "7"
	boxes, err := s.engineReads(encoded, map[gosseract.SettableVariable]string{
		"tessedit_pageseg_mode": oneLine, "tessedit_char_whitelist": kind.Alphabet(), "user_defined_dpi": "0",
	})
	for _, b := range boxes {
		text += strings.TrimSpace(b.Word)
		confidence += b.Confidence / 100 / float64(len(boxes))
	}
	return text, confidence, err
}

// apart is how many edits make one text of another.
func apart(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			same := diagonal
			if a[i] != b[j] {
				same++
			}
			diagonal = row[j+1]
			row[j+1] = min(same, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
