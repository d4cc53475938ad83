package extract

import (
	"math"
	"slices"
	"strings"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/extract/layout"
	"github.com/munshi-in/munshi/stages/extract/values"
)

// How much is left of the words' own confidence, by what vouches for the value beside them.
const (
	byLabel    = 0.97 // a label names it, or its structure can be nothing else: certain it is only when a check passes
	byPosition = 0.9  // it stands where such a value stands
	byGuess    = 0.6  // nothing contradicts it
	repairCost = 0.9  // a slip was put right, though only one way was possible
)

// maxRawBytes bounds the raw text kept with a value.
const maxRawBytes = 1000

// fields collects the values of a document; of each name the first stays.
type fields struct {
	list       []*munshiv1.Field
	candidates []Candidate
	columns    []Column
	warnings   []string
}

// maxWarnings bounds what is said of one document: a statement of which every second line is missing breaks everywhere.
const maxWarnings = 50

// warn keeps a sentence for whoever looks at the document.
func (s *fields) warn(text string) {
	if len(s.warnings) < maxWarnings {
		s.warnings = append(s.warnings, text)
	}
}

// illegible is the confidence below which a value that no check supports is not given at all: those are scribbles.
const illegible = 0.15

// add keeps f unless it is nil, empty or illegible, or its name is taken.
func (s *fields) add(f *munshiv1.Field) {
	if f == nil || f.GetValue() == "" {
		return
	}
	// A day of the calendar in a date's form is no scribble, however unsure the reader.
	if _, isDate := values.ParseDate(f.GetValue()); !isDate && len(f.GetChecks()) == 0 && f.GetConfidence() < illegible {
		return
	}
	if s.get(f.GetName()) == nil {
		s.list = append(s.list, f)
	}
}

func (s *fields) get(name string) *munshiv1.Field {
	for _, f := range s.list {
		if f.GetName() == name {
			return f
		}
	}
	return nil
}

// newField makes a value with its provenance from spans of one page.
func newField(name, value string, vouched float64, spans ...layout.Span) *munshiv1.Field {
	var words []layout.Word
	var raw []string
	for _, s := range spans {
		if !s.Empty() {
			words = append(words, s.Words()...)
			raw = append(raw, s.Text())
		}
	}
	if len(words) == 0 || value == "" {
		return nil
	}
	page := firstPage(spans)
	return &munshiv1.Field{
		Name: name, Value: clip(value, maxRawBytes), Raw: clip(strings.Join(raw, " "), maxRawBytes),
		Page: int32(page.Number), Box: page.Box(words), Confidence: round(sureOf(words) * vouched),
	}
}

// sureOf is the mean of the words' confidences, but no more than a little above the weakest word's: a name is right when all of it is.
func sureOf(words []layout.Word) float64 {
	weakest := 1.0
	for _, w := range words {
		if len(w.Bare) >= 2 {
			weakest = min(weakest, w.Confidence)
		}
	}
	mean := layout.Confidence(words)
	return min(mean, (mean+weakest)/2)
}

func firstPage(spans []layout.Span) *layout.Page {
	for _, s := range spans {
		if !s.Empty() {
			return s.Row.Page
		}
	}
	return nil
}

// passed records a check: it halves the doubt.
func passed(f *munshiv1.Field, check string) *munshiv1.Field {
	if f != nil && !slices.Contains(f.Checks, check) {
		f.Checks = append(f.Checks, check)
		f.Confidence = round(1 - (1-f.Confidence)/2)
	}
	return f
}

// repaired marks f when a slip of the reader was put right.
func repaired(f *munshiv1.Field, was bool) *munshiv1.Field {
	if f != nil && was {
		f.Repaired = true
		f.Confidence = round(f.Confidence * repairCost)
	}
	return f
}

// contradicted halves what is left of the confidence: another value on the paper says otherwise.
func contradicted(f *munshiv1.Field) { f.Confidence = round(f.Confidence / 2) }

func round(f float64) float64 { return math.Round(f*1e4) / 1e4 }
