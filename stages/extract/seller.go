package extract

import "strings"

var (
	buyerLabels  = []string{"BILLTO", "BILLEDTO", "SHIPTO", "SHIPPEDTO", "BUYER", "CONSIGNEE", "SOLDTO", "INVOICETO", "DELIVERTO"}
	sellerLabels = []string{"FROM", "SELLER", "SOLDBY", "SUPPLIER", "SUPPLIERDETAILS", "SELLERDETAILS", "BILLFROM", "BILLEDBY"}
)

// maxBuyerRows is how many rows a buyer's name and address take at most.
const maxBuyerRows = 8

// sellers is the sheet without the rows that tell of the buyer: they may stand over the seller's. A buyer's rows go from their
// label to their tax number, or to the seller's label.
func (s *sheet) sellers() *sheet {
	rest := &sheet{pages: s.pages}
	buyer := 0 // rows that may still be the buyer's
	for _, r := range s.rows {
		isBuyer, isSeller := false, false
		for _, l := range rowLabels(r, buyerLabels) {
			isBuyer = isBuyer || l.From == 0 && !strings.HasSuffix(bare(l.Text()), "NO") // Bill No is one letter away from Bill To
		}
		for _, l := range rowLabels(r, sellerLabels) {
			isSeller = isSeller || l.From == 0 && l.To == len(r.Words)
		}
		switch {
		case isSeller:
			buyer = 0
			continue
		case isBuyer:
			buyer = maxBuyerRows
			continue
		case buyer > 0:
			buyer--
			if strings.Contains(bare(r.Text()), "GSTIN") {
				buyer = 0
			}
			continue
		}
		rest.rows = append(rest.rows, r)
	}
	return rest
}
