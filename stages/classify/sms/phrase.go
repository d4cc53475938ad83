package sms

import (
	"strings"
	"unicode/utf8"
)

// maxWord is the longest word of the lexicon in bytes; longer words are looked up by nobody.
const maxWord = 96

// A lexicon knows words, and phrases of words and symbols with what they mean. Phrases form a tree
// whose edges are words and symbols.
type lexicon struct {
	*vocabulary
	edges    edgeTable      // node<<32 | key -> node
	begins   []bool         // word -> a phrase begins with it
	meanings []meaning      // by node; zero where no phrase ends
	phrases  []string       // by number; the first is none
	numbers  map[string]int // phrase -> number
}

// symbolKey marks an edge that is a symbol rather than a word, gluedKey one that stands right behind a word: "A $3"
// is not "A$3".
const (
	symbolKey = 1 << 31
	gluedKey  = 1 << 30
)

func newLexicon(v *vocabulary) *lexicon {
	return &lexicon{vocabulary: v, meanings: make([]meaning, 1), phrases: make([]string, 1), numbers: map[string]int{}}
}

// add teaches the phrase; what an earlier fact said of the same phrase stays.
func (l *lexicon) add(phrase string, m meaning) {
	phrase = strings.ToLower(phrase)
	for _, w := range l.tokenize(phrase, nil) { // first pass: number the words
		if w.kind == word {
			l.vocabulary.add(phrase[w.start:w.end])
		}
	}
	node := int32(0)
	for i, t := range l.tokenize(phrase, nil) {
		edge := uint64(node)<<32 | uint64(t.key(i > 0))
		next := l.edges.node(edge)
		if next == 0 {
			next = int32(len(l.meanings))
			l.meanings = append(l.meanings, meaning{})
			l.edges.add(edge, next)
		}
		if i == 0 && t.kind == word {
			for len(l.begins) <= int(t.id) {
				l.begins = append(l.begins, false)
			}
			l.begins[t.id] = true
		}
		node = next
	}
	if l.meanings[node].empty() {
		m.phrase = uint16(len(l.phrases))
		l.numbers[phrase] = len(l.phrases)
		l.phrases = append(l.phrases, phrase)
	}
	l.meanings[node].merge(m)
}

func (t *token) key(inside bool) uint32 {
	switch {
	case t.kind == word:
		return t.id
	case inside && t.glued:
		return symbolKey | gluedKey | uint32(t.char)
	}
	return symbolKey | uint32(t.char)
}

// id returns the number of a word in any case, 0 when it is unknown.
func (v *vocabulary) id(text string) uint32 {
	if len(text) > maxWord {
		return 0
	}
	for i := 0; i < len(text); i++ {
		if text[i] >= utf8.RuneSelf {
			return v.words.id(strings.ToLower(text), false)
		}
	}
	return v.words.id(text, true)
}

// segment returns where the first word of a run of letters ends. Korean and Thai write words of a message without
// spaces, so there a run is cut where a word of the lexicon begins or ends; other scripts are never cut.
func (v *vocabulary) segment(run string) int {
	if r, _ := utf8.DecodeRuneInString(run); !isUnspaced(r) || v.unspaced == 0 {
		return len(run)
	}
	for i := 0; i < len(run); i += 3 { // a character of these scripts has three bytes
		for n := min(v.unspaced, len(run)-i); n > 0; n -= 3 {
			if v.words.id(run[i:i+n], false) == 0 {
				continue
			}
			if i > 0 {
				return i
			}
			return n
		}
	}
	return len(run)
}

// abbreviates says whether the full stop behind a word may stand inside a phrase: "avbl. bal".
func (l *lexicon) abbreviates(t *token) bool {
	return t.kind == word && l.meanings[l.edges.node(uint64(t.key(false)))].cues.has(cueAbbreviation)
}

// A mark is a phrase found in a text.
type mark struct {
	first, last int32  // tokens
	cues        traits // of its meaning: looked at often
	*meaning
	// aside: it stands in advice to the reader ("not you? call ..."), which says nothing of the money.
	aside bool
	// clause is the number of the sentence or line it stands in.
	clause int32
}

// marks appends the phrases of tokens, the longest at each place, none inside another. A full stop after an
// abbreviated word ("avl. bal.") does not break a phrase.
func (l *lexicon) marks(tokens []token, marks []mark) []mark {
	for i := 0; i < len(tokens); i++ {
		t := &tokens[i]
		if t.kind == number || t.kind == newline || t.kind == word && (t.id == 0 || int(t.id) >= len(l.begins) || !l.begins[t.id]) {
			continue
		}
		node := l.edges.node(uint64(t.key(false)))
		best := int32(0)
		last := i
		for j := i; node != 0; {
			if !l.meanings[node].empty() {
				best, last = node, j
			}
			j++
			if j < len(tokens) && tokens[j].char == '.' && tokens[j].glued && l.abbreviates(&tokens[j-1]) {
				if l.edges.node(uint64(node)<<32|uint64(tokens[j].key(true))) == 0 {
					j++
				}
			}
			if j >= len(tokens) || tokens[j].kind == number || tokens[j].kind == newline {
				break
			}
			if tokens[j].kind == word && tokens[j].id == 0 {
				break
			}
			node = l.edges.node(uint64(node)<<32 | uint64(tokens[j].key(true)))
		}
		if best != 0 {
			marks = append(marks, mark{first: int32(i), last: int32(last), cues: l.meanings[best].cues, meaning: &l.meanings[best]})
			i = last
		}
	}
	return marks
}
