package extract

import (
	"math"
	"slices"

	"github.com/munshi-in/munshi/stages/extract/values"
)

// The kinds of document.
const (
	kindPANCard   = "pan_card"
	kindCheque    = "cheque"
	kindStatement = "bank_statement"
	kindReceipt   = "receipt"
	kindInvoice   = "invoice"
	kindOther     = "other"
)

var kinds = []string{kindPANCard, kindCheque, kindStatement, kindReceipt, kindInvoice, kindOther}

// sureEnough is the probability below which a document is other.
const sureEnough = 0.6

// sureOfInk is how sure it is that a paper with a band that was read with the signs of its type is a cheque: drafts have one too.
const sureOfInk = 0.97

type kind struct {
	name       string
	confidence float64
}

// kindOf asks the trained model. When no kind is likely enough the document is other. A receipt and an invoice are
// read alike: only both together must be likely.
func kindOf(s *sheet, hasTable bool) kind {
	if tornBand(s).micr.field != nil {
		return kind{kindCheque, sureOfInk} // magnetic ink is on nothing else, and of a leaf out of focus it may be all that was read
	}
	features := kindFeatures(s, hasTable)
	if len(features) <= 1 { // not a word that says anything
		return kind{kindOther, 0.5}
	}
	likely := kindModel().probabilities(features)
	best := 0
	for k := range kinds {
		if likely[k] > likely[best] {
			best = k
		}
	}
	sure := likely[best]
	if name := kinds[best]; name == kindReceipt || name == kindInvoice {
		sure = likely[slices.Index(kinds, kindReceipt)] + likely[slices.Index(kinds, kindInvoice)]
	}
	if sure < sureEnough {
		return kind{kindOther, 1 - sure}
	}
	return kind{kinds[best], likely[best]}
}

// What a document shows besides its words, as features of the model.
const (
	markAlways = "*always"
	markTable  = "*table" // a header of a statement's lines
	markPAN    = "*pan"   // a number of a PAN's structure
	markBand   = "*band"  // a band of magnetic ink
	markPriced = "*priced"
	markIFSC   = "*ifsc"
	markShort  = "*short" // fewer words than a card has
	markLong   = "*long"  // more words than a cheque has
	markNarrow = "*narrow"
	markWide   = "*wide"
	markPages  = "*pages"
	markTitle  = "*title" // the paper calls itself an invoice, in a cell of its own near the top
)

const (
	shortPaper, longPaper = 45, 200
	narrowPaper           = 1.6 // the text is so much higher than wide
	widePaper             = 1.7 // the text is so much wider than high
)

// kindFeatures are the phrases that a document says, and its marks.
func kindFeatures(s *sheet, hasTable bool) map[string]bool {
	features := map[string]bool{markAlways: true}
	words := 0
	left, top, right, bottom := math.Inf(1), math.Inf(1), 0.0, 0.0
	for _, r := range s.rows[:min(len(s.rows), maxLabelRows)] {
		words += len(r.Words)
		for i, w := range r.Words[:min(len(r.Words), maxLabelWords)] {
			left, top, right, bottom = min(left, w.Left), min(top, w.Top), max(right, w.Right), max(bottom, w.Bottom)
			text := afterSlash(w)
			if text == "" {
				continue
			}
			for _, phrase := range phrasesByLetter[text[0]] {
				if !features[phrase] && labelAt(r, i, phrase) > 0 {
					features[phrase] = true
				}
			}
			if len(w.Bare) == 11 && knownBank(w.Bare[:4]) && w.Bare[4] == '0' {
				features[markIFSC] = true
			}
		}
	}
	mark := func(name string, is bool) {
		if is {
			features[name] = true
		}
	}
	mark(markTable, hasTable)
	mark(markPAN, s.hasPAN())
	mark(markBand, !findMICRBand(s).row.Empty())
	mark(markPriced, s.pricedRows())
	mark(markTitle, s.titledInvoice())
	mark(markShort, words < shortPaper)
	mark(markLong, words > longPaper)
	mark(markPages, len(s.pages) > 1)
	if len(s.pages) == 1 && words > 0 {
		mark(markNarrow, bottom-top > narrowPaper*(right-left))
		mark(markWide, right-left > widePaper*(bottom-top))
	}
	return features
}

// titledInvoice tells whether one of the first rows has a cell that says only Invoice or Tax Invoice.
func (s *sheet) titledInvoice() bool {
	for _, r := range s.rows[:min(len(s.rows), maxTitleRows)] {
		for _, cell := range r.Cells(cellGap) {
			if slices.Contains([]string{"INVOICE", "TAXINVOICE", "GSTINVOICE", "SALESINVOICE", "PROFORMAINVOICE"}, bare(cell.Text())) {
				return true
			}
		}
	}
	return false
}

// maxTitleRows is how far down a title stands.
const maxTitleRows = 8

// maxLabelWords bounds the words of a row that are searched for phrases.
const maxLabelWords = 100

// phrasesByLetter are all phrases that speak for any kind, by their first letter: a misread label still begins as it should.
var phrasesByLetter = func() map[byte][]string {
	byLetter := map[byte][]string{}
	for _, phrase := range phrases() {
		byLetter[phrase[0]] = append(byLetter[phrase[0]], phrase)
	}
	return byLetter
}()

// phrases are those of the evidence of all kinds, in order.
func phrases() []string {
	var all []string
	for _, of := range evidence {
		for phrase := range of {
			all = append(all, phrase)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// pricedRows tells whether the paper is a narrow list that ends in amounts, as a till prints it.
func (s *sheet) pricedRows() bool {
	if len(s.pages) != 1 || s.pages[0].Height < 1.2*s.pages[0].Width || len(s.rows) > 200 {
		return false
	}
	priced := 0
	for _, r := range s.rows {
		if m, ok := values.ParseAmount(r.Words[len(r.Words)-1].Text); ok && m.Decimals {
			priced++
		}
	}
	return priced >= 3 && priced*6 >= len(s.rows)
}

func (s *sheet) hasPAN() bool {
	for _, r := range s.rows[:min(len(s.rows), maxLabelRows)] {
		for i := range r.Words[:min(len(r.Words), maxLabelWords)] {
			if len(r.Words[i].Bare) != 10 {
				continue
			}
			if _, ok := values.PAN(r.Words[i].Text, ""); ok {
				return true
			}
		}
	}
	return false
}
