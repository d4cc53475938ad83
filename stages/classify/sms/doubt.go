package sms

import (
	"math"
	"math/bits"
)

// How sure a value is a scorer of its own says: it adds up, for each part of a transaction, what speaks for it and against it, as far
// as that shows in the text and in how it was read. It learned from messages that were read by models which had not seen such
// wordings (trust.go), so that it knows how reading goes wrong.

// aspects are what can be wrong of a transaction.
var aspects = []string{"type", "direction", "amount", "currency", "account", "balance", "counterparty", "reference", "credit_limit"}

const (
	aspectType = iota
	aspectDirection
	aspectAmount
	aspectCurrency
	aspectAccount
	aspectBalance
	aspectCounterparty
	aspectReference
	aspectLimit
	aspectCount
)

// told is how the parts of a transaction were chosen.
type told struct {
	seen                            evidence
	own                             *account
	balance, limit                  *amount
	party                           *name
	instead                         bool // an account stands in for the name
	sureType                        float64
	typeAhead, wayAhead, partyAhead int32 // how far ahead of the next
}

// Templates of the scorer of trust.
const (
	trustBias = iota
	trustType
	trustWay
	trustParty
	trustNobody
	trustReference
	trustNoReference
	trustUnknown
	trustUnread
	trustNew
	trustAmounts
	trustMoney
	trustAccounts
	trustBalance
	trustCodes
	trustKind
	trustBank
	trustLength
	trustLead
	trustRight
	trustCode
	trustProofs
	trustSays
	trustWritten
	trustLetters
)

// levels is how many answers a question has that tells how far ahead a choice is.
const levels = 32

func trustScorer(l *lexicon) *scorer {
	s := newScorer("trust", aspects, l, []template{
		trustBias: {name: "bias", counts: 1}, trustType: {name: "type ahead", counts: levels}, trustWay: {name: "direction ahead", counts: levels},
		trustParty: {name: "counterparty ahead", counts: levels}, trustNobody: {name: "nobody ahead", counts: levels},
		trustReference: {name: "reference ahead", counts: levels}, trustNoReference: {name: "no reference ahead", counts: levels},
		trustUnknown: {name: "unknown words", counts: 9}, trustUnread: {name: "numbers that are nothing", counts: 5}, trustNew: {name: "phrases never learned", counts: 6},
		trustAmounts: {name: "amounts", counts: 16}, trustMoney: {name: "currency", counts: len(moneys), labels: moneys},
		trustAccounts: {name: "account", counts: 12}, trustBalance: {name: "balance", counts: 4, labels: []string{"none", "one", "announced, none", "one, no currency"}},
		trustCodes: {name: "codes", counts: 12}, trustKind: {name: "counterparty is", counts: len(kinds), labels: kinds},
		trustBank: {name: "bank", counts: 3, labels: []string{"unknown", "in the text", "the sender"}}, trustLength: {name: "words", counts: 12},
		trustLead: {name: "before the counterparty", kind: traitOf}, trustRight: {name: "behind the counterparty", kind: traitOf},
		trustCode: {name: "before the reference", kind: traitOf}, trustProofs: {name: "proofs", counts: 12}, trustSays: {name: "says", kind: traitOf},
		trustWritten: {name: "amount is", counts: 8, labels: []string{"far, bare, whole", "near, bare, whole", "far, whole", "near, whole", "far, bare", "near, bare", "far", "near"}},
		trustLetters: {name: "counterparty has", counts: 4, labels: []string{"neither", "small words", "capitals", "small words and capitals"}},
	})
	s.dense = true
	return s
}

// moneys are how the currency is known.
var moneys = []string{"written", "a sign of the bank's country", "a sign that many use", "beside another amount", "the country's"}

// sureTaste bounds how sure a counterparty is of which people take more or less: they see it in more ways than the messages that are learned from.
const sureTaste = 0.8

// ofTaste says whether people differ about what names the counterparty: all of an address or what stands before its @; the town behind a comma or not;
// what was paid for, and a remark, whole or in part or as nobody's name at all ("for Online Shopping", "Info: BIL*NEFT*0005"); no more than the
// beginning of a description; and several words alone on a line, which come out of a column that may have cut them.
func (r *reading) ofTaste(x *told) bool {
	c := x.party
	i := int(r.units[c.last].last) + 1
	lead, _ := r.significantBefore(int(c.first) - 1)
	switch right := r.unitAt(int(c.last) + 1); {
	case r.units[c.first].traits.has(traitAddress), lead.traits.has(cueFor | cueName), r.kindOf(x) == kindBeginning:
		return true
	case c.last > c.first && lead.traits.has(traitLine|traitEdge) && right.traits.has(traitLine|traitEdge):
		return true
	}
	return r.isChar(i, ',') && r.glued(i) && !r.glued(i+1) && i+1 < len(r.tokens) && r.tokens[i+1].kind == word && r.tokens[i+1].mark == 0
}

// kinds are what may stand as the counterparty.
var kinds = []string{"nobody", "an account", "an address", "a code", "known words", "the rest of a description", "the beginning of one", "words behind no word", "a name", "a whole name"}

// kindBeginning is the place of the beginning of a description in kinds.
const kindBeginning = 6

// level is how far ahead a choice is, in steps that grow with it: 0, 1, 2, 3, 4-5, 6-7, 8-11 and so on.
func level(ahead int32) int {
	v := uint32(max(ahead, 0)) / 64
	if v < 2 {
		return int(v)
	}
	n := bits.Len32(v)
	return 2*(n-1) + int(v>>(n-2)&1)
}

// trustFeatures lists what is said of how a transaction was read.
func (r *reading) trustFeatures(x *told) []int32 {
	return r.list(r.know.trust, 0, 0, func(t *tally) { r.describeTrust(t, x) })
}

// describeTrust tells how a transaction was read.
func (r *reading) describeTrust(t *tally, x *told) {
	t.add(trustBias, 0)
	t.add(trustType, level(x.typeAhead))
	t.add(trustWay, level(x.wayAhead))
	t.add(trustParty+bit(x.party == nil), level(x.partyAhead))
	t.add(trustReference+bit(r.ref < 0), level(r.refAhead))
	unknown, unread, never := 0, 0, 0
	for n := range r.units {
		u := &r.units[n]
		switch {
		case u.advice || x.party != nil && int32(n) >= x.party.first && int32(n) <= x.party.last:
		case u.mark != 0:
			never += bit(r.know.ways.weights[r.know.ways.feature(wayPhrase, int(r.marks[u.mark-1].phrase), 0)] == 0)
		case u.traits.has(traitWord):
			unknown++
		case u.traits.has(traitNumber):
			unread++
		}
	}
	t.add(trustUnknown, unknown)
	t.add(trustUnread, unread)
	t.add(trustNew, never)
	movements, bare := 0, 0
	for n := range r.amounts {
		movements += bit(r.amounts[n].part == partMoved)
		bare += bit(r.amounts[n].currency == 0)
	}
	t.add(trustAmounts, min(movements, 3)+4*min(bare, 3))
	t.add(trustMoney, r.moneyKnown(x.seen.moved))
	t.add(trustAccounts, r.accountKnown(x))
	t.add(trustBalance, r.balanceKnown(x))
	t.add(trustCodes, min(len(r.codes), 3)+4*bit(x.seen.cues.has(cueReference))+4*bit(x.seen.cues.has(cueReference) && r.ref < 0))
	t.add(trustKind, r.kindOf(x))
	t.add(trustBank, bit(r.from != 0)+bit(r.bySender))
	t.add(trustLength, len(r.units)/8)
	if x.party != nil {
		lead, _ := r.significantBefore(int(x.party.first) - 1)
		t.add(trustLead, lowest(lead.traits))
		t.add(trustRight, lowest(r.unitAt(int(x.party.last)+1).traits))
		t.add(trustLetters, r.lettersOf(x.party))
	}
	if r.ref >= 0 {
		if m := r.markAt(int(r.codes[r.ref].first) - 1); m != nil {
			t.add(trustCode, lowest(r.know.words.shown[m.phrase]))
		} else if i := r.codes[r.ref].first - 1; i >= 0 {
			t.add(trustCode, lowest(r.tokens[i].traits()))
		}
	}
	t.add(trustProofs, x.seen.proofs()+6*bit(x.seen.happened()))
	t.addTraits(trustSays, x.seen.cues&(cueFailed|cueFuture|cueOTP|cueDue|cueRequest|cueStatement|cuePromotion|cuePoints|cueElsewhere|cueUndo|cueFee|cueOwed|cuePurpose|cueBeneficiary))
	moved := x.seen.moved
	whole := bit(!r.hasDecimals(&moved.numeral))
	t.add(trustWritten, bit(r.movementIn(r.tokens[moved.first].clause))+2*bit(moved.currency != 0)+4*(1-whole))
}

// lettersOf says whether words all small, and words with capitals, stand in a name: of "SWIGGY credted" only one is its own.
func (r *reading) lettersOf(c *name) (has int) {
	for i := r.units[c.first].first; i <= r.units[c.last].last; i++ {
		switch t := &r.tokens[i]; {
		case t.kind != word:
		case t.form.has(startsCapital):
			has |= 2
		case t.form.has(someSmall):
			has |= 1
		}
	}
	return has
}

func (r *reading) moneyKnown(a *amount) int {
	if a.currency == 0 {
		return 3 + bit(r.habit.currency != "")
	}
	switch sign := r.sharedSign(a.currency, a.first, a.last); {
	case sign != "" && (sign == r.habit.ownSign || r.habit.currency == "INR" && r.onRailsOfIndia()):
		return 1
	case sign != "":
		return 2
	}
	return 0
}

// onRailsOfIndia says whether the instrument named is one that only India has: then rupees are its rupees, whoever the bank is.
func (r *reading) onRailsOfIndia() bool {
	switch r.know.instruments[r.means()] {
	case "upi", "imps", "neft", "rtgs":
		return true
	}
	return false
}

func (r *reading) accountKnown(x *told) int {
	switch {
	case x.own == nil:
		return bit(x.seen.cues.has(cueAccount | cueCard))
	case len(r.accounts) == 1:
		return 2 + bit(x.own.named) + 2*bit(x.own.own)
	}
	return 6 + bit(x.own.named) + 2*bit(x.own.own)
}

func (r *reading) balanceKnown(x *told) int {
	switch {
	case x.balance != nil && x.balance.currency == 0:
		return 3
	case x.balance != nil:
		return 1
	}
	return 2 * bit(x.limit == nil && x.seen.cues.has(cueBalance|cueLimit))
}

// kindOf is what stands as the counterparty, a place in kinds.
func (r *reading) kindOf(x *told) int {
	if c := x.party; c != nil {
		known, head := true, r.headOf(int(c.first))
		for n := c.first; n <= c.last; n++ {
			known = known && r.units[n].mark != 0
		}
		lead, _ := r.significantBefore(int(c.first) - 1)
		switch first := &r.units[c.first]; {
		case first.traits.has(traitAddress):
			return 2
		case first.traits.has(traitReference):
			return 3
		case known:
			return 4
		case head != first:
			return 5
		case !c.whole && r.unitAt(int(c.last)+1).traits.has(traitHyphen|traitStar|traitSlash):
			return kindBeginning
		case lead.mark == 0 && !lead.traits.has(traitDate|traitAmount|traitLine):
			return 7
		}
		return 8 + bit(c.whole)
	}
	return bit(x.instead)
}

// chance turns what a scorer of trust adds up, in hundredths, into a probability.
func chance(score int32) float64 {
	return chances[min(max(score, -maxScore), maxScore)+maxScore]
}

const maxScore = 10 * weightScale

var chances = func() (all [2*maxScore + 1]float64) {
	for n := range all {
		all[n] = 1 / (1 + math.Exp(-float64(n-maxScore)/weightScale))
	}
	return all
}()
