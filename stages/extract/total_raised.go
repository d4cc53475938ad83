package extract

import "github.com/munshi-in/munshi/stages/extract/values"

// raised votes for what a total becomes by the taxes and charges under it: some bills call the sum of their goods Total, and what is to be
// paid stands below. Taxes that are within the total lead to no printed amount.
func (e *election) raised(p priced, extras []priced) {
	sum, taxed := p.Amount, false
	for _, x := range extras[:min(len(extras), 8)] {
		label := bare(e.s.rows[x.row].Text())
		switch {
		case x.row <= p.row:
			continue
		case isDiscount(label):
			sum -= x.Amount.Abs()
		default:
			sum, taxed = sum+x.Amount, true
		}
		if !taxed || sum <= p.Amount {
			continue
		}
		for _, whole := range []values.Amount{sum, (sum + 50) / 100 * 100} {
			if e.nominees[whole] != nil {
				e.agree(whole, voteRounded, "is a total and its taxes", nil)
			}
		}
	}
}
