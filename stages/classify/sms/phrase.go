package sms

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// A lexicon knows words, and phrases of words, symbols and short numbers with what they mean. Phrases form a tree
// whose edges are these.
type lexicon struct {
	*vocabulary
	begins  []int32   // word, symbol or number -> the node it leads to from the root, 0 when no phrase begins with it
	edges   edgeTable // node<<32 | key -> node
	nodes   []node
	phrases []string       // by number; the first is none
	shown   []traits       // phrase -> what it shows
	numbers map[string]int // phrase -> number
	uses    []use          // word, symbol or number -> what its being in phrases may mean
}

// A use is what a word, symbol or number may be in phrases, one bit each.
type use uint8

const (
	inPhrase    use = 1 << iota // it stands in one
	beginsMonth                 // begins the name of a month
	isCurrency                  // names a currency
	endsOther                   // ends a phrase that names none
)

// A node is a place in the tree: a beginning of phrases, or a phrase, which its meaning then has the number of.
type node struct {
	meaning
	goesOn bool // longer phrases begin so
}

// gluedKey marks an edge that is a symbol right behind a word, a digit behind a letter or the other way round: "A $3" is not "A$3",
// "1 MG Road" is not 1mg.
const gluedKey = 1 << 31

func newLexicon(v *vocabulary) *lexicon {
	return &lexicon{vocabulary: v, nodes: make([]node, 1), phrases: make([]string, 1), shown: make([]traits, 1), numbers: map[string]int{}}
}

// add teaches the phrase; what an earlier fact said of the same phrase stays.
func (l *lexicon) add(phrase string, m meaning) {
	phrase = strings.ToLower(phrase)
	for _, t := range l.tokenize(phrase, nil) { // first pass: give each its number
		l.vocabulary.add(&t, phrase)
	}
	at, tokens := int32(0), l.tokenize(phrase, nil)
	for i := range tokens {
		l.uses = append(l.uses, make([]use, max(0, int(tokens[i].id)+1-len(l.uses)))...)
		l.uses[tokens[i].id] |= inPhrase
	}
	if first, last := tokens[0].id, tokens[len(tokens)-1].id; m.month != 0 {
		l.uses[first] |= beginsMonth
	} else if len(tokens) == 1 && m.currency != 0 {
		l.uses[first] |= isCurrency
	} else if m.currency == 0 {
		l.uses[last] |= endsOther
	}
	l.learnNumbers(tokens)
	for i := range tokens {
		at = l.next(at, tokens, i)
	}
	n := &l.nodes[at]
	if n.phrase == 0 {
		m.phrase, n.asks = uint16(len(l.phrases)), strings.HasSuffix(phrase, "amount")
		l.numbers[phrase] = len(l.phrases)
		l.phrases, l.shown = append(l.phrases, phrase), append(l.shown, 0)
	}
	n.merge(m)
	l.shown[n.phrase] = n.shows
}

// lost tells of each phrase that is not found in a text that says nothing else, so in none: it would be there for nothing.
func (l *lexicon) lost() (mistakes []error) {
	for n, phrase := range l.phrases[1:] {
		text, _ := normalize(phrase)
		tokens := l.tokenize(text, nil)
		marks := l.marks(tokens, nil)
		if len(marks) != 1 || int(marks[0].phrase) != n+1 || int(marks[0].last) != len(tokens)-1 {
			mistakes = append(mistakes, fmt.Errorf("data: %q is found in no text", phrase))
		}
	}
	return mistakes
}

// next returns the node that the token at i leads to, made when there was none.
func (l *lexicon) next(from int32, tokens []token, i int) int32 {
	id := tokens[i].id
	if id == 0 {
		return l.grow() // too long a number: nothing leads here, and lost tells
	}
	if i == 0 {
		l.begins = append(l.begins, make([]int32, max(0, int(id)+1-len(l.begins)))...)
		if l.begins[id] == 0 {
			l.begins[id] = l.grow()
		}
		return l.begins[id]
	}
	edge := edgeTo(from, tokens, i)
	to := l.edges.node(edge)
	if to == 0 {
		to = l.grow()
		l.edges.add(edge, to)
		l.nodes[from].goesOn = true
	}
	return to
}

func (l *lexicon) grow() int32 {
	l.nodes = append(l.nodes, node{})
	return int32(len(l.nodes) - 1)
}

// edgeTo is the way that the token at i, which is not the first, goes on from a node.
func edgeTo(from int32, tokens []token, i int) uint64 {
	t := &tokens[i]
	key := t.id
	if t.glued && (t.kind != word || tokens[i-1].kind == number) {
		key |= gluedKey
	}
	return uint64(from)<<32 | uint64(key)
}

// id returns the number of a word in any case, 0 when it is unknown.
func (v *vocabulary) id(text string) uint32 {
	latin, small := true, true
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			small = small && !isUpper(text[i])
			i++
			continue
		}
		c, size := utf8.DecodeRuneInString(text[i:])
		latin, small = false, small && characterKind(c)&capital == 0
		i += size
	}
	switch {
	case latin:
		return v.table.id(latinKey(text, 0, len(text)))
	case !small:
		text = strings.ToLower(text)
	}
	return v.table.id(foreignKey(text))
}

// segment returns where the first word of a run of letters ends. Korean, Thai, Chinese and Japanese write words of a message
// without spaces, so there a run is cut where a word of the lexicon begins or ends; other scripts are never cut.
func (v *vocabulary) segment(run string) int {
	if r, _ := utf8.DecodeRuneInString(run); characterKind(r)&unspaced == 0 || v.unspaced == 0 {
		return len(run)
	}
	for i := 0; i < len(run); i += 3 { // a character of these scripts has three bytes
		for n := min(v.unspaced, len(run)-i); n > 0; n -= 3 {
			if v.table.id(wordKey(run[i:i+n])) == 0 {
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

// A mark is a phrase found in a text.
type mark struct {
	first, last int32  // tokens
	cues        traits // of its meaning: looked at often
	*meaning
	// aside: it stands in advice to the reader ("not you? call ..."), which says nothing of the money.
	aside bool
	// happens: it names a movement that may have happened.
	happens bool
	// clause is the number of the sentence or line it stands in.
	clause int32
}

// marks appends the phrases of tokens, the longest at each place, none inside another. A full stop after an
// abbreviated word ("avl. bal.") does not break a phrase.
func (l *lexicon) marks(tokens []token, marks []mark) []mark {
	for i := 0; i < len(tokens); i++ {
		at := l.beginning(&tokens[i])
		if at == 0 {
			continue
		}
		best, last := int32(0), i
		for j := i; at != 0; {
			n := &l.nodes[at]
			if n.phrase != 0 {
				best, last = at, j
			}
			if j++; !n.goesOn || j == len(tokens) {
				break
			}
			if tokens[j].char == '.' && tokens[j].glued && l.nodes[l.beginning(&tokens[j-1])].cues.has(cueAbbreviation) && l.edges.node(edgeTo(at, tokens, j)) == 0 {
				j++
			}
			if j == len(tokens) || tokens[j].id == 0 {
				break
			}
			at = l.edges.node(edgeTo(at, tokens, j))
		}
		if best != 0 {
			m := &l.nodes[best].meaning
			marks = append(marks, mark{first: int32(i), last: int32(last), cues: m.cues, meaning: m})
			i = last
		}
	}
	return marks
}

// beginning is the node that a token leads to from the root, 0 when no phrase begins with it.
func (l *lexicon) beginning(t *token) int32 { return l.begins[t.id] }

// complete makes room for the words of other lexicons too, once all facts are known: each token of a text is asked for twice.
func (l *lexicon) complete() {
	l.begins = append(l.begins, make([]int32, int(l.table.count)+1-len(l.begins))...)
	l.uses = append(l.uses, make([]use, int(l.table.count)+1-len(l.uses))...)
}
