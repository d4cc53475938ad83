package sms

import "unicode/utf8"

// Tables with open addressing, half empty at most: reading a message looks up every word, and Go's maps cost several times as
// much for keys as short as these.

// spread makes near numbers far (the golden ratio's fraction, Knuth).
const spread = 0x9E3779B97F4A7C15

// wordTable numbers words from 1. ASCII words are found in any case.
type wordTable struct {
	slots []wordSlot // a power of two
	count uint32
}

type wordSlot struct {
	word string
	id   uint32
}

// id returns the number of a word that is in lower case where it is not ASCII, 0 when it is unknown.
func (t *wordTable) id(word string, ascii bool) uint32 {
	if t.count == 0 {
		return 0
	}
	mask := len(t.slots) - 1
	for i := int(wordHash(word)) & mask; ; i = (i + 1) & mask {
		s := &t.slots[i]
		if s.id == 0 || len(s.word) == len(word) && (s.word == word || ascii && sameLetters(s.word, word)) {
			return s.id
		}
	}
}

// sameLetters compares a word in lower case with one in any.
func sameLetters(lower, word string) bool {
	for i := 0; i < len(word); i++ {
		if lower[i] != word[i]|0x20 {
			return false
		}
	}
	return true
}

// wordHash takes letters of both cases as the same.
func wordHash(word string) uint32 {
	h := uint64(len(word))
	for len(word) >= 8 {
		eight := uint64(word[0]) | uint64(word[1])<<8 | uint64(word[2])<<16 | uint64(word[3])<<24 |
			uint64(word[4])<<32 | uint64(word[5])<<40 | uint64(word[6])<<48 | uint64(word[7])<<56
		h = (h ^ (eight | 0x2020202020202020)) * spread
		word = word[8:]
	}
	rest := uint64(0)
	for i := 0; i < len(word); i++ {
		rest = rest<<8 | uint64(word[i]|0x20)
	}
	return uint32((h ^ rest) * spread >> 32)
}

// add numbers a word in lower case, unless it has a number.
func (t *wordTable) add(word string) uint32 {
	if id := t.id(word, false); id != 0 {
		return id
	}
	if int(t.count)*2 >= len(t.slots) {
		old := t.slots
		t.slots = make([]wordSlot, max(1024, 2*len(old)))
		for _, s := range old {
			if s.id != 0 {
				t.put(s)
			}
		}
	}
	t.count++
	t.put(wordSlot{word, t.count})
	return t.count
}

func (t *wordTable) put(s wordSlot) {
	mask := len(t.slots) - 1
	i := int(wordHash(s.word)) & mask
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

// vocabulary is the words of all lexicons: a text is cut into tokens once, whatever is looked up in it.
type vocabulary struct {
	words    wordTable
	unspaced int // longest word of a script without spaces, bytes
}

func (v *vocabulary) add(word string) {
	v.words.add(word)
	if r, _ := utf8.DecodeRuneInString(word); isUnspaced(r) {
		v.unspaced = max(v.unspaced, len(word))
	}
}
