package sms

import (
	"slices"
)

// A purpose is what the words of a text say of what money is for.
type purpose struct {
	certain         string // whoever is named
	named, nameless string // when a name tells nothing of it, empty when the words do not either; when there is none
	credit, refund  bool
	person          bool // who is named and tells no trade is a person
}

// purpose finds what the words say the money was for, else how it moved.
func (r *reading) purpose(direction, instrument string, own *account) (p purpose) {
	r.trades = r.know.trades.marks(r.tokens, r.trades[:0])
	for n := range r.trades {
		if m := &r.trades[n]; r.know.categories[m.category] == "self_transfer" && r.tells(m) {
			p.certain = "self_transfer"
			return p
		}
	}
	if instrument == "atm" && direction == Debit && !r.line && r.withdraws() {
		p.certain = "cash" // the name is where the machine stands
		return p
	}
	p.credit = direction == Credit
	p.refund = p.credit && r.refunds()
	p.person = instrument == "upi" || instrument == "imps" || instrument == "neft"
	switch {
	case p.refund:
		p.named = "refund"
	case p.credit && own != nil && own.card:
		p.named = "card_bill" // what comes to a card and is no refund pays its bill
	default:
		p.named, p.nameless = r.purposeInWords(p.credit, true), r.purposeInWords(p.credit, false)
		if p.credit && r.namesWallet() {
			p.nameless = "wallet_load"
		}
	}
	if p.named == "" && (instrument == "atm" || instrument == "cash") {
		p.named = "cash"
	}
	if p.nameless == "" {
		p.nameless = p.named
	}
	return p
}

// purposeInWords is the first category that the words tell and that goes with the direction; empty when none does.
func (r *reading) purposeInWords(credit, named bool) string {
	fees := r.line && slices.ContainsFunc(r.trades, func(m mark) bool { return r.know.categories[m.category] == "fees" && r.tells(&m) })
	for n := range r.trades {
		m := &r.trades[n]
		if !r.tells(m) {
			continue
		}
		c := r.know.categories[m.category]
		if c == "cash" && fees {
			continue // what a machine or the counter charges
		}
		if c == "fees" && !r.line && r.main != nil && r.main.part != partFee && r.tokens[m.first].clause > r.tokens[r.main.first].clause {
			continue // what it cost beside what was paid
		}
		if between := c == "card_bill" || c == "wallet_load"; !between && credit != (c == "salary" || c == "interest" || c == "refund") {
			continue
		}
		if !credit && spending(c) && named {
			continue // the name said nothing, and a word elsewhere is about something else
		}
		return c
	}
	return ""
}

// category says what the money was for: by the counterparty, else by the words of the text, else by how it moved.
func (k *knowledge) category(counterparty string, p *purpose) string {
	if len(k.learned) > 0 && counterparty != "" {
		if c := k.learned[learnedKey(counterparty)]; c != "" {
			return c
		}
	}
	trade := ""
	if p.certain == "" && counterparty != "" {
		trade = k.categoryOf(counterparty)
	}
	switch {
	case p.certain != "":
		return p.certain
	case trade != "" && (p.refund || !(p.credit && spending(trade))):
		return trade // a refund lowers what was spent on the same
	case counterparty == "" && p.nameless != "":
		return p.nameless
	case counterparty != "" && p.named != "":
		return p.named
	case counterparty != "" && p.person && trade == "":
		return "person"
	}
	return "other"
}

// tells says whether a mark stands outside advice and every candidate.
func (r *reading) tells(m *mark) bool {
	return r.tokens[m.first].taken == free && !r.tokens[m.first].advice
}

// namesWallet says whether the text itself speaks of a wallet.
func (r *reading) namesWallet() bool {
	for n := range r.marks {
		if m := &r.marks[n]; r.know.instruments[m.instrument] == "wallet" && r.tells(m) {
			return true
		}
	}
	return false
}

// withdraws says whether the text speaks of taking cash, in more words than the machine's own: an "ATM card" also buys.
func (r *reading) withdraws() bool {
	for n := range r.trades {
		if m := &r.trades[n]; r.know.categories[m.category] == "cash" && r.tells(m) && m.phrase != r.know.atm {
			return true
		}
	}
	return false
}

// refunds says whether money that came in was given back.
func (r *reading) refunds() bool {
	for n := range r.marks {
		if m := &r.marks[n]; !m.aside && (m.cues.has(cueUndo) || m.cues.has(cueCreditWeak) && m.phrase == r.know.refund) {
			return true
		}
	}
	return false
}

// spending says whether a category names what one buys.
func spending(category string) bool {
	switch category {
	case "salary", "interest", "refund", "self_transfer", "card_bill", "wallet_load", "cash", "investment", "loan_emi", "fees", "tax":
		return false
	}
	return true
}

// categoryOf returns the category of the longest phrase in a name, empty when it is unknown.
func (k *knowledge) categoryOf(name string) string {
	if name == "" {
		return ""
	}
	var tokenSpace [32]token
	var markSpace [16]mark
	tokens := k.trades.tokenize(name, tokenSpace[:0])
	best, length := uint8(0), int32(0)
	for _, m := range k.trades.marks(tokens, markSpace[:0]) {
		if n := tokens[m.last].end - tokens[m.first].start; m.category != 0 && n > length {
			best, length = m.category, n
		}
	}
	if best == 0 && len(tokens) == 1 {
		best = k.tradeAtEnd(name)
	}
	return k.categories[best]
}

// A word is looked for at the end of another one when both have enough letters that it does not end names, and not in long ones, for what that
// costs grows with them.
const (
	minTrade  = 5  // letters of the word
	minBefore = 3  // letters before it
	maxJoined = 40 // letters of all
)

// tradeAtEnd is the category of the longest word that a word joined of several ends in, as the addresses of UPI have it: the kirana of
// "balajikirana". 0 when it ends in none.
func (k *knowledge) tradeAtEnd(joined string) uint8 {
	if len(joined) > maxJoined {
		return 0
	}
	for i := minBefore; i <= len(joined)-minTrade; i++ {
		trade := k.trades.nodes[k.trades.begins[k.trades.id(joined[i:])]].category
		if trade != 0 && spending(k.categories[trade]) {
			return trade
		}
	}
	return 0
}
