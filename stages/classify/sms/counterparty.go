package sms

import "strings"

const (
	maxNameTokens = 24
	maxNameBytes  = 60
)

// lead says how well each cue introduces the other side, by direction.
var leads = map[string][cueCount]int8{
	Debit:  {cueTo: 9, cueAt: 9, cueName: 6, cueFor: 5, cueBy: 2, cueFrom: 1},
	Credit: {cueFrom: 9, cueBy: 8, cueName: 6, cueTo: 3, cueAt: 4, cueFor: 2},
}

// counterparty is who was paid or who paid: the name behind the best word that introduces one, else an address of
// UPI, else a line of its own.
func (r *reading) counterparty(direction string, moved *amount) string {
	var best string
	top := int8(0)
	table := leads[direction]
	for n := range r.marks {
		m := &r.marks[n]
		if m.aside || r.taken[m.first] != free {
			continue
		}
		rank := int8(0)
		for c := cue(0); c < cueCount; c++ {
			if m.cues.has(c) {
				rank = max(rank, table[c])
			}
		}
		if rank > 0 && r.isChar(int(m.last)+1, ':') {
			rank++ // "at: ..." introduces a value more surely than an "at" in a sentence
		}
		if m.cues.has(cueAt) && direction == Credit && r.hasCue(cueUndo) {
			rank = 8
		}
		if rank <= top {
			continue
		}
		if name := r.nameBehind(int(m.last) + 1); name != "" {
			best, top = name, rank
		}
	}
	if best != "" {
		return best
	}
	for _, a := range r.addresses {
		if !r.cueAt(int(a.first)-1, cueOwn) {
			return r.textOf(a.first, a.last)
		}
	}
	if moved != nil { // "DEBIT:Rs.983.75 SPICE KITCHEN"
		if i := int(moved.last) + 1; i < len(r.tokens) && r.at[i] == 0 && r.tokens[i].kind == word {
			if name := r.nameBehind(i); name != "" {
				return name
			}
		}
	}
	return r.nameLine()
}

func (r *reading) hasCue(c cue) bool {
	for n := range r.marks {
		if r.marks[n].cues.has(c) && !r.marks[n].aside {
			return true
		}
	}
	return false
}

// nameBehind returns the name that begins at token i, empty when none does.
func (r *reading) nameBehind(i int) string {
	for ; i < len(r.tokens); i++ { // what may stand between: "VPA", "M/s", a colon, "your"
		t, m := &r.tokens[i], r.markAt(i)
		switch {
		case r.taken[i] == takenAddress:
			return r.addressAt(i)
		case t.kind == symbol && (t.char == ':' || t.char == '.' || t.char == '-' || t.char == '*' || t.char == '_' || t.char == ' '):
			continue
		case m != nil && m.first == int32(i) && m.cues.has(cueFiller) && !m.cues.has(cueAccount, cueCard, cueBy):
			i = int(m.last)
			continue
		case m != nil && m.instrument != 0 && r.followedByAddress(int(m.last)):
			i = int(m.last)
			continue
		}
		break
	}
	if i >= len(r.tokens) || r.taken[i] != free || r.tokens[i].kind == newline {
		return ""
	}
	if r.cueAt(i, cueOwn, cueAccount, cueCard, cueAside, cueReference, cueBalance, cueLimit, cueBeneficiary, cueFuture) {
		return ""
	}
	if m := r.markAt(i); m != nil && m.instrument != 0 && r.cueAt(int(m.last)+1, cueTo, cueFrom, cueBy) {
		return "" // "towards RTGS to ...": the name stands behind the other word
	}
	if m := r.markAt(i); m != nil && m.instrument != 0 && r.isChar(int(m.last)+1, '/') {
		return r.know.partyIn(r.text[r.tokens[i].start:r.tokens[r.descriptionEnd(i)].end])
	}
	if m := r.markAt(i); m != nil && m.cues.has(cueDebitWeak) && r.cueAt(int(m.last)+1, cueFiller) {
		return "" // "towards EMI of loan ..." tells a purpose, not a name
	}
	if r.isChar(i, '/') { // "UPI TXN: /675325120952-MR /Payment from ..."
		return r.know.partyIn(r.text[r.tokens[i].start:r.tokens[r.descriptionEnd(i)].end])
	}
	last := i - 1
	for j := i; j < len(r.tokens) && j < i+maxNameTokens; j++ {
		if r.nameEnds(j, i) {
			break
		}
		last = j
	}
	if last < i {
		return ""
	}
	for last > i && r.dangles(last) {
		last = int(r.markAt(last).first) - 1
	}
	if last < i {
		return ""
	}
	for last > i && r.tokens[i].kind == number && r.width(i) >= minBareDigits-1 && r.tokens[i+1].kind == word {
		i++ // a number in front of a name is the shop's or the terminal's
	}
	for last > i && r.tokens[last].kind == number && r.width(last) >= minBareDigits-1 && r.tokens[last-1].kind == word && !r.tokens[last].glued {
		last-- // and one behind it is a telephone's
	}
	name := trimName(r.textOf(int32(i), int32(last)))
	if m := r.markAt(i); m != nil && m.instrument != 0 && strings.ContainsAny(name, "-*") {
		name = r.know.partyIn(name)
	}
	if !named(name) || r.know.isNoise(name) {
		return ""
	}
	return name
}

// dangles says whether the word at token i, the last of a name, belongs to what follows: "AMAZON for INR 305".
func (r *reading) dangles(i int) bool {
	m := r.markAt(i)
	if m == nil || r.taken[i] != free {
		return false
	}
	return m.cues.has(cueFor, cueFrom, cueTo, cueAt, cueBy, cueOn) ||
		m.cues.has(cueFiller) && i+1 < len(r.tokens) && r.taken[i+1] == takenAmount
}

func (r *reading) followedByAddress(i int) bool {
	for j := i + 1; j < len(r.tokens) && j <= i+2; j++ {
		if r.taken[j] == takenAddress {
			return true
		}
	}
	return false
}

func (r *reading) addressAt(i int) string {
	for _, a := range r.addresses {
		if int(a.first) <= i && i <= int(a.last) {
			return r.textOf(a.first, a.last)
		}
	}
	return ""
}

// descriptionEnd returns the last token of a description such as "IMPS/FDRL/528005821348/EPIFI ACCOUN" that begins at i.
func (r *reading) descriptionEnd(i int) int {
	last := i
	for j := i; j < len(r.tokens) && j < i+2*maxNameTokens; j++ {
		t := &r.tokens[j]
		if t.kind == newline || t.char == '"' || t.char == ')' || (t.char == '.' && !r.glued(j+1)) ||
			(t.char == '.' && r.stops(j+1)) || (!t.glued && r.cueAt(j, cueBalance, cueAside, cueOn, cueBy)) {
			break
		}
		last = j
	}
	return last
}

// nameEnds says whether a name that began at token from stops before token j.
func (r *reading) nameEnds(j, from int) bool {
	t := &r.tokens[j]
	switch r.taken[j] {
	case takenAmount, takenDate, takenLink, takenReference:
		return true
	case takenAccount, takenAddress:
		return j > from
	}
	switch {
	case t.kind == newline, t.char == '(', t.char == ')', t.char == ';', t.char == ',', t.char == '"', t.char == '!', t.char == '?':
		return true
	case t.char == '.' && r.clauseEnds(j), t.char == '-' && !r.glued(j) && !r.glued(j+1):
		return true
	case t.char == '-' && r.markAt(j+1) != nil && r.markAt(j+1).bank != 0:
		return true
	}
	m := r.markAt(j)
	if m == nil || int(m.first) != j || j == from {
		return false
	}
	if t.glued && r.tokens[j-1].kind == symbol && !m.cues.has(cueAside, cueReference, cueBalance) {
		return false // the inside of NETFLIX.COM, PAY*SWIGGY
	}
	if m.cues.has(cueFiller) && r.cueAt(int(m.last)+1, cueDebit, cueCredit) { // "... and credited"
		return true
	}
	if m.cues.has(cueFrom, cueTo) && r.source(int(m.last)+1) { // "... from Paytm Wallet"
		return true
	}
	return m.cues.has(cueStop, cueReference, cueBalance, cueLimit, cueAside, cueDone, cueFailed, cueAccount, cueOwn) || m.currency != 0 && r.taken[m.first] == takenAmount
}

// source says whether an account, a bank or an instrument stands at token i.
func (r *reading) source(i int) bool {
	if i >= len(r.tokens) {
		return false
	}
	m := r.markAt(i)
	return r.taken[i] == takenAccount || m != nil && (m.bank != 0 || m.instrument != 0 || m.cues.has(cueOwn, cueAccount, cueCard))
}

func (r *reading) clauseEnds(i int) bool {
	return i+1 >= len(r.tokens) || r.clause[i+1] != r.clause[i]
}

// nameLine returns the first line, behind the first, that holds a name and nothing else: how card purchases are
// laid out where each value has a line.
func (r *reading) nameLine() string {
	line := 0
	for i := 0; i < len(r.tokens); i++ {
		first := i
		plain := true
		letters := false
		for ; i < len(r.tokens) && r.tokens[i].kind != newline; i++ {
			m := r.markAt(i)
			letters = letters || r.tokens[i].kind == word
			if r.taken[i] == takenAccount || r.taken[i] == takenLink || r.taken[i] == takenAmount || r.taken[i] == takenDate {
				plain = false
			}
			if m != nil && m.cues&^set(cueAbbreviation, cuePromotion, cueAt, cueFor, cueStop, cueFiller, cueFrom, cueTo, cueName) != 0 {
				if !(i > first && m.cues.has(cueStop)) || m.cues.has(cueOwn) {
					plain = false
				}
			}
			plain = plain && (m == nil || m.bank == 0)
		}
		if plain && letters && line > 0 && i > first {
			end := first
			for end+1 < i && !r.stops(end+1) {
				end++
			}
			if name := trimName(r.textOf(int32(first), int32(end))); named(name) {
				return name
			}
		}
		line++
	}
	return ""
}

// trimName takes the noise off both ends of a name.
func trimName(name string) string {
	if len(name) > maxNameBytes {
		name = strings.ToValidUTF8(name[:maxNameBytes], "")
	}
	return strings.Trim(name, " .,:;-_/*|'\"[]{}~=+&#\t")
}

// named says whether a text holds at least two letters; a number alone names nobody, unless it is a telephone's.
func named(name string) bool {
	letters, digits := 0, 0
	for _, c := range name {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c > 0x7f || isLatin(byte(c)):
			letters++
		}
	}
	return letters >= 2 || (letters == 0 && digits >= 8 && digits <= 15)
}
