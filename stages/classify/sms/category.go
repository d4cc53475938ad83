package sms

import "slices"

// A purpose is what is decided of what money is for, as far as it does not depend on the names of trades in a text.
type purpose struct {
	instrument     string
	debit, refund  bool
	toCard, wallet bool     // money came to the reader's card; the text speaks of a wallet
	ofLine         bool     // it is the description of a statement line
	telling        tokenSet // tokens outside advice and every candidate
	beside         tokenSet // tokens where a fee is told that was paid beside what moved
}

// purpose decides what is to know of what the money was for.
func (r *reading) purpose(direction, instrument string, own *account) purpose {
	r.telling, r.beside = r.telling.sized(len(r.tokens)), r.beside.sized(len(r.tokens))
	for i := range r.tokens {
		if r.tells(int32(i)) {
			r.telling.add(int32(i))
		}
	}
	if !r.line && r.main != nil && r.main.part != partFee {
		for i := int(r.main.last); i < len(r.tokens); i++ {
			if r.tokens[i].clause > r.tokens[r.main.first].clause {
				r.beside.add(int32(i))
			}
		}
	}
	return purpose{
		instrument: instrument, debit: direction != Credit, refund: direction == Credit && r.refunds(), ofLine: r.line,
		toCard: direction == Credit && own != nil && own.card, wallet: direction == Credit && r.namesWallet(),
		telling: r.telling, beside: r.beside,
	}
}

// category says what the money was for: by the counterparty, else by the words of the text, else by how it moved. traded is what may tell the
// counterparty's trade, printed the counterparty with the words that make it a firm.
func (r *reading) category(counterparty, traded, printed string, p *purpose) string {
	if len(r.know.learned) > 0 && counterparty != "" {
		if c := r.know.learned[learnedKey(counterparty)]; c != "" {
			return c
		}
	}
	r.trades = slices.DeleteFunc(r.know.trades.marks(r.tokens, r.trades[:0]), func(m mark) bool { return !p.telling.has(m.first) })
	if r.speaksOf("self_transfer") {
		return "self_transfer"
	}
	if p.instrument == "atm" && p.debit && (r.withdraws() || p.ofLine && !r.speaksOf("fees")) {
		return "cash" // the name is where the machine stands
	}
	trade := r.know.categoryOf(traded)
	if trade == "" && len(printed) != len(traded) { // of VASANTH AND CO the name alone is Vasanth
		if trade = r.know.categoryOf(printed); trade == "person" {
			trade = ""
		}
	}
	if trade != "" && trade != "other" && (p.refund || p.debit || !spending(trade)) {
		return trade // a refund lowers what was spent on the same
	}
	switch {
	case p.refund:
		return "refund"
	case p.toCard:
		return "card_bill" // what comes to a card and is no refund pays its bill
	case p.wallet && counterparty == "":
		return "wallet_load"
	}
	if c := r.tradeInWords(p, counterparty != ""); c != "" {
		return c
	}
	transfer := p.instrument == "upi" || p.instrument == "imps" || p.instrument == "neft" || r.speaksOf("person")
	switch {
	case p.instrument == "atm", p.instrument == "cash":
		return "cash"
	case transfer && counterparty != "" && trade == "":
		return "person" // whose name tells neither a trade nor a firm
	}
	return "other"
}

// speaksOf says whether the words tell of a category.
func (r *reading) speaksOf(category string) bool {
	return slices.ContainsFunc(r.trades, func(m mark) bool { return r.know.categories[m.category] == category })
}

// tradeInWords is the first category that the words tell and that goes with the direction; empty when none does.
func (r *reading) tradeInWords(p *purpose, named bool) string {
	fees := p.ofLine && r.speaksOf("fees")
	for n := range r.trades {
		m := &r.trades[n]
		c := r.know.categories[m.category]
		if c == "person" || c == "other" || c == "cash" && fees {
			continue // what a machine or the counter charges is no cash
		}
		if m.weak && !spending(c) {
			continue // the name of a firm or of its bank, "HOME FINANCE", and nothing about this payment
		}
		if c == "fees" && p.beside.has(m.first) {
			continue // what it cost beside what was paid
		}
		if between := c == "card_bill" || c == "wallet_load"; !between && p.debit == income(c) {
			continue
		}
		if p.debit && spending(c) && named {
			continue // the name said nothing, and a word elsewhere is about something else
		}
		return c
	}
	return ""
}

// tells says whether token i stands outside advice and every candidate.
func (r *reading) tells(i int32) bool { return r.tokens[i].taken == free && !r.tokens[i].advice }

// namesWallet says whether the text itself speaks of a wallet.
func (r *reading) namesWallet() bool {
	for n := range r.marks {
		if m := &r.marks[n]; r.know.instruments[m.instrument] == "wallet" && r.tells(m.first) {
			return true
		}
	}
	return false
}

// withdraws says whether the text speaks of taking cash, in more words than the machine's own: an "ATM card" also buys.
func (r *reading) withdraws() bool {
	for n := range r.trades {
		if m := &r.trades[n]; r.know.categories[m.category] == "cash" && m.phrase != r.know.atm {
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

// income says whether a category names what comes in.
func income(category string) bool {
	return category == "salary" || category == "interest" || category == "refund"
}

// spending says whether a category names what one buys.
func spending(category string) bool {
	switch category {
	case "salary", "interest", "refund", "self_transfer", "card_bill", "wallet_load", "cash", "investment", "loan_emi", "fees", "tax":
		return false
	}
	return true
}

// categoryOf returns the category of the phrase in a name that tells most, empty when it is unknown. What a name ends in tells what it is: METRO
// SHOES sells shoes, LIC HOUSING FINANCE lends. That something is sold (STORES) counts where no other phrase tells, and that it is a firm's, "other", where
// nothing else does.
func (k *knowledge) categoryOf(name string) string {
	if name == "" {
		return ""
	}
	var tokenSpace [32]token
	var markSpace [16]mark
	tokens := k.trades.tokenize(name, tokenSpace[:0])
	best, told := uint8(0), 0
	for _, m := range k.trades.marks(tokens, markSpace[:0]) {
		tells := 3
		switch {
		case m.category == 0:
			tells = 0
		case k.categories[m.category] == "other":
			tells = 1
		case m.weak:
			tells = 2
		}
		if tells > 0 && tells >= told {
			best, told = m.category, tells
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
