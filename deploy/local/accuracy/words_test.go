package accuracy

import (
	"math"
	"strings"
	"testing"
)

func TestWordsAreCountedWhereverTheyStandAndCharactersInReadingOrder(t *testing.T) {
	var s textScore
	s.add("Total 12.50 paid", "paid TOTAL 12.5O")
	if s.both != 3 || s.wanted != 4 || s.got != 4 || math.Abs(s.f1()-0.75) > 1e-9 {
		t.Errorf("%+v: F1 %g", s, s.f1())
	}
	if e := edits([]rune("TOTAL12.50"), []rune("T0TAL12.5")); e != 2 {
		t.Errorf("%d edits", e)
	}
	var nothing textScore
	nothing.add("abc", strings.Repeat("x", 1000))
	if nothing.characterError() != 1 {
		t.Errorf("a page cannot be more than wholly wrong: %g", nothing.characterError())
	}
}

func TestALabelsWordsAreOrderedByRows(t *testing.T) {
	l := label{Words: []printedWord{
		{"120.00", [4]float64{0.8, 0.101, 0.9, 0.121}}, {"Total", [4]float64{0.1, 0.3, 0.2, 0.32}},
		{"Rice", [4]float64{0.1, 0.1, 0.2, 0.12}}, {"5kg", [4]float64{0.3, 0.104, 0.4, 0.118}},
	}}
	if got := l.wanted(); got != "Rice 5kg 120.00 Total" {
		t.Errorf("%q", got)
	}
}

func TestPagesOfNoKnownKindAreScoredByTheirText(t *testing.T) {
	labels := []label{{ID: "a", Text: "one two"}, {ID: "b", Kind: "receipt", Group: "scan", Text: "three"}}
	got := table(labels, map[string]reading{"a": {Text: "one two"}, "b": {Text: "three"}}, map[string]reading{"a": {Text: "one too"}, "b": {}}, baselineEach)
	for _, want := range []string{"| all | 2 | 1.000 | 0.000 | 0.400 | 0.545 |", "| receipt scan | 1 | 1.000 | 0.000 | 0.000 | 1.000 |"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if got := table(labels, map[string]reading{"a": {Text: "one two"}}, nil, 0); !strings.Contains(got, "| receipt scan | 1 | 0.000 | 1.000 | - | - |") {
		t.Errorf("without a baseline:\n%s", got)
	}
}
