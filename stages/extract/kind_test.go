package extract

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
)

func TestAPaperThatSaysLittleOrBothIsOther(t *testing.T) {
	for _, text := range []string{
		"",
		" 1234567890",
		" Dear Sir,\n With reference to your letter we enclose the statement of account of your society.\n Yours faithfully,",
		" 1. Permanent Account Number    ABCPK1234F\n 2. Account number  12345678\n 3. IFSC   HDFC0001234\n I hereby declare that the above is true.\n Signature of the applicant",
	} {
		if k := kindOf(newSheet(typed(text)), false); k.name != kindOther {
			t.Errorf("%q is a %s (%.2f)", text, k.name, k.confidence)
		}
	}
}

// examples are the typed documents of testdata, many times.
func examples(t *testing.T) []KindExample {
	var list []KindExample
	for range 20 {
		for file, kind := range map[string]string{"cheque_filled.txt": kindCheque, "statement_wrapped.txt": kindStatement, "letter.txt": kindOther, "pan_card_newer_print.txt": kindPANCard} {
			list = append(list, KindExample{Kind: kind, Pages: typedFile(t, file)})
		}
	}
	return list
}

func TestTrainingGivesAModelThatKnowsItsExamples(t *testing.T) {
	var model bytes.Buffer
	if err := TrainKinds(examples(t), &model); err != nil {
		t.Fatal(err)
	}
	w, err := parseWeights(model.String())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range examples(t)[:8] {
		s := newSheet(e.Pages)
		p := w.probabilities(kindFeatures(s, findTable(s) != nil))
		for k, name := range kinds {
			if (p[k] > 0.5) != (name == e.Kind) {
				t.Errorf("a %s is a %s by %.2f", e.Kind, name, p[k])
			}
		}
	}
}

func TestTrainingRefusesWhatItCannotLearnFrom(t *testing.T) {
	if err := TrainKinds(nil, &bytes.Buffer{}); err == nil {
		t.Error("nothing was learnt from nothing")
	}
	if err := TrainKinds([]KindExample{{Kind: "passport"}}, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "passport") {
		t.Errorf("got %v", err)
	}
}

func TestAModelThatCannotBeReadIsToldByItsLine(t *testing.T) {
	for _, text := range []string{"TOTAL 1 2", "# note\nTOTAL 1 2 3 4 5 six"} {
		if _, err := parseWeights(text); err == nil || !strings.Contains(err.Error(), "line") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestWornPagesLoseWordsAndKeepTheirPlaces(t *testing.T) {
	page := typedFile(t, "cheque_filled.txt")
	if got := worn(page, 0, rand.New(rand.NewPCG(1, 1))); len(got[0].Words) != len(page[0].Words) {
		t.Errorf("%d of %d words", len(got[0].Words), len(page[0].Words))
	}
	got := worn(page, 0.5, rand.New(rand.NewPCG(1, 1)))
	if n := len(got[0].Words); n >= len(page[0].Words) || n == 0 {
		t.Errorf("%d of %d words", n, len(page[0].Words))
	}
	places := map[*munshiv1.Box]bool{}
	for _, w := range page[0].Words {
		places[w.Box] = true
	}
	for _, w := range got[0].Words {
		if !places[w.Box] {
			t.Fatalf("%v stands where no word was", w)
		}
	}
}
