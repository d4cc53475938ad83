package sms

import (
	"slices"
	"sync/atomic"
)

// Banks send the same few wordings over and over, with other numbers and names. How a text is read follows from its wording alone: from its
// words' numbers in the lexicon, from how its tokens are written, how long they are and how they stand together, and from who sends it. What
// decides asks for nothing else; where it must see letters or digits (textOf), its plan serves that text alone. So a plan that was made for one
// text reads every other of its wording, to the same result as if it were read anew, for less than half of the work.

// wordings are plans by wording: a table of a fixed size, in which a new one takes the place of another. It is safe for concurrent use.
type wordings struct {
	shelves [maxWordings / onShelf]shelf
	// asked is what was last asked for in vain at each place. A wording that is asked for again is kept: most others never come back.
	asked [4 * maxWordings]atomic.Uint64
}

// A shelf is where plans whose numbers begin alike are looked for: as many as one line of a core's cache tells of.
type shelf struct {
	numbers [onShelf]atomic.Uint64
	plans   [onShelf]atomic.Pointer[plan]
}

const onShelf = 4

const (
	// maxWordings bounds the plans kept, about a kilobyte each.
	maxWordings = 1 << 15
	// maxWordingTokens bounds what a wording is made of; longer texts seldom repeat.
	maxWordingTokens = 160
)

// wording is that of a text, by which its plan is found; nil when it has none.
func (r *reading) wording() []uint64 {
	if len(r.tokens) > maxWordingTokens {
		return nil
	}
	w := append(r.worded[:0], uint64(r.sentBy)|uint64(bit(r.bySender))<<16|uint64(bit(r.promotional))<<17|uint64(bit(r.private))<<18)
	uses := r.know.words.uses
	end := int32(0)
	for i := range r.tokens {
		t := &r.tokens[i]
		gap, length := t.start-end, t.end-t.start
		if gap > maxGap {
			return nil
		}
		end = t.end
		id := t.id
		if uses[id]&inPhrase == 0 {
			id = 0
		}
		if t.kind == word && id == 0 && length > longName && r.lone(i) {
			length = longName
		}
		mask := t.class & aMask
		if t.kind == number && length <= longAmount && r.ofMoney(i) {
			length, mask = 1, 0
		}
		k := uint64(t.kind) | uint64(gap)<<gapAt | uint64(mask)<<maskAt | uint64(length)<<lengthAt
		switch {
		case t.kind == number:
			k |= r.numberKey(i)
			if id != 0 && r.know.words.inPhrase(r.tokens, i) {
				k |= uint64(id) << idAt
			}
		case t.char != 0:
			k |= uint64(t.char)<<charAt | uint64(id)<<idAt
		default:
			k |= uint64(t.form)<<formAt | uint64(id)<<idAt
		}
		w = append(w, k)
	}
	r.worded = w
	return w
}

// Where the parts of a token's number in a wording begin, in bits; its kind is at 0. A token has a character or a form.
const (
	gapAt    = 2
	maskAt   = 4 // aMask is bit 2 of a class: it comes to bit 6
	idAt     = 8
	formAt   = 30
	spanAt   = 38
	charAt   = formAt
	lengthAt = 51
)

const (
	// maxGap is how many spaces may stand between two tokens of a wording.
	maxGap = 15
	// longName is how long an unknown word of its own must be for its length to tell nothing more.
	longName = 4
	// longAmount is how many digits an amount may have for their number to tell nothing.
	longAmount = 9
)

// lone says whether the unknown word at token i can be no part of a code: nothing is glued to it but a bracket before it and a sign that ends what
// is said behind it, and it stands behind no colon or sign of equality.
func (r *reading) lone(i int) bool {
	if r.isChar(i-1, ':') || r.isChar(i-1, '=') || r.glued(i) && !r.isChar(i-1, '(') {
		return false
	}
	if !r.glued(i + 1) {
		return true
	}
	switch r.tokens[i+1].char {
	case '.', ',', ';', '!', '?', ')':
		return !r.glued(i + 2)
	}
	return false
}

// numberKey is what may matter of the value of the number at token i: whether it is nothing, its span where it may be part of a date or a clock, and a
// zero at its beginning where it may begin an amount or a code in groups.
func (r *reading) numberKey(i int) uint64 {
	t := &r.tokens[i]
	key := uint64(t.form&allZeros) << formAt
	if r.width(i) <= mostInGroup && !(t.glued && (r.isChar(i-1, '.') || r.isChar(i-1, ','))) {
		key = uint64(t.form) << formAt
	}
	if r.datable(i) {
		key |= uint64(r.spanAt(i)) << spanAt
	}
	return key
}

// ofMoney says whether the number at token i can be nothing but an amount, or what stands before the first comma or point of one: a currency stands
// before it, and nothing is glued to it but other digits of the amount.
func (r *reading) ofMoney(i int) bool {
	j := i - 1
	if r.isChar(j, '.') && r.glued(j) {
		j--
	}
	if j < 0 || r.know.words.uses[r.tokens[j].id]&(isCurrency|endsOther) != isCurrency || r.datable(i) {
		return false
	}
	if r.tokens[i].glued && r.tokens[i-1].kind == word && !r.separated(i) {
		return false // of a code: "Txn ID GNF16694"
	}
	if i+1 == len(r.tokens) {
		return true
	}
	switch next := &r.tokens[i+1]; {
	case next.kind == number:
		return false
	case !next.glued:
		return true
	case next.char == '.', next.char == ',':
		return !r.glued(i+2) || r.tokens[i+2].kind == number && (next.char == ',' && r.width(i) <= 3 && r.width(i+2) == 3 || next.char == '.' && r.width(i+2) == 2 && !r.glued(i+3))
	}
	return false
}

// datable says whether the number at token i may be part of a date or a clock: a month stands near it, a sign of a date beside it, or it is one of
// three parts with full stops between them.
func (r *reading) datable(i int) bool {
	for way := -1; way <= 1; way += 2 {
		j := i + way
		if uint(j) >= uint(len(r.tokens)) {
			continue
		}
		switch r.tokens[j].char {
		case '-', '/', ':', '\'':
			return true
		case '.':
			if k := j + way; uint(k) < uint(len(r.tokens)) && r.tokens[k].kind == number && (r.isChar(i-way, '.') || r.isChar(k+way, '.')) {
				return true
			}
		}
	}
	for j := max(0, i-5); j <= i+3 && j < len(r.tokens); j++ {
		if r.beginsMonth(j) {
			return true
		}
	}
	return false
}

// spanAt is the span of the number at token i, as far as it matters where it stands: of two digits of a clock only whether there is such an hour or
// minute.
func (r *reading) spanAt(i int) numberSpan {
	span := spanOf(int(r.tokens[i].value) - 1)
	if r.width(i) != 2 || r.tokens[i].value == 0 {
		return span
	}
	hour := i // where the clock begins
	for hour > 1 && r.tokens[hour].glued && r.tokens[hour-1].char == ':' && r.tokens[hour-1].glued && r.tokens[hour-2].kind == number {
		hour -= 2
	}
	if r.tokens[hour].glued || r.width(hour) > 2 || hour > 0 && r.beginsMonth(hour-1) { // "2025-11-05:12:10", "2025:11:05", "Nov 14:12"
		return span
	}
	before := r.glued(i+1) && r.isChar(i+1, ':') && r.glued(i+2) && r.tokens[i+2].kind == number
	switch {
	case hour < i && (before || r.endsClock(i+1)) && span < spanOf(60):
		return spanOf(59)
	case before && hour == i && span < spanOf(25):
		return spanOf(24)
	}
	return span
}

// endsClock says whether nothing at token i, behind a number, makes a date of that.
func (r *reading) endsClock(i int) bool {
	if i >= len(r.tokens) {
		return true
	}
	t := &r.tokens[i]
	return t.kind == newline || t.kind == word && !r.beginsMonth(i) || t.char == '.' && !r.glued(i+1)
}

func (r *reading) beginsMonth(i int) bool { return r.know.words.uses[r.tokens[i].id]&beginsMonth != 0 }

// numberOf is the number that a wording is looked for by.
func numberOf(wording []uint64) (number uint64) {
	for _, word := range wording {
		number = (number ^ word) * spread
		number ^= number >> 32
	}
	return number
}

// find returns the plan of a wording, nil when there is none, and the wording's number.
func (w *wordings) find(wording []uint64) (p *plan, number uint64) {
	number = numberOf(wording)
	s := &w.shelves[number%uint64(len(w.shelves))]
	for n := range s.numbers {
		if s.numbers[n].Load() != number {
			continue
		}
		if p := s.plans[n].Load(); p != nil && slices.Equal(p.wording, wording) {
			return p, number
		}
	}
	return nil, number
}

// keep keeps the plan of a wording, whose number find told, when it is asked for again.
func (w *wordings) keep(wording []uint64, number uint64, p *plan) {
	if w.asked[number%uint64(len(w.asked))].Swap(number) != number {
		return
	}
	kept, to := *p, &p.payment.purpose
	room := make([]uint64, 0, len(wording)+len(to.telling)+len(to.beside)) // one piece of memory is sooner at hand than three
	copied := func(part []uint64) []uint64 {
		room = append(room, part...)
		return room[len(room)-len(part):]
	}
	kept.wording, kept.payment.purpose.telling, kept.payment.purpose.beside = copied(wording), copied(to.telling), copied(to.beside)
	kept.dates = slices.Clone(p.dates)
	s := &w.shelves[number%uint64(len(w.shelves))]
	at := int(number >> 62) // any, when all are taken
	for n := range s.plans {
		if s.plans[n].Load() == nil {
			at = n
			break
		}
	}
	s.plans[at].Store(&kept) // whoever looks between the two finds another wording there, and reads anew
	s.numbers[at].Store(number)
}
