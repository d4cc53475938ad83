package extract

import (
	"cmp"
	"slices"
	"strings"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/extract/layout"
)

// Candidate is a value that a field may have had: `munshi read --debug` shows all, to tell why one won.
type Candidate struct {
	Field *munshiv1.Field
	// Score is what speaks for it, comparable among the candidates of one field only.
	Score float64
	// Why names what speaks for and against it.
	Why []string
	// Chosen is true for the one that was given.
	Chosen bool
}

// maxCandidates bounds what is kept of one field.
const maxCandidates = 40

// nominee is a place of a value while votes for it are counted.
type nominee struct {
	value string
	at    []layout.Span
	score float64
	why   []string
}

// vote adds what speaks for a nominee, or against it when points are negative.
func (n *nominee) vote(points float64, why string) {
	n.score += points
	n.why = append(n.why, why)
}

// ranked is nominees from the best to the worst; of those alike, the first named comes first.
func ranked(nominees []*nominee) []*nominee {
	nominees = slices.Clone(nominees)
	slices.SortStableFunc(nominees, func(a, b *nominee) int { return cmp.Compare(b.score, a.score) })
	return nominees
}

// consider keeps nominees for whoever asks why the field is what it is.
func (s *fields) consider(name string, nominees []*nominee) {
	for _, n := range nominees[:min(len(nominees), maxCandidates)] {
		if f := newField(name, n.value, 1, n.at...); f != nil {
			s.candidates = append(s.candidates, Candidate{Field: f, Score: n.score, Why: n.why})
		}
	}
}

// settled marks the candidates that were chosen, and adds the fields that had only one.
func (s *fields) settled() []Candidate {
	for _, f := range s.list {
		at := slices.IndexFunc(s.candidates, func(c Candidate) bool {
			return c.Field.GetName() == f.GetName() && c.Field.GetValue() == f.GetValue()
		})
		if at < 0 {
			why := append([]string{"read as " + strings.TrimSpace(f.GetRaw())}, f.GetChecks()...)
			s.candidates = append(s.candidates, Candidate{Field: f, Score: f.GetConfidence(), Why: why, Chosen: true})
			continue
		}
		s.candidates[at].Chosen = true
	}
	return s.candidates
}
