package sms

// A payment is how a transaction is read: where in a text its values stand, and what is decided of it. It holds nothing of the text, so that it
// serves every text of the same wording.
type payment struct {
	direction, currency, instrument string
	confidence                      float64
	spots                           [MaxFields]spot // in the order of a transaction's fields, but for the date
	count                           int             // of spots
	amount, balance, limit          numeral
	negative                        bool // the balance is below zero
	party                           party
	purpose                         purpose
}

// spot is where a field stands, in tokens, and how sure it is.
type spot struct {
	name        FieldName
	first, last int32
	sure        float64
}

func (p *payment) at(name FieldName, first, last int32, sure float64) {
	p.spots[p.count] = spot{name, first, last, rounded(sure)}
	p.count++
}

// party is how the counterparty is named.
type party struct {
	naming    naming
	owner     bool // of an address only what stands before the @ is meant
	addressed bool
	address   span  // a UPI address, when addressed
	behind    int32 // the token that the name begins at, when namedBehind
}

// naming is who is named in a counterparty as printed.
type naming uint8

const (
	namedNobody    naming = iota // a purpose or an instrument that stands in for a name, an account
	namedWhole                   // all of it
	namedByAddress               // what stands before its @
	namedBehind                  // what stands behind an account: "HDFC A/c XX12 of Ravi"
	namedInside                  // a part of a description: "NEFT-N2132-RAVI KUMAR"
)

// payment decides what the one transaction says; typeAhead is how far ahead its type was.
func (r *reading) payment(seen *evidence, typeAhead int32) (p payment) {
	x := &r.told
	*x = told{seen: *seen, typeAhead: typeAhead, balance: r.amountOf(partBalance), limit: r.amountOf(partLimit)}
	p.currency = r.currency(seen.moved)
	p.direction, x.wayAhead = r.direction(seen.moved)
	x.own = r.ownAccount(p.direction)
	x.party, x.partyAhead = r.counterparty(p.direction, seen.moved)
	var instead span // an account in the place of a name
	if x.party == nil {
		instead.first, instead.last, x.instead = r.otherAccount(p.direction, x.own)
	}
	asked := r.ask(r.know.trust, 0)
	r.describeTrust(asked, x)
	sure, whole := asked.chances(asked.answers[:asked.count])
	x.sureType = sure[aspectType]
	p.confidence = min(r.know.trust.certainty(wholeScale(whole)), r.know.types.certainty(typeAhead)) // nothing is right of what is no transaction
	if x.party != nil && r.ofTaste(x) {
		sure[aspectCounterparty], p.confidence = min(sure[aspectCounterparty], sureTaste), min(p.confidence, sureTaste)
	}
	p.confidence = rounded(p.confidence)
	p.amount = seen.moved.numeral
	p.at(FieldAmount, seen.moved.first, seen.moved.last, sure[aspectAmount])
	if a := x.own; a != nil {
		p.at(FieldAccount, a.first, a.last, sure[aspectAccount])
	}
	if b := x.balance; b != nil {
		p.balance, p.negative = b.numeral, r.negative(b)
		p.at(FieldBalance, b.first, b.last, sure[aspectBalance])
	}
	if l := x.limit; l != nil {
		p.limit = l.numeral
		p.at(FieldCreditLimit, l.first, l.last, sure[aspectLimit])
	}
	if r.ref >= 0 {
		p.at(FieldReference, r.codes[r.ref].first, r.codes[r.ref].last, sure[aspectReference])
	}
	switch {
	case x.party != nil:
		p.party = r.partyOf(x.party)
		p.at(FieldCounterparty, r.units[x.party.first].first, r.units[x.party.last].last, sure[aspectCounterparty])
	case x.instead:
		p.at(FieldCounterparty, instead.first, instead.last, sure[aspectCounterparty])
	}
	p.instrument = r.instrument(x.own)
	p.purpose = r.purpose(p.direction, p.instrument, x.own)
	return p
}

// partyOf tells how a counterparty is named.
func (r *reading) partyOf(c *name) (p party) {
	first := &r.units[c.first]
	p.owner = r.meansOwner(c)
	p.naming, p.behind = r.namingOf(c)
	if first.traits.has(traitAddress) {
		p.addressed, p.address = true, span{first.first, r.units[c.last].last}
	} else if a := r.addressBeside(c); a != nil {
		p.addressed, p.address = true, span{a.first, a.last}
	}
	return p
}

// namingOf is who is named in a counterparty, and where the name begins when that is behind an account.
func (r *reading) namingOf(c *name) (n naming, from int32) {
	words, codes, first := false, false, &r.units[c.first]
	behind := c.first
	for n := c.first; n <= c.last; n++ {
		switch u := &r.units[n]; {
		case u.traits.has(traitAccount):
			behind = n + 1
		case u.traits.has(traitReference):
			codes = true
		case u.traits.has(traitWord), u.traits.has(traitBank) && first == u && c.first == c.last:
			words = true
		}
	}
	described := codes || first.mark != 0 && r.unitAt(int(c.first)+1).traits.has(traitHyphen|traitStar|traitSlash)
	for behind > c.first && behind < c.last && r.units[behind].mark != 0 {
		behind++
	}
	switch {
	case first.traits.has(traitAddress):
		return namedByAddress, 0
	case behind > c.first && behind <= c.last:
		return namedBehind, r.units[behind].first
	case !words && !(c.first == c.last && first.traits.has(traitReference)):
		return namedNobody, 0
	case described:
		return namedInside, 0
	}
	return namedWhole, 0
}

// negative says whether a minus stands before a balance: "Acct 1234 has a -$15.01 bal".
func (r *reading) negative(b *amount) bool {
	sign := int(b.first) - 1
	for i := b.first; i < b.last; i++ { // between the currency and the number: "$-15.01"
		if r.isChar(int(i), '-') {
			sign = int(i)
		}
	}
	return !r.isZero(&b.numeral) && r.isChar(sign, '-') && r.glued(sign+1) && sign > 0 && !(sign < int(b.first) && (r.glued(sign) || r.cueAt(sign-1, cueBalance)))
}

// addressBeside is the UPI address that stands next to a name: "ravi@upi (RAVI KUMAR)".
func (r *reading) addressBeside(c *name) *unit {
	for _, n := range []int{int(c.first) - 1, int(c.first) - 2, int(c.last) + 1, int(c.last) + 2} {
		if u := r.unitAt(n); u.traits.has(traitAddress) {
			return u
		}
	}
	return nil
}

// currency is what is written beside the amount; a bare amount has that of the balance, else of the country.
func (r *reading) currency(a *amount) string {
	written := a.currency
	for n := range r.amounts {
		if written == 0 {
			written = r.amounts[n].currency
		}
	}
	if sign := r.sharedSign(a.currency, a.first, a.last); written == 0 || sign != "" && sign == r.habit.ownSign {
		return r.habit.currency
	}
	return r.know.currencies[written]
}

// sharedSign is the sign of a currency, beside an amount from token first to last, when many countries use it for their money: $, rs, fcfa; empty when it is another or none.
func (r *reading) sharedSign(currency uint16, first, last int32) string {
	for n := range r.know.shared {
		if s := &r.know.shared[n]; currency == s.currency && (r.tokens[first].id == s.id || r.tokens[last].id == s.id) {
			return s.sign
		}
	}
	return ""
}

// A sharedSign is one that many countries use.
type sharedSign struct {
	sign     string // as countries.txt calls it
	id       uint32 // the number in the vocabulary of how it is written
	currency uint16 // whose money it is where nothing tells the country
}

// learnSharedSigns finds the signs that many countries use among the words and currencies: a sign is a word of its own, whose number is quicker
// compared than its letters.
func (k *knowledge) learnSharedSigns() {
	for _, s := range [...]struct{ written, sign, home string }{
		{"$", "$", "USD"}, {"rs", "rs", "INR"}, {"रु", "rs", "INR"}, {"fcfa", "fcfa", "XOF"},
		{"دينار", "dinar", "KWD"}, {"ريال", "riyal", "SAR"}, {"درهم", "dirham", "AED"}, {"جنيه", "pound", "EGP"},
	} {
		if id := k.words.tokenize(s.written, nil)[0].id; id != 0 {
			k.shared = append(k.shared, sharedSign{s.sign, id, uint16(index(&k.currencies, s.home))})
		}
	}
}
