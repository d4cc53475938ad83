package sms

import (
	"strings"
	"unicode/utf8"
)

// Tables with open addressing: reading a message looks up every word, and Go's maps cost several times as
// much for keys as short as these.

// spread makes near numbers far (the golden ratio's fraction, Knuth).
const spread = 0x9E3779B97F4A7C15

// wordTable numbers words from 1. It knows them by their keys alone. Up to four fifths of it are full: all of it in a quarter of a megabyte is worth
// more than a shorter way to a free slot.
type wordTable struct {
	slots []wordSlot // a power of two
	keys  int
	count uint32 // of words: some have more than one key
}

type wordSlot struct {
	key uint64
	id  uint32
}

// id returns the number of the word with a key, 0 when it is unknown.
func (t *wordTable) id(key uint64) uint32 {
	if len(t.slots) == 0 {
		return 0
	}
	mask := len(t.slots) - 1
	for i := int(key*spread>>32) & mask; ; i = (i + 1) & mask {
		if s := &t.slots[i]; s.key == key || s.id == 0 {
			return s.id
		}
	}
}

// A word's key is the word itself when it has no more than eight bytes; longer ones are folded together eight at a time: that two
// of a few thousand words have one key is as likely as two in 2^64.

// wordKey is the key of a word in small letters.
func wordKey(word string) (key uint64) {
	for ; len(word) > 8; word = word[8:] {
		key = (key ^ eight(word)) * spread
	}
	return key ^ upToEight(word)
}

// maxFolded is how long a word may be, in bytes, for the letters below.
const maxFolded = 32

// foreignKey is the key of a word that is not all Latin, in small letters. Letters that writers of Arabic put for one another
// count as one: إيداع is ايداع, and بطاقة is بطاقه.
func foreignKey(word string) uint64 {
	if word[0] < 0xD8 || word[0] > 0xDB || len(word) > maxFolded {
		return wordKey(word)
	}
	var folded [maxFolded]byte
	copy(folded[:], word)
	for i := 1; i < len(word); i++ { // two bytes each
		switch letter := folded[i-1 : i+1]; string(letter) {
		case "أ", "إ", "آ":
			copy(letter, "ا")
		case "ة":
			copy(letter, "ه")
		}
	}
	return wordKey(string(folded[:len(word)]))
}

// latinKey is that of the ASCII word from i to end of text, in any case.
func latinKey(text string, i, end int) (key uint64) {
	for ; end-i > 8; i += 8 {
		key = (key ^ (eight(text[i:]) | smallLetters)) * spread
	}
	return key ^ upTo(end-i, eightAt(text, i)|smallLetters)
}

// add numbers the word with a key, unless it has a number.
func (t *wordTable) add(key uint64) uint32 {
	if id := t.id(key); id != 0 {
		return id
	}
	t.count++
	t.alias(key, t.count)
	return t.count
}

// alias makes a new key another key of the word with a number.
func (t *wordTable) alias(key uint64, id uint32) {
	if t.keys*5 >= len(t.slots)*4 {
		old := t.slots
		t.slots = make([]wordSlot, max(1024, 2*len(old)))
		for _, s := range old {
			if s.id != 0 {
				t.put(s)
			}
		}
	}
	t.keys++
	t.put(wordSlot{key, id})
}

func (t *wordTable) put(s wordSlot) {
	mask := len(t.slots) - 1
	i := int(s.key*spread>>32) & mask
	for t.slots[i].id != 0 {
		i = (i + 1) & mask
	}
	t.slots[i] = s
}

// edgeTable is a map of edges to nodes; no edge is 0.
type edgeTable struct {
	slots []edgeSlot // a power of two
	count int
}

type edgeSlot struct {
	edge uint64
	node int32
}

// node returns where an edge leads, 0 when there is none.
func (t *edgeTable) node(edge uint64) int32 {
	if t.count == 0 {
		return 0
	}
	mask := len(t.slots) - 1
	for i := int(edge*spread>>32) & mask; ; i = (i + 1) & mask {
		s := &t.slots[i]
		if s.edge == edge || s.edge == 0 {
			return s.node
		}
	}
}

func (t *edgeTable) add(edge uint64, node int32) {
	if t.count*2 >= len(t.slots) {
		old := t.slots
		t.slots = make([]edgeSlot, max(1024, 2*len(old)))
		for _, s := range old {
			if s.edge != 0 {
				t.put(s)
			}
		}
	}
	t.count++
	t.put(edgeSlot{edge, node})
}

func (t *edgeTable) put(s edgeSlot) {
	mask := len(t.slots) - 1
	i := int(s.edge*spread>>32) & mask
	for t.slots[i].edge != 0 {
		i = (i + 1) & mask
	}
	t.slots[i] = s
}

// vocabulary is the words and symbols of all lexicons: a text is cut into tokens once, whatever is looked up in it.
type vocabulary struct {
	table    wordTable
	signs    [utf8.RuneSelf]uint32 // what is no letter of ASCII: its number
	numbers  []uint32              // a token's value, so of short ones alone -> its number
	spoken   []use                 // the uses of words in what banks say, once that is learned
	careful  []string              // words that are known with a slip too
	unspaced int                   // longest word of a script without spaces, bytes
	// besides are the numbers of phrases with what stands beside them: the number of what stands before<<32 | of what stands behind.
	besides map[uint64]bool
}

// learnNumbers notes what stands beside the numbers in a phrase.
func (v *vocabulary) learnNumbers(phrase []token) {
	for i := range phrase {
		if phrase[i].kind != number {
			continue
		}
		if v.besides == nil {
			v.besides = map[uint64]bool{}
		}
		if i > 0 {
			v.besides[uint64(phrase[i-1].id)<<32|uint64(phrase[i].id)] = true
		}
		if i+1 < len(phrase) {
			v.besides[uint64(phrase[i].id)<<32|uint64(phrase[i+1].id)] = true
		}
		if len(phrase) == 1 {
			v.besides[uint64(phrase[i].id)] = true
		}
	}
}

// inPhrase says whether the number at token i may be part of a phrase. A full stop may stand before it, behind an abbreviation.
func (v *vocabulary) inPhrase(tokens []token, i int) bool {
	id := uint64(tokens[i].id)
	return v.besides[id] || i+1 < len(tokens) && v.besides[id<<32|uint64(tokens[i+1].id)] ||
		i > 0 && v.besides[uint64(tokens[i-1].id)<<32|id] || i > 1 && tokens[i-1].char == '.' && v.besides[uint64(tokens[i-2].id)<<32|id]
}

// add numbers a token of a text in small letters: a word, a symbol, or a number of few digits.
func (v *vocabulary) add(t *token, text string) {
	word := text[t.start:t.end]
	first, size := utf8.DecodeRuneInString(word)
	switch {
	case t.kind == number && t.value == 0: // too long a number for one
	case t.kind == number:
		v.numbers = append(v.numbers, make([]uint32, max(0, int(t.value)+1-len(v.numbers)))...)
		v.numbers[t.value] = v.table.add(wordKey(word))
	case size == len(word) && first < utf8.RuneSelf && !isLatin(word[0]):
		v.signs[first] = v.table.add(wordKey(word))
	case strings.ContainsFunc(word, func(c rune) bool { return c >= utf8.RuneSelf }):
		v.table.add(foreignKey(word))
	default:
		v.table.add(latinKey(word, 0, len(word)))
	}
	if characterKind(first)&unspaced != 0 {
		v.unspaced = max(v.unspaced, len(word))
	}
}
