package sms

const (
	maxNameUnits = 18
	// maxPieces bounds how many pieces of one run are joined, maxNames the candidates of one text; a description has twice as many.
	maxPieces = 5
	maxNames  = 40
)

// A name is a candidate for the counterparty: a run of units without a hard end inside.
type name struct {
	first, last int32  // units
	traits      traits // of all of them
	whole       bool   // the run goes on neither before nor behind it
}

// hardEnds end a name wherever they stand; softEnds may end it or be part of it.
const (
	hardEnds = cueDebit | cueCredit | cueDone | cueUndo | cueFailed | cueFuture | cueOTP | cueDue | cueBalance | cueLimit | cueOwn |
		cueReference | cueAside | cueStatement | cueRequest
	// structure is what no name is made of alone.
	structure   = cueTo | cueFrom | cueBy | cueAt | cueFor | cueOn | cueStop | cueName | cueAbbreviation | cueFiller | cueAccount | cueCard | cueBeneficiary
	littleWords = cueTo | cueFrom | cueBy | cueAt | cueFor | cueOn | cueStop | cueName | cueAbbreviation | cueFiller
	softEnds    = cueTo | cueFrom | cueBy | cueAt | cueFor | cueName | cueOn | cueStop | cueAccount | cueCard | cueFiller | cueFee | cuePoints | cueElsewhere | cueBeneficiary | cueDebitWeak | cueCreditWeak
)

// piece is a run of units between two soft ends; closed when nothing joins it: a soft mark. A little word such as "to" may
// stand inside a name, not at its ends. A code or an account number may be part of one, as in "NEFT-N2132-PRAGAT", and is none alone.
type piece struct {
	first, last             int32
	closed, little, carried bool
}

// findNames collects what could be a name: each run of words between hard ends, and its parts between soft ones.
func (r *reading) findNames() {
	for n := 0; n <= len(r.units); n++ {
		switch u := r.unitAt(n); r.endOf(n, u) {
		case inside:
			if u.traits&symbols != 0 && !(len(r.pieces) > 0 && r.pieces[len(r.pieces)-1].last == int32(n-1) && !r.pieces[len(r.pieces)-1].closed) {
				continue // no name begins with a full stop
			}
			if k := len(r.pieces); k > 0 && r.pieces[k-1].last == int32(n-1) && !r.pieces[k-1].closed {
				r.pieces[k-1].last = int32(n)
			} else {
				r.pieces = append(r.pieces, piece{first: int32(n), last: int32(n)})
			}
		case alone:
			little := u.traits&^littleWords == 0 && u.traits&^(cueFiller|cueAbbreviation) != 0 && !u.traits.has(traitInstrument|traitBank|traitMonth) &&
				!(r.unitAt(n+1).glued && r.unitAt(n+1).traits.has(traitHyphen|traitStar)) && // "TPT-RAVI"
				!(u.traits == cueStop && r.goesOn(n)) // "TATA POWER BILL"
			r.pieces = append(r.pieces, piece{first: int32(n), last: int32(n), closed: true, little: little})
		case carried:
			if r.telephone(u) {
				r.names = append(r.names, name{first: int32(n), last: int32(n), traits: u.traits, whole: true})
			}
			r.pieces = append(r.pieces, piece{first: int32(n), last: int32(n), closed: true, carried: !u.traits.has(traitLink)})
		case hard:
			r.joinPieces()
			if u.traits.has(traitAddress) {
				r.names = append(r.names, name{first: int32(n), last: int32(n), traits: u.traits, whole: true})
			}
		}
	}
}

// telephone says whether a code may be a telephone number, which names somebody when nothing else does.
func (r *reading) telephone(u *unit) bool {
	digits := int(r.tokens[u.last].end - r.tokens[u.first].start)
	return u.traits.has(traitReference) && r.tokens[u.first].kind == number && r.tokens[u.last].kind == number && digits >= 8 && digits <= 13
}

type ending uint8

const (
	inside  ending = iota // part of a piece
	alone                 // a piece of its own: a soft mark
	carried               // a piece that is no name by itself: a code, an account number
	soft                  // between two pieces
	hard
)

func (r *reading) endOf(n int, u *unit) ending {
	switch {
	case u.traits.has(traitReference | traitAccount):
		return carried
	case u.traits.has(traitLink) && !r.hasScheme(u), u.traits.has(traitNumber) && r.lastDigit(n, u):
		return carried
	case u.traits.has(traitEdge | traitLine | traitAmount | traitDate | traitLink):
		return hard
	case u.traits.has(traitComma | traitBracket | traitColon):
		return hard
	case u.traits.has(traitAddress):
		return hard
	case u.mark != 0 && (u.traits.has(cuePurpose) || r.line && u.traits&hardEnds != 0):
		return alone // in a description the columns part names, not the words: HOME CREDIT INDIA
	case r.line && (u.traits.has(traitSlash) || u.mark != 0 && u.traits.has(traitMonth)):
		return hard
	case r.line && u.traits.has(traitNumber) && (r.width(int(u.first)) >= minNamedDigits || r.partOfDate(n)):
		return carried
	case u.mark != 0 && u.traits&^cueAbbreviation == cueName && n > 0 && r.unitAt(n-1).traits.has(traitWord) && !r.unitAt(n+1).traits.has(traitColon|traitHyphen):
		return inside // "BRAND NAME"
	case r.ownName(n, u):
		return inside
	case u.traits.has(traitBank) && u.mark != 0 && n > 0 && r.units[n-1].traits == traitWord && r.unitAt(n+1).traits.has(cueAccount|cueCard):
		return alone // "to ZAHID IQBAL JazzCash A/C"
	case r.startsName(n, u):
		return inside
	case r.nameWord(n, u):
		return alone
	case u.mark != 0 && u.traits&hardEnds != 0:
		if u.glued && n > 0 && r.units[n-1].traits&symbols != 0 && !r.units[n-1].traits.has(traitColon|traitBracket|traitComma|traitSlash) && r.units[n-1].glued && !u.traits.has(cueAside|cueReference|cueBalance) {
			return inside // NETFLIX.COM, PAY*SWIGGY
		}
		return hard
	case u.traits.has(traitPoint):
		switch {
		case r.clauseEnds(int(u.last)):
			return hard
		}
		return inside
	case u.traits.has(traitSlash | traitAt), u.traits.has(traitHyphen) && !(u.glued && r.unitAt(n+1).glued):
		return soft
	case u.traits.has(traitHyphen) && n > 0 && r.units[n-1].traits.has(traitWord) && r.shopNumber(n+1):
		return inside // TARGET T-1122
	case u.traits.has(traitHyphen | traitStar), u.traits.has(traitSymbol) && r.tokens[u.first].char == '_':
		return soft
	case u.traits.has(traitSymbol):
		switch r.tokens[u.first].char {
		case '&', '\'', '#', '+':
			if n > 0 {
				if end := r.endOf(n-1, &r.units[n-1]); end == inside || end == alone && r.units[n].glued && r.unitAt(n+1).glued { // "PLAN.AI SUBSCRIPTION+14155550123"
					return inside
				}
			}
		}
		return hard
	case u.mark != 0 && (u.traits&softEnds != 0 || u.traits.has(traitInstrument)):
		return alone
	}
	return inside
}

// shopNumber says whether a number stands at unit n, with a letter before it or without: 1122, U1207.
func (r *reading) shopNumber(n int) bool {
	u := r.unitAt(n)
	if u.traits == traitWord && r.width(int(u.first)) == 1 && r.unitAt(n+1).glued {
		u = r.unitAt(n + 1)
	}
	return u.traits.has(traitNumber)
}

// partOfDate says whether a number stands behind another one and a slash or a hyphen: "06/14 AMAZON", "CHGS 24-25".
func (r *reading) partOfDate(n int) bool {
	return n >= 2 && r.units[n].glued && r.units[n-1].glued && r.units[n-1].traits.has(traitSlash|traitHyphen) && r.units[n-2].traits.has(traitNumber)
}

// nameWord says whether a word that ends names elsewhere may belong to one here: with a capital it begins one, "to DR ANITA RAO", "at Credit
// Mantri", or stands in the middle, "SHREE CREDIT SOCIETY".
func (r *reading) nameWord(n int, u *unit) bool {
	if r.line || n == 0 || u.mark == 0 || u.first != u.last || u.traits&hardEnds == 0 || !r.capital(u) {
		return false
	}
	before, behind := &r.units[n-1], r.unitAt(n+1)
	if u.traits.has(cueAbbreviation) && behind.traits.has(traitPoint) && behind.glued {
		behind = r.unitAt(n + 2) // DR. ANITA RAO
	}
	switch {
	case behind.traits.has(traitPoint | traitLine | traitBracket | traitEdge | traitDate | cueOn | cueReference): // "sent to HOME CREDIT on 12-11-25"
		return u.traits.has(cueCredit|cueDebit) && r.large(int(u.last)) && before.traits == traitWord && r.goesOn(n)
	case behind.traits != traitWord || !r.capital(behind):
		return false
	case before.traits == traitWord:
		return u.traits.has(cueCredit|cueDebit) && r.capital(before)
	case before.mark != 0: // a message all in capitals says nothing by them
		return before.traits.has(cueTo|cueFrom|cueBy|cueAt|cueOn|cueName) && r.tokens[before.last].form.has(someSmall)
	case before.traits.has(traitHyphen):
		return r.unitAt(n - 2).traits.has(traitReference)
	}
	return before.traits.has(traitSlash | traitLine | traitColon | traitComma)
}

// startsName says whether a word of messages belongs to a name for how it is written: MY11CIRCLE, and the TO of "sent to TO GO PIZZA".
func (r *reading) startsName(n int, u *unit) bool {
	i := int(u.last)
	if r.line || n == 0 || u.mark == 0 || int(u.first) != i || r.tokens[i].kind != word {
		return false
	}
	if r.glued(i+1) && r.tokens[i+1].kind == number && r.tokens[i+1].taken == free {
		return r.glued(i+2) && r.tokens[i+2].kind == word
	}
	before, behind := &r.units[n-1], r.unitAt(n+1)
	return u.traits&^littleWords == 0 && r.large(i) && behind.traits.has(traitWord) && r.capital(behind) &&
		before.traits&^littleWords == 0 && before.traits.has(cueTo|cueFrom|cueBy|cueAt|cueFor) && r.little(int(before.last))
}

// goesOn says whether unit n goes on a row of words with capitals, behind words of the message that are not in capitals throughout.
func (r *reading) goesOn(n int) bool {
	before := n - 1
	for before >= 0 && n-before <= maxNameUnits && r.units[before].traits == traitWord && r.capital(&r.units[before]) {
		before--
	}
	lead := r.unitAt(before)
	return before < n-1 && r.capital(&r.units[n]) && (lead.mark == 0 || r.tokens[lead.last].form.has(someSmall))
}

// capital says whether a unit is written with a capital.
func (r *reading) capital(u *unit) bool { return r.tokens[u.first].form.has(startsCapital) }

// ownName says whether a word such as "My" begins what the reader calls somebody he pays: "sent to My hdfc", unlike "sent to My account".
func (r *reading) ownName(n int, u *unit) bool {
	if u.traits&^cueAbbreviation != cueOwn || n == 0 || !r.units[n-1].traits.has(cueTo) || !r.capital(u) {
		return false
	}
	next := r.unitAt(n + 1)
	return next.traits.has(traitWord|traitBank) && !next.traits.has(cueAccount|cueCard)
}

// hasScheme says whether a link begins with "https:" or the like; one that does not may be a name: "AMZN.COM/BILL".
func (r *reading) hasScheme(u *unit) bool { return r.isChar(int(u.first)+1, ':') }

// lastDigit says whether a single digit ends the sentence: behind "sent to RAVI 1." it numbers his till.
func (r *reading) lastDigit(n int, u *unit) bool {
	return r.width(int(u.first)) == 1 && r.unitAt(n+1).traits.has(traitPoint) && r.clauseEnds(int(u.last)+1)
}

// joinPieces makes a candidate of each piece of the run collected, and of each row of pieces that follow each other.
func (r *reading) joinPieces() {
	p := r.pieces
	for a := range p {
		if p[a].little && (a == 0 || !p[a-1].little) || p[a].carried {
			continue
		}
		var row row
		next := p[a].first
		for b := a; b < len(p) && len(r.names) < maxNames*(1+bit(r.line)); b++ {
			if b == a+maxPieces {
				if len(p) > 2*maxPieces {
					break
				}
				b = len(p) - 1 // of longer runs the whole
			}
			if p[b].little || p[b].carried && r.units[p[b].first].traits.has(traitAccount) && !r.units[p[a].first].traits.has(cuePurpose) {
				continue // whoever has an account stands behind it: "KKBK A/c XX12 of RAVI"
			}
			for ; next <= p[b].last; next++ {
				row.goOn(r, &r.units[next])
			}
			c := name{first: p[a].first, last: p[b].last, traits: row.traits, whole: a == 0 && b == len(p)-1}
			if c.last-c.first < maxNameUnits && (row.mayName() && r.units[c.first].traits&symbols == 0 || c.first == c.last && r.longNumber(&r.units[c.first])) {
				r.names = append(r.names, c)
			}
		}
	}
	r.pieces = r.pieces[:0]
}

// row is what a growing row of units holds.
type row struct {
	traits  traits
	letters int32 // bytes of words and phrases
	telling bool  // not made of structure alone
}

func (w *row) goOn(r *reading, u *unit) {
	w.traits |= u.traits
	if u.traits.has(traitWord|traitLink) || u.mark != 0 {
		w.letters += r.tokens[u.last].end - r.tokens[u.first].start
		w.telling = w.telling || u.mark == 0 || u.traits&^structure != 0
	}
}

// mayName says whether the row holds something that can name somebody.
func (w *row) mayName() bool { return w.letters >= 2 && w.telling }

// longNumber says whether a number has the digits of a telephone's.
func (r *reading) longNumber(u *unit) bool {
	return u.traits.has(traitNumber) && r.width(int(u.first)) >= 8
}
