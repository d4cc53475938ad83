package sms

import "unicode/utf8"

// maxAccounts is how many account numbers of a text are looked at.
const maxAccounts = 32

// maxAccountDigits bounds the digits of an account or card number.
const maxAccountDigits = 20

// minAccountDigits is asked of a number that nothing masks.
const minAccountDigits = 3

// minBareDigits behind a single sign are a code, "INF*920214984198*", unless a word names an account.
const minBareDigits = 9

// An account is a candidate: digits of an account or a card, most of them often masked.
type account struct {
	first, last int32
	card        bool   // a card's number, else an account's
	named       bool   // "a/c" or "card" stands before it
	own         bool   // "your" stands before it
	theirs      bool   // a word for who is paid stands before it: beneficiary
	side        traits // cueTo, cueFrom or cueBy when it stands before it, else cueStop
	digits      int    // how many it shows
}

// findAccounts collects masked numbers, and plain ones behind a word such as "a/c no." or "card ending".
func (r *reading) findAccounts() {
	for i := r.masks.next(0); i < len(r.tokens) && len(r.accounts) < maxAccounts; i = r.masks.next(i + 1) {
		if !r.mayBeginAccount(i) {
			continue
		}
		if t := &r.tokens[i]; t.kind == symbol && t.glued && i > 0 && r.tokens[i-1].kind == word && (r.tokens[i-1].mark == 0 || r.describes(i-1)) {
			continue // the inside of a name or a description: BP#1234E, BIL*NEFT*0018
		}
		if r.announced(i) || r.glued(i) && r.announced(r.beginOf(i)) || r.glued(i) && r.isChar(i-1, '.') && i > 1 && r.glued(i-1) && r.tokens[i-2].kind == number {
			continue // "Ref X566767016", "TrxID CK33A0X9LL", "JX206418.8242.X86955"
		}
		if r.glued(i) && r.inner(i) && r.inner(i-1) && r.digitsSince(r.beginOf(i), i) {
			continue // the inside of a vehicle's number or a code: KA05MX4411, TCD4K1X9QP
		}
		if m := r.markAt(i - 1); r.tokens[i].char == '#' && i > 0 && r.tokens[i-1].kind == word && (m == nil || m.cues&^(cueAbbreviation|cueCompany) == 0) {
			continue // a shop's number: QUICK MART #2213
		}
		if r.tokens[i].kind == number && r.glued(i) && i > 0 && r.tokens[i-1].kind == word && (r.tokens[i-1].mark == 0 && !r.accountLetters(i-1) || r.insideCode(i)) {
			continue // the inside of a code or a name: "UTIBH4907513*RAVI", "THB2XX81PO"
		}
		if last, masked := r.masked(i); masked {
			a := account{first: int32(i), last: int32(last), digits: r.digitsIn(i, last)}
			r.describe(&a)
			if _, money := r.currencyAfter(last); money != 0 && !a.named {
				continue // "*165*S*5000 RWF"
			}
			if last == i+2 && r.width(i+1) == 1 && r.width(last) == 1 && !a.named {
				continue // a shop that never closes: 24X7
			}
			if a.digits > 0 && (a.named || a.digits >= 2 && !(last == i+1 && a.digits >= minBareDigits)) {
				r.accounts = append(r.accounts, a)
				r.take(a.first, a.last, takenAccount)
			}
			i = last
			continue
		}
		if t := &r.tokens[i]; t.kind == number {
			last := i
			for last+2 < len(r.tokens) && r.isChar(last+1, '-') && r.glued(last+1) && r.glued(last+2) && r.tokens[last+2].kind == number {
				last += 2
			}
			if written, _, ok := r.numeral(i); ok && written.decimal != 0 {
				if _, money := r.currencyAfter(int(written.to)); money != 0 {
					i = last
					continue // "hesabınıza 863,00₺ gönderdi"
				}
			}
			n := int(r.tokens[last].end - t.start)
			if n < minAccountDigits || n > maxAccountDigits || r.line && n == railDigits && r.isChar(i-1, '/') { // "UPI/CRED/card bill/426312345678"
				i = last
				continue
			}
			a := account{first: int32(i), last: int32(last)}
			if r.describe(&a); a.named {
				a.digits = r.digitsIn(i, last)
				r.accounts = append(r.accounts, a)
				r.take(a.first, a.last, takenAccount)
			}
			i = last
		}
	}
}

// mayBeginAccount says whether a number or a sign of a mask at token i may begin an account: three digits, or a sign of a mask behind fewer; a
// full stop only as the first of a mask.
func (r *reading) mayBeginAccount(i int) bool {
	switch t := &r.tokens[i]; {
	case t.kind == number:
		return t.end-t.start >= minAccountDigits || r.glued(i+1) && r.tokens[i+1].char != '.' && r.mayMask(i+1)
	case t.char == '.':
		return r.glued(i+1) && r.mayMask(i+1)
	}
	return r.mayMask(i)
}

// mayMask says whether token i may be part of a masked number, beside its digits.
func (r *reading) mayMask(i int) bool {
	switch t := &r.tokens[i]; t.kind {
	case word:
		return t.class&aMask != 0
	case symbol:
		return t.char == '*' || t.char == '#' || t.char == '.' || t.char == '-' || t.char >= utf8.RuneSelf
	}
	return false
}

// beginOf returns the first token of the run of letters and digits that token i is part of.
func (r *reading) beginOf(i int) int {
	for i > 0 && r.tokens[i].glued && r.inner(i-1) {
		i--
	}
	return i
}

// digitsSince says whether a number stands from token first to before token i.
func (r *reading) digitsSince(first, i int) bool {
	for ; first < i; first++ {
		if r.tokens[first].kind == number {
			return true
		}
	}
	return false
}

// describes says whether the word at token i is one of those that descriptions of transfers are made of: NEFT, BIL.
func (r *reading) describes(i int) bool {
	m := r.markAt(i)
	return m != nil && !m.cues.has(cueAccount|cueCard|cueOwn|cueFiller|cueReference) && (m.instrument != 0 || m.cues == cueStop)
}

// accountLetters says whether the word at token i is the beginning of an account number: "Acct CK0000", "A/c SB1234".
func (r *reading) accountLetters(i int) bool {
	if r.width(i) > 4 || i == 0 || r.glued(i) {
		return false
	}
	return r.cueAt(i-1, cueAccount) && r.large(i)
}

// masked returns the last token of a masked number that begins at token i: XX1234, **1234, 1****938, 074-260***-006,
// ...5494, #8016, and the like. It must show a digit.
func (r *reading) masked(i int) (last int, ok bool) {
	var mask, digit bool
	dots := 0
	for last = i; last < len(r.tokens); last++ {
		t := &r.tokens[last]
		if last > i && !t.glued || r.tokens[last].taken != free {
			break
		}
		switch {
		case t.kind == number:
			digit = true
			if dots == 1 {
				return 0, false
			}
		case t.kind == word && (r.allX(last) || digit && mask && t.class&aMask != 0 && maskedZero(r.textOf(int32(last), int32(last)))):
			mask = true
		case t.char == '*' || t.char == '#' || t.char == '•' || t.char == '…' || t.char == '●':
			mask = true
		case t.char == '.' && mask && last > i && (r.isChar(last-1, '.') || r.isChar(last+1, '.') && r.glued(last+1)) && r.maskGoesOn(last+1):
		case t.char == '.' && last > i && (r.isChar(last-1, '*') || digit && r.isChar(last+1, '*')) && r.glued(last+1) && (r.tokens[last+1].kind == number || r.isChar(last+1, '*')): // 123.***.4456
		case t.char == '.' && !digit:
			if dots++; dots >= 2 {
				mask = true
			}
		case t.char == '-' && last > i && last+1 < len(r.tokens) && r.tokens[last+1].glued &&
			(r.tokens[last+1].kind == number || r.tokens[last+1].char == '*' || r.allX(last+1)):
		default:
			if t.kind == word && !(mask && digit) {
				return 0, false
			}
			return last - 1, mask && digit
		}
	}
	return last - 1, mask && digit
}

// maskGoesOn says whether a mask goes on at token i, behind a full stop inside it: the 0XX..XX1234 of some banks.
func (r *reading) maskGoesOn(i int) bool {
	for r.glued(i) && r.tokens[i].char == '.' {
		i++
	}
	return r.glued(i) && r.allX(i)
}

// maskedZero says whether a mask ends in the letter O where a zero was: the XXXO of "095XXX71XXXO1".
func maskedZero(s string) bool {
	return len(s) > 1 && s[len(s)-1] == 'O' && allX(s[:len(s)-1])
}

func allX(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i]|0x20 != 'x' {
			return false
		}
	}
	return true
}

// digitsIn is how many digits stand from token i to last, as far as digits returns them.
func (r *reading) digitsIn(i, last int) (n int) {
	if i == last {
		return r.width(i)
	}
	for ; i <= last; i++ {
		if r.tokens[i].kind == number {
			n += r.width(i)
		}
	}
	return min(n, maxAccountDigits)
}

// digits returns the digits that stand from token i to last.
func (r *reading) digits(i, last int) string {
	if i == last {
		return r.textOf(int32(i), int32(i))
	}
	var digits string
	for ; i <= last; i++ {
		if r.tokens[i].kind == number && len(digits) < maxAccountDigits {
			if digits += r.textOf(int32(i), int32(i)); len(digits) > maxAccountDigits {
				digits = digits[:maxAccountDigits]
			}
		}
	}
	return digits
}

// describe looks at the words before a number: whether they name an account or a card, whose, and on which side of
// the movement it stands.
func (r *reading) describe(a *account) {
	a.side = cueStop
	if m := r.markAt(int(a.last) + 1); m != nil && m.cues.has(cueAccount|cueCard) && m.languages != 0 && m.languages&r.know.english == 0 && !m.cues.has(cueStop) && !r.behindCurrency(int(a.first)) {
		a.named, a.card, a.own = true, m.cues.has(cueCard), true // "4410 ile biten kartınızla": languages that put the noun last
	}
	if side := r.besideAlone(a); side != 0 {
		a.named, a.side = true, side
		return
	}
	budget := 9
	for j := int(a.first) - 1; j >= 0 && budget > 0; budget-- {
		m := r.markAt(j)
		if r.tokens[j].clause != r.tokens[a.first].clause {
			return
		}
		if m == nil {
			t := &r.tokens[j]
			if t.kind == number || t.kind == newline || t.char == ';' || t.char == ')' {
				return
			}
			if t.kind == word && !a.named && !(r.glued(j+1) && r.accountLetters(j)) {
				return
			}
			if t.kind == word {
				budget -= 2
			}
			j--
			continue
		}
		switch {
		case m.currency != 0 && !a.named, m.cues.has(cueReference):
			return
		case m.cues.has(cueCard) && !a.named:
			a.named, a.card = true, true
			a.own = a.own || r.cueAt(int(m.first)-1, cueOwn)
		case m.cues.has(cueAccount) && !a.named:
			a.named = true
		case m.cues.has(cueBeneficiary):
			a.side, a.theirs = cueTo, true
			return
		case m.cues.has(cueOwn):
			a.own = true
		case m.cues.has(cueBalance|cueLimit|cueDebit|cueCredit) && !(a.named && m.cues.has(cueTo|cueFrom)):
			return
		}
		if a.named && m.cues.has(cueTo|cueFrom|cueBy|cueFor) && !m.cues.has(cueAccount|cueCard) {
			switch {
			case m.cues.has(cueTo):
				a.side = cueTo
			case m.cues.has(cueFrom):
				a.side = cueFrom
			case m.cues.has(cueBy):
				a.side = cueBy
			}
			return
		}
		j = int(m.first) - 1
	}
}

// behindCurrency says whether the number at token i is money: "IDR 436 dari rek".
func (r *reading) behindCurrency(i int) bool {
	_, currency := r.currencyBefore(i)
	return currency != 0
}

// ownDigits is how many digits of an account banks show that print nothing in place of the others.
const ownDigits = 4

// besideAlone is cueTo or cueFrom when a number of so many digits stands behind that word alone on its line, "From:1234"; else 0.
func (r *reading) besideAlone(a *account) traits {
	colon, behind := int(a.first)-1, int(a.last)+1
	m := r.markAt(colon - bit(r.isChar(colon, ':')))
	if m == nil || a.first != a.last || r.width(int(a.first)) != ownDigits || !r.lineEnds(int(m.first)) || !r.lineEnds(behind+1) {
		return 0
	}
	if m.cues.has(cueFrom) {
		return cueFrom
	}
	return m.cues & cueTo
}

// lineEnds says whether a line or the text ends before token i.
func (r *reading) lineEnds(i int) bool {
	return i <= 0 || i > len(r.tokens) || r.tokens[i-1].kind == newline
}

// ownAccount chooses the reader's own number, as the direction and the words around tell; an account counts more than a card.
func (r *reading) ownAccount(direction string) (best *account) {
	top := 0
	for i := range r.accounts {
		a := &r.accounts[i]
		if a.theirs && direction == Debit {
			continue
		}
		score := 40 - i
		if a.named {
			score += 10
			if !a.card {
				score += 15
			}
		}
		if a.own {
			score += 30
		}
		switch {
		case direction == Debit && a.side == cueTo, direction == Credit && (a.side == cueFrom || a.side == cueBy):
			score -= 50
			if a.card { // "charged to your card"
				score += 30
			}
		case direction == Debit && a.side == cueFrom, direction == Credit && a.side == cueTo:
			score += 35
		}
		if score > top {
			best, top = a, score
		}
	}
	return best
}

// otherAccount is the other side's account as printed, with the word that names it: where money went to, or came from, when nobody is named.
func (r *reading) otherAccount(direction string, own *account) (first, last int32, ok bool) {
	for i := range r.accounts {
		a := &r.accounts[i]
		theirs := direction == Debit && a.side == cueTo || direction == Credit && (a.side == cueFrom || a.side == cueBy)
		if a == own || !theirs || a.card || a.own || !a.named || r.tokens[a.first].advice {
			continue
		}
		first = a.first
		if m := r.markAt(int(a.first) - 1); m != nil && m.cues.has(cueAccount) {
			first = m.first
		}
		return first, a.last, true
	}
	return 0, 0, false
}
