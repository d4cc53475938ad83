package sms

import "slices"

const (
	// littleForeign is how long a word may be that counts only where its language is spoken.
	littleForeign = 3
	// muchEnglish is how many English phrases make a single word of another language a name: the Depot of "Home Depot" is no French.
	muchEnglish = 2
)

// dropForeign takes away what is no word of the message: one of a language that is not spoken here, as the DE of "AMAZON DE" is no Spanish, a letter
// that is part of a name or number, and what sells something only by being part of a name.
func (r *reading) dropForeign() {
	foreign := func(m mark) bool { return m.languages != 0 && m.languages&r.know.english == 0 || r.letterOnly(&m) }
	r.dropNamed()
	if !slices.ContainsFunc(r.marks, foreign) {
		return
	}
	spoken := r.spoken()
	r.marks = slices.DeleteFunc(r.marks, func(m mark) bool {
		return r.letterOnly(&m) || m.languages != 0 && m.languages&spoken == 0 && !r.tokens[m.first].form.has(startsForeign)
	})
}

// dropNamed takes away words that sell something and end a name in capitals behind a little word: the BUY of "at BEST BUY".
func (r *reading) dropNamed() {
	for n := 1; n < len(r.marks); n++ {
		m, lead := &r.marks[n], &r.marks[n-1]
		if !m.cues.has(cuePromotion) || m.first != m.last || !lead.cues.has(cueAt|cueTo|cueFrom) || lead.last+1 == m.first || !r.tokens[lead.last].form.has(someSmall) {
			continue
		}
		named := true
		for i := lead.last + 1; i <= m.last && named; i++ {
			named = r.tokens[i].kind == word && r.tokens[i].form.has(startsCapital) && !r.tokens[i].form.has(someSmall|someForeign)
		}
		if named {
			r.marks = slices.Delete(r.marks, n, n+1)
			n--
		}
	}
}

// letterOnly says whether a mark is no more than a letter of something else.
func (r *reading) letterOnly(m *mark) bool { return r.initial(m) || r.numbered(m) }

// numbered says whether a letter stands between a hyphen and a number: the U of "SHOP-U1207" is nobody.
func (r *reading) numbered(m *mark) bool {
	i := int(m.first)
	return m.first == m.last && r.tokens[i].kind == word && r.tokens[i].glued && r.width(i) == 1 && r.isChar(i-1, '-') && r.glued(i+1) && r.tokens[i+1].kind == number
}

// initial says whether a letter with a slash, a sign of money elsewhere, ends a name in a description: the S/ of "UPI/PRIYA S/HDFC".
func (r *reading) initial(m *mark) bool {
	return m.currency != 0 && r.tokens[m.last].char == '/' && (int(m.last)+1 == len(r.tokens) || r.tokens[m.last+1].kind != number)
}

// spoken is the languages of the text: English, and those with a longer word, and where much is English another word beside it.
func (r *reading) spoken() uint32 {
	var long, twice uint32 // languages with a longer word; with two words
	seen, english := r.know.english, 0
	for n := range r.marks {
		m := &r.marks[n]
		if m.languages&r.know.english != 0 {
			english++
			continue
		}
		twice |= seen & m.languages
		seen |= m.languages
		if int(r.tokens[m.last].end-r.tokens[m.first].start) > littleForeign {
			long |= m.languages
		}
	}
	if english >= muchEnglish {
		long &= twice
	}
	return r.know.english | long
}
