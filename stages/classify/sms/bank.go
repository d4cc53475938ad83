package sms

import (
	"math/bits"
	"slices"
	"strings"
	"time"
)

// splitSender takes the header out of a sender: in India "VM-HDFCBK-S" is operator and circle, who sends, and
// what for. promotional is true when the sender itself says so by -P.
func splitSender(sender string) (header string, promotional bool) {
	header = strings.ToUpper(strings.TrimSpace(sender))
	if len(header) > 3 && header[2] == '-' {
		header = header[3:]
		if n := len(header); n > 2 && header[n-2] == '-' && strings.IndexByte("PSTG", header[n-1]) >= 0 {
			header, promotional = header[:n-2], header[n-1] == 'P'
		}
	}
	return header, promotional
}

// senderBank is the bank that a header belongs to, or one that it is like, as far as it tells one.
func (k *knowledge) senderBank(header string) (bank uint16, its bool) {
	if header == "" {
		return 0, false
	}
	if b := k.headers[header]; b != 0 {
		return b, true
	}
	if b := k.spelled[asHeader(header)]; b != 0 {
		return b, false
	}
	for _, p := range k.prefixes[header[0]] {
		if strings.HasPrefix(header, p.text) {
			return p.bank, false
		}
	}
	return 0, false
}

// bank tells whose message it is: the header's owner; else the bank named last outside an address, which signs
// the message, unless an earlier one stands at the reader's own account.
func (r *reading) bank() uint16 {
	if r.sentBy != 0 {
		return r.sentBy
	}
	var first, last *mark
	for n := range r.marks {
		if m := &r.marks[n]; m.bank != 0 && r.tokens[m.first].taken == free {
			if first == nil {
				first = m
			}
			last = m
		}
	}
	switch {
	case first == nil:
		return 0
	case int(last.last) >= len(r.tokens)-2: // "... -SBI"
		return last.bank
	}
	return first.bank
}

// habitOf is how numbers, dates and clocks go where the message comes from: the bank's country, else the home of
// the first currency written, else the country of its language, else India, where most messages come from. A sign that many countries use
// means the money of the language's country, also where the bank is at home elsewhere: a bank of London writes to Mexico in Spanish.
func (k *knowledge) habitOf(bank uint16, r *reading) *country {
	habit := k.banks[bank].habit
	for n := range r.marks {
		m := &r.marks[n]
		if m.currency == 0 {
			continue
		}
		sign := r.sharedSign(m.currency, m.first, m.last)
		if habit != nil && (sign == "" || sign == habit.ownSign) {
			break
		}
		homes := r.spokenIn()
		switch {
		case sign != "" && len(homes) > 0 && !slices.Contains(homes, habit):
			return r.fitting(homes)
		case habit != nil:
			return habit
		}
		if home, ok := k.countries[k.home[k.currencies[m.currency]]]; ok {
			return home
		}
	}
	if habit != nil {
		return habit
	}
	if homes := r.spokenIn(); len(homes) > 0 {
		return r.fitting(homes)
	}
	for i := range r.tokens {
		if c := r.letterMoney(i); c != 0 {
			return k.countries[k.home[k.currencies[c]]]
		}
	}
	return k.countries["IN"]
}

// spokenIn is the countries of the language that most words of the text belong to and to no other; none when it is English or the language of
// very many.
func (r *reading) spokenIn() []*country {
	var words [maxLanguages]int
	best := -1
	for n := range r.marks {
		if l := r.marks[n].languages; bits.OnesCount32(l) == 1 && l != r.know.english {
			spoken := bits.TrailingZeros32(l)
			if words[spoken]++; best < 0 || words[spoken] > words[best] {
				best = spoken
			}
		}
	}
	if best < 0 {
		return nil
	}
	return r.know.spokenIn[best]
}

// fitting is the first of the countries of a language that writes numbers as the text does.
func (r *reading) fitting(homes []*country) *country {
	if len(homes) > 1 {
		if comma, told := r.writesComma(); told {
			for _, home := range homes {
				if home.decimalComma == comma {
					return home
				}
			}
		}
	}
	return homes[0]
}

// writesComma says how the first number behind a dollar sign is written, when that tells: a comma before the decimals or a point between thousands,
// "$1.200" or "$12,50", or the other way round.
func (r *reading) writesComma() (comma, told bool) {
	for i := range r.tokens {
		if r.isChar(i, '$') && i+3 < len(r.tokens) && r.tokens[i+1].kind == number && r.glued(i+2) && r.glued(i+3) && r.tokens[i+3].kind == number {
			switch thousands := r.width(i+3) == 3; r.tokens[i+2].char {
			case ',':
				return !thousands, true
			case '.':
				return thousands, true
			}
		}
	}
	return false, false
}

// letterMoney is the currency that a capital alone means, glued to a number: the R of "R129.99" and "R-12.50", the F of "3 500F"; 0 when it is none.
func (r *reading) letterMoney(i int) uint16 {
	t := &r.tokens[i]
	if t.kind != word || t.end-t.start != 1 {
		return 0
	}
	c := t.char - 'A'
	if uint32(c) >= 26 || r.know.letters[c] == 0 {
		return 0
	}
	before := t.glued && r.tokens[i-1].kind == number
	j := i + 1 + bit(r.isChar(i+1, '-'))
	behind := r.glued(i+1) && r.glued(j) && r.tokens[j].kind == number
	if before == behind || t.glued && !before && r.inner(i-1) || before && r.glued(i+1) && r.inner(i+1) {
		return 0
	}
	return r.know.letters[c]
}

// railDigits is how many digits a reference of the retail payment rails of India has (RRN).
const railDigits = 12

// instrument is how the money moved: the one that is named; else UPI when an address or nothing but a reference of twelve digits tells,
// a card when the reader's number is one, and a wallet when a wallet sends the message.
func (r *reading) instrument(own *account) string {
	if named := r.means(); named != 0 {
		return r.know.instruments[named]
	}
	switch {
	case len(r.addresses) > 0:
		return "upi"
	case own != nil && own.card:
		return "card"
	case r.know.wallets[r.know.banks[r.from].name]:
		return "wallet"
	case r.ref >= 0 && !r.line && r.habit.currency == "INR" && r.codes[r.ref].first == r.codes[r.ref].last && r.width(int(r.codes[r.ref].first)) == railDigits:
		return "upi"
	}
	return "other"
}

// means is the instrument named, 0 when none is: of several the one that the data puts first. Advice and sentences that sell something,
// "now get a Credit Card", name none.
func (r *reading) means() (best uint8) {
	sells := int32(-1)
	for n := len(r.marks) - 1; n >= 0; n-- {
		m := &r.marks[n]
		if m.cues.has(cuePromotion) && r.main != nil && m.clause > r.tokens[r.main.first].clause {
			sells = m.clause
		}
	}
	for n := range r.marks {
		m := &r.marks[n]
		if m.instrument == 0 || m.aside || r.tokens[m.first].taken != free || sells >= 0 && m.clause >= sells || r.party != nil && r.within(m, r.party) {
			continue
		}
		if best == 0 || m.instrument < best {
			best = m.instrument
		}
	}
	return best
}

// within says whether a mark stands inside a candidate for the counterparty.
func (r *reading) within(m *mark, c *name) bool {
	return m.first >= r.units[c.first].first && m.last <= r.units[c.last].last
}

// Zone is the local time of a currency's home, India's when it is unknown.
func (e *Engine) Zone(currency string) *time.Location {
	if c, ok := e.know.countries[e.know.home[currency]]; ok {
		return c.zone
	}
	return e.know.countries["IN"].zone
}
