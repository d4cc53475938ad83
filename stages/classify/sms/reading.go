package sms

import (
	"strings"
	"sync"
	"time"
)

// A reading is the work on one text: its tokens, the phrases marked on them, and the candidates found. It is used
// again for the next text.
type reading struct {
	facts

	// What is found in it.
	tokens []token
	classes
	marks     []mark
	amounts   []amount
	accounts  []account
	dates     []moment
	codes     []span
	addresses []span
	units     []unit
	names     []name
	pieces    []piece
	trades    []mark // phrases that tell what money is for

	telling, beside tokenSet // of the purpose

	worded []uint64
	tally  tally
	told   told // how the parts of the transaction were chosen
}

// facts are what is known of one text, and nothing of the one before.
type facts struct {
	know        *knowledge
	habit       *country // how numbers and dates are written where the message comes from
	text        string   // only textOf asks it
	unlike      bool     // it was asked: another text of the same wording may be read in another way
	origin      []int32  // byte of text -> byte of the text as it came; nil when they are the same
	received    time.Time
	from        uint16 // the bank whose message it is
	sentBy      uint16 // the bank that the sender's header tells, 0 when it tells none
	bySender    bool   // it is that of a bank, and not only like one
	private     bool   // the sender is a telephone
	promotional bool   // the sender says that it sells

	main     *amount // the amount that moved
	ref      int     // place in codes; -1 none
	refAhead int32   // by how much it was better than the next

	line  bool   // a statement line's description
	party *name  // of a line: words of the counterparty's name tell no instrument
	deaf  uint64 // templates whose questions are not asked, while learning
}

// span is a run of tokens.
type span struct{ first, last int32 }

var readings = sync.Pool{New: func() any { return new(reading) }}

// open makes the reading of one text: the tokens, then the marks on them.
func (k *knowledge) open(text string) *reading {
	r := k.cut(text)
	r.mark()
	return r
}

// cut makes the reading of one text as far as its tokens.
func (k *knowledge) cut(text string) *reading {
	r := readings.Get().(*reading)
	r.facts = facts{know: k, habit: &nowhere, text: text}
	r.tokens = k.words.tokenize(text, r.tokens[:0])
	return r
}

// mark finds the phrases of the text, its links and sentences.
func (r *reading) mark() {
	r.sort(r.tokens)
	r.amounts, r.accounts, r.dates, r.codes, r.addresses = r.amounts[:0], r.accounts[:0], r.dates[:0], r.codes[:0], r.addresses[:0]
	r.units, r.names, r.pieces = r.units[:0], r.names[:0], r.pieces[:0]
	r.marks = r.know.words.marks(r.tokens, r.marks[:0])
	r.dropForeign()
	for n := range r.marks {
		for j := r.marks[n].first; j <= r.marks[n].last; j++ {
			r.tokens[j].mark = int32(n + 1)
		}
	}
	r.findLinks()
	r.findClauses()
}

// close gives the reading back. Nothing of it may be used afterwards.
func (r *reading) close() {
	r.text = ""
	readings.Put(r)
}

func (r *reading) take(first, last int32, by claim) {
	r.tokens[first].begins = true
	for i := first; i <= last; i++ {
		r.tokens[i].taken = by
		r.numbers.remove(i)
		r.masks.remove(i)
		r.coded.remove(i)
	}
}

// markAt returns the mark that token i is part of, nil when none.
func (r *reading) markAt(i int) *mark {
	if uint(i) < uint(len(r.tokens)) {
		if n := r.tokens[i].mark; n != 0 {
			return &r.marks[n-1]
		}
	}
	return nil
}

// namesInstrument says whether token i is part of a phrase for how money moved.
func (r *reading) namesInstrument(i int) bool {
	m := r.markAt(i)
	return m != nil && m.instrument != 0
}

// cueAt says whether token i is part of a phrase with one of the cues.
func (r *reading) cueAt(i int, any traits) bool {
	m := r.markAt(i)
	return m != nil && m.cues.has(any)
}

// originOf is where a byte of the normalised text stands in the text as it came.
func (r *reading) originOf(i int32) int32 {
	if r.origin == nil {
		return i
	}
	return r.origin[i]
}

func (r *reading) glued(i int) bool { return uint(i) < uint(len(r.tokens)) && r.tokens[i].glued }

func (r *reading) isChar(i int, c rune) bool {
	return uint(i) < uint(len(r.tokens)) && r.tokens[i].char == c
}

// textOf returns what stands at the tokens from first to last. What decides by that shares no plan with other texts of the wording (wording.go): it
// asks for forms and lengths where it can.
func (r *reading) textOf(first, last int32) string {
	r.unlike = true
	return r.text[r.tokens[first].start:r.tokens[last].end]
}

// large says whether token i has no small letter.
func (r *reading) large(i int) bool {
	if r.tokens[i].form.has(someForeign) {
		text := r.textOf(int32(i), int32(i))
		return text == strings.ToUpper(text)
	}
	return !r.tokens[i].form.has(someSmall)
}

// little says whether token i has no capital.
func (r *reading) little(i int) bool {
	if r.tokens[i].form.has(someForeign) {
		text := r.textOf(int32(i), int32(i))
		return text == strings.ToLower(text)
	}
	return !r.tokens[i].form.has(startsCapital | someCapital)
}

// allX says whether token i is a mask of letters: XXXX.
func (r *reading) allX(i int) bool {
	return r.tokens[i].form.has(oneLetter) && r.tokens[i].class&aMask != 0
}

// telephoneDigits is how many digits a telephone number of India has.
const telephoneDigits = 10

// findLinks claims web addresses, and the addresses of UPI and of mail, so that nothing inside them is read as a word.
func (r *reading) findLinks() {
	for i := r.joints.next(0); i < len(r.tokens); i = r.joints.next(i + 1) {
		switch t := &r.tokens[i]; {
		case !t.glued, t.char == '-':
		case t.char == '@':
			if r.glued(i+1) && i > 0 && r.tokens[i+1].kind == word {
				r.findAddress(i)
			}
		case t.char == '_': // a telephone's address, its @ written so: 9876543210_ybl
			if i > 0 && r.glued(i+1) && r.tokens[i+1].kind == word && r.tokens[i-1].kind == number && !r.tokens[i-1].glued && r.width(i-1) == telephoneDigits {
				r.take(int32(i-1), int32(i+1), takenAddress)
				r.addresses = append(r.addresses, span{int32(i - 1), int32(i + 1)})
			}
		case i >= 3 && r.webAddress(i):
			first := r.beginOfAddress(i)
			last := i
			for last+1 < len(r.tokens) && r.tokens[last+1].glued && !r.receiptCode(last) {
				last++
			}
			r.take(int32(first), int32(last), takenLink)
			i = last
		}
	}
}

// beginOfAddress returns the first token of the web address that the slash at token i belongs to: its "http", or else of its host. What is
// glued before that is not its own: "Ref:407112309845;Help:https://...".
func (r *reading) beginOfAddress(i int) int {
	if r.isChar(i-1, ':') {
		return i - 1 - bit(r.glued(i-1) && r.tokens[i-2].kind == word)
	}
	for i > 0 && r.tokens[i].glued && (r.inner(i-1) || r.isChar(i-1, '.') || r.isChar(i-1, '-') && !r.namesInstrument(i-2)) {
		i--
	}
	return i
}

// receiptCode says whether the sign at token i, inside a web address, stands between "id" and a code: the link leads to the receipt of this
// payment, as in "?id=FT25256RP1FK".
func (r *reading) receiptCode(i int) bool {
	if !r.isChar(i, '=') || !r.glued(i) || !r.isChar(i-2, '?') && !r.isChar(i-2, '&') || !strings.EqualFold(r.textOf(int32(i-1), int32(i-1)), "id") {
		return false
	}
	digits := 0
	last := i + 1
	for ; last < len(r.tokens) && r.tokens[last].glued && (r.tokens[last].kind == word || r.tokens[last].kind == number); last++ {
		digits += bit(r.tokens[last].kind == number) * r.width(last)
	}
	return digits >= minCodeDigits && last > i+2 && r.capitals(i+1, last-1)
}

// webAddress says whether the slash at token i belongs to a web address: after "http:", or after "host.tld".
func (r *reading) webAddress(i int) bool {
	if r.isChar(i-1, ':') {
		return r.isChar(i+1, '/')
	}
	if r.tokens[i-1].kind != word || !r.glued(i-1) || !r.isChar(i-2, '.') || !r.glued(i-2) || r.tokens[i-1].end-r.tokens[i-1].start > 6 {
		return false
	}
	return r.tokens[i-3].kind == word && !r.cueAt(i-3, cueAbbreviation)
}

// findAddress claims name@handle around the @ at token i. A handle that goes on with a full stop and a word is a mail address.
func (r *reading) findAddress(i int) {
	first, last := i-1, i+1
	inner := func(j int) bool {
		t := &r.tokens[j]
		return t.kind == word || t.kind == number || t.char == '.' || t.char == '-' || t.char == '_'
	}
	if !inner(first) {
		return
	}
	for first > 0 && r.tokens[first].glued && inner(first-1) && !r.endsName(first-1) &&
		!(r.width(first) == telephoneDigits && r.cueAt(first-1, cueTo|cueFrom|cueBy|cueAddress)) { // "to9876543210@upi"
		first--
	}
	for last+1 < len(r.tokens) && r.tokens[last+1].glued && r.tokens[last+1].kind == number {
		last++
	}
	if r.isChar(last+1, '.') && r.glued(last+1) && last+2 < len(r.tokens) && r.tokens[last+2].kind == word && r.glued(last+2) && !r.stops(last+2) {
		r.take(int32(first), int32(last+2), takenLink)
		return
	}
	r.take(int32(first), int32(last), takenAddress)
	r.addresses = append(r.addresses, span{int32(first), int32(last)})
}

// endsName says whether the hyphen at token i stands between a name and an address: "RAVI-ravi@upi".
func (r *reading) endsName(i int) bool {
	if !r.isChar(i, '-') || i == 0 || r.tokens[i-1].kind != word {
		return false
	}
	if i > 2 && r.isChar(i-2, '-') && r.tokens[i-3].kind == word && r.width(i-3) == r.width(i-1) && strings.EqualFold(r.textOf(int32(i-3), int32(i-3)), r.textOf(int32(i-1), int32(i-1))) {
		return false // "ZOMATO-ZOMATO-ORDER@UPI": the name, and an address that begins with it
	}
	return r.large(i-1) || !r.little(i-1) && r.little(i+1)
}

// stops says whether a phrase that ends a name begins at token i.
func (r *reading) stops(i int) bool {
	return r.cueAt(i, cueStop|cueReference|cueBalance|cueLimit|cueAside|cueFailed)
}

// findClauses numbers the sentences. A line's end ends one; so does a full stop before a space, unless it
// shortens a word, and one before a phrase that begins something new ("18:38.Not you?").
func (r *reading) findClauses() {
	for n := range r.marks {
		if m := &r.marks[n]; m.cues.has(cueAside) && r.tokens[m.first].taken == free {
			r.breaks.add(m.first)
		}
	}
	clause, aside, from := int32(0), false, 0
	for i := r.breaks.next(0); i < len(r.tokens); i = r.breaks.next(i + 1) {
		t := &r.tokens[i]
		if !aside && t.mark != 0 && r.marks[t.mark-1].cues.has(cueAside) && int(r.marks[t.mark-1].first) == i && t.taken == free {
			r.number(from, i, clause, false)
			from, aside = i, true
		}
		if t.kind == newline || t.char == '!' || t.char == '?' || t.char == ';' || t.char == '.' && r.endsSentence(i) {
			r.number(from, i+1, clause, aside)
			from, clause, aside = i+1, clause+1, aside && t.kind != newline
		}
	}
	r.number(from, len(r.tokens), clause, aside)
	for n := range r.marks {
		m := &r.marks[n]
		m.clause, m.aside = r.tokens[m.first].clause, r.tokens[m.first].advice
	}
}

// number notes of the tokens from one to before another which sentence they are in, and whether it is advice.
func (r *reading) number(from, to int, clause int32, advice bool) {
	for i := from; i < to; i++ {
		r.tokens[i].clause, r.tokens[i].advice = clause, advice
	}
}

func (r *reading) endsSentence(i int) bool {
	if i+1 >= len(r.tokens) || (r.tokens[i].taken != free) {
		return false
	}
	if r.tokens[i].mark == 0 && i > 0 && r.cueAt(i-1, cueAbbreviation) && r.cueAt(i+1, cueAccount|cueCard|cueBalance|cueLimit|cueAside|cueOwn) && r.cueAt(i-1, cueCompany) {
		return true // "BOB INC. Acct 1234"
	}
	if i > 0 && r.glued(i) && (r.cueAt(i-1, cueAbbreviation) ||
		(r.tokens[i+1].kind != word || r.cueAt(i+1, cueFiller) || r.allX(i+1)) && r.cueAt(i-1, cueAccount|cueCard|cueReference)) { // "A/c no. 1234"
		return false
	}
	if !r.tokens[i+1].glued {
		return !r.initialAt(i-1) || !r.nameAt(i+1)
	}
	return r.tokens[i+1].kind == word && (r.stops(i+1) || (i > 0 && (r.tokens[i-1].kind == number || r.tokens[i-1].char == ')')))
}

// initialAt says whether token i is a capital alone, as an initial is: the K of "S.K. STORES".
func (r *reading) initialAt(i int) bool {
	return i >= 0 && r.tokens[i].kind == word && r.width(i) == 1 && r.tokens[i].form.has(startsCapital)
}

// nameAt says whether token i is a word with a capital that messages do not use otherwise.
func (r *reading) nameAt(i int) bool {
	return r.tokens[i].kind == word && r.tokens[i].mark == 0 && r.tokens[i].form.has(startsCapital)
}
