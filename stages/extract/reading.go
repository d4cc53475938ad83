package extract

import (
	"fmt"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/extract/layout"
)

// Reading is what was found in one document.
type Reading struct {
	Kind           string
	KindConfidence float64
	// Confidence of the whole: the kind's and the fields' together.
	Confidence float64
	Fields     []*munshiv1.Field
	// Candidates are the values that were considered for the fields.
	Candidates []Candidate
	// Columns are those of a statement's table, page by page.
	Columns []Column
	// Warnings are what a person should look at, a sentence each.
	Warnings []string
	// Statement holds the lines of a bank statement; nil for other kinds.
	Statement *munshiv1.StatementExtracted
}

// Column is a column of a statement's lines, as fractions of its page.
type Column struct {
	Page             int32
	Name             string
	Left, Right, Top float64
}

// Read reads a document's pages, whose words are as recognize leaves them.
func Read(pages []*munshiv1.PageText) Reading { return read(pages) }

// sheet is a document as rows, which every reader of a kind works on.
type sheet struct {
	pages []*layout.Page
	rows  []*layout.Row // of all pages, in order
}

func newSheet(pages []*munshiv1.PageText) *sheet {
	s := &sheet{}
	for _, p := range pages {
		page := layout.Of(p)
		s.pages = append(s.pages, page)
		s.rows = append(s.rows, page.Rows...)
	}
	return s
}

// read finds the kind, then what such a document holds.
func read(pages []*munshiv1.PageText) Reading {
	s := newSheet(pages)
	table := findTable(s)
	kind := kindOf(s, table != nil)
	reading := Reading{Kind: kind.name, KindConfidence: round(kind.confidence)}
	found := &fields{}
	s.warnOfUnreadPages(found)
	switch kind.name {
	case kindPANCard:
		readPANCard(s, found)
	case kindCheque:
		readCheque(s, found)
	case kindStatement:
		reading.Statement = readStatement(s, table, found)
		reading.Columns = found.columns
	case kindReceipt, kindInvoice:
		readReceipt(s, found)
	}
	reading.Warnings = found.warnings
	reading.Fields, reading.Candidates = found.list, found.settled()
	reading.Confidence = round(overall(reading.KindConfidence, found.list))
	return reading
}

// warnOfUnreadPages says which pages have no word: an empty page and one that could not be read look alike.
func (s *sheet) warnOfUnreadPages(found *fields) {
	for _, p := range s.pages {
		if len(p.Rows) == 0 {
			found.warn(fmt.Sprintf("page %d: no word could be read", p.Number))
		}
	}
}

// overall is the mean of what is known to be sure or unsure, never better than the kind.
func overall(kind float64, found []*munshiv1.Field) float64 {
	if len(found) == 0 {
		return kind / 2
	}
	sum := 0.0
	for _, f := range found {
		sum += f.GetConfidence()
	}
	return min(kind, sum/float64(len(found)))
}
